"""Questions being answered, without a page and without a record."""

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kb
from kb.questions.choosing import choose
from kb.questions.hints import hints
from kb.questions.kinds import KINDS, version
from kb.questions.sitting import (
    PRACTICE,
    Action,
    Policy,
    Reply,
    begin,
    catch_up,
    counted,
    judged,
    replay,
    step,
    view,
)
from kb.records import ReadOnly
from tests.kb.test_identity import BY_KIND, flipped, knowing, right_answer

KNOWN = kb.load()
WITHHELD = Policy("withheld", verdicts="at-end", counts="last")
SET = tuple(question.id for question in BY_KIND.values())


def answer(state, value=None, confidence=None, *, known=KNOWN):
    key = state.questions[state.index]
    value = right_answer(known.questions[key]) if value is None else value
    return step(known, state, Action("answer", key, value, confidence))


def wrong(question):
    return [option.right for option in question.options].index(False)


SINGLE = BY_KIND["single"]
WRONG = wrong(SINGLE)
OTHER = next(q for q in KNOWN.questions.values() if q.kind == "single" and q.id != SINGLE.id)


def of_two():
    return begin(KNOWN, [SINGLE.id, OTHER.id], seed=1)


# Going through


def test_a_sitting_follows_from_its_replies():
    state = begin(KNOWN, SET, seed=4)
    for _ in SET:
        state = step(KNOWN, answer(state, confidence="middle"), Action("next"))
    assert state.index == len(SET)
    assert replay(KNOWN, SET, state.replies, seed=4) == state
    assert {verdict.mark for verdict in counted(state).values()} == {2}


def test_a_step_changes_nothing_of_the_sitting_before():
    before = of_two()
    copy = dataclasses.replace(before)
    answer(before)
    assert before == copy


def test_a_sitting_is_taken_up_at_the_first_open_question():
    state = step(KNOWN, of_two(), Action("next"))
    state = answer(state)
    assert replay(KNOWN, state.questions, state.replies, seed=1).index == 0
    state = answer(step(KNOWN, state, Action("go", value=0)))
    assert replay(KNOWN, state.questions, state.replies, seed=1).index == 2
    alone = begin(KNOWN, [SINGLE.id], seed=1)
    assert replay(KNOWN, alone.questions, answer(alone).replies, seed=1).index == 0, "its verdict is shown"


