"""Every kind of answer is judged fairly, and no answer breaks the judge."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kb
from kb.questions.grading import CERTAINTY_MARKS, Verdict, grade
from kb.questions.kinds import kind_of
from kb.questions.kinds.concordance import weigh

KNOWN = kb.load()


def shown(question, seed):
    return kind_of(question).order(question, seed)


@pytest.fixture(scope="session")
def ask(small):
    """The tiny questions by kind: single, several, true-false, numeric."""
    return {question.kind: question for question in small.questions.values()}


def test_there_is_a_question_of_every_kind(ask):
    assert ask.keys() == {"single", "several", "true-false", "numeric"}


def test_the_right_option_is_right_and_each_wrong_one_is_not(ask):
    question = ask["single"]
    verdicts = [grade(KNOWN, question, i) for i in range(3)]
    assert [v.right for v in verdicts] == [True, False, False]
    assert [v.credit for v in verdicts] == [1, 0, 0]
    assert [v.word for v in verdicts] == ["Right", "Not right", "Not right"]
    assert verdicts[1].key == "The strain"
    assert grade(KNOWN, question, [0]) == verdicts[0]


def test_every_option_gets_its_own_why(ask):
    verdict = grade(KNOWN, ask["single"], 1)
    assert [row.why for row in verdict.rows] == ["It does.", "It creeps.", "One only."]
    assert [row.chosen for row in verdict.rows] == [False, True, False]
    assert [row.right for row in verdict.rows] == [True, False, False]
    assert verdict.why == "A muscle tears."


@pytest.mark.parametrize(
    ("chosen", "credit", "word"),
    [
        # Four options, 0 and 1 are right. Credit = 2 · (agreeing options) / 4 − 1, never below 0.
        ([0, 1], 1.0, "Right"),
        ([0], 0.5, "Partly right"),
        ([0, 1, 2], 0.5, "Partly right"),
        ([0, 2], 0.0, "Not right"),
        ([0, 1, 2, 3], 0.0, "Not right"),
        ([2, 3], 0.0, "Not right"),
        ([2], 0.0, "Not right"),
    ],
)
def test_several_answers_earn_partial_credit(ask, chosen, credit, word):
    verdict = grade(KNOWN, ask["several"], chosen)
    assert (verdict.credit, verdict.word, verdict.right) == (credit, word, credit == 1)
    assert grade(KNOWN, ask["several"], list(reversed(chosen))) == verdict
    assert grade(KNOWN, ask["several"], chosen + chosen) == verdict


@pytest.mark.parametrize(
    ("truth", "reason", "credit", "word"),
    [
        (False, 0, 1.0, "Right"),
        (False, 1, 0.5, "Partly right"),
        (True, 0, 0.0, "Not right"),
        (True, 2, 0, "Not right"),
    ],
)
def test_a_true_or_false_needs_its_reason(ask, truth, reason, credit, word):
    verdict = grade(KNOWN, ask["true-false"], {"truth": truth, "reason": reason})
    assert (verdict.credit, verdict.word) == (credit, word)
    assert verdict.key == "False, because: It may move"


@pytest.mark.parametrize(
    ("confidence", "right", "wrong"), [("low", 1, 0), ("middle", 2, -2), ("high", 3, -6), (None, None, None)]
)
def test_certainty_earns_its_published_marks(ask, confidence, right, wrong):
    assert grade(KNOWN, ask["single"], 0, confidence).mark == right
    assert grade(KNOWN, ask["single"], 1, confidence).mark == wrong
    assert grade(KNOWN, ask["several"], [0], confidence).mark == wrong, "only a wholly right answer gains"
    assert grade(KNOWN, ask["numeric"], 57, confidence).mark == right
    assert CERTAINTY_MARKS == {"low": (1, 0), "middle": (2, -2), "high": (3, -6)}


def test_partial_credit_says_how_it_came_about(ask):
    half = grade(KNOWN, ask["several"], [0]).earned
    assert half.startswith("You chose or left out 3 of 4 options rightly.")
    assert half.endswith("50 % of the credit.")
    assert grade(KNOWN, ask["several"], [0, 2]).earned.endswith("no credit.")
    assert grade(KNOWN, ask["several"], [0, 1]).earned == ""
    reasoned = grade(KNOWN, ask["true-false"], {"truth": False, "reason": 1}).earned
    assert reasoned == "True or false is right, the reason is not: 50 % of the credit."
    assert grade(KNOWN, ask["true-false"], {"truth": True, "reason": 1}).earned == ""


@pytest.mark.parametrize("confidence", ["sure", "", 3, True, [], {}])
def test_an_unknown_confidence_is_refused(ask, confidence):
    with pytest.raises(kb.KneeError, match="none of low, middle, high"):
        grade(KNOWN, ask["single"], 0, confidence)


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        # 57 ± 1.5 %
        (57, True),
        (55.5, True),
        (58.5, True),
        (55.49, False),
        (58.51, False),
        (0, False),
        (100, False),
        ("57", True),
        (" 57 ", True),
        ("57,5", True),
        ("57.5 %", True),
        ("57,5%", True),
        ("58.5%", True),
        ("+57", True),
        ("58,6", False),
        ("12,5", False),
        ("12.5 %", False),
    ],
)
def test_a_number_is_right_within_its_tolerance(ask, answer, right):
    verdict = grade(KNOWN, ask["numeric"], answer)
    assert verdict.right is right
    assert verdict.credit == float(right)
    assert verdict.key == "57 % (± 1.5)"


@pytest.mark.parametrize(
    ("text", "value"), [("12,5", 12.5), ("12.5 %", 12.5), ("0,5 %", 0.5), (".5%", 0.5), ("12.", 12)]
)
def test_a_number_is_read_as_people_write_it(ask, text, value):
    answer = dataclasses.replace(ask["numeric"].answer, value=value, tolerance=0.0)
    assert grade(KNOWN, dataclasses.replace(ask["numeric"], answer=answer), text).right


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 000", 1000),
        ("1\u202f000", 1000),
        ("1\u2009000", 1000),
        ("12\u00a0500 ng/mL", 12_500),
        ("1,000,000", 1_000_000),
        ("1.000.000", 1_000_000),
        ("1,234", 1234),
        ("0,147", 0.147),
        ("0.147", 0.147),
        ("1000,5", 1000.5),
    ],
)
def test_thousands_are_read_as_people_part_them(ask, text, value):
    low = 0 if value < 1 else 100
    answer = dataclasses.replace(
        ask["numeric"].answer, value=value, tolerance=0.0, low=low, high=5_000_000, unit="ng/mL"
    )
    assert grade(KNOWN, dataclasses.replace(ask["numeric"], answer=answer), text).right


@pytest.mark.parametrize("text", ["1,000", "1.000", "2,500 ng/mL"])
def test_where_a_comma_or_point_can_be_either_it_is_asked(ask, text):
    answer = dataclasses.replace(ask["numeric"].answer, low=0, high=5000, unit="ng/mL")
    with pytest.raises(kb.KneeError, match=r"can mean \d{4} or \d(\.5)?; type it as one of these"):
        grade(KNOWN, dataclasses.replace(ask["numeric"], answer=answer), text)


def test_a_share_in_a_field_of_per_cent_is_asked_and_not_punished(ask):
    with pytest.raises(kb.KneeError, match=r"0\.57 can mean 0\.57 % or 57 %; type it with its % sign"):
        grade(KNOWN, ask["numeric"], "0,57")
    assert grade(KNOWN, ask["numeric"], "57").right
    assert not grade(KNOWN, ask["numeric"], "0,57 %").right


def test_a_small_number_is_a_number(ask):
    answer = dataclasses.replace(ask["numeric"].answer, value=0.0, tolerance=0.01)
    assert grade(KNOWN, dataclasses.replace(ask["numeric"], answer=answer), 1e-05).right


def test_minus_may_be_written_either_way(ask):
    answer = dataclasses.replace(ask["numeric"].answer, value=-2.0, tolerance=0.0, low=-3.0, unit="points")
    question = dataclasses.replace(ask["numeric"], answer=answer)
    assert grade(KNOWN, question, "-2").right
    assert grade(KNOWN, question, "−2 Points").right


@pytest.mark.parametrize("answer", ["57 mmHg", "57 °C", "57 per mille", "57 percent!"])
def test_another_unit_is_refused(ask, answer):
    with pytest.raises(kb.KneeError, match="is asked in %, not in"):
        grade(KNOWN, ask["numeric"], answer)


@pytest.mark.parametrize("answer", ["-1", "101", 1000, -0.001, "99999"])
def test_a_number_out_of_range_is_refused(ask, answer):
    with pytest.raises(kb.KneeError, match="must lie between 0 and 100 %"):
        grade(KNOWN, ask["numeric"], answer)


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "abc",
        None,
        True,
        [],
        {},
        [57],
        "5 7",
        "1e2",
        "1,2,3",
        "--5",
        "nan",
        "inf",
        float("nan"),
        float("inf"),
        "<b>",
    ],
)
def test_what_is_no_number_is_refused(ask, answer):
    with pytest.raises(kb.KneeError, match="is not a number"):
        grade(KNOWN, ask["numeric"], answer)


@pytest.mark.parametrize(
    ("kind", "answer", "says"),
    [
        ("single", None, "choose an answer"),
        ("single", [], "choose one answer"),
        ("single", [0, 1], "choose one answer"),
        ("single", 3, "out of range"),
        ("single", -1, "out of range"),
        ("single", "0", "not an option"),
        ("single", True, "not an option"),
        ("several", [], "choose at least one"),
        ("several", [0, 9], "out of range"),
        ("several", None, "choose an answer"),
        ("true-false", {}, "true or false"),
        ("true-false", {"truth": True}, "reason"),
        ("true-false", {"reason": 0}, "true or false"),
        ("true-false", True, "true or false"),
        ("true-false", {"truth": "yes", "reason": 0}, "true or false"),
    ],
)
def test_an_incomplete_answer_is_refused_and_not_counted_wrong(ask, kind, answer, says):
    with pytest.raises(kb.KneeError, match=says):
        grade(KNOWN, ask[kind], answer)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["truth", "reason", "x"]) | st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)
LIKELY = (
    st.integers(-1, 5)
    | st.lists(st.integers(0, 4))
    | st.fixed_dictionaries({"truth": st.booleans(), "reason": JSON})
)


@settings(max_examples=300)
@given(
    kind=st.sampled_from(["single", "several", "true-false", "numeric"]),
    answer=JSON | LIKELY,
    confidence=st.none() | st.sampled_from(["low", "middle", "high"]) | JSON,
)
def test_any_answer_gives_a_verdict_or_one_clear_line(ask, kind, answer, confidence):
    try:
        verdict = grade(KNOWN, ask[kind], answer, confidence)
    except kb.KneeError as error:
        assert_clear = str(error)
    else:
        assert_clear = verdict.word
        check_verdict(ask[kind], verdict)
    assert assert_clear
    assert len(assert_clear.splitlines()) == 1


def check_verdict(question, verdict):
    assert isinstance(verdict, Verdict)
    assert 0 <= verdict.credit <= 1
    assert verdict.right == (verdict.credit == 1)
    assert len(verdict.rows) == len(question.options)


def test_an_endless_number_is_refused(ask):
    for kind, question in ask.items():
        answer = {"truth": True, "reason": 10**5000} if kind == "true-false" else 10**5000
        with pytest.raises(kb.KneeError):
            grade(KNOWN, question, answer)


def test_every_real_question_is_right_with_its_key_and_wrong_without(real):
    assert len(real.questions) >= 30
    for question in real.questions.values():
        right = [i for i, option in enumerate(question.options) if option.right]
        wrong = [i for i, option in enumerate(question.options) if not option.right]
        if question.kind == "numeric":
            good, bad = question.answer.value, question.answer.low
            if abs(bad - good) <= question.answer.tolerance:
                bad = question.answer.high
        elif question.kind == "true-false":
            good = {"truth": question.truth, "reason": right[0]}
            bad = {"truth": not question.truth, "reason": wrong[0]}
        elif question.kind == "several":
            good, bad = right, wrong
        elif question.kind == "hotspot":
            good, bad = (question.options[i].at for i in (right[0], wrong[0]))
        elif question.kind == "ordering":
            good = list(range(len(question.options)))
            bad = list(reversed(good))
        elif question.kind in ("matching", "extended-matching"):
            keys = [option.key for option in question.options]
            good = [keys.index(prompt.match) for prompt in question.prompts]
            free = [i for i in range(len(keys)) if i not in good]
            bad = [*good[1:], good[0]] if question.kind == "matching" else [free[0]] * len(good)
        elif question.kind == "script-concordance":
            good = weigh(real, question.script).place
            bad = (good + 2) % 5 if good < 3 else good - 2
        else:
            good, bad = right[0], wrong[0]
        verdict = grade(real, question, good, "high")
        assert (verdict.right, verdict.credit, verdict.mark) == (True, 1, 3), question.id
        verdict = grade(real, question, bad, "high")
        assert (verdict.right, verdict.credit, verdict.mark) == (False, 0, -6), question.id


def test_options_are_shuffled_by_the_seed_alone(ask):
    question = ask["several"]
    orders = {shown(question, seed) for seed in range(60)}
    assert all(sorted(order) == [0, 1, 2, 3] for order in orders)
    assert len(orders) > 12
    assert shown(question, 3) == shown(question, 3) == (1, 2, 3, 0)
