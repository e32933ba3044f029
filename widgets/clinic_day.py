"""A clinic of virtual patients, seen one after the other in any order, and the day looked back on.

The record keeps which clinic is on and which patient is in; what was done with a patient is kept, as
everywhere, by the case simulator. The first decision about a patient is the one that counts.
"""

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

import ipywidgets as w

from kb.errors import KneeError
from kb.patients.clinic import complaint, counted, patient_of, waiting_list
from kb.patients.encounter import Encounter
from kb.patients.people import Patient
from kb.patients.review import review
from kb.reasoning.triage import WORDS
from kb.records import KnowledgeBase, Setting

from ._view import View, bundle
from .case_simulator import case_box, retold
from .day_page import pages
from .record import Event, Record, record

DAY = "day"


class WaitingRoom(View):
    """Who is waiting, who is in and who has been decided about. What is pressed goes to `act`."""

    _esm, _css = bundle("clinic_day")

    def __init__(self, view: Mapping[str, Any], act):
        self._act = act
        super().__init__(view=dict(view))

    def _show(self, message: Mapping[str, Any]) -> None:
        """The clinic says itself what there is to see."""


class ClinicDay(w.VBox):
    """The waiting room, and below it the patient who is in, or the day's debrief."""

    def __init__(self, kb: KnowledgeBase, n: int, seed: int | None, setting: Setting):
        self._kb, self._n, self._setting = kb, n, setting
        self._record = record()
        self._subject = f"clinic/n={n}/{setting}" + ("" if seed is None else f"/seed={seed}")
        last = self._record.last("clinic", self._subject)
        kept = last.data if last else {}
        self._first = secrets.randbelow(10**6) if seed is None else seed
        if seed is None and _whole(kept.get("first")):
            self._first = kept["first"]
        self._enter(kept["seed"] if _whole(kept.get("seed")) else self._first)
        super().__init__()
        self.room = WaitingRoom(self._draw(), self._act)
        self.children = (self.room,)
        if kept.get("open") == DAY and self._decided:
            self._show_day()
        elif _whole(kept.get("open")) and 0 <= kept["open"] < n:
            self._call(kept["open"])
        self.room.view = self._draw()

    def _enter(self, seed: int) -> None:
        self._patients = waiting_list(self._kb, self._n, seed=seed, setting=self._setting)
        self._seed = seed
        self._boxes: dict[int, w.VBox] = {}
        self._open: int | str | None = None
        self._said = ""
        self._states: dict[int, Encounter] = {}
        """As they stand."""
        self._decided: dict[int, Encounter] = {}
        """As they stood at the first decision."""
        for place, patient in enumerate(self._patients):
            attempts = _encounters(self._kb, patient, self._record.events("case-step", patient.key))
            if attempts:
                self._states[place] = attempts[-1]
            first = next((one for one in attempts if one.committed is not None), None)
            if first:
                self._decided[place] = first

    # ── What the learner does ────────────────────────────────────────────────────────────────

    def _act(self, message: Mapping[str, Any]) -> None:
        kind, place = message.get("type"), message.get("place")
        if kind == "call" and _whole(place) and 0 <= place < self._n:
            self._call(place)
        elif kind == "day" and self._decided:
            self._show_day()
        else:
            return
        self._keep()
        self.room.view = self._draw()

    def _call(self, place: int) -> None:
        patient = self._patients[place]
        if place not in self._boxes:
            box = case_box(self._kb, patient, f"Patient {place + 1} of {self._n}")
            self._boxes[place] = box
            simulator = box.children[0]
            simulator.observe(lambda _: self._moved(place, simulator.state), "view")
            self._states[place] = simulator.state
        self._open = place
        self._said = f"{patient.name} is in. The encounter is below."
        self._below(self._boxes[place])

    def _moved(self, place: int, state: Encounter) -> None:
        self._states[place] = state
        if state.committed is not None and place not in self._decided:
            self._decided[place] = state
            self._said = "Decided. " + self._left()
        self.room.view = self._draw()

    def _show_day(self) -> None:
        result = review(self._kb, (self._decided[place] for place in sorted(self._decided)))
        self._open = DAY
        self._said = f"The day’s debrief is below. {result.headline}"
        again = w.Button(description="Another clinic like this", layout=w.Layout(width="auto"))
        again.on_click(lambda _: self._another(self._seed + 1))
        buttons = [again]
        if self._seed != self._first:
            back = w.Button(description="Back to the first clinic", layout=w.Layout(width="auto"))
            back.on_click(lambda _: self._another(self._first))
            buttons.append(back)
        shown = pages(
            self._kb,
            result,
            waiting=self._n - len(self._decided),
            setting=self._setting,
            everyone=all_decided(self._kb, self._record),
        )
        self._below(*shown, w.HBox(buttons))

    def _another(self, seed: int) -> None:
        for box in self._boxes.values():
            _close(box)
        self._enter(seed)
        self._said = f"A new clinic. {self._left()}"
        self._below()
        self._keep()
        self.room.view = self._draw()

    def _below(self, *children: w.Widget) -> None:
        """Show these under the waiting room; a patient's box is kept for later."""
        gone = [child for child in self.children[1:] if child not in (*children, *self._boxes.values())]
        self.children = (self.room, *children)
        for child in gone:
            _close(child)

    def _keep(self) -> None:
        where = {"first": self._first, "seed": self._seed, "open": self._open}
        self._record.append("clinic", self._subject, where, attempt=f"{self._subject}/{self._seed}")

    # ── View ─────────────────────────────────────────────────────────────────────────────────

    def _left(self) -> str:
        left = self._n - len(self._decided)
        if left == 0:
            return "All patients are decided about."
        if left == self._n:
            return "One patient is waiting." if left == 1 else f"{counted(left)} patients are waiting."
        return f"{counted(left)} {'is' if left == 1 else 'are'} left."

    def _draw(self) -> dict[str, Any]:
        rows = []
        for place, patient in enumerate(self._patients):
            begun = place in self._states and self._states[place].actions
            status = "decided" if place in self._decided else "begun" if begun else "waiting"
            if place in self._decided:
                decision = self._decided[place].committed
                assert decision is not None
                says = f"decided: {WORDS[decision['disposition']]}"
            else:
                says = "begun, not decided" if begun else "waiting"
            rows.append(
                {
                    "name": patient.name,
                    "who": f"{patient.age}, {patient.sex}",
                    "complaint": complaint(self._kb, patient),
                    "status": status,
                    "says": says,
                }
            )
        return {
            "title": f"Clinic of {counted(self._n).lower()}" if self._n > 1 else "Clinic of one",
            "where": self._setting.replace("-", " "),
            "clinic": f"{self._seed}",
            "patients": rows,
            "open": self._open,
            "decided": len(self._decided),
            "left": self._left(),
            "said": self._said,
            "notice": self._record.notice if not isinstance(self._open, int) else None,
        }


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _close(widget: w.Widget) -> None:
    for child in getattr(widget, "children", ()):
        _close(child)
    widget.close()


# ── What the record holds ────────────────────────────────────────────────────────────────────


def _encounters(kb: KnowledgeBase, patient: Patient, steps: Iterable[Event]) -> list[Encounter]:
    """One patient's attempts, in the order in which they were begun; what fits no more is left out."""
    attempts: dict[str, list[Event]] = {}
    for event in steps:
        attempts.setdefault(event.attempt, []).append(event)
    result = []
    for events in attempts.values():
        try:
            result.append(retold(kb, patient, events))
        except KneeError:
            continue
    return result


def all_decided(kb: KnowledgeBase, kept: Record) -> list[Encounter]:
    """The first decision about every patient in the record, in a clinic or not."""
    by_patient: dict[str, list[Event]] = {}
    for event in kept.events("case-step"):
        by_patient.setdefault(event.subject, []).append(event)
    decided = []
    for key, steps in by_patient.items():
        if not any(event.data.get("kind") == "commit" for event in steps):
            continue
        try:
            patient = patient_of(kb, key)
        except KneeError:
            continue
        attempts = _encounters(kb, patient, steps)
        decided += [one for one in attempts if one.committed is not None][:1]
    return decided
