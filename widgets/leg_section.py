"""Cross-sections of the leg at fixed levels, with a depth probe that is moved round the skin."""

import math
from collections.abc import Iterable, Mapping, Set
from functools import lru_cache
from typing import Any

import numpy as np

from kb.body import NEUTRAL, Body
from kb.errors import KneeError, unknown
from kb.models import Cause, KnowledgeBase
from kb.slices import SUBCUTANEOUS, Region, Slice

from ._picture import path
from ._view import View, bundle

MARGIN = 13
"""Millimetres round the skin, for the letters at the edges."""
EVERY = 3
"""Degrees between the places of the probe."""
GRAIN = 2.7
"""Millimetres between the fascicles that are hinted at in a muscle."""
SEATS = 2
"""How many of the structures that a cause names first count as its seat."""
ABOVE, BELOW = 150, 330
"""Millimetres above and below the knee that the small leg shows."""
REST = {
    "skin": "Skin, fascia and what lies in the fat between them",
    "bone": "Bones, ligaments and joint",
    "muscle": "Muscles and tendons",
    "nerve": "Other nerves and vessels",
}
"""Headings of the text twin for what lies in no named space, by the first kind of each."""


class LegSection(View):
    """`view` is the section shown; another one is made when the learner asks for it."""

    _esm, _css = bundle("leg_section")

    def __init__(self, kb: KnowledgeBase, level: str, *, probe: float | None = None, left: bool = False):
        self._body = Body.of(kb)
        if level not in kb.levels:
            raise unknown("level", level, kb.levels)
        whole = isinstance(probe, (int, float)) and not isinstance(probe, bool)
        if probe is not None and not (whole and -180 <= probe <= 180):
            raise KneeError(f"probe {probe!r:.40} is not an angle from -180 to 180° round the leg")
        super().__init__(
            view=section_view(self._body, level, left=bool(left)) | {"probe": probe},
        )

    def _act(self, message: Mapping[str, Any]) -> bool:
        level = message.get("level")
        if message.get("type") == "show" and isinstance(level, str) and level in self._body.kb.levels:
            left = message.get("left") is True
            self.view = section_view(self._body, level, left=left) | {"probe": self.view["probe"]}
        return False


def section_picture(body: Body, level_id: str, *, left: bool = False) -> dict[str, Any]:
    """A section as a picture (see _picture.py): seen from below, the front at the top.

    Raises:
        UnknownId: for an unknown level.
    """
    cut = body.slice(level_id)
    level = body.kb.levels[level_id]
    lateral = "right" if left else "left"
    shapes = [_shape(cut, region, left) for region in (cut.skin, cut.fascia, *cut.regions)]
    x, y = np.concatenate([_flat(cut, loop, left) for loop in cut.skin.outline]).T
    return {
        "box": [
            round(float(v), 1)
            for v in (
                x.min() - MARGIN,
                y.min() - MARGIN,
                x.max() - x.min() + 2 * MARGIN,
                y.max() - y.min() + 2 * MARGIN,
            )
        ],
        "caption": f"{'Left' if left else 'Right'} leg, {level.label.lower()}, seen from below",
        "text": f"The front is at the top, lateral on the {lateral}.",
        "level": level_id,
        "left": left,
        "shapes": shapes,
    }


@lru_cache(maxsize=32)
def section_view(body: Body, level_id: str, *, left: bool = False) -> dict[str, Any]:
    """All that section.js shows of one level: picture, every place of the probe, causes, text twin."""
    kb = body.kb
    cut = body.slice(level_id)
    picture = section_picture(body, level_id, left=left)
    probes = {str(angle): _probe(cut, angle, left) for angle in range(-180, 180 + EVERY, EVERY)}
    names = {shape["id"]: shape for shape in picture["shapes"]}
    met = {hit[0] for probe in probes.values() for hit in probe["met"]}
    known = {key: names[key]["structure"] if key in names else key for key in [*names, *met]}
    here = {region.structure for region in cut.regions}
    return {
        "level": level_id,
        "left": left,
        "levels": _levels(body),
        "leg": _leg(body, left),
        "picture": picture,
        "probes": probes,
        "things": {
            key: {
                "label": _label(kb, key, structure),
                "name": kb.structures[structure].name,
                "what": kb.structures[structure].what,
                "causes": _causes(kb, structure, here),
            }
            for key, structure in known.items()
        },
        "twin": _twin(kb, cut, picture["shapes"]),
    }


