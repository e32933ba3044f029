"""A set of questions as the page drives it: messages in, a view out, without a kernel."""

import dataclasses
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kb
from kb.anatomy.pictures import scene_picture
from kb.questions.bank import question as made
from kb.questions.choosing import choose
from kb.questions.kinds import kind_of
from kb.questions.kinds.concordance import weigh
from kb.records import ReadOnly
from widgets.quiz_set import QuizSet
from widgets.record import Record, record

KNOWN = kb.load()
LESSON = "vascular"


def spot_of(question, option) -> str:
    """The place of an option in the picture, as the page names it."""
    ids = [shape["id"] for shape in scene_picture(KNOWN, question.picture)["shapes"]]
    return f"s{ids.index(option.at)}"


def matched(question) -> list[int]:
    keys = [option.key for option in question.options]
    return [keys.index(prompt.match) for prompt in question.prompts]


def key_of(question) -> object:
    """The right answer, as the page sends it."""
    right = [i for i, option in enumerate(question.options) if option.right]
    match question.kind:
        case "numeric":
            return str(question.answer.value)
        case "several":
            return right
        case "true-false":
            return {"truth": question.truth, "reason": right[0]}
        case "hotspot":
            return spot_of(question, question.options[right[0]])
        case "matching" | "extended-matching":
            return matched(question)
        case "ordering":
            return list(range(len(question.options)))
        case "script-concordance":
            return weigh(KNOWN, question.script).place
        case _:
            return right[0]


def wrong_of(question) -> object:
    wrong = [i for i, option in enumerate(question.options) if not option.right]
    match question.kind:
        case "numeric":
            return str(question.answer.high)
        case "several":
            return wrong[:1]
        case "true-false":
            return {"truth": not question.truth, "reason": wrong[0]}
        case "hotspot":
            return spot_of(question, question.options[wrong[0]])
        case "matching" | "extended-matching":
            good = matched(question)
            return [good[1], good[0], *good[2:]] if good[0] != good[1] else [(good[0] + 1) % 3, *good[1:]]
        case "ordering":
            return list(reversed(range(len(question.options))))
        case "script-concordance":
            return (weigh(KNOWN, question.script).place + 2) % 5
        case _:
            return wrong[0]


def of_kind(kind: str) -> str:
    return next(key for key, each in KNOWN.questions.items() if each.kind == kind)


KINDS = sorted({question.kind for question in KNOWN.questions.values()})


def a_set(**options) -> QuizSet:
    return QuizSet(KNOWN, record(), **({"key": "test", "title": "Test", "lesson": LESSON} | options))


def one(key: str, **options) -> QuizSet:
    return QuizSet(KNOWN, record(), key=key, title="Question", questions=[key], **options)


def tell(quiz: QuizSet, **message) -> dict:
    quiz._receive(quiz, message, [])
    return quiz.view


def check(quiz: QuizSet, answer: object, confidence: str | None = None) -> dict:
    key = quiz.view["question"]["id"]
    return tell(quiz, type="check", question=key, answer=answer, confidence=confidence)


# One question


@pytest.mark.parametrize("kind", KINDS)
def test_a_right_and_a_wrong_answer_are_judged_and_recorded(kind: str):
    key = of_kind(kind)
    question, quiz = KNOWN.questions[key], one(key)
    view = check(quiz, wrong_of(question), "high")
    assert (view["verdict"]["right"], view["verdict"]["mark"]) == (False, -6)
    assert view["status"] in (["wrong"], ["partly"])
    tell(quiz, type="again")
    view = check(quiz, key_of(question), "high")
    assert (view["verdict"]["right"], view["verdict"]["mark"]) == (True, None), (
        "practice, as the key was seen"
    )
    assert view["verdict"]["word"] == "Right"
    told = [each["why"] for each in (*view["verdict"]["rows"], *view["verdict"]["parts"]) if each["why"]]
    assert told == [each.why for each in question.prompts or question.options]
    assert [event.data["right"] for event in record().events("answer", subject=key)] == [False, True]


