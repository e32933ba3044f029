"""Body charts as a plain dict for static/bodychart.js."""

from collections.abc import Iterable
from typing import Any

from kb.anatomy.charts import Outline, mark_at
from kb.records import Deficit, KnowledgeBase, PainSite

GAP = 34
"""Millimetres between two figures."""
MARGIN = 8
HEAD = 38
"""Room for the line above each figure."""
FOOT = 44
"""Room for the words left and right below the feet."""


def charts(kb: KnowledgeBase, places: Iterable[PainSite | Deficit]) -> dict[str, Any]:
    """Figures side by side, with every place on them; the right half, which the script mirrors."""
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
                "body": "".join(path(line) for line in outline.whole()),
                "lines": "".join(path(line, closed=False) for line in outline.lines()),
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
                    "d": path(polygon),
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


def path(line: Iterable[tuple[float, float]], *, closed: bool = True) -> str:
    """Points as the path of an SVG."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in line) + ("Z" if closed else "")
