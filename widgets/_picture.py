"""What a picture of the leg consists of: shapes in painting order, as plain data that picture.js draws.

A *picture* is {"box", "caption", "text", "shapes"}; everything is in millimetres, x to the right and y
downward. `view_picture` projects the body from behind, from medial or from lateral.
"""

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from kb import records
from kb.anatomy.body import NEUTRAL, STEP, VIEWS, Body, Pose, Tube, direction, ring_corners
from kb.errors import KneeError
from kb.records import Form

LAYERS = dict(
    zip(
        records.LAYERS,
        (
            "Skin",
            "Deep fascia",
            "Superficial muscles",
            "Deep muscles",
            "Vessels and nerves",
            "Joint: capsule, ligaments, menisci",
            "Bone",
        ),
        strict=True,
    )
)
"""Layers from the surface inward, with the name shown."""
SEEN_FROM = {"posterior": "behind", "medial": "the medial side", "lateral": "the lateral side"}
DEEPER = {"posterior": (0, 1, 1), "medial": (2, 1, 0), "lateral": (2, -1, 0)}
"""Axis away from the eye, its sign, and which half-width lies along it."""
CELL = 4.0
"""Side of a cell in which forms are compared for what hides what, in millimetres."""
SLENDER = 2.6
"""Half-width, in millimetres, below which a vessel or nerve on the deep fascia is one of the skin's."""
THIN = 1.0
"""Smallest half-width that is drawn, in millimetres: a finer vessel could not be seen."""

SOFT = {"muscle": 18.0, "nerve": 7.0, "artery": 6.0, "vein": 6.0, "tendon": 8.0, "bone": 4.0}
"""How far corners of the sampled path are rounded in the picture, by kind, in millimetres."""

CAP = {"skin": 0.0, "muscle": 0.35, "tendon": 0.25, "ligament": 0.25}
"""How far an end bulges, as a share of the half-width, by kind; 0.8 for the rest."""


def view_picture(
    body: Body,
    *,
    view: str = "posterior",
    pose: Pose = NEUTRAL,
    forms: Sequence[str] | None = None,
    left: bool = False,
) -> dict[str, Any]:
    """The body seen from one side.

    Args:
        view: posterior, medial or lateral.
        forms: ids of what is drawn; everything unless told.
        left: the left leg, which is the right one mirrored.

    Raises:
        KneeError: for an unknown view or pose; UnknownId: for an unknown form.
    """
    if view not in VIEWS:
        raise KneeError(f"there is no view '{view}'; there are {', '.join(VIEWS)}")
    for key in forms or ():
        body.form(key)
    body.check(pose)
    wanted = None if forms is None else frozenset(forms)
    shapes = [
        shape for shape in _all_shapes(body, view, pose, left) if wanted is None or shape["id"] in wanted
    ]
    side = "left" if left else "right"
    knee = _knee(body, view, pose, left)
    return {
        "box": _around(knee, 190, 145, 258),
        "zooms": {
            "fossa": _around(knee, 150, 120, 120),
            "region": _around(knee, 190, 145, 258),
            "leg": _around(knee, 240, 270, 450),
        },
        "caption": f"{side.capitalize()} leg seen from {SEEN_FROM[view]}",
        "text": f"{side.capitalize()} leg seen from {SEEN_FROM[view]}; {_hand(view, left)}.",
        "view": view,
        "left": left,
        "shapes": shapes,
    }


def _around(knee: tuple[float, float], width: float, above: float, below: float) -> list[float]:
    x, y = knee
    return [round(x - width / 2, 1), round(y - above, 1), width, above + below]


def _knee(body: Body, view: str, pose: Pose, left: bool) -> tuple[float, float]:
    """Where the middle of the leg at the joint line lies in the picture."""
    turn, origin = body.frames(pose)["tibia"]
    point = turn @ np.array([-12.0, -31.0, 0.0]) + origin
    axis, sign, _ = VIEWS[view]
    return float(sign * point[axis]) * (-1 if left else 1), float(-point[1])


