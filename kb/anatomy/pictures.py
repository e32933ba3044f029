"""The fixed pictures as a page shows them: a view of the leg, a section, the picture of a question.

A *picture* is {"box", "caption", "text", "shapes"}, in millimetres, x to the right and y downward; picture.js
draws it. All of it comes from plates and needs no numpy.
"""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from ..errors import KneeError, unknown
from ..reasoning.seats import SEATS, arising
from ..records import LAYERS, KnowledgeBase, Scene
from .curves import mirrored
from .plates import LEVELS, plate, section_name, view_name
from .terms import SEEN_FROM, SUBCUTANEOUS, VIEWS

REST = {
    "skin": "Skin, fascia and what lies in the fat between them",
    "bone": "Bones, ligaments and joint",
    "muscle": "Muscles and tendons",
    "nerve": "Other nerves and vessels",
}
"""Headings of the text twin for what lies in no named space, by the first kind of each."""


def view_picture(
    kb: KnowledgeBase,
    *,
    view: str = "posterior",
    forms: Sequence[str] | None = None,
    left: bool = False,
) -> dict[str, Any]:
    """The leg seen from one side.

    Args:
        view: posterior, medial or lateral.
        forms: ids of what is drawn; everything unless told.
        left: the left leg, which is the right one mirrored.

    Raises:
        KneeError: for an unknown view; UnknownId: for an unknown form.
    """
    if view not in VIEWS:
        raise KneeError(f"there is no view '{view}'; there are {', '.join(VIEWS)}")
    for key in forms or ():
        if key not in kb.forms:
            raise unknown("form", key, kb.forms)
    drawn = plate(kb, view_name(view, left))
    wanted = None if forms is None else frozenset(forms)
    caption = f"{'Left' if left else 'Right'} leg seen from {SEEN_FROM[view]}"
    return {
        "box": drawn["zooms"]["region"],
        "zooms": drawn["zooms"],
        "caption": caption,
        "text": f"{caption}; {_hand(view, left)}.",
        "view": view,
        "left": left,
        "shapes": [shape for shape in drawn["shapes"] if wanted is None or shape["id"] in wanted],
    }


def _hand(view: str, left: bool) -> str:
    """Which way the picture lies."""
    if view == "posterior":
        return "lateral is on the " + ("left" if left else "right")
    front = (view == "lateral") != left
    return "the front is on the " + ("right" if front else "left")


@lru_cache(maxsize=64)
def scene_picture(kb: KnowledgeBase, scene: Scene) -> dict[str, Any]:
    """The picture that the scene of a question describes."""
    if scene.level:
        return section_picture(kb, scene.level, left=scene.left)
    left_on = LAYERS[LAYERS.index(scene.peel) :]
    forms = [key for key, form in kb.forms.items() if form.layer in left_on]
    return view_picture(kb, view=scene.view, forms=forms, left=scene.left)


def taught(kb: KnowledgeBase, shapes: Sequence[dict[str, Any]]) -> list[str]:
    """Forms in the order in which a picture names them: those that most causes tell of come first.

    A cause counts twice for its seat. One name stands for what is joined, and for what bears the same name;
    skin bears none.
    """
    causes = Counter[str]()
    for cause in kb.causes.values():
        causes.update(cause.structures)
        causes.update(cause.structures[:SEATS])
    first: dict[str, str] = {}

    def weight(shape: dict[str, Any]) -> tuple[int, bool, str]:
        part = shape["label"] != kb.structures[shape["structure"]].name
        return -causes[shape["structure"]], part, shape["label"]

    for shape in sorted(shapes, key=weight):
        if shape["kind"] != "skin":
            first.setdefault(shape.get("join") or shape["label"], shape["id"])
    return list(first.values())


# ── Sections ─────────────────────────────────────────────────────────────────────────────────


def section_picture(kb: KnowledgeBase, level: str, *, left: bool = False) -> dict[str, Any]:
    """A section, seen from below, the front at the top.

    Raises:
        UnknownId: for an unknown level.
    """
    if level not in kb.levels:
        raise unknown("level", level, kb.levels)
    drawn = plate(kb, section_name(level))
    return {
        "box": _mirrored_box(drawn["box"], drawn["right"]) if left else drawn["box"],
        "caption": f"{'Left' if left else 'Right'} leg, {kb.levels[level].label.lower()}, seen from below",
        "text": f"The front is at the top, lateral on the {'right' if left else 'left'}.",
        "level": level,
        "left": left,
        "shapes": [_mirrored_shape(shape) for shape in drawn["shapes"]] if left else drawn["shapes"],
    }


