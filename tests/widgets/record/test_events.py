"""What the learner did comes back from the record as it was put in, and an odd entry stops nothing."""

import dataclasses
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kb
from kb.patients.encounter import Action
from kb.questions.kinds import KINDS, kind_of, version
from kb.questions.memory import Card
from kb.questions.sitting import recalled
from tests.kb.test_identity import BY_KIND, flipped, knowing, right_answer
from widgets.record import Record
from widgets.record.cards import cards
from widgets.record.events import (
    Answered,
    CaseStep,
    ClinicMoved,
    NoticeSeen,
    QuizStarted,
    TakenBack,
    keep,
    kept,
)
from widgets.record.progress import go_on, in_order, progress, tally
from widgets.record.sqlite import Event

KNOWN = kb.load()
EVENTS = [
    QuizStarted("vascular/n=2", 7, ("vascular-01", "vascular-02"), after="", policy="practice"),
    QuizStarted("vascular-01", 7, ("vascular-01",), after="vascular-01/ab"),
    Answered("vascular-01", ["ab", "cd"], "0123", "high", True, 1.0, 3),
    Answered("vascular-02", {"truth": True, "reason": "ab"}, "0123", None, False, 0.5, None),
    CaseStep("long-flight", Action("ask", "pain-onset"), after=""),
    CaseStep("long-flight", Action("rank", "", {"cellulitis": 40})),
    ClinicMoved("clinic/n=3", 3, 4, 1),
    ClinicMoved("clinic/n=3", 3, 4, ClinicMoved.DAY),
    TakenBack("vascular-01", "2026-01-01T00:00:00.000+00:00"),
    NoticeSeen(),
]


def stored(kind: str, data: dict, subject: str = "x") -> Event:
    return Event(1, "2026-01-01T00:00:00.000+00:00", "ada", kind, subject, "a", data)


@pytest.mark.parametrize("what", EVENTS, ids=lambda one: type(one).__name__)
def test_an_event_is_read_as_it_was_written(what, tmp_path):
    record = Record(tmp_path / "r.sqlite3")
    keep(record, what, "a/1")
    (found,) = kept(record, type(what), subject=what.subject, attempt="a/1")
    expected = dataclasses.replace(what, at=found.event.at) if isinstance(what, Answered) else what
    assert found.what == expected


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from(
    [
        "seed",
        "questions",
        "after",
        "answer",
        "version",
        "right",
        "credit",
        "mark",
        "kind",
        "subject",
        "open",
        "given",
    ]
)
KINDS_OF_EVENT = [QuizStarted, Answered, TakenBack, CaseStep, ClinicMoved, NoticeSeen]


@given(
    st.sampled_from([QuizStarted, Answered, TakenBack, CaseStep, ClinicMoved, NoticeSeen]),
    st.dictionaries(KEYS, JUNK),
)
def test_whatever_stands_in_the_record_is_read_or_passed_over(kind, data):
    found = kind.read(stored(kind.KIND, data, "vascular-01"))
    if isinstance(found, Answered):
        reply = found.reply(KNOWN)
        assert recalled(KNOWN, reply) is None or reply.version


# Before versions were kept


def old(question, answer, credit: float) -> Answered:
    data = {"answer": answer, "confidence": "low", "right": credit == 1, "credit": credit, "mark": 1}
    found = Answered.read(stored("answer", data, question.id))
    assert found is not None
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_an_old_answer_is_read_by_the_places_of_today(kind):
    question = BY_KIND[kind]
    reply = old(question, right_answer(question), 1.0).reply(KNOWN)
    assert reply.answer == kind_of(question).kept(question, right_answer(question))
    assert reply.version == version(KNOWN, question)


def test_an_old_answer_that_does_not_fit_or_would_be_judged_otherwise_is_one_to_an_earlier_version():
    question = BY_KIND["single"]
    right = right_answer(question)
    assert old(question, 99, 1.0).reply(KNOWN).version == ""
    assert old(question, right, 0.0).reply(KNOWN).version == "", "it was wrong then, and is right now"
    changed = flipped(question)
    assert old(question, right, 1.0).reply(knowing(changed)).version == ""


# Progress


def test_an_answer_that_was_taken_back_counts_nowhere(tmp_path):
    record, question = Record(tmp_path / "r.sqlite3"), BY_KIND["single"]
    one = Answered(question.id, "x", version(KNOWN, question), None, True, 1.0, None)
    slip = keep(record, one, "a/1")
    other = keep(record, one, "a/2")
    assert cards(KNOWN, record)[question.id].answers == 2
    keep(record, TakenBack(question.id, slip.at), "a/1")
    assert [found.event for found in kept(record, Answered)] == [other]
    assert tally(record.events()) == (1, 0)
    assert cards(KNOWN, record)[question.id].answers == 1
    keep(record, TakenBack(question.id, other.at), "a/2")
    assert progress(cards(KNOWN, record)).best == {}
    assert len(record.events("answer")) == 2, "what was done stays in the record"


def held(questions, credit: float, day: int = 1) -> dict[str, Card]:
    at = datetime(2026, 3, day, tzinfo=UTC)
    return {question.id: Card(answers=1, best=credit, seen=at) for question in questions}


def test_the_learner_goes_on_where_they_stopped_and_then_with_what_is_open():
    first, *_, last = in_order(KNOWN)
    assert go_on(KNOWN, progress({})) == (first, False)
    of_last = [q for q in KNOWN.questions.values() if q.lesson == last.id]
    assert go_on(KNOWN, progress(held(of_last[:1], 0.0))) == (last, True)
    whole = held(of_last, 0.0)
    assert go_on(KNOWN, progress(whole)) == (first, False)
    rest = held([q for q in KNOWN.questions.values() if q.lesson != last.id], 1.0, day=2)
    assert go_on(KNOWN, progress(whole | rest)) == (last, False), "the least known"


def test_an_objective_is_mastered_from_four_fifths_of_its_credit():
    objective = KNOWN.lessons["vascular"].objectives[0].id
    keys = [q for q in KNOWN.questions.values() if (q.lesson, q.objective) == ("vascular", objective)]
    assert len(keys) >= 5
    four_fifths = -(-4 * len(keys) // 5)
    for count, mastered in ((0, False), (four_fifths - 1, False), (four_fifths, True)):
        held = {q.id: Card(answers=1, best=1.0) for q in keys[:count]}
        got = progress(held).of_objective(KNOWN, "vascular", objective)
        assert (got.got, got.of, got.answered, got.mastered) == (count, len(keys), count, mastered)
