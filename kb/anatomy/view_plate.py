"""Draws the leg as it is seen from one side: shapes in painting order, as plain data that picture.js paints.

Everything is in millimetres, x to the right and y downward. These are fixed views of the neutral pose:
`plates` keeps what is drawn here, so that a page needs neither this module nor numpy.
"""

import itertools
import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from ..records import Cause, Form
from .body import NEUTRAL, Body, Tube, direction, ring_corners
from .curves import hull, svg_path
from .outlines import belly_of, fibres, flare, kept, ribbed, ring, softened, strands
from .painting import DEEPER, joined, painting_order, projected
from .terms import LAYERS, VIEWS

SOFT = {"muscle": 18.0, "nerve": 7.0, "artery": 6.0, "vein": 6.0, "tendon": 8.0, "bone": 4.0}
"""How far corners of the sampled path are rounded in the picture, by kind, in millimetres."""

CAP = {"skin": 0.0, "muscle": 0.35, "tendon": 0.25, "ligament": 0.25}
"""How far an end bulges, as a share of the half-width, by kind; 0.8 for the rest."""


def drawn_view(body: Body, view: str, *, left: bool = False) -> dict[str, Any]:
    """The whole leg from one side: shapes, frames to look through, and the shapes by layer.

    Args:
        view: posterior, medial or lateral.
        left: the left leg, which is the right one mirrored.
    """
    shapes = [_shape(body, key, view, left) for key in painting_order(body, view)]
    return {"zooms": _zooms(_knee(body, view, left)), "shapes": shapes, "twin": by_layer(body, shapes)}


def drawn_places(body: Body) -> dict[str, Any]:
    """What every view of the atlas has in common: how much of each form a frame holds, where causes arise."""
    zooms = _zooms(_knee(body, "posterior", False))
    heights = {key: -body.seen(key)[:, 1] for key in body.kb.forms}
    seats = {key: seat(body, cause) for key, cause in body.kb.causes.items()}
    return {
        "samples": {key: len(y) for key, y in heights.items()},
        "inside": {
            name: {key: int(((top + 3 < y) & (y < top + tall - 3)).sum()) for key, y in heights.items()}
            for name, (_, top, _, tall) in zooms.items()
        },
        "seats": {key: [found[0], found[1].tolist()] for key, found in seats.items() if found},
    }


def _zooms(knee: tuple[float, float]) -> dict[str, list[float]]:
    """Frames (left, top, width, height) round the knee."""
    return {
        "fossa": _around(knee, 150, 120, 120),
        "region": _around(knee, 190, 145, 258),
        "leg": _around(knee, 240, 270, 450),
    }


def _around(knee: tuple[float, float], width: float, above: float, below: float) -> list[float]:
    x, y = knee
    return [round(x - width / 2, 1), round(y - above, 1), width, above + below]


def _knee(body: Body, view: str, left: bool) -> tuple[float, float]:
    """Where the middle of the leg at the joint line lies in the picture."""
    turn, origin = body.frames(NEUTRAL)["tibia"]
    point = turn @ np.array([-12.0, -31.0, 0.0]) + origin
    axis, sign, _ = VIEWS[view]
    return float(sign * point[axis]) * (-1 if left else 1), float(-point[1])


