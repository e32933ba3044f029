"""The way back to sport as bars on a time line, with the same in a table below."""

import math
from collections.abc import Callable, Iterator, Sequence
from textwrap import wrap
from typing import Any, NamedTuple

import ipywidgets as w

from kb.care import DAYS, Mark, figures, marks
from kb.errors import unknown
from kb.records import PHASES, KnowledgeBase, RecoveryPlan, Stop

from . import _html as html
from ._html import esc
from ._page import page
from ._plot import LEAST, LEGEND, legend_below_title, shown, titled
from ._theme import PLOT

NAMES = {
    "protect": "Protect",
    "load-lightly": "Load lightly",
    "load-heavily": "Load heavily",
    "run-and-jump": "Run and jump",
    "back-to-sport": "Back to sport",
}
SHORT = ("Protect", "Light", "Heavy", "Run", "Sport")
SHORT_UNITS = {"days": "d", "weeks": "wk", "months": "mo"}
SHADES = (0.14, 0.3, 0.46, 0.62, 0.8)
"""The more load, the darker; patterns say the same without colour."""
PATTERNS = (".", "", "/", "x", "-")
TICKS = {
    0: (0, ""), 3: (3, "days"), 7: (1, "week"), 14: (2, "weeks"), 21: (3, "weeks"), 28: (4, "weeks"),
    42: (6, "weeks"), 56: (8, "weeks"), 84: (12, "weeks"), 126: (18, "weeks"), 182: (6, "months"),
    273: (9, "months"), 365: (12, "months"), 548: (18, "months"), 730: (24, "months"),
}  # fmt: skip
DAYS_UP_TO, WEEKS_UP_TO = 60, 182
"""Longer spans are said in weeks, and then in months."""

# The figure is laid out in pixels, downwards and, for the narrowest page, across: where no label meets
# another there, none does on a wider page, since places move apart and letters stay as they are.
SIZE = 14
CHARACTER = 9
"""The width of a digit in a wide font, which few letters exceed."""
LEFT, RIGHT = 6, 40
ACROSS = LEAST - LEFT - RIGHT
"""Of the narrowest time line."""
NUMBER = 16
"""What the number of a phase takes in its bar."""
HEAD = LEGEND + 44
"""What stands above the bars: title, legend, and the days."""
NAME, BAR, LANE, GAP = 26, 30, 24, 14
"""Heights: of the name above the bars, the bars, one line of published times, and the room below."""
AIR = 8
"""Between two labels."""
EM = "\N{EM SPACE}"


def recovery_plan(kb: KnowledgeBase, causes: Sequence[str]) -> w.VBox:
    """Time line and table of the given causes; of all that have a plan unless told.

    Raises:
        UnknownId: for a cause without a plan.
    """
    plans = kb.rules.recovery
    for key in causes:
        if key not in plans:
            raise unknown("recovery plan", key, plans)
    chosen = [plans[key] for key in dict.fromkeys(causes or plans)]
    told = page("The way back, in words", words(kb, chosen), style="recovery_plan")
    return w.VBox([_figure(kb, chosen), told])


def _end(plan: RecoveryPlan) -> float:
    return plan.phases[-1].days.high


def _scale(plans: Sequence[RecoveryPlan], end: float) -> tuple[Callable[[float], float], str]:
    """Place of a day on the axis, and the title that says how it is drawn.

    Early days are drawn wider where a phase would otherwise be too short for its number.
    """
    shortest = min(phase.days.high - phase.days.low for plan in plans for phase in plan.phases)
    if shortest / end * ACROSS < NUMBER:
        return math.sqrt, "Time since injury or change of load (early days wider)"
    return float, "Time since injury or change of load"


class Published(NamedTuple):
    """Where a published time stands: its row, its place on the axis, and where its label goes."""

    mark: Mark
    row: int
    lane: int
    low: float
    at: float
    high: float
    side: str