def _hand(view: str, left: bool) -> str:
    """Which way the picture lies."""
    if view == "posterior":
        return "lateral is on the " + ("left" if left else "right")
    front = (view == "lateral") != left
    return "the front is on the " + ("right" if front else "left")


# ── Shapes ───────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=24)
def _all_shapes(body: Body, view: str, pose: Pose, left: bool) -> tuple[dict[str, Any], ...]:
    return tuple(_shape(body, key, view, pose, left) for key in painting_order(body, view, pose))


def _shape(body: Body, key: str, view: str, pose: Pose, left: bool) -> dict[str, Any]:
    form = body.form(key)
    tube = body.tube(key, pose)
    line, half = _projected(tube, view)
    if left:
        line = line * [-1, 1]
    if form.kind in SOFT:
        line, half = _softened(line, SOFT[form.kind]), _softened(half[:, None], SOFT[form.kind])[:, 0]
    kb = body.kb
    shape: dict[str, Any] = {
        "id": key,
        "structure": form.structure,
        "label": form.label,
        "name": kb.structures[form.structure].name,
        "kind": form.kind,
        "layer": form.layer,
        "flesh": "",
        "fibres": [],
        "line": path(line[_kept(line)]),
        "width": round(float(2 * np.median(half)), 1),
        "at": [round(float(v), 1) for v in line[len(line) // 2]],
        "where": where(body, tube, view, pose),
        "join": joined(form),
    }
    if _end_on(tube, view):
        hulls = _hulls(body, key, view, pose, left)
        return shape | {"outline": "".join(path(hull, closed=True) for hull in hulls), "ribs": []}
    if form.layer == "fascia":
        # Its pieces overlap, so that no gap shows between them.
        line = np.concatenate([[3 * line[0] - 2 * line[1]], line, [3 * line[-1] - 2 * line[-2]]])
        half = np.concatenate([half[:1], half, half[-1:]])
    if form.structure == "knee-capsule":
        half = half * 1.25  # its three strips are one sheet
    if form.kind == "muscle" and tube.flesh[0]:
        half = half * np.interp(np.arange(len(half)), [0, max(3, 0.06 * len(half))], [0.55, 1.0])
    if form.kind in ("ligament", "tendon") and not joined(form):
        half = half * _flare(len(half))
    ribs = _ribs(line, half, cap=0.6 if joined(form) == "capsule" else CAP.get(form.kind, 0.8))
    shape["outline"] = path(_ring(ribs), closed=True)
    shape["ribs"] = _flat(ribs)
    if form.layer == "skin" and view == "posterior":
        shape["fibres"] = _creases(body, tube, pose, left)
    if form.kind == "muscle" and tube.flesh.any():
        first, last = np.flatnonzero(tube.flesh)[[0, -1]]
        whole = ribs
        if last - first > 3:
            belly = _belly(line[first : last + 1], half[first : last + 1], first > 0, last < len(line) - 1)
            shape["flesh"] = path(_ring(belly), closed=True)
            shape["ribs"] = _flat(belly)
            inward = line[-1, 0] - line[(first + last) // 2, 0]
            pennate = form.pennate or ("bipennate" if form.fibres >= 20 else "")
            shape["fibres"] = _fibres(belly, math.copysign(form.fibres, inward), pennate, seed=key)
            if first > 3 or last < len(line) - 4:
                shape["fibres"] = [*(shape["fibres"] or ["", ""]), _strands(whole)]
    elif form.kind in ("ligament", "tendon") and float(half.max()) > 2:
        shape["fibres"] = ["", "", _strands(ribs)]
    return shape


def joined(form: Form) -> str:
    """Name of the whole that a form is painted with, without lines between its pieces; '' for none."""
    if form.kind == "bone":
        return form.structure
    if form.layer == "fascia":
        return "fascia"
    return "capsule" if form.structure == "knee-capsule" else ""


def _creases(body: Body, tube: Tube, pose: Pose, left: bool) -> list[str]:
    """The skin fold behind the knee, which shows where the joint lies."""
    x, y = _knee(body, "posterior", pose, left)
    i = int(np.argmin(np.abs(tube.centre[:, 1] + y)))
    u = np.linspace(-0.82, 0.82, 15)
    half = float(tube.half[i, 0])
    return [path(np.column_stack([x + u * half, y + drop + 5 * u**2])) for drop in (-9.0, 3.0)]


def _projected(tube: Tube, view: str) -> tuple[np.ndarray, np.ndarray]:
    """Middle line in the picture, shape (n, 2), y downward; half-width across it, shape (n,)."""
    axis, sign, width = VIEWS[view]
    line = np.column_stack([sign * tube.centre[:, axis], -tube.centre[:, 1]])
    return line, np.maximum(tube.half[:, width], THIN)


def _softened(values: np.ndarray, reach: float) -> np.ndarray:
    """A run of samples without its corners: weighted means over `reach` millimetres, ends kept."""
    n = min(int(2 * reach / STEP), (len(values) - 1) // 2)
    if n < 1:
        return values
    weights = np.exp(-0.5 * (np.arange(-n, n + 1) * STEP / reach) ** 2)
    ends = 2 * values[:1] - values[n:0:-1], 2 * values[-1:] - values[-2 : -n - 2 : -1]
    padded = np.concatenate([ends[0], values, ends[1]])
    return np.column_stack([np.convolve(column, weights / weights.sum(), "valid") for column in padded.T])


def _across(line: np.ndarray) -> np.ndarray:
    """Unit vectors to the right of the way, smoothed, so that an outline does not fold at a bend."""
    along = np.gradient(line, axis=0)
    size = np.linalg.norm(along, axis=1, keepdims=True)
    along = np.where(size > 0.2, along / np.maximum(size, 1e-9), [0.0, 1.0])
    if len(along) > 8:
        kernel = np.ones(5) / 5
        padded = np.pad(along, ((2, 2), (0, 0)), mode="edge")
        along = np.column_stack([np.convolve(padded[:, i], kernel, "valid") for i in range(2)])
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)
    return np.column_stack([-along[:, 1], along[:, 0]])


def _ribs(line: np.ndarray, half: np.ndarray, *, cap: float) -> np.ndarray:
    """Pairs of points left and right of the way, shape (n, 4); ends bulge by `cap` half-widths."""
    across = _across(line)
    if cap:
        line, half, across = _rounded(line, half, across, cap)
    keep = _kept(np.column_stack([line, half]))
    line, side = line[keep], across[keep] * half[keep, None]
    return np.column_stack([line + side, line - side])


def _rounded(line: np.ndarray, half: np.ndarray, across: np.ndarray, bulge: float):
    """Round caps at both ends instead of a flat cut."""
    for end, step in ((0, 1), (-1, -1)):
        away = line[end] - line[end + step]
        size = np.linalg.norm(away)
        if not size:
            continue
        reach = min(bulge * half[end], 4.0)
        turn = np.radians([30, 60, 85])
        cap = line[end] + np.sin(turn)[:, None] * away / size * reach
        width = half[end] * np.cos(turn)
        more = np.repeat(across[end][None], 3, axis=0)
        if end == 0:
            line, half = np.concatenate([cap[::-1], line]), np.concatenate([width[::-1], half])
            across = np.concatenate([more, across])
        else:
            line, half = np.concatenate([line, cap]), np.concatenate([half, width])
            across = np.concatenate([across, more])
    return line, half, across


def _belly(line: np.ndarray, half: np.ndarray, above: bool, below: bool) -> np.ndarray:
    """Ribs of the flesh, which runs out to a point where it goes over into a tendon."""
    share = np.linspace(0, 1, len(line))
    width = half
    if above:
        width = width * np.sqrt(np.clip(share / 0.08, 0, 1))
    if below:
        width = width * np.sqrt(np.clip((1 - share) / 0.08, 0, 1))
    return _ribs(line, np.maximum(width, 0.05), cap=0)


def _flare(n: int) -> np.ndarray:
    """Bands fan out a little where they fasten on bone."""
    return 1 + 0.35 * np.clip(1 - np.minimum(np.arange(n), np.arange(n)[::-1]) / 4, 0, 1)


def _strands(ribs: np.ndarray) -> str:
    """Lines along a tendon or ligament."""
    left, right = ribs[:, :2], ribs[:, 2:]
    inner = slice(3, -3) if len(ribs) > 9 else slice(None)
    return "".join(path((left + (right - left) * share)[inner]) for share in (0.22, 0.42, 0.6, 0.8))


def _fibres(ribs: np.ndarray, angle: float, pennate: str, *, seed: str) -> list[str]:
    """Fibre lines on a belly: dark ones, then light ones."""
    left, right = ribs[:, :2], ribs[:, 2:]
    middle = (left + right) / 2
    way = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(middle, axis=0), axis=1))])
    width = np.linalg.norm(left - right, axis=1)
    length, broad = way[-1], float(width.max())
    if length < 20 or broad < 3:
        return []
    random = np.random.default_rng(sum(seed.encode()))

    def at(s: np.ndarray, u: np.ndarray) -> np.ndarray:
        """Points at ways `s` and sides `u` (−1 left … 1 right)."""
        share = (1 + u)[:, None] / 2
        a = np.column_stack([np.interp(s, way, left[:, i]) for i in range(2)])
        b = np.column_stack([np.interp(s, way, right[:, i]) for i in range(2)])
        return a + (b - a) * share

    slope = math.tan(math.radians(min(35.0, 1.3 * abs(angle)))) * (1 if angle >= 0 else -1)
    lines: list[list[str]] = [[], []]
    count = int(min(160, length * broad / 60))
    for i in range(count):
        start = length * ((i + 0.5) / count) + random.uniform(-6, 6)
        side = float(((i * 0.618034) % 1) * 1.84 - 0.92)
        run = random.uniform(14, 30)
        s = np.linspace(start - run / 2, start + run / 2, 4)
        if s[0] < 1 or s[-1] > length - 1:
            continue
        here = np.maximum(np.interp(s, way, width), 1)
        # Fibres of a bipennate muscle run down and inward to the tendon in its middle.
        lean = slope * (-math.copysign(1, side) if pennate == "bipennate" else 1)
        u = side + lean * (s - start) / (here / 2)
        if np.abs(u).max() > 0.96 or (pennate == "bipennate" and u[0] * u[-1] < 0):
            continue
        lines[i % 3 == 0].append(path(at(s, u)))
    return ["".join(each) for each in lines]