# ── The picture ──────────────────────────────────────────────────────────────────────────────


def _flat(cut: Slice, points: np.ndarray, left: bool) -> np.ndarray:
    """World x and z to the picture: from below, so that lateral is on the left for a right leg."""
    x, z = np.asarray(points, float).T
    middle_x, middle_z = cut.middle
    return np.column_stack([(z - middle_z) * (1 if left else -1), middle_x - x])


def _outline(cut: Slice, loops: Iterable[np.ndarray], left: bool) -> str:
    return "".join(path(_flat(cut, loop, left), closed=True) for loop in loops)


def _shape(cut: Slice, region: Region, left: bool) -> dict[str, Any]:
    kb = cut.body.kb
    form = kb.forms[region.id]
    outline = _outline(cut, region.outline, left)
    at = _flat(cut, np.array([_anchor(cut, region)]), left)[0]
    muscle = region.kind == "muscle"
    return {
        "id": region.id,
        "structure": region.structure,
        "label": _label(kb, region.id, region.structure),
        "name": kb.structures[region.structure].name,
        "kind": region.kind,
        "layer": form.layer,
        "outline": outline,
        "flesh": outline if muscle else "",
        "fibres": _fascicles(cut, region, left) if muscle else [],
        "marrow": _outline(cut, region.marrow, left),
        "line": "",
        "width": 0,
        "at": [round(float(v), 1) for v in at],
        "where": _where(cut, region),
    }


def _label(kb: KnowledgeBase, key: str, structure: str) -> str:
    form = kb.forms.get(key)
    if form is None or form.kind == "bone" or structure in (SUBCUTANEOUS, "knee-capsule"):
        return kb.structures[structure].name
    return form.label


def _anchor(cut: Slice, region: Region) -> tuple[float, float]:
    """Where a leader line ends: in the thickest fat for the skin, on its line for the fascia."""
    if region.kind != "skin":
        return region.at
    if region.id == cut.skin.id:
        return cut.thickest_fat
    rim = region.outline[0]
    outward = rim - np.array(cut.middle)
    turn = np.degrees(np.arctan2(outward[:, 1], -outward[:, 0]))
    x, z = rim[np.abs(turn - 112).argmin()]
    return float(x), float(z)


def _where(cut: Slice, region: Region) -> str:
    """Where it lies, without its name."""
    x, z = region.at
    forward, sideways = x - cut.middle[0], z - cut.middle[1]
    if region.kind == "skin":
        return "all round"
    side = "in the middle" if abs(sideways) < 9 else "lateral" if sideways > 0 else "medial"
    front = "halfway from front to back" if abs(forward) < 9 else "in front" if forward > 0 else "at the back"
    depth = -1.0 if region.id in cut.superficial else cut.depth(x, z)
    deep = "in the fat under the skin" if depth < 0 else "near the fascia" if depth < 14 else "deep"
    return f"{side}, {front}, {deep}"


def _fascicles(cut: Slice, region: Region, left: bool) -> list[str]:
    """Short strokes across a muscle, dark ones and light ones, as cut bundles of fibres look."""
    random = np.random.default_rng(sum(region.id.encode()))
    loop = np.concatenate(region.outline)
    low, high = loop.min(axis=0), loop.max(axis=0)
    rows = np.arange(low[0], high[0], GRAIN * 0.87)
    columns = np.arange(low[1], high[1], GRAIN)
    x = np.repeat(rows, len(columns))
    z = np.tile(columns, len(rows)) + np.repeat((np.arange(len(rows)) % 2) * GRAIN / 2, len(columns))
    x, z = x + random.uniform(-0.7, 0.7, len(x)), z + random.uniform(-0.7, 0.7, len(z))
    keep = cut.within(region.id, x, z) < -1.1
    points = np.column_stack([x, z])[keep]
    turn = random.uniform(0, np.pi, len(points))
    reach = random.uniform(0.3, 0.75, len(points))[:, None]
    step = np.column_stack([np.cos(turn), np.sin(turn)]) * reach
    strokes = [
        path(_flat(cut, np.array(pair), left)) for pair in zip(points - step, points + step, strict=True)
    ]
    return [
        "".join(strokes[i] for i in range(len(strokes)) if (i % 3 == 0) == light) for light in (False, True)
    ]