def seat(body: Body, cause: Cause) -> tuple[str, np.ndarray] | None:
    """Form and point (world, millimetres) where a cause arises.

    On the first of its structures that is drawn: where a muscle goes over into its lower tendon for
    what strains muscles, or else where that structure comes nearest to the next ones named.
    """
    forms: dict[str, list[str]] = {}
    for key, form in body.kb.forms.items():
        forms.setdefault(form.structure, []).append(key)
    drawn = [forms[key] for key in cause.structures if key in forms]
    if not drawn:
        return None
    form = drawn[0][0]
    tube = body.tube(form)
    if cause.group == "muscle-tendon" and tube.form.kind == "muscle":
        return form, tube.centre[np.flatnonzero(tube.flesh)[-1]]
    y = tube.centre[:, 1]
    fossa = float(body.frames(NEUTRAL)["tibia"][1][1])
    apart = np.abs(y - (fossa if "popliteal-fossa" in cause.structures else y[len(y) // 2]))
    for keys in drawn[1:6]:
        others = np.concatenate([body.tube(each).centre for each in keys])
        apart = apart + np.linalg.norm(tube.centre[:, None] - others[None], axis=2).min(axis=1)
    return form, tube.centre[int(np.argmin(apart))]


# ── Shapes ───────────────────────────────────────────────────────────────────────────────────


def _shape(body: Body, key: str, view: str, left: bool) -> dict[str, Any]:
    form, tube = body.form(key), body.tube(key)
    line, half = projected(tube, view)
    if left:
        line = line * [-1, 1]
    if form.kind in SOFT:
        line, half = softened(line, SOFT[form.kind]), softened(half[:, None], SOFT[form.kind])[:, 0]
    shape: dict[str, Any] = {
        "id": key,
        "structure": form.structure,
        "label": form.label,
        "name": body.kb.structures[form.structure].name,
        "kind": form.kind,
        "layer": form.layer,
        "flesh": "",
        "fibres": [],
        "line": _path(line[kept(line)]),
        "width": round(float(2 * np.median(half)), 1),
        "at": [round(float(v), 1) for v in line[len(line) // 2]],
        "where": where(body, tube, view),
        "join": joined(form),
    }
    if _end_on(tube, view):
        hulls = _hulls(tube, view, left)
        return shape | {"outline": "".join(svg_path(one, closed=True) for one in hulls), "ribs": []}
    line, half = _shaped(form, tube, line, half)
    ribs = ribbed(line, half, cap=0.6 if joined(form) == "capsule" else CAP.get(form.kind, 0.8))
    shape |= {"outline": _path(ring(ribs), closed=True), "ribs": _flat(ribs)}
    if form.layer == "skin" and view == "posterior":
        shape["fibres"] = _creases(body, tube, left)
    if form.kind == "muscle" and tube.flesh.any():
        shape |= _flesh(form, tube, line, half, ribs)
    elif form.kind in ("ligament", "tendon") and float(half.max()) > 2:
        shape["fibres"] = ["", "", strands(ribs)]
    return shape


def _shaped(form: Form, tube: Tube, line: np.ndarray, half: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Line and half-widths with what is known of the kind: where it overlaps, narrows or fans out."""
    if form.layer == "fascia":
        # Its pieces overlap, so that no gap shows between them.
        line = np.concatenate([[3 * line[0] - 2 * line[1]], line, [3 * line[-1] - 2 * line[-2]]])
        half = np.concatenate([half[:1], half, half[-1:]])
    if form.structure == "knee-capsule":
        half = half * 1.25  # its three strips are one sheet
    if form.kind == "muscle" and tube.flesh[0]:
        half = half * np.interp(np.arange(len(half)), [0, max(3, 0.06 * len(half))], [0.55, 1.0])
    if form.kind in ("ligament", "tendon") and not joined(form):
        half = half * flare(len(half))
    return line, half


def _flesh(form: Form, tube: Tube, line: np.ndarray, half: np.ndarray, ribs: np.ndarray) -> dict[str, Any]:
    """The belly of a muscle with its fibres, and strands on its tendons."""
    first, last = np.flatnonzero(tube.flesh)[[0, -1]]
    if last - first <= 3:
        return {}
    belly = belly_of(line[first : last + 1], half[first : last + 1], first > 0, last < len(line) - 1)
    inward = line[-1, 0] - line[(first + last) // 2, 0]
    pennate = form.pennate or ("bipennate" if form.fibres >= 20 else "")
    lines = fibres(belly, math.copysign(form.fibres, inward), pennate, seed=form.id)
    if first > 3 or last < len(line) - 4:
        lines = [*(lines or ["", ""]), strands(ribs)]
    return {"flesh": _path(ring(belly), closed=True), "ribs": _flat(belly), "fibres": lines}


def _creases(body: Body, tube: Tube, left: bool) -> list[str]:
    """The skin fold behind the knee, which shows where the joint lies."""
    x, y = _knee(body, "posterior", left)
    i = int(np.argmin(np.abs(tube.centre[:, 1] + y)))
    u = np.linspace(-0.82, 0.82, 15)
    half = float(tube.half[i, 0])
    return [_path(np.column_stack([x + u * half, y + drop + 5 * u**2])) for drop in (-9.0, 3.0)]


def _end_on(tube: Tube, view: str) -> bool:
    """Whether the form runs towards the eye for much of its way, so that ribs across it say little."""
    if tube.form.kind not in ("bone", "meniscus", "skin"):
        return False
    axis, _, _ = DEEPER[view]
    along = np.abs(np.diff(tube.centre, axis=0))
    away = along[:, axis] / np.maximum(np.linalg.norm(along, axis=1), 1e-9)
    flat = np.abs(along[:, 1]) / np.maximum(np.linalg.norm(along, axis=1), 1e-9) < 0.5
    return bool(np.mean((away > 0.75) | flat) > 0.3)


def _hulls(tube: Tube, view: str, left: bool) -> list[list[tuple[float, float]]]:
    """Outlines that together cover a form that runs towards the eye: of each piece from ring to ring."""
    last = len(tube.centre) - 1
    pick = np.unique(np.append(np.arange(0, last, 3), last))
    sides = np.full(len(pick), 16)
    corners = ring_corners(tube.centre[pick], tube.half[pick], direction(tube.centre)[pick], sides)
    axis, sign, _ = VIEWS[view]
    flat = np.column_stack([sign * corners[:, axis] * (-1 if left else 1), -corners[:, 1]])
    rings = np.round(flat, 2).reshape(-1, 16, 2).tolist()
    return [hull(one + other) for one, other in itertools.pairwise(rings)]


def _path(points: np.ndarray, *, closed: bool = False) -> str:
    return svg_path(points.tolist(), closed=closed)


def _flat(ribs: np.ndarray) -> list[float]:
    return [round(float(v), 1) for v in ribs.ravel()]


# ── In words ─────────────────────────────────────────────────────────────────────────────────


def where(body: Body, tube: Tube, view: str = "posterior") -> str:
    """Where a form lies, without its name: 'medial, above the joint line, superficial muscles'."""
    turn, origin = body.frames(NEUTRAL)["tibia"]
    near = np.abs(tube.centre[:, 1] - origin[1] + 31) < 220
    centre = tube.centre[near] if near.any() else tube.centre
    knee = turn @ np.array([-12.0, -31.0, 0.0]) + origin
    x, y, z = centre.mean(axis=0) - knee
    if view == "posterior":
        first, last = centre[0, 2] - knee[2], centre[-1, 2] - knee[2]
        if min(first, last) < -9 and max(first, last) > 9 and abs(first - last) > 40:
            side = "crossing from lateral to medial" if first > last else "crossing from medial to lateral"
        elif abs(z) < max(9.0, 0.4 * float(tube.half[:, 0].max())):
            side = "in the middle"
        else:
            side = "lateral" if z > 0 else "medial"
    else:
        side = "in the middle" if abs(x) < 9 else "in front" if x > 0 else "behind"
    top, low = (float(v) for v in (centre[:, 1].max() - knee[1], centre[:, 1].min() - knee[1]))
    if top > 60 and low < -60:
        height = "from thigh to calf"
    elif top < 40 and low > -40:
        height = "at the joint line"
    else:
        height = "above the knee" if y > 0 else "below the knee"
    return f"{side}, {height}, {LAYERS[tube.form.layer].split(':')[0].lower()}"


def by_layer(body: Body, shapes: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The text twin: layers from the surface inward, in each the structures from medial to lateral."""
    kb = body.kb
    knee = body.frames(NEUTRAL)["tibia"][1][1] - 31

    def across(key: str) -> float:
        centre = body.tube(key).centre
        near = np.abs(centre[:, 1] - knee) < 200
        return float((centre[near] if near.any() else centre)[:, 2].mean())

    shown = [shape["id"] for shape in shapes]
    return [
        {
            "layer": layer,
            "name": name,
            "forms": sorted((key for key in shown if kb.forms[key].layer == layer), key=across),
        }
        for layer, name in LAYERS.items()
    ]
