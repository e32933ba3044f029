"""Lesson 05 as a learner meets it: seconds from Run All to the last widget, memory of its kernel."""

import statistics
from collections.abc import Iterator

import nbformat
from playwright.sync_api import Page

from tests.browser.lab import Lab, run_all, wait_until_idle

from .browser import lab_and_page, opened, write
from .measure import Row, against, duration, mebibytes, progress

TIMES = 3
LESSON = "notebooks/05_vascular.ipynb"

RUN_ALL = """(selector) => new Promise((done, fail) => {
    const cells = jupyterapp.shell.currentWidget.content.widgets.filter((cell) => cell.model.type === "code");
    const last = cells[cells.length - 1];
    const began = performance.now();
    setTimeout(() => fail(Error("the last widget does not show")), 120000);
    jupyterapp.commands.execute("notebook:run-all-cells");
    const frame = () => {
        const widget = last.node.querySelector(`.jp-OutputArea-output ${selector}`);
        if (widget?.textContent && widget.getBoundingClientRect().height > 0
            && cells.every((cell) => cell.model.executionCount)) done(performance.now() - began);
        else requestAnimationFrame(frame);
    };
    frame();
})"""

BUTTON = """\
import ipywidgets as w
w.Button(description="A button")"""


def rows() -> Iterator[Row]:
    seconds: dict[str, list[float]] = {"lesson": [], "trivial": []}
    sizes: dict[str, list[float]] = {"lesson": [], "trivial": [], "button": []}
    with lab_and_page() as (lab, page):
        book = nbformat.read(lab.root / LESSON, as_version=4)
        cells = sum(cell.cell_type == "code" for cell in book.cells)
        trivial = ["import ipywidgets as w"]
        trivial += [f'w.HTML("<p>This is cell {i}.</p>")' for i in range(1, cells)]
        for round_ in range(TIMES):
            progress(f"lesson {round_ + 1}/{TIMES}")
            nbformat.write(book, lab.root / LESSON)  # without the outputs of the last time
            kinds = [
                ("lesson", LESSON, ".knee"),
                ("trivial", write(lab, "trivial.ipynb", trivial), ".widget-html-content"),
                ("button", write(lab, "button.ipynb", [BUTTON]), ""),
            ]
            for name, path, selector in kinds if round_ % 2 == 0 else reversed(kinds):
                with opened(page, lab, path):
                    if selector:
                        seconds[name].append(page.evaluate(RUN_ALL, selector) / 1000)
                        wait_until_idle(page)
                    else:
                        run_all(page)
                    sizes[name].append(_own_memory(page, lab, path))
    ran = {name: statistics.median(values) for name, values in seconds.items()}
    size = {name: statistics.median(values) for name, values in sizes.items()}
    spread = f"{min(seconds['lesson']):.1f} to {max(seconds['lesson']):.1f} s"
    how = (
        f"From the command to the frame that holds the last widget, fresh kernel, {TIMES} each ({spread}). "
        f"Floor: as many cells ({cells}), each one line of ipywidgets HTML."
    )
    yield against("run all of lesson 05", ran["lesson"], ran["trivial"], show=duration, at_most=2, how=how)
    how = (
        f"Memory of its own (USS) when idle after Run All, {TIMES} each. Floor: ipywidgets and a Button; "
        f"with the {cells} trivial cells {mebibytes(size['trivial'])}."
    )
    yield against(
        "kernel with lesson 05 open", size["lesson"], size["button"], show=mebibytes, at_most=1.15, how=how
    )


def _own_memory(page: Page, lab: Lab, path: str) -> float:
    page.wait_for_timeout(1000)
    return lab.kernel_process(path).memory_full_info().uss
