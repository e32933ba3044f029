"""The differential that moves as findings are added, flipped and taken away."""

from collections.abc import Mapping, Sequence
from typing import Any

from kb.reasoning.bands import could_be, words_of_band
from kb.reasoning.differential import Differential, Hypothesis, differential
from kb.reasoning.evidence import observe
from kb.reasoning.information import NextStep, next_best
from kb.reasoning.narrowing import Doubt, narrowing
from kb.reasoning.triage import Triage, standing, triage
from kb.records import SETTINGS, KnowledgeBase
from kb.search import find
from kb.wording import in_sentence

from ._html import percent, ratio, state_words, with_state
from ._view import View, bundle

SHOWS = 0.005
"""Two causes at once are mentioned from this probability on."""


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
        steps = next_best(kb, self._known, setting=self._setting)  # type: ignore[arg-type]
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
                "why": result.reasons[0].text.rstrip(".") + ".",
            },
            "next": [
                {
                    "id": step.finding,
                    "label": kb.findings[step.finding].label,
                    "says": f"may settle {percent(step.share)} of the doubt, for {step.cost:g} points",
                }
                for step in steps[:5]
            ],
            "both": self._both(view),
            "narrows": self._narrows(view, result, steps),
            "announce": f"{kb.causes[top.cause].name}: "
            + words_of_band(top.probability, view.band(top.cause, alone=True)),
        }

    def _causes(self, view: Differential) -> list[dict[str, Any]]:
        """By probability; those not to be missed with their place beside their line."""
        rows = []
        for h in view.ranking:
            cause = self._kb.causes[h.cause]
            low, high = band = view.band(h.cause, alone=True)
            parts = sorted(h.contributions, key=lambda part: -max(part.lr, 1 / max(part.lr, 1e-9)))
            rows.append(
                {
                    "id": h.cause,
                    "name": cause.name,
                    "p": h.probability,
                    "low": low,
                    "high": high,
                    "says": percent(h.probability),
                    "could": could_be(h.probability, band),
                    "must": cause.must_not_miss,
                    **self._stands(view, h),
                    "prior": f"Before any finding: {percent(h.prior)} (an estimate for this setting).",
                    "shared": self._shared(view, h),
                    "parts": [
                        f"{self._name(part.findings)}: likelihood ratio {ratio(part.lr)}, {part.words}"
                        for part in parts
                    ],
                }
            )
        return rows

    def _shared(self, view: Differential, h: Hypothesis) -> list[str]:
        """What part of a cause's probability it has together with another cause, where that shows."""
        return [
            f"Of the {percent(h.probability)}, {percent(pair.probability)} together with {in_sentence(name)}."
            for pair in view.pairs
            if h.cause in pair.causes and pair.probability >= SHOWS
            for name in (self._kb.causes[other].name for other in pair.causes if other != h.cause)
        ]

    def _both(self, view: Differential) -> str:
        """The likeliest two causes at once, in a sentence."""
        if not view.pairs or view.pairs[0].probability < SHOWS:
            return ""
        one, other = (in_sentence(self._kb.causes[key].name) for key in view.pairs[0].causes)
        p = percent(view.pairs[0].probability)
        return f"Two can be true at once: {one} and {other} together, {p}."

    def _stands(self, view: Differential, h: Hypothesis) -> dict[str, str]:
        """Where a must-not-miss cause stands to its line, by its family's probability and band."""
        cause = self._kb.causes[h.cause]
        if not cause.must_not_miss:
            return {"stands": "", "line": ""}
        stands = standing(view, cause)
        own = stands in ("below", standing(view, cause, alone=True))
        words = {
            "above": "above its line of",
            "unsure": "could be above its line of",
            "below": "below its line of",
        }
        together = "" if own else f", with all {cause.family.replace('-', ' ')}"
        return {"stands": stands, "line": f"{words[stands]} {percent(cause.test_threshold.value)}{together}"}

    def _narrows(self, view: Differential, result: Triage, steps: Sequence[NextStep]) -> str:
        """What would narrow the band of the cause that decides, in a sentence."""
        kb = self._kb
        first = next((one.id for one in result.reasons if one.id in kb.causes), view.ranking[0].cause)
        found = narrowing(view, first, steps)
        name, whence = in_sentence(kb.causes[first].name), self._whence(found.number)
        text = f"The doubt about {name} comes first of all from {whence}."
        if found.finding:
            text += f" Of what to ask next, “{kb.findings[found.finding].label}” would narrow it most."
        return text

    def _whence(self, number: Doubt) -> str:
        """The number that a doubt comes from, in words."""
        kb, owner = self._kb, self._kb.causes.get(number.owner)
        if number.also:
            with_it, whom = (in_sentence(kb.causes[key].name) for key in (number.also, number.owner))
            what = f"how often {with_it} comes with {whom}"
        elif not number.finding:
            what = f"how often {in_sentence(kb.causes[number.owner].name)} is met here"
        else:
            whom = f"in {in_sentence(owner.name)}" if owner else "in other leg pain"
            seen = with_state(kb.findings[number.finding], self._known.get(number.finding, "present"))
            what = f"how often “{seen}” is found {whom}"
        basis = "an estimate" if number.claim.basis == "estimate" else number.claim.basis
        return f"{what} ({basis})"

    def _name(self, findings: tuple[tuple[str, str], ...]) -> str:
        names = [with_state(self._kb.findings[key], state) for key, state in findings]
        return " + ".join(names) + (", judged together" if len(names) > 1 else "")
