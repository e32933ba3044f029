"""What marks on the body chart mean as findings, and which findings are marks."""

from collections.abc import Mapping

from ..records import KnowledgeBase, PainSite


def findings_of(kb: KnowledgeBase, marked: set[str], *, rest: bool = False) -> dict[str, str]:
    """What marks mean as findings; with `rest`, no pain wherever nothing is marked."""
    told: dict[str, str] = {}
    if rest:
        for site in kb.pain_sites.values():
            for key in site.means:
                told[key] = kb.findings[key].states[0]
    for site in kb.pain_sites.values():
        if site.id in marked:
            told |= site.means
    return told


def marked_by(kb: KnowledgeBase, known: Mapping[str, str]) -> set[str]:
    """Places whose own finding, the first that a mark means, is known to be there."""

    def own(site: PainSite) -> tuple[str, str]:
        return next(iter(site.means.items()))

    return {site.id for site in kb.pain_sites.values() if known.get(own(site)[0]) == own(site)[1]}
