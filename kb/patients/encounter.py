"""A meeting with a virtual patient: (encounter, action) → (encounter, what was revealed). Pure.

The whole state follows from the patient and the list of actions, so a record need keep only those.
"""

import math
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from ..errors import KneeError, shown, unknown
from ..reasoning.information import minutes_worth
from ..reasoning.triage import rank as disposition_rank
from ..records import KnowledgeBase, ReadOnly
from .people import Patient

ActionKind = Literal["ask", "examine", "order", "treat", "advise", "rank", "wait", "commit"]
KINDS: dict[str, tuple[str, ...]] = {
    "ask": ("history", "risk-factor", "symptom"),
    "examine": ("examination",),
    "order": ("bedside-test", "laboratory", "imaging"),
}
"""Which kinds of finding each action reveals."""
MAX_WAIT = 24 * 60


@dataclass(frozen=True, slots=True)
class Action:
    """Something the learner does."""

    kind: ActionKind
    subject: str = ""
    """ask, examine, order: finding id; treat, advise: care id."""
    value: Any = None
    """rank: {cause id: per cent}; wait: minutes; commit: {'diagnosis': cause id, 'confidence': per
    cent, 'disposition': …, 'advice': [care ids]}."""

    def as_dict(self) -> dict[str, Any]:
        """For the record."""
        return {"kind": self.kind, "subject": self.subject, "value": self.value}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the running record."""

    speaker: Literal["patient", "examiner", "result", "you", "clock"]
    title: str
    text: str
    minute: float
    """Clock when it was known."""
    findings: Mapping[str, str] = field(default_factory=ReadOnly)
    """What it revealed."""


@dataclass(frozen=True, slots=True)
class Encounter:
    """Everything that has happened so far."""

    patient: Patient
    actions: tuple[Action, ...] = ()
    log: tuple[Entry, ...] = ()
    revealed: Mapping[str, str] = field(default_factory=ReadOnly)
    truth: Mapping[str, str] = field(default_factory=ReadOnly)
    """Present state of every finding; it changes where the case develops."""
    minutes: float = 0.0
    money: float = 0.0
    """Money and harm spent, in minute-equivalents."""
    ranking: Mapping[str, float] = field(default_factory=ReadOnly)
    """The learner's own differential: cause id to per cent."""
    care: tuple[str, ...] = ()
    developed: tuple[int, ...] = ()
    """Indices of the developments that took place."""
    committed: Mapping[str, Any] | None = None


def begin(kb: KnowledgeBase, patient: Patient) -> Encounter:
    """The encounter at the moment the patient has said their first sentence."""
    known = {key: patient.findings[key] for key in (*patient.known, "age-band", "sex")}
    opening = Entry("patient", patient.name, patient.opening, 0.0, ReadOnly(known))
    return Encounter(patient, (), (opening,), ReadOnly(known), patient.findings)


def replay(kb: KnowledgeBase, patient: Patient, actions: list[Action] | tuple[Action, ...]) -> Encounter:
    """The encounter after `actions`; how one is taken up again from the record."""
    state = begin(kb, patient)
    for action in actions:
        state, _ = step(kb, state, action)
    return state


def step(kb: KnowledgeBase, state: Encounter, action: Action) -> tuple[Encounter, tuple[Entry, ...]]:
    """Do one thing.

    Returns:
        The encounter afterwards, and the new lines of its record.

    Raises:
        KneeError: if the action is unknown, was done already, or comes after the end. The
            encounter is then unchanged.
    """
    if state.committed is not None:
        raise KneeError("this encounter is over; start again with another patient like this")
    if not isinstance(action.kind, str) or not isinstance(action.subject, str):
        raise KneeError(f"an action has a kind and a subject in text, not {shown(action.subject)}")
    action = replace(action, value=deepcopy(action.value))
    match action.kind:
        case "ask" | "examine" | "order":
            after = _reveal(kb, state, action)
        case "treat" | "advise":
            after = _care(kb, state, action)
        case "rank":
            after = replace(state, ranking=ReadOnly(checked_ranking(kb, action.value)))
        case "wait":
            minutes = _number(action.value, "minutes to wait", 1, MAX_WAIT)
            note = Entry("clock", "You wait", f"{minutes:g} minutes pass.", state.minutes + minutes)
            after = replace(state, minutes=state.minutes + minutes, log=(*state.log, note))
        case "commit":
            after = _commit(kb, state, action)
        case _:
            raise KneeError(f"no action '{action.kind}'")
    after = _develop(after)
    after = replace(after, actions=(*state.actions, action))
    return after, after.log[len(state.log) :]


