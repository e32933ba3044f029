"""What is remembered follows the fsrs package, and what an answer is worth follows one rule."""

import random
from datetime import UTC, datetime, timedelta, timezone

import fsrs
import pytest

import kb
from kb.questions.memory import (
    AGAIN,
    EASY,
    GOOD,
    HARD,
    LEECH,
    Card,
    Given,
    after,
    due,
    folded,
    interval,
    leech,
    rating,
    remembered,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
UTC_ITSELF = timezone.utc  # noqa: UP017 - what the package asks for


def at(days: float, right: bool = True, confidence: str | None = None, credit: float | None = None) -> Given:
    return Given(NOON + timedelta(days=days), right, float(right) if credit is None else credit, confidence)


def history(rng: random.Random) -> list[Given]:
    day, found = 0.0, []
    for _ in range(rng.randint(1, 12)):
        day += rng.choice([0.5, 1, 2, 5, 17, 90]) + rng.random() / 5
        right = rng.random() < 0.7
        credit = 1.0 if right else rng.choice([0.0, 0.4, 0.5, 0.8])
        found.append(at(day, right, rng.choice([None, "low", "middle", "high"]), credit))
    return found


def test_a_thousand_random_histories_give_the_package_s_own_states():
    scheduler = fsrs.Scheduler(
        learning_steps=(), relearning_steps=(), enable_fuzzing=False, maximum_interval=365
    )
    rng = random.Random(11)
    for _ in range(1000):
        answers = history(rng)
        card, theirs = folded(answers), fsrs.Card(card_id=1, due=NOON.astimezone(UTC_ITSELF))
        for given in answers:
            rated = fsrs.Rating(rating(given, repeat=False))
            theirs, _ = scheduler.review_card(theirs, rated, given.at.astimezone(UTC_ITSELF))
        assert (card.stability, card.difficulty) == (theirs.stability, theirs.difficulty)
        assert due(card) == theirs.due
        later = answers[-1].at + timedelta(days=9)
        assert remembered(card, later) == pytest.approx(
            scheduler.get_card_retrievability(theirs, later.astimezone(UTC_ITSELF))
        )


def test_a_card_taken_up_in_the_middle_is_the_same():
    answers = [*history(random.Random(3)), at(2000)]
    half = folded(answers[:2])
    assert folded(answers[2:], Card.of(half.as_dict())) == folded(answers)


@pytest.mark.parametrize(
    ("right", "credit", "confidence", "repeat", "rated"),
    [
        (True, 1, None, False, GOOD),
        (True, 1, "middle", False, GOOD),
        (True, 1, "low", False, HARD),
        (True, 1, "high", False, EASY),
        (False, 0, "high", False, AGAIN),
        (False, 0.4, None, False, AGAIN),
        (False, 0.5, "high", False, HARD),
        (True, 1, "high", True, None),
        (False, 0, None, True, None),
    ],
)
def test_the_rating_follows_from_rightness_certainty_and_whether_it_was_a_repeat(
    right, credit, confidence, repeat, rated
):
    assert rating(at(0, right, confidence, credit), repeat=repeat) == rated


def test_guessed_right_comes_back_sooner_than_known():
    days = {sure: interval(after(Card(), at(0, True, sure)).stability) for sure in ("low", None, "high")}
    assert days["low"] < days[None] < days["high"]


def test_right_with_a_hint_comes_back_as_soon_as_a_guess():
    assert rating(Given(NOON, True, 1.0, "middle", hinted=True), repeat=False) == HARD


def test_trying_again_with_the_key_in_sight_changes_no_memory():
    missed = after(Card(), at(0, False))
    again = after(missed, at(0.01, True, "high"))
    assert (again.stability, again.rated, again.best) == (missed.stability, missed.rated, 1.0)


def test_a_wish_for_better_retention_brings_it_back_sooner():
    assert interval(30, 0.95) < interval(30, 0.9) == 30 < interval(30, 0.8)
    assert interval(0.01) == 1
    for wrong in (0.5, 1, "much", True):
        with pytest.raises(kb.KneeError, match=r"retention=.* is not a number from 0.7 to 0.97"):
            interval(3, wrong)


def test_a_clock_that_ran_back_forgets_nothing():
    card = folded([at(0), at(3)])
    assert after(card, at(-400, False)).stability == card.stability  # a repeat of the last one
    assert remembered(card, NOON - timedelta(days=9)) == 1


def test_missed_four_times_is_a_leech():
    assert not leech(folded([at(day, False) for day in range(LEECH - 1)]))
    assert leech(folded([at(day, False) for day in range(LEECH)]))


# Dangerous errors


@pytest.mark.parametrize(
    ("answers", "closed"),
    [
        ([at(0, False, "middle")], True),
        ([at(0, False, "high")], False),
        ([at(0, False, "high"), at(1, True, "high")], False),
        ([at(0, False, "high"), at(1, True, "high"), at(2, True, "high")], False),
        ([at(0, False, "high"), at(1, True, "high"), at(3, True, "high")], True),
        ([at(0, False, "high"), at(1, True, "low"), at(5, True, "high")], False),
        ([at(0, False, "high"), at(1, True, "high"), at(2, False, "high"), at(9, True, "high")], False),
    ],
)
def test_a_sure_error_closes_when_answered_rightly_and_surely_twice_days_apart(answers, closed):
    assert folded(answers).closed is closed
