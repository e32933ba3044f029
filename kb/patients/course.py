"""What time did to a patient: what got worse, what would have prevented it, when help began. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..reasoning.differential import differential
from ..reasoning.triage import rank, triage
from ..records import Development, Disposition, KnowledgeBase
from ..wording import in_sentence, state_words
from .encounter import Encounter, begin, step

PATIENCE: Mapping[Disposition, float] = {"emergency": 0.0, "same-day": 480.0}
"""Minutes that may pass by waiting where what is known asks for this: none; a working day, an estimate."""


@dataclass(frozen=True, slots=True)
class Act:
    """Something that was done, and when it was done."""

    care: str
    """Care id; empty for the decision that handed the patient over."""
    minute: float


@dataclass(frozen=True, slots=True)
class Worse:
    """A preventable change for the worse that took place."""

    change: Development
    late: float | None
    """Minutes from then until what would have prevented it; None where that never came."""
    end: float
    """Minutes from then until it came, or until the decision."""


@dataclass(frozen=True, slots=True)
class Course:
    """The clock of an encounter, looked back on."""

    first: Act | None
    """The first effective act; None where there was none."""
    worse: tuple[Worse, ...] = ()
    idle: float = 0.0
    """Minutes waited beyond what was known to allow, before any help began."""
    given: Mapping[str, float] = field(default_factory=dict)
    """Care id to the minute at which it was done."""


def effective(kb: KnowledgeBase, state: Encounter) -> set[str]:
    """Care that acts on the danger itself: what keeps the case from getting worse, and what may not wait."""
    changes = (change.unless_care for change in state.patient.develops)
    return {key for line in (*changes, *kb.causes[state.patient.cause].at_once) for key in line}


def course(kb: KnowledgeBase, state: Encounter) -> Course:
    """Go through a finished encounter by its clock."""
    acts = effective(kb, state)
    # Whoever feared another emergency and acted on it has not stood idle.
    help_of_any_kind = acts | {key for cause in kb.causes.values() for line in cause.at_once for key in line}
    now = begin(kb, state.patient)
    given: dict[str, float] = {}
    took_place: list[Development] = []
    waited: dict[Disposition, float] = {}
    for action in state.actions:
        if action.kind == "wait" and not help_of_any_kind & given.keys():
            asked = triage(differential(kb, now.revealed, setting=state.patient.setting)).disposition
            waited[asked] = waited.get(asked, 0.0) + action.value
        before = now
        now, _ = step(kb, now, action)
        given |= dict.fromkeys(set(now.care) - set(before.care), now.minutes)
        for index in now.developed[len(before.developed) :]:
            change = state.patient.develops[index]
            if change.unless_care and not set(change.unless_care) & set(now.care):
                took_place.append(change)
    handed_over = Act("", state.minutes) if hands_over(kb, state) else None
    idle = sum(max(0.0, waited.get(place, 0.0) - most) for place, most in PATIENCE.items())
    return Course(
        _first(given, acts) or handed_over,
        tuple(_worse(change, given, handed_over, state.minutes) for change in took_place),
        idle,
        given,
    )


def _first(given: Mapping[str, float], wanted: set[str]) -> Act | None:
    done = [Act(key, minute) for key, minute in given.items() if key in wanted]
    return min(done, key=lambda act: act.minute, default=None)


def _worse(change: Development, given: Mapping[str, float], handed_over: Act | None, end: float) -> Worse:
    act = _first(given, set(change.unless_care)) or handed_over
    late = act.minute - change.after_minutes if act else None
    return Worse(change, late, end - change.after_minutes if late is None else late)


def hands_over(kb: KnowledgeBase, state: Encounter) -> bool:
    """Whether the decision brings the care that may not wait: sent high enough, from outside a hospital.

    In an emergency department the patient has arrived: there the learner has to give it.
    """
    patient = state.patient
    assert state.committed is not None
    enough = min(map(rank, (patient.disposition, *patient.accept_dispositions)))
    if rank(state.committed["disposition"]) < enough:
        return False
    return patient.setting != "emergency" or not effective(kb, state)


def first_act_in_words(kb: KnowledgeBase, found: Course) -> str:
    """When help began."""
    if found.first is None:
        return "Nothing was done that acts on the danger itself."
    what = f"“{kb.care[found.first.care].name}”" if found.first.care else "your decision"
    return f"The first effective act was {what}, {in_minutes(found.first.minute)} after the start."


def worse_in_words(kb: KnowledgeBase, one: Worse) -> str:
    """What got worse, what would have prevented it, and how late that was."""
    names = [
        in_sentence(kb.findings[key].label) + ("" if value == "present" else f" ({state_words(value)})")
        for key, value in one.change.findings.items()
    ]
    wanted = " or ".join(f"“{kb.care[key].name}”" for key in one.change.unless_care)
    came = "never came" if one.late is None else f"came {in_minutes(one.late)} too late"
    return (
        f"After {in_minutes(one.change.after_minutes)} it got worse: {', '.join(names)}. "
        f"{wanted} would have prevented it, and {came}."
    )


def in_minutes(minutes: float) -> str:
    """'1 minute', '1 200 minutes'."""
    return "1 minute" if round(minutes) == 1 else f"{minutes:,.0f} minutes".replace(",", "\u202f")
