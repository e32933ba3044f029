"""One visual language: tokens in one file, readable in both themes, and used by every view."""

import re
from itertools import product
from pathlib import Path

import pytest

from widgets import _html, _theme

WIDGETS = Path(_theme.__file__).parent
SOURCES = WIDGETS / "js"
PAGE = {"light": "#ffffff", "dark": "#212121"}
"""What lies under a view: --jp-layout-color1 of JupyterLab's own themes."""
SOFT = {"light": "#eeeeee", "dark": "#424242"}
"""--jp-layout-color2 of the same."""
THEMES = ["light", "dark"]


def _tokens(selector: str) -> dict[str, str]:
    sheet = (SOURCES / "lib" / "tokens.css").read_text("utf-8")
    (block,) = re.findall(rf"^{re.escape(selector)} {{(.*?)^}}", sheet, re.M | re.S)
    return dict(re.findall(r"--knee-([\w-]+): ([^;]+);", block))


ALL = _tokens(".knee")
DARK = _tokens('[data-jp-theme-light="false"] .knee')
TOKENS = {"light": {name: ALL[name] for name in ALL if name in DARK}, "dark": DARK}


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_computed_as_wcag_says():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_light_and_dark_name_the_same_colours():
    coloured = {name for name, value in ALL.items() if value.startswith("#")}
    assert coloured == DARK.keys()
    assert len(coloured) > 20
    for tokens in TOKENS.values():
        assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in tokens.values())


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("text", ["good", "bad", "warn", "accent"])
def test_words_of_a_verdict_are_readable(theme: str, text: str):
    tokens = TOKENS[theme]
    grounds = [PAGE[theme], *([tokens[f"{text}-soft"]])]
    for ground in grounds:
        assert contrast(tokens[text], ground) >= 4.5, f"{text} on {ground} in the {theme} theme"


@pytest.mark.parametrize("theme", THEMES)
def test_a_button_and_the_soft_grounds_are_readable(theme: str):
    tokens = TOKENS[theme]
    assert contrast(tokens["on-accent"], tokens["accent"]) >= 4.5
    body = "#212121" if theme == "light" else "#e0e0e0"
    for ground in [name for name in tokens if name.endswith("-soft")]:
        assert contrast(body, tokens[ground]) >= 4.5, ground


@pytest.mark.parametrize("theme", THEMES)
def test_lines_of_a_picture_stand_out(theme: str):
    for name in ("artery", "vein", "truth", "soft-line", "accent"):
        for ground in (PAGE[theme], SOFT[theme]):
            assert contrast(TOKENS[theme][name], ground) >= 3, f"{name} on {ground}"


def test_the_plot_is_readable_on_both_themes():
    for name, theme in product(("kb", "learner", "missed"), THEMES):
        assert contrast(_theme.PLOT[name], PAGE[theme]) >= 3, f"{name} on {theme}"


# Nothing beside the tokens

COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(")
SCRIPTS = sorted(SOURCES.rglob("*.js"))
SHEETS = sorted(SOURCES.rglob("*.css"))
UNBOUND = {"tokens.css", "plot.css"}
"""They say what the tokens are, and what a figure looks like that is no part of a view."""


def named(file: Path) -> str:
    return str(file.relative_to(SOURCES))


def test_there_are_scripts_and_sheets():
    assert len(SCRIPTS) >= 12
    assert len(SHEETS) >= 12


@pytest.mark.parametrize("file", SCRIPTS, ids=named)
def test_scripts_name_no_colour_no_size_and_no_font(file: Path):
    text = re.sub(r"//.*", "", file.read_text("utf-8"))
    assert COLOUR.findall(text) == []
    assert re.findall(r"\d+px", text) == []
    assert re.findall(r"font-?(family|size|weight)", text, re.I) == []


@pytest.mark.parametrize("file", [one for one in SHEETS if one.name not in UNBOUND], ids=named)
def test_a_sheet_names_no_colour_and_no_font(file: Path):
    text = file.read_text("utf-8")
    assert COLOUR.findall(text) == []
    assert re.findall(r"font-family:(?!\s*var\()", text) == []


@pytest.mark.parametrize(
    "file", [one for one in SHEETS if one.name not in {*UNBOUND, "base.css", "page.css"}], ids=named
)
def test_the_rules_of_a_view_outweigh_the_base_wherever_it_stands(file: Path):
    """Each view brings the base again, so the base may come after what should change it."""
    bare = re.sub(r"/\*.*?\*/", "", file.read_text("utf-8"), flags=re.S)
    selectors = [part for head in re.findall(r"([^{}]+){", bare) for part in head.split(",")]
    rules = [one.strip() for one in selectors if ".knee" in one]
    assert rules
    assert [one for one in rules if ".knee.knee" not in one] == []


def test_no_other_python_file_names_a_colour():
    # '#' and three letters of an id would look like a colour: only whole literals of six count
    found = {
        file.name: hits
        for file in WIDGETS.rglob("*.py")
        if file.name != "_theme.py" and (hits := re.findall(r"#[0-9a-fA-F]{6}\b", file.read_text("utf-8")))
    }
    assert found == {}


def test_every_token_in_python_and_scripts_is_defined():
    for file in [*WIDGETS.rglob("*.py"), *SCRIPTS, *SHEETS]:
        used = set(re.findall(r"var\(--knee-([\w-]+)", file.read_text("utf-8")))
        assert used <= ALL.keys(), f"{file.name}: {used - ALL.keys()}"


@pytest.mark.parametrize("file", sorted((WIDGETS / "static").glob("*.css")), ids=lambda file: file.name)
def test_the_style_of_a_view_has_both_themes(file: Path):
    if (SOURCES / file.stem / "style.css").exists() and not (SOURCES / file.stem / "index.js").exists():
        return  # it comes after that of all pages
    css = file.read_text("utf-8")
    for theme in THEMES:
        assert f"--knee-good: {TOKENS[theme]['good']};" in css
    assert "[data-jp-theme-light=false]" in css


# Escaping


HOSTILE = "<script>alert(1)</script>\"double\" 'single' & $x$ 😀 ‮שלום"


def test_text_is_escaped_for_elements_and_attributes():
    escaped = _html.esc(HOSTILE)
    assert not set("<>\"'") & set(escaped)
    assert "&amp;" in escaped
    assert "$x$ 😀 ‮שלום" in escaped
    assert _html.esc(None) == "None"
    assert _html.esc(3.5) == "3.5"


def test_a_table_escapes_its_caption_and_a_bar_stays_in_bounds():
    assert "<script>" not in _html.table(["a"], [["b"]], caption=HOSTILE)
    assert "width:100.0%" in _html.bar(7)
    assert "width:0.0%" in _html.bar(-1)


def test_content_and_scripts_never_meet_as_markup():
    """One place sets innerHTML, of what Python escaped."""
    for file in SCRIPTS:
        text = file.read_text("utf-8")
        for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            if word in text:
                assert (file.name, word) == ("markup.js", "innerHTML")


def test_the_number_in_a_heat_map_can_be_read_on_every_cell():
    for cell in ("none", "all"):
        assert contrast(_theme.SHARE["number"], _theme.SHARE[cell]) >= 4.5
