"""Every form as one set of triangles, whose order no pose changes: what a 3-D view sends once and moves.

A form that lies on one segment is turned with it; what crosses a joint gets new rings from its tube.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .body import NEUTRAL, Body, Pose, direction, ring_corners

SIDES = ((4.0, 6), (12.0, 8), (30.0, 12))
"""Corners of a ring by the largest half-width in millimetres; what is wider has MOST."""
MOST = 16
RINGS = (6, 60)
"""Fewest and most rings of a form."""
SPACING = {"bone": 8.0, "meniscus": 3.0, "bursa": 3.0, "lymph-node": 1.0}
"""Millimetres from ring to ring where shape matters more than length."""


@dataclass(frozen=True, slots=True)
class Part:
    """Where one form lies among all vertices and triangles."""

    form: str
    start: int
    """Its first vertex."""
    rings: int
    sides: int
    first: int
    """Its first triangle."""
    first_coarse: int
    """The same among the coarse ones."""

    @property
    def vertices(self) -> int:
        """Corners of all rings and the middle of both ends."""
        return self.rings * self.sides + 2

    @property
    def triangles(self) -> int:
        """Two for each corner of a ring but the last, and both caps."""
        return 2 * self.rings * self.sides

    @property
    def triangles_coarse(self) -> int:
        """The same with fewer rings and, where there are enough, every other corner."""
        return 2 * len(self.coarse_rings) * (self.sides // self.every)

    @property
    def coarse_rings(self) -> np.ndarray:
        """Which rings the coarse mesh has: every fifth, of short forms every other, and the last."""
        rings = np.arange(0, self.rings - 1, 5 if self.rings >= 24 else 2)
        return np.append(rings, self.rings - 1)

    @property
    def every(self) -> int:
        """Which corners of a ring a coarse one has."""
        return 2 if self.sides >= 12 else 1


class Surface:
    """Triangles of some forms of a body, in the order given."""

    def __init__(self, body: Body, forms: Sequence[str]):
        self._body = body
        parts: list[Part] = []
        start = first = first_coarse = 0
        for key in forms:
            rings, sides = self._size(key)
            part = Part(key, start, rings, sides, first, first_coarse)
            parts.append(part)
            start, first = start + part.vertices, first + part.triangles
            first_coarse += part.triangles_coarse
        self.parts = tuple(parts)
        self.triangles = np.concatenate([_triangles(part) for part in parts]).astype(np.int32)
        """Corners by number, shape (m, 3)."""
        self.coarse = np.concatenate([_triangles(part, coarse=True) for part in parts]).astype(np.int32)
        """The same with a quarter of the triangles or so, on the same corners."""
        fixed, self._moving = {}, []
        for part in parts:
            path = body.form(part.form).path
            if len({via.on for via in path}) == 1 and not any(via.knee for via in path):
                fixed.setdefault(path[0].on, []).append(part)
            else:
                self._moving.append(part)
        self._fixed = {
            segment: (_numbers(some), self._local(segment, some)) for segment, some in fixed.items()
        }
        self._at = _numbers(self._moving)

    @property
    def size(self) -> int:
        """Number of vertices."""
        return self.parts[-1].start + self.parts[-1].vertices

    def positions(self, pose: Pose = NEUTRAL) -> np.ndarray:
        """Vertices in the world in this pose, millimetres, shape (size, 3)."""
        frames = self._body.frames(self._body.check(pose))
        out = np.empty((self.size, 3))
        for segment, (numbers, local) in self._fixed.items():
            turn, origin = frames[segment]
            out[numbers] = local @ turn.T + origin
        out[self._at] = self._drawn(self._moving, pose)
        return out

    def flesh(self) -> np.ndarray:
        """How much of each vertex is muscle belly, 0 or 1, shape (size,); 0 for what is no muscle."""
        out = np.zeros(self.size)
        for part in self.parts:
            tube = self._body.tube(part.form)
            if tube.form.kind == "muscle":
                rings = tube.flesh[_picked(len(tube.centre), part.rings)]
                ends = part.start + part.rings * part.sides
                out[part.start : ends] = np.repeat(rings, part.sides)
                out[ends : ends + 2] = rings[[0, -1]]
        return out

    def _size(self, key: str) -> tuple[int, int]:
        tube = self._body.tube(key)
        widest = float(tube.half.max())
        sides = next((sides for limit, sides in SIDES if widest < limit), MOST)
        spacing = SPACING.get(tube.form.kind, float(np.clip(widest * 0.8, 10, 24)))
        low, high = RINGS
        return int(np.clip(round(tube.length / spacing) + 1, low, high)), sides

    def _local(self, segment: str, parts: Sequence[Part]) -> np.ndarray:
        turn, origin = self._body.frames(NEUTRAL)[segment]
        return (self._drawn(parts, NEUTRAL) - origin) @ turn

    def _drawn(self, parts: Sequence[Part], pose: Pose) -> np.ndarray:
        """Vertices of some parts, one after the other."""
        centre, half, along = [], [], []
        for part in parts:
            tube = self._body.tube(part.form, pose)
            pick = _picked(len(tube.centre), part.rings)
            centre.append(tube.centre[pick])
            half.append(tube.half[pick])
            along.append(direction(tube.centre)[pick])
        sides = np.repeat([part.sides for part in parts], [part.rings for part in parts])
        corners = ring_corners(np.concatenate(centre), np.concatenate(half), np.concatenate(along), sides)
        out, at = [], 0
        for part, middle in zip(parts, centre, strict=True):
            n = part.rings * part.sides
            out += [corners[at : at + n], middle[[0, -1]]]
            at += n
        return np.concatenate(out)


def _picked(samples: int, rings: int) -> np.ndarray:
    """Which samples of a tube carry a ring: always as many, however long the tube is."""
    return np.rint(np.linspace(0, samples - 1, rings)).astype(int)


def _triangles(part: Part, *, coarse: bool = False) -> np.ndarray:
    """Corners of the triangles of one form, numbered among all."""
    corners = np.arange(0, part.sides, part.every if coarse else 1)
    rings = part.coarse_rings if coarse else np.arange(part.rings)
    at = part.start + rings[:, None] * part.sides + corners
    low, high = at[:-1], at[1:]
    low_next, high_next = np.roll(low, -1, axis=1), np.roll(high, -1, axis=1)
    middle = np.full(len(corners), part.start + part.rings * part.sides)
    faces = [
        np.stack([low, low_next, high], axis=-1).reshape(-1, 3),
        np.stack([low_next, high_next, high], axis=-1).reshape(-1, 3),
        np.column_stack([middle, np.roll(at[0], -1), at[0]]),
        np.column_stack([middle + 1, at[-1], np.roll(at[-1], -1)]),
    ]
    return np.concatenate(faces)


def _numbers(parts: Sequence[Part]) -> np.ndarray:
    return np.concatenate([np.arange(part.start, part.start + part.vertices) for part in parts])
