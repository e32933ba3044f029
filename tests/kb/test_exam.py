"""An examination without a page and without a record: changed until the end, judged after it."""

import dataclasses
import json
from datetime import UTC, datetime, timedelta

import pytest

import kb
from kb.questions.blueprint import blueprint
from kb.questions.dangers import dangers, guards
from kb.questions.exam import Action, judged, left, overdue, prepare, status, step, time_over, view
from kb.questions.exam_result import exam_result, wilson
from kb.questions.kinds import KINDS
from kb.questions.sitting import counted
from tests.kb.test_identity import BY_KIND, right_answer

KNOWN = kb.load()
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SET = tuple(question.id for question in BY_KIND.values())
SINGLE, MATCHING = BY_KIND["single"], BY_KIND["matching"]
PLAN = blueprint(KNOWN, "course")


def begun(keys=SET, **options):
    return step(KNOWN, prepare(keys, seed=3, minutes=10, **options), Action("begin"), NOON)


def choose(exam, key, value, sure=None, *, after=60):
    return step(KNOWN, exam, Action("choose", key, value, sure), NOON + timedelta(seconds=after))


def finish(exam, after=120):
    return step(KNOWN, exam, Action("finish"), NOON + timedelta(seconds=after))


def wrong(question) -> int:
    return [option.right for option in question.options].index(False)


@pytest.mark.parametrize("key", SET, ids=[KNOWN.questions[key].kind for key in SET])
def test_every_kind_can_be_answered_and_is_judged_after_the_end(key):
    exam = choose(begun([key]), key, right_answer(KNOWN.questions[key]), "high")
    assert status(exam, key) == "answered"
    assert counted(judged(KNOWN, finish(exam)))[key].right


def test_a_choice_may_be_changed_and_the_last_one_counts():
    key, good = SINGLE.id, right_answer(SINGLE)
    exam = choose(choose(begun(), key, wrong(SINGLE), "high"), key, good, "low")
    verdict = counted(judged(KNOWN, finish(exam)))[key]
    assert (verdict.right, verdict.mark) == (True, 1)


def test_a_choice_may_be_taken_back():
    exam = choose(choose(begun(), SINGLE.id, 0), SINGLE.id, None)
    assert status(exam, SINGLE.id) == "open"
    assert counted(judged(KNOWN, finish(exam))) == {}


def test_half_an_answer_is_kept_says_what_is_missing_and_earns_nothing():
    exam = choose(begun([MATCHING.id]), MATCHING.id, [0, *[None] * (len(MATCHING.prompts) - 1)])
    seen = view(KNOWN, exam, NOON)
    assert seen["status"] == ["begun"]
    assert seen["begun"][0] == 0
    assert "match every line first" in seen["missing"]
    assert counted(judged(KNOWN, finish(exam))) == {}


def test_where_certainty_is_required_an_answer_without_it_counts_as_open():
    exam = choose(begun([SINGLE.id], certainty="required"), SINGLE.id, 0)
    assert view(KNOWN, exam, NOON)["status"] == ["begun"]
    assert "how sure" in view(KNOWN, exam, NOON)["missing"]
    assert status(choose(exam, SINGLE.id, 0, "low"), SINGLE.id) == "answered"


def test_nothing_of_right_or_wrong_is_in_the_view_before_the_end():
    exam = begun()
    for index, key in enumerate(SET):
        question = KNOWN.questions[key]
        exam = step(KNOWN, exam, Action("go", value=index), NOON)
        for answer in (None, right_answer(question)):
            seen = view(KNOWN, choose(exam, key, answer, "high"), NOON)
            text = json.dumps(seen, ensure_ascii=False)
            assert seen["verdict"] is None
            assert all(option.keys() == {"i", "text"} for option in seen["question"]["options"])
            assert "truth" not in seen["question"]
            whys = [one.why for one in (*question.options, *question.prompts, question) if one.why]
            assert not [why for why in whys if json.dumps(why, ensure_ascii=False)[1:-1] in text]
    assert {"open", "begun", "answered"} >= set(seen["status"])


def test_flags_and_places():
    exam = step(KNOWN, begun(), Action("flag", SET[2], True), NOON)
    exam = step(KNOWN, exam, Action("go", value=2), NOON)
    seen = view(KNOWN, exam, NOON)
    assert (seen["flags"][2], seen["index"], seen["question"]["id"]) == (True, 2, SET[2])
    assert not view(KNOWN, step(KNOWN, exam, Action("flag", SET[2], False), NOON), NOON)["flags"][2]


# Time


def test_the_clock_runs_from_the_beginning_and_extra_time_is_a_factor():
    exam = begun(extra=1.5)
    assert left(exam, NOON) == 900
    assert left(exam, NOON + timedelta(minutes=14)) == 60
    assert not overdue(exam, NOON + timedelta(minutes=14))
    assert overdue(exam, NOON + timedelta(minutes=15))