@pytest.mark.parametrize(
    ("action", "says"),
    [
        (Action("answer", OTHER.id, 0), "not on the card any more"),
        (Action("answer", "gone", 0), "not on the card any more"),
        (Action("answer", SINGLE.id, None), "choose an answer"),
        (Action("answer", SINGLE.id, 99), "out of range"),
        (Action("answer", SINGLE.id, 0, "certain"), "none of low, middle, high"),
        (Action("go", value=2), "no question 2"),
        (Action("go", value=True), "no question True"),
        (Action("go", value="1"), "no question '1'"),
        (Action("dance"), "no action 'dance'"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_line(action, says):
    with pytest.raises(kb.KneeError, match=says) as caught:
        step(KNOWN, of_two(), action)
    assert "\n" not in str(caught.value)


def test_a_sitting_needs_a_question():
    with pytest.raises(kb.KneeError, match="at least one question"):
        begin(KNOWN, [], seed=1)


# Trying again


def test_the_first_answer_counts_and_a_further_try_is_for_learning():
    state = step(KNOWN, answer(of_two(), WRONG, "high"), Action("again"))
    assert view(KNOWN, state)["verdict"] is None
    assert view(KNOWN, state)["answer"] == WRONG
    state = answer(state, confidence="low")
    assert view(KNOWN, state)["verdict"]["right"]
    assert view(KNOWN, state)["status"] == ["wrong", "open"]
    assert counted(state)[SINGLE.id].mark == -6
    assert view(KNOWN, state)["earlier"] == "Earlier: try 1 not right"


def test_the_same_answer_given_twice_is_one_answer_and_another_is_a_further_try():
    once = answer(of_two(), WRONG)
    assert answer(once, WRONG) == once, "as when Check is pressed twice"
    assert len(answer(once).tries[SINGLE.id]) == 2, "as when it was answered in another place meanwhile"
    again = step(KNOWN, once, Action("again"))
    assert len(answer(again, WRONG).tries[SINGLE.id]) == 2, "but a try asked for is one"


def test_a_try_after_the_key_was_seen_is_practice_says_so_and_earns_no_mark():
    state = step(KNOWN, answer(of_two(), WRONG, "high"), Action("again"))
    seen = view(KNOWN, state)
    assert seen["practice"].startswith("Practice, as the answer was shown: your first try counts")
    assert not seen["certainty"]["asked"]
    state = answer(state, confidence="high")
    assert [one.verdict.mark for one in state.tries[SINGLE.id]] == [-6, None]
    seen = view(KNOWN, state)
    assert (seen["verdict"]["word"], seen["verdict"]["marked"]) == ("Right", "")
    assert "Practice" in seen["practice"]
    assert seen["certainty"]["total"] == "Certainty marks so far: −6 from 1 answer."


def test_a_mark_says_what_it_is_for_and_the_running_total_follows():
    seen = view(KNOWN, of_two())
    assert seen["certainty"]["asked"]
    assert seen["certainty"]["total"] == ""
    assert [one["says"] for one in seen["certainty"]["choices"]] == ["+1 · 0", "+2 · −2", "+3 · −6"]
    state = answer(of_two(), WRONG, "middle")
    assert view(KNOWN, state)["verdict"]["marked"] == (
        "Certainty mark −2: Middle costs 2 unless the answer is wholly right."
    )
    state = answer(step(KNOWN, state, Action("next")), confidence="high")
    seen = view(KNOWN, state)
    assert seen["verdict"]["marked"] == "Certainty mark +3: High, and right."
    assert seen["certainty"]["total"] == "Certainty marks so far: +1 from 2 answers."


# A slip


def slip(state, seconds=3.0):
    return step(KNOWN, state, Action("take-back", value=seconds))


def test_a_slip_is_taken_back_and_the_next_answer_counts_without_a_mark():
    state = answer(of_two(), WRONG, "high")
    assert view(KNOWN, state)["take_back"] == 10
    state = slip(state)
    seen = view(KNOWN, state)
    assert (seen["status"], seen["verdict"], state.replies) == (["open", "open"], None, ())
    assert "counts nowhere" in seen["practice"]
    assert not seen["certainty"]["asked"], "the key was on the page"
    state = answer(state, confidence="high")
    assert counted(state)[SINGLE.id].right
    assert counted(state)[SINGLE.id].mark is None
    ended = step(KNOWN, step(KNOWN, state, Action("next")), Action("next"))
    assert view(KNOWN, ended)["result"]["headline"].endswith("1 answer was taken back.")
    again = replay(KNOWN, state.questions, state.replies, seed=1, taken_back=state.taken_back)
    assert view(KNOWN, again)["status"] == view(KNOWN, state)["status"]


@pytest.mark.parametrize(
    ("before", "says"),
    [
        (lambda: of_two(), "only the answer just given"),
        (lambda: step(KNOWN, step(KNOWN, answer(of_two()), Action("next")), Action("go", value=0)), "only"),
        (lambda: answer(step(KNOWN, answer(of_two(), WRONG), Action("again"))), "only the answer just given"),
        (lambda: answer(slip(answer(of_two(), WRONG)), WRONG), "only the answer just given"),
        (lambda: answer(begin(KNOWN, [SINGLE.id], seed=1, policy=WITHHELD)), "only the answer just given"),
    ],
    ids=["nothing given", "something done since", "practice", "a second time", "it may be changed anyway"],
)
def test_what_is_no_slip_stands(before, says):
    state = before()
    assert view(KNOWN, state)["take_back"] == 0
    with pytest.raises(kb.KneeError, match=says):
        slip(state)


def test_an_answer_stands_after_ten_seconds():
    with pytest.raises(kb.KneeError, match="that answer stands: it can be taken back for 10 seconds"):
        slip(answer(of_two(), WRONG), 10.1)


def test_again_before_an_answer_does_nothing():
    assert step(KNOWN, of_two(), Action("again")) == of_two()
    at_the_end = dataclasses.replace(of_two(), index=2)
    assert step(KNOWN, at_the_end, Action("again")) == at_the_end


# In two places


def test_what_was_answered_in_another_place_is_taken_up_and_the_card_stays():
    here, there = step(KNOWN, of_two(), Action("next")), answer(of_two(), WRONG)
    after = catch_up(KNOWN, here, there.replies)
    assert after.index == 1
    assert view(KNOWN, after)["status"] == ["wrong", "open"]
    assert judged(step(KNOWN, after, Action("go", value=0)), SINGLE.id)


def test_a_try_under_way_is_not_ended_by_an_answer_in_another_place():
    here = step(KNOWN, answer(of_two(), WRONG), Action("again"))
    there = answer(here)
    after = catch_up(KNOWN, here, there.replies)
    assert not judged(after, SINGLE.id)
    assert view(KNOWN, after)["earlier"] == "Earlier: try 1 not right, try 2 right"


def test_a_sitting_whose_replies_were_removed_is_open_again():
    after = catch_up(KNOWN, step(KNOWN, answer(of_two()), Action("again")), ())
    assert (after.tries, after.retrying, after.index) == ({}, frozenset(), 0)


def test_a_script_names_whom_it_weighs():
    key = next(key for key, q in KNOWN.questions.items() if q.script and KNOWN.causes[q.script.cause].family)
    shown = view(KNOWN, begin(KNOWN, [key], seed=1))["question"]["script"]["cause"]
    assert shown.endswith(" of any kind"), "the share is that of the family"


# A question that has changed


def test_a_question_with_another_key_is_asked_anew_and_the_old_answer_is_history():
    state = answer(of_two(), WRONG, "high")
    changed = knowing(flipped(SINGLE))
    after = replay(changed, state.questions, state.replies, seed=1)
    seen = view(changed, after)
    assert seen["status"] == ["open", "open"], "it counts nowhere as wrong"
    assert (seen["index"], seen["verdict"], seen["answer"], seen["tries"]) == (0, None, None, 0)
    assert seen["earlier"].startswith("You answered an earlier version of this question")
    assert after.replies == state.replies, "the history is kept"
    after = answer(after, known=changed)
    assert view(changed, after)["verdict"]["right"]
    assert "earlier version" in view(changed, after)["earlier"]
    assert "not right" not in json.dumps(view(changed, after))


def test_a_question_with_its_options_swapped_is_still_right():
    state = answer(of_two(), confidence="high")
    moved = dataclasses.replace(SINGLE, options=SINGLE.options[::-1])
    known = knowing(moved)
    after = step(known, replay(known, state.questions, state.replies, seed=1), Action("go", value=0))
    seen = view(known, after)
    assert seen["status"][0] == "right"
    assert (seen["verdict"]["right"], seen["verdict"]["mark"]) == (True, 3)
    assert seen["answer"] == right_answer(moved) != right_answer(SINGLE)
    assert [row["chosen"] for row in seen["verdict"]["rows"]] == [option.right for option in moved.options]


def test_a_reply_to_a_question_of_another_set_is_passed_over():
    stray = Reply(BY_KIND["numeric"].id, "1", version(KNOWN, BY_KIND["numeric"]))
    assert replay(KNOWN, [SINGLE.id], [stray], seed=1) == begin(KNOWN, [SINGLE.id], seed=1)


# What may be seen


def told_by(question) -> set[str]:
    """Every text that gives a key away."""
    parts = (*question.options, *question.prompts)
    return {question.why, *(each.why for each in parts if each.why)} | {
        option.misconception for option in question.options if option.misconception
    }


@pytest.mark.parametrize("key", sorted(KNOWN.questions))
def test_a_policy_that_withholds_verdicts_lets_nothing_of_them_into_the_view(key):
    question = KNOWN.questions[key]
    state = begin(KNOWN, [key, SINGLE.id if key != SINGLE.id else OTHER.id], seed=3, policy=WITHHELD)
    unanswered = view(KNOWN, state)
    states = [answer(state, confidence="high")]
    states += [step(KNOWN, states[0], Action(kind)) for kind in ("again", "next")]
    states += [step(KNOWN, step(KNOWN, states[0], Action("next")), Action("go", value=0))]
    for one in states:
        seen = view(KNOWN, one)
        assert (seen["verdict"], seen["result"]) == (None, None)
        assert set(seen) == set(unanswered)
        assert set(seen["question"]) == set(unanswered["question"]), "no truth and no other key"
        assert seen["status"][0] == "answered", "not right, not wrong"
        assert seen["earlier"] == ""
        if seen["question"]["id"] == key:
            own = {"answer", "confidence", "tries", "status"}
            assert {k: v for k, v in seen.items() if k not in own} == {
                k: v for k, v in unanswered.items() if k not in own
            }, "but for the learner's own answer, the page of before"
        text = json.dumps(seen, ensure_ascii=False)
        assert [
            each for each in told_by(question) if json.dumps(each, ensure_ascii=False)[1:-1] in text
        ] == []


def test_the_same_page_holds_all_that_once_the_sitting_is_finished():
    """The test above means something."""
    for question in BY_KIND.values():
        state = answer(begin(KNOWN, [question.id, SINGLE.id], seed=3, policy=WITHHELD))
        seen = view(KNOWN, step(KNOWN, state, Action("finish")))
        text = json.dumps(seen, ensure_ascii=False)
        assert seen["verdict"]["right"]
        assert json.dumps(question.why, ensure_ascii=False)[1:-1] in text
        assert seen["status"][0] == "right"


def test_an_answer_may_be_changed_until_the_end_and_the_last_one_counts():
    state = answer(begin(KNOWN, [SINGLE.id, OTHER.id], seed=1, policy=WITHHELD), WRONG, "high")
    state = answer(state, confidence="low")
    assert counted(state)[SINGLE.id].mark == 1
    assert step(KNOWN, step(KNOWN, state, Action("next")), Action("next")).index == 1, "no result yet"
    over = step(KNOWN, state, Action("finish"))
    with pytest.raises(kb.KneeError, match="over"):
        answer(over, WRONG)
    with pytest.raises(kb.KneeError, match="over"):
        step(KNOWN, over, Action("again"))
    result = view(KNOWN, step(KNOWN, step(KNOWN, over, Action("next")), Action("next")))["result"]
    assert result["headline"].startswith("1 of 2 points")
    again = replay(KNOWN, over.questions, over.replies, seed=1, policy=WITHHELD, finished=True)
    assert view(KNOWN, again)["status"] == ["right", "open"]


@given(
    policy=st.sampled_from([PRACTICE, WITHHELD]),
    actions=st.lists(
        st.sampled_from([Action("next"), Action("again"), Action("finish")])
        | st.builds(Action, st.just("go"), value=st.integers(-1, len(SET)))
        | st.builds(Action, st.just("answer"), st.sampled_from(SET), st.integers(0, 4) | st.just([0, 1, 2])),
        max_size=12,
    ),
)
def test_whatever_is_done_the_view_is_json_and_the_replies_tell_the_whole(policy, actions):
    state = begin(KNOWN, SET, seed=2, policy=policy)
    for action in actions:
        try:
            state = step(KNOWN, state, action)
        except kb.KneeError:
            continue
        seen = view(KNOWN, state)
        json.dumps(seen, allow_nan=False)
        assert seen["total"] == len(KINDS)
        assert (seen["result"] is None) == (seen["index"] < len(SET))
    again = replay(KNOWN, SET, state.replies, seed=2, policy=policy, finished=state.finished)
    assert (again.tries, counted(again)) == (state.tries, counted(state))


# Choosing


def test_a_number_chosen_is_spread_over_the_objectives():
    spread = choose(KNOWN, "vascular", None, 8, 1)
    asked = [KNOWN.questions[key].objective for key in spread]
    counts = [asked.count(objective.id) for objective in KNOWN.lessons["vascular"].objectives]
    assert max(counts) - min(counts) <= 1
    assert choose(KNOWN, "vascular", None, 8, 1) == spread
    everything = dataclasses.replace(KNOWN, questions=ReadOnly(KNOWN.questions))
    assert choose(everything, "vascular", None, 8, 1) == spread


# Hints

HINTED = next(q for q in KNOWN.questions.values() if len(hints(KNOWN, q)) == 3 and q.kind == "single")


def of_one(**options):
    return begin(KNOWN, [HINTED.id], seed=1, **options)


def hint(state):
    return step(KNOWN, state, Action("hint", HINTED.id))


def test_a_hint_says_its_price_before_it_is_shown_and_costs_certainty_but_never_the_answer():
    seen = view(KNOWN, of_one())["hints"]
    assert (seen["shown"], seen["left"]) == ((), 3)
    assert "Middle is the most that counts" in seen["price"]
    state = hint(of_one())
    seen = view(KNOWN, state)
    assert seen["hints"]["shown"] == hints(KNOWN, HINTED)[:1]
    assert [one["value"] for one in seen["certainty"]["choices"]] == ["low", "middle"]
    verdict = counted(answer(state, confidence="high"))[HINTED.id]
    assert (verdict.right, verdict.credit, verdict.mark) == (True, 1, 2)
    assert counted(answer(hint(state), confidence="high"))[HINTED.id].mark == 1


def test_hints_end_and_are_gone_with_the_verdict():
    state = hint(hint(hint(of_one())))
    assert view(KNOWN, state)["hints"]["left"] == 0
    with pytest.raises(kb.KneeError, match="no further hint"):
        hint(state)
    assert view(KNOWN, answer(hint(of_one())))["hints"]["left"] == 0
    with pytest.raises(kb.KneeError, match="no further hint"):
        hint(answer(of_one()))


def test_where_verdicts_come_at_the_end_there_are_no_hints():
    state = of_one(policy=WITHHELD)
    assert view(KNOWN, state)["hints"] == {"shown": (), "left": 0, "price": ""}
    with pytest.raises(kb.KneeError, match="no hints here"):
        hint(state)
