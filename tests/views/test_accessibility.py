"""Everyone can use it: what axe-core finds serious or critical, and what it does not look at.

Each view in light and in dark, as it comes and after its controls were used.
"""

from pathlib import Path

import axe_playwright_python
import ipywidgets as w
import pytest
from playwright.sync_api import expect

import widgets
from tests.views.calls import KINDS, KNOWN, VIEWS
from tests.views.stand import Stand
from tests.views.test_controls import LAST

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text("utf-8")
THEMES = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])

NAMELESS = """() => [...document.querySelectorAll('.knee svg')]
    .filter((svg) => !svg.closest('[aria-hidden=true], [role=img][aria-label]'))
    .filter((svg) => !['img', 'group'].includes(svg.getAttribute('role')) ||
        !svg.getAttribute('aria-label')?.trim())
    .map((svg) => svg.outerHTML.slice(0, 200))"""
MUTE = """() => [...document.querySelectorAll(
        '.knee .verdict, .knee .option.is-right .tag, .knee .option.is-wrong .tag, .knee .word')]
    .filter((node) => !/\\p{L}{3}|\\d %/u.test(node.textContent))
    .map((node) => node.outerHTML.slice(0, 200))"""
PALE = """(plot) => {
    const light = (colour) => {
        const parts = colour.match(/[\\d.]+/g).slice(0, 3).map((one) => one / 255);
        const [r, g, b] = parts.map((p) => (p <= 0.04045 ? p / 12.92 : ((p + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
    };
    let under = plot;
    while (getComputedStyle(under).backgroundColor === 'rgba(0, 0, 0, 0)') under = under.parentElement;
    const ground = light(getComputedStyle(under).backgroundColor);
    return [...plot.querySelectorAll('text')].map((text) => {
        const own = light(getComputedStyle(text).fill);
        return [Math.max(own, ground) / Math.min(own, ground), text.textContent];
    }).filter(([contrast]) => contrast < 4.5);
}"""
SMALL = """() => {
    // Of a box or a dot to tick, the whole label is the target.
    const controls = [...document.querySelectorAll('.knee button, .knee select, .knee input, .knee summary')];
    const targets = controls.map((node) => node.closest('label') ?? node);
    return targets.filter((node) => node.checkVisibility()).map((node) => {
        const { width, height } = node.getBoundingClientRect();
        return [width, height, node.outerHTML.slice(0, 160)];
    }).filter(([width, height]) => width < 23.9 || height < 23.9);
}"""
WIDE = """() => [...document.querySelectorAll('.knee')].flatMap((view) => {
    const room = document.querySelector('main').getBoundingClientRect();
    return [view, ...view.querySelectorAll('*')].filter((node) => {
        if (node.closest('.visually-hidden') || node.parentElement.closest('.scroll, svg')) return false;
        if (!node.checkVisibility()) return false;
        const { right, width } = node.getBoundingClientRect();
        return width && right > room.right + 1;
    }).slice(0, 1).map((node) => [view.getAttribute('aria-label'), node.outerHTML.slice(0, 120)]);
})"""


