"""The debrief as a story: what was done well, what was given, what to do next time. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from ..reasoning.differential import Differential, family
from ..reasoning.information import NextStep
from ..reasoning.triage import WORDS, feared
from ..records import CareVerdict, Cause, KnowledgeBase
from ..wording import in_sentence, percent
from .course import Course
from .encounter import KINDS, Encounter
from .placing import Placing
from .safety import not_given, safety_net, thought_of

VERBS = {"ask": "Ask", "examine": "Examine", "order": "Order"}
SURE = 0.7
"""Said with this confidence, a wrong diagnosis was a sure one."""

WORTH_NAMING = 0.05
"""Rise of the true cause's probability from which a step is worth praise."""


@dataclass(frozen=True, slots=True)
class Treated:
    """One kind of care that was given, or should have been."""

    name: str
    mark: Literal["right", "harmful", "pointless", "unjudged", "missing"]
    why: str
    minute: float | None
    """When it was given; None where it was not."""


def treatments(kb: KnowledgeBase, state: Encounter, view: Differential, clock: Course) -> tuple[Treated, ...]:
    """All care that was given, judged, then what was missing.

    What the true cause says nothing about may still have been right for a danger that stood above its line.
    """
    truth = kb.causes[state.patient.cause]
    rows = []
    for key in state.care:
        line, cause = _verdict(key, (truth, *feared(view)))
        mark, why = "unjudged", "The course says nothing about it in this cause."
        if line and cause is truth:
            mark, why = ("right" if line.verdict == "indicated" else line.verdict), line.why
        elif line:
            mark, why = "right", f"Against {in_sentence(cause.name)}, which was not excluded. {line.why}"
        rows.append(Treated(kb.care[key].name, mark, why, clock.given.get(key)))  # type: ignore[arg-type]
    for cause, keys in not_given(kb, state, view):
        names = " or ".join(kb.care[key].name for key in keys)
        line, _ = _verdict(keys[0], (cause,))
        rows.append(Treated(names, "missing", line.why if line else "", None))
    net = safety_net(kb, truth)
    if net and not set(net) & set(state.care):
        rows.append(Treated(kb.care[net[0]].name, "missing", kb.care[net[0]].what, None))
    return tuple(rows)


def second(kb: KnowledgeBase, state: Encounter) -> tuple[str, ...]:
    """The second true cause with its family; empty where there is none."""
    return family(kb, state.patient.also) if state.patient.also else ()


def _verdict(care: str, causes: Sequence[Cause]) -> tuple[CareVerdict | None, Cause]:
    """What the first of these causes says; those after it count only where the care is indicated."""
    for i, cause in enumerate(causes):
        for line in cause.care:
            if line.care == care and (i == 0 or line.verdict == "indicated"):
                return line, cause
    return None, causes[0]


def done_well(
    kb: KnowledgeBase,
    state: Encounter,
    placed: Placing,
    treated: Sequence[Treated],
    probabilities: Sequence[float],
) -> tuple[str, ...]:
    """What was right, in the order of its weight.

    Args:
        probabilities: of the truth, at the opening and after every action.
    """
    assert state.committed is not None
    truth = kb.causes[state.patient.cause]
    members = family(kb, truth.id)
    said = []
    if truth.must_not_miss and thought_of(state) & set(members):
        said.append(f"You thought of {in_sentence(truth.name)}, which must not be missed.")
    if placed.triage == "right":
        said.append(f"You sent the patient to the right place: {WORDS[placed.chosen]}.")
    if state.committed["diagnosis"] in members:
        sure = percent(state.committed["confidence"] / 100)
        said.append(f"You named it: {in_sentence(truth.name)}, {sure} sure.")
    elif state.committed["diagnosis"] in second(kb, state):
        name = in_sentence(kb.causes[state.patient.also].name)
        said.append(f"You named one of two: {name} was there as well.")
    given = [one.name for one in treated if one.mark == "right"]
    if given:
        said.append(f"You did what helps here: {'; '.join(given)}.")
    rises = [
        (after - before, kb.findings[action.subject].label)
        for action, (before, after) in zip(state.actions, pairwise(probabilities), strict=True)
        if action.kind in KINDS
    ]
    gain, label = max(rises, default=(0.0, ""))
    if gain >= WORTH_NAMING:
        said.append(f"The step that told most was “{label}”.")
    return tuple(said)


def next_time(
    kb: KnowledgeBase,
    state: Encounter,
    placed: Placing,
    treated: Sequence[Treated],
    clock: Course,
    best: NextStep | None,
) -> tuple[str, ...]:
    """What to do differently, the most urgent first."""
    assert state.committed is not None
    truth = kb.causes[state.patient.cause]
    members = set(family(kb, truth.id))
    said = []
    for keys in dict.fromkeys(one.change.unless_care for one in clock.worse):
        names = " or ".join(f"“{kb.care[key].name}”" for key in keys)
        said.append(f"First {names}. Waiting and pictures come after.")
    if clock.idle and not clock.worse:
        said.append("Do not wait while what you know asks for help: send or treat first.")
    for mark, word in (("missing", "Do not leave out"), ("harmful", "Keep away from")):
        names = [f"“{one.name}”" for one in treated if one.mark == mark]
        if names:
            said.append(f"{word} {' and '.join(names)}.")
    if truth.must_not_miss and not thought_of(state) & members:
        said.append(f"Put {in_sentence(truth.name)} on your list until it is excluded.")
    if placed.unlooked:
        said.append(f"Ask and examine before you send anybody low: {placed.unlooked.text.rstrip('.')}.")
    elif placed.verdict == "under-triage":
        said.append(f"Send by what is known: {placed.reason.text.rstrip('.')}.")
    if best:
        finding = kb.findings[best.finding]
        verb = next(VERBS[action] for action, kinds in KINDS.items() if finding.kind in kinds)
        said.append(
            f"{verb}: {finding.label}. Of all that was open, it would have told most for its time and cost."
        )
    if state.patient.also:
        said.append("One answer need not be the only one: ask what else may be there, danger before all.")
    wrong = state.committed["diagnosis"] not in {*members, *second(kb, state)}
    if wrong and state.committed["confidence"] >= 100 * SURE:
        said.append("Say how sure you are by what is known, and keep room for what was not asked.")
    return tuple(said)
