"""(question, answer) → verdict. Pure: nothing is shown, nothing is kept."""

import math
import random
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from .errors import KneeError
from .models import Question

Confidence = Literal["low", "middle", "high"]
CERTAINTY_MARKS: dict[Confidence, tuple[int, int]] = {
    "low": (1, 0),
    "middle": (2, -2),
    "high": (3, -6),
}
"""Marks for right and wrong (certainty-based marking: Gardner-Medwin, ALT-J 1995;3(1):80-85)."""


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """What is said of one option."""

    chosen: bool
    right: bool
    """Whether the option belongs to the key."""
    why: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement of one answer."""

    right: bool
    credit: float
    """0 to 1; between them for a partly right answer."""
    word: str
    """Right, Partly right, or Not right."""
    why: str
    """The point of the question."""
    rows: tuple[RowVerdict, ...]
    """One for each option, in the bank's order."""
    key: str
    """The right answer in words."""
    mark: int | None
    """Certainty-based mark, None without a stated confidence. Only a wholly right answer gains."""


def grade(question: Question, answer: Any, confidence: str | None = None) -> Verdict:
    """Judge one answer.

    Args:
        answer: single: index of the option; several: indices; true-false: {'truth': bool,
            'reason': index}; numeric: a number, or text such as '12', '12 %', '0,5'.
            Indices are those of the bank, before shuffling.
        confidence: low, middle or high, or None.

    Raises:
        KneeError: if the answer is incomplete or does not fit the question.
    """
    if confidence is not None and not (isinstance(confidence, str) and confidence in CERTAINTY_MARKS):
        raise KneeError(f"confidence {confidence!r:.40} is none of low, middle, high")
    options = question.options
    chosen: set[int] = set()
    key = "; ".join(option.text for option in options if option.right)
    if question.kind == "numeric":
        assert question.answer is not None
        given = number(question, answer)
        right = abs(given - question.answer.value) <= question.answer.tolerance + 1e-12
        credit = float(right)
        key = f"{question.answer.value:g} {question.answer.unit}".strip()
        if question.answer.tolerance:
            key += f" (± {question.answer.tolerance:g})"
    elif question.kind == "several":
        chosen = _indices(question, answer)
        if not chosen:
            raise KneeError("choose at least one answer")
        agree = sum((i in chosen) == option.right for i, option in enumerate(options))
        right = agree == len(options)
        # Chance alone settles half of the options, so only what lies above half earns credit.
        credit = max(0.0, 2 * agree / len(options) - 1)
    elif question.kind == "true-false":
        if not isinstance(answer, Mapping) or not isinstance(answer.get("truth"), bool):
            raise KneeError("say whether the statement is true or false")
        if answer.get("reason") is None:
            raise KneeError("choose a reason as well")
        chosen = _indices(question, answer["reason"])
        judged = answer["truth"] == question.truth
        reasoned = len(chosen) == 1 and options[next(iter(chosen))].right
        right, credit = judged and reasoned, (0.5 + 0.5 * reasoned) if judged else 0.0
        key = f"{'True' if question.truth else 'False'}, because: {key}"
    else:
        chosen = _indices(question, answer)
        if len(chosen) != 1:
            raise KneeError("choose one answer")
        right = options[next(iter(chosen))].right
        credit = float(right)
    mark = None
    if confidence is not None:
        mark = CERTAINTY_MARKS[confidence][0 if right else 1]  # type: ignore[index]
    return Verdict(
        right=right,
        credit=credit,
        word="Right" if right else "Partly right" if credit else "Not right",
        why=question.why,
        rows=tuple(RowVerdict(i in chosen, o.right, o.why) for i, o in enumerate(options)),
        key=key,
        mark=mark,
    )


def number(question: Question, answer: Any) -> float:
    """The number in a learner's answer to a numeric question.

    Raises:
        KneeError: if there is none, or it cannot be meant.
    """
    assert question.answer is not None
    if isinstance(answer, float) and math.isfinite(answer):
        answer = f"{answer:.12f}"
    if isinstance(answer, int) and abs(answer) > 10**12:
        raise KneeError("the number is out of range")
    text = str(answer).strip().replace("−", "-").replace(",", ".")
    match = re.fullmatch(r"([+-]?(?:\d{1,12}(?:\.\d{0,12})?|\.\d{1,12}))\s*(\D{0,12})", text)
    unit = question.answer.unit
    if isinstance(answer, bool) or not match:
        raise KneeError(f"'{str(answer)[:30]}' is not a number; type digits, such as 12 or 0.5")
    said = match[2].strip()
    if said and said.casefold() != unit.casefold():
        raise KneeError(f"the answer is asked in {unit or 'a plain number'}, not in '{said}'")
    value = float(match[1])
    low, high = question.answer.low, question.answer.high
    if not (math.isfinite(value) and low <= value <= high):
        raise KneeError(f"{value:g} is out of range; it must lie between {low:g} and {high:g} {unit}".strip())
    return value


def shuffled(question: Question, seed: int) -> tuple[int, ...]:
    """Order in which to show the options: indices of the bank, the same for the same seed."""
    order = list(range(len(question.options)))
    random.Random(f"{question.id}/{seed}").shuffle(order)
    return tuple(order)


def _indices(question: Question, answer: Any) -> set[int]:
    items = (
        answer if isinstance(answer, Iterable) and not isinstance(answer, (str, bytes, Mapping)) else [answer]
    )
    result: set[int] = set()
    for item in items:
        if isinstance(item, bool) or not isinstance(item, int):
            raise KneeError("choose an answer" if item is None else f"{item!r:.30} is not an option")
        if not 0 <= item < len(question.options):
            shown = item if abs(item) < 10**6 else "that"
            raise KneeError(
                f"option {shown} is out of range; '{question.id}' has options 0 to "
                f"{len(question.options) - 1}"
            )
        result.add(item)
    return result
