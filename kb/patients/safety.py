"""Whether a finished encounter was safe: what was missed, left out, done too late or done wrongly. Pure."""

import math
from collections.abc import Iterator

from ..reasoning.differential import Differential, family
from ..reasoning.triage import WORDS, dangers, feared, named, rank, red_flags
from ..records import Cause, KnowledgeBase
from ..wording import in_sentence, percent
from .course import Course, in_minutes, worse_in_words
from .encounter import Encounter
from .placing import Placing

Fault = tuple[float, str]
"""Share of safety that it costs, and what it was."""


def safety_faults(
    kb: KnowledgeBase, state: Encounter, view: Differential, placed: Placing, clock: Course
) -> list[Fault]:
    """All that was unsafe, the gravest first."""
    faults = [
        *_missed(kb, state),
        *_sent_low(kb, state, view, placed),
        *_too_late(kb, clock),
        *((0.5, text) for text in _left_out(kb, state, view)),
        *_harm(kb, state),
        *_no_safety_net(kb, state),
    ]
    return sorted(faults, key=lambda fault: -fault[0])


def score(faults: list[Fault]) -> float:
    """What is left of safety, 0 to 1."""
    return max(0.0, 1 - math.fsum(weight for weight, _ in faults))


def thought_of(state: Encounter) -> set[str]:
    """Causes that were ever on the learner's list, with the diagnosis."""
    listed = {
        key
        for action in state.actions
        if action.kind == "rank"
        for key, share in action.value.items()
        if share > 0
    }
    return listed | ({state.committed["diagnosis"]} if state.committed else set())


def safety_net(kb: KnowledgeBase, cause: Cause) -> list[str]:
    """What the patient must be told, what to watch for first."""
    wanted = [
        line.care
        for line in cause.care
        if line.verdict == "indicated" and kb.care[line.care].kind == "advice"
    ]
    return sorted(wanted, key=lambda key: not key.startswith("warn-"))


def not_given(kb: KnowledgeBase, state: Encounter, view: Differential) -> list[tuple[Cause, tuple[str, ...]]]:
    """Care that may not wait and was left out, where only the learner could give it.

    Asked for by what the learner took the patient to have, if that is true, and by every danger likely enough
    on what was known to be treated without another test. Outside a hospital the ambulance brings it.
    """
    assert state.committed is not None
    if state.patient.setting != "emergency":
        return []
    own = set(family(kb, state.patient.cause))
    named = state.committed["diagnosis"] in own
    lines: dict[tuple[str, ...], Cause] = {}
    for cause in (kb.causes[state.patient.cause], *dangers(view)):
        likely = view.probability(cause.id) >= cause.treatment_threshold.value
        if likely or (named and cause.id == state.patient.cause):
            for line in cause.at_once:
                if not set(line) & set(state.care):
                    lines.setdefault(line, cause)
    return [(cause, line) for line, cause in lines.items()]


def _left_out(kb: KnowledgeBase, state: Encounter, view: Differential) -> Iterator[str]:
    for cause, line in not_given(kb, state, view):
        why = next(verdict.why for verdict in cause.care if verdict.care == line[0])
        names = " or ".join(f"“{kb.care[key].name}”" for key in line)
        yield f"Left out in {in_sentence(cause.name)}: {names}. {why}"


def _missed(kb: KnowledgeBase, state: Encounter) -> Iterator[Fault]:
    truth = kb.causes[state.patient.cause]
    if truth.must_not_miss and not thought_of(state) & set(family(kb, truth.id)):
        yield 1.0, f"{truth.name} must not be missed, and was never on your list."


def _sent_low(kb: KnowledgeBase, state: Encounter, view: Differential, placed: Placing) -> Iterator[Fault]:
    """By what was known, or easily found by asking and examining; never by the truth alone."""
    truth = kb.causes[state.patient.cause]
    chosen = WORDS[placed.chosen]
    if placed.triage == "under-triage":
        if truth.must_not_miss and placed.left:
            yield 1.0, f"{truth.name} was sent to {chosen}."
        elif not placed.unlooked and placed.reason.id in {cause.id for cause in feared(view)}:
            yield 0.75, f"{placed.reason.text.rstrip('.')}, and you chose {chosen}."
        elif placed.unlooked or placed.reason.kind != "red-flag":
            yield 0.25, "The patient was sent lower than what was known, or easily found, asked for."
    for flag in red_flags(kb, state.revealed):
        if rank(placed.chosen) < rank(flag.disposition) and placed.verdict == "under-triage":
            yield 0.75, f"Red flag not acted on. {flag.text}"
    considered = thought_of(state)
    for cause in feared(view):
        if considered & set(family(kb, cause.id)) or cause.id in family(kb, truth.id):
            continue
        if rank(placed.chosen) < rank(cause.urgency):
            share = percent(view.probability(cause.id))
            yield 0.25, f"{named(kb, cause)} stood at {share} and was not thought of."


def _too_late(kb: KnowledgeBase, clock: Course) -> Iterator[Fault]:
    """Half of safety for what got worse, and as much for each hour that help came too late."""
    for one in clock.worse:
        yield 0.5 + 0.5 * max(0.0, one.end // 60), worse_in_words(kb, one)
    if clock.idle and not clock.worse:
        text = (
            f"You waited {in_minutes(clock.idle)} longer than what was known allowed, and nothing was done."
        )
        yield 0.25 + 0.5 * (clock.idle // 60), text


def _harm(kb: KnowledgeBase, state: Encounter) -> Iterator[Fault]:
    verdicts = {line.care: line for line in kb.causes[state.patient.cause].care}
    for key in state.care:
        if key in verdicts and verdicts[key].verdict == "harmful":
            yield 0.5, f"{kb.care[key].name} does harm here: {verdicts[key].why}"


def _no_safety_net(kb: KnowledgeBase, state: Encounter) -> Iterator[Fault]:
    wanted = safety_net(kb, kb.causes[state.patient.cause])
    if wanted and not set(wanted) & set(state.care):
        yield 0.25, f"Safety net missing. {kb.care[wanted[0]].what}"
