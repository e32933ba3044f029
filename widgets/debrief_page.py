"""The debrief of a virtual patient: what mattered, the axes, the time line, the nearest mimic."""

from typing import Any

import ipywidgets as w

from kb.patients.course import in_minutes
from kb.patients.debrief import Debrief
from kb.patients.encounter import KINDS
from kb.patients.safe_path import Path
from kb.patients.story import Treated
from kb.reasoning.triage import named
from kb.records import KnowledgeBase
from kb.wording import in_sentence, shortened

from . import _html as html
from ._page import page
from ._plot import LEGEND, LINE, legend_below_title, shown, titled
from ._theme import PLOT

ICONS = {"Safe": "✓", "Gaps": "◐", "Unsafe": "✗"}
GOOD, BAD, PLAIN = ("✓", "is-good"), ("✗", "is-bad"), ("·", "")
"""Mark and style of a line."""
MARKS = {
    "right": (GOOD, "right"),
    "harmful": (BAD, "does harm"),
    "pointless": (PLAIN, "does nothing here"),
    "unjudged": (PLAIN, "not judged"),
    "missing": (BAD, "left out"),
}
"""Line and word of a treatment."""
STAGES = {"ask": "Ask", "examine": "Examine", "order": "Test"}


def pages(kb: KnowledgeBase, result: Debrief) -> list[w.Widget]:
    """Widgets of the debrief, from top to bottom."""
    return [
        page("Debrief", _story(kb, result)),
        _time_line(kb, result),
        page("What to learn from it", _bottom(kb, result)),
    ]


def _story(kb: KnowledgeBase, result: Debrief) -> str:
    """What was done well, what could have killed, what to do next time, and every treatment judged."""
    esc = html.esc
    safety = result.axes[0]
    verdict = "is-wrong" if not result.safe else "is-right" if safety.score == 1 else "is-partly"
    after = "" if result.safe else ": nothing below makes up for that"
    mark = f"{ICONS[safety.word]} {safety.word}{after}"
    parts = [
        f'<div class="card debrief"><h3>Debrief</h3><div class="verdict {verdict}">'
        f"<p><strong>{mark}</strong></p><p>{esc(result.headline)}</p></div>",
        '<div class="halves">',
        _told("What you did well", GOOD, result.well, "Nothing yet that counts as right."),
        _told("What could have cost life or limb", BAD, result.danger, safety.details[0]),
    ]
    parts.append(_told("What to do next time", ("→", ""), result.next_time, "The same again."))
    if result.treatments:
        items = "".join(map(_treated, result.treatments))
        act = f'<p class="soft">{esc(result.first_act)}</p>' if result.first_act else ""
        parts.append(
            f'<div><h4>What you gave, and what was missing</h4><ul class="marked">{items}</ul>{act}</div>'
        )
    elif result.first_act:
        parts.append(f'<p class="soft">{esc(result.first_act)}</p>')
    parts.append(f"</div><h4>The point</h4><p>{esc(result.lesson_learnt)}</p></div>")
    return "".join(parts)


def _told(head: str, mark: tuple[str, str], lines: tuple[str, ...], nothing: str) -> str:
    items = "".join(_line(mark, html.esc(line)) for line in lines)
    told = f'<ul class="marked">{items}</ul>' if items else f"<p>{html.esc(nothing)}</p>"
    return f"<div><h4>{head}</h4>{told}</div>"


def _line(mark: tuple[str, str], text: str) -> str:
    return f'<li><span aria-hidden="true" class="{mark[1]}">{mark[0]}</span><span>{text}</span></li>'


def _treated(one: Treated) -> str:
    mark, word = MARKS[one.mark]
    when = f", after {in_minutes(one.minute)}" if one.minute is not None else ""
    return _line(mark, html.esc(f"{one.name}: {word}{when}. {one.why}"))


def _axes(result: Debrief) -> str:
    """Each with what is behind it in a line of its own; what could have cost life stands above."""
    rows = []
    for axis in result.axes:
        rows.append(
            f'<tr><th scope="row">{html.esc(axis.name)}</th><td>{html.bar(axis.score)}</td>'
            f'<td class="word">{html.esc(ICONS.get(axis.word, ""))} {html.esc(axis.word)}</td></tr>'
        )
        if axis is not result.axes[0]:
            rows.append(
                f'<tr><td colspan="3" class="soft">{"<br>".join(map(html.esc, axis.details))}</td></tr>'
            )
    table = f'<table class="bars"><tbody>{"".join(rows)}</tbody></table>'
    return "<h3>Side by side</h3>" + html.scrolling(table, "Five separate axes")


