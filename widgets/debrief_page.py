"""The debrief of a virtual patient: what mattered, the axes, the time line, the nearest mimic."""

from textwrap import wrap
from typing import Any

import ipywidgets as w

from kb.patients.debrief import Debrief
from kb.records import KnowledgeBase
from kb.wording import in_sentence, shortened

from . import _html as html
from ._page import page
from ._plot import LEGEND, LINE, legend_below_title, shown, titled
from ._theme import PLOT

ICONS = {"Safe": "✓", "Gaps": "◐", "Unsafe": "✗"}


def pages(kb: KnowledgeBase, result: Debrief) -> list[w.Widget]:
    """Widgets of the debrief, from top to bottom."""
    return [
        page("Debrief", _top(result)),
        _time_line(kb, result),
        page("What to learn from it", _bottom(kb, result)),
    ]


def _top(result: Debrief) -> str:
    verdict = "is-right" if result.safe else "is-wrong"
    mark = "✓ Safe" if result.safe else "✗ Unsafe: nothing below makes up for that"
    rows = "".join(
        f'<tr><th scope="row">{html.esc(axis.name)}</th><td>{html.bar(axis.score)}</td>'
        f'<td class="word">{html.esc(ICONS.get(axis.word, ""))} {html.esc(axis.word)}</td>'
        f"<td>{'<br>'.join(map(html.esc, axis.details))}</td></tr>"
        for axis in result.axes
    )
    return (
        f'<div class="card"><h3>Debrief</h3><div class="verdict {verdict}">'
        f"<p><strong>{mark}</strong></p><p>{html.esc(result.headline)}</p></div>"
        + html.scrolling(f'<table class="bars"><tbody>{rows}</tbody></table>', "Five separate axes")
        + "</div>"
    )


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
                "x": [labels[-1]],
                "y": [0.03],
                "name": "Best question not asked",
                "marker": {"symbol": "star", "size": 14, "color": PLOT["missed"]},
                "hovertemplate": f"Best question not asked: {asked_in_vain}<extra></extra>",
            }
        )
    title = wrap(html.esc(f"Probability of {in_sentence(result.truth.name)}, step by step"), 46)
    head = LEGEND + LINE * len(title)  # a third line of legend on a narrow page
    height = head + 350
    layout = {
        "title": titled("<br>".join(title)),
        "height": height,
        "margin": {"l": 60, "r": 20, "t": head, "b": 110},
        "font": {"size": 14},
        "legend": legend_below_title(height, len(title)),
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
    parts = [
        '<div class="card"><p class="soft">The plot in words: the probability of '
        f"{esc(in_sentence(result.truth.name))} went from {html.percent(first.truth)} at the opening to "
        f"{html.percent(last.truth)} at your decision"
        + (f"; yours was {html.percent(last.learner)}." if last.learner is not None else ".")
        + "</p>"
    ]
    if result.best_question:
        finding = kb.findings[result.best_question.finding]
        parts.append(
            f"<p><strong>Best question not asked: {esc(finding.label)}.</strong> "
            f"It could be expected to settle {result.best_question.information:.2f} bits of what was "
            f"still open, for {result.best_question.cost:g} points of time, money and harm.</p>"
        )
    else:
        parts.append("<p>No single question was left that would have told much more.</p>")
    if result.cheapest_path:
        names = ", ".join(esc(kb.findings[key].label) for key in result.cheapest_path.findings)
        parts.append(
            f"<p><strong>A cheap safe path:</strong> {names or 'the opening alone was enough'} "
            f"({result.cheapest_path.cost:g} points).</p>"
        )
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
    parts.append(f"<h4>The point</h4><p>{esc(result.lesson_learnt)}</p>")
    parts.append(html.sources(kb, result.sources) + "</div>")
    return "".join(parts)
