"""Imports run one way, and starting is light."""

import ast

import pytest

from tests.kb.conftest import HOUSE

VIEWS = {
    "ipywidgets",
    "anywidget",
    "plotly",
    "IPython",
    "traitlets",
    "matplotlib",
    "widgets",
    "notebook",
    "jupyterlab",
}
HEAVY = {"numpy", "pandas", "matplotlib", "plotly", "pydantic", "pydantic_core", "yaml"}


def imported(file):
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.split(".")[0]


def test_the_knowledge_base_imports_no_view_and_no_widgets():
    files = sorted((HOUSE / "kb").rglob("*.py"))
    assert len(files) >= 12
    assert {(file.name, name) for file in files for name in imported(file) if name in VIEWS} == set()


def test_importing_and_using_the_knowledge_base_loads_no_view(python):
    code = """
import sys, kb, kb.debrief, kb.grading, kb.check, kb.__main__
kb.load(); kb.triage(["calf-swelling"]); kb.next_best(); kb.find("calf"); kb.sample_patient(seed=1)
print(sorted(set(sys.argv[1:]) & {name.split(".")[0] for name in sys.modules}))
"""
    assert python("-c", code, *sorted(VIEWS)).stdout == "[]\n"


@pytest.fixture(scope="module")
def warm(real):
    """The cache has been filled by loading once."""
    return real


def test_a_warm_start_loads_nothing_heavy(warm, python):
    code = """
import sys, kb, widgets
kb.load(); kb.triage(["calf-swelling"], age=70); kb.next_best(["calf-swelling"]); kb.sample_patient(seed=1)
print(sorted(set(sys.argv[1:]) & {name.split(".")[0] for name in sys.modules}))
"""
    result = python("-c", code, *sorted(HEAVY))
    assert result.stderr == ""
    assert result.stdout == "[]\n"


def test_this_test_would_notice_a_heavy_import(python):
    code = (
        "import sys, numpy; print(sorted(set(sys.argv[1:]) & {name.split('.')[0] for name in sys.modules}))"
    )
    assert python("-c", code, *sorted(HEAVY)).stdout == "['numpy']\n"
