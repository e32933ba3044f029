"""Draws a section of the right leg, with every place of the depth probe, as plain data.

A section is seen from below, the front at the top. `plates` keeps what is drawn here, so that a page needs
neither this module nor numpy; the left leg is the mirror image, made when it is asked for.
"""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from .body import NEUTRAL, Body
from .curves import svg_path
from .probe import needle, probe
from .slices import Region, Slice, sliced
from .terms import SUBCUTANEOUS

MARGIN = 13
"""Millimetres round the skin, for the letters at the edges."""
EVERY = 3
"""Degrees between the places of the probe."""
GRAIN = 2.7
"""Millimetres between the fascicles that are hinted at in a muscle."""
ABOVE, BELOW = 150, 330
"""Millimetres above and below the knee that the small leg shows."""


def drawn_section(body: Body, level: str) -> dict[str, Any]:
    """Shapes, frame and probes of one level.

    Raises:
        UnknownId: for an unknown level.
    """
    cut = sliced(body, level)
    x, y = np.concatenate([_flat(cut, loop) for loop in cut.skin.outline]).T
    wide, high = x.max() - x.min() + 2 * MARGIN, y.max() - y.min() + 2 * MARGIN
    return {
        "box": _tenths(x.min() - MARGIN, y.min() - MARGIN, wide, high),
        "right": round(float(x.max() + MARGIN), 1),
        "shapes": [_shape(cut, region) for region in (cut.skin, cut.fascia, *cut.regions)],
        "probes": {str(angle): _probe(cut, angle) for angle in range(-180, 180 + EVERY, EVERY)},
    }


def drawn_levels(body: Body) -> dict[str, Any]:
    """The small leg from behind, and where each level lies on it, from above down."""
    joint = body.tube("medial-meniscus").centre[:, 1].mean() - _knee(body)
    rows = []
    for level in sorted(body.kb.levels.values(), key=lambda one: -one.height):
        above = float(level.height - joint) / 10
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
    return {"levels": rows, "leg": _leg(body)}


def _tenths(*values: float) -> list[float]:
    return [round(float(value), 1) for value in values]


def _flat(cut: Slice, points: np.ndarray) -> np.ndarray:
    """World x and z to the picture: from below, so that lateral is on the left."""
    x, z = np.asarray(points, float).T
    middle_x, middle_z = cut.middle
    return np.column_stack([-(z - middle_z), middle_x - x])


# ── The picture ──────────────────────────────────────────────────────────────────────────────


def _shape(cut: Slice, region: Region) -> dict[str, Any]:
    kb = cut.body.kb
    form = kb.forms[region.id]
    outline = _outline(cut, region.outline)
    muscle = region.kind == "muscle"
    plain = form.kind == "bone" or region.structure in (SUBCUTANEOUS, "knee-capsule")
    name = kb.structures[region.structure].name
    return {
        "id": region.id,
        "structure": region.structure,
        "label": name if plain else form.label,
        "name": name,
        "kind": region.kind,
        "layer": form.layer,
        "outline": outline,
        "flesh": outline if muscle else "",
        "fibres": _fascicles(cut, region) if muscle else [],
        "marrow": _outline(cut, region.marrow),
        "line": "",
        "width": 0,
        "at": _tenths(*_flat(cut, np.array([_anchor(cut, region)]))[0]),
        "where": _where(cut, region),
    }


def _outline(cut: Slice, loops: Iterable[np.ndarray]) -> str:
    return "".join(svg_path(_flat(cut, loop).tolist(), closed=True) for loop in loops)


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


def _fascicles(cut: Slice, region: Region) -> list[str]:
    """Short strokes across a muscle, dark ones and light ones, as cut bundles of fibres look."""
    chance = np.random.default_rng(sum(region.id.encode()))
    loop = np.concatenate(region.outline)
    low, high = loop.min(axis=0), loop.max(axis=0)
    rows = np.arange(low[0], high[0], GRAIN * 0.87)
    columns = np.arange(low[1], high[1], GRAIN)
    x = np.repeat(rows, len(columns))
    z = np.tile(columns, len(rows)) + np.repeat((np.arange(len(rows)) % 2) * GRAIN / 2, len(columns))
    x, z = x + chance.uniform(-0.7, 0.7, len(x)), z + chance.uniform(-0.7, 0.7, len(z))
    keep = cut.within(region.id, x, z) < -1.1
    points = np.column_stack([x, z])[keep]
    turn = chance.uniform(0, np.pi, len(points))
    reach = chance.uniform(0.3, 0.75, len(points))[:, None]
    step = np.column_stack([np.cos(turn), np.sin(turn)]) * reach
    strokes = [
        svg_path(_flat(cut, np.array(pair)).tolist())
        for pair in zip(points - step, points + step, strict=True)
    ]
    return [
        "".join(strokes[i] for i in range(len(strokes)) if (i % 3 == 0) == light) for light in (False, True)
    ]


# ── The probe ────────────────────────────────────────────────────────────────────────────────


def _probe(cut: Slice, angle: float) -> dict[str, Any]:
    """Where the needle enters and points to in the picture, how deep it goes, and what it meets."""
    start, way, _ = needle(cut, angle)
    tip = np.array(start) + np.array(way)
    first, second = _flat(cut, np.array([start, tip]))
    met = probe(cut, angle)
    bone = [hit.depth for hit in met if hit.id in cut.forms and cut.forms[hit.id].kind == "bone"]
    return {
        "from": _tenths(*first),
        "way": [round(float(v), 3) for v in second - first],
        "to": round(min(bone, default=math.dist(start, cut.middle)), 1),
        "met": [[hit.id, round(hit.depth, 1), round(hit.end, 1), hit.beside] for hit in met],
    }


# ── The small leg ────────────────────────────────────────────────────────────────────────────


def _knee(body: Body) -> float:
    """World height of the axis of the straight knee."""
    return float(body.frames(NEUTRAL)["tibia"][1][1])


def _leg(body: Body) -> dict[str, Any]:
    """The leg from behind, small: skin, bones and how far down from the top of the box."""
    knee = _knee(body)

    def drawn(key: str) -> str:
        points = body.silhouette(key) * [1, -1] + [0, knee]
        return svg_path(points[::3].tolist(), closed=True)

    skin = body.silhouette("skin")
    across = skin[np.abs(skin[:, 1] - knee) < BELOW, 0]
    return {
        "box": [*_tenths(across.min()), -ABOVE, *_tenths(across.max() - across.min()), ABOVE + BELOW],
        "right": round(float(across.max()), 1),
        "skin": drawn("skin"),
        "bones": [drawn(key) for key, form in body.kb.forms.items() if form.kind == "bone"],
    }
