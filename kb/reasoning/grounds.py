"""How much of what decides for or against a cause rests on published numbers."""

import math

from ..records import KnowledgeBase
from .likelihood import distribution, stated

LEAST = 1e-9
"""Smallest probability that is told from none."""


def grounded(kb: KnowledgeBase, cause: str) -> float:
    """Share of a cause's decisive weight that rests on published or derived numbers, 0 to 1.

    The decisive weight of a finding is the mean of |ln likelihood ratio| against the background over patients
    with the cause, Σ P(state | cause) · |ln (P(state | cause) ÷ P(state | background))|. It counts as
    grounded where the number that the cause uses is no estimate.
    """
    weights = {key: _weight(kb, cause, key) for key in kb.findings}
    total = math.fsum(weights.values())
    held = math.fsum(w for key, w in weights.items() if stated(kb, cause, key).basis != "estimate")
    return held / total if total else 0.0


def _weight(kb: KnowledgeBase, cause: str, finding: str) -> float:
    here, other = distribution(kb, cause, finding), distribution(kb, None, finding)
    return math.fsum(p * abs(math.log(max(p, LEAST) / max(other[state], LEAST))) for state, p in here.items())
