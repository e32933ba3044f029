"""Hints help without giving the key away."""

import dataclasses

import pytest

import kb
from kb.questions.hints import MOST, hints

KNOWN = kb.load()
HINTED = {key: hints(KNOWN, one) for key, one in KNOWN.questions.items() if hints(KNOWN, one)}


def test_every_question_of_application_has_hints_and_no_other():
    applied = {key for key, one in KNOWN.questions.items() if one.level == "application"}
    assert applied <= HINTED.keys()
    assert all(KNOWN.questions[key].hints for key in HINTED.keys() - applied)
    assert all(2 <= len(told) <= MOST for told in HINTED.values())
    assert sum(len(told) == MOST for told in HINTED.values()) > 0.7 * len(HINTED)


@pytest.mark.parametrize("key", sorted(HINTED))
def test_no_hint_says_the_key(key):
    question, told = KNOWN.questions[key], " ".join(HINTED[key])
    for option in question.options:
        if option.right and question.kind in ("single", "several", "true-false") and len(option.text) > 3:
            assert option.text.rstrip(".").lower() not in told.lower()
    if question.answer:
        value = question.answer.value
        assert f" {value:g} " not in f" {told} ".replace(".", " ")
    assert "{" not in told


def test_what_an_author_wrote_stands():
    own = dataclasses.replace(KNOWN.questions["vascular-01"], hints=("Look twice.",))
    assert hints(KNOWN, own) == ("Look twice.",)


def test_a_numeric_hint_narrows_and_holds_the_key():
    found = 0
    for key, told in HINTED.items():
        question = KNOWN.questions[key]
        if question.answer and told[-1].startswith("It lies between"):
            low, high = (float(one) for one in told[-1].removesuffix(".").split()[3:6:2])
            assert low < question.answer.value < high
            assert high - low < 0.6 * (question.answer.high - question.answer.low)
            found += 1
    assert found > 5


def test_what_is_left_out_is_wrong():
    for key, told in HINTED.items():
        if told[-1].startswith("You can leave this out: “"):
            said = [
                one
                for one in KNOWN.questions[key].options
                if f"“{one.text.strip('“”').rstrip('.')}”" in told[-1]
            ]
            assert said
            assert not any(option.right for option in said)