@pytest.mark.parametrize("key", sorted(KNOWN.questions))
def test_the_page_never_holds_the_key_before_the_check(key: str):
    question, quiz = KNOWN.questions[key], one(key)
    for _ in range(2):
        text = json.dumps(quiz.view, ensure_ascii=False)
        assert quiz.view["verdict"] is None
        shown = {"id", "kind", "stem", "options", "unit", "prompts", "order", "script", "spot"}
        assert set(quiz.view["question"]) == shown
        assert quiz.view["question"]["spot"] == ""
        for option in quiz.view["question"]["options"]:
            assert set(option) == {"i", "text"}
        if question.kind == "hotspot":
            assert quiz.view["question"]["options"] == []
        for shape in quiz.picture.get("shapes", ()):
            assert (shape["structure"], shape["label"], shape["name"]) == ("", "", "")
            assert re.fullmatch(r"s\d+", shape["id"])
            assert re.fullmatch(r"(j\d+)?", shape.get("join") or "")
        if question.picture and question.kind == "hotspot":
            names = {each.text for each in question.options}
            assert not [name for name in names if name in json.dumps(quiz.picture)]
        for told in (
            question.why,
            *(each.why for each in (*question.options, *question.prompts) if each.why),
        ):
            assert json.dumps(told, ensure_ascii=False)[1:-1] not in text
        check(quiz, key_of(question))
        tell(quiz, type="again")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("answer", [None, [], {}, "", "junk", -99, True, [99], {"truth": 1}, [[]]])
def test_an_answer_that_is_none_is_refused_in_one_line_and_not_recorded(kind: str, answer: object):
    quiz = one(of_kind(kind))
    view = check(quiz, answer)
    assert view["verdict"] is None
    assert view["error"]
    assert "\n" not in view["error"]
    assert record().events("answer") == []


def test_a_refusal_goes_away_with_the_next_answer():
    key = of_kind("single")
    quiz = one(key)
    assert check(quiz, None)["error"]
    assert check(quiz, key_of(KNOWN.questions[key]))["error"] == ""


def test_trying_again_wipes_nothing():
    key = of_kind("single")
    question, quiz = KNOWN.questions[key], one(key)
    check(quiz, wrong_of(question), "low")
    view = tell(quiz, type="again")
    assert view["verdict"] is None
    assert (view["answer"], view["confidence"]) == (wrong_of(question), "low")
    assert view["earlier"] == "Earlier: try 1 not right"
    assert view["status"] == ["wrong"]
    view = check(quiz, key_of(question))
    assert view["status"] == ["wrong"], "the first answer counts"
    assert view["earlier"] == "Earlier: try 1 not right"


# A set


def test_going_through_a_set_ends_with_a_result_by_objective():
    quiz = a_set(n=8, seed=3)
    assert quiz.view["total"] == 8
    first = quiz.view["question"]["id"]
    check(quiz, wrong_of(KNOWN.questions[first]), "high")
    view = tell(quiz, type="next")
    while view["result"] is None:
        view = check(quiz, key_of(KNOWN.questions[view["question"]["id"]]), "high")
        assert view["verdict"]["right"]
        view = tell(quiz, type="next")
    assert view["status"] == ["wrong"] + ["right"] * 7 or view["status"][0] == "partly"
    objectives = {each.id: each.text for each in KNOWN.lessons[LESSON].objectives}
    asked = {KNOWN.questions[key].objective for key in choose(KNOWN, LESSON, None, 8, 3)}
    assert [each["text"] for each in view["result"]["objectives"]] == [
        text for key, text in objectives.items() if key in asked
    ]
    assert all(0 <= each["share"] <= 1 and each["says"] for each in view["result"]["objectives"])
    assert [each["index"] for each in view["result"]["review"]] == [0]
    assert "1 wrong with high confidence" in view["result"]["marks"]
    assert view["result"]["marks"].startswith(
        "Certainty marks: 15 for 8 answers. With low certainty they would have earned 7. "
        "When you were sure you were right 7 of 8 times; it pays from 4 in 5 on."
    )


def test_what_was_left_out_is_said_and_can_be_gone_back_to():
    quiz = a_set(n=4, seed=3)
    for _ in range(4):
        view = tell(quiz, type="next")
    assert "4 not answered" in view["result"]["headline"]
    assert len(view["result"]["review"]) == 4
    assert tell(quiz, type="go", index=2)["index"] == 2
    assert quiz.view["result"] is None


def test_starting_again_is_a_new_attempt_and_keeps_the_old_one_in_the_record():
    quiz = a_set(n=4)
    check(quiz, wrong_of(KNOWN.questions[quiz.view["question"]["id"]]))
    before = quiz.view["attempt"]
    view = tell(quiz, type="restart")
    assert view["attempt"] != before
    assert view["status"] == ["open"] * 4
    assert len(record().events("answer", attempt=before)) == 1


def test_an_objective_and_a_number_choose_from_the_bank():
    for objective in KNOWN.lessons[LESSON].objectives:
        keys = choose(KNOWN, LESSON, objective.id, None, 1)
        assert keys
        assert {KNOWN.questions[key].objective for key in keys} == {objective.id}
    spread = choose(KNOWN, LESSON, None, 8, 1)
    assert len(set(spread)) == 8
    counts = [
        [KNOWN.questions[k].objective for k in spread].count(o.id) for o in KNOWN.lessons[LESSON].objectives
    ]
    assert max(counts) - min(counts) <= 1
    assert choose(KNOWN, LESSON, None, 8, 1) == spread
    assert len({choose(KNOWN, LESSON, None, 8, seed) for seed in range(5)}) > 1