def _end_on(tube: Tube, view: str) -> bool:
    """Whether the form runs towards the eye for much of its way, so that ribs across it say little."""
    if tube.form.kind not in ("bone", "meniscus", "skin"):
        return False
    axis, _, _ = DEEPER[view]
    along = np.abs(np.diff(tube.centre, axis=0))
    away = along[:, axis] / np.maximum(np.linalg.norm(along, axis=1), 1e-9)
    flat = np.abs(along[:, 1]) / np.maximum(np.linalg.norm(along, axis=1), 1e-9) < 0.5
    return bool(np.mean((away > 0.75) | flat) > 0.3)


def _hulls(body: Body, key: str, view: str, pose: Pose, left: bool) -> list[np.ndarray]:
    """Outlines that together cover a form that runs towards the eye: of each piece from ring to ring."""
    tube = body.tube(key, pose)
    last = len(tube.centre) - 1
    pick = np.unique(np.append(np.arange(0, last, 3), last))
    sides = np.full(len(pick), 16)
    corners = ring_corners(tube.centre[pick], tube.half[pick], direction(tube.centre)[pick], sides)
    axis, sign, _ = VIEWS[view]
    flat = np.column_stack([sign * corners[:, axis] * (-1 if left else 1), -corners[:, 1]])
    rings = flat.reshape(-1, 16, 2)
    return [_hull(np.concatenate(pair)) for pair in itertools.pairwise(rings)]


