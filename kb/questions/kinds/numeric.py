"""A number with its unit, right within a tolerance."""

import math
import re
from collections.abc import Iterator
from typing import Any

from ...errors import KneeError
from ...records import KnowledgeBase, Question
from . import writing
from .answers import PICKS, Judgement, choices, order

__all__ = [
    "PICKS",
    "choices",
    "excluding",
    "faults",
    "found",
    "grade",
    "in_words",
    "kept",
    "key",
    "meaning",
    "order",
]


def grade(kb: KnowledgeBase, question: Question, answer: Any) -> Judgement:
    """A number, or text such as '12', '12 %', '0,5'."""
    assert question.answer is not None
    off = abs(number(question, answer) - question.answer.value)
    return Judgement(float(off <= question.answer.tolerance + 1e-12), key(kb, question))


def number(question: Question, answer: Any) -> float:
    """The number in a learner's answer.

    Raises:
        KneeError: if there is none, or it cannot be meant.
    """
    assert question.answer is not None
    typed = isinstance(answer, str)
    if isinstance(answer, float) and math.isfinite(answer):
        answer = f"{answer:.12f}"
    if isinstance(answer, int) and abs(answer) > 10**12:
        raise KneeError("the number is out of range")
    unit, low, high = question.answer.unit, question.answer.low, question.answer.high
    text = _without_groups(str(answer).strip().replace("−", "-"), low, high)
    match = re.fullmatch(r"([+-]?(?:\d{1,12}(?:\.\d{0,12})?|\.\d{1,12}))\s*(\D{0,12})", text)
    if isinstance(answer, bool) or not match:
        raise KneeError(f"'{str(answer)[:30]}' is not a number; type digits, such as 12 or 0.5")
    said = match[2].strip()
    if said and said.casefold() != unit.casefold():
        raise KneeError(f"the answer is asked in {unit or 'a plain number'}, not in '{said}'")
    value = float(match[1])
    if unit == "%" and typed and not said and 0 < value < 1:
        raise KneeError(f"{value:g} can mean {value:g} % or {100 * value:g} %; type it with its % sign")
    if not (math.isfinite(value) and low <= value <= high):
        raise KneeError(f"{value:g} is out of range; it must lie between {low:g} and {high:g} {unit}".strip())
    return value


def _without_groups(text: str, low: float, high: float) -> str:
    """The text with a decimal point, and without what only parts thousands.

    Raises:
        KneeError: where a comma or a point can be either.
    """
    text = re.sub(r"(?<=\d)[\s\u00a0\u2009\u202f](?=\d{3}(?!\d))", "", text)
    if re.match(r"[+-]?[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})+(?!\d)", text):
        return re.sub(r"[.,]", "", text)
    if one := re.match(r"[+-]?[1-9]\d{0,2}[.,]\d{3}(?!\d)", text):
        as_decimal, as_whole = one[0].replace(",", "."), re.sub(r"[.,]", "", one[0])
        fits = [number for number in (as_decimal, as_whole) if low <= float(number) <= high]
        if len(fits) == 2:
            raise KneeError(
                f"'{one[0]}' can mean {as_whole} or {float(as_decimal):g}; type it as one of these"
            )
        return (fits[0] if fits else as_decimal) + text[one.end() :]
    return text.replace(",", ".")


def key(kb: KnowledgeBase, question: Question) -> str:
    """The right answer in words."""
    assert question.answer is not None
    words = f"{question.answer.value:g} {question.answer.unit}".strip()
    return words + (f" (± {question.answer.tolerance:g})" if question.answer.tolerance else "")


def in_words(kb: KnowledgeBase, question: Question, answer: Any) -> str:
    """An answer in words."""
    assert question.answer is not None
    return f"{number(question, answer):g} {question.answer.unit}".strip()


def kept(question: Question, answer: Any) -> Any:
    """The same answer as it was typed."""
    return answer


def found(question: Question, kept: Any) -> Any:
    """A kept answer as it was typed."""
    return kept


def meaning(kb: KnowledgeBase, question: Question) -> Any:
    """What is right."""
    assert question.answer is not None
    return question.answer.value, question.answer.tolerance, question.answer.unit


def excluding(question: Question) -> Iterator[str]:
    """A range that is plainly narrower than what makes sense, and of which the key is not the middle."""
    answer = question.answer
    assert answer
    reach = max(4 * answer.tolerance, 0.25 * abs(answer.value))
    low, high = answer.value - 0.6 * reach, answer.value + 1.4 * reach
    low, high = max(answer.low, _rounded(low, reach)), min(answer.high, _rounded(high, reach))
    if reach and high - low < 0.6 * (answer.high - answer.low):
        yield f"It lies between {low:g} and {high:g} {answer.unit}.".replace(" .", ".")


def _rounded(value: float, reach: float) -> float:
    step = next(step for step in ROUND if step >= reach / 4)
    return round(value / step) * step


ROUND = (0.05, 0.1, 0.5, 1, 5, 10, 50, 100, 500, 1000, 5000, 1e4, 1e5, 1e6, 1e9)
"""Steps to which the ends of a range are rounded."""


def faults(question: Question) -> writing.Flaws:
    """How such a question is badly written."""
    answer = question.answer
    if answer is None or question.options:
        yield "answer", "a numeric question has an answer and no options"
    elif not answer.low <= answer.value <= answer.high:
        yield "answer.value", f"{answer.value:g} is outside its own range"
    if not any("is-answer" in proof for proof in question.proof):
        yield "proof", "a numeric key needs a proof with is-answer"
    yield from writing.foreign(question, "answer")
    yield from writing.negative(question)
