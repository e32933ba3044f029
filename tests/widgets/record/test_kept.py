"""One set, one attempt; one patient, one encounter: in two kernels, or in two places of one."""

import dataclasses
import gc
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

import kb
from kb.patients.encounter import Action as Deed
from kb.patients.people import authored
from kb.questions.choosing import choose
from kb.questions.sitting import Action, view
from kb.records import ReadOnly
from tests.kb.test_identity import BY_KIND, flipped, knowing, right_answer
from widgets.record import Record
from widgets.record.events import Answered, CaseStep, QuizStarted, kept
from widgets.record.kept_encounter import KeptEncounter, all_decided, encounters
from widgets.record.kept_sitting import KeptSitting

KNOWN = kb.load()
SINGLES = [q for q in KNOWN.questions.values() if q.kind == "single"][:4]
ONE, TWO = SINGLES[:2]
WRONG = [option.right for option in ONE.options].index(False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "record.sqlite3"


def a_set(record: Record, known=KNOWN, **options) -> KeptSitting:
    return KeptSitting(known, record, "the-set", lambda seed: [one.id for one in SINGLES], **options)


def of_seed(record: Record, **options) -> KeptSitting:
    """A set whose questions depend on the seed, as one with a number and none given."""
    return KeptSitting(KNOWN, record, "spread", lambda s: choose(KNOWN, "vascular", None, 6, s), **options)


def answer(held: KeptSitting, value=None, confidence=None) -> None:
    key = held.sitting.questions[held.sitting.index]
    value = right_answer(KNOWN.questions[key]) if value is None else value
    held.act(Action("answer", key, value, confidence))


def status(held: KeptSitting) -> list[str]:
    return view(held._kb, held.sitting)["status"]


@contextmanager
def unaware(monkeypatch, held):
    """It does not read again before it writes, as when another writes in the same moment."""
    with monkeypatch.context() as patch:
        patch.setattr(held._reader, "news", lambda: False)
        yield


def of_attempts(record: Record, kind=QuizStarted) -> set[str]:
    return {event.attempt for event, _ in kept(record, kind)}


# Two kernels


def test_a_set_begun_in_a_second_kernel_is_the_firsts_attempt(file):
    first = a_set(Record(file))
    answer(first, WRONG)
    second = a_set(Record(file))
    assert second.attempt == first.attempt
    assert status(second) == ["wrong", "open", "open", "open"]
    assert second.sitting.index == 1
    assert second.sitting.seed == first.sitting.seed, "and the options stand in the same order"


def test_kernels_that_have_it_open_see_each_others_answers_before_they_act(file):
    first, second = a_set(Record(file)), a_set(Record(file))
    answer(first, WRONG)
    second.act(Action("next"))
    assert status(second) == ["wrong", "open", "open", "open"]
    assert second.sitting.index == 1
    answer(second)
    first.act(Action("next"))
    assert status(first) == ["wrong", "right", "open", "open"]
    assert first.attempt == second.attempt
    assert first.sitting.replies == second.sitting.replies
    assert status(a_set(Record(file))) == status(first)


def test_an_answer_to_what_was_answered_in_another_kernel_meanwhile_is_a_further_try(file):
    first, second = a_set(Record(file)), a_set(Record(file))
    answer(first, WRONG, "high")
    answer(second)
    seen = view(KNOWN, second.sitting)
    assert seen["verdict"]["right"], "the learner sees what they pressed Check for"
    assert (seen["status"][0], seen["earlier"]) == ("wrong", "Earlier: try 1 not right"), "the first counts"
    answer(first, WRONG, "high")
    assert len(first.sitting.tries[ONE.id]) == 3


def test_a_slip_is_taken_back_for_every_kernel_and_for_good(file):
    first = a_set(Record(file))
    answer(first, WRONG, "high")
    second = a_set(Record(file))
    first.act(Action("take-back"))
    second.act(Action("go", value=0))
    third = a_set(Record(file))
    for held in (first, second, third):
        assert status(held) == ["open"] * 4
        assert "counts nowhere" in view(KNOWN, held.sitting)["practice"]
    answer(third, confidence="high")
    first.act(Action("next"))
    assert status(first)[0] == "right"
    assert [one.what.right for one in kept(Record(file), Answered)] == [True]


def test_an_answer_of_long_ago_stands(file):
    held = a_set(Record(file))
    held.act(Action("answer", ONE.id, WRONG, at="2026-01-01T00:00:00.000+00:00"))
    with pytest.raises(kb.KneeError, match="that answer stands"):
        held.act(Action("take-back"))
    assert status(held)[0] == "wrong"


def test_the_same_answer_given_in_both_is_one_answer(file):
    first, second = a_set(Record(file)), a_set(Record(file))
    answer(first, WRONG)
    answer(second, WRONG)
    assert len(Record(file).events("answer")) == 1


def test_two_first_answers_at_the_same_moment_do_not_hide_each_other(file, monkeypatch):
    first, second = a_set(Record(file)), a_set(Record(file))
    second.sitting = dataclasses.replace(second.sitting, index=1)
    with unaware(monkeypatch, second):
        answer(first, WRONG)
        answer(second)
    assert len(of_attempts(Record(file))) == 2
    first.act(Action("next"))
    second.act(Action("next"))
    third = a_set(Record(file))
    for held in (first, second, third):
        assert status(held) == ["wrong", "right", "open", "open"]
    assert first.attempt == second.attempt == third.attempt


def test_two_first_answers_to_sets_that_drew_other_questions_end_in_the_earlier_set(file, monkeypatch):
    first, second = of_seed(Record(file)), of_seed(Record(file))
    while second.sitting.questions == first.sitting.questions:
        second._begin()
    with unaware(monkeypatch, second):
        answer(first)
        answer(second)
    second.act(Action("next"))
    assert second.sitting.questions == first.sitting.questions == of_seed(Record(file)).sitting.questions
    assert second.attempt == first.attempt
    assert len(Record(file).events("answer")) == 2, "nothing that was answered is lost"


def test_a_set_that_drew_other_questions_and_was_begun_elsewhere_first_says_so_and_shows_that_one(file):
    first, second = of_seed(Record(file)), of_seed(Record(file))
    while second.sitting.questions == first.sitting.questions:
        second._begin()
    answer(first)
    with pytest.raises(kb.KneeError, match="begun in another window"):
        answer(second)
    assert second.sitting.questions == first.sitting.questions
    assert second.attempt == first.attempt


def test_beginning_again_in_one_kernel_is_beginning_again_in_all(file):
    first, second = a_set(Record(file)), a_set(Record(file))
    answer(first)
    second.act(Action("next"))
    before = first.attempt
    first.restart()
    assert first.attempt != before
    second.act(Action("next"))
    assert second.attempt == first.attempt
    assert status(second) == ["open"] * 4
    assert len(Record(file).events("answer", attempt=before)) == 1, "the old attempt stays in the record"


def test_beginning_again_in_two_kernels_begins_once(file):
    first, second = a_set(Record(file)), a_set(Record(file))
    answer(first)
    second.act(Action("next"))
    first.restart()
    answer(first)
    second.restart()
    assert second.attempt == first.attempt
    assert status(second) == ["right", "open", "open", "open"], "what was answered since is not thrown away"


def test_another_process_goes_on_with_the_attempt(file):
    held = a_set(Record(file), seed=5)
    answer(held, WRONG)
    code = """
import sys, kb
from kb.questions.sitting import Action
from widgets.record import Record
from widgets.record.kept_sitting import KeptSitting
known = kb.load()
held = KeptSitting(known, Record(sys.argv[1]), "the-set", lambda seed: sys.argv[2:], seed=5)
held.act(Action("answer", sys.argv[3], 0))
print(held.attempt)
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(file), *(one.id for one in SINGLES)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(kb.__file__).parents[1],
    )
    assert done.stdout.strip() == held.attempt
    held.act(Action("next"))
    assert [one != "open" for one in status(held)] == [True, True, False, False]


# Two places of one kernel


def test_views_of_one_kernel_agree_at_once(file):
    record, told = Record(file), []
    first, second = a_set(record), a_set(record, changed=lambda: told.append(status(second)))
    answer(first, WRONG)
    assert told[-1] == ["wrong", "open", "open", "open"]
    assert second.sitting.index == 0, "the card stays where it is"
    assert second.attempt == first.attempt
    count = len(told)
    answer(second, right_answer(ONE))
    assert len(told) == count, "who acts knows"
    assert len(first.sitting.tries[ONE.id]) == 2
    first.restart()
    assert told[-1] == ["open"] * 4


def test_what_is_done_with_another_set_is_none_of_its_business(file):
    record, told = Record(file), []
    held = a_set(record, changed=lambda: told.append(1))
    answer(of_seed(record))
    assert told == []
    assert status(held) == ["open"] * 4


def test_an_emptied_record_leaves_the_same_questions_open(file):
    record = Record(file)
    held = a_set(record)
    answer(held)
    answered = held.sitting.questions
    record.reset()
    assert status(held) == ["open"] * 4
    assert held.sitting.questions == answered
    answer(held, WRONG)
    assert status(a_set(Record(file))) == ["wrong", "open", "open", "open"]


def test_a_question_that_was_forgotten_is_open_again(file):
    record = Record(file)
    held = a_set(record)
    answer(held)
    record.forget(ONE.id)
    assert status(held) == ["open"] * 4


def test_a_view_that_is_gone_is_told_nothing_and_kept_by_nothing(file):
    record = Record(file)
    a_set(record)
    gc.collect()
    assert [each for each in record._watchers if each() is not None] == []


def test_a_view_that_is_closed_is_told_nothing(file):
    record, told = Record(file), []
    first, second = a_set(record), a_set(record, changed=lambda: told.append(1))
    second.close()
    answer(first)
    record.reset()
    assert told == []


def test_whoever_acts_shows_what_came_of_it_before_the_others_take_their_time(file):
    record, order = Record(file), []
    first, _second = a_set(record), a_set(record, changed=lambda: order.append("the other"))
    with record.acting():
        answer(first)
        order.append("who acts")
    assert order == ["who acts", "the other"]


def test_an_answer_is_on_disk_before_it_is_shown_and_a_refused_one_is_nowhere(file, monkeypatch):
    record = Record(file)
    held = a_set(record)

    def broken(*_, **__):
        raise kb.KneeError("The record failed.")

    with monkeypatch.context() as patch:
        patch.setattr(record, "append", broken)
        with pytest.raises(kb.KneeError, match="failed"):
            answer(held)
    assert status(held) == ["open"] * 4
    answer(held)
    assert status(held) == ["right", "open", "open", "open"]


# A question that has changed


def test_swapping_options_in_the_content_keeps_a_past_answer_right(file):
    answer(a_set(Record(file)), confidence="high")
    moved = dataclasses.replace(ONE, options=ONE.options[::-1])
    held = a_set(Record(file), knowing(moved))
    held.act(Action("go", value=0))
    seen = view(held._kb, held.sitting)
    assert (seen["status"][0], seen["verdict"]["right"], seen["verdict"]["mark"]) == ("right", True, 3)


def test_changing_the_key_asks_anew_in_the_same_attempt_and_keeps_the_old_answer(file):
    first = a_set(Record(file))
    answer(first)
    held = a_set(Record(file), knowing(flipped(ONE)))
    assert (held.attempt, status(held), held.sitting.index) == (first.attempt, ["open"] * 4, 0)
    assert view(held._kb, held.sitting)["earlier"].startswith("You answered an earlier version")
    held.act(Action("answer", ONE.id, right_answer(flipped(ONE))))
    assert status(held) == ["right", "open", "open", "open"]
    assert len(Record(file).events("answer", subject=ONE.id)) == 2


def test_a_set_with_a_question_that_is_gone_begins_anew(file):
    answer(a_set(Record(file)))
    known = dataclasses.replace(
        KNOWN, questions=ReadOnly({k: q for k, q in KNOWN.questions.items() if k != TWO.id})
    )

    def rest(record):
        return KeptSitting(known, record, "the-set", lambda seed: [SINGLES[0].id, SINGLES[2].id])

    held = rest(Record(file))
    assert status(held) == ["open", "open"]
    answer(held)
    assert status(rest(Record(file))) == ["right", "open"], "and goes on from there"


def test_what_is_kept_holds_no_place(file):
    record = Record(file)
    for question in BY_KIND.values():
        held = KeptSitting(KNOWN, record, question.id, lambda seed, key=question.id: [key])
        answer(held)
    for _, one in kept(record, Answered):
        places = [one.answer] if isinstance(one.answer, int) else one.answer
        kind = KNOWN.questions[one.subject].kind
        assert kind == "numeric" or not isinstance(one.answer, int)
        assert not (isinstance(places, list) and any(isinstance(each, int) for each in places)), kind
        assert one.version


# Patients

PATIENT = authored(KNOWN, "long-flight")
ASK = [Deed("ask", key) for key in ("recent-surgery", "previous-thrombosis", "fever-or-chills")]
COMMIT = Deed("commit", "", {"diagnosis": PATIENT.cause, "confidence": 80, "disposition": "same-day"})


def meet(record: Record, **options) -> KeptEncounter:
    return KeptEncounter(KNOWN, record, PATIENT, **options)


def asked(held: KeptEncounter) -> list[str]:
    return [action.subject for action in held.state.actions if action.kind == "ask"]


def test_two_kernels_meet_one_patient_once(file):
    first, second = meet(Record(file)), meet(Record(file))
    first.act(ASK[0])
    second.act(ASK[1])
    assert asked(second) == ["recent-surgery", "previous-thrombosis"]
    assert second.attempt == first.attempt == meet(Record(file)).attempt
    with pytest.raises(kb.KneeError, match="known already"):
        first.act(ASK[1])
    assert asked(first) == asked(second)
    assert len(of_attempts(Record(file), CaseStep)) == 1


def test_two_first_steps_at_the_same_moment_are_one_encounter(file, monkeypatch):
    first, second = meet(Record(file)), meet(Record(file))
    with unaware(monkeypatch, second):
        first.act(ASK[0])
        second.act(ASK[0])
        second.act(ASK[1])
    first.act(ASK[2])
    second._reread()
    third = meet(Record(file))
    for held in (first, second, third):
        assert asked(held) == ["recent-surgery", "previous-thrombosis", "fever-or-chills"]
    assert first.attempt == second.attempt == third.attempt
    (only,) = encounters(KNOWN, PATIENT, list(kept(Record(file), CaseStep)))
    assert only == first.state


def test_meeting_again_begins_with_the_first_step_and_in_all_places(file):
    record, told = Record(file), []
    first, second = meet(record), meet(record, changed=lambda: told.append(1))
    first.act(ASK[0])
    first.act(COMMIT)
    assert second.state.committed is not None
    assert told
    first.again()
    assert first.state.committed is None
    assert second.state.committed is not None, "not before something is done"
    assert meet(Record(file)).state.committed is not None
    first.act(ASK[1])
    for held in (second, meet(Record(file))):
        assert (held.attempt, asked(held)) == (first.attempt, ["previous-thrombosis"])
    assert [
        one.committed is not None for one in encounters(KNOWN, PATIENT, list(kept(record, CaseStep)))
    ] == [
        True,
        False,
    ]
    assert [one.patient.key for one in all_decided(KNOWN, record)] == ["long-flight"]


def test_an_encounter_that_was_emptied_from_the_record_begins_anew(file):
    record = Record(file)
    held = meet(record)
    held.act(ASK[0])
    record.reset()
    assert asked(held) == []
    held.act(ASK[1])
    assert asked(meet(Record(file))) == ["previous-thrombosis"]


def test_a_patient_who_has_changed_is_met_anew_once(file):
    record = Record(file)
    record.append("case-step", PATIENT.key, {"kind": "ask", "subject": "gone"}, attempt="old/1")
    held = meet(record)
    assert "changed" in held.note
    held.act(ASK[0])
    again = meet(Record(file))
    assert (again.note, asked(again)) == ("", ["recent-surgery"])
