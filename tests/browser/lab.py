"""A real JupyterLab for the browser tests, and how to work in it.

The server has the settings of `make lab`, a folder of its own for everything it remembers, and it
ends with the block:

    with running_lab(root) as lab:
        open_notebook(page, lab, "notebooks/05_vascular.ipynb")
        run_all(page)
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import psutil
from nbformat.sign import NotebookNotary
from playwright.sync_api import Page

REPOSITORY = Path(__file__).resolve().parents[2]

NOTEBOOK = ".jp-NotebookPanel:not(.lm-mod-hidden)"
"""The notebook that is in front."""
SPLASH = "#jupyterlab-splash"
"""The picture that JupyterLab shows while it loads itself or a theme."""


@dataclass(frozen=True)
class Lab:
    """A running server: where it answers, the token it wants, the folder it shows."""

    url: str
    """Ends with a slash."""
    token: str
    root: Path
    pid: int
    home: Path
    """Everything the server and its kernels remember; `home / "data"` has the learner's record."""

    def api(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the server's REST API; JSON in, JSON out (None where it answers with nothing)."""
        request = urllib.request.Request(
            f"{self.url}api/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {self.token}"},
        )
        with urllib.request.urlopen(request, timeout=30) as response:
            answer = response.read()
        return json.loads(answer) if answer else None

    def kernel_id(self, path: str) -> str:
        """The kernel of the notebook at this path below root; LookupError if it has none."""
        for session in self.api("GET", "sessions"):
            if session["path"] == path and session["kernel"]:
                return session["kernel"]["id"]
        raise LookupError(f"no kernel runs for {path}")

    def restart_kernel(self, path: str) -> None:
        """Restart as the menu does: all variables are gone, the notebook keeps its outputs."""
        self.api("POST", f"kernels/{self.kernel_id(path)}/restart")

    def stop_kernel(self, path: str) -> None:
        """End it as the menu does, in order."""
        self.api("DELETE", f"kernels/{self.kernel_id(path)}")

    def kill_kernel(self, path: str) -> None:
        """Kill its process, as a crash or a lack of memory does; the server starts a new one."""
        self.kernel_process(path).kill()

    def kernel_process(self, path: str) -> psutil.Process:
        connection = f"kernel-{self.kernel_id(path)}.json"
        for process in psutil.Process(self.pid).children(recursive=True):
            if any(connection in argument for argument in process.cmdline()):
                return process
        raise LookupError(f"no process runs for {path}")


@contextmanager
def running_lab(root: Path, port: int = 0, environment: Mapping[str, str] | None = None) -> Iterator[Lab]:
    """Start JupyterLab on `root`, wait until it answers, end it and its kernels after the block.

    Port 0 is any free one. `environment` is added to that of the server and its kernels.
    Raises RuntimeError with the end of the server's log if it does not come up in a minute.
    """
    with tempfile.TemporaryDirectory(prefix="knee-lab-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        command = [sys.executable, "-m", "jupyterlab", "--no-browser"]
        command += [f"--ServerApp.port={port}", f"--ServerApp.root_dir={root}"]
        command += [f"--LabApp.workspaces_dir={home / 'workspaces'}"]
        command += ["--LabApp.expose_app_in_browser=True"]  # the helpers below speak to it
        places = {
            "JUPYTER_CONFIG_PATH": str(REPOSITORY / ".jupyter"),
            "JUPYTER_PREFER_ENV_PATH": "1",
            "JUPYTER_CONFIG_DIR": str(home / "config"),
            "JUPYTER_DATA_DIR": str(home / "jupyter"),
            "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
            "IPYTHONDIR": str(home / "ipython"),
            "XDG_DATA_HOME": str(home / "data"),
        }
        _trust(root, home / "jupyter")
        log = home / "log"
        with log.open("wb") as output:
            server = subprocess.Popen(
                command,
                cwd=root,
                env=os.environ | places | dict(environment or {}),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            url, token = _wait_until_it_answers(server, home / "runtime", log)
            yield Lab(url, token, root, server.pid, home)
        finally:
            _end(server)


def _trust(root: Path, data: Path) -> None:
    """What `make lab` does too."""
    data.mkdir(parents=True, exist_ok=True)
    notary = NotebookNotary(data_dir=str(data))
    for file in root.rglob("*.ipynb"):
        notary.sign(nbformat.read(file, as_version=4))
    notary.store.close()


def _wait_until_it_answers(server: subprocess.Popen, runtime: Path, log: Path) -> tuple[str, str]:
    for _ in range(600):
        if server.poll() is not None:
            break
        for file in runtime.glob("jpserver-*.json"):
            try:
                info = json.loads(file.read_text())
                urllib.request.urlopen(f"{info['url']}api?token={info['token']}", timeout=5).close()
                return info["url"], info["token"]
            except (OSError, ValueError):  # not written to its end, or not listening yet
                pass
        time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text(errors='replace')[-2000:]}")


def _end(server: subprocess.Popen) -> None:
    """Ask the server to stop, which ends its kernels; kill what is still there after 10 s."""
    try:
        family = [psutil.Process(server.pid), *psutil.Process(server.pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        return
    server.send_signal(signal.SIGTERM)
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
    _, alive = psutil.wait_procs(family, timeout=2)
    for process in alive:
        process.kill()


def open_notebook(page: Page, lab: Lab, path: str) -> None:
    """Open the notebook at `path` below root, as on a first visit, and wait for its kernel.

    Alone, and without the settings that other tests left, a dark theme for one.
    """
    shutil.rmtree(lab.home / "config" / "lab" / "user-settings", ignore_errors=True)
    page.goto(f"{lab.url}lab/tree/{path}?reset&token={lab.token}")
    page.locator(f"{NOTEBOOK} .jp-Cell").first.wait_for()
    page.locator(SPLASH).wait_for(state="detached")
    wait_until_idle(page)


def wait_until_idle(page: Page, seconds: float = 60) -> None:
    """Wait until the kernel of the notebook in front has nothing to do."""
    status = "jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status"
    page.wait_for_function(f"() => {status} === 'idle'", timeout=seconds * 1000)


def run_command(page: Page, command: str, arguments: Mapping[str, Any] | None = None) -> None:
    """Run a JupyterLab command by its id, and wait until it is done."""
    page.evaluate(
        "async ([id, arguments_]) => { await jupyterapp.commands.execute(id, arguments_); }",
        [command, dict(arguments or {})],
    )


def run_all(page: Page, seconds: float = 120) -> None:
    """Run every cell of the notebook in front; AssertionError, with the fault, if one fails."""
    page.evaluate(
        """(limit) => Promise.race([
            jupyterapp.commands.execute('notebook:run-all-cells'),
            new Promise((_, fail) => setTimeout(() => fail(Error('the cells are not done')), limit)),
        ])""",
        seconds * 1000,
    )
    wait_until_idle(page)
    cells = page.evaluate("() => jupyterapp.shell.currentWidget.content.model.toJSON().cells")
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    for cell in code:
        for output in cell["outputs"]:
            assert output["output_type"] != "error", f"{output['ename']}: {output['evalue']}"
    left = [cell["source"] for cell in code if cell["source"] and not cell["execution_count"]]
    assert not left, f"not executed: {left}"


def set_theme(page: Page, dark: bool) -> None:
    """Switch JupyterLab to its dark or its light theme, and wait until the page wears it."""
    theme = "JupyterLab Dark" if dark else "JupyterLab Light"
    run_command(page, "apputils:change-theme", {"theme": theme})
    page.locator(f"body[data-jp-theme-name='{theme}']").wait_for(state="attached")
    page.locator(SPLASH).wait_for(state="detached")