def _time_line(kb: KnowledgeBase, result: Debrief) -> w.Widget:
    """Probability of the truth per step, the learner's against the knowledge base's."""
    moments = result.timeline
    labels = [f"{m.number}. {shortened(m.label, 30)}" if m.number else m.label for m in moments]
    step = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": labels,
        "customdata": [html.esc(m.label) for m in moments],
    }
    traces: list[dict[str, Any]] = [
        {
            **step,
            "y": [m.truth for m in moments],
            "name": "Knowledge base",
            "line": {"shape": "hv", "color": PLOT["kb"], "width": 3},
            "marker": {"symbol": "circle", "size": 8},
            "hovertemplate": "%{customdata}<br>%{y:.1%}<extra>knowledge base</extra>",
        },
        {
            **step,
            "y": [m.learner for m in moments],
            "name": "You",
            "line": {"shape": "hv", "color": PLOT["learner"], "width": 3, "dash": "dash"},
            "marker": {"symbol": "diamond", "size": 9},
            "hovertemplate": "%{customdata}<br>%{y:.0%}<extra>you</extra>",
        },
    ]
    if result.best_question:
        asked_in_vain = html.esc(kb.findings[result.best_question.finding].label)
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": [labels[result.best_at]],
                "y": [1.0],
                "name": "Here the best question was open",
                "marker": {"symbol": "star", "size": 14, "color": PLOT["missed"]},
                "hovertemplate": f"Best question not asked: {asked_in_vain}<extra></extra>",
            }
        )
    # Its height would say nothing: a line through the moment says when.
    moment = {"xref": "x", "yref": "paper", "y0": 0, "y1": 1, "type": "line"}
    missed = {**moment, "line": {"color": PLOT["missed"], "width": 2, "dash": "dot"}}
    head = LEGEND + LINE  # a third line of legend on a narrow page
    height = head + 350
    layout = {
        "title": titled("Probability of the true cause"),
        "shapes": [missed | {"x0": labels[result.best_at], "x1": labels[result.best_at]}]
        if result.best_question
        else [],
        "height": height,
        "margin": {"l": 60, "r": 20, "t": head, "b": 110},
        "font": {"size": 14},
        "legend": legend_below_title(height),
        "yaxis": {
            "range": [-0.02, 1.05],
            "tickformat": ".0%",
            "gridcolor": "rgba(128,128,128,0.35)",
            "zeroline": False,
        },
        "xaxis": {"tickangle": -35, "gridcolor": "rgba(128,128,128,0.15)", "automargin": True},
    }
    return shown(traces, layout, "Time line of the encounter; the text below says the same.")


def _bottom(kb: KnowledgeBase, result: Debrief) -> str:
    esc = html.esc
    first, last = result.timeline[0], result.timeline[-1]
    whole = esc(in_sentence(named(kb, result.truth)))
    parts = [
        f'<div class="card">{_axes(result)}<p class="soft">The plot in words: the probability of '
        f"{whole} went from {html.percent(first.truth)} at the opening to "
        f"{html.percent(last.truth)} at your decision"
        + (f"; yours was {html.percent(last.learner)}." if last.learner is not None else ".")
        + "</p>"
    ]
    if result.best_question:
        finding = kb.findings[result.best_question.finding]
        parts.append(
            f"<p><strong>Best question not asked: {esc(finding.label)}.</strong> Of all that was open "
            "when you first treated or decided, it would have told most for its time and cost.</p>"
        )
    else:
        parts.append("<p>No single question was left that would have told much more.</p>")
    if result.safe_path:
        parts.append("<h4>A short safe path</h4>" + _path(kb, result.safe_path))
    if result.mimic:
        other, finding = kb.causes[result.mimic.cause], kb.findings[result.mimic.finding]
        times, than = result.mimic_lr, "likelier"
        if times < 1:
            times, than = 1 / times, "less likely"
        parts.append(
            f"<h4>{esc(result.truth.name)} or {esc(other.name)}?</h4>"
            + (f"<p>{esc(result.mimic.says)}</p>" if result.mimic.says else "")
            + f"<p>“{esc(finding.label)}: {esc(html.state_words(result.mimic_state))}” is "
            f"{html.ratio(times)} times {than} in "
            f"{esc(in_sentence(result.truth.name))} than in {esc(in_sentence(other.name))}.</p>"
        )
    parts.append(html.sources(kb, result.sources) + "</div>")
    return "".join(parts)


def _path(kb: KnowledgeBase, path: Path) -> str:
    """In the order of a clinic."""
    items = []
    for action, word in STAGES.items():
        keys = [key for key in path.findings if kb.findings[key].kind in KINDS[action]]
        if keys:
            names = "; ".join(html.esc(kb.findings[key].label) for key in keys)
            items.append(f"<li><b>{word}:</b> {names}</li>")
    return f"<ol>{''.join(items)}</ol>"
