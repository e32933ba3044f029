"""What to know about one cause, with its most telling findings."""

import math

from kb.disposition import WORDS
from kb.models import Cause, KnowledgeBase
from kb.reasoning import distribution, likelihood_ratio

from . import _html as html
from ._html import esc, percent, ratio

SELDOM = 0.05
"""A state rarer than this in a cause is not shown as telling of it: it is mostly its absence that is."""
VERDICTS = {"indicated": "✓ helps", "pointless": "○ pointless", "harmful": "✗ harms"}


def cause_page(kb: KnowledgeBase, cause: Cause, *, findings: int = 8) -> str:
    """What to know about a cause on one screen; more opens below."""
    must = ' <span class="must">! must not be missed</span>' if cause.must_not_miss else ""
    care = "".join(
        f"<li><strong>{VERDICTS[line.verdict]}: {esc(kb.care[line.care].name)}.</strong> {esc(line.why)}"
        f"{' ' + html.source_link(kb, line.source) if line.source else ''}</li>"
        for line in sorted(cause.care, key=lambda line: list(VERDICTS).index(line.verdict))
    )
    tests = "".join(
        f"<li><strong>{esc(kb.findings[line.finding].label)}.</strong> {esc(line.why)}</li>"
        for line in cause.investigations
    )
    mimics = "".join(
        f"<li><strong>{esc(kb.causes[m.cause].name)}:</strong> {esc(m.says)}</li>" for m in cause.mimics
    )
    numbers = "".join(
        f"<li>{esc(f.text)}: <strong>{esc(html.number(f))}</strong> {html.badge(kb, f)}</li>"
        for f in cause.figures.values()
    )
    return (
        f'<div class="card"><h3>{esc(cause.name)}{must}</h3>'
        f"<p>{esc(cause.story)}</p>"
        f'<div class="columns"><div><h4>What goes wrong</h4><p>{esc(cause.mechanism)}</p></div>'
        f"<div><h4>Who gets it</h4><p>{esc(cause.who)}</p></div></div>"
        f"<p><strong>A patient with this needs {esc(WORDS[cause.urgency])}.</strong></p>"
        f"{_telling(kb, cause, findings)}"
        f'<details><summary>Tests of choice</summary><ul class="plain">{tests}</ul></details>'
        f'<details><summary>What helps, what harms</summary><ul class="plain">{care}</ul></details>'
        f'<details><summary>Mistaken for</summary><ul class="plain">{mimics}</ul></details>'
        + (
            f"<details><summary>Figures ({len(cause.figures)})</summary>"
            f'<ul class="plain">{numbers}</ul></details>'
            if numbers
            else ""
        )
        + f"<details><summary>Course and complications</summary><p>{esc(cause.recovery.text)}</p>"
        f"<p>{esc('; '.join(cause.complications))}.</p></details>"
        + (
            f"<details><summary>Where sources disagree</summary><p>{esc(cause.note)}</p></details>"
            if cause.note
            else ""
        )
        + html.sources(kb, cause.sources)
        + "</div>"
    )


def _telling(kb: KnowledgeBase, cause: Cause, n: int) -> str:
    """The findings that can be expected to move the odds of this cause most, either way."""
    ranked = []
    for key, given in cause.findings.items():
        finding = kb.findings[key]
        here, other = distribution(kb, cause.id, key), distribution(kb, None, key)
        # Jeffreys' divergence: how far a patient's answer can be expected to move the odds.
        moves = {s: (here[s] - other[s]) * math.log(max(here[s], 1e-9) / max(other[s], 1e-9)) for s in here}
        state = max(finding.states[1:], key=moves.__getitem__)
        if finding.kind != "person" and here[state] >= SELDOM:
            ranked.append((sum(moves.values()), key, state, here[state], other[state], given))
    ranked.sort(reverse=True, key=lambda row: row[0])
    rows = [
        (
            esc(html.with_state(kb.findings[key], state)),
            percent(here),
            percent(other),
            ratio(likelihood_ratio(kb, key, state, cause.id)),
            html.badge(kb, given),
        )
        for _, key, state, here, other, given in ranked[:n]
    ]
    head = ("Telling findings", "In this cause", "In other leg pain", "LR", "Number from")
    return html.table(head, rows)