def _figure(kb: KnowledgeBase, plans: Sequence[RecoveryPlan]) -> w.Output:
    found = [marks(kb, plan) for plan in plans]
    end = max([*map(_end, plans), *(mark.high for row in found for mark in row)])
    place, axis = _scale(plans, end)
    pixel = ACROSS / place(end)
    published = [one for i, row in enumerate(found) for one in _lanes(i, row, place, pixel)]
    tops, below = _rows(len(plans), published)
    traces = [_bars(kb, plans, i, place, tops) for i in range(len(PHASES))]
    if published:
        traces += _diamonds(published, tops)
    ticks = _ticks(place, end, pixel)
    height = HEAD + below
    layout = {
        "annotations": [
            {
                "text": str(i + 1), "x": place(plan.phases[i].days.low), "y": top + NAME + BAR / 2,
                "xanchor": "left", "xshift": 4, "borderpad": 0, "font": {"size": SIZE}, "showarrow": False,
            }
            for i in range(len(PHASES))
            for plan, top in zip(plans, tops, strict=True)
        ],
        "barmode": "overlay",
        "uniformtext": {"minsize": SIZE, "mode": "hide"},
        "title": titled("The way back to sport"),
        "height": height,
        "margin": {"l": LEFT, "r": RIGHT, "t": HEAD, "b": 0, "autoexpand": False},
        "font": {"size": SIZE},
        "legend": legend_below_title(height),
        "xaxis": {
            "title": {"text": axis, "font": {"size": SIZE}, "standoff": 4},
            "side": "top",
            "range": [0, place(end)],
            "tickvals": [place(day) for day in ticks],
            "ticktext": list(ticks.values()),
            "tickangle": 0,
            "gridcolor": "rgba(128,128,128,0.35)",
            "zeroline": False,
        },
        "yaxis": {
            "tickvals": [top + NAME / 2 for top in tops],
            "ticktext": [f"<b>{esc(kb.causes[plan.id].name)}</b>" for plan in plans],
            "ticklabelposition": "inside",
            "ticklabelstandoff": -3,
            "ticklabeloverflow": "allow",
            "range": [below, 0],
            "showgrid": False,
            "zeroline": False,
        },
    }  # fmt: skip
    return shown(traces, layout, "Time line of the way back; the tables below say the same in words.")


