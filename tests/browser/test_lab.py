"""JupyterLab as the learner meets it, and the helpers that the other browser tests stand on."""

import json
import urllib.error
import urllib.request
from pathlib import Path

import nbformat
import psutil
import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import (
    NOTEBOOK,
    Lab,
    open_notebook,
    run_all,
    running_lab,
    set_theme,
    wait_until_idle,
)

BUTTON = """\
import os
import ipywidgets as w
import kb, widgets
button, label = w.Button(description="Press me"), w.Label("not pressed")
button.on_click(lambda _: setattr(label, "value", f"pressed in {os.getpid()}"))
w.VBox([button, label])"""


@pytest.fixture
def notebook(lab: Lab) -> str:
    """A notebook with one button; the path of it below the server's root."""
    cells = [nbformat.v4.new_markdown_cell("# A try"), nbformat.v4.new_code_cell(BUTTON)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    book = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(book, lab.root / "try.ipynb")
    return "try.ipynb"


def press(page: Page, lab: Lab, notebook: str) -> None:
    page.get_by_role("button", name="Press me").click()
    pid = lab.kernel_process(notebook).pid
    expect(page.get_by_text(f"pressed in {pid}")).to_be_visible()


def test_a_button_works_and_still_does_after_a_restart_and_after_a_crash(
    page: Page, lab: Lab, notebook: str, console_errors: list[str]
):
    open_notebook(page, lab, notebook)
    run_all(page)
    press(page, lab, notebook)
    assert console_errors == []

    lab.restart_kernel(notebook)
    wait_until_idle(page)
    run_all(page)
    press(page, lab, notebook)

    crashed = lab.kernel_process(notebook)
    lab.kill_kernel(notebook)
    page.get_by_role("dialog").get_by_role("button", name="Ok").click()
    wait_until_idle(page)
    run_all(page)
    press(page, lab, notebook)
    assert lab.kernel_process(notebook).pid != crashed.pid
    lab.stop_kernel(notebook)


# The page is kept busy from the moment when the script of a view is asked for.
HOLD = """() => {
    const made = URL.createObjectURL;
    URL.createObjectURL = (blob) => {
        queueMicrotask(() => {
            const end = performance.now() + 3000;
            while (performance.now() < end);
        });
        return made.call(URL, blob);
    };
}"""


def test_views_come_even_if_the_page_has_no_time_for_them_for_seconds(
    page: Page, lab: Lab, notebook: str, console_errors: list[str]
):
    file = lab.root / notebook
    book = json.loads(file.read_text())
    book["cells"][1]["source"] = "from widgets import quiz\nquiz('vascular-01')"
    file.write_text(json.dumps(book))
    open_notebook(page, lab, notebook)
    page.evaluate(HOLD)
    run_all(page)
    expect(page.get_by_role("button", name="Check", exact=True)).to_be_visible()
    assert console_errors == []


def test_a_cell_that_fails_fails_the_run(page: Page, lab: Lab, notebook: str):
    file = lab.root / notebook
    book = json.loads(file.read_text())
    book["cells"][1]["source"] = "1 / 0"
    file.write_text(json.dumps(book))
    open_notebook(page, lab, notebook)
    with pytest.raises(AssertionError, match="ZeroDivisionError: division by zero"):
        run_all(page)


def test_the_theme_can_be_dark_and_is_light_again_on_the_next_visit(page: Page, lab: Lab, notebook: str):
    for _ in range(2):
        open_notebook(page, lab, notebook)
        expect(page.locator("body")).to_have_attribute("data-jp-theme-light", "true")
        set_theme(page, dark=True)
        expect(page.locator("body")).to_have_attribute("data-jp-theme-light", "false")


def test_the_link_opens_the_start_page_trusted_and_uncluttered(page: Page, lab: Lab):
    page.goto(f"{lab.url}?token={lab.token}")
    expect(page).to_have_url(f"{lab.url}lab/tree/notebooks/00_start_here.ipynb")
    expect(page.locator(f"{NOTEBOOK} h1").first).to_be_visible()
    wait_until_idle(page)
    expect(page.get_by_title("Notebook trusted:")).to_be_visible()
    page.wait_for_timeout(2000)  # the question about news comes late
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".Toastify__toast")).to_have_count(0)
    expect(page.locator(".jp-FileBrowser").get_by_text("00_start_here")).to_be_visible()


def test_the_server_listens_on_the_loopback_address_alone_and_wants_its_token(lab: Lab):
    listening = {
        connection.laddr.ip
        for connection in psutil.Process(lab.pid).net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    }
    assert listening == {"127.0.0.1"}
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(f"{lab.url}api/contents")


def test_a_server_ends_with_its_kernels_and_two_can_want_one_port(tmp_path: Path):
    with running_lab(tmp_path, 8888) as one, running_lab(tmp_path, 8888) as other:
        assert one.url != other.url
        one.api("POST", "kernels", {"name": "python3"})
        family = [one.pid, other.pid, *(p.pid for p in psutil.Process(one.pid).children())]
        assert len(family) > 2
    assert not [pid for pid in family if psutil.pid_exists(pid)]
    assert not one.home.exists()


def test_a_server_that_does_not_start_shows_its_log(tmp_path: Path):
    without_library = {"PYTHONHOME": str(tmp_path)}
    with (
        pytest.raises(RuntimeError, match=r"(?s)did not start:\n.*encodings"),
        running_lab(tmp_path, environment=without_library),
    ):
        pass
