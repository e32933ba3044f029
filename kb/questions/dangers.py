"""Which dangers a question guards against. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..records import KnowledgeBase, Question

AGAINST = {"below"}
"""Comparisons that say that something is unlikely: whoever misses that misses no danger."""
FAST = {"emergency", "same-day"}


def dangers(kb: KnowledgeBase, question: Question) -> tuple[str, ...]:
    """Causes that must not be missed and that the right answer names: those that its proof speaks for, that a
    red flag of its proof fears, or whose treatment it judges. Empty for a question about anything else.
    """
    found = (cause for proof in question.proof if not AGAINST & proof.keys() for cause in named(kb, proof))
    return tuple(
        dict.fromkeys(cause for cause in found if cause in kb.causes and kb.causes[cause].must_not_miss)
    )


def guards(kb: KnowledgeBase, question: Question) -> bool:
    """Whether somebody may come to harm who believes a wrong answer: the right one names a danger, or sends
    the patient on the same day or at once."""
    return bool(dangers(kb, question)) or any(
        "triage" in proof and proof.get("equals") in FAST for proof in question.proof
    )


def named(kb: KnowledgeBase, proof: Mapping[str, Any]) -> Iterator[str]:
    """Ids of the causes that a line of a proof speaks of."""
    for measure, what in proof.items():
        match measure:
            case "lr" | "care":
                yield what["cause"]
            case "probability":
                yield from [what["of"]] if what["of"] in kb.causes else _family(kb, what["of"])
            case "fact" if str(what).startswith("causes."):
                yield str(what).split(".")[1]
            case "red-flags":
                for flag in _listed(proof.get("includes")):
                    yield from kb.rules.red_flags[flag].fears if flag in kb.rules.red_flags else ()


def _family(kb: KnowledgeBase, family: str) -> Iterator[str]:
    yield from (key for key, cause in kb.causes.items() if cause.family == family)


def _listed(what: Any) -> tuple[str, ...]:
    return (what,) if isinstance(what, str) else tuple(what or ())