# The record


def test_a_reopened_set_is_where_it_was_left():
    quiz = a_set(n=5)
    question = KNOWN.questions[quiz.view["question"]["id"]]
    check(quiz, wrong_of(question), "middle")
    tell(quiz, type="next")
    left = quiz.view
    again = a_set(n=5)
    assert {**again.view, "notice": None} == {**left, "notice": None}
    back = tell(again, type="go", index=0)
    assert back["verdict"]["mark"] == -2
    assert back["answer"] == wrong_of(question)


def test_a_reopened_question_shows_its_verdict():
    key = of_kind("several")
    check(one(key), key_of(KNOWN.questions[key]))
    assert one(key).view["verdict"]["right"] is True


def test_the_order_of_the_options_is_kept_with_the_attempt():
    key = of_kind("single")
    question = KNOWN.questions[key]
    quiz = one(key)
    order = [option["i"] for option in quiz.view["question"]["options"]]
    check(quiz, key_of(question))
    assert [option["i"] for option in one(key).view["question"]["options"]] == order
    (start,) = record().events("quiz-start", subject=key)
    assert order == list(kind_of(question).order(question, start.data["seed"]))
    orders = {tuple(o["i"] for o in one(key, seed=s).view["question"]["options"]) for s in range(1)}
    assert orders == {tuple(order)}, "a reopened attempt keeps its order whatever the seed asked for"


def test_a_given_seed_fixes_the_order():
    key = of_kind("single")
    for seed in range(4):
        shown = [option["i"] for option in one(key, seed=seed).view["question"]["options"]]
        assert shown == list(kind_of(KNOWN.questions[key]).order(KNOWN.questions[key], seed))


@pytest.mark.parametrize(
    "start",
    [
        {},
        {"seed": "x", "questions": ["vascular-01"]},
        {"seed": 1, "questions": ["gone-01"]},
        {"seed": 1, "questions": []},
        {"seed": 1, "questions": "vascular-01"},
        {"seed": 1, "questions": None},
        {"seed": 1, "questions": [["vascular-01"]]},
    ],
)
def test_a_record_of_a_set_that_is_no_more_begins_anew(start: dict):
    record().append("quiz-start", "test", start, attempt="test/1")
    assert a_set(n=3).view["status"] == ["open"] * 3


@pytest.mark.parametrize(
    "answer", [{}, {"answer": 99, "right": True, "credit": 1.0, "mark": None}, {"answer": None}]
)
def test_a_recorded_answer_that_fits_no_more_does_not_stop_the_lesson(answer: dict):
    key = of_kind("single")
    record().append("quiz-start", key, {"seed": 1, "questions": [key]}, attempt="old/1")
    record().append("answer", key, answer, attempt="old/1")
    view = one(key).view
    assert view["question"]["id"] == key


# The same set in two places


def test_two_cells_with_one_set_are_one_attempt_and_agree_at_once():
    first, second = a_set(n=5), a_set(n=5)
    question = KNOWN.questions[first.view["question"]["id"]]
    check(first, wrong_of(question), "high")
    assert second.view["attempt"] == first.view["attempt"]
    assert second.view["question"] == first.view["question"], "its options in the same order, and the key"
    assert second.view["verdict"] == first.view["verdict"]
    tell(first, type="next")
    assert (first.view["index"], second.view["index"]) == (1, 0), "each turns its own pages"
    tell(first, type="restart")
    assert second.view["attempt"] == first.view["attempt"]
    assert second.view["status"] == ["open"] * 5
    assert a_set(n=5).view["attempt"] == first.view["attempt"]


def test_a_set_open_in_another_kernel_is_read_before_it_is_answered():
    def kernel() -> QuizSet:
        own = Record(record().path)
        return QuizSet(KNOWN, own, key="test", title="Test", lesson=LESSON, n=5, seed=2)

    first, second = kernel(), kernel()
    question = KNOWN.questions[first.view["question"]["id"]]
    check(first, wrong_of(question), "high")
    assert second.view["status"] == ["open"] * 5, "nothing is polled"
    view = check(second, key_of(question), "low")
    assert view["verdict"]["right"]
    assert view["status"][0] in ("wrong", "partly"), "the first answer counts, wherever it was given"
    assert view["earlier"].startswith("Earlier: try 1 ")
    assert tell(first, type="next")["status"] == view["status"]
    assert kernel().view["attempt"] == first.view["attempt"] == view["attempt"]