def _hull(points: np.ndarray) -> np.ndarray:
    """Convex hull, always turning the same way (Andrew's monotone chain)."""
    rows = sorted(map(tuple, np.round(points, 2)))

    def chain(rows: Iterable[tuple[float, ...]]) -> list[tuple[float, ...]]:
        out: list[tuple[float, ...]] = []
        for p in rows:
            while len(out) > 1 and (
                (out[-1][0] - out[-2][0]) * (p[1] - out[-2][1])
                <= (out[-1][1] - out[-2][1]) * (p[0] - out[-2][0])
            ):
                out.pop()
            out.append(p)
        return out[:-1]

    return np.array(chain(rows) + chain(reversed(rows)))


# ── What hides what ──────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=24)
def painting_order(body: Body, view: str, pose: Pose = NEUTRAL) -> tuple[str, ...]:
    """Ids of all forms, the deepest first.

    Each pair that overlaps in the picture is compared cell by cell; the pieces of one bone stay together.
    """
    fronts: dict[str, dict[int, float]] = {}
    members: dict[str, list[str]] = {}
    for key, form in body.kb.forms.items():
        name = joined(form) or key
        members.setdefault(name, []).append(key)
        cells = fronts.setdefault(name, {})
        for cell, depth in _front(body.tube(key, pose), view):
            if depth < cells.get(cell, math.inf):
                cells[cell] = depth
    names = list(fronts)
    index = [(np.array(sorted(c)), np.array([c[k] for k in sorted(c)])) for c in fronts.values()]
    over = np.zeros((len(names), len(names)))
    for i, (mine, near) in enumerate(index):
        for j in range(i):
            _, a, b = np.intersect1d(mine, index[j][0], assume_unique=True, return_indices=True)
            if len(a):
                net = float(np.clip(index[j][1][b] - near[a], -6, 6).sum())
                over[i, j], over[j, i] = max(net, 0), max(-net, 0)
    mean = np.array([depth.mean() for _, depth in index])
    left, order = list(range(len(names))), []
    while left:
        # Next comes what lies over the least of what is not yet painted; then what is deepest.
        waits = over[np.ix_(left, left)].sum(axis=1)
        pick = min(range(len(left)), key=lambda k: (round(float(waits[k]), 3), -mean[left[k]]))
        order.append(names[left.pop(pick)])
    nearness = {
        key: -float(np.mean([depth for _, depth in _front(body.tube(key, pose), view)]))
        for key in body.kb.forms
    }
    flat = [key for name in order for key in sorted(members[name], key=nearness.__getitem__)]
    return tuple(sorted(flat, key=lambda key: _wraps(body, key, view, pose)))


