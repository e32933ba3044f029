"""The one engine that adds up every clinical score in rules/scores.yaml."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..errors import KneeError, unknown
from ..records import KnowledgeBase, ScoreItem, ScoreModel, Stratum
from .evidence import Findings, observe
from .triage import holds


@dataclass(frozen=True, slots=True)
class ScoreResult:
    """A score added up."""

    score: str
    points: float
    items: tuple[ScoreItem, ...]
    """The items that counted."""
    open: tuple[ScoreItem, ...]
    """The items that neither findings nor the clinician answered."""
    strata: tuple[tuple[str, Stratum], ...]
    """(model id, band) for every way of cutting the score."""


def add_up(
    kb: KnowledgeBase,
    score: str,
    findings: Findings = (),
    *,
    judged: Iterable[str] = (),
    denied: Iterable[str] = (),
) -> ScoreResult:
    """Add up a score from known findings and from the items that the clinician judges to hold.

    Args:
        score: id of the score, such as 'wells-dvt'.
        findings: as for `kb.differential`; what is not known does not count.
        judged: ids of items that hold whatever the findings say (a calculator's ticks).
        denied: ids of items that the clinician judges not to hold, where no finding says that they do.

    Raises:
        UnknownId: for an unknown score or item. KneeError: as `kb.differential`, or for an item that is
            judged both to hold and not to.
    """
    if score not in kb.rules.scores:
        raise unknown("score", score, kb.rules.scores)
    record = kb.rules.scores[score]
    known = observe(kb, findings)
    judged, denied = set(judged), set(denied)
    items = {item.id: item for item in record.items}
    for key in judged | denied:
        if key not in items:
            raise unknown(f"item of {score}", key, items)
    if both := sorted(judged & denied):
        raise KneeError(f"{score}: '{both[0]}' is judged and denied; name it once")
    counted = tuple(
        item
        for item in record.items
        if item.id in judged or (item.when is not None and holds(item.when, known))
    )
    points = sum(item.points for item in counted)
    left = tuple(
        item
        for item in record.items
        if item not in counted
        and item.id not in denied
        and not (item.not_when is not None and holds(item.not_when, known))
    )
    reach = points + sum(max(0, item.points) for item in left)
    strata = []
    for model in record.models:
        band = _band(model, points)
        unsure = record.unanswered is not None and band is not _band(model, reach)
        strata.append((model.id, record.unanswered if unsure else band))
    return ScoreResult(score, points, counted, left, tuple(strata))


def _band(model: ScoreModel, points: float) -> Stratum:
    return next(band for band in model.strata if band.up_to is None or points <= band.up_to)
