"""Everyone can use it: axe-core finds no serious or critical fault in any of our views.

Light and dark theme, before and after answering, each tab of a patient, the debrief.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page

import kb
from tests.browser.conftest import Course
from tests.browser.lab import set_theme

KNOWN = kb.load()
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text("utf-8")
PATIENT = "sudden-cold-leg"
THEMES = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])


def faults(page: Page, *where: str) -> list[str]:
    """What axe-core finds serious or critical inside the given places: rule, why, and the node."""
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE)
    found = page.evaluate(
        """async (where) => {
            const include = where.filter((each) => document.querySelector(each)).map((each) => [each]);
            const options = { resultTypes: ['violations'], elementRef: false };
            const { violations } = await axe.run({ include }, options);
            return violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
        }""",
        list(where),
    )
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:300]}\n    {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def accessible(page: Page, *where: str) -> None:
    found = faults(page, *where)
    assert not found, f"{len(found)} faults in {', '.join(where)}:\n" + "\n".join(found)


@contextmanager
def theme(course: Course, dark: bool) -> Iterator[None]:
    """The course in this theme, every cell drawn, and nothing hidden from axe-core.

    JupyterLab's body is 0 px high and hides what overflows, so axe-core would take all text for
    hidden and pass over its contrast.
    """
    if dark:
        set_theme(course.page, dark=True)
    style = course.page.add_style_tag(
        content=".jp-Cell { content-visibility: visible !important; }"
        " body, .jp-LabShell { overflow: visible !important; }"
    )
    try:
        yield
    finally:
        style.evaluate("(node) => node.remove()")
        if dark:
            set_theme(course.page, dark=False)


@contextmanager
def without_shapes(page: Page) -> Iterator[None]:
    """Painted shapes have no text, but there are thousands of them; axe-core would look at each."""
    page.evaluate(
        """() => {
            window.kneeShapes = [...document.querySelectorAll('.knee .plate [data-id]')]
                .map((node) => [node, [...node.childNodes]]);
            for (const [node] of window.kneeShapes) node.replaceChildren();
        }"""
    )
    try:
        yield
    finally:
        page.evaluate("() => window.kneeShapes.forEach(([node, parts]) => node.replaceChildren(...parts))")


OURS = (".knee", ".jp-OutputArea-output .widget-button", ".jp-OutputArea-output .js-plotly-plot")


@THEMES
def test_every_view_of_the_lesson_before_and_after_answering(lesson: Course, dark: bool):
    with theme(lesson, dark):
        lesson.keep(f"lesson-{'dark' if dark else 'light'}")
        accessible(lesson.page, *OURS)


@pytest.mark.parametrize("width", [1280, 900])
@pytest.mark.parametrize("name", ["start_page", "lesson"])
def test_nothing_overflows_to_the_side(name: str, width: int, request: pytest.FixtureRequest):
    course = request.getfixturevalue(name)
    page = course.page
    with theme(course, dark=False):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function("(width) => window.innerWidth === width", arg=width)
        page.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)))")
        wide = page.evaluate(
            """() => [...document.querySelectorAll('.jp-OutputArea-output .knee')].flatMap((view) => {
                const room = view.closest('.jp-OutputArea-output').getBoundingClientRect();
                return [view, ...view.querySelectorAll('*')].filter((node) => {
                    if (node.closest('.visually-hidden')) return false;
                    if (node.parentElement.closest('.scroll, svg')) return false;
                    if (!node.checkVisibility()) return false;
                    const { right, width } = node.getBoundingClientRect();
                    return width && right > room.right + 1;
                }).slice(0, 1).map((node) => [
                    view.getAttribute('aria-label'), Math.round(room.right),
                    Math.round(node.getBoundingClientRect().right), node.outerHTML.slice(0, 120)]);
            })"""
        )
        page.set_viewport_size({"width": 1280, "height": 900})
    assert wide == []
