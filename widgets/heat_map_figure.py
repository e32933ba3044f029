"""A table of shares as a heat map, with the numbers in the cells."""

from typing import TYPE_CHECKING

import ipywidgets as w

from kb.errors import KneeError

from ._plot import shown
from ._theme import SHARE

if TYPE_CHECKING:
    import pandas as pd


def heat_map_figure(table: "pd.DataFrame", title: str) -> w.Output:
    """Shares from 0 to 1 as coloured cells, rows and columns named by the table's own axes.

    Raises:
        KneeError: if `table` is no table of numbers.
    """
    import pandas as pd
    import plotly.graph_objects as go

    if not isinstance(table, pd.DataFrame) or table.empty:
        raise KneeError(f"a heat map needs a table such as kb.tables.confusion() gives, not {table!r:.40}")
    try:
        values = table.to_numpy(dtype=float)
    except (TypeError, ValueError):
        raise KneeError("a heat map needs a table of numbers; take its number columns only") from None
    few = len(table.columns) <= 12
    figure = go.Figure(
        go.Heatmap(
            z=values,
            x=[str(name) for name in table.columns],
            y=[str(name) for name in table.index],
            zmin=0,
            zmax=1,
            colorscale=[[0, SHARE["none"]], [1, SHARE["all"]]],
            texttemplate="%{z:.1%}" if few else None,
            textfont={"color": SHARE["number"]},
            hovertemplate="%{y} → %{x}: %{z:.1%}<extra></extra>",
            colorbar={"tickformat": ".0%"},
        )
    )
    figure.update_layout(
        title={"text": title, "font": {"size": 15}},
        height=max(320, 60 + 30 * len(table)) if few else 60 + 16 * len(table),
        margin={"l": 20, "r": 20, "t": 50, "b": 20},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"size": 13 if few else 10},
        xaxis={"title": table.columns.name or "", "automargin": True, "tickangle": 0 if few else -60},
        yaxis={"title": table.index.name or "", "automargin": True, "autorange": "reversed"},
    )
    return shown(figure, f"{title}. The same numbers stand in the table beside it.")
