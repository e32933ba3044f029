"""A clinic of virtual patients, seen one after the other in any order, and the day looked back on.

The record keeps which clinic is on and which patient is in; what was done with a patient is kept, as
everywhere, by the case simulator. The first decision about a patient is the one that counts.
"""

import secrets
from collections.abc import Mapping
from typing import Any

import ipywidgets as w

from kb.errors import KneeError
from kb.patients.clinic import complaint, counted, waiting_list
from kb.patients.encounter import Encounter
from kb.patients.review import review
from kb.reasoning.triage import WORDS
from kb.records import KnowledgeBase, Setting

from ._view import View, bundle
from .case_simulator import case_box
from .day_page import pages
from .record import Event, Record
from .record.events import CaseStep, ClinicMoved, kept
from .record.kept_encounter import all_decided, encounters
from .record.reader import Reader

DAY = ClinicMoved.DAY


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

    def __init__(self, kb: KnowledgeBase, record: Record, n: int, seed: int | None, setting: Setting):
        self._kb, self._n, self._setting = kb, n, setting
        self._record = record
        self._subject = f"clinic/n={n}/{setting}" + ("" if seed is None else f"/seed={seed}")
        self._reader = Reader(record, self._concerns, self._told)
        self._reader.news()
        last = self._last()
        self._first = secrets.randbelow(10**6) if seed is None else seed
        if seed is None and last.first is not None:
            self._first = last.first
        try:
            self._enter(self._first if last.seed is None else last.seed)
        except KneeError:  # a clinic that was refused hears of nothing
            self._reader.close()
            raise
        super().__init__()
        self.room = WaitingRoom(self._draw(), self._act)
        self.children = (self.room,)
        if last.open == DAY and self._decided:
            self._show_day()
        elif isinstance(last.open, int) and 0 <= last.open < n:
            self._call(last.open)
        self.room.view = self._draw()

    def _last(self) -> ClinicMoved:
        """Where the clinic was left, here or in another place."""
        event = self._record.last(ClinicMoved.KIND, self._subject)
        return ClinicMoved.read(event) if event else ClinicMoved(self._subject, None, None, None)

    def _enter(self, seed: int) -> None:
        self._patients = waiting_list(self._kb, self._n, seed=seed, setting=self._setting)
        self._seed = seed
        self._boxes: dict[int, w.VBox] = {}
        self._open: int | str | None = None
        self._said = ""
        self._look()

    def _look(self) -> None:
        """Take up what the record holds of these patients."""
        self._states: dict[int, Encounter] = {}
        """As they stand."""
        self._decided: dict[int, Encounter] = {}
        """As they stood at the first decision."""
        for place, patient in enumerate(self._patients):
            attempts = encounters(self._kb, patient, list(kept(self._record, CaseStep, subject=patient.key)))
            if attempts:
                self._states[place] = attempts[-1]
            first = next((one for one in attempts if one.committed is not None), None)
            if first:
                self._decided[place] = first
        for place, box in self._boxes.items():
            self._states[place] = box.children[0].state

    # ── What was done in another place ───────────────────────────────────────────────────────

    def _concerns(self, event: Event) -> bool:
        open_here = {self._patients[place].key for place in self._boxes}  # their boxes tell of them
        return event.subject == self._subject or event.subject in {p.key for p in self._patients} - open_here

    def _told(self) -> None:
        if self._reread():
            self.room.view = self._draw()

    def _reread(self) -> bool:
        """Take up what the record holds by now; says whether there may be something new."""
        if not self._reader.news():
            return False
        seed = self._last().seed
        if seed is not None and seed != self._seed:
            self._move(seed)
        else:
            self._look()
        return True

    # ── What the learner does ────────────────────────────────────────────────────────────────

    def _act(self, message: Mapping[str, Any]) -> None:
        with self._reader.acting():
            self._do(message.get("type"), message.get("place"))

    def _do(self, kind: Any, place: Any) -> None:
        self._reread()
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
            box = case_box(self._kb, self._record, patient, f"Patient {place + 1} of {self._n}")
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
        with self._reader.acting():
            self._move(seed)
            self._keep()
            self.room.view = self._draw()

    def _move(self, seed: int) -> None:
        for box in self._boxes.values():
            _close(box)
        self._enter(seed)
        self._said = f"A new clinic. {self._left()}"
        self._below()

    def _below(self, *children: w.Widget) -> None:
        """Show these under the waiting room; a patient's box is kept for later."""
        gone = [child for child in self.children[1:] if child not in (*children, *self._boxes.values())]
        self.children = (self.room, *children)
        for child in gone:
            _close(child)

    def _keep(self) -> None:
        moved = ClinicMoved(self._subject, self._first, self._seed, self._open)
        self._reader.write(moved, attempt=f"{self._subject}/{self._seed}")

    def close(self) -> None:
        """Follow the record no more."""
        if hasattr(self, "_reader"):  # not where the clinic was refused
            self._reader.close()
        super().close()

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
