"""What to know about one cause, with its most telling findings."""

from kb.reasoning.contrast import telling
from kb.reasoning.grounds import grounded
from kb.reasoning.triage import WORDS
from kb.records import Cause, KnowledgeBase
from kb.wording import in_sentence

from . import _html as html
from ._html import esc, percent, ratio

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
        f"<h4>What it goes with, and what runs in families</h4><p>{esc(cause.goes_with)}</p>"
        f"<p><strong>A patient with this needs {esc(WORDS[cause.urgency])}.</strong></p>"
        f"{_telling(kb, cause, findings)}"
        f'<p class="soft">Of what speaks for or against it, {percent(grounded(kb, cause.id))} rests on '
        "published or derived numbers; the rest are estimates.</p>"
        f"{_together(kb, cause)}"
        f"<details><summary>Tests of choice and their classic result</summary>"
        f'<p>{esc(cause.classic_result)}</p><ul class="plain">{tests}</ul></details>'
        f"<details><summary>What helps, what harms</summary>"
        f"<p><strong>First line.</strong> {esc(cause.first_line)}</p>"
        f'<ul class="plain">{care}</ul></details>'
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


def _together(kb: KnowledgeBase, cause: Cause) -> str:
    """The causes that come together with this one, and how often."""
    shares = [(cause, kb.causes[other], share) for other, share in cause.coexists.items()]
    shares += [(one, cause, one.coexists[cause.id]) for one in kb.causes.values() if cause.id in one.coexists]
    if not shares:
        return ""
    lines = "".join(
        f"<li>Of those with {esc(in_sentence(one.name))}, <strong>{esc(html.number(share))}</strong> have "
        f"{esc(in_sentence(other.name))} too. {html.badge(kb, share)}</li>"
        for one, other, share in shares
    )
    return f'<details><summary>Can come together with</summary><ul class="plain">{lines}</ul></details>'


def _telling(kb: KnowledgeBase, cause: Cause, n: int) -> str:
    rows = [
        (
            esc(html.with_state(kb.findings[one.finding], one.state)),
            percent(one.here),
            percent(one.other),
            ratio(one.lr),
            html.badge(kb, one.claim),
        )
        for one in telling(kb, cause, n)
    ]
    head = ("Telling findings", "In this cause", "In other leg pain", "LR", "Number from")
    return html.table(head, rows)
