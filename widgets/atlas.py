"""The atlas: the leg from behind or from a side, peeled layer by layer, each structure with its card."""

from collections.abc import Mapping, Sequence
from typing import Any

import traitlets

from kb.anatomy.pictures import taught, view_picture
from kb.anatomy.plates import PLACES, plate, view_name
from kb.anatomy.terms import LAYERS, VIEWS
from kb.errors import KneeError, unknown
from kb.reasoning.triage import WORDS
from kb.records import KnowledgeBase, Structure

from ._html import short_names
from ._view import View, bundle

MUSCLES = ("superficial-muscle", "deep-muscle")
KINDS = {
    "muscle": "Muscles",
    "tendon": "Tendons",
    "nerve": "Nerves",
    "artery": "Arteries",
    "vein": "Veins",
    "bone": "Bones",
    "joint": "Joints",
    "ligament": "Ligaments",
    "meniscus": "Menisci",
    "bursa": "Bursae",
    "fascia": "Fasciae",
    "lymph-node": "Lymph nodes",
    "space": "Spaces",
    "region": "Regions",
    "dermatome": "Dermatomes",
    "myotome": "Myotomes",
}
"""Kinds of structure in the order of the list, with the name of the group."""
FIELDS = {
    "origin": "Origin",
    "insertion": "Insertion",
    "action": "Action",
    "course": "Course",
    "blood_supply": "Blood supply",
}