def faults(stand: Stand, *rules: str) -> list[str]:
    """What axe-core finds serious or critical, by these rules or by all: rule, why, and the node.

    Painted shapes have no text, but there are thousands of them: they are taken away while it looks.
    """
    page = stand.page
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE)
    found = page.evaluate(
        """async (rules) => {
            const shapes = [...document.querySelectorAll('.knee .plate [data-id]')]
                .map((node) => [node, [...node.childNodes]]);
            for (const [node] of shapes) node.replaceChildren();
            const options = { resultTypes: ['violations'], elementRef: false };
            if (rules.length) options.runOnly = rules;
            const { violations } = await axe.run('main', options);
            for (const [node, parts] of shapes) node.replaceChildren(...parts);
            return violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
        }""",
        list(rules),
    )
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:300]}\n    {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def usable(stand: Stand) -> None:
    """By eye, by ear and by hand."""
    found = faults(stand)
    assert not found, "\n".join(found)
    for look, what in ((NAMELESS, "a drawing without a name"), (MUTE, "a verdict without a word")):
        assert stand.page.evaluate(look) == [], what
    assert stand.page.evaluate(SMALL) == [], "a target of less than 24 pixels"


def test_axe_core_sees_what_is_wrong(stand: Stand):
    bad = "<button></button><p style='color:#ccc;background:#fff'>pale</p>"
    stand.show(lambda: w.HTML(value=f"<div class='knee'>{bad}</div>"))
    assert {each.split()[0] for each in faults(stand)} == {"button-name", "color-contrast"}


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_is_usable_by_everyone_as_it_comes_and_after_use_in_both_themes(stand: Stand, view: str):
    """The theme changes colours alone: what depends on them is looked at in both, twice."""
    stand.show(VIEWS[view])
    usable(stand)
    stand.wear(dark=True)
    assert faults(stand, "color-contrast") == []
    stand.press_everything(LAST, of_a_make=1)
    stand.rest()
    usable(stand)
    stand.wear(dark=False)
    assert faults(stand, "color-contrast") == []
    assert stand.faults == []


@THEMES
@pytest.mark.parametrize("right", [True, False], ids=["right", "wrong"])
def test_a_question_answered_rightly_or_wrongly(stand: Stand, right: bool, dark: bool):
    asked = KNOWN.questions[KINDS["single"]]
    stand.wear(dark)
    stand.show(lambda: widgets.quiz(asked.id, seed=1))
    card = stand.page.locator(".quiz")
    text = next(option.text for option in asked.options if option.right is right)
    card.locator(".option").filter(has=stand.page.get_by_text(text, exact=True)).locator("input").check()
    card.get_by_role("radio", name="High").check()
    card.get_by_role("button", name="Check", exact=True).click()
    stand.settle()
    expect(card.locator(f".verdict.is-{'right' if right else 'wrong'}")).to_be_focused()
    usable(stand)


@THEMES
def test_the_result_of_a_set(stand: Stand, dark: bool):
    stand.wear(dark)
    stand.show(lambda: widgets.quiz("vascular", n=3, seed=1))
    stand.page.locator("[data-key^=pip-]").last.click()
    stand.settle()
    stand.page.get_by_role("button", name="To the result").click()
    stand.settle()
    expect(stand.page.get_by_role("heading", name="Your result")).to_be_focused()
    usable(stand)


@THEMES
def test_every_tab_of_a_patient_and_an_unsafe_debrief(stand: Stand, dark: bool):
    """Without a question asked: an unsafe end, which the debrief must tell as well."""
    stand.wear(dark)
    stand.show(lambda: widgets.case("sudden-cold-leg"))
    box = stand.page.locator("main")
    for name in ("Ask", "Examine", "Test", "Treat", "Decide"):
        box.get_by_role("tab", name=name).click()
        expect(box.get_by_role("tabpanel", name=name)).to_be_visible()
        assert faults(stand) == []
    box.get_by_label("Likeliest diagnosis").select_option("gastrocnemius-strain")
    box.locator('[data-key="to-self-care"]').check()
    box.get_by_role("button", name="Commit and see the debrief").click()
    stand.settle()
    expect(box.get_by_role("heading", name="Debrief")).to_be_visible()
    expect(box.locator(".js-plotly-plot")).to_be_visible()
    usable(stand)
    low = box.locator(".js-plotly-plot").evaluate(PALE)
    assert low == [], "axe-core does not look at the text of a drawing; this is too pale"


@pytest.mark.parametrize("width", [1280, 900, 390])
def test_nothing_overflows_to_the_side(stand: Stand, width: int):
    try:
        stand.page.set_viewport_size({"width": width, "height": 900})
        for view, make in VIEWS.items():
            stand.show(make)
            assert stand.page.evaluate(WIDE) == [], view
    finally:
        stand.page.set_viewport_size({"width": 1280, "height": 900})