def test_when_the_time_is_over_what_stands_is_submitted():
    exam = choose(begun(), SINGLE.id, right_answer(SINGLE))
    late = NOON + timedelta(minutes=11)
    with pytest.raises(kb.KneeError, match="the time is over; what stood then was submitted"):
        step(KNOWN, exam, Action("choose", SINGLE.id, wrong(SINGLE)), late)
    over = time_over(exam)
    assert over.ended == NOON + timedelta(minutes=10)
    assert counted(judged(KNOWN, over))[SINGLE.id].right


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"minutes": 0}, r"minutes=0 is not a number from 1 to 1440"),
        ({"minutes": "ten"}, r"minutes='ten' is not a number"),
        ({"minutes": float("nan")}, r"minutes=nan is not a number"),
        ({"minutes": 10, "extra": 0.5}, r"extra=0.5 is not a factor from 1 to 4"),
        ({"minutes": 10, "certainty": "always"}, r"certainty='always' is none of off, optional, required"),
    ],
)
def test_terms_that_make_no_sense_are_refused_in_one_line(options, says):
    with pytest.raises(kb.KneeError, match=says):
        prepare(SET, seed=1, **options)


@pytest.mark.parametrize(
    ("action", "says"),
    [
        (Action("choose", "no-such", 0), "'no-such' is not in this examination"),
        (Action("choose", SINGLE.id, 0, "very"), "'very' is none of low, middle, high"),
        (Action("choose", SINGLE.id, "x" * 5000), "too long to be one"),
        (Action("go", value=99), "no question 99"),
        (Action("dance"), "no action 'dance'"),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_done_is_refused_in_one_line(action, says):
    with pytest.raises(kb.KneeError, match=says):
        step(KNOWN, begun(), action, NOON)


def test_after_the_end_nothing_can_be_changed():
    with pytest.raises(kb.KneeError, match="over"):
        choose(finish(begun()), SINGLE.id, 0, after=130)


# Result


def test_wilson_s_interval_as_published():
    # Newcombe, Stat Med 1998;17:857-872, table I: 81/263 and 15/148, 0/20, 1/29.
    assert [round(x, 4) for x in wilson(81, 263)] == [0.2553, 0.3662]
    assert [round(x, 4) for x in wilson(15, 148)] == [0.0624, 0.1605]
    assert [round(x, 4) for x in wilson(0, 20)] == [0.0, 0.1611]
    assert [round(x, 4) for x in wilson(1, 29)] == [0.0061, 0.1718]
    assert wilson(0, 0) == (0, 1)


def singles(n):
    return [q for q in KNOWN.questions.values() if q.kind == "single" and guards(KNOWN, q)][:n]


def played(rights, sure="high"):
    """An examination of single questions, answered rightly or not."""
    asked = singles(len(rights))
    exam = begun([q.id for q in asked])
    for question, right in zip(asked, rights, strict=True):
        exam = choose(exam, question.id, right_answer(question) if right else wrong(question), sure)
    return exam_result(KNOWN, PLAN, finish(exam))


def test_the_result_says_share_interval_and_pass_mark():
    result = played([True] * 7 + [False] * 3)
    assert (result.whole.got, result.whole.of, result.passed) == (7, 10, True)
    assert (result.whole.low, result.whole.high) == wilson(7, 10)
    assert result.reason == PLAN.reason
    assert not played([True] * 4 + [False] * 6).passed
    assert sum(part.of for part in result.objectives) == sum(part.of for part in result.levels) == 10


def test_certainty_against_rightness_in_one_sentence():
    result = played([True] * 7 + [False] * 3)
    assert [(part.name, part.got, part.of) for part in result.certainties] == [("high", 7, 10)]
    assert result.sentence.startswith("When you were sure you were right 7 times in 10.")
    assert "too few answers" in result.sentence
    assert "too sure" in played([False] * 9 + [True]).sentence
    assert played([True, False], sure=None).sentence == ""


def test_dangerous_errors_are_sure_wrong_and_about_a_danger():
    result = played([True, False, False])
    assert [one.question for one in result.dangerous] == [q.id for q in singles(3)[1:]]
    assert played([True, False, False], sure="middle").dangerous == ()


def test_what_a_question_guards_against_follows_from_its_proof():
    named = {key: dangers(KNOWN, question) for key, question in KNOWN.questions.items()}
    assert "acute-compartment-syndrome" in named["muscle-50"]
    assert "deep-vein-thrombosis" in named["vascular-01"]
    assert named["muscle-09"] == ()  # days to return after a strain
    below = dataclasses.replace(
        KNOWN.questions["vascular-01"],
        proof=({"probability": {"of": "deep-vein-thrombosis", "given": ()}, "below": 0.1},),
    )
    assert not guards(KNOWN, below)
    assert len(KINDS) >= 9
