"""The day's review: what is due is asked, and the head follows what is answered."""

from datetime import UTC, datetime, timedelta

import pytest

import kb
import widgets
from kb.questions.bank import question as made
from kb.questions.kinds import version
from tests.widgets.test_quiz_set import key_of, tell, wrong_of
from widgets.record import clock, record
from widgets.record.cards import cards

KNOWN = kb.load()
KEYS = [key for key, one in KNOWN.questions.items() if one.lesson == "vascular" and one.kind == "single"]


NOON = datetime(2026, 3, 10, 12).astimezone().astimezone(UTC)


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch):
    """A day has time before and after it, wherever the test runs."""
    monkeypatch.setattr(clock, "now", lambda: NOON)


def answered(key: str, *, ago: float, right: bool = True, confidence: str | None = None) -> None:
    data = {
        "answer": "x",
        "version": version(KNOWN, KNOWN.questions[key]),
        "confidence": confidence,
        "right": right,
        "credit": float(right),
        "mark": None,
    }
    record().append("answer", key, data, attempt="a", at=clock.now() - timedelta(days=ago))


def parts(**wishes):
    box = widgets.review(**wishes)
    return box.children[0].value, *box.children[1:]


def play(quiz, *, right: bool = True) -> None:
    """Every question of the session, to the end."""
    for _ in range(quiz.view["status"].count("open")):
        question = made(KNOWN, quiz.view["question"]["id"])
        answer = (key_of if right else wrong_of)(question)
        tell(quiz, type="check", question=question.id, answer=answer, confidence=None)
        tell(quiz, type="next")


def test_an_empty_record_says_what_to_do_first():
    (head,) = parts()
    assert "Nothing to review yet" in head


def test_what_is_due_is_asked_and_the_head_counts_on():
    for key in KEYS[:3]:
        answered(key, ago=40)
    head, quiz = parts(new=0)
    assert "3 due, about 2 minutes." in head
    box = widgets.review(new=0)
    quiz = box.children[1]
    key = quiz.view["question"]["id"]
    tell(quiz, type="check", question=key, answer=key_of(made(KNOWN, key)), confidence=None)
    assert record().events("answer")[-1].data.get("card", key) in KEYS[:3]
    assert "1 of 3 done, about 2 minutes left." in box.children[0].value
    tell(quiz, type="next")
    play(quiz)
    assert "Done for today: 3 of 3." in box.children[0].value


def test_two_notebooks_have_one_session():
    for key in KEYS[:2]:
        answered(key, ago=40)
    one, two = widgets.review(new=0), widgets.review(new=0)
    first = one.children[1].view["question"]["id"]
    tell(one.children[1], type="check", question=first, answer=key_of(made(KNOWN, first)), confidence=None)
    assert "1 of 2 done" in two.children[0].value
    assert two.children[1].view["status"] == one.children[1].view["status"]


def test_three_days_with_a_moved_clock(monkeypatch: pytest.MonkeyPatch):
    moved = timedelta()
    monkeypatch.setattr(clock, "now", lambda: NOON + moved)
    for key in KEYS[:2]:
        answered(key, ago=40)
    asked = []
    for day in range(3):
        moved = timedelta(days=day)
        box = widgets.review(new=1)
        quiz = box.children[1]
        asked.append(len(quiz.view["status"]))
        play(quiz, right=day > 0)
        assert "Done for today" in box.children[0].value
    # Two due and a new one, all missed; all three back and a new one; that one, if it is due, and a new one.
    assert asked[:2] == [3, 4]
    assert asked[2] < 4
    assert len({event.attempt for event in record().events("quiz-start")}) == 3


def test_a_second_session_takes_what_waited():
    for key in KEYS[:3]:
        answered(key, ago=40)
    box = widgets.review(new=0, most=2)
    play(box.children[1])
    assert "1 due" in box.children[0].value
    assert "press Start again for the rest" in box.children[0].value
    tell(box.children[1], type="restart")
    assert len(box.children[1].view["status"]) == 1


def test_what_was_missed_four_times_gets_its_lesson_and_a_picture():
    for ago in (40, 30, 20, 10):
        answered("vascular-01", ago=ago, right=False)
    head, _, told, atlas = parts(new=0)
    assert "Missed four times or more" in head
    assert 'href="05_vascular.ipynb"' in head
    assert "Where it is" in told.value
    assert type(atlas).__name__ == "Atlas"


def test_a_variant_is_asked_and_its_answer_is_about_the_question_that_it_stands_for():
    answered("vascular-12", ago=40)
    quiz = widgets.review(new=0).children[1]
    key = quiz.view["question"]["id"]
    assert key.startswith("~d-dimer")
    tell(quiz, type="check", question=key, answer=key_of(made(KNOWN, key)), confidence=None)
    assert record().events("answer")[-1].data["card"] == "vascular-12"
    assert cards(KNOWN, record())["vascular-12"].reviews == 2
    assert "Done for today: 1 of 1" in widgets.review(new=0).children[0].value


def test_two_cards_that_share_a_variant_are_both_asked():
    for card in ("vascular-13", "vascular-15"):
        answered(card, ago=40)
    assert len(widgets.review(new=0).children[1].view["status"]) == 2


def test_the_forecast_and_the_memory_say_in_words_what_they_draw():
    answered(KEYS[0], ago=40)
    answered(KEYS[1], ago=0.2, right=False)
    head, *_ = parts(new=0)
    assert "today: 1" in head
    assert "Wednesday 11: 1" in head
    assert "2 of " in head
    assert "What you remember now, by objective" in head


@pytest.mark.parametrize("wish", [{"retention": 2}, {"new": -1}, {"most": 0}])
def test_a_wish_that_makes_no_sense_is_one_line(wish):
    assert f"{next(iter(wish))}=" in widgets.review(**wish).value
