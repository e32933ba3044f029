"""What is due today, what is new, and what is coming."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

import kb
from kb.questions.dangers import guards
from kb.questions.memory import Card, Given, folded
from kb.questions.queue import DAYS, asked_for, memory_by_objective, minutes, open_errors, queue

KNOWN = kb.load()
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
KEYS = [key for key, one in KNOWN.questions.items() if one.lesson == "vascular"]


def card(*, ago: float, right: bool = True, confidence: str | None = None) -> Card:
    return folded([Given(NOON - timedelta(days=ago), right, float(right), confidence)])


def test_what_is_due_comes_least_remembered_first_then_what_is_new():
    cards = {KEYS[0]: card(ago=4), KEYS[1]: card(ago=30), KEYS[2]: card(ago=0.1)}
    found = queue(KNOWN, cards, NOON, new=4)  # one new one was answered today already
    assert found.due == (KEYS[1], KEYS[0])
    assert found.new == tuple(KEYS[3:6])
    assert found.asked == found.due + found.new


def test_a_lesson_that_was_not_begun_brings_nothing_new():
    assert queue(KNOWN, {}, NOON).asked == ()
    lessons = {KNOWN.questions[key].lesson for key in queue(KNOWN, {KEYS[0]: card(ago=0.1)}, NOON).new}
    assert lessons == {"vascular"}


def test_new_ones_are_limited_for_the_day_and_a_session_ends():
    cards = {key: card(ago=40) for key in KEYS[:8]}
    today = {key: card(ago=0.1) for key in KEYS[8:11]}
    assert len(queue(KNOWN, cards | today, NOON, new=5).new) == 2
    short = queue(KNOWN, cards, NOON, most=5)
    assert (len(short.due), len(short.new), short.left) == (5, 0, 3)


def test_the_day_is_the_learner_s_own():
    late = {KEYS[0]: card(ago=0.1, right=False)}  # back after one day
    assert queue(KNOWN, late, NOON, new=0).due == ()
    there = (NOON + timedelta(hours=13)).astimezone(timezone(timedelta(hours=10)))
    assert queue(KNOWN, late, there, new=0).due == tuple(late)


def test_the_forecast_counts_late_ones_today():
    cards = {KEYS[0]: card(ago=40), KEYS[1]: card(ago=0.1, right=False), KEYS[2]: card(ago=0.1)}
    forecast = queue(KNOWN, cards, NOON).forecast
    assert len(forecast) == DAYS
    assert (forecast[0], forecast[1], sum(forecast)) == (1, 1, 3)


def test_how_long_it_takes_follows_the_learner_s_pace():
    assert (minutes(12), minutes(12, 30), minutes(0)) == (9, 6, 1)


def test_a_question_takes_turns_with_its_variants():
    turns = [asked_for(KNOWN, "vascular-12", reviews) for reviews in range(6)]
    assert turns[0] == turns[5] == "vascular-12"
    assert len(set(turns)) == 5
    assert all(key.startswith("~d-dimer") for key in turns[1:5])
    assert asked_for(KNOWN, "vascular-01", 3) == "vascular-01"


@pytest.mark.parametrize("wrong", [{"new": -1}, {"most": 0}, {"new": "ten"}, {"retention": 2}])
def test_wishes_that_make_no_sense_are_refused_in_one_line(wrong):
    with pytest.raises(kb.KneeError, match=f"^{next(iter(wrong))}="):
        queue(KNOWN, {}, NOON, **wrong)


def test_a_question_that_is_gone_is_not_asked():
    assert queue(KNOWN, {"vascular-99": card(ago=40)}, NOON).asked == ()


def test_open_errors_are_the_dangerous_ones():
    safe = next(key for key, one in KNOWN.questions.items() if not guards(KNOWN, one))
    danger = next(key for key in KEYS if guards(KNOWN, KNOWN.questions[key]))
    wrong = {key: card(ago=3, right=False, confidence="high") for key in (safe, danger)}
    assert open_errors(KNOWN, wrong) == [danger]


def test_memory_by_objective_is_the_mean_of_what_was_answered():
    cards = {key: card(ago=9) for key in KEYS[:2]}
    ((lesson, _, share, rated, of),) = memory_by_objective(KNOWN, cards, NOON)
    assert (lesson, rated) == ("vascular", 2)
    assert 0 < share < 1
    assert of > 2