def test_a_picture_is_named_when_its_question_was_judged_in_another_cell():
    key = of_kind("hotspot")
    first, second = one(key), one(key)
    check(first, key_of(KNOWN.questions[key]))
    assert first.picture["named"]
    assert second.picture == first.picture


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("ordering", "numeric")])
def test_options_swapped_in_the_content_leave_a_past_answer_right(kind: str):
    question = KNOWN.questions[of_kind(kind)]
    check(one(question.id), key_of(question), "high")
    moved = dataclasses.replace(question, options=question.options[::-1], prompts=question.prompts[::-1])
    known = dataclasses.replace(KNOWN, questions=ReadOnly({**KNOWN.questions, question.id: moved}))
    view = QuizSet(known, record(), key=question.id, title="Question", questions=[question.id]).view
    assert view["status"] == ["right"]
    assert (view["verdict"]["right"], view["verdict"]["mark"]) == (True, 3)


def test_an_option_that_has_become_right_asks_anew_and_says_so():
    question = KNOWN.questions[of_kind("several")]
    check(one(question.id), key_of(question), "high")
    options = [dataclasses.replace(option, right=True) for option in question.options[:-1]]
    moved = dataclasses.replace(question, options=(*options, question.options[-1]))
    known = dataclasses.replace(KNOWN, questions=ReadOnly({**KNOWN.questions, question.id: moved}))
    view = QuizSet(known, record(), key=question.id, title="Question", questions=[question.id]).view
    assert (view["status"], view["verdict"], view["tries"]) == (["open"], None, 0)
    assert "earlier version" in view["earlier"]


# Whatever the page sends

JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
QUESTIONS = [of_kind(kind) for kind in KINDS]
MESSAGES = (
    st.fixed_dictionaries(
        {"type": st.just("check"), "question": st.sampled_from([*QUESTIONS, "nothing"])},
        optional={
            "answer": JUNK | st.integers(0, 4) | st.lists(st.integers(0, 4)),
            "confidence": st.sampled_from(["low", "middle", "high", None, "certain"]) | JUNK,
        },
    )
    | st.fixed_dictionaries({"type": st.sampled_from(["again", "next", "restart"])})
    | st.fixed_dictionaries({"type": st.just("go")}, optional={"index": JUNK | st.integers(-2, 6)})
    | st.dictionaries(st.sampled_from(["type", "index", "answer"]), JUNK, max_size=3)
    | JUNK
)


@settings(max_examples=60)
@given(messages=st.lists(MESSAGES, max_size=8))
def test_no_message_of_the_page_raises_or_breaks_the_view(messages: list):
    quiz = QuizSet(KNOWN, record(), key="junk", title="Junk", questions=QUESTIONS, seed=1)
    for message in messages:
        quiz._receive(quiz, message, [])
        view = quiz.view
        json.dumps(view, allow_nan=False)
        assert 0 <= view["index"] <= view["total"] == len(KINDS)
        assert (view["result"] is None) == (view["index"] < len(KINDS))
        assert len(view["status"]) == len(KINDS)
    quiz.close()


# Hints


def test_a_hint_is_kept_and_the_answer_says_that_it_had_one():
    key = next(
        key for key, each in KNOWN.questions.items() if each.level == "application" and each.kind == "single"
    )
    quiz = one(key)
    tell(quiz, type="hint", question=key)
    shown = quiz.view["hints"]["shown"]
    assert len(shown) == 1
    again = one(key)
    assert again.view["hints"]["shown"] == shown
    check(again, key_of(KNOWN.questions[key]), "high")
    assert record().events("answer", subject=key)[-1].data["hints"] == 1
    assert record().events("answer", subject=key)[-1].data["confidence"] == "middle"


# Questions made from the knowledge base


@pytest.mark.parametrize(
    "template", ["find-structure", "name-structure", "abi-value", "urgency-order", "care"]
)
def test_a_made_question_is_asked_judged_and_kept_like_a_written_one(template: str):
    key = f"~{template}-3"
    question, quiz = made(KNOWN, key), one(key)
    before = json.dumps([quiz.view, quiz.picture], ensure_ascii=False)
    assert question.why not in before
    assert not any(option.why in before for option in question.options)
    if question.kind == "hotspot":
        assert not any(option.text in json.dumps(quiz.picture) for option in question.options)
    assert check(quiz, key_of(question), "high")["verdict"]["mark"] == 3
    assert one(key).view["verdict"]["right"] is True, "a set that is opened again takes it up"


def test_a_practice_set_begins_again_with_other_questions():
    quiz = a_set(lesson="vascular", n=4, made=True, key="practice")
    first = quiz._held.sitting.questions
    check(quiz, key_of(made(KNOWN, first[0])))
    again = a_set(lesson="vascular", n=4, made=True, key="practice")
    assert again._held.sitting.questions == first
    tell(quiz, type="restart")
    assert not set(quiz._held.sitting.questions) & set(first)
