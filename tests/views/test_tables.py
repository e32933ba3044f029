"""Tables stay readable: their heads in sight, their rows whole on a narrow page."""

import pytest

import widgets
from tests.views.calls import VIEWS
from tests.views.stand import Stand

OUT = """() => [...document.querySelectorAll('.scroll')].flatMap((box) => {
    const { right } = box.getBoundingClientRect();
    return [...box.querySelectorAll('td, th')]
        .filter((cell) => cell.getBoundingClientRect().right > right + 1)
        .map((cell) => cell.textContent.slice(0, 40));
})"""


@pytest.mark.parametrize("view", ["recovery-0", "score-0"])
def test_a_table_of_many_words_is_stacked_on_a_phone(stand: Stand, view: str):
    before = stand.page.viewport_size
    stand.page.set_viewport_size({"width": 390, "height": 844})
    try:
        stand.show(VIEWS[view])
        assert stand.page.locator("table.stacks").count()
        assert stand.page.evaluate(OUT) == []
    finally:
        stand.page.set_viewport_size(before)


def test_the_head_of_a_long_table_stays_in_sight_and_each_finding_takes_one_line(stand: Stand):
    before = stand.page.viewport_size
    stand.page.set_viewport_size({"width": 1280, "height": 500})
    try:
        stand.show(lambda: widgets.compare("deep-vein-thrombosis", "cellulitis", n=24))
        box = stand.page.locator(".scroll")
        head = box.locator("thead th").first
        top = head.bounding_box()
        box.evaluate("(box) => { box.scrollTop = 400; }")
        assert box.evaluate("(box) => box.scrollTop") == 400
        moved = head.bounding_box()
        assert top
        assert moved
        assert abs(moved["y"] - box.bounding_box()["y"]) < 2
        tall = box.locator('th[scope="row"]').evaluate_all(
            "(rows) => Math.max(...rows.map((row) => row.firstChild && (() => {"
            "const range = document.createRange(); range.selectNodeContents(row);"
            "return range.getBoundingClientRect().height; })()))"
        )
        assert tall < 30
    finally:
        stand.page.set_viewport_size(before)
