"""What a notebook may call: each gives a widget, and refuses a mistake in one line."""

import ast
import subprocess
import sys
from pathlib import Path

import ipywidgets as w
import pandas as pd
import pytest

import kb
import widgets

PACKAGE = Path(widgets.__file__).parent

GOOD = {
    "anatomy": [
        {},
        {"causes": ["deep-vein-thrombosis", "cellulitis"]},
        ("tibial-nerve", {"show": ["tibial-nerve", "soleus"], "label": True, "view": "medial"}),
        {"peel": "deep-muscle", "left": True},
    ],
    "bench": [{}, ("silfverskiold-test",), {"left": True}],
    "body": [{}, ("popliteal-artery", {"knee": 60, "ankle": -10}), {"show": ["bone", "tibial-nerve"]}],
    "case": [{"id": "long-flight"}, {"seed": 3}, {"cause": "cellulitis", "seed": 3, "setting": "emergency"}],
    "cause": [{"id": "deep-vein-thrombosis"}, {"id": "cellulitis", "findings": 3}],
    "clinic": [{}, {"n": 2, "seed": 3, "setting": "emergency"}],
    "compare": [("cellulitis", "gastrocnemius-strain"), ("cellulitis", "gastrocnemius-strain", {"n": 4})],
    "cyst_model": [{}, ("closed", {"effusion": 30, "predict": True, "left": True})],
    "differential": [{}, (["calf-pain"], {"age": 52, "sex": "female"}), ({"d-dimer": "raised"},)],
    "exam": [{}, ("vascular", {"n": 5, "minutes": 6, "extra": 1.25, "certainty": "required", "seed": 1})],
    "export_record": [{}],
    "facts": [("causes.superficial-vein-thrombosis.figures.concomitant-dvt",)],
    "facts_in_text": [("causes.superficial-vein-thrombosis.figures.concomitant-dvt",)],
    "fagan": [{}, {"pretest": 0.2, "lr": 3, "examples": ["deep-vein-thrombosis:d-dimer=normal"]}],
    "faq": [{}, (next(iter(kb.load().faq)),)],
    "first_aid": [{}, ("heat-or-cold",)],
    "forget": [("long-flight",)],
    "heat_map": [(pd.DataFrame([[0.9, 0.1], [0.2, 0.8]], ["a", "b"], ["a", "b"]), "Shares")],
    "imaging": [{}, ("bakers-cyst", "deep-vein-thrombosis")],
    "glossary": [{}],
    "lesson_head": [("vascular",)],
    "lesson_map": [{}],
    "localise": [{}, {"found": {"ankle-dorsiflexion": "lost"}}],
    "my_record": [{}],
    "notice": [{}],
    "pain_map": [{}, {"known": ["calf-pain"], "setting": "emergency"}],
    "pathway": [{}],
    "practice": [("vascular",), ("anatomy", "layers", {"n": 2, "seed": 1})],
    "quiz": [
        ("vascular",),
        ("~abi-value-17",),
        ("vascular-01",),
        ("vascular", {"n": 4, "seed": 1, "objective": "choose-tests"}),
    ],
    "recovery": [{}, ("soleus-strain", "achilles-tendon-rupture")],
    "references": [("anand1998",), ()],
    "reset_record": [{}],
    "review": [{}, {"new": 0, "most": 5, "retention": 0.8}],
    "score": [{}, {"id": "wells-dvt", "ticked": ["active-cancer"]}],
    "section": [{}, ("mid-calf", {"probe": -20, "left": True})],
}