# ── The probe ────────────────────────────────────────────────────────────────────────────────


def _probe(cut: Slice, angle: float, left: bool) -> dict[str, Any]:
    """Where the needle enters and points to in the picture, how deep it goes, and what it meets."""
    start, way, _ = cut.needle(angle)
    tip = np.array(start) + np.array(way)
    first, second = _flat(cut, np.array([start, tip]), left)
    met = cut.probe(angle)
    bone = [hit.depth for hit in met if hit.structure in cut.body.kb.structures and _is_bone(cut, hit.id)]
    return {
        "from": [round(float(v), 1) for v in first],
        "way": [round(float(v), 3) for v in second - first],
        "to": round(min(bone, default=math.dist(start, cut.middle)), 1),
        "met": [[hit.id, round(hit.depth, 1), round(hit.end, 1), hit.beside] for hit in met],
    }


def _is_bone(cut: Slice, key: str) -> bool:
    form = cut.body.kb.forms.get(key)
    return form is not None and form.kind == "bone"


def _causes(kb: KnowledgeBase, structure: str, here: Set[str]) -> dict[str, list[str]]:
    """Names of the causes that arise in a structure, and of those that only involve it.

    A cause names its structures in the order of their part in it; it arises in the first `SEATS`. One
    that begins with a muscle or tendon arises only at levels that cut it.

    Args:
        here: structures that the level cuts.
    """
    drawn = {form.structure for form in kb.forms.values()}

    def elsewhere(cause: Cause) -> bool:
        first = cause.structures[0]
        return kb.structures[first].kind in ("muscle", "tendon") and first in drawn - here

    found = [cause for cause in kb.causes.values() if structure in cause.structures]
    found.sort(key=lambda cause: (cause.structures.index(structure), cause.name))
    seat = [cause for cause in found if cause.structures.index(structure) < SEATS and not elsewhere(cause)]
    return {
        "must": [cause.name for cause in seat if cause.must_not_miss],
        "others": [cause.name for cause in seat if not cause.must_not_miss],
        "involve": [
            cause.name + (" (must not be missed)" if cause.must_not_miss else "")
            for cause in found
            if cause not in seat
        ],
    }


# ── Levels and words ─────────────────────────────────────────────────────────────────────────


def _knee(body: Body) -> float:
    """World height of the axis of the straight knee."""
    return float(body.frames(NEUTRAL)["tibia"][1][1])


def _levels(body: Body) -> list[dict[str, Any]]:
    joint = body.tube("medial-meniscus").centre[:, 1].mean() - _knee(body)
    rows = []
    for level in sorted(body.kb.levels.values(), key=lambda one: -one.height):
        above = (level.height - joint) / 10
        side = "above" if above > 0 else "below"
        rows.append(
            {
                "id": level.id,
                "label": level.label,
                "what": level.what,
                "place": f"{abs(above):.0f} cm {side} joint line",
                "share": round((ABOVE - level.height) / (ABOVE + BELOW), 4),
            }
        )
    return rows


@lru_cache(maxsize=4)
def _leg(body: Body, left: bool) -> dict[str, Any]:
    """The leg from behind, small: skin, bones and how far down from the top of the box."""
    knee = _knee(body)
    flip = -1 if left else 1

    def drawn(key: str) -> str:
        points = body.silhouette(key) * [flip, -1] + [0, knee]
        return path(points[::3], closed=True)

    skin = body.silhouette("skin")
    near = np.abs(skin[:, 1] - knee) < BELOW
    low, high = (
        (skin[near, 0].min(), skin[near, 0].max())
        if not left
        else (-skin[near, 0].max(), -skin[near, 0].min())
    )
    return {
        "box": [round(float(low), 1), -ABOVE, round(float(high - low), 1), ABOVE + BELOW],
        "skin": drawn("skin"),
        "bones": [drawn(key) for key, form in body.kb.forms.items() if form.kind == "bone"],
    }


def _twin(kb: KnowledgeBase, cut: Slice, shapes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the picture shows, by compartment, from front to back."""
    level = next((one for one in kb.levels.values() if one.id == cut.level), None)
    spaces = level.spaces if level else {}
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


__all__ = ["LegSection", "section_picture", "section_view"]
