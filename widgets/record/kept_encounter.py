"""An encounter and the record that keeps it: it reads before it acts, and writes before it shows."""

import secrets
from collections.abc import Callable, Iterable, Sequence

from kb.errors import KneeError
from kb.patients import encounter as meeting
from kb.patients.clinic import patient_of
from kb.patients.encounter import Action, Encounter
from kb.patients.people import Patient
from kb.records import KnowledgeBase

from .attempts import Attempt, attempts
from .events import CaseStep, Kept, kept
from .reader import Reader
from .sqlite import Record


class KeptEncounter:
    """The meeting with a patient, the same for every page and kernel that has it open."""

    def __init__(
        self,
        kb: KnowledgeBase,
        record: Record,
        patient: Patient,
        *,
        changed: Callable[[], object] = lambda: None,
    ):
        """`changed` is called when something was done in another place."""
        self._kb, self._patient, self._changed = kb, patient, changed
        self._names: Attempt = ()
        self._follows = ""
        """The attempt that the learner turned away from."""
        self.note = ""
        """What the learner must know of how the encounter was taken up."""
        self._begin()
        self._reader = Reader(record, lambda event: event.subject == patient.key, self._told)
        self._reread()

    def _begin(self) -> None:
        self._names = ()
        self.attempt = f"{self._patient.key}/{secrets.token_hex(6)}"
        self.state = meeting.begin(self._kb, self._patient)

    def act(self, action: Action) -> None:
        """Do one thing; it is on disk when this returns.

        Raises:
            KneeError: if it cannot be done. Nothing is changed or written then.
        """
        with self._reader.acting():
            self._reread()
            after, _ = meeting.step(self._kb, self.state, action)
            follows = None if self._names else self._follows
            self._reader.write(CaseStep(self._patient.key, action, follows), self.attempt)
            self.state = after
            self._names = self._names or (self.attempt,)
            self._reread()

    def again(self) -> None:
        """The same patient from the start; a new attempt with the first step."""
        self._follows = self._names[0] if self._names else self._follows
        self.note = ""
        self._begin()

    def close(self) -> None:
        """Follow the record no more."""
        self._reader.close()

    def _told(self) -> None:
        if self._reread():
            self._changed()

    def _reread(self) -> bool:
        """Take up what the record holds by now; says whether there may be something new."""
        if not self._reader.news():
            return False
        steps = list(kept(self._reader.record, CaseStep, subject=self._patient.key))
        _, names = attempts(_begun(steps))
        if not names:
            if self._names:  # the learner has emptied the record
                self._begin()
            return True
        if self._follows in names:
            return True
        try:
            self.state = _retold(self._kb, self._patient, steps, names)
            self.attempt, self._names = names[0], names
        except KneeError:
            self._follows = names[0]
            self._begin()
            self.note = "This patient has changed since you met; the encounter begins anew."
        return True


def encounters(kb: KnowledgeBase, patient: Patient, steps: Sequence[Kept]) -> list[Encounter]:
    """One patient's attempts, in the order in which they were begun; what fits no more is left out."""
    result = []
    for names in attempts(_begun(steps))[0]:
        try:
            result.append(_retold(kb, patient, steps, names))
        except KneeError:
            continue
    return result


def all_decided(kb: KnowledgeBase, record: Record) -> list[Encounter]:
    """The first decision about every patient in the record, in a clinic or not."""
    by_patient: dict[str, list[Kept]] = {}
    for one in kept(record, CaseStep):
        by_patient.setdefault(one.what.subject, []).append(one)
    decided = []
    for key, steps in by_patient.items():
        if not any(one.what.action.kind == "commit" for one in steps):
            continue
        try:
            patient = patient_of(kb, key)
        except KneeError:
            continue
        decided += [one for one in encounters(kb, patient, steps) if one.committed is not None][:1]
    return decided


def _begun(steps: Iterable[Kept]) -> Iterable[tuple[str, str | None]]:
    return ((event.attempt, step.after) for event, step in steps)


def _retold(kb: KnowledgeBase, patient: Patient, steps: Iterable[Kept], names: Attempt) -> Encounter:
    """The encounter that recorded steps led to.

    Raises:
        KneeError: if they do not fit the patient, as after a change of the content.
    """
    actions = [step.action for event, step in steps if event.attempt in names]
    if len(names) == 1:
        return meeting.replay(kb, patient, actions)
    # Begun in two places at once: what the second did after the first is done once.
    state = meeting.begin(kb, patient)
    for action in actions:
        try:
            state, _ = meeting.step(kb, state, action)
        except KneeError:
            continue
    return state
