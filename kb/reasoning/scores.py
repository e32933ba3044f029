"""The one engine that adds up every clinical score in rules/scores.yaml."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..errors import unknown
from ..records import KnowledgeBase, ScoreItem, Stratum
from .evidence import Findings, observe
from .triage import holds


@dataclass(frozen=True, slots=True)
class ScoreResult:
    """A score added up."""

    score: str
    points: float
    items: tuple[ScoreItem, ...]
    """The items that counted."""
    strata: tuple[tuple[str, Stratum], ...]
    """(model id, band) for every way of cutting the score."""


def add_up(
    kb: KnowledgeBase, score: str, findings: Findings = (), *, judged: Iterable[str] = ()
) -> ScoreResult:
    """Add up a score from known findings and from the items that the clinician judges to hold.

    Args:
        score: id of the score, such as 'wells-dvt'.
        findings: as for `kb.differential`; what is not known does not count.
        judged: ids of items that hold whatever the findings say (a calculator's ticks).

    Raises:
        UnknownId: for an unknown score or item. KneeError: as `kb.differential`.
    """
    if score not in kb.rules.scores:
        raise unknown("score", score, kb.rules.scores)
    record = kb.rules.scores[score]
    known = observe(kb, findings)
    judged = set(judged)
    items = {item.id: item for item in record.items}
    for item in judged:
        if item not in items:
            raise unknown(f"item of {score}", item, items)
    counted = tuple(
        item
        for item in record.items
        if item.id in judged or (item.when is not None and holds(item.when, known))
    )
    points = sum(item.points for item in counted)
    strata = tuple(
        (
            model.id,
            next(band for band in model.strata if band.up_to is None or points <= band.up_to),
        )
        for model in record.models
    )
    return ScoreResult(score, points, counted, strata)
