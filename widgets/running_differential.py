"""The differential that moves as findings are added, flipped and taken away."""

from collections.abc import Mapping
from typing import Any

from kb.reasoning.differential import Differential, differential
from kb.reasoning.evidence import observe
from kb.reasoning.information import next_best
from kb.reasoning.triage import triage
from kb.records import SETTINGS, KnowledgeBase
from kb.search import find

from ._html import percent, ratio, state_words, with_state
from ._view import View, bundle


class RunningDifferential(View):
    """Findings left, causes right. `known` may be set from Python as well."""

    _esm, _css = bundle("running_differential")
    _kept = ("_known", "_setting")

    def __init__(self, kb: KnowledgeBase, known: Mapping[str, str], setting: str):
        self._kb, self._setting, self._error = kb, setting, ""
        self._known = dict(known)
        super().__init__(view=self._draw())

    def _act(self, message: Mapping[str, Any]) -> bool | None:
        key = str(message.get("id", ""))
        match message.get("type"):
            case "search":
                self._search(str(message.get("text", ""))[:200])
                return False
            case "add":
                states = self._kb.findings[key].states if key in self._kb.findings else ("",)
                self._known |= observe(self._kb, {key: states[-1]})
            case "set":
                self._known |= observe(self._kb, {key: str(message.get("state"))})
            case "drop":
                self._known.pop(key, None)
            case "setting":
                self._setting = str(message.get("setting"))
        return None

    def _search(self, text: str) -> None:
        keys = [key for key in find(self._kb, text) if key not in self._known][:6]
        hits = [{"id": key, "label": self._kb.findings[key].label} for key in keys]
        self.send({"type": "hits", "text": text, "hits": hits})

    def _draw(self) -> dict[str, Any]:
        kb = self._kb
        view = differential(kb, self._known, setting=self._setting)  # type: ignore[arg-type]
        result = triage(view)
        best = next_best(kb, self._known, setting=self._setting)[:5]  # type: ignore[arg-type]
        top = view.ranking[0]
        return {
            "setting": self._setting,
            "settings": [[key, key.replace("-", " ")] for key in SETTINGS],
            "error": self._error,
            "known": [
                {
                    "id": key,
                    "label": kb.findings[key].label,
                    "state": state,
                    "states": [[one, state_words(one)] for one in kb.findings[key].states],
                }
                for key, state in self._known.items()
            ],
            "causes": self._causes(view),
            "triage": {
                "word": result.now,
                "why": result.reasons[0].text + ".",
            },
            "next": [
                {
                    "id": step.finding,
                    "label": kb.findings[step.finding].label,
                    "says": f"expected {step.information:.2f} bits for {step.cost:g} points",
                }
                for step in best
            ],
            "announce": f"{kb.causes[top.cause].name} {percent(top.probability)}",
        }

    def _causes(self, view: Differential) -> list[dict[str, Any]]:
        """Must-not-miss causes that may not be left stand first; the rest by probability."""
        rows = []
        for h in view.ranking:
            cause = self._kb.causes[h.cause]
            line = cause.test_threshold.value
            safe = view.probability(h.cause) < line
            together = "" if safe or h.probability >= line else f", with all {cause.family.replace('-', ' ')}"
            parts = sorted(h.contributions, key=lambda part: -max(part.lr, 1 / max(part.lr, 1e-9)))
            rows.append(
                {
                    "id": h.cause,
                    "name": cause.name,
                    "p": h.probability,
                    "says": percent(h.probability),
                    "must": cause.must_not_miss,
                    "safe": safe,
                    "threshold": f"{'below' if safe else 'above'} its line of " + percent(line) + together,
                    "prior": f"Before any finding: {percent(h.prior)} (an estimate for this setting).",
                    "parts": [
                        f"{self._name(part.findings)}: likelihood ratio {ratio(part.lr)}, {part.words}"
                        for part in parts
                    ],
                }
            )
        return rows

    def _name(self, findings: tuple[tuple[str, str], ...]) -> str:
        names = [with_state(self._kb.findings[key], state) for key, state in findings]
        return " + ".join(names) + (", judged together" if len(names) > 1 else "")
