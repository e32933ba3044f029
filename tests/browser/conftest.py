"""One server and one browser for the run, a fresh page for every test."""

import os
import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests.browser.chromium import find_or_get
from tests.browser.lab import REPOSITORY, Lab, running_lab

expect.set_options(timeout=30_000)  # a page of JupyterLab takes ten seconds to load where no GPU is

ARTEFACTS = REPOSITORY / ".artefacts"

FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """JupyterLab on a copy of the notebooks, since it saves what it runs, with its own record."""
    root = tmp_path_factory.mktemp("course")
    shutil.copytree(REPOSITORY / "notebooks", root / "notebooks")
    with running_lab(root) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    flags = [*FLAGS, "--no-sandbox"] if as_root else FLAGS  # Chromium refuses root in a sandbox
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=find_or_get(), args=flags)
        yield running
        running.close()


@pytest.fixture
def console_errors() -> list[str]:
    """What the page of this test wrote to the console as an error, uncaught exceptions included."""
    return []


@pytest.fixture
def page(browser: Browser, console_errors: list[str], request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page without cookies or history. If the test fails, .artefacts/ has its screenshot."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()

    def keep_error(message: ConsoleMessage) -> None:
        if message.type == "error":
            console_errors.append(f"{message.text} ({message.location.get('url', '')})")

    page.on("console", keep_error)
    page.on("pageerror", lambda error: console_errors.append(str(error)))
    yield page
    if request.node.stash.get(FAILED, False):
        ARTEFACTS.mkdir(exist_ok=True)
        name = re.sub(r"[^\w.-]+", "-", request.node.name)
        page.screenshot(path=ARTEFACTS / f"{name}.png")
    context.close()


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report
