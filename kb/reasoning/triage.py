"""Where a patient belongs. Red flags and must-not-miss causes are never outvoted by probability."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ..errors import KneeError
from ..records import DISPOSITIONS, Cause, Condition, Disposition, KnowledgeBase
from ..wording import percent
from .differential import Differential, family

WORDS: dict[Disposition, str] = {
    "self-care": "self-care at home",
    "routine": "a routine appointment",
    "same-day": "assessment today",
    "emergency": "an emergency ambulance",
}

APPOINTMENT: Disposition = "routine"
"""Where somebody looks again: the least for whom a danger is not surely excluded."""
LEFT = "at which it may be left"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a patient belongs at least there."""

    kind: Literal["red-flag", "must-not-miss", "likeliest", "nothing-known"]
    id: str
    """Red flag or cause; empty where nothing is known."""
    disposition: Disposition
    text: str
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Triage:
    """Disposition with its reasons, the weightiest first."""

    disposition: Disposition
    reasons: tuple[Reason, ...]

    @property
    def now(self) -> str:
        """What to do, in words."""
        if self.reasons[0].kind == "nothing-known":
            return "Now: ask and examine."
        return f"Now: {WORDS[self.disposition]}."


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
        if holds(flag.when, known) and not any(holds(answer, known) for answer in flag.unless)
    ]


def triage(view: Differential) -> Triage:
    """Disposition of the patient of a differential.

    The highest of: every red flag; every must-not-miss cause whose probability (its family's
    together) reaches its test threshold; the likeliest cause. Who would be left to self-care by these gets
    an appointment as long as a must-not-miss cause is below its threshold only by a number that may be off
    (`unsettled`). Of reasons for the same disposition red flags stand first, and among their like the one
    with the most probability behind it. Where nothing but age and sex is known there is nothing to weigh,
    and the only reason says so.
    """
    kb = view.kb
    if all(kb.findings[key].kind == "person" for key in view.findings):
        return Triage("routine", (Reason("nothing-known", "", "routine", "Nothing is known yet"),))
    weighed = [(reason, _behind(view, reason)) for reason in red_flags(kb, view.findings)]
    for cause in feared(view):
        text = f"{_both(view, cause)} is not below the {percent(cause.test_threshold.value)} {LEFT}"
        reason = Reason("must-not-miss", cause.id, cause.urgency, text)
        weighed.append((reason, view.probability(cause.id)))
    top, p = kb.causes[view.ranking[0].cause], view.ranking[0].probability
    text = f"{top.name} is likeliest, at {percent(p)}"
    weighed.append((Reason("likeliest", top.id, top.urgency, text), p))
    if all(rank(reason.disposition) < rank(APPOINTMENT) for reason, _ in weighed):
        for cause in unsettled(view):
            line = percent(cause.test_threshold.value)
            text = f"{_both(view, cause)} is not surely below the {line} {LEFT}"
            reason = Reason("must-not-miss", cause.id, APPOINTMENT, text)
            weighed.append((reason, view.probability(cause.id)))
    weighed.sort(key=lambda one: (-rank(one[0].disposition), one[0].kind != "red-flag", -one[1]))
    reasons = tuple(reason for reason, _ in weighed)
    return Triage(reasons[0].disposition, reasons)


def _behind(view: Differential, flag: Reason) -> float:
    """Probability of the likeliest cause that a red flag fears."""
    return max((view.probability(key) for key in view.kb.rules.red_flags[flag.id].fears), default=0.0)


def named(kb: KnowledgeBase, cause: Cause) -> str:
    """A cause by its name, a family as a family: the sum of several is not the share of one of them."""
    if len(family(kb, cause.id)) == 1:
        return cause.name
    return f"{cause.family.replace('-', ' ').capitalize()} of any kind"


def _both(view: Differential, cause: Cause) -> str:
    """'Deep vein thrombosis of any kind: 1.0 % (could be 5.0 %)', with the upper edge of its band."""
    p, edge = percent(view.probability(cause.id)), percent(view.band(cause.id)[1])
    return f"{named(view.kb, cause)}: {p}" + (f" (could be {edge})" if edge != p else "")


def feared(view: Differential) -> list[Cause]:
    """Must-not-miss causes at or above their test threshold, likeliest first, one for each family."""
    return [cause for cause in dangers(view) if view.probability(cause.id) >= cause.test_threshold.value]


def unsettled(view: Differential) -> list[Cause]:
    """Must-not-miss causes below their test threshold whose band reaches it, likeliest first.

    They may not be left, but are no ground for their own urgency. On sampled patients that would send 13 to
    17 more in 100 of the harmless too high, about as many as lines at a third of where they stand.
    """
    return [cause for cause in dangers(view) if standing(view, cause) == "unsure"]


def standing(view: Differential, cause: Cause, *, alone: bool = False) -> Literal["above", "unsure", "below"]:
    """Where a cause stands to its test threshold, by its family's probability and band.

    'above' by the probability itself, 'unsure' where only its band reaches the line.

    Args:
        alone: True for the cause without the rest of its family.
    """
    line = cause.test_threshold.value
    p = view.by_cause[cause.id].probability if alone else view.probability(cause.id)
    if p >= line:
        return "above"
    return "unsure" if view.band(cause.id, alone=alone)[1] >= line else "below"


def dangers(view: Differential) -> list[Cause]:
    """Must-not-miss causes, likeliest first, one for each family: its likeliest member."""
    seen: set[tuple[str, ...]] = set()
    result = []
    for hypothesis in view.ranking:
        cause = view.kb.causes[hypothesis.cause]
        members = family(view.kb, cause.id)
        if not cause.must_not_miss or members in seen:
            continue
        seen.add(members)
        result.append(cause)
    return sorted(result, key=lambda cause: -view.probability(cause.id))


def compare(chosen: str, right: str) -> Literal["right", "under-triage", "over-triage"]:
    """A chosen disposition against the right one."""
    difference = rank(chosen) - rank(right)
    return "right" if difference == 0 else "over-triage" if difference > 0 else "under-triage"
