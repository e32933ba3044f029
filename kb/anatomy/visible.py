"""What of a picture can really be seen: forms that are not hidden by what is painted over them. No numpy."""

import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from ..records import KnowledgeBase, Scene
from .pictures import scene_picture

XY = tuple[float, float]
STEP = 4.0
"""Millimetres between looks along a form."""


@lru_cache(maxsize=64)
def seen(kb: KnowledgeBase, scene: Scene) -> Mapping[str, float]:
    """Form id to the millimetres of it that can be seen within the frame of a scene; in a section, where
    nothing lies over anything, infinite."""
    picture = scene_picture(kb, scene)
    shapes = picture["shapes"]
    if scene.level:
        return {shape["id"]: math.inf for shape in shapes}
    x, y, wide, high = picture["box"]
    outlines = [_closed(shape["outline"]) for shape in shapes]
    found = {}
    for i, shape in enumerate(shapes):
        points = [p for p in _along(_points(shape["line"])) if x < p[0] < x + wide and y < p[1] < y + high]
        free = sum(not any(_within(p, one) for one in outlines[i + 1 :]) for p in points)
        found[shape["id"]] = free * STEP
    return found


def _points(path: str) -> list[XY]:
    """Corners of a path as `svg_path` writes it."""
    numbers = [float(one) for one in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", path)]
    x, y = numbers[:2] if numbers else (0.0, 0.0)
    points = [(x, y)] if numbers else []
    for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
        x, y = x + dx, y + dy
        points.append((x, y))
    return points


def _along(points: Sequence[XY]) -> list[XY]:
    """Points at even steps along a line."""
    out: list[XY] = []
    for (ax, ay), (bx, by) in pairwise(points):
        n = max(1, round(math.hypot(bx - ax, by - ay) / STEP))
        out += [(ax + (bx - ax) * k / n, ay + (by - ay) * k / n) for k in range(n)]
    return out


Outline = tuple[float, float, float, float, list[XY]]


def _closed(path: str) -> Outline | None:
    """A closed outline with its frame; None for a line, which hides nothing."""
    points = _points(path) if path.endswith("Z") else []
    if not points:
        return None
    across, down = [p[0] for p in points], [p[1] for p in points]
    return min(across), min(down), max(across), max(down), points


def _within(point: XY, outline: Outline | None) -> bool:
    if outline is None:
        return False
    left, top, right, bottom, corners = outline
    x, y = point
    if not (left <= x <= right and top <= y <= bottom):
        return False
    inside = False
    for (ax, ay), (bx, by) in zip(corners, (*corners[1:], corners[0]), strict=True):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside
