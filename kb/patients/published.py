"""How the reasoning does on real patients: the measures, and what they mean.

A patient is *safe* where triage sends them at least as high as they belong, *over-triaged* where it sends
them higher. The log score is the natural logarithm of the probability that was given to the true cause:
0 is perfect, and being sure of something wrong costs most (Good, J R Stat Soc B 1952;14:107).
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from ..reasoning.differential import differential, family
from ..reasoning.triage import compare, triage
from ..records import KnowledgeBase, PublishedPatient

FLOOR = 1e-6
"""Least probability that the log score counts: one surprise must not outweigh all others."""


@dataclass(frozen=True)
class Outcome:
    """One patient, as the reasoning sees the presentation."""

    patient: PublishedPatient
    place: int | None
    """Of the true cause in the list, 1 for the first, a family as one; None where it is not known here."""
    probability: float | None
    """Given to the true cause."""
    likeliest: str
    """Id of the cause at the top."""
    sent: str
    """Disposition."""

    @property
    def safe(self) -> bool:
        """Sent at least as high as they belong."""
        return compare(self.sent, self.patient.disposition) != "under-triage"

    @property
    def too_low(self) -> bool:
        """An emergency that was not sent as one."""
        return self.patient.disposition == "emergency" and not self.safe

    @property
    def over_triaged(self) -> bool:
        """Sent higher than they belong."""
        return compare(self.sent, self.patient.disposition) == "over-triage"


@dataclass(frozen=True)
class Yardstick:
    """All of them together. Shares are 0 to 1."""

    patients: int
    known: int
    """Patients whose true cause is known here; the shares of right answers are of these."""
    first: float
    among_three: float
    log_score: float
    """Mean, natural logarithm."""
    safe: float
    emergencies_too_low: int
    over_triaged: float


def outcome(kb: KnowledgeBase, patient: PublishedPatient, *, decisive: bool = False) -> Outcome:
    """What the reasoning makes of a patient, with or without the decisive results."""
    seen = patient.findings | patient.decisive if decisive else patient.findings
    view = differential(kb, seen, setting=patient.setting, age=patient.age, sex=patient.sex)
    ranked = list(dict.fromkeys(_diagnosis(kb, one.cause) for one in view.ranking))
    true = [cause for cause in (patient.cause, patient.also) if cause]
    return Outcome(
        patient,
        min((ranked.index(_diagnosis(kb, cause)) + 1 for cause in true), default=None),
        max((view.probability(cause) for cause in true), default=None),
        view.ranking[0].cause,
        triage(view).disposition,
    )


@lru_cache(maxsize=2)
def outcomes(kb: KnowledgeBase) -> tuple[Outcome, ...]:
    """Every published patient of the knowledge base, investigations hidden."""
    return tuple(outcome(kb, one) for one in kb.published.values())


def _diagnosis(kb: KnowledgeBase, cause: str) -> str:
    return family(kb, cause)[0]


def yardstick(outcomes: Iterable[Outcome]) -> Yardstick:
    """The measures over some patients.

    Raises:
        ValueError: if there are none, or none of a known cause.
    """
    all_ = list(outcomes)
    places = [one.place for one in all_ if one.place is not None]
    given = [one.probability for one in all_ if one.probability is not None]
    if not places:
        raise ValueError("no patient with a known cause")
    return Yardstick(
        patients=len(all_),
        known=len(places),
        first=sum(place == 1 for place in places) / len(places),
        among_three=sum(place <= 3 for place in places) / len(places),
        log_score=math.fsum(math.log(max(p, FLOOR)) for p in given) / len(given),
        safe=sum(one.safe for one in all_) / len(all_),
        emergencies_too_low=sum(one.too_low for one in all_),
        over_triaged=sum(one.over_triaged for one in all_) / len(all_),
    )
