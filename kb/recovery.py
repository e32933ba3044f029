"""The way back after an injury: what is published about its length, in days."""

from typing import NamedTuple

from .models import Figure, KnowledgeBase, RecoveryPlan

DAYS = {"days": 1.0, "weeks": 7.0, "months": 365.25 / 12}
"""Days in the units of time that figures use."""


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
