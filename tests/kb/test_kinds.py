"""Kinds of questions beyond choosing: places in pictures, matching, ordering, extended matching, scripts."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kb
from kb.questions.grading import grade
from kb.questions.kinds import kind_of
from kb.questions.kinds.concordance import SCALE, weigh
from kb.records import NumericAnswer, Option, Prompt, Question, Scene, Script

COMMON = {"objective": "o", "level": "recall", "stem": "?", "why": "Because.", "proof": (), "sources": ()}

KNOWN = kb.load()


def shown(question, seed):
    return kind_of(question).order(question, seed)


def question(kind, **more):
    return Question(id="tiny-99", lesson="tiny", kind=kind, **(COMMON | more))


def options(*texts, **more):
    return tuple(Option(text=text, key=text[0], why=f"{text} it is.", **more) for text in texts)


HOTSPOT = question(
    "hotspot",
    picture=Scene(view="posterior", text="A leg."),
    options=(
        Option(text="Nerve", at="tibial-nerve", right=True, why="It is."),
        Option(text="Vein", at="popliteal-vein", why="It is blue.", misconception="Blue is a nerve."),
    ),
)
MATCHING = question(
    "matching",
    options=options("apple", "bean", "cress"),
    prompts=(
        Prompt(text="tree", match="a", why="It grows there."),
        Prompt(text="pole", match="b", why="It climbs."),
    ),
)
THEME = question(
    "extended-matching",
    options=MATCHING.options,
    prompts=(
        Prompt(text="Ada, sweet", match="a", why="Sweet."),
        Prompt(text="Bo, sweet too", match="a", why="Sweet again."),
    ),
)
ORDER = question("ordering", order="from small to large", options=options("ant", "bee", "cat", "dog"))


def test_a_place_is_right_a_named_distractor_gets_its_why_and_any_other_place_is_wrong():
    right, vein, elsewhere = (grade(KNOWN, HOTSPOT, at) for at in ("tibial-nerve", "popliteal-vein", "femur"))
    assert (right.right, right.credit) == (True, 1.0)
    assert (vein.right, vein.rows[1].chosen, vein.rows[1].why) == (False, True, "It is blue.")
    assert not elsewhere.right
    assert not any(row.chosen for row in elsewhere.rows)
    assert elsewhere.key == "Nerve"


@pytest.mark.parametrize("answer", [None, "", 0, True, [], {}])
def test_no_place_is_no_answer(answer):
    with pytest.raises(kb.KneeError, match="choose a place in the picture"):
        grade(KNOWN, HOTSPOT, answer)


def test_order_and_lines_say_how_their_credit_came_about():
    verdict = grade(KNOWN, ORDER, [1, 0, 2, 3])
    assert sum(part.right for part in verdict.parts) == 2
    assert "right in 5 of 6 pairs" in verdict.earned
    assert verdict.earned.endswith("67 % of the credit.")


def test_matching_gives_credit_for_each_line_and_says_why():
    assert [grade(KNOWN, MATCHING, answer).credit for answer in ([0, 1], [0, 2], [1, 0])] == [1.0, 0.5, 0.0]
    verdict = grade(KNOWN, MATCHING, [0, 2], "high")
    assert verdict.word == "Partly right"
    assert [(p.text, p.given, p.wanted, p.right, p.why) for p in verdict.parts] == [
        ("tree", "apple", "apple", True, "It grows there."),
        ("pole", "cress", "bean", False, "It climbs."),
    ]
    assert verdict.key == "tree: apple; pole: bean"
    assert verdict.mark == -6


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ([0], "match every line"),
        ([0, None], "match every line"),
        (None, "match every line"),
        ([0, 0], "belongs to one line only"),
        ([0, 7], "option 7 is out of range"),
        ([0, "1"], "not an option"),
    ],
)
def test_half_a_match_is_refused_in_one_line(answer, says):
    with pytest.raises(kb.KneeError, match=says):
        grade(KNOWN, MATCHING, answer)


def test_in_a_theme_an_answer_may_serve_twice():
    assert grade(KNOWN, THEME, [0, 0]).right
    assert grade(KNOWN, THEME, [0, 1]).credit == 0.5


def test_order_earns_kendalls_tau():
    by_hand = {
        (0, 1, 2, 3): 1.0,
        (1, 0, 2, 3): 4 / 6,
        (3, 2, 1, 0): 0.0,
        (1, 2, 3, 0): 0.0,
        (0, 2, 3, 1): 2 / 6,
    }
    for answer, credit in by_hand.items():
        assert grade(KNOWN, ORDER, list(answer)).credit == pytest.approx(credit), answer
    verdict = grade(KNOWN, ORDER, [1, 0, 2, 3])
    assert [p.right for p in verdict.parts] == [False, False, True, True]
    assert verdict.parts[0].given == "place 2"
    assert verdict.key == "ant → bee → cat → dog"


@given(st.permutations(range(4)))
def test_only_the_right_order_is_right(order):
    verdict = grade(KNOWN, ORDER, list(order))
    assert verdict.right == (list(order) == [0, 1, 2, 3])
    assert 0 <= verdict.credit <= 1


@pytest.mark.parametrize("answer", [None, [], [0, 1, 2], [0, 0, 1, 2], [0, 1, 2, 3, 3]])
def test_an_unfinished_order_is_refused(answer):
    with pytest.raises(kb.KneeError, match="in order first"):
        grade(KNOWN, ORDER, answer)


def test_an_order_is_never_shown_solved():
    assert all(shown(ORDER, seed) != (0, 1, 2, 3) for seed in range(200))
    assert len({shown(ORDER, seed) for seed in range(200)}) > 10


# Script concordance


def script(state, given=None):
    told = Script(cause="clot", given=given or {}, finding="swelling", state=state)
    return question("script-concordance", script=told)


def test_the_key_of_a_script_is_the_odds_ratio_of_the_knowledge_base(small):
    asked = script("present")
    weight = weigh(small, asked.script)
    before = kb.differential({}, kb=small).probability("clot")
    after = kb.differential({"swelling": "present"}, kb=small).probability("clot")
    assert (weight.before, weight.after) == (before, after)
    assert weight.factor == pytest.approx(after / (1 - after) / (before / (1 - before)))
    assert 2 <= weight.factor < 5
    assert SCALE[weight.place] == "Somewhat more likely"
    assert grade(small, asked, 3).right


def test_a_script_gives_half_for_the_next_step_and_says_that_the_knowledge_base_judges(small):
    credits = [grade(small, script("present"), i).credit for i in range(5)]
    assert credits == [0, 0, 0.5, 1, 0.5]
    verdict = grade(small, script("present"), 0)
    assert verdict.why.startswith("By this knowledge base the probability goes from")
    assert [row.right for row in verdict.rows] == [False, False, False, True, False]


@pytest.mark.parametrize("answer", [None, 5, -1, True, "3", [3]])
def test_an_answer_beside_the_scale_is_refused(small, answer):
    with pytest.raises(kb.KneeError, match="choose what the finding does"):
        grade(small, script("present"), answer)


def test_the_scale_keeps_its_order():
    assert {shown(script("present"), seed) for seed in range(20)} == {(0, 1, 2, 3, 4)}


# How they are written


def flaws(asked):
    return list(kind_of(asked).faults(asked))


def test_a_kind_refuses_what_belongs_to_another():
    number = NumericAnswer(value=1, tolerance=0, unit="", low=0, high=2)
    for asked in (HOTSPOT, MATCHING, THEME, ORDER, script("present")):
        assert ("answer", "belongs to numeric questions only") in flaws(replace(asked, answer=number))
        assert [path for path, _ in flaws(replace(asked, truth=True))].count("truth") == 1
    for asked in (HOTSPOT, ORDER, script("present")):
        assert "prompts" in [path for path, _ in flaws(replace(asked, prompts=MATCHING.prompts))]
    assert ("options", "at belongs to hotspot questions only") in flaws(
        replace(ORDER, options=HOTSPOT.options)
    )


def test_what_cannot_be_told_apart_is_a_flaw():
    apple, bean, _ = MATCHING.options
    assert flaws(MATCHING) == flaws(THEME) == flaws(ORDER) == []
    same = replace(MATCHING, options=(apple, bean, replace(bean, key="c", text=" BEAN.")))
    assert flaws(same) == [("options", "two options say the same")]
    named = replace(ORDER, options=tuple(replace(option, id="one") for option in ORDER.options))
    assert flaws(named) == [("options", "two options have the same id")]
    twice = replace(THEME, prompts=(THEME.prompts[0], replace(THEME.prompts[0], text="ada, sweet!")))
    assert flaws(twice) == [("prompts", "two prompts say the same")]
