"""(question, answer) → verdict. Pure: nothing is shown, nothing is kept. How each kind judges: `kinds/`."""

from dataclasses import dataclass
from typing import Any, Literal

from ..errors import KneeError
from ..records import KnowledgeBase, Question
from .kinds import kind_of
from .kinds.answers import PartVerdict, RowVerdict

Confidence = Literal["low", "middle", "high"]
CERTAINTY_MARKS: dict[Confidence, tuple[int, int]] = {
    "low": (1, 0),
    "middle": (2, -2),
    "high": (3, -6),
}
"""Marks for right and wrong (certainty-based marking: Gardner-Medwin, ALT-J 1995;3(1):80-85)."""


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
    earned: str = ""
    """How an answer that is not wholly right came to its credit; empty where there is nothing between."""
    parts: tuple[PartVerdict, ...] = ()
    """matching, extended-matching, ordering: one for each prompt or item."""


def grade(kb: KnowledgeBase, question: Question, answer: Any, confidence: str | None = None) -> Verdict:
    """Judge one answer.

    Args:
        kb: whose figures make the key of a script-concordance question.
        answer: single: place of the option; several: places; true-false: {'truth': bool, 'reason':
            place}; numeric: a number, or text such as '12', '12 %', '0,5'; hotspot: id of a form, which
            need not be an option; matching and extended-matching: the place of an option for each
            prompt, in the bank's order; ordering: every place, in the order given;
            script-concordance: 0 to 4, the place on its scale. Places are those of the bank, before
            shuffling.
        confidence: low, middle or high, or None.

    Raises:
        KneeError: if the answer is incomplete or does not fit the question.
    """
    if confidence is not None and not (isinstance(confidence, str) and confidence in CERTAINTY_MARKS):
        raise KneeError(f"confidence {confidence!r:.40} is none of low, middle, high")
    judged = kind_of(question).grade(kb, question, answer)
    right = judged.credit == 1
    mark = None
    if confidence is not None:
        mark = CERTAINTY_MARKS[confidence][0 if right else 1]  # type: ignore[index]
    return Verdict(
        right=right,
        credit=judged.credit,
        word="Right" if right else "Partly right" if judged.credit else "Not right",
        why=f"{judged.says} {question.why}".strip(),
        rows=judged.rows,
        key=judged.key,
        mark=mark,
        earned="" if right else judged.earned,
        parts=judged.parts,
    )
