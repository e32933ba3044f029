"""A table of shares as a heat map, with the numbers in the cells."""

from textwrap import wrap
from typing import TYPE_CHECKING, Any

import ipywidgets as w

from kb.errors import KneeError
from kb.wording import percent

from ._plot import LEAST, LINE, shown, titled
from ._theme import SHARE

if TYPE_CHECKING:
    import pandas as pd


def heat_map_figure(table: "pd.DataFrame", title: str) -> w.Output:
    """Shares from 0 to 1 as coloured cells, rows and columns named by the table's own axes.

    Raises:
        KneeError: if `table` is no table of numbers.
    """
    import pandas as pd

    if not isinstance(table, pd.DataFrame) or table.empty:
        raise KneeError(f"a heat map needs a table such as kb.tables.confusion() gives, not {table!r:.40}")
    try:
        values = table.to_numpy(dtype=float)
    except (TypeError, ValueError):
        raise KneeError("a heat map needs a table of numbers; take its number columns only") from None
    shares = [[_share(value) for value in row] for row in values]
    few = len(table.columns) <= 12
    cells = {
        "type": "heatmap",
        "z": [[None if value != value else value for value in row] for row in values.tolist()],
        "x": [str(name).replace("-", "-<br>") if few else str(name) for name in table.columns],
        "y": [str(name) for name in table.index],
        "zmin": 0,
        "zmax": 1,
        "colorscale": [[0, SHARE["none"]], [1, SHARE["all"]]],
        "text": shares,
        "textfont": {"color": SHARE["number"]},
        "hovertemplate": "%{y} → %{x}: %{text}<extra></extra>",
        "xgap": 1,
        "ygap": 1,
        "showscale": False,  # numbers say it better
    } | ({"texttemplate": "%{text}"} if few else {})
    heading = wrap(title, 44)
    head, pitch, size = 18 + LINE * len(heading), *((34, 14) if few else (18, 12))

    def axis(name: str) -> dict[str, Any]:
        text = {"text": name, "font": {"size": 14}}
        return {"title": text, "automargin": True, "showgrid": False, "dtick": 1}

    layout = {
        "title": titled("<br>".join(heading)),
        "height": head + pitch * len(table) + (80 if few else 250),
        "margin": {"l": 20, "r": 12, "t": head, "b": 20},
        "font": {"size": size},
        "xaxis": {
            **axis((table.columns.name or "") + ("" if few else " (the darker, the larger the share)")),
            "tickangle": 0 if few else -90,
            "tickfont": {"size": 14 if few else 10},
        },
        "yaxis": {**axis(table.index.name or ""), "autorange": "reversed"},
    }
    least = max(LEAST, 150 + 72 * len(table.columns)) if few else max(LEAST, 300 + 11 * len(table.columns))
    return shown([cells], layout, f"{title}. The same numbers stand in the table beside it.", least=least)


def _share(value: float) -> str:
    """Counted shares may be none and all."""
    return {0: "0 %", 1: "100 %"}.get(value) or percent(value)
