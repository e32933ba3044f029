"""A question on the page: what a learner chose is kept, a slip can be taken back, a source shows its card."""

import pytest

import widgets
from tests.views.calls import KNOWN, VIEWS
from tests.views.stand import Stand

SINGLE = next(key for key, each in KNOWN.questions.items() if each.kind == "single" and each.sources)
BLANK = """() => [...document.querySelectorAll('.knee .card p, .knee .card li > span')].filter((node) => {
    if (!node.checkVisibility()) return false;
    if (node.closest('.visually-hidden, .cite, .columns, .rings, table')) return false;
    const range = document.createRange();
    range.selectNodeContents(node);
    const lines = [...range.getClientRects()].filter(({ width }) => width > 40);
    if (new Set(lines.map(({ top }) => Math.round(top / 8))).size < 2) return false;
    const card = node.closest('.card').getBoundingClientRect();
    const right = Math.max(...lines.map((line) => line.right));
    return (card.right - right) / card.width > 0.34;
}).map((node) => node.textContent.slice(0, 60))"""


def test_what_was_chosen_and_not_checked_is_there_after_a_skip(stand: Stand):
    stand.show(lambda: widgets.quiz("vascular", n=3, seed=1))
    page = stand.page

    def go(key: str) -> None:
        page.locator(f"[data-key={key}]").click()
        stand.settle()

    page.locator("[data-key=confidence-high]").check()
    first = page.locator(".option input").first
    chosen = first.get_attribute("data-key")
    first.check()
    go("skip")
    assert page.locator(".option input:checked, .confidence input:checked").count() == 0
    go("pip-0")
    assert page.locator(f"[data-key={chosen}]").is_checked()
    assert page.locator("[data-key=confidence-high]").is_checked()
    assert stand.faults == []


def test_a_slip_is_taken_back_with_one_press_and_its_button_goes_after_a_while(stand: Stand):
    stand.show(lambda: widgets.quiz(SINGLE, seed=1))
    page = stand.page
    page.locator(".option input").first.check()
    page.locator("[data-key=check]").click()
    stand.settle()
    button = page.locator("[data-key=take-back]")
    assert button.is_visible()
    page.evaluate("() => document.getAnimations().forEach((one) => one.finish())")
    assert not button.is_visible(), "after its ten seconds"
    page.evaluate("() => document.querySelector('.slip').style.animation = 'none'")
    button.click()
    stand.settle()
    assert page.locator(".verdict").count() == 0
    assert "counts nowhere" in page.locator(".practice").inner_text()
    assert page.locator(".confidence").count() == 0
    assert stand.faults == []


def test_a_source_is_a_number_that_shows_its_card_by_hand_and_by_keyboard(stand: Stand):
    stand.show(lambda: widgets.quiz(SINGLE, seed=1))
    page = stand.page
    page.locator(".option input").first.check()
    page.locator("[data-key=check]").click()
    stand.rest()
    work = KNOWN.sources[KNOWN.questions[SINGLE].sources[0]]
    number, card = page.locator(".cite button").first, page.locator(".cite-card").first
    assert (number.inner_text(), card.is_visible()) == ("1", False)
    number.hover()
    assert work.title in card.inner_text()
    page.mouse.move(0, 0)
    assert not card.is_visible()
    number.focus()
    assert card.is_visible()
    page.keyboard.press("Tab")
    assert card.is_visible(), "and its link can be reached"
    box = card.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= page.viewport_size["width"]


@pytest.mark.parametrize(
    "view", ["first_aid-0", "score-0", "faq-0", "lesson_head-0", "lesson_map-0", "notice-0"]
)
def test_text_does_not_end_at_half_the_width_beside_a_blank_column(stand: Stand, view: str):
    stand.show(VIEWS[view])
    assert stand.page.evaluate(BLANK) == []


def test_the_look_for_blank_columns_finds_one(stand: Stand):
    stand.show(lambda: widgets.faq())
    narrow = "{ textContent: 'word '.repeat(80), style: 'max-width: 40%' }"
    stand.page.evaluate(
        f"() => document.querySelector('.card').append(Object.assign(document.createElement('p'), {narrow}))"
    )
    assert stand.page.evaluate(BLANK) != []
