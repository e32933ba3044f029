"""Certainty marks in words: what they are, what one answer earned and what came together so far. Pure."""

from collections.abc import Iterable

from .grading import CERTAINTY_MARKS, Verdict

NAMES = {"low": "Low", "middle": "Middle", "high": "High"}


def _signed(mark: int) -> str:
    return f"+{mark}" if mark > 0 else f"−{-mark}" if mark < 0 else "0"


CHOICES = tuple(
    {"value": value, "label": NAMES[value], "says": f"{_signed(right)} · {_signed(wrong)}"}
    for value, (right, wrong) in CERTAINTY_MARKS.items()
)
"""What can be chosen, with the marks for right and for not right."""

_PRICES = ", ".join(
    f"{NAMES[value]} costs {-wrong}" for value, (_, wrong) in CERTAINTY_MARKS.items() if wrong
)
HELP = (
    "Say how sure you are and you earn a certainty mark: "
    + ", ".join(f"{NAMES[value]} {_signed(right)}" for value, (right, _) in CERTAINTY_MARKS.items())
    + f" if the answer is wholly right. If it is not, {_PRICES}, and {NAMES['low']} nothing. "
    "High pays from four right answers in five on, Middle from two in three. Marks show whether you know "
    "what you know; they change nothing in your points. Leave it out and there is no mark."
)
"""The whole rule. Middle pays above low where 2p − 2(1 − p) > p, so from p = 2/3 on; high above middle where
3p − 6(1 − p) > 2p − 2(1 − p), so from p = 4/5 on."""


HINTED = ("middle", "low")
"""The highest certainty that counts after one hint, and after more."""


def capped(confidence: str | None, hints: int) -> str | None:
    """A certainty as far as it counts after so many hints: who was told where to look cannot say that they
    were sure of themselves."""
    if not hints or confidence is None:
        return confidence
    order = list(CERTAINTY_MARKS)
    most = HINTED[min(hints, len(HINTED)) - 1]
    return min(confidence, most, key=order.index) if confidence in order else confidence


def choices(hints: int) -> tuple[dict[str, str], ...]:
    """What can be chosen after so many hints."""
    return tuple(one for one in CHOICES if capped(one["value"], hints) == one["value"])


def price(hints: int) -> str:
    """What the next hint costs, said before it is shown."""
    most = NAMES[HINTED[min(hints + 1, len(HINTED)) - 1]]
    now = choices(hints)[-1]["label"]
    return "costs nothing more" if most == now else f"then {most} is the most that counts as certainty"


def earned(verdict: Verdict, confidence: str | None) -> str:
    """What one answer earned, '' without a mark."""
    if verdict.mark is None or confidence not in NAMES:
        return ""
    said = f"Certainty mark {_signed(verdict.mark)}"
    if verdict.right:
        return f"{said}: {NAMES[confidence]}, and right."
    if not verdict.mark:
        return f"{said}: {NAMES[confidence]} costs nothing."
    partly = ", and partly right earns no mark" if verdict.credit else ""
    return f"{said}: {NAMES[confidence]} costs {-verdict.mark} unless the answer is wholly right{partly}."


def so_far(verdicts: Iterable[Verdict]) -> str:
    """The running total, '' before the first mark."""
    marks = [verdict.mark for verdict in verdicts if verdict.mark is not None]
    if not marks:
        return ""
    return f"Certainty marks so far: {_signed(sum(marks))} from {len(marks)} answer{'s' * (len(marks) > 1)}."
