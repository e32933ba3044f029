"""What hides what: the order in which the forms of the leg are painted, seen from one side."""

import math
from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from ..records import Form
from .body import NEUTRAL, Body, Tube
from .outlines import smooth_normals
from .terms import VIEWS

DEEPER = {"posterior": (0, 1, 1), "medial": (2, 1, 0), "lateral": (2, -1, 0)}
"""Axis away from the eye, its sign, and which half-width lies along it."""
CELL = 4.0
"""Side of a cell in which forms are compared for what hides what, in millimetres."""
SLENDER = 2.6
"""Half-width, in millimetres, below which a vessel or nerve on the deep fascia is one of the skin's."""
THIN = 1.0
"""Smallest half-width that is drawn, in millimetres: a finer vessel could not be seen."""


@lru_cache(maxsize=6)
def painting_order(body: Body, view: str) -> tuple[str, ...]:
    """Ids of all forms, the deepest first.

    Each pair that overlaps in the picture is compared cell by cell; the pieces of one bone stay together.
    """
    fronts: dict[str, dict[int, float]] = {}
    members: dict[str, list[str]] = {}
    for key, form in body.kb.forms.items():
        name = joined(form) or key
        members.setdefault(name, []).append(key)
        cells = fronts.setdefault(name, {})
        for cell, depth in _front(body.tube(key), view):
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
        key: -float(np.mean([depth for _, depth in _front(body.tube(key), view)])) for key in body.kb.forms
    }
    flat = [key for name in order for key in sorted(members[name], key=nearness.__getitem__)]
    return tuple(sorted(flat, key=lambda key: _wraps(body, key, view)))


def _wraps(body: Body, key: str, view: str) -> int:
    """0 for what the deep fascia covers, 1 for the fascia, 2 for what runs under the skin, 3 for skin."""
    form = body.form(key)
    if form.kind == "skin":
        return 3 if form.layer == "skin" else 1
    if form.layer == "vessels-and-nerves" and body.tube(key).half.max() < SLENDER:
        axis, sign, _ = DEEPER[view]
        middle = body.frames(NEUTRAL)["tibia"][1][axis]
        near = sign * (body.tube(key).centre[:, axis].mean() - middle) < 0
        return 2 if near and _outside(body, key) > 0.5 else 0
    return 0


def _outside(body: Body, key: str) -> float:
    """Share of a form's way that lies on the deep fascia or outside it."""
    tube = body.tube(key)
    y = tube.centre[:, 1]
    out = np.zeros(len(y), dtype=bool)
    for name, form in body.kb.forms.items():
        if form.layer != "fascia":
            continue
        wrap = body.tube(name)
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
    line, half = projected(tube, view)
    axis, sign, width = DEEPER[view]
    depth, thick = sign * tube.centre[:, axis], tube.half[:, width]
    across = smooth_normals(line)
    count = 2 * max(1, math.ceil(float(half.max()) / CELL)) + 1
    u = np.linspace(-1, 1, count)
    points = line[:, None] + across[:, None] * (half[:, None] * u)[:, :, None]
    near = depth[:, None] - thick[:, None] * np.sqrt(1 - u**2)[None]
    cells = np.floor(points / CELL).astype(int)
    ids = (cells[..., 0] + 500) * 2000 + cells[..., 1] + 500
    return zip(ids.ravel().tolist(), near.ravel().tolist(), strict=True)


def joined(form: Form) -> str:
    """Name of the whole that a form is painted with, without lines between its pieces; '' for none."""
    if form.kind == "bone":
        return form.structure
    if form.layer == "fascia":
        return "fascia"
    return "capsule" if form.structure == "knee-capsule" else ""


def projected(tube: Tube, view: str) -> tuple[np.ndarray, np.ndarray]:
    """Middle line in the picture, shape (n, 2), y downward; half-width across it, shape (n,)."""
    axis, sign, width = VIEWS[view]
    line = np.column_stack([sign * tube.centre[:, axis], -tube.centre[:, 1]])
    return line, np.maximum(tube.half[:, width], THIN)