class Atlas(View):
    """Everything that the cards say is sent once, with one view; another view is sent when asked for."""

    _esm, _css = bundle("atlas")
    start = traitlets.Dict().tag(sync=True)
    """How it begins, and what does not change: layers, list of structures, causes marked."""
    cards = traitlets.Dict().tag(sync=True)
    """Structure id to its card; under 'causes', cause id to its summary."""
    plate = traitlets.Dict().tag(sync=True)
    """The first view: picture, twin and marks."""

    def __init__(
        self,
        kb: KnowledgeBase,
        focus: str | None = None,
        *,
        show: Sequence[str] | None = None,
        causes: Sequence[str] | None = None,
        view: str = "posterior",
        label: bool = False,
        peel: str | None = None,
        left: bool = False,
    ):
        """
        Args:
            focus: id of a structure or form that is shown first, with its card open.
            show: ids of structures or forms; everything else is a ghost.
            causes: ids of causes whose places are numbered.
            view: posterior, medial or lateral.
            label: whether the structures that are taught most are named, of those in sight.
            peel: the outermost layer that is left on; fitting to the rest unless told.
            left: the left leg.

        Raises:
            KneeError: for a value out of its list; UnknownId: with the nearest id.
        """
        self._kb = kb
        self._causes = tuple(causes or ())
        if isinstance(show, str) or isinstance(causes, str):
            raise KneeError("show and causes are lists: write ['tibial-nerve'], not 'tibial-nerve'")
        if view not in VIEWS:
            raise unknown("view", view, VIEWS)
        if peel is not None and peel not in LAYERS:
            raise unknown("layer", peel, LAYERS)
        for key in self._causes:
            if key not in kb.causes:
                raise unknown("cause", key, kb.causes)
        focused = self._forms(focus) if focus is not None else ()
        wanted = tuple(form for key in show or () for form in self._forms(key))
        if show is not None and not wanted:
            raise KneeError("nothing of what show names is drawn; it has no form in the picture")
        first = self._view(view, bool(left))
        marked = [mark["id"] for mark in first["marks"]]
        ghosts = self._ghosts(wanted, marked)
        structure = kb.forms[focus].structure if focus in kb.forms else focus
        super().__init__(
            start={
                "view": view,
                "left": bool(left),
                "peel": list(LAYERS).index(peel or self._peel(focused, wanted, marked)),
                "zoom": self._zoom(first, focused or wanted, marked),
                "label": bool(label),
                "ghosts": ghosts,
                "focus": structure,
                "lit": list(focused),
                "layers": list(LAYERS.items()),
                "index": self._index(),
                "causes": list(self._causes),
            },
            cards=self._cards(),
            plate=first,
        )

    def _act(self, message: Mapping[str, Any]) -> bool:
        view = str(message.get("view"))
        if message.get("type") == "plate" and view in VIEWS:
            self.send({"type": "plate", "plate": self._view(view, bool(message.get("left")))})
        return False

    # ── How it begins ────────────────────────────────────────────────────────────────────────

    def _forms(self, key: str) -> tuple[str, ...]:
        """Forms of a structure, or the form itself."""
        kb = self._kb
        if key in kb.structures:
            return tuple(form for form, each in kb.forms.items() if each.structure == key)
        if key in kb.forms:
            return (key,)
        raise unknown("structure", key, [*kb.structures, *kb.forms])

    def _peel(self, focused: Sequence[str], wanted: Sequence[str], marked: Sequence[str]) -> str:
        """The outermost layer of what is asked for; the superficial muscles where nothing is."""
        layers = list(LAYERS)
        asked = [layers.index(self._kb.forms[key].layer) for key in focused or wanted or marked]
        return layers[min(asked)] if asked else "superficial-muscle"

    def _ghosts(self, wanted: Sequence[str], marked: Sequence[str]) -> list[str]:
        forms = self._kb.forms
        if wanted:
            return [key for key, form in forms.items() if key not in wanted and form.kind != "skin"]
        deep = any(forms[key].layer not in MUSCLES for key in marked)
        if not (deep and any(forms[key].layer in MUSCLES for key in marked)):
            return []
        # Marks on vessels are wanted in sight though muscles are marked as well.
        return [key for key, form in forms.items() if form.layer in MUSCLES and key not in marked]

    def _zoom(self, first: Mapping[str, Any], forms: Sequence[str], marked: Sequence[str]) -> str:
        """The closest frame in which what is asked for is mostly seen."""
        if not (forms or marked):
            return "region"
        places = plate(self._kb, PLACES)
        marks = [mark["at"][1] for mark in first["marks"]]
        points = len(marks) + sum(places["samples"][key] for key in forms)
        for name in ("fossa", "region"):
            _, top, _, tall = first["picture"]["zooms"][name]
            seen = sum(top + 3 < y < top + tall - 3 for y in marks)
            seen += sum(places["inside"][name][key] for key in forms)
            if seen / points >= (1.0 if marked and not forms else 0.75):
                return name
        return "region" if forms else "leg"

    # ── A view ───────────────────────────────────────────────────────────────────────────────

    def _view(self, view: str, left: bool) -> dict[str, Any]:
        picture = view_picture(self._kb, view=view, left=left)
        frame = picture["zooms"]["leg"]
        return {
            "view": view,
            "left": left,
            "picture": picture,
            "taught": taught(self._kb, picture["shapes"]),
            "twin": plate(self._kb, view_name(view, left))["twin"],
            "marks": [mark for key in self._causes if (mark := self._mark(key, view, left, frame))],
        }

    def _mark(self, cause: str, view: str, left: bool, frame: Sequence[float]) -> dict[str, Any] | None:
        """Number and place of a cause, or None where none of its structures is in the frame."""
        found = plate(self._kb, PLACES)["seats"].get(cause)
        if not found:
            return None
        form, point = found
        axis, sign, _ = VIEWS[view]
        x = sign * point[axis] * (-1 if left else 1)
        _, top, _, tall = frame
        if not top < -point[1] < top + tall:
            return None
        return {
            "id": form,
            "cause": cause,
            "text": str(self._causes.index(cause) + 1),
            "at": [round(x, 1), round(-point[1], 1)],
        }

    # ── In words ─────────────────────────────────────────────────────────────────────────────

    def _index(self) -> list[dict[str, Any]]:
        """Every structure, by kind and name, for the list to choose from."""
        rows = []
        for kind, title in KINDS.items():
            members = [(s.name, key) for key, s in self._kb.structures.items() if s.kind == kind]
            if members:
                rows.append({"title": title, "items": [[key, name] for name, key in sorted(members)]})
        return rows

    def _cards(self) -> dict[str, Any]:
        kb = self._kb
        arising: dict[str, list[tuple[int, str]]] = {}
        for key, cause in kb.causes.items():
            for place, structure in enumerate(cause.structures):
                arising.setdefault(structure, []).append((place, key))
        return {
            "structures": {
                key: self._card(structure, [cause for _, cause in sorted(arising.get(key, []))])
                for key, structure in kb.structures.items()
            },
            "causes": {
                key: {
                    "name": cause.name,
                    "lay": cause.lay,
                    "mechanism": cause.mechanism,
                    "urgency": WORDS[cause.urgency],
                    "must": cause.must_not_miss,
                    "structures": [s for s in cause.structures if s in kb.structures],
                }
                for key, cause in kb.causes.items()
            },
            "sources": {
                key: kb.sources[key].card(name)
                for key, name in short_names(
                    kb, sorted({source for s in kb.structures.values() for source in s.sources})
                ).items()
            },
        }

    def _card(self, structure: Structure, causes: Sequence[str]) -> dict[str, Any]:
        kb = self._kb
        rows = [[title, text] for name, title in FIELDS.items() if (text := getattr(structure, name))]
        if structure.innervation:
            nerve = kb.structures.get(structure.innervation)
            rows.append(["Innervation", nerve.name if nerve else structure.innervation])
        if structure.roots:
            rows.append(["Roots", ", ".join(structure.roots)])
        rows += [[side.replace("-", " ").capitalize(), text] for side, text in structure.borders.items()]
        known = kb.structures
        forms = self._forms(structure.id)
        layer = kb.forms[forms[0]].layer if forms else structure.layer
        card = {
            "name": structure.name,
            "kind": structure.kind.replace("-", " "),
            "layer": LAYERS.get(layer, "").split(":")[0],
            "what": structure.what,
            "rows": rows,
            "branches": [[key if key in known else "", _name(known, key)] for key in structure.branches],
            "neighbours": [key for key in structure.neighbours if key in known],
            "note": structure.clinical_note,
            "sources": list(structure.sources),
            "causes": list(causes),
            "forms": list(forms),
        }
        return {key: value for key, value in card.items() if value}


def _name(structures: Mapping[str, Structure], key: str) -> str:
    return structures[key].name if key in structures else key
