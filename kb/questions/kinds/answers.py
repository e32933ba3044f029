"""What the kinds of question share: how an answer is judged, and what can be chosen. Pure."""

import random
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ...errors import KneeError
from ...records import Question


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
class Judgement:
    """What a kind of question makes of one answer; it is right where its credit is whole."""

    credit: float
    key: str
    """The right answer in words."""
    rows: tuple[RowVerdict, ...] = ()
    parts: tuple[PartVerdict, ...] = ()
    says: str = ""
    """What is said before the point of the question."""
    earned: str = ""
    """How a partly right answer came to its credit."""


def share_of_credit(credit: float) -> str:
    """A credit in words."""
    return f"{100 * credit:.0f} % of the credit" if credit else "no credit"


def quoted(text: str) -> str:
    """An option's text within a sentence."""
    return f"“{text.strip('“”').rstrip('.')}”"


def listed(answer: Any) -> list[Any]:
    """An answer of one or several, as a list."""
    several = isinstance(answer, Iterable) and not isinstance(answer, (str, bytes, Mapping))
    return list(answer) if several else [answer]


def places(question: Question, answer: Any) -> list[int]:
    """The options that an answer chooses, as given.

    Raises:
        KneeError: for what is no option.
    """
    items = listed(answer)
    for item in items:
        if isinstance(item, bool) or not isinstance(item, int):
            raise KneeError("choose an answer" if item is None else f"{item!r:.30} is not an option")
        if not 0 <= item < len(question.options):
            shown = item if abs(item) < 10**6 else "that"
            raise KneeError(
                f"option {shown} is out of range; '{question.id}' has options 0 to "
                f"{len(question.options) - 1}"
            )
    return items


def rows(question: Question, chosen: Container[int]) -> tuple[RowVerdict, ...]:
    """One for each option, in the bank's order."""
    return tuple(RowVerdict(i in chosen, o.right, o.why) for i, o in enumerate(question.options))


# What most kinds do alike; a kind that does otherwise has its own.

PICKS = False
"""Whether the answer is a place in the question's picture."""


def choices(question: Question) -> tuple[str, ...]:
    """What can be chosen, in the bank's order."""
    return tuple(option.text for option in question.options)


def order(question: Question, seed: int) -> tuple[int, ...]:
    """In which order that is shown: places in the bank, the same for the same seed."""
    places = list(range(len(question.options)))
    random.Random(f"{question.id}/{seed}").shuffle(places)
    return tuple(places)


def key(kb: Any, question: Question) -> str:
    """The right answer in words."""
    return "; ".join(option.text for option in question.options if option.right)
