"""A clinical score to tick, with what its bands mean and where it fails."""

from collections.abc import Iterable

from kb.reasoning.scores import add_up
from kb.records import KnowledgeBase, Score

from . import _html as html
from ._html import esc
from .panel import Panel, Values

ANSWERED = "every-line-answered"
"""Box of a score whose open lines are no lines that do not hold."""


def calculator(kb: KnowledgeBase, score: Score, ticked: Iterable[str]) -> Panel:
    """Every item as a box to tick; the result follows each tick."""
    items = [
        {
            "kind": "check",
            "name": item.id,
            "label": item.label + (" (your judgement)" if item.judgement else ""),
            "note": f"{item.points:+g}".replace("-", "−"),
        }
        for item in score.items
    ]
    values = {item.id: item.id in set(ticked) for item in score.items}
    if score.unanswered:
        label = "Every line was asked or measured: those without a tick do not hold"
        items.append({"kind": "check", "name": ANSWERED, "label": label})
        values[ANSWERED] = False

    def draw(values: Values) -> str:
        judged = [item.id for item in score.items if values[item.id]]
        denied = [item.id for item in score.items if values.get(ANSWERED) and item.id not in judged]
        result = add_up(kb, score.id, judged=judged, denied=denied)
        bands = dict(result.strata)
        rows = []
        for model in score.models:
            for band in (*([score.unanswered] if score.unanswered else []), *model.strata):
                here = bands[model.id] is band
                share = band.probability
                said = f"{html.number(share)} {html.badge(kb, share)}" if share else "–"
                mark = '<strong class="here">▶ </strong>' if here else ""
                text = f"{mark}{esc(model.name)}: {esc(band.name)}"
                rows.append((f"<strong>{text}</strong>" if here else text, said, esc(band.says)))
        figures = "".join(
            f"<li>{esc(f.text)}: <strong>{esc(html.number(f))}</strong> {html.badge(kb, f)}</li>"
            for f in score.figures.values()
        )
        points = f"{result.points:g}".replace("-", "−")
        said = "; ".join(f"{band.name}" for _, band in result.strata)
        return (
            f'<div class="verdict" role="status"><p><strong>{esc(score.name)}: {points} points.</strong> '
            f"{esc(said[0].upper() + said[1:])}.</p></div>"
            f"{html.table(('Band', 'Had the disease', 'What follows'), rows, stacks=True)}"
            f'<p class="prose"><strong>Where it fails.</strong> {esc(score.limits)}</p>'
            f'<details><summary>Published performance</summary><ul class="plain">{figures}</ul></details>'
            f"{html.sources(kb, score.sources)}"
        )

    return Panel(
        score.name,
        draw,
        controls=[{"legend": f"{score.name}: {score.question}", "items": items}],
        values=values,
    )
