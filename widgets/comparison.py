"""Causes side by side, by the findings that tell them apart."""

from collections.abc import Sequence

from kb.models import Cause, KnowledgeBase
from kb.reasoning import distribution

from . import _html as html
from ._html import esc, percent


def comparison(kb: KnowledgeBase, causes: Sequence[Cause], findings: Sequence[str]) -> str:
    """Causes as columns, findings as rows; bars and numbers together."""
    rows = []
    for key in findings:
        finding = kb.findings[key]
        _, state = _widest(kb, causes, key)
        cells = []
        for cause in causes:
            p = distribution(kb, cause.id, key)[state]
            silent = (
                ""
                if key in cause.findings
                else f'<br><span class="badge">{esc(_instead(kb, cause, key))}</span>'
            )
            cells.append(f'<span class="share">{html.bar(p)} {percent(p)}</span>{silent}')
        rows.append((esc(html.with_state(finding, state)), *cells))
    head = ("Finding", *(esc(cause.name) for cause in causes))
    return (
        f'<div class="card">{html.table(head, rows, caption="How often each finding is there")}'
        '<p class="soft">A cause’s own page says where each number comes from; many are estimates.</p></div>'
    )


def separating(kb: KnowledgeBase, causes: Sequence[Cause], n: int) -> list[str]:
    """The findings whose probability differs most between the causes, cheap ones first on a tie."""
    spread = {}
    for key, finding in kb.findings.items():
        if finding.kind == "person":
            continue
        spread[key], _ = _widest(kb, causes, key)
    return sorted(spread, key=lambda key: (-round(spread[key], 2), kb.findings[key].cost.minutes))[:n]


def _widest(kb: KnowledgeBase, causes: Sequence[Cause], finding: str) -> tuple[float, str]:
    """How far the causes lie apart in a finding, and the abnormal state in which they do most."""
    spread = [distribution(kb, cause.id, finding) for cause in causes]
    return max(
        (max(p[state] for p in spread) - min(p[state] for p in spread), state)
        for state in kb.findings[finding].states[1:]
    )


def _instead(kb: KnowledgeBase, cause: Cause, finding: str) -> str:
    """What speaks for a finding on which the cause itself is silent."""
    sound = [kb.spared[key].label for key in cause.spares if finding in kb.spared[key].findings]
    return sound[0] if sound else "as in others"