def _reveal(kb: KnowledgeBase, state: Encounter, action: Action) -> Encounter:
    key = action.subject
    if key not in kb.findings:
        raise unknown("finding", key, kb.findings)
    finding = kb.findings[key]
    if finding.kind not in KINDS[action.kind]:
        right = next((a for a, kinds in KINDS.items() if finding.kind in kinds), "read the head")
        raise KneeError(f"'{finding.label}' cannot be had by '{action.kind}'; use '{right}'")
    now = state.truth[key]
    if state.revealed.get(key) == now:
        raise KneeError(f"'{finding.label}' is known already: {kb.findings[key].sounds[now]}")
    minutes = state.minutes + finding.cost.minutes
    own_words = state.patient.words.get(key)
    if now != state.patient.findings[key]:
        own_words = None
    entry = Entry(
        {"ask": "patient", "examine": "examiner", "order": "result"}[action.kind],  # type: ignore[arg-type]
        finding.ask if action.kind == "ask" else finding.label,
        own_words or finding.sounds[now],
        minutes,
        ReadOnly({key: now}),
    )
    return replace(
        state,
        log=(*state.log, entry),
        revealed=ReadOnly({**state.revealed, key: now}),
        minutes=minutes,
        money=state.money + minutes_worth(kb, finding.cost.money, finding.cost.harm),
    )


def _care(kb: KnowledgeBase, state: Encounter, action: Action) -> Encounter:
    if action.subject not in kb.care:
        raise unknown("care", action.subject, kb.care)
    record = kb.care[action.subject]
    if (record.kind == "advice") != (action.kind == "advise"):
        right = "advise" if record.kind == "advice" else "treat"
        raise KneeError(f"'{record.name}' is given by '{right}'")
    if record.id in state.care:
        raise KneeError(f"'{record.name}' is done already")
    minutes = state.minutes + record.minutes
    entry = Entry("you", record.name, record.what, minutes)
    return replace(state, log=(*state.log, entry), care=(*state.care, record.id), minutes=minutes)


def _commit(kb: KnowledgeBase, state: Encounter, action: Action) -> Encounter:
    value = action.value
    if not isinstance(value, Mapping):
        raise KneeError("a commitment needs a diagnosis, a confidence and a disposition")
    diagnosis, disposition = value.get("diagnosis"), value.get("disposition")
    if not diagnosis:
        raise KneeError("choose the diagnosis that you think likeliest")
    if not isinstance(diagnosis, str) or diagnosis not in kb.causes:
        raise unknown("cause", diagnosis, kb.causes)
    if not disposition:
        raise KneeError("choose where the patient goes")
    if not isinstance(disposition, str):
        raise KneeError(f"{disposition!r:.40} is not a disposition")
    disposition_rank(disposition)
    confidence = _number(value.get("confidence"), "confidence", 0, 100)
    advice = value.get("advice") or ()
    if not isinstance(advice, (list, tuple)) or not all(isinstance(key, str) for key in advice):
        raise KneeError("advice must be a list of care ids")
    for key in advice:
        if key not in kb.care or kb.care[key].kind != "advice":
            advices = [k for k, c in kb.care.items() if c.kind == "advice"]
            raise unknown("advice", key, advices)
    given = tuple(dict.fromkeys((*state.care, *advice)))
    said = f"{kb.causes[diagnosis].name} ({confidence:g} %), {disposition}."
    return replace(
        state,
        care=given,
        committed=ReadOnly(diagnosis=diagnosis, confidence=confidence, disposition=disposition),
        log=(*state.log, Entry("you", "You decide", said, state.minutes)),
    )


def _develop(state: Encounter) -> Encounter:
    for index, change in enumerate(state.patient.develops):
        if index in state.developed or state.minutes < change.after_minutes or state.committed:
            continue
        state = replace(state, developed=(*state.developed, index))
        if any(key in state.care for key in change.unless_care):
            continue
        entry = Entry("clock", "Something changes", change.says, state.minutes, change.findings)
        state = replace(
            state,
            truth=ReadOnly({**state.truth, **change.findings}),
            revealed=ReadOnly({**state.revealed, **change.findings}),
            log=(*state.log, entry),
        )
    return state


def checked_ranking(kb: KnowledgeBase, value: Any) -> dict[str, float]:
    """A learner's differential, checked: per cent by cause, likeliest first, 100 in all at most.

    Raises:
        KneeError: if it is not that.
    """
    if not isinstance(value, Mapping):
        raise KneeError("a differential is a list of causes with a per cent each")
    result: dict[str, float] = {}
    for key, percent in value.items():
        if not isinstance(key, str) or key not in kb.causes:
            raise unknown("cause", key, kb.causes)
        result[key] = _number(percent, f"confidence in {kb.causes[key].name}", 0, 100)
    total = math.fsum(result.values())
    if total > 100.0001:
        raise KneeError(f"your differential adds up to {total:g} %; 100 % is all there is to share out")
    return dict(sorted(result.items(), key=lambda item: -item[1]))


def _number(value: Any, what: str, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
        raise KneeError(f"{what}: {value!r:.30} is not a number from {low:g} to {high:g}")
    return float(value)
