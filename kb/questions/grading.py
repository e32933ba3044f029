"""(question, answer) → verdict. Pure: nothing is shown, nothing is kept."""

import math
import random
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ..errors import KneeError
from ..records import KnowledgeBase, Question
from .concordance import SCALE, weigh

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
class PartVerdict:
    """What is said of one prompt, or of one item in an order."""

    text: str
    given: str
    """The learner's match, or place."""
    wanted: str
    """The right one."""
    right: bool
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
    parts: tuple[PartVerdict, ...] = ()
    """matching, extended-matching, ordering: one for each prompt or item."""


def grade(kb: KnowledgeBase, question: Question, answer: Any, confidence: str | None = None) -> Verdict:
    """Judge one answer.

    Args:
        answer: single: index of the option; several: indices; true-false: {'truth': bool,
            'reason': index}; numeric: a number, or text such as '12', '12 %', '0,5';
            hotspot: id of a form, which need not be an option; matching and extended-matching: the
            index of an option for each prompt, in the bank's order; ordering: every index, in the order
            given; script-concordance: 0 to 4, the place on `kb.questions.concordance.SCALE`.
            Indices are those of the bank, before shuffling.
        confidence: low, middle or high, or None.
        kb: whose figures make the key of a script-concordance question.

    Raises:
        KneeError: if the answer is incomplete or does not fit the question.
    """
    if confidence is not None and not (isinstance(confidence, str) and confidence in CERTAINTY_MARKS):
        raise KneeError(f"confidence {confidence!r:.40} is none of low, middle, high")
    options = question.options
    chosen: set[int] = set()
    parts: tuple[PartVerdict, ...] = ()
    rows: tuple[RowVerdict, ...] | None = None
    why = question.why
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
    elif question.kind in ("matching", "extended-matching"):
        parts, key = _matched(question, answer)
        credit = sum(part.right for part in parts) / len(parts)
        right = credit == 1
        rows = ()
    elif question.kind == "ordering":
        parts, credit, key = _ordered(question, answer)
        right = credit == 1
        rows = ()
    elif question.kind == "script-concordance":
        assert question.script is not None
        weight = weigh(kb, question.script)
        if isinstance(answer, bool) or not isinstance(answer, int) or not 0 <= answer < len(SCALE):
            raise KneeError("choose what the finding does to the hypothesis")
        right = answer == weight.place
        # One step off is half right, as panels of experts spread over neighbouring steps as well.
        credit = 1.0 if right else 0.5 * (abs(answer - weight.place) == 1)
        key = SCALE[weight.place]
        why = f"{weight.says} {why}"
        rows = tuple(RowVerdict(i == answer, i == weight.place, "") for i in range(len(SCALE)))
    elif question.kind == "hotspot":
        if not isinstance(answer, str) or not answer:
            raise KneeError("choose a place in the picture")
        chosen = {i for i, option in enumerate(options) if option.at == answer}
        right = any(options[i].right for i in chosen)
        credit = float(right)
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
        why=why,
        rows=rows
        if rows is not None
        else tuple(RowVerdict(i in chosen, o.right, o.why) for i, o in enumerate(options)),
        key=key,
        mark=mark,
        parts=parts,
    )


def _matched(question: Question, answer: Any) -> tuple[tuple[PartVerdict, ...], str]:
    options = question.options
    given = list(answer) if isinstance(answer, (list, tuple)) else []
    if len(given) != len(question.prompts) or any(item is None for item in given):
        raise KneeError("match every line first")
    for item in given:
        _indices(question, item)
    if question.kind == "matching" and len(set(given)) != len(given):
        raise KneeError("each answer belongs to one line only")
    wanted = {option.key: option.text for option in options}
    parts = tuple(
        PartVerdict(
            prompt.text,
            options[item].text,
            wanted[prompt.match],
            options[item].key == prompt.match,
            prompt.why,
        )
        for prompt, item in zip(question.prompts, given, strict=True)
    )
    return parts, "; ".join(f"{part.text}: {part.wanted}" for part in parts)


def _ordered(question: Question, answer: Any) -> tuple[tuple[PartVerdict, ...], float, str]:
    """Credit is Kendall's tau (Biometrika 1938;30:81-93), never below 0."""
    options = question.options
    given = list(answer) if isinstance(answer, (list, tuple)) else []
    for item in given:
        _indices(question, item)
    if sorted(given) != list(range(len(options))):
        raise KneeError("put every line in order first")
    pairs = [given[i] < given[j] for i in range(len(given)) for j in range(i + 1, len(given))]
    credit = max(0.0, 2 * sum(pairs) / len(pairs) - 1)
    parts = tuple(
        PartVerdict(option.text, f"place {given.index(i) + 1}", f"place {i + 1}", given[i] == i, option.why)
        for i, option in enumerate(options)
    )
    return parts, credit, " → ".join(option.text for option in options)


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
    if question.script is not None:
        return tuple(range(len(SCALE)))
    order = list(range(len(question.options)))
    random.Random(f"{question.id}/{seed}").shuffle(order)
    if question.kind == "ordering" and order == sorted(order):
        order.reverse()
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
