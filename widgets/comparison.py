"""Causes side by side, by the findings that tell them apart."""

from collections.abc import Sequence

from kb.patients.encounter import KINDS as STAGE_KINDS
from kb.reasoning.contrast import widest
from kb.reasoning.likelihood import distribution
from kb.records import Cause, Finding, KnowledgeBase

from . import _html as html
from ._html import esc, percent

STAGES = {"ask": "History", "examine": "Examination", "order": "Tests"}


def comparison(kb: KnowledgeBase, causes: Sequence[Cause], findings: Sequence[str]) -> str:
    """Causes as columns, findings as rows in the order of a clinic; bars and numbers together."""
    groups: dict[str, list[tuple[str, ...]]] = {head: [] for head in STAGES.values()}
    for key in findings:
        finding = kb.findings[key]
        _, state = widest(kb, causes, key)
        cells = []
        for cause in causes:
            p = distribution(kb, cause.id, key)[state]
            silent = (
                ""
                if key in cause.findings
                else f'<br><span class="badge">{esc(_instead(kb, cause, key))}</span>'
            )
            cells.append(f'<span class="share">{html.bar(p)} {percent(p)}</span>{silent}')
        groups[_stage(finding)].append((esc(html.with_state(finding, state)), *cells))
    head = ("Finding", *(esc(cause.name) for cause in causes))
    return (
        f'<div class="card wide">{html.table(head, groups, caption="How often each finding is there")}'
        '<p class="soft">A cause’s own page says where each number comes from; many are estimates.</p></div>'
    )


def _stage(finding: Finding) -> str:
    """Where in a clinic it is met; age and sex, which nobody asks for, are history."""
    found = (head for action, head in STAGES.items() if finding.kind in STAGE_KINDS[action])
    return next(found, STAGES["ask"])


def _instead(kb: KnowledgeBase, cause: Cause, finding: str) -> str:
    """What speaks for a finding on which the cause itself is silent."""
    sound = [kb.spared[key].label for key in cause.spares if finding in kb.spared[key].findings]
    return sound[0] if sound else "as in others"
