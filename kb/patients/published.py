"""How the reasoning does on real patients: the measures, and what they mean.

A patient is *safe* where triage sends them at least as high as they belong, *over-triaged* where it sends
them higher. The log score is the natural logarithm of the probability that was given to the true cause:
0 is perfect, and being sure of something wrong costs most (Good, J R Stat Soc B 1952;14:107).
"""

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from ..reasoning.bands import Band
from ..reasoning.differential import differential, family
from ..reasoning.triage import compare, triage
from ..records import KnowledgeBase, PublishedPatient
from .people import Patient, sample_patient

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
    said: float
    """Probability of that one, with its family."""
    band: Band
    """Edges of the 80 % band around it."""
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
    likeliest_right: float
    """How often the likeliest cause is true; one that is none known here counts as wrong."""
    likeliest_said: float
    """Mean probability that was given to it."""
    likeliest_low: float
    """Mean lower edge of its 80 % band."""
    likeliest_high: float
    """Mean upper edge."""


def outcome(kb: KnowledgeBase, patient: PublishedPatient, *, decisive: bool = False) -> Outcome:
    """What the reasoning makes of a patient, with or without the decisive results."""
    seen = patient.findings | patient.decisive if decisive else patient.findings
    view = differential(kb, seen, setting=patient.setting, age=patient.age, sex=patient.sex)
    ranked = list(dict.fromkeys(_diagnosis(kb, one.cause) for one in view.ranking))
    true = [cause for cause in (patient.cause, patient.also) if cause]
    top = view.ranking[0].cause
    return Outcome(
        patient,
        min((ranked.index(_diagnosis(kb, cause)) + 1 for cause in true), default=None),
        max((view.probability(cause) for cause in true), default=None),
        top,
        view.probability(top),
        view.band(top),
        triage(view).disposition,
    )


@lru_cache(maxsize=2)
def outcomes(kb: KnowledgeBase) -> tuple[Outcome, ...]:
    """Every published patient of the knowledge base, investigations hidden."""
    return tuple(outcome(kb, one) for one in kb.published.values())


@lru_cache(maxsize=2)
def told_alike(kb: KnowledgeBase, draws: int = 2) -> tuple[Outcome, ...]:
    """Patients that the knowledge base draws itself, of whom it is told no more than of the published ones.

    For each published patient of a known cause, `draws` of the same cause in the same setting, with a second
    cause at its rate; known of them are the same findings, in the states that they have. What the engine does
    worse on real patients than on these is its own fault; the rest is that little was told.
    """
    made = []
    for one in kb.published.values():
        for number in range(draws) if one.cause else ():
            drawn = sample_patient(kb, one.cause, seed=number, setting=one.setting)
            person = {key for key, told in (("age-band", one.age), ("sex", one.sex)) if told}
            asked = one.findings.keys() | person
            made.append(outcome(kb, as_published(f"{one.id}-{number}", drawn, asked)))
    return tuple(made)


def as_published(key: str, drawn: Patient, asked: Collection[str]) -> PublishedPatient:
    """A drawn patient of whom only some findings are told."""
    return PublishedPatient(
        id=key,
        title="",
        authors="",
        origin="",
        summary="",
        setting=drawn.setting,
        findings={k: s for k, s in drawn.findings.items() if k in asked},
        cause=drawn.cause,
        also=drawn.also,
        disposition=drawn.disposition,
        why="",
    )


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
        likeliest_right=sum(place == 1 for place in places) / len(all_),
        likeliest_said=math.fsum(one.said for one in all_) / len(all_),
        likeliest_low=math.fsum(one.band[0] for one in all_) / len(all_),
        likeliest_high=math.fsum(one.band[1] for one in all_) / len(all_),
    )
