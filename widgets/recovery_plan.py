"""The way back to sport as bars on a time line, with the same in a table below."""

import math
from collections.abc import Callable, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

import ipywidgets as w

from kb.errors import unknown
from kb.models import PHASES, KnowledgeBase, RecoveryPlan, Stop
from kb.recovery import DAYS, Mark, figures, marks

from . import _html as html
from ._html import esc
from ._page import page
from ._plot import shown
from ._theme import PLOT

if TYPE_CHECKING:
    import plotly.graph_objects as go

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
    0: "injury", 3: "3 days", 7: "1 week", 14: "2", 21: "3", 28: "4", 42: "6 weeks", 56: "8", 84: "12 weeks",
    126: "18", 182: "6 months", 273: "9", 365: "1 year", 548: "1½ years", 730: "2 years",
}  # fmt: skip
DAYS_UP_TO, WEEKS_UP_TO = 60, 182
"""Longer spans are said in weeks, and then in months."""
CLOSE = 0.09
"""Diamonds nearer than this share of the axis would write over one another."""
STRETCHED = 3
"""Where the longest plan takes more than this many times the shortest, early days are drawn wider."""


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
    return w.VBox([_figure(kb, chosen), page("The way back, in words", words(kb, chosen))])


def _end(plan: RecoveryPlan) -> float:
    return plan.phases[-1].days.high


def _scale(plans: Sequence[RecoveryPlan]) -> tuple[Callable[[float], float], str]:
    """Place of a day on the axis, and the title that says how it is drawn."""
    if max(map(_end, plans)) > STRETCHED * min(map(_end, plans)):
        return math.sqrt, "Time since the injury, or since the load was changed (early days drawn wider)"
    return float, "Time since the injury, or since the load was changed"


def _figure(kb: KnowledgeBase, plans: Sequence[RecoveryPlan]) -> w.Output:
    import plotly.graph_objects as go

    place, axis = _scale(plans)
    published = [marks(kb, plan) for plan in plans]
    end = max([*map(_end, plans), *(mark.high for row in published for mark in row)])
    width = place(end)
    figure = go.Figure()
    for i, name in enumerate(PHASES):
        phases = [plan.phases[i] for plan in plans]
        starts = [place(phase.days.low) for phase in phases]
        lengths = [place(phase.days.high) - start for phase, start in zip(phases, starts, strict=True)]
        figure.add_bar(
            orientation="h",
            y=list(range(len(plans))),
            base=starts,
            x=lengths,
            width=0.5,
            name=f"{i + 1} {NAMES[name]}",
            text=[str(i + 1) if one < 0.075 * width else f"{i + 1} {SHORT[i]}" for one in lengths],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            constraintext="none",
            textfont={"size": 14},
            marker={
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
            customdata=[
                f"<b>{esc(kb.causes[plan.id].name)}: {NAMES[name].lower()}, {span(*phase.days)}</b><br>"
                f"{_lines(phase.does)}<br>On when: {_lines(phase.go_on.text)}<br><i>Days: {phase.basis}</i>"
                for plan, phase in zip(plans, phases, strict=True)
            ],
            hovertemplate="%{customdata}<extra></extra>",
        )
    _add_marks(figure, published, place, width)
    ticks = _ticks(place, end)
    figure.update_layout(
        barmode="overlay",
        title={"text": "The way back to sport", "font": {"size": 16}, "x": 0, "xref": "container", "y": 0.98},
        height=160 + 76 * len(plans),
        margin={"l": 20, "r": 30, "t": 84, "b": 20},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"size": 14},
        hoverlabel={"align": "left", "font": {"size": 14}},
        legend={"orientation": "h", "x": 0, "xanchor": "left", "y": 1.01, "yanchor": "bottom",
                "itemclick": False, "itemdoubleclick": False, "traceorder": "normal"},
        xaxis={
            "title": axis,
            "range": [0, 1.06 * width],
            "tickvals": [place(day) for day in ticks],
            "ticktext": [TICKS[day] for day in ticks],
            "gridcolor": "rgba(128,128,128,0.35)",
            "zeroline": False,
            "automargin": True,
        },
        yaxis={
            "tickvals": list(range(len(plans))),
            "ticktext": ["<br>".join(wrap(esc(kb.causes[plan.id].name), 20)) for plan in plans],
            "range": [len(plans) - 0.3, -0.5],
            "showgrid": False,
            "zeroline": False,
            "automargin": True,
        },
    )  # fmt: skip
    return shown(figure, "Time line of the way back; the tables below say the same in words.")


def _add_marks(
    figure: "go.Figure",
    published: Sequence[tuple[Mark, ...]],
    place: Callable[[float], float],
    width: float,
) -> None:
    """Published times as diamonds under the bars; of two close ones the first wears its label on the left."""
    rows = [
        (i, mark, _side(row, k, place, width))
        for i, row in enumerate(published)
        for k, mark in enumerate(row)
    ]
    if not rows:
        return
    at = [place(mark.day) for _, mark, _ in rows]
    figure.add_scatter(
        x=at,
        y=[i + 0.37 for i, _, _ in rows],
        mode="markers+text",
        name="published time",
        text=[f" {_short(mark)} " for _, mark, _ in rows],
        textposition=[side for _, _, side in rows],
        textfont={"size": 14},
        marker={"symbol": "diamond", "size": 12, "color": PLOT["learner"]},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [place(mark.high) - x for (_, mark, _), x in zip(rows, at, strict=True)],
            "arrayminus": [x - place(mark.low) for (_, mark, _), x in zip(rows, at, strict=True)],
            "color": PLOT["learner"],
            "thickness": 2,
            "width": 5,
        },
        customdata=[
            f"<b>Published: {esc(html.number(mark.figure))}</b><br>{_lines(mark.figure.text)}"
            f"<br>{_lines(mark.figure.population)}"
            for _, mark, _ in rows
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _side(row: Sequence[Mark], k: int, place: Callable[[float], float], width: float) -> str:
    """Where a diamond wears its label, clear of its own interval and of the next diamond."""
    if row[k].figure.ci:
        return "bottom center"
    close = k + 1 < len(row) and place(row[k + 1].day) - place(row[k].day) < CLOSE * width
    return "middle left" if close else "middle right"


def _short(mark: Mark) -> str:
    return f"{mark.figure.value:g} {SHORT_UNITS[mark.figure.unit]}"


def _faded(colour: str, opacity: float) -> str:
    """A colour of the theme with an opacity, so that light and dark shine through it."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def _ticks(place: Callable[[float], float], end: float) -> list[int]:
    """Days to name on the axis, none too close to the one before."""
    kept: list[int] = []
    for day in TICKS:
        if day <= 1.03 * end and (not kept or place(day) - place(kept[-1]) >= 0.055 * place(end)):
            kept.append(day)
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
            ("Phase", "When", "What is done", "Go on when"), rows, caption=f"{cause.name}, phase by phase"
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
