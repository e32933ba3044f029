"""The body charts: outlines of a standing figure, where a place lies on them, and how both are drawn.

Everything is drawn for the right half: x runs from the midline to the outer side, y downwards, in
millimetres. The left half is its mirror image.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..records import Area, BodyChart, Deficit, KnowledgeBase, PainSite, Point
from .curves import XY, smooth, svg_path

SPACING = 6.0
"""Millimetres between the points of a drawn line."""
GAP = 34
"""Millimetres between two figures."""
MARGIN = 8
HEAD = 38
"""Room for the line above each figure."""
FOOT = 44
"""Room for the words left and right below the feet."""


@dataclass(frozen=True)
class Outline:
    """A body chart, ready to draw."""

    chart: BodyChart
    medial: tuple[XY, ...]
    """Inner edge as (x, height), from above down."""
    lateral: tuple[XY, ...]

    @staticmethod
    @lru_cache(maxsize=16)
    def of(kb: KnowledgeBase, chart: str) -> "Outline":
        """The outline of a chart of the knowledge base, made once."""
        record = kb.charts[chart]
        return Outline(record, tuple(_edge(record, record.medial)), tuple(_edge(record, record.lateral)))

    @property
    def top(self) -> float:
        """Greatest height."""
        return self.lateral[0][1]

    @property
    def bottom(self) -> float:
        """Least height."""
        return min(self.medial[-1][1], self.lateral[-1][1])

    def at(self, across: float, height: float) -> XY:
        """x and y of a place given as a share of the width and a height."""
        low, high = _x(self.medial, height), _x(self.lateral, height)
        sag = self.chart.sag * 4 * across * (1 - across)
        return low + across * (high - low), self.top - height + sag

    def polygon(self, area: Area) -> list[XY]:
        """The corners of an area and the points between them, following the leg."""
        drawn: list[XY] = []
        corners = area.outline
        for start, end in zip(corners, (*corners[1:], corners[0]), strict=True):
            run = max(abs(end.height - start.height), 150 * abs(end.across - start.across))
            parts = max(1, round(run / SPACING))
            for i in range(parts):
                t = i / parts
                drawn.append(
                    self.at(
                        start.across + t * (end.across - start.across),
                        start.height + t * (end.height - start.height),
                    )
                )
        return drawn

    def whole(self) -> list[list[XY]]:
        """The figure: one closed line with both legs, or one leg where the chart has no trunk."""
        lateral = [(x, self.top - h) for x, h in self.lateral]
        part = self.chart.part
        if part is None:
            return [[*lateral, *((x, self.top - h) for x, h in reversed(self.medial))]]
        inner = [(x, self.top - h) for x, h in self.medial if h <= part]
        half = [*lateral, *reversed(inner)]
        return [[*half, *((-x, y) for x, y in reversed(half))]]

    def lines(self) -> list[list[XY]]:
        """Creases and contours."""
        return [[(x, self.top - h) for x, h in smooth(line)] for line in self.chart.lines]


def _edge(chart: BodyChart, points: Sequence[Point]) -> list[XY]:
    """A smooth edge; straight on the midline of the trunk, where there is nothing to bend."""
    if chart.part is None or points[0].across:
        return smooth(points)
    trunk = [point for point in points if point.height >= chart.part]
    return [*map(tuple, trunk), *smooth(points[len(trunk) - 1 :])[1:]]


def _x(edge: Sequence[XY], height: float) -> float:
    """Where an edge is at a height; its end beyond the ends."""
    place = bisect_left(edge, -height, key=lambda point: -point[1])
    if place == 0:
        return edge[0][0]
    if place == len(edge):
        return edge[-1][0]
    (x0, h0), (x1, h1) = edge[place - 1], edge[place]
    return x0 + (x1 - x0) * (h0 - height) / (h0 - h1) if h0 > h1 else x1


def centre(polygon: Sequence[XY]) -> XY:
    """Centre of gravity."""
    double = x = y = 0.0
    for (x0, y0), (x1, y1) in zip(polygon, (*polygon[1:], polygon[0]), strict=True):
        cross = x0 * y1 - x1 * y0
        double += cross
        x += (x0 + x1) * cross
        y += (y0 + y1) * cross
    if not double:
        return polygon[0]
    return x / (3 * double), y / (3 * double)


def inside(polygon: Sequence[XY], place: XY) -> bool:
    """Whether a place lies in a polygon (even–odd rule)."""
    x, y = place
    crossings = 0
    for (x0, y0), (x1, y1) in zip(polygon, (*polygon[1:], polygon[0]), strict=True):
        if (y0 > y) != (y1 > y) and x < x0 + (x1 - x0) * (y - y0) / (y1 - y0):
            crossings += 1
    return crossings % 2 == 1


def mark_at(polygon: Sequence[XY]) -> XY:
    """A place for a mark well inside: the centre, or for a bent area the middle of its widest line."""
    middle = centre(polygon)
    if inside(polygon, middle):
        return middle
    best = (0.0, middle)
    heights = [y for _, y in polygon]
    for i in range(1, 20):
        y = min(heights) + i / 20 * (max(heights) - min(heights))
        cuts = sorted(
            x0 + (x1 - x0) * (y - y0) / (y1 - y0)
            for (x0, y0), (x1, y1) in zip(polygon, (*polygon[1:], polygon[0]), strict=True)
            if (y0 > y) != (y1 > y)
        )
        for low, high in zip(cuts[::2], cuts[1::2], strict=False):
            if high - low > best[0]:
                best = (high - low, ((low + high) / 2, y))
    return best[1]


def body_charts(kb: KnowledgeBase, places: Iterable[PainSite | Deficit]) -> dict[str, Any]:
    """Figures side by side with every place on them: the right half, which bodychart.js mirrors."""
    outlines = [Outline.of(kb, key) for key in kb.charts]
    x, figures, origin = float(MARGIN), [], {}
    height = max(outline.top - outline.bottom for outline in outlines)
    for outline in outlines:
        both = outline.chart.part is not None
        reach = max(across for across, _ in outline.lateral)
        width = 2 * reach if both else reach + 10
        origin[outline.chart.id] = x + reach if both else x + 5
        figures.append(
            {
                "id": outline.chart.id,
                "label": outline.chart.label,
                "top": 0 if both else round(height - (outline.top - outline.bottom), 1),
                "at": round(origin[outline.chart.id], 1),
                "middle": round(x + width / 2, 1),
                "width": round(width, 1),
                "right": outline.chart.right_leg,
                "both": both,
                "span": round(reach + 5, 1),
                "body": "".join(svg_path(line, closed=True) for line in outline.whole()),
                "lines": "".join(svg_path(line) for line in outline.lines()),
            }
        )
        x += width + GAP
    drawn = []
    for place in places:
        for area in place.areas:
            polygon = Outline.of(kb, area.chart).polygon(area)
            at = mark_at(polygon)
            drawn.append(
                {
                    "id": place.id,
                    "label": place.label,
                    "on": area.chart,
                    "midline": place.midline,
                    "d": svg_path(polygon, closed=True),
                    "at": [round(at[0], 1), round(at[1], 1)],
                }
            )
    return {
        "width": round(x - GAP + MARGIN, 1),
        "foot": round(height + HEAD + 30, 1),
        "height": round(height + HEAD + FOOT, 1),
        "head": HEAD,
        "figures": figures,
        "places": drawn,
    }
