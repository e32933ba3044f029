"""Fields over a grid of the plane: distances that are negative inside, and the outlines where they are 0."""

import math

import numpy as np

from .body import Cut
from .curves import hull

CELL = 0.75
"""Millimetres between the points of the grid; outlines are interpolated between them."""


def area(loop: np.ndarray) -> float:
    """Of a closed polygon (n, 2), positive where it runs round what it encloses."""
    x, z = loop.T
    return float((x * np.roll(z, -1) - z * np.roll(x, -1)).sum() / 2)


def distance(cut: Cut, x, z, corners: float = 0.0) -> np.ndarray:
    """To an ellipse, negative inside (nearest point by curvature circles; Sedgwick, "trig-free" form).

    Args:
        corners: 0 for the ellipse; above it the outline is drawn out into three corners, one in front.
    """
    u, v = np.broadcast_arrays(np.asarray(x, float) - cut.x, np.asarray(z, float) - cut.z)
    if corners:
        wide = 1 + corners * np.cos(3 * np.arctan2(v / cut.half_z, u / cut.half_x)) - corners**2 / 4
        u, v = u / wide, v / wide
    a, b = cut.half_x, cut.half_z
    p, q = np.abs(u), np.abs(v)
    tx = np.full(p.shape, math.sqrt(0.5))
    ty = tx.copy()
    for _ in range(3):
        ex, ey = (a * a - b * b) * tx**3 / a, (b * b - a * a) * ty**3 / b
        r = np.hypot(a * tx - ex, b * ty - ey)
        s = np.maximum(np.hypot(p - ex, q - ey), 1e-9)
        tx = np.clip(((p - ex) * r / s + ex) / a, 0, 1)
        ty = np.clip(((q - ey) * r / s + ey) / b, 0, 1)
        size = np.maximum(np.hypot(tx, ty), 1e-9)
        tx, ty = tx / size, ty / size
    far = np.hypot(p - a * tx, q - b * ty)
    return np.where((u / a) ** 2 + (v / b) ** 2 < 1, -far, far)


def melt(parts: list[np.ndarray], soft: float) -> np.ndarray:
    """Union of fields whose inner corners are rounded over `soft` millimetres."""
    whole = parts[0]
    for part in parts[1:]:
        blend = np.maximum(soft - np.abs(whole - part), 0) / soft
        whole = np.minimum(whole, part) - blend**2 * soft / 4
    return whole


def blurred(field: np.ndarray, times: int) -> np.ndarray:
    """Each point takes in its neighbours; corners become round."""
    for _ in range(times):
        for axis in (0, 1):
            padded = np.pad(field, [(1, 1) if a == axis else (0, 0) for a in (0, 1)], mode="edge")
            low, mid, high = (np.take(padded, range(k, k + field.shape[axis]), axis) for k in range(3))
            field = (low + 2 * mid + high) / 4
    return field


def rim(cut: Cut) -> np.ndarray:
    """Points (n, 2) of x and z round an ellipse."""
    turn = np.linspace(0, 2 * math.pi, 32, endpoint=False)
    return np.column_stack([cut.x + cut.half_x * np.cos(turn), cut.z + cut.half_z * np.sin(turn)])


def stretched(held: list[np.ndarray], x: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Distance to a sheet stretched over points, negative inside it."""
    sheet = np.array(hull(np.concatenate(held).tolist()))
    edge = np.roll(sheet, -1, axis=0) - sheet
    normal = np.column_stack([edge[:, 1], -edge[:, 0]]) / np.linalg.norm(edge, axis=1)[:, None]
    far = np.full(np.broadcast_shapes(x.shape, z.shape), -np.inf)
    for (nx, nz), (px, pz) in zip(normal, sheet, strict=True):
        np.maximum(far, nx * (x - px) + nz * (z - pz), out=far)
    return far


def deepest(field: np.ndarray, x: np.ndarray, z: np.ndarray) -> tuple[float, float]:
    """The point deepest inside, so that a label never lies outside a crescent."""
    i, j = np.unravel_index(field.argmin(), field.shape)
    return float(x[i, 0]), float(z[0, j])


LINKS = {
    1: ((3, 0),), 2: ((0, 1),), 3: ((3, 1),), 4: ((1, 2),), 5: ((3, 0), (1, 2)), 6: ((0, 2),), 7: ((3, 2),),
    8: ((2, 3),), 9: ((2, 0),), 10: ((0, 1), (2, 3)), 11: ((2, 1),), 12: ((1, 3),), 13: ((1, 0),),
    14: ((0, 3),),
}  # fmt: skip
"""Marching squares: corners inside (1, 2, 4, 8 round the cell) to the sides that the outline joins."""


def contours(field: np.ndarray, x: np.ndarray, z: np.ndarray) -> list[np.ndarray]:
    """Closed loops (n, 2) of x and z along which a field is 0 (Lorensen and Cline's method in the plane).

    Loops run so that `area` is positive round what is below 0 and negative round a hole.
    """
    field = np.pad(field, 1, constant_values=9.0)
    x = np.concatenate([[x[0] - CELL], x, [x[-1] + CELL]])
    z = np.concatenate([[z[0] - CELL], z, [z[-1] + CELL]])
    inside = field < 0
    a, b, c, d = inside[:-1, :-1], inside[1:, :-1], inside[1:, 1:], inside[:-1, 1:]
    code = a + 2 * b + 4 * c + 8 * d
    after: dict[tuple[int, int, int], tuple[int, int, int]] = {}
    for i, j in np.argwhere((code > 0) & (code < 15)).tolist():
        sides = ((0, i, j), (1, i + 1, j), (0, i, j + 1), (1, i, j))
        for end, start in LINKS[int(code[i, j])]:
            after[sides[start]] = sides[end]
    loops = []
    while after:
        first = here = next(iter(after))
        keys = []
        while here in after:
            keys.append(here)
            here = after.pop(here)
            if here == first:
                break
        along, i, j = np.array(keys).T
        u, v = i + (along == 0), j + (along == 1)
        near, far = field[i, j], field[u, v]
        share = near / (near - far)
        loops.append(np.column_stack([x[i] + share * (x[u] - x[i]), z[j] + share * (z[v] - z[j])]))
    return loops
