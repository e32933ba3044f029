"""A virtual patient: what is to be decided is seen, without a scroller inside the page."""

import pytest

from tests.views.calls import KNOWN, VIEWS
from tests.views.stand import Stand

HIDDEN = """() => [...document.querySelectorAll(
        '.decide input, .decide select, .decide button')].filter((node) => {
    const box = (node.closest('label') ?? node).getBoundingClientRect();
    for (let up = node.parentElement; up && up !== document.body; up = up.parentElement) {
        if (!['auto', 'scroll', 'hidden'].includes(getComputedStyle(up).overflowY)) continue;
        const room = up.getBoundingClientRect();
        if (box.top < room.top - 1 || box.bottom > room.bottom + 1) return true;
    }
    const over = [...document.querySelectorAll('.decide .commit')].some((bar) => {
        const { top, bottom } = bar.getBoundingClientRect();
        return !bar.contains(node) && box.bottom > top + 1 && box.top < bottom - 1;
    });
    return over;
}).map((node) => node.dataset.key)"""


IN_SIGHT = """() => {
    const menu = document.querySelector('.menu').getBoundingClientRect();
    return [...document.querySelectorAll('.menu li button')].filter((line) => {
        const { top, bottom } = line.getBoundingClientRect();
        return top >= menu.top && bottom <= Math.min(menu.bottom, innerHeight);
    }).map((line) => line.dataset.item);
}"""


def test_the_questions_that_tell_most_are_seen_at_once_and_prices_are_explained(stand: Stand):
    before = stand.page.viewport_size
    stand.page.set_viewport_size({"width": 1280, "height": 720})
    try:
        stand.show(VIEWS["case-0"])
        seen = stand.page.evaluate(IN_SIGHT)
        assert len(seen) >= 10
        assert "pain-onset" in seen[:8]
        legend = stand.page.locator(".prices").inner_text()
        assert "€" in legend
        assert "!" in legend
    finally:
        stand.page.set_viewport_size(before)


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (390, 844)], ids=["laptop", "phone"])
def test_every_choice_of_the_decision_is_seen(stand: Stand, width: int, height: int):
    before = stand.page.viewport_size
    stand.page.set_viewport_size({"width": width, "height": height})
    try:
        stand.show(VIEWS["case-0"])
        stand.page.locator("[data-key=tab-decide]").click()
        advice = [key for key, care in KNOWN.care.items() if care.kind == "advice"]
        assert stand.page.locator(".decide input[type=checkbox]").count() == len(advice) > 12
        assert stand.page.evaluate(HIDDEN) == []
    finally:
        stand.page.set_viewport_size(before)
