"""Where a patient belongs. Red flags and must-not-miss causes are never outvoted by probability."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ..errors import KneeError
from ..records import DISPOSITIONS, Condition, Disposition, KnowledgeBase
from ..wording import percent
from .differential import Differential, family

WORDS: dict[Disposition, str] = {
    "self-care": "self-care at home",
    "routine": "a routine appointment",
    "same-day": "assessment today",
    "emergency": "an emergency ambulance",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a patient belongs at least there."""

    kind: Literal["red-flag", "must-not-miss", "likeliest"]
    id: str
    """Red flag or cause."""
    disposition: Disposition
    text: str
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Triage:
    """Disposition with its reasons, the weightiest first."""

    disposition: Disposition
    reasons: tuple[Reason, ...]


def rank(disposition: str) -> int:
    """0 self-care … 3 emergency.

    Raises:
        KneeError: for any other word.
    """
    if disposition not in DISPOSITIONS:
        raise KneeError(f"no disposition '{disposition}'; there are {', '.join(DISPOSITIONS)}")
    return DISPOSITIONS.index(disposition)


def holds(condition: Condition, known: Mapping[str, str]) -> bool:
    """Whether known findings meet a condition. What is not known does not meet it."""

    def met(key: str, wanted: str | tuple[str, ...]) -> bool:
        return known.get(key) in ((wanted,) if isinstance(wanted, str) else wanted)

    return all(met(*line) for line in condition.all_of.items()) and (
        not condition.any_of or any(met(*line) for line in condition.any_of.items())
    )


def red_flags(kb: KnowledgeBase, known: Mapping[str, str]) -> list[Reason]:
    """Red flags raised by known findings and not answered by a definitive test."""
    return [
        Reason("red-flag", flag.id, flag.disposition, f"{flag.label}: {flag.why}", flag.source)
        for flag in kb.rules.red_flags.values()
        if holds(flag.when, known) and not (flag.unless and holds(flag.unless, known))
    ]


def triage(view: Differential) -> Triage:
    """Disposition of the patient of a differential.

    The highest of: every red flag; every must-not-miss cause whose probability (its family's
    together) reaches its test threshold; the likeliest cause.
    """
    reasons = red_flags(view.kb, view.findings)
    reasons += [
        Reason(
            "must-not-miss",
            cause.id,
            cause.urgency,
            f"{cause.name}: {percent(view.probability(cause.id))} is not below the "
            f"{percent(cause.test_threshold.value)} at which it may be left",
        )
        for cause in feared(view)
    ]
    top = view.kb.causes[view.ranking[0].cause]
    reasons.append(
        Reason(
            "likeliest",
            top.id,
            top.urgency,
            f"{top.name} is likeliest, at {percent(view.ranking[0].probability)}",
        )
    )
    reasons.sort(key=lambda reason: -rank(reason.disposition))
    return Triage(reasons[0].disposition, tuple(reasons))


def feared(view: Differential) -> list:
    """Must-not-miss causes that may not be left yet, likeliest first, one for each family."""
    seen: set[tuple[str, ...]] = set()
    result = []
    for hypothesis in view.ranking:
        cause = view.kb.causes[hypothesis.cause]
        members = family(view.kb, cause.id)
        if not cause.must_not_miss or members in seen:
            continue
        seen.add(members)
        if view.probability(cause.id) >= cause.test_threshold.value:
            result.append(cause)
    return result


def compare(chosen: str, right: str) -> Literal["right", "under-triage", "over-triage"]:
    """A chosen disposition against the right one."""
    difference = rank(chosen) - rank(right)
    return "right" if difference == 0 else "over-triage" if difference > 0 else "under-triage"