def _wraps(body: Body, key: str, view: str, pose: Pose) -> int:
    """0 for what the deep fascia covers, 1 for the fascia, 2 for what runs under the skin, 3 for skin."""
    form = body.form(key)
    if form.kind == "skin":
        return 3 if form.layer == "skin" else 1
    if form.layer == "vessels-and-nerves" and body.tube(key, pose).half.max() < SLENDER:
        axis, sign, _ = DEEPER[view]
        middle = body.frames(pose)["tibia"][1][axis]
        near = sign * (body.tube(key, pose).centre[:, axis].mean() - middle) < 0
        return 2 if near and _outside(body, key, pose) > 0.5 else 0
    return 0


def _outside(body: Body, key: str, pose: Pose) -> float:
    """Share of a form's way that lies on the deep fascia or outside it."""
    tube = body.tube(key, pose)
    y = tube.centre[:, 1]
    out = np.zeros(len(y), dtype=bool)
    for name, form in body.kb.forms.items():
        if form.layer != "fascia":
            continue
        wrap = body.tube(name, pose)
        up = np.argsort(wrap.centre[:, 1])
        level = wrap.centre[up, 1]
        x, z, half_z, half_x = (
            np.interp(y, level, values[up])
            for values in (wrap.centre[:, 0], wrap.centre[:, 2], wrap.half[:, 0], wrap.half[:, 1])
        )
        far = ((tube.centre[:, 0] - x) / half_x) ** 2 + ((tube.centre[:, 2] - z) / half_z) ** 2
        out |= (far > 0.8) & (y >= level[0]) & (y <= level[-1])
    return float(out.mean())


