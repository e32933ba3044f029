"""Plotly figures as cell output."""

import json
from typing import TYPE_CHECKING

import ipywidgets as w

if TYPE_CHECKING:
    import plotly.graph_objects as go


def shown(figure: "go.Figure", twin: str) -> w.Output:
    """The figure, drawn by JupyterLab's own plotly extension, with one sentence for who cannot see it.

    A FigureWidget would send 5 MB of script first.
    """
    bundle = {
        "application/vnd.plotly.v1+json": {
            **json.loads(figure.to_json()),
            "config": {"responsive": True, "displayModeBar": False},
        },
        "text/plain": twin,
    }
    return w.Output(outputs=({"output_type": "display_data", "data": bundle, "metadata": {}},))
