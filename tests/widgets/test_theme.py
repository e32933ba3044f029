"""One visual language: tokens in one file, readable in both themes, and used by every view."""

import re
from itertools import product
from pathlib import Path

import pytest

from widgets import _html, _theme

STATIC = _theme.STATIC
PAGE = {"light": "#ffffff", "dark": "#212121"}
"""What lies under a view: --jp-layout-color1 of JupyterLab's own themes."""
SOFT = {"light": "#eeeeee", "dark": "#424242"}
"""--jp-layout-color2 of the same."""
TOKENS = {"light": _theme.LIGHT, "dark": _theme.DARK}
THEMES = ["light", "dark"]


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
    assert _theme.LIGHT.keys() == _theme.DARK.keys()
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
SCRIPTS = sorted(STATIC.glob("*.js"))


def test_there_are_scripts():
    assert len(SCRIPTS) >= 4


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.name)
def test_scripts_name_no_colour_no_size_and_no_font(file: Path):
    text = re.sub(r"//.*", "", file.read_text("utf-8"))
    assert COLOUR.findall(text) == []
    assert re.findall(r"\d+px", text) == []
    assert re.findall(r"font-?(family|size|weight)", text, re.I) == []


def test_the_style_sheet_names_no_colour_and_no_font():
    text = (STATIC / "knee.css").read_text("utf-8")
    assert COLOUR.findall(text) == []
    assert re.findall(r"font-family:(?! *var\()", text) == []
    used = set(re.findall(r"var\(--knee-([\w-]+)", text))
    known = {*_theme.TOKENS, *_theme.LIGHT}
    assert used <= known, f"used and not defined: {used - known}"


def test_no_other_python_file_names_a_colour():
    # '#' and three letters of an id would look like a colour: only whole literals of six count
    found = {
        file.name: hits
        for file in STATIC.parent.rglob("*.py")
        if file.name != "_theme.py" and (hits := re.findall(r"#[0-9a-fA-F]{6}\b", file.read_text("utf-8")))
    }
    assert found == {}


def test_every_token_in_python_and_scripts_is_defined():
    known = {*_theme.TOKENS, *_theme.LIGHT}
    for file in [*STATIC.parent.rglob("*.py"), *STATIC.glob("*")]:
        used = set(re.findall(r"var\(--knee-([\w-]+)", file.read_text("utf-8")))
        assert used <= known, f"{file.name}: {used - known}"


def test_the_style_of_a_view_has_both_themes():
    css = _theme.css()
    for theme in THEMES:
        assert f"--knee-good:{TOKENS[theme]['good']};" in css
    assert '[data-jp-theme-light="false"]' in css


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
    """Only panel.js sets innerHTML, of what Python escaped."""
    for file in SCRIPTS:
        text = file.read_text("utf-8")
        for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            if word in text:
                assert (file.name, word) == ("panel.js", "innerHTML")


def test_the_number_in_a_heat_map_can_be_read_on_every_cell():
    for cell in ("none", "all"):
        assert contrast(_theme.SHARE["number"], _theme.SHARE[cell]) >= 4.5