def _front(tube: Tube, view: str) -> Iterable[tuple[int, float]]:
    """Cells that a tube covers in the picture, with the depth of its nearest surface there."""
    line, half = _projected(tube, view)
    axis, sign, width = DEEPER[view]
    depth, thick = sign * tube.centre[:, axis], tube.half[:, width]
    across = _across(line)
    count = 2 * max(1, math.ceil(float(half.max()) / CELL)) + 1
    u = np.linspace(-1, 1, count)
    points = line[:, None] + across[:, None] * (half[:, None] * u)[:, :, None]
    near = depth[:, None] - thick[:, None] * np.sqrt(1 - u**2)[None]
    cells = np.floor(points / CELL).astype(int)
    ids = (cells[..., 0] + 500) * 2000 + cells[..., 1] + 500
    return zip(ids.ravel().tolist(), near.ravel().tolist(), strict=True)


# ── In words ─────────────────────────────────────────────────────────────────────────────────


def where(body: Body, tube: Tube, view: str = "posterior", pose: Pose = NEUTRAL) -> str:
    """Where a form lies, without its name: 'medial, above the joint line, superficial muscles'."""
    turn, origin = body.frames(pose)["tibia"]
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


# ── Paths ────────────────────────────────────────────────────────────────────────────────────


def path(points: np.ndarray, *, closed: bool = False) -> str:
    """SVG path through points, to a tenth of a millimetre, in relative steps."""
    tenths = np.round(np.asarray(points) * 10).astype(int)
    steps = np.diff(tenths, axis=0)
    steps = steps[np.any(steps != 0, axis=1)]
    text = "".join(_number(dx) + _number(dy, after=True) for dx, dy in steps)
    x, y = tenths[0]
    return f"M{x / 10:g} {y / 10:g}" + (f"l{text.lstrip()}" if text else "") + ("Z" if closed else "")


def _number(tenths: int, *, after: bool = False) -> str:
    text = f"{tenths / 10:g}"
    text = text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text
    return text if text.startswith("-") else " " + text


def _kept(points: np.ndarray, turn: float = 5.0, reach: float = 30.0) -> list[int]:
    """Indices that are enough to draw a line: where it turns, and not too far apart."""
    keep, last = [0], np.asarray(points[0])
    heading = None
    for i in range(1, len(points) - 1):
        step = points[i] - last
        size = math.sqrt(float(step @ step))
        ahead = points[i + 1] - points[i]
        further = math.sqrt(float(ahead @ ahead))
        if not size or not further:
            continue
        bend = math.degrees(math.acos(max(-1.0, min(1.0, float(step @ ahead) / size / further))))
        if heading is None:
            heading = step / size
        away = math.degrees(math.acos(max(-1.0, min(1.0, float(heading @ ahead) / further))))
        if bend > turn or away > turn or size > reach:
            keep.append(i)
            last, heading = points[i], ahead / further
    return [*keep, len(points) - 1]


def _ring(ribs: np.ndarray) -> np.ndarray:
    return np.concatenate([ribs[:, :2], ribs[::-1, 2:]])


def _flat(ribs: np.ndarray) -> list[float]:
    return [round(float(v), 1) for v in ribs.ravel()]


__all__ = ["LAYERS", "by_layer", "painting_order", "path", "view_picture", "where"]