BAD = [
    ("anatomy", {"causes": ["cellulitus"]}, "cellulitis"),
    ("anatomy", ("tibial-nevre",), "tibial-nerve"),
    ("anatomy", {"show": ["tibial-nevre"]}, "tibial-nerve"),
    ("anatomy", {"view": "posteror"}, "posterior"),
    ("anatomy", {"peel": "mussel"}, "muscle"),
    ("bench", ("silverskiold-test",), "silfverskiold-test"),
    ("body", ("popliteal-artrey",), "popliteal-artery"),
    ("body", {"knee": 400}, "400"),
    ("body", {"show": ["bones"]}, "bone"),
    ("case", ("long-fligth",), "long-flight"),
    ("case", {}, "seed"),
    ("case", {"id": "long-flight", "seed": 1}, "leave them out"),
    ("case", {"seed": "one"}, "whole number"),
    ("case", {"seed": 1.5}, "whole number"),
    ("case", {"seed": 1, "cause": "celulitis"}, "cellulitis"),
    ("case", {"seed": 1, "setting": "hospital"}, "primary-care"),
    ("cause", ("deep-vein-trombosis",), "deep-vein-thrombosis"),
    ("cause", (), "id"),
    ("cause", ("cellulitis", {"findings": "x"}), "findings='x'"),
    ("clinic", (0,), "0"),
    ("clinic", (2.5,), "2.5"),
    ("clinic", {"seed": "one"}, "seed"),
    ("clinic", {"setting": "hospital"}, "primary-care"),
    ("compare", ("cellulitis",), "two causes"),
    ("compare", ("cellulitis", "gastrocnemius-strian"), "gastrocnemius-strain"),
    ("compare", ("cellulitis", "gastrocnemius-strain", {"findings": ["calf-pian"]}), "calf-pain"),
    ("cyst_model", ("open-slitt",), "open-slit"),
    ("cyst_model", {"effusion": 900}, "900"),
    ("differential", (["calf-pian"],), "calf-pain"),
    ("differential", ({"d-dimer": "rised"},), "raised"),
    ("differential", {"setting": "emergancy"}, "emergency"),
    ("facts", ("causes.celulitis.figures.x",), "cellulitis"),
    ("facts", ("causes",), "not a number"),
    ("facts_in_text", ("causes.celulitis.figures.x",), "cellulitis"),
    ("heat_map", ([[0.5]], "Shares"), "needs a table"),
    ("heat_map", (pd.DataFrame([["x"]]), "Shares"), "table of numbers"),
    ("fagan", {"pretest": 1.4}, "1.4"),
    ("fagan", {"lr": 0}, "0"),
    ("fagan", {"pretest": "high"}, "high"),
    ("fagan", {"examples": ["deep-vein-trombosis:d-dimer=normal"]}, "deep-vein-thrombosis"),
    ("fagan", {"examples": ["deep-vein-thrombosis:d-dimmer=normal"]}, "d-dimer"),
    ("fagan", {"examples": ["deep-vein-thrombosis:d-dimer=norml"]}, "normal"),
    ("faq", ("no-such-question-at-all",), "no-such-question-at-all"),
    ("first_aid", ("ricee",), "rice"),
    ("imaging", ("bakers-cist",), "bakers-cyst"),
    ("recovery", ("soleus-strian",), "soleus-strain"),
    ("lesson_head", ("vasculer",), "vascular"),
    ("localise", {"found": {"ankle-dorsiflexon": "lost"}}, "ankle-dorsiflexion"),
    ("localise", {"found": {"ankle-dorsiflexion": "week"}}, "lost or kept"),
    ("pain_map", {"known": ["calf-pian"]}, "calf-pain"),
    ("pain_map", {"setting": "emergancy"}, "emergency"),
    ("practice", ("vasculer",), "vascular"),
    ("practice", ("vascular", "chose-tests"), "choose-tests"),
    ("practice", ("vascular", {"n": 51}), "n=51"),
    ("practice", ("vascular", {"seed": "three"}), "seed"),
    ("quiz", ("~abi-valeu-1",), "~abi-value-1"),
    ("quiz", ("vasculer",), "vascular"),
    ("quiz", ("vascular-1",), "vascular-"),
    ("quiz", ("vascular", {"n": 0}), "n=0"),
    ("quiz", ("vascular", {"n": 1000}), "n=1000"),
    ("quiz", ("vascular", {"n": "8"}), "n='8'"),
    ("quiz", ("vascular", {"n": True}), "n=True"),
    ("quiz", ("vascular", {"objective": "chose-tests"}), "choose-tests"),
    ("quiz", ("vascular", {"seed": "three"}), "seed"),
    ("quiz", ("vascular-01", {"n": 3}), "needs neither"),
    ("quiz", (), "what"),
    ("quiz", (["vascular"],), "names in quotes"),
    ("quiz", ("vascular", {"colour": "red"}), "colour"),
    ("references", ("anand98",), "anand1998"),
    ("score", ("wells-dtv",), "wells-dvt"),
    ("section", ("mid-claf",), "mid-calf"),
    ("section", {"probe": 400}, "400"),
    ("score", {"ticked": ["activ-cancer"]}, "active-cancer"),
]


