"""What lies under a point of the skin: a needle on its way from there towards the middle of a section."""

import math
from dataclasses import dataclass, replace

import numpy as np

from ..errors import KneeError
from .body import Cut
from .fields import distance
from .slices import Slice

REACH = 3.0
"""Millimetres to either side of the line within which a nerve, vessel or other thin thing counts as met."""
LOOK = 0.25
"""Millimetres between looks along the line."""


@dataclass(frozen=True, slots=True)
class Met:
    """A structure under a point of the skin."""

    id: str
    """Form id, or the id of a space filled with fat."""
    structure: str
    depth: float
    """Millimetres below the skin at which it begins."""
    end: float
    """Millimetres below the skin at which it ends."""
    beside: float = 0.0
    """Millimetres that the line passes beside it; 0 where it goes through."""


def probe(cut: Slice, angle: float) -> tuple[Met, ...]:
    """What a needle meets on its way from the skin towards the middle of the leg.

    It goes as far as bone, or to the middle where there is none in its way.

    Args:
        angle: degrees round the leg from the middle of its back; positive laterally.

    Raises:
        KneeError: for no angle between -180 and 180.
    """
    if not isinstance(angle, (int, float)) or isinstance(angle, bool) or not -180 <= angle <= 180:
        raise KneeError(f"angle {angle!r:.40} is not between -180 and 180°")
    start, way, length = needle(cut, angle)
    t = np.arange(0, length, LOOK)
    x, z = start[0] + way[0] * t, start[1] + way[1] * t
    wrap = cut.sample(cut.wrap, x, z)
    inside = np.flatnonzero(wrap < 0)
    first = float(t[inside[0]]) if len(inside) else length
    skin, fascia = cut.forms[cut.cover.form], cut.forms[cut.sleeve.form]
    met = [Met(skin.id, skin.structure, 0.0, first), Met(fascia.id, fascia.structure, first, first + 1.0)]
    taken = wrap >= 0
    stop = length
    for name, cuts in cut.bones.items():
        hit = cut.sample(cut.bone(name), x, z) < 0
        taken |= hit
        if hit.any():
            found = _run(cut, cut.name_of(cuts), t, hit)
            stop = min(stop, found.depth)
            met.append(found)
    for muscle, field in zip(cut.muscles, cut.shares, strict=True):
        hit = cut.sample(field, x, z) < 0
        taken |= hit
        if hit.any():
            met.append(_run(cut, muscle.form, t, hit))
    met += _thin(cut, start, way, t, taken)
    if cut.fat:
        # Fat of the fossa: what nothing else takes, between the fascia and the first bone.
        ends = [one.depth for one in met if one.structure == "knee-capsule"]
        free = ~taken & (t < min([stop, *ends])) & (x < cut.cover.x)
        if free.sum() * LOOK >= 2:
            depth = float(t[np.flatnonzero(free)[0]])
            met.append(Met(cut.fat, cut.fat, depth, float(t[np.flatnonzero(free)[-1]])))
    order = {skin.id: 0, fascia.id: 1}
    if stop == length:
        stop = math.dist(start, cut.middle)
    met.sort(key=lambda one: (round(one.depth, 1), order.get(one.id, 2), one.id == cut.fat))
    return tuple(one for one in met if one.depth <= stop)


def needle(cut: Slice, angle: float) -> tuple[tuple[float, float], tuple[float, float], float]:
    """Where the needle enters (x, z), its direction, and the way to the fascia on the other side."""
    turn = math.radians(angle)
    out = (-math.cos(turn), math.sin(turn))
    far = np.arange(0, 1.2 * max(cut.cover.half_x, cut.cover.half_z), LOOK)
    middle = cut.middle
    ends = []
    for sign in (1, -1):
        edge = cut.sample(cut.coat, middle[0] + sign * far * out[0], middle[1] + sign * far * out[1])
        ends.append(float(far[np.flatnonzero(edge < 0)[-1]]))
    start = (middle[0] + ends[0] * out[0], middle[1] + ends[0] * out[1])
    return start, (-out[0], -out[1]), sum(ends) - 4


def _thin(
    cut: Slice, start: tuple[float, float], way: tuple[float, float], t: np.ndarray, taken: np.ndarray
) -> list[Met]:
    """Nerves, vessels, tendons and ligaments met or passed closely; they mark in `taken` what they fill."""
    x, z = start[0] + way[0] * t, start[1] + way[1] * t
    thin: dict[str, Met] = {}
    capsule = [one for one in cut.small if cut.forms[one.form].structure == "knee-capsule"]
    for one in cut.small:
        beside = abs((one.x - start[0]) * way[1] - (one.z - start[1]) * way[0])
        if beside > max(one.half_x, one.half_z) + REACH:
            continue
        far = distance(one, x, z)
        taken |= far < 0.5
        found = _passed(cut, one, t, far)
        if found is None:
            continue
        known = thin.get(found.structure)
        if known is None or found.beside < known.beside:
            key = cut.name_of(capsule) if one in capsule else one.form
            thin[found.structure] = replace(found, id=key)
    return list(thin.values())


def _passed(cut: Slice, one: Cut, t: np.ndarray, far: np.ndarray) -> Met | None:
    """A thin thing that the line goes through or passes within reach."""
    nearest = int(far.argmin())
    if far[nearest] <= 0:
        return _run(cut, one.form, t, far <= 0)
    if far[nearest] <= REACH and nearest < len(t) - 1:
        depth = float(t[nearest])
        return Met(one.form, cut.forms[one.form].structure, depth, depth, round(float(far[nearest]), 1))
    return None


def _run(cut: Slice, key: str, t: np.ndarray, hit: np.ndarray) -> Met:
    at = np.flatnonzero(hit)
    gap = np.flatnonzero(np.diff(at) > 1)
    last = at[gap[0]] if len(gap) else at[-1]
    return Met(key, cut.forms[key].structure, float(t[at[0]]), float(t[last]))
