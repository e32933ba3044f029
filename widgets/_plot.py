"""Plotly figures as cell output: plain dicts that JupyterLab's own plotly extension draws.

plotly's Python package would check the same dicts, for 10 MB of memory and a second of every start.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import ipywidgets as w

from ._theme import FIGURE

FONT = "system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif"
"""The font of the page; plotly measures its texts where no variable of the page reaches."""
LEAST = 510
"""Pixels; a narrower page scrolls the figure sideways, so that its labels need not overlap."""
LINE = 24
"""Height of a line of a title."""
LEGEND = 84
"""Pixels that a title of one line and the legend below it take, which has two lines on a narrow page."""
FRAME = (42, 38)
"""Border and padding around a figure, across and down; plot.css draws them."""
_AXIS = {
    "automargin": True,
    "gridcolor": "white",
    "linecolor": "white",
    "ticks": "",
    "title": {"standoff": 15},
    "zerolinecolor": "white",
    "zerolinewidth": 2,
}
TEMPLATE = {
    "layout": {
        "autotypenumbers": "strict",
        "font": {"color": FIGURE["ink"]},
        "hovermode": "closest",
        "hoverlabel": {"align": "left"},
        "xaxis": _AXIS,
        "yaxis": _AXIS,
    },
    "data": {
        "bar": [
            {
                "type": "bar",
                "error_x": {"color": FIGURE["ink"]},
                "error_y": {"color": FIGURE["ink"]},
                "marker": {
                    "line": {"color": FIGURE["paper"], "width": 0.5},
                    "pattern": {"fillmode": "overlay", "size": 10, "solidity": 0.2},
                },
            }
        ]
    },
}
"""What our figures take of plotly's standard template; the rest is told in each."""


def titled(text: str) -> dict:
    """A title like the heading of a card, at the left edge of the figure."""
    return {
        "text": text,
        "font": {"size": 18, "weight": 650},
        "x": 0,
        "xref": "container",
        "y": 1,
        "yref": "container",
        "yanchor": "top",
        "pad": {"t": 18 * text.count("<br>")},  # or else the last line stands where the first should
    }


def legend_below_title(height: float, lines: int = 1) -> dict:
    """A legend below a title of so many lines, in a figure so high; both are one or two lines as a rule."""
    return {
        "orientation": "h", "x": 0, "xref": "container", "xanchor": "left",
        "y": 1 - (4 + LINE * lines) / height, "yref": "container", "yanchor": "top",
        "itemclick": False, "itemdoubleclick": False, "traceorder": "normal",
    }  # fmt: skip


def shown(
    traces: Sequence[Mapping[str, Any]], layout: Mapping[str, Any], twin: str, *, least: int = LEAST
) -> w.Output:
    """A figure, with one sentence for who cannot see it.

    A FigureWidget would send 5 MB of script first.

    Args:
        traces: with their type; layout: with its height in pixels and a font; both as plotly.js takes them.
        least: width in pixels below which it scrolls.
    """
    clear = "rgba(0,0,0,0)"
    whole = {
        **layout,
        "template": TEMPLATE,
        "font": {**layout["font"], "family": FONT},
        "paper_bgcolor": clear,
        "plot_bgcolor": clear,
        "hoverlabel": {"align": "left", "font": {"family": FONT, "size": 14}},
    }
    # Not responsive: the extension follows the page by itself. Plotly's own way forgets the height at
    # the first resize, which a change of theme is too, and then asks for 100 % of nothing.
    config = {"responsive": False, "displayModeBar": False}
    bundle = {
        "application/vnd.plotly.v1+json": {"data": list(traces), "layout": whole, "config": config},
        "text/plain": twin,
    }
    output = w.Output(outputs=({"output_type": "display_data", "data": bundle, "metadata": {}},))
    # Its room is kept from the start: nothing below jumps when plotly has loaded.
    output.layout = w.Layout(min_height=f"{layout['height'] + FRAME[1]}px", min_width=f"{least + FRAME[0]}px")
    return output.add_class("knee-plot")
