"""First aid as the learner decides it."""

import pytest

import kb
from kb.errors import UnknownId
from widgets.first_aid_choice import FirstAidChoice


@pytest.fixture(scope="module")
def base():
    return kb.load()


@pytest.fixture
def tool(base):
    return FirstAidChoice(base, "heat-or-cold")


def say(widget, **message):
    widget._receive(None, message, None)
    return widget.view


def card(widget, situation):
    return next(one for one in widget.view["cards"] if one["situation"] == situation)


def decide_all(base, widget, pick):
    for situation, answer in base.rules.choices["heat-or-cold"].answers.items():
        say(widget, type="decide", situation=situation, decision=pick(answer))


def test_nothing_is_given_away_before_a_decision(tool):
    assert all(set(one) == {"situation", "decided"} for one in tool.view["cards"])
    assert tool.view["score"] == tool.view["stop_if"] == ""


def test_a_decision_opens_its_text_with_the_danger_in_words(tool):
    say(tool, type="decide", situation="pale or cold foot", decision="neither")
    opened = card(tool, "pale or cold foot")
    assert opened["verdict"] == "✓ Right"
    assert opened["danger"].startswith("Dangerous: it may be acute limb ischaemia")
    assert "ambulance" in opened["text"]
    assert tool.view["progress"] == "1 of 9 decided"
    assert opened["verdict"] in tool.view["announce"]
    assert opened["danger"] in tool.view["announce"]


def test_unsafe_and_merely_wrong_are_told_apart(tool):
    say(tool, type="decide", situation="pale or cold foot", decision="warmth")
    say(tool, type="decide", situation="cramp", decision="cold")
    assert card(tool, "pale or cold foot")["verdict"] == "✗ Unsafe"
    assert card(tool, "cramp")["verdict"] == "◐ Safe, but not the best"
    assert card(tool, "cramp")["right"] == ["warmth", "neither"]


def test_a_decision_stands_until_begin_again(tool):
    say(tool, type="decide", situation="cramp", decision="cold")
    say(tool, type="decide", situation="cramp", decision="warmth")
    assert card(tool, "cramp")["decided"] == "cold"
    before = [one["situation"] for one in tool.view["cards"]]
    say(tool, type="again")
    assert all(not one["decided"] for one in tool.view["cards"])
    after = [one["situation"] for one in tool.view["cards"]]
    assert after != before
    assert sorted(after) == sorted(before)


def test_the_score_counts_safe_and_right_decisions(base, tool):
    decide_all(base, tool, lambda answer: answer.verdict)
    assert tool.view["score"] == "9 of 9 decisions were safe, 9 of 9 right."
    assert tool.view["unsafe"] == []
    assert tool.view["stop_if"] == base.rules.choices["heat-or-cold"].stop_if
    say(tool, type="again")
    decide_all(base, tool, lambda answer: "warmth")
    assert tool.view["score"] == "4 of 9 decisions were safe, 3 of 9 right."
    assert "pale or cold foot" in tool.view["unsafe"]


@pytest.mark.parametrize(
    "message",
    [
        None,
        [],
        {"type": "decide"},
        {"type": "decide", "situation": "cramp", "decision": "<b>"},
        {"type": "decide", "situation": "no such", "decision": "cold"},
        {"type": "?"},
    ],
)
def test_a_strange_message_changes_nothing(tool, message):
    before = dict(tool.view)
    tool._receive(None, message, None)
    assert tool.view == before


def test_only_choices_with_something_to_decide_are_offered(base):
    assert FirstAidChoice(base, "rice").view["decisions"][0] == ["yes", "Yes, all of it"]
    with pytest.raises(UnknownId, match="heat-or-cold"):
        FirstAidChoice(base, "heat-or-cald")
    with pytest.raises(UnknownId):
        FirstAidChoice(base, "when-to-consult")
