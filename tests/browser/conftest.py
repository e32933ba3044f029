"""One server and one browser for the run, a fresh page for every test.

The lesson is opened and run once, in a page of its own that the tests about its content share: each
of them uses questions and patients that no other one does.
"""

import ast
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

from tests.browser.lab import NOTEBOOK, REPOSITORY, Lab, open_notebook, run_all, running_lab

expect.set_options(timeout=30_000)  # a page of JupyterLab takes ten seconds to load where no GPU is

ARTEFACTS = REPOSITORY / ".artefacts"


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """JupyterLab on a copy of the notebooks, since it saves what it runs, with its own record."""
    root = tmp_path_factory.mktemp("course")
    shutil.copytree(REPOSITORY / "notebooks", root / "notebooks")
    environment = {
        "KNEE_RECORD_URL": f"sqlite:///{tmp_path_factory.mktemp('record')}/record.sqlite3",
        "XDG_CACHE_HOME": str(tmp_path_factory.mktemp("cache")),
    }
    with running_lab(root, environment=environment) as running:
        yield running


@contextmanager
def fresh_page(browser: Browser, errors: list[str]) -> Iterator[Page]:
    """A page without cookies or history, which notes its errors in `errors`."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()

    def keep_error(message: ConsoleMessage) -> None:
        if message.type == "error":
            errors.append(f"{message.text} ({message.location.get('url', '')})")

    page.on("console", keep_error)
    page.on("pageerror", lambda error: errors.append(f"{error}\n{error.stack}"))
    yield page
    context.close()


@pytest.fixture
def console_errors() -> list[str]:
    """What the page of this test wrote to the console as an error, uncaught exceptions included."""
    return []


@pytest.fixture
def page(browser: Browser, console_errors: list[str], request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page without cookies or history. If the test fails, .artefacts/ has its screenshot."""
    with fresh_page(browser, console_errors) as page:
        yield page
        _keep_failure(page, request)


@dataclass(frozen=True)
class Course:
    """A notebook of the course that was opened and run, in the page that shows it."""

    page: Page
    path: str
    cells: list[dict]
    errors: list[str]
    """What the page wrote to its console as an error."""

    def cell(self, cell_id: str) -> Locator:
        """The cell with this id, scrolled into view and drawn."""
        index = self.page.evaluate(
            """(id) => jupyterapp.shell.currentWidget.content.widgets
                .findIndex((cell) => cell.model.id === id)""",
            cell_id,
        )
        found = self.page.locator(f"{NOTEBOOK} .jp-Cell[data-windowed-list-index='{index}']")
        found.evaluate("(cell) => cell.scrollIntoView({block: 'start'})")
        return found

    def calls(self, factory: str) -> dict[str, str]:
        """Cells that call this factory with an id: that id → the id of the cell."""
        found = {}
        for cell in self.cells:
            if cell["cell_type"] == "code":
                for node in ast.walk(ast.parse("".join(cell["source"]))):
                    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == factory and node.args:
                        found[ast.literal_eval(node.args[0])] = cell["id"]
        return found

    def keep(self, name: str) -> None:
        """A screenshot for people to look at."""
        ARTEFACTS.mkdir(exist_ok=True)
        self.page.screenshot(path=ARTEFACTS / f"{name}.png")


@contextmanager
def opened_course(lab: Lab, browser: Browser, path: str) -> Iterator[Course]:
    """The notebook at this path, opened and run in a page of its own."""
    with fresh_page(browser, errors := []) as page:
        open_notebook(page, lab, path)
        run_all(page)
        yield Course(page, path, json.loads((REPOSITORY / path).read_text("utf-8"))["cells"], errors)


@pytest.fixture(scope="session")
def opened_lesson(lab: Lab, browser: Browser) -> Iterator[Course]:
    """The vascular lesson; a module about another one defines its own fixture of this name."""
    with opened_course(lab, browser, "notebooks/05_vascular.ipynb") as course:
        yield course


@pytest.fixture(scope="session")
def opened_start_page(lab: Lab, browser: Browser) -> Iterator[Course]:
    with opened_course(lab, browser, "notebooks/00_start_here.ipynb") as course:
        yield course


@pytest.fixture
def lesson(opened_lesson: Course, request: pytest.FixtureRequest) -> Iterator[Course]:
    """The lesson of the module, opened and run; its tests share the page."""
    yield opened_lesson
    _keep_failure(opened_lesson.page, request)


@pytest.fixture
def start_page(opened_start_page: Course, request: pytest.FixtureRequest) -> Iterator[Course]:
    """The start page, opened and run; the tests of the whole run share it."""
    yield opened_start_page
    _keep_failure(opened_start_page.page, request)


def _keep_failure(page: Page, request: pytest.FixtureRequest) -> None:
    if request.node.stash.get(FAILED, False):
        ARTEFACTS.mkdir(exist_ok=True)
        name = re.sub(r"[^\w.-]+", "-", request.node.name)
        page.screenshot(path=ARTEFACTS / f"{name}.png")


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report
