"""Find a Chromium for the browser tests, or get one. `python -m tests.browser.chromium` prints its path.

Four ways, in this order: CHROMIUM in the environment, one on the PATH, Playwright's own download,
Debian's package when root.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ON_THE_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MACOS_APPS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
DOWNLOAD_SECONDS = 300

_FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]


def flags() -> list[str]:
    """What to start it with."""
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*_FLAGS, "--no-sandbox"] if as_root else _FLAGS  # Chromium refuses root in a sandbox


NOT_FOUND = """\
The browser tests need a Chromium, and none was found or could be had. Do one of these:
  1. Set CHROMIUM to the path of a Chromium or Google Chrome.
  2. Put one on the PATH, under one of these names: {names}.
  3. Let Playwright download one: .venv/bin/python -m playwright install --with-deps chromium
  4. On Debian, as root: apt-get install chromium
What was tried:
{tried}"""


class ChromiumNotFound(Exception):
    """No way led to a Chromium that runs; the message names every way and what went wrong."""


def find_or_get() -> Path:
    """Return the path of a Chromium that runs, installing one if need be.

    Raises ChromiumNotFound if every way failed, or if CHROMIUM names something that does not run:
    what was asked for by name is never replaced by something else.
    """
    if named := os.environ.get("CHROMIUM"):
        if fault := _fault_of(named):
            raise ChromiumNotFound(f"CHROMIUM names {named}, which does not run: {fault}")
        return Path(named)
    tried = []
    for way, candidates in (
        ("on the PATH", _installed),
        ("Playwright's download", _downloaded),
        ("Debian's package", _packaged),
    ):
        try:
            faults = []
            for candidate in candidates():
                fault = _fault_of(candidate)
                if not fault:
                    return Path(candidate)
                faults.append(f"{candidate}: {fault}")
            tried.append(f"  {way}: {'; '.join(faults) or 'none'}")
        except (OSError, subprocess.SubprocessError) as error:
            tried.append(f"  {way}: {_gist(error)}")
    names = ", ".join(ON_THE_PATH)
    raise ChromiumNotFound(NOT_FOUND.format(names=names, tried="\n".join(tried)))


def _installed() -> Iterator[str]:
    for name in ON_THE_PATH:
        if found := shutil.which(name):
            yield found
    if sys.platform == "darwin":
        yield from filter(os.path.exists, MACOS_APPS)


def _downloaded() -> Iterator[str]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    if not os.path.exists(path):
        _say("Downloading a Chromium for the browser tests")
        command = [sys.executable, "-m", "playwright", "install", "--no-shell", "chromium"]
        _run(command, DOWNLOAD_SECONDS)
    yield path


def _packaged() -> Iterator[str]:
    if not shutil.which("apt-get"):
        raise OSError("this system has no apt-get")
    if os.geteuid() != 0:
        raise OSError("only root may install it")
    _say("Installing Debian's chromium for the browser tests")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    _run(["apt-get", "update", "-qq"], DOWNLOAD_SECONDS, environment)
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]
    _run([*install, "chromium"], 2 * DOWNLOAD_SECONDS, environment)
    if found := shutil.which("chromium"):
        yield found


def _fault_of(program: str) -> str:
    """Why this program is no Chromium to work with; nothing if it says it is one."""
    try:
        said = _run([program, "--version"], 60)
    except (OSError, subprocess.SubprocessError) as error:
        return _gist(error)
    return "" if "Chrom" in said else f"it calls itself {said.strip()[:60]!r}"


def _run(command: list[str], seconds: float, environment: dict[str, str] | None = None) -> str:
    return subprocess.run(
        command,
        check=True,
        timeout=seconds,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ).stdout


def _gist(error: Exception) -> str:
    """The one line that says most: the first that says 'error', else the last one printed."""
    printed = error.stdout if isinstance(error, subprocess.CalledProcessError) else ""
    lines = printed.strip().splitlines()
    telling = [line for line in lines if "error" in line.lower()] or lines[-1:]
    return telling[0].strip() if telling else str(error)


def _say(message: str) -> None:
    print(f"{message} ...", file=sys.stderr, flush=True)


def main() -> str | None:
    """Print the path, or return what to tell the user instead."""
    try:
        print(find_or_get())
    except ChromiumNotFound as error:
        return str(error)


if __name__ == "__main__":
    sys.exit(main())
