"""Imports run one way, engines are pure, and starting is light."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kb.conftest import HOUSE

KB = HOUSE / "kb"
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


def imports(tree: ast.AST) -> set[str]:
    """Every module named by an import, those inside functions included."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{'.' * node.level}{node.module or ''}"}
    return found


def parsed(files) -> dict[str, ast.Module]:
    trees = {file.relative_to(HOUSE).as_posix(): ast.parse(file.read_text("utf-8")) for file in files}
    assert trees
    return trees


def at_run_time(tree: ast.Module) -> ast.Module:
    """Without what only a type checker reads."""

    class Without(ast.NodeTransformer):
        def visit_If(self, node: ast.If):
            return None if "TYPE_CHECKING" in ast.unparse(node.test) else self.generic_visit(node)

    return Without().visit(tree)


# ── Layers ───────────────────────────────────────────────────────────────────────────────────


def test_imports_run_one_way_and_never_in_a_circle():
    """The contracts stand in pyproject.toml; import-linter sees imports inside functions as well."""
    tool = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([tool, "--no-cache"], cwd=HOUSE, capture_output=True, text=True, encoding="utf-8")
    assert result.returncode == 0, result.stdout[-3000:]
    assert "0 broken" in result.stdout


def test_only_the_front_door_and_the_checks_read_content():
    allowed = {"kb/__init__.py", "kb/__main__.py", "kb/check", "kb/reading"}
    for name, tree in parsed(KB.rglob("*.py")).items():
        if not any(name.startswith(one) for one in allowed):
            assert not {one for one in imports(tree) if "reading" in one}, name


def test_each_heavy_package_has_few_rooms():
    allowed = {
        "numpy": ("kb/anatomy/", "kb/reasoning/cohort.py", "kb/tables.py", "widgets/body_view.py"),
        "pandas": ("kb/tables.py", "widgets/heat_map_figure.py"),
        "plotly": (),  # figures travel as plain dicts, which JupyterLab's own extension draws
        "yaml": ("kb/reading/",),
        "pydantic": ("kb/reading/", "kb/records/shape.py"),
    }
    trees = parsed([*KB.rglob("*.py"), *(HOUSE / "widgets").rglob("*.py")])
    for package, rooms in allowed.items():
        users = {
            name
            for name, tree in trees.items()
            if package in {one.partition(".")[0] for one in imports(at_run_time(tree))}
        }
        assert users or not rooms, package
        assert {name for name in users if not name.startswith(rooms)} == set(), package


# ── Engines ──────────────────────────────────────────────────────────────────────────────────

ENGINES = ("reasoning", "anatomy", "questions", "patients")
IMPURE = {"os", "time", "secrets", "uuid", "socket", "subprocess", "tempfile", "io", "pathlib"}
OPENS = {
    "now",
    "today",
    "utcnow",
    "open",
    "read_text",
    "read_bytes",
    "write_text",
    "write_bytes",
    "getenv",
    "input",
}


def engine_files() -> list[Path]:
    alone = [KB / name for name in ("care.py", "search.py", "wording.py", "errors.py")]
    return [*alone, *(file for room in ENGINES for file in (KB / room).rglob("*.py"))]


def impurities(tree: ast.Module) -> set[str]:
    """What a pure engine does not do: read a file, the clock, the environment, a generator of no seed."""
    found = {one for one in imports(tree) if one.partition(".")[0] in IMPURE}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            found |= {name} & OPENS
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in ("random", "np.random"):
            found |= {ast.unparse(node)} - {"random.Random", "np.random.default_rng", "np.random.Generator"}
    return found


@pytest.mark.parametrize("file", engine_files(), ids=lambda file: file.relative_to(KB).as_posix())
def test_an_engine_knows_no_file_no_clock_no_environment_and_no_chance(file: Path):
    assert impurities(ast.parse(file.read_text("utf-8"))) == set()


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import time", {"time"}),
        ("from datetime import datetime\ndatetime.now()", {"now"}),
        ("def f():\n    from os import environ", {"os"}),
        ("open('x')", {"open"}),
        ("Path('x').read_text()", {"read_text"}),
        ("import random\nrandom.shuffle([])", {"random.shuffle"}),
        ("import random\nrandom.random()", {"random.random"}),
        ("np.random.rand(3)", {"np.random.rand"}),
        ("import random\nrandom.Random(1).random()\nrandom.Random(f'{1}').shuffle([])", set()),
    ],
)
def test_this_would_be_noticed(code: str, found: set[str]):
    assert impurities(ast.parse(code)) == found


def test_no_engine_falls_back_on_a_knowledge_base_of_its_own():
    for name, tree in parsed(engine_files()).items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
                given = [one.arg for one in arguments]
                where = f"{name}: {node.name}"
                if "kb" in given:
                    assert given.index("kb") == (given[0] in ("self", "cls")), f"{where} takes kb first"
                    defaults = len(node.args.args) - len(node.args.defaults)
                    assert given.index("kb") < defaults, f"{where} has no default knowledge base"


# ── Content ──────────────────────────────────────────────────────────────────────────────────


def test_content_holds_what_authors_edit_and_nothing_else_does():
    files = [file for file in KB.rglob("*") if file.is_file() and "__pycache__" not in file.parts]
    content = {file for file in files if file.is_relative_to(KB / "content")}
    assert content
    assert {file.name for file in content if file.suffix not in (".yaml", ".md")} == set()
    assert {file.name for file in set(files) - content if file.suffix in (".yaml", ".yml", ".md")} == set()


# ── Starting ─────────────────────────────────────────────────────────────────────────────────


def test_importing_and_using_the_knowledge_base_loads_no_view(python):
    code = """
import sys, kb, kb.patients.debrief, kb.questions.grading, kb.check, kb.__main__
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
