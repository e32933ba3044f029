"""Two cells that show one set: what is done in one is seen in the other, which keeps quiet."""

import ipywidgets as w

import widgets
from tests.views.stand import Stand

QUESTION = "vascular-01"


def test_the_other_cell_shows_the_verdict_and_leaves_focus_where_the_learner_is(stand: Stand):
    stand.show(lambda: w.VBox([widgets.quiz(QUESTION), widgets.quiz(QUESTION)]))
    one, other = (stand.page.locator(".card.quiz").nth(i) for i in (0, 1))
    one.locator(".option input").first.click()
    one.locator("[data-key=check]").click()
    stand.rest()
    other.locator(".verdict").wait_for()
    stand.rest()
    assert one.evaluate("(card) => card.contains(document.activeElement)")
    assert one.locator(".verdict").inner_text() == other.locator(".verdict").inner_text()
    assert stand.faults == []
