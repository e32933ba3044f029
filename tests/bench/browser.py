"""A JupyterLab and a Chromium for measuring, and notebooks written for it."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Page, sync_playwright

from tests.browser.chromium import find_or_get
from tests.browser.lab import Lab, open_notebook, running_lab

from .measure import REPOSITORY, own_places

FLAGS = ["--disable-background-networking", "--disable-component-update", "--disable-gpu", "--no-first-run"]
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


@contextmanager
def lab_and_page() -> Iterator[tuple[Lab, Page]]:
    """The course in a JupyterLab that touches nothing of the user's, and an empty page."""
    with tempfile.TemporaryDirectory(prefix="knee-bench-", ignore_cleanup_errors=True) as folder:
        root = Path(folder) / "course"
        shutil.copytree(REPOSITORY / "notebooks", root / "notebooks")
        as_root = hasattr(os, "geteuid") and os.geteuid() == 0
        places = own_places(Path(folder))
        warm = [sys.executable, "-c", "import kb; kb.load()"]  # the usual start finds the content cached
        subprocess.run(warm, cwd=REPOSITORY, env=os.environ | places, check=True)
        flags = [*FLAGS, "--no-sandbox"] if as_root else FLAGS
        with running_lab(root, environment=places) as lab, sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=find_or_get(), args=flags)
            try:
                context = chromium.new_context(viewport={"width": 1280, "height": 900})
                yield lab, context.new_page()
            finally:
                chromium.close()


def write(lab: Lab, name: str, cells: Sequence[str]) -> str:
    """Write a notebook of code cells; its path below the server's root."""
    book = new_notebook(cells=[new_code_cell(cell) for cell in cells], metadata={"kernelspec": KERNEL})
    nbformat.write(book, lab.root / name)
    return name


@contextmanager
def opened(page: Page, lab: Lab, path: str) -> Iterator[None]:
    """The notebook in front, with a fresh kernel that ends with the block."""
    open_notebook(page, lab, path)
    yield
    page.goto("about:blank")
    for session in lab.api("GET", "sessions"):
        lab.api("DELETE", f"sessions/{session['id']}")
