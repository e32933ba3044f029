"""What to do: a decision of first aid, judged; the way back after an injury, in days."""

from typing import NamedTuple

from .errors import unknown
from .records import Choice, Figure, KnowledgeBase, RecoveryPlan

DAYS = {"days": 1.0, "weeks": 7.0, "months": 365.25 / 12}
"""Days in the units of time that figures use."""


class Judgement(NamedTuple):
    """What became of a decision in one situation."""

    right: bool
    safe: bool


def judge(choice: Choice, situation: str, decision: str) -> Judgement:
    """Whether `decision` is right in `situation`, and whether it is at least safe.

    Raises:
        UnknownId: for a situation or decision that the choice does not have.
    """
    if situation not in choice.answers:
        raise unknown("situation", situation, choice.answers)
    if decision not in choice.decisions:
        raise unknown("decision", decision, choice.decisions)
    answer = choice.answers[situation]
    return Judgement(decision in (answer.verdict, *answer.also), decision not in answer.unsafe)


class Mark(NamedTuple):
    """A published time on the way back."""

    figure: Figure
    day: float
    low: float
    high: float
    """Confidence interval in days; equal to `day` where none was published."""


def figures(kb: KnowledgeBase, plan: RecoveryPlan) -> tuple[Figure, ...]:
    """All published figures about the way back: the cause's own first."""
    own = kb.causes[plan.id].figures
    return (*(own[key] for key in plan.figures), *plan.more_figures.values())


def marks(kb: KnowledgeBase, plan: RecoveryPlan) -> tuple[Mark, ...]:
    """Those of the figures that are times, the shortest first."""
    found = []
    for figure in figures(kb, plan):
        if figure.unit in DAYS:
            by = DAYS[figure.unit]
            low, high = figure.ci or (figure.value, figure.value)
            found.append(Mark(figure, figure.value * by, low * by, high * by))
    return tuple(sorted(found, key=lambda mark: mark.day))