def call(name: str, given: tuple | dict) -> w.Widget:
    *positional, last = given if isinstance(given, tuple) and given else (given or {},)
    keywords = last if isinstance(last, dict) and name != "differential" else {}
    if name == "differential" and isinstance(given, tuple) and len(given) == 1:
        return widgets.differential(last)
    if isinstance(last, dict) and (name != "differential" or not isinstance(given, tuple) or len(given) > 1):
        return getattr(widgets, name)(*positional, **last)
    return getattr(widgets, name)(*positional, last, **keywords)


def test_every_factory_is_called_here():
    assert set(GOOD) == set(widgets.__all__)


@pytest.mark.parametrize(("name", "given"), [(name, given) for name in GOOD for given in GOOD[name]])
def test_a_good_call_gives_a_widget(name: str, given, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)  # export_record writes here
    shown = call(name, given)
    if name == "facts_in_text":  # nbval compares what it prints
        return
    assert isinstance(shown, w.DOMWidget)
    assert "Refused" not in getattr(shown, "value", "")


@pytest.mark.parametrize(("name", "given", "says"), BAD)
def test_a_mistake_is_refused_in_one_line_that_helps(
    name: str, given, says: str, capsys: pytest.CaptureFixture[str]
):
    shown = call(name, given)
    if name == "facts_in_text":
        text = str(shown) + capsys.readouterr().out
    else:
        assert isinstance(shown, w.DOMWidget)
        text = shown.value
        assert 'aria-label="Refused"' in text
        text = text.partition('role="alert">')[2]
        assert text.count("<p>") == 1
    assert says in text.replace("&#x27;", "'")
    assert "Traceback" not in text


def test_no_module_takes_the_name_of_a_factory():
    """`widgets.pathway` would be the module after the first call of `pathway()`."""
    modules = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or path.is_dir()}
    assert modules & set(widgets.__all__) == set()


def test_every_factory_stays_callable_after_all_were_called():
    for name in GOOD:
        assert callable(getattr(widgets, name)), name


def test_every_factory_says_what_it_is_for():
    for name in widgets.__all__:
        assert (getattr(widgets, name).__doc__ or "").strip(), name


# Layers


def imported_by(package: Path) -> dict[Path, set[str]]:
    found = {}
    for file in package.rglob("*.py"):
        names = set()
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names.add(node.module)
        found[file] = names
    assert found
    return found


def test_widgets_read_no_yaml_and_hold_no_content():
    for file, names in imported_by(PACKAGE).items():
        assert not {name for name in names if name.split(".")[0] in ("yaml", "pydantic")}, file
    assert list(PACKAGE.rglob("*.y*ml")) == []


def test_kb_imports_no_view():
    for file, names in imported_by(Path(kb.__file__).parent).items():
        roots = {name.split(".")[0] for name in names}
        assert not roots & {"widgets", "ipywidgets", "anywidget", "plotly", "traitlets", "IPython"}, file


def test_importing_widgets_and_showing_a_question_loads_nothing_heavy():
    code = (
        "import sys, kb, widgets; kb.load();"
        "heavy = {'numpy', 'pandas', 'matplotlib', 'plotly', 'yaml', 'pydantic'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    for _ in range(2):  # the first fills the cache of the knowledge base
        said = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True
        ).stdout
    assert said.strip() == "[]"


def test_a_refused_clinic_listens_to_nothing():
    for wrong in ({"n": 0}, {"setting": "moon"}, {"seed": "x"}):
        refused = widgets.clinic(**wrong)
        assert 'aria-label="Refused"' in refused.value
    assert "were deleted" in widgets.forget("long-flight").value


def test_the_notice_is_there_without_any_style(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr("widgets._view.STATIC", tmp_path)
    from widgets import _page

    _page._css.cache_clear()
    shown = widgets.notice().value
    _page._css.cache_clear()
    assert "not medical advice" in shown
    assert "make js" in shown