def _bars(
    kb: KnowledgeBase,
    plans: Sequence[RecoveryPlan],
    i: int,
    place: Callable[[float], float],
    tops: Sequence[float],
) -> dict[str, Any]:
    """The bars of one phase, a plan each."""
    name = NAMES[PHASES[i]]
    phases = [plan.phases[i] for plan in plans]
    starts = [place(phase.days.low) for phase in phases]
    return {
        "type": "bar",
        "orientation": "h",
        "y": [top + NAME + BAR / 2 for top in tops],
        "base": starts,
        "x": [place(phase.days.high) - start for phase, start in zip(phases, starts, strict=True)],
        "width": BAR,
        "name": f"{i + 1} {name}",
        "text": f"{EM}{SHORT[i]}",  # clear of the number, and hidden where the bar is too narrow
        "textposition": "inside",
        "insidetextanchor": "start",
        "textangle": 0,
        "constraintext": "inside",
        "textfont": {"size": SIZE},
        "marker": {
            "color": _faded(PLOT["kb"], SHADES[i]),
            "line": {"color": PLOT["kb"], "width": 1.5},
            "pattern": {
                "shape": PATTERNS[i],
                "size": 8,
                "solidity": 0.12,
                "fgcolor": PLOT["kb"],
                "fgopacity": 0.6,
            },
        },
        "customdata": [
            f"<b>{esc(kb.causes[plan.id].name)}: {name.lower()}, {span(*phase.days)}</b><br>"
            f"{_lines(phase.does)}<br>On when: {_lines(phase.go_on.text)}<br><i>Days: {phase.basis}</i>"
            for plan, phase in zip(plans, phases, strict=True)
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _lanes(
    row: int, found: Sequence[Mark], place: Callable[[float], float], pixel: float
) -> Iterator[Published]:
    """Published times of one plan in as few lines as keep their labels apart.

    A label stands on the right of its diamond and interval, or on the left where the figure ends.
    """
    ends: list[float] = []
    for mark in found:
        low, at, high = place(mark.low), place(mark.day), place(mark.high)
        label = SIZE + CHARACTER * len(_short(mark))
        right = high * pixel + label <= ACROSS + RIGHT
        start = min(low * pixel - (0 if right else label), at * pixel - SIZE / 2)
        lane = next((n for n, end in enumerate(ends) if end + AIR <= start), len(ends))
        if lane == len(ends):
            ends.append(0)
        ends[lane] = max(high * pixel + (label if right else 0), at * pixel + SIZE / 2)
        yield Published(mark, row, lane, low, at, high, "middle right" if right else "middle left")


def _rows(n: int, published: Sequence[Published]) -> tuple[list[float], float]:
    """Upper edges of the plans in pixels, and the lower edge of the last."""
    tops, below = [], 0.0
    for i in range(n):
        tops.append(below)
        lanes = max((one.lane + 1 for one in published if one.row == i), default=0)
        below += NAME + BAR + lanes * LANE + GAP
    return tops, below


def _diamonds(published: Sequence[Published], tops: Sequence[float]) -> list[dict[str, Any]]:
    """Published times as diamonds under the bars, and their labels."""
    heights = [tops[one.row] + NAME + BAR + (one.lane + 0.5) * LANE for one in published]
    diamonds = {
        "type": "scatter",
        "mode": "markers",
        "x": [one.at for one in published],
        "y": heights,
        "name": "published time",
        "marker": {"symbol": "diamond", "size": 12, "color": PLOT["learner"]},
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [one.high - one.at for one in published],
            "arrayminus": [one.at - one.low for one in published],
            "color": PLOT["learner"],
            "thickness": 2,
            "width": 5,
        },
        "cliponaxis": False,
        "customdata": [
            f"<b>Published: {esc(html.number(one.mark.figure))}</b><br>{_lines(one.mark.figure.text)}"
            f"<br>{_lines(one.mark.figure.population)}"
            for one in published
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
    }
    labels = {
        "type": "scatter",
        "mode": "text",
        "x": [one.high if one.side == "middle right" else one.low for one in published],
        "y": heights,
        "text": [f"{EM}{_short(one.mark)}{EM}" for one in published],  # clear of the diamond
        "textposition": [one.side for one in published],
        "textfont": {"size": SIZE},
        "cliponaxis": False,
        "hoverinfo": "skip",
        "showlegend": False,
    }
    return [diamonds, labels]


def _short(mark: Mark) -> str:
    return f"{mark.figure.value:g} {SHORT_UNITS[mark.figure.unit]}"


def _faded(colour: str, opacity: float) -> str:
    """A colour of the theme with an opacity, so that light and dark shine through it."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def _ticks(place: Callable[[float], float], end: float, pixel: float) -> dict[float, str]:
    """Days to name on the axis, none written over the one before; a unit is said where it is new."""
    kept: dict[float, str] = {}
    free, said = -math.inf, ""
    for day, (count, unit) in TICKS.items():
        name = str(count) if unit == said else f"{count} {unit}".strip()
        at, half = place(day) * pixel, CHARACTER * len(name) / 2
        if day <= end and at - half >= free:
            kept[day], said = name, unit
            free = at + half + AIR
    return kept


def _lines(text: str) -> str:
    return "<br>".join(wrap(esc(text), 60))


def span(low: float, high: float) -> str:
    """Days as one says them: 'day 3 to 8', 'week 4 to 6', 'month 4 to 9'."""
    if high > WEEKS_UP_TO:
        name, by = "month", DAYS["months"]
    elif high > DAYS_UP_TO or (low and not low % 7 and not high % 7):
        name, by = "week", DAYS["weeks"]
    else:
        name, by = "day", DAYS["days"]
    return f"{name} {round(low / by)} to {round(high / by)}"


# ── In words ─────────────────────────────────────────────────────────────────────────────────


def words(kb: KnowledgeBase, plans: Sequence[RecoveryPlan]) -> str:
    """The plans as tables, with criteria, sources and signs to stop."""
    opened = len(plans) <= 2
    return (
        '<div class="card"><h3>The way back, in words</h3>'
        '<p class="notice"><strong>The leg decides, not the calendar:</strong> the next phase begins '
        "when its condition is met, however many days that takes.</p>"
        "<p>Bars are a plan for ordinary life, mostly the authors’ estimate. Diamonds (◆) are published "
        "times, mostly means of athletes who were looked after every day; a mean is no promise, and the "
        "two need not agree.</p>" + "".join(_plan(kb, plan, opened=opened) for plan in plans) + "</div>"
    )


def _plan(kb: KnowledgeBase, plan: RecoveryPlan, *, opened: bool) -> str:
    cause = kb.causes[plan.id]
    rows = [
        (
            f"{i + 1} {NAMES[phase.load]}",
            f"{span(*phase.days)}<br>{html.badge(kb, phase)}",
            esc(phase.does),
            esc(phase.go_on.text) + (f"<br>{_sourced(kb, phase.go_on.source)}" if phase.go_on.source else ""),
        )
        for i, phase in enumerate(plan.phases)
    ]
    said = "".join(
        f"<li>{'◆ ' if f.unit in DAYS else ''}{esc(f.text)}: <strong>{esc(html.number(f))}</strong>"
        + (f' <span class="soft">({esc(f.population)})</span>' if f.population else "")
        + f" {html.badge(kb, f)}</li>"
        for f in figures(kb, plan)
    )
    stops = "".join(f"<li>{_stop(kb, stop)}</li>" for stop in plan.stops)
    return (
        f'<details class="recovery"{" open" if opened else ""}><summary>{esc(cause.name)}: back to sport '
        f"{span(*plan.phases[-1].days)}</summary>"
        + html.table(
            ("Phase", "When", "What is done", "Go on when"),
            rows,
            caption=f"{cause.name}, phase by phase",
            stacks=True,
        )
        + "<h4>Published</h4>"
        + (f'<ul class="plain">{said}</ul>' if said else "<p>No published time is known to this course.</p>")
        + f'<h4>What must stop it</h4><ul class="plain">{stops}</ul></details>'
    )


def _sourced(kb: KnowledgeBase, key: str) -> str:
    second = ", second hand" if kb.sources[key].verified == "secondary" else ""
    return f'<span class="badge">after {html.source_link(kb, key)}{second}</span>'


def _stop(kb: KnowledgeBase, stop: Stop) -> str:
    cause = kb.causes.get(stop.fears)
    name = ""
    if cause is not None:
        kind = "must" if cause.must_not_miss else "soft"
        name = f' <span class="{kind}">{"! " if cause.must_not_miss else ""}{esc(cause.name)}?</span>'
    return f"<strong>{esc(stop.sign)}.</strong>{name} {esc(stop.then)}"
