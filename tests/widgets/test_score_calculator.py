"""A score is ticked; a rule that ends a search does so only when every line was answered."""

import pytest

import kb
from widgets import score


def ticked(panel, *names):
    panel.values = {name: name in names for name in panel.values}
    return panel.html


@pytest.mark.parametrize(("id", "lowest"), [("perc", "none"), ("wells-pe", "unlikely"), ("years", "none")])
def test_an_untouched_rule_of_embolism_gives_no_all_clear(id, lowest):
    panel = score(id)
    said = kb.load().rules.scores[id].unanswered
    assert "Not yet answered." in panel.html
    assert said.says in panel.html
    assert f"{lowest.capitalize()}." in ticked(panel, "every-line-answered")


def test_a_line_that_holds_counts_before_all_are_answered():
    assert "Any." in ticked(score("perc"), "hormones")


def test_a_score_that_needs_no_answer_to_every_line_has_no_box_for_it():
    panel = score("wells-dvt")
    assert "every-line-answered" not in panel.values
    assert "Low; unlikely." in panel.html
