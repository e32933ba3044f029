"""Where does it hurt? Marks on a figure, and the causes that the engine ranks from them."""

from collections.abc import Mapping
from typing import Any

import traitlets

from kb.anatomy.charts import body_charts
from kb.patients.review import lesson_of
from kb.reasoning.bands import could_be
from kb.reasoning.differential import Contribution, Differential, Hypothesis, differential
from kb.reasoning.evidence import observe
from kb.reasoning.information import next_best
from kb.reasoning.pain_sites import findings_of, marked_by
from kb.reasoning.triage import feared
from kb.records import SETTINGS, KnowledgeBase

from ._html import percent, ratio, state_words, with_state
from ._view import View, bundle

SHOWN = 8
NEXT = 3
TELLING = 1.25
"""A likelihood ratio nearer to 1 than this, or its inverse, is summed up in one line."""
DANGER = (
    "The place of the pain never rules out danger. A clot, a blocked artery, a joint infection or a lost "
    "nerve root can hurt anywhere from the back to the foot, or nowhere."
)
BOTH = "both-legs-affected"


class PainMap(View):
    """A figure from behind and from the front; every place is a finding, or several."""

    _esm, _css = bundle("pain_chart")
    _kept = ("_marked", "_known", "_setting", "_leg", "_rest")
    chart = traitlets.Dict().tag(sync=True)

    def __init__(self, kb: KnowledgeBase, known: Mapping[str, str], setting: str):
        self._kb, self._setting, self._error = kb, setting, ""
        self._leg, self._rest = "right", False
        self._marked = marked_by(kb, known)
        told = {key for site in self._marked for key in kb.pain_sites[site].means}
        self._known = {key: state for key, state in known.items() if key not in told}
        if self._known.get(BOTH) == "present":
            self._leg = "both"
            del self._known[BOTH]
        super().__init__(
            chart=body_charts(kb, kb.pain_sites.values()),
            view=self._draw(),
        )

    def _act(self, message: Mapping[str, Any]) -> None:
        key = str(message.get("id", ""))
        match message.get("type"):
            case "toggle" if key in self._kb.pain_sites:
                self._marked ^= {key}
                for finding in self._kb.pain_sites[key].means:
                    self._known.pop(finding, None)
            case "leg" if message.get("leg") in ("right", "left", "both"):
                self._leg = str(message["leg"])
            case "rest":
                self._rest = bool(message.get("on"))
            case "setting":
                self._setting = str(message.get("setting"))
            case "answer":
                self._known |= observe(self._kb, {key: str(message.get("state"))})
            case "drop":
                self._known.pop(key, None)
            case "clear":
                self._marked, self._known, self._rest = set(), {}, False

    def _told(self) -> dict[str, str]:
        """Everything known: the marks, the unmarked places where they are asked for, the answers."""
        told = dict(self._known)
        if self._leg == "both":
            told[BOTH] = "present"
        return told | findings_of(self._kb, self._marked, rest=self._rest)

    def _draw(self) -> dict[str, Any]:
        kb, told = self._kb, self._told()
        view = differential(kb, told, setting=self._setting)  # type: ignore[arg-type]
        shown = view.ranking[:SHOWN]
        there = {one.cause for one in shown}
        danger = [view.by_cause[cause.id] for cause in feared(view) if cause.id not in there]
        sites = {key for site in kb.pain_sites.values() for key in site.means}
        steps = next_best(kb, told, setting=self._setting) if self._marked else ()  # type: ignore[arg-type]
        steps = [step for step in steps if step.finding not in sites][:NEXT]
        top = kb.causes[view.ranking[0].cause]
        count = len(self._marked)
        return {
            "leg": self._leg,
            "rest": self._rest,
            "setting": self._setting,
            "settings": [[key, key.replace("-", " ")] for key in SETTINGS],
            "error": self._error,
            "sites": [
                {"id": site.id, "label": site.label, "on": site.id in self._marked, "note": site.note}
                for site in kb.pain_sites.values()
            ],
            "known": [
                {"id": key, "label": with_state(kb.findings[key], state)}
                for key, state in self._known.items()
            ],
            "danger": DANGER,
            "title": "Likeliest causes for these places"
            if count
            else "Before any mark: what is met most here",
            "causes": [self._row(view, one) for one in shown],
            "must": [self._row(view, one) for one in danger],
            "more": len(view.ranking) - len(shown) - len(danger),
            "next": [
                {
                    "id": step.finding,
                    "label": kb.findings[step.finding].label,
                    "ask": kb.findings[step.finding].ask,
                    "states": [[state, state_words(state)] for state in kb.findings[step.finding].states],
                }
                for step in steps
            ],
            "announce": f"{count} place{'s' if count != 1 else ''} marked. "
            f"{top.name} {percent(view.ranking[0].probability)}.",
        }

    def _row(self, view: Differential, one: Hypothesis) -> dict[str, Any]:
        cause = self._kb.causes[one.cause]
        telling, weak = [], 0
        for part in sorted(one.contributions, key=lambda part: -max(part.lr, 1 / max(part.lr, 1e-9))):
            if 1 / TELLING < part.lr < TELLING:
                weak += 1
            else:
                telling.append(f"{self._name(part)}: likelihood ratio {ratio(part.lr)}, {part.words}")
        low, high = view.band(one.cause, alone=True)
        lesson = self._kb.lessons.get(lesson_of(self._kb, one.cause) or "")
        return {
            "id": cause.id,
            "name": cause.name,
            "p": one.probability,
            "low": low,
            "high": high,
            "says": percent(one.probability),
            "could": could_be(one.probability, (low, high)),
            "must": cause.must_not_miss,
            "story": cause.story,
            "prior": f"Before any finding: {percent(one.prior)} (an estimate for this setting).",
            "parts": telling,
            "weak": f"{weak} other finding{'s say' if weak != 1 else ' says'} hardly anything."
            if weak
            else "",
            "lesson": {"title": lesson.title, "href": lesson.notebook} if lesson else None,
        }

    def _name(self, part: Contribution) -> str:
        names = [with_state(self._kb.findings[key], state) for key, state in part.findings]
        return " + ".join(names) + (", judged together" if len(names) > 1 else "")
