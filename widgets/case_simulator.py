"""A virtual patient to ask, examine, test and treat, and the debrief afterwards.

The record keeps the actions; an encounter is replayed from them when a notebook is reopened.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import ipywidgets as w
import traitlets

from kb.patients.debrief import debrief
from kb.patients.encounter import KINDS, Action, Encounter
from kb.patients.people import Patient
from kb.reasoning.differential import differential
from kb.reasoning.information import next_best
from kb.reasoning.triage import WORDS
from kb.records import DISPOSITIONS, Finding, KnowledgeBase
from kb.search import find, find_care

from ._html import percent
from ._view import View, bundle
from .record import Record
from .record.kept_encounter import KeptEncounter

TELLING = 8
"""Questions and examinations that head their list."""
FIRST = dict.fromkeys(("ask", "examine"), "Tells most at the start; rules out no danger")
"""Head of what comes first, by action."""
CHAPTERS = {
    "history": "The complaint",
    "pain-sites": "Where it hurts",
    "pain-character": "What the pain is like",
    "injury": "How it began",
    "joint-symptoms": "Knee and other joints",
    "nerve-symptoms": "Numbness and weakness",
    "children": "In a child",
    "risk-factors": "Risks and past",
    "examination": "Leg, skin and vessels",
    "knee-examination": "Knee and thigh",
    "muscle-examination": "Calf, tendon and bone",
    "nerve-examination": "Nerves and back",
}
"""Headings of the menus, in their order, by file of kb/content/findings; another file goes by its name."""
TESTS = {"bedside-test": "At the bedside", "laboratory": "Laboratory", "imaging": "Imaging"}
CARE_GROUPS = {"first-aid": "First aid", "treatment": "Treatment", "referral": "Referral"}
CAUSE_GROUPS = {
    "vascular": "Vascular",
    "muscle-tendon": "Muscle and tendon",
    "structural-cystic": "Joint and cyst",
    "nerve": "Nerve",
    "other": "Other",
}


class CaseSimulator(View):
    """The encounter itself. `on_finish(encounter)` and `on_start()` tell the frame around it."""

    _esm, _css = bundle("case_simulator")
    menu = traitlets.Dict().tag(sync=True)

    def __init__(self, kb: KnowledgeBase, record: Record, patient: Patient, title: str, on_finish, on_start):
        self._kb, self._record, self._patient = kb, record, patient
        self._on_finish, self._on_start = on_finish, on_start
        self._training = False
        self._held = KeptEncounter(kb, record, patient, changed=self._changed)
        self._error = self._held.note
        self._shown = self._held.attempt
        super().__init__(menu=self._menu(title), view=self._draw())
        if self.state.committed is not None:
            on_finish(self.state)

    def _receive(self, *told: Any) -> None:
        with self._record.acting():  # what was found first; other places that show this patient come after
            super()._receive(*told)

    def close(self) -> None:
        """Follow the record no more."""
        if hasattr(self, "_held"):  # not where the patient was refused
            self._held.close()
        super().close()

    @property
    def state(self) -> Encounter:
        """The encounter as it stands."""
        return self._held.state

    def again(self) -> None:
        """The same patient from the start, as a new attempt."""
        self._held.again()
        self._training = False
        self._error = ""
        self._show({})

    def _changed(self) -> None:
        self._error = self._held.note
        self._show({})

    def _show(self, message: Mapping[str, Any]) -> None:
        """Draw the encounter, and tell the frame around it whether there is a debrief."""
        self.view = self._draw()
        if self._shown != self._held.attempt:
            self._shown = self._held.attempt
            self._on_start()
        if self.state.committed is not None:
            self._on_finish(self.state)

    def _act(self, message: Mapping[str, Any]) -> bool | None:
        match message.get("type"):
            case "search":
                self._search(str(message.get("text", ""))[:200])
                return False
            case "training":
                self._training = bool(message.get("on"))
            case "act":
                kind, subject = str(message.get("kind")), str(message.get("subject") or "")
                self._held.act(Action(kind, subject, message.get("value")))  # type: ignore[arg-type]
        return None

    def _search(self, text: str) -> None:
        kinds = [kind for group in KINDS.values() for kind in group]
        care = [k for k in find_care(self._kb, text, limit=3) if self._kb.care[k].kind != "advice"]
        ids = [*find(self._kb, text, kinds=kinds, limit=9), *care]
        self.send({"type": "hits", "text": text, "ids": ids})

    # ── View ─────────────────────────────────────────────────────────────────────────────────

    def _menu(self, title: str) -> dict[str, Any]:
        kb, patient = self._kb, self._patient

        def price(minutes: float, money: int = 0, harm: int = 0) -> str:
            parts = [f"{minutes:g} min", "€" * money, "!" * harm]
            return " · ".join(part for part in parts if part)

        def section(action: str, name: str, records: Iterable[Finding]) -> dict[str, Any]:
            return {
                "name": name,
                "items": [
                    {
                        "id": f.id,
                        "act": action,
                        "text": f.ask if action == "ask" else f.label,
                        "how": f.how or f.label,
                        "price": price(f.cost.minutes, f.cost.money, f.cost.harm),
                    }
                    for f in records
                ],
            }

        def findings(action: str) -> list[dict[str, Any]]:
            mine = [f for f in kb.findings.values() if f.kind in KINDS[action]]
            first: list[Finding] = []
            if action in FIRST:
                # Of anybody with a painful leg: of this patient it would be a hint.
                steps = next_best(kb, setting=patient.setting, kinds=KINDS[action])[:TELLING]
                first = [kb.findings[step.finding] for step in steps]
                mine = [f for f in mine if f not in first]
            if action == "order":
                heads = {name: [f for f in mine if f.kind == kind] for kind, name in TESTS.items()}
            else:
                known = [stem for stem in CHAPTERS if stem in kb.chapters]
                stems = dict.fromkeys([*known, *kb.chapters])
                heads = {
                    CHAPTERS.get(stem, stem.replace("-", " ").capitalize()): [
                        f for f in mine if f.id in kb.chapters[stem]
                    ]
                    for stem in stems
                }
            if first:
                heads = {FIRST[action]: first, **heads}
            return [section(action, name, records) for name, records in heads.items() if records]

        care = [
            {
                "name": name,
                "items": [
                    {
                        "id": c.id,
                        "act": "treat",
                        "text": c.name,
                        "how": c.what,
                        "price": price(c.minutes),
                    }
                    for c in kb.care.values()
                    if c.kind == kind
                ],
            }
            for kind, name in CARE_GROUPS.items()
        ]
        return {
            "title": title,
            "who": f"{patient.name}, {patient.age}, {patient.sex}, {patient.who}"
            f" ({patient.setting.replace('-', ' ')})",
            "items": {**{action: findings(action) for action in KINDS}, "treat": care},
            "causes": [
                {
                    "name": name,
                    "items": [{"id": c.id, "name": c.name} for c in kb.causes.values() if c.group == group],
                }
                for group, name in CAUSE_GROUPS.items()
                if any(c.group == group for c in kb.causes.values())
            ],
            "dispositions": [[key, WORDS[key][0].upper() + WORDS[key][1:]] for key in DISPOSITIONS],
            "advice": [{"id": c.id, "name": c.name} for c in kb.care.values() if c.kind == "advice"],
        }

    def _draw(self) -> dict[str, Any]:
        state = self.state
        done = [
            *(key for key, seen in state.revealed.items() if state.truth.get(key) == seen),
            *state.care,
        ]
        training = None
        if self._training and state.committed is None:
            view = differential(self._kb, state.revealed, setting=self._patient.setting)
            training = [
                {
                    "name": self._kb.causes[h.cause].name,
                    "p": h.probability,
                    "says": percent(h.probability),
                }
                for h in view.ranking[:6]
            ]
        return {
            "attempt": self._held.attempt,
            "clock": _clock(state.minutes),
            "cost": f"{state.money:g}",
            "log": [
                {"speaker": e.speaker, "title": e.title, "text": e.text, "clock": _clock(e.minute)}
                for e in state.log
            ],
            "done": done,
            "ranking": [[key, value] for key, value in state.ranking.items()],
            "training": training,
            "over": state.committed is not None,
            "error": self._error,
            "notice": self._record.notice,
        }


def case_box(kb: KnowledgeBase, record: Record, patient: Patient, title: str) -> w.VBox:
    """The encounter with room below for its debrief."""
    box = w.VBox()
    shown: list[str] = []

    def finish(state: Encounter) -> None:
        if shown:
            return
        shown.append("debrief")
        from .debrief_page import pages

        again = w.Button(description="Again with this patient", layout=w.Layout(width="auto"))
        again.on_click(lambda _: simulator.again())
        rest = [*pages(kb, debrief(kb, state)), again]
        box.children = (*box.children[:1], *rest)

    def start() -> None:
        shown.clear()
        for child in box.children[1:]:
            child.close()
        box.children = box.children[:1]

    simulator = CaseSimulator(kb, record, patient, title, finish, start)
    box.children = (simulator, *box.children)
    return box


def _clock(minutes: float) -> str:
    whole = int(minutes)
    return f"{whole // 60}:{whole % 60:02d} h"
