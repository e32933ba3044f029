"""The scripts are modules that are checked, and what is committed of them is what they make."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import widgets
from tests.views.calls import CALLS
from widgets.js import bundle as bundler

REPOSITORY = Path(__file__).resolve().parents[2]
WIDGETS = REPOSITORY / "widgets"
SOURCES, STATIC = WIDGETS / "js", WIDGETS / "static"
CONFIG = ["--config", str(SOURCES / "deno.json")]
SCRIPTS = ["widgets/js", "widgets/labextensions", "tests/js", "tests/views"]
VIEWS = sorted(folder.name for folder in SOURCES.iterdir() if (folder / "index.js").exists())

MOST = 60_000
"""Bytes of a view's script and style together. A view above it names its bound in `MORE`, and why."""
MORE: dict[str, int] = {
    "exam_paper": 74_000,  # every kind of question, as in a set, and a page of its own round them
    "quiz_set": 68_000,  # nine kinds of question, each with its own form, the pictures, hints and marks
}


def deno(*arguments: str) -> None:
    """Run it; what it finds is the failure."""
    done = subprocess.run(
        [bundler.deno(), *arguments],
        cwd=REPOSITORY,
        env=os.environ | {"NO_COLOR": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_there_are_views():
    assert len(VIEWS) >= 12


def test_no_script_has_a_fault_that_a_linter_sees():
    deno("lint", "--quiet", *CONFIG, *SCRIPTS)


def test_the_types_fit():
    deno("check", "--quiet", *CONFIG, *(f"widgets/js/{view}/index.js" for view in VIEWS))


def test_scripts_and_sheets_are_laid_out_by_one_hand():
    """`make fix` does it."""
    deno("fmt", "--check", "--quiet", *CONFIG, *SCRIPTS)


def test_the_pure_parts_keep_their_promises():
    """The tests beside this file, which run without a browser."""
    deno("test", "--quiet", "--no-lock", *CONFIG, "tests/js")


def test_the_bundles_are_fresh(tmp_path: Path):
    """Made anew, and made from a copy in another place, they are the same to the byte."""
    elsewhere = tmp_path / "a folder" / "js"
    shutil.copytree(SOURCES, elsewhere, ignore=shutil.ignore_patterns("__pycache__"))
    for script in (SOURCES / "bundle.py", elsewhere / "bundle.py"):
        made = tmp_path / "made"
        subprocess.run([sys.executable, script, made], check=True)
        names = {file.name for file in made.iterdir()}
        kept = {file.name for file in STATIC.iterdir()}
        same = {name: (made / name).read_bytes() == (STATIC / name).read_bytes() for name in names & kept}
        assert names == kept, f"widgets/static is not what the scripts make: run make js ({names ^ kept})"
        stale = sorted(name for name in same if not same[name])
        assert stale == [], "widgets/static is older than its scripts: run make js"


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_is_small(view: str):
    size = sum(len((STATIC / f"{view}{kind}").read_bytes()) for kind in (".js", ".css"))
    assert size <= MORE.get(view, MOST), f"{view}: {size} bytes of script and style"


@pytest.mark.parametrize("file", sorted(STATIC.iterdir()), ids=lambda file: file.name)
def test_a_bundle_says_where_it_is_from_and_fetches_nothing(file: Path):
    text = file.read_text("utf-8")
    assert re.match(r"/\* Made by `make js` from widgets/js/[\w]+ \*/\n", text)
    assert not re.search(r"\bimport\b|@import|url\((?!#)|\bfetch\(|XMLHttpRequest", text.split("\n", 1)[1])
    addresses = set(re.findall(r"https?://[^\s\"'`)]+", text))
    assert addresses <= {"http://www.w3.org/2000/svg"}
    assert str(Path.home()) not in text
    assert "/tmp" not in text


@pytest.mark.parametrize("view", VIEWS)
def test_python_folder_bundle_and_test_of_a_view_bear_one_name(view: str):
    module = WIDGETS / f"{view}.py"
    assert f'bundle("{view}")' in module.read_text("utf-8")
    assert (STATIC / f"{view}.js").exists()
    assert (STATIC / f"{view}.css").exists()
    tests = {"panel": "test_factories"}.get(view, f"test_{view}")
    assert (REPOSITORY / "tests" / "widgets" / f"{tests}.py").exists()


def test_no_module_bears_the_name_of_a_call():
    """Importing widgets/quiz.py would put the module in the place of the call."""
    modules = {file.stem for file in WIDGETS.glob("*.py")}
    assert not modules & set(widgets.__all__)
    assert CALLS


def test_a_missing_bundle_says_how_to_make_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    from widgets import _view

    monkeypatch.setattr(_view, "STATIC", tmp_path)
    with pytest.raises(_view.KneeError, match=r"^widgets/static/quiz_set\.js is missing: .* make js$"):
        _view.bundle("quiz_set")


def test_learners_get_the_bundles_and_not_their_sources():
    """What setuptools ships: bundles are data of a package, sources are no package."""
    import tomllib

    from setuptools import find_namespace_packages

    pyproject = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
    find = pyproject["tool"]["setuptools"]["packages"]["find"]
    shipped = find_namespace_packages(str(REPOSITORY), include=find["include"], exclude=find["exclude"])
    assert "widgets.static" in shipped
    assert not [name for name in shipped if name.startswith("widgets.js")]
