"""Where is the nerve hurt? Deficits marked on a figure and in a list, and the lesions that explain them."""

from collections.abc import Mapping
from typing import Any

import traitlets

from kb.anatomy.charts import body_charts
from kb.anatomy.localise import CHANCE, SAID, Candidate, examined, how, localise, said, supply
from kb.records import Deficit, KnowledgeBase
from kb.wording import in_sentence

from ._html import percent
from ._view import View, bundle

SHOWN = 6
MAPS = {
    "plain": "Skin to test",
    "dermatomes": "Dermatomes",
    "nerves": "Nerve territories",
}
KINDS = {"sign": "Ask everyone", "movement": "Strength", "reflex": "Reflexes", "skin": "Feeling"}
CAUTION = (
    "A numb saddle, new trouble with bladder or bowel, or loss in both legs is an emergency (cauda equina), "
    "however well a single nerve would explain the rest. Ask everyone."
)
MAP_NOTE = "Maps disagree, and neighbouring areas overlap; this one is for orientation."


class Localiser(View):
    """Skin on the figure; strength, reflexes and signs of danger in a list; places ranked beside."""

    _esm, _css = bundle("localiser")
    _kept = ("_found", "_leg", "_map")
    chart = traitlets.Dict().tag(sync=True)

    def __init__(self, kb: KnowledgeBase, found: Mapping[str, str] | None = None):
        self._kb, self._error, self._leg, self._map = kb, "", "right", "plain"
        self._found: dict[str, Any] = dict(examined(kb, found or {}))
        chart = body_charts(kb, [one for one in kb.deficits.values() if one.kind == "skin"])
        super().__init__(chart=chart | self._maps(), view=self._draw())

    def _maps(self) -> dict[str, Any]:
        """The legend of each map: areas by name, each with its skin."""
        skin = [one for one in self._kb.deficits.values() if one.kind == "skin"]
        roots = sorted({one.dermatome for one in skin if one.dermatome})
        nerves = list(dict.fromkeys(one.nerve for one in skin if one.nerve))
        return {
            "maps": {
                "dermatomes": [
                    {
                        "mark": root,
                        "name": f"Root {root}",
                        "areas": [o.id for o in skin if o.dermatome == root],
                    }
                    for root in roots
                ],
                "nerves": [
                    {
                        "mark": str(i + 1),
                        "name": self._kb.structures[nerve].name,
                        "areas": [one.id for one in skin if one.nerve == nerve],
                    }
                    for i, nerve in enumerate(nerves)
                ],
            }
        }

    def _act(self, message: Mapping[str, Any]) -> None:
        key = str(message.get("id", ""))
        match message.get("type"):
            case "set":
                if not message.get("state"):
                    self._found.pop(key, None)
                else:
                    self._found |= examined(self._kb, {key: str(message["state"])})
            case "cycle" if key in self._kb.deficits:
                following = {None: "lost", "lost": "kept", "kept": None}[self._found.get(key)]
                self._found.pop(key, None)
                if following:
                    self._found[key] = following
            case "leg" if message.get("leg") in ("right", "left"):
                self._leg = str(message["leg"])
            case "map" if message.get("map") in MAPS:
                self._map = str(message["map"])
            case "clear":
                self._found = {}

    def _draw(self) -> dict[str, Any]:
        kb = self._kb
        result = localise(kb, self._found)
        lost = any(state == "lost" for state in self._found.values())
        urgent = any(alarm.disposition == "emergency" for alarm in result.alarms)
        step = None if urgent else result.next
        return {
            "leg": self._leg,
            "map": self._map,
            "maps": list(MAPS.items()),
            "map_note": MAP_NOTE,
            "error": self._error,
            "kinds": [
                {
                    "name": name,
                    "items": [self._item(one) for one in kb.deficits.values() if one.kind == kind],
                }
                for kind, name in KINDS.items()
            ],
            "caution": CAUTION,
            "alarms": [
                {"text": one.text, "emergency": one.disposition == "emergency"} for one in result.alarms
            ],
            "any": lost,
            "why": list(result.why),
            "unexplained": (
                "The first place does not explain: "
                + ", ".join(said(kb.deficits[key], "lost") for key in result.unexplained)
                + ". Think of two lesions, the plexus or a polyneuropathy, and examine again."
                if lost and result.unexplained
                else ""
            ),
            "rows": [self._row(one) for one in result.ranking[:SHOWN]] if lost else [],
            "next": (
                {
                    "id": step.deficit,
                    "label": kb.deficits[step.deficit].label,
                    "kind": kb.deficits[step.deficit].kind,
                    "how": how(kb, kb.deficits[step.deficit]),
                    "why": f"{step.why[:1].upper()}{step.why[1:]}." if step.why else "",
                    "states": self._states(kb.deficits[step.deficit]),
                }
                if step
                else None
            ),
            "estimate": (
                f"Shares are estimates: every place is taken as equally likely at first; what it "
                f"takes is found lost in {CHANCE['takes']:.0%}, what it may take in {CHANCE['may']:.0%}, "
                f"what it spares in {CHANCE['spares']:.0%}. A partial lesion may look like another."
            ).replace("%", "\N{NO-BREAK SPACE}%"),
            "announce": self._announce(result.ranking, result.alarms, lost),
        }

    def _announce(self, ranking: tuple[Candidate, ...], alarms: tuple, lost: bool) -> str:
        if not lost:
            return "Nothing lost yet."
        first = self._kb.lesions[ranking[0].lesion].name
        return f"{'Alarm. ' if alarms else ''}{first} {percent(ranking[0].share)}."

    def _item(self, one: Deficit) -> dict[str, Any]:
        return {
            "id": one.id,
            "label": one.label,
            "state": self._found.get(one.id, ""),
            "states": self._states(one),
            "by": "; ".join(filter(None, [in_sentence(one.lay), supply(self._kb, one)])),
            "how": how(self._kb, one),
            "note": one.note,
        }

    @staticmethod
    def _states(one: Deficit) -> list[list[str]]:
        lost, kept = SAID[one.kind]
        return [["", "not asked" if one.kind == "sign" else "not tested"], ["lost", lost], ["kept", kept]]

    def _row(self, one: Candidate) -> dict[str, Any]:
        kb, lesion = self._kb, self._kb.lesions[one.lesion]
        words = {"for": "fits", "against": "does not fit", "open": "may or may not be"}
        parts = [
            f"{said(kb.deficits[fit.deficit], fit.state)}: {words[fit.speaks]}"
            for fit in sorted(one.fits, key=lambda fit: ("for", "against", "open").index(fit.speaks))
        ]
        return {
            "id": lesion.id,
            "name": lesion.name,
            "p": one.share,
            "says": percent(one.share),
            "danger": any(kb.deficits[key].disposition == "emergency" for key in lesion.takes),
            "against": len(one.against),
            "parts": [part[:1].upper() + part[1:] for part in parts],
            "takes": self._names(lesion.takes),
            "may": self._names(lesion.may),
            "spares": self._names(lesion.spares),
            "how": lesion.how,
            "causes": [kb.causes[key].name for key in lesion.causes],
            "sources": [kb.sources[key].card() for key in lesion.sources],
        }

    def _names(self, keys: tuple[str, ...]) -> str:
        names = [self._kb.deficits[key].label for key in keys]
        return "; ".join(name if i == 0 else name[:1].lower() + name[1:] for i, name in enumerate(names))