@lru_cache(maxsize=16)
def section_view(kb: KnowledgeBase, level: str, *, left: bool = False) -> dict[str, Any]:
    """All that section.js shows of one level: picture, every place of the probe, causes, text twin."""
    picture = section_picture(kb, level, left=left)
    drawn, about = plate(kb, section_name(level)), plate(kb, LEVELS)
    shapes = {shape["id"]: shape for shape in picture["shapes"]}
    met = {hit[0] for probe in drawn["probes"].values() for hit in probe["met"]}
    here = {shape["structure"] for shape in picture["shapes"][2:]}  # all but skin and fascia
    return {
        "level": level,
        "left": left,
        "levels": about["levels"],
        "leg": _small_leg(about["leg"], left),
        "picture": picture,
        "taught": taught(kb, picture["shapes"]),
        "probes": {key: _mirrored_probe(probe) for key, probe in drawn["probes"].items()}
        if left
        else drawn["probes"],
        "things": {key: _thing(kb, key, shapes, here) for key in dict.fromkeys([*shapes, *sorted(met)])},
        "twin": _twin(kb, level, picture["shapes"]),
    }


def _thing(kb: KnowledgeBase, key: str, shapes: dict[str, Any], here: set[str]) -> dict[str, Any]:
    """What is said of a form that is drawn, or of a space filled with fat that the probe meets."""
    shape = shapes.get(key)
    structure = shape["structure"] if shape else key
    seat, involved = arising(kb, structure, here)
    record = kb.structures[structure]
    return {
        "label": shape["label"] if shape else record.name,
        "name": record.name,
        "what": record.what,
        "causes": {
            "must": [cause.name for cause in seat if cause.must_not_miss],
            "others": [cause.name for cause in seat if not cause.must_not_miss],
            "involve": [
                cause.name + (" (must not be missed)" if cause.must_not_miss else "") for cause in involved
            ],
        },
    }


def _small_leg(leg: dict[str, Any], left: bool) -> dict[str, Any]:
    box = _mirrored_box(leg["box"], leg["right"]) if left else leg["box"]
    turned = mirrored if left else str
    return {"box": box, "skin": turned(leg["skin"]), "bones": [turned(bone) for bone in leg["bones"]]}


def _mirrored_box(box: Sequence[float], right: float) -> list[float]:
    return [-right, *box[1:]]


def _mirrored_shape(shape: dict[str, Any]) -> dict[str, Any]:
    paths = {key: mirrored(shape[key]) for key in ("outline", "flesh", "marrow")}
    x, y = shape["at"]
    return shape | paths | {"fibres": [mirrored(line) for line in shape["fibres"]], "at": [-x, y]}


def _mirrored_probe(probe: dict[str, Any]) -> dict[str, Any]:
    (x, y), (across, down) = probe["from"], probe["way"]
    return probe | {"from": [-x, y], "way": [-across, down]}


def _twin(kb: KnowledgeBase, level: str, shapes: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the picture shows, by compartment, from front to back."""
    spaces = kb.levels[level].spaces
    place = {structure: space for space, held in spaces.items() for structure in held}
    rank = {structure: i for held in spaces.values() for i, structure in enumerate(held)}
    near_skin = kb.structures[SUBCUTANEOUS].neighbours

    def group(shape: dict[str, Any]) -> str:
        if shape["kind"] == "skin" or (shape["structure"] in near_skin and "fat" in shape["where"]):
            return "skin"
        if shape["structure"] in place:
            return place[shape["structure"]]
        if shape["kind"] in ("bone", "ligament", "meniscus") or shape["structure"] == "knee-capsule":
            return "bone"
        return "nerve" if shape["kind"] in ("nerve", "artery", "vein", "lymph-node") else "muscle"

    groups: dict[str, list[dict[str, Any]]] = {
        key: [] for key in ("bone", *spaces, "muscle", "nerve", "skin")
    }
    for shape in sorted(shapes, key=lambda one: (rank.get(one["structure"], 0), one["at"][1])):
        groups[group(shape)].append({"id": shape["id"], "text": f"{shape['label']}: {shape['where']}"})
    return [
        {"name": REST.get(key) or kb.structures[key].name, "items": items}
        for key, items in groups.items()
        if items
    ]
