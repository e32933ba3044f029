"""What a new finding does to a hypothesis, as script-concordance questions ask it. Pure.

Script concordance compares a learner's step on a scale with that of a panel (Charlin et al., Teach Learn
Med 2000;12:189-195). Here the knowledge base is the panel, and every question says so.
"""

import math
from dataclasses import dataclass

from ..reasoning.differential import differential
from ..reasoning.evidence import observe
from ..records import KnowledgeBase, Script
from ..wording import percent

SCALE = (
    "Clearly less likely",
    "Somewhat less likely",
    "Hardly changed",
    "Somewhat more likely",
    "Clearly more likely",
)
"""Odds times at most 1/5, 1/5 to 1/2, 1/2 to 2, 2 to 5, at least 5: the cuts of Jaeschke, Guyatt and
Sackett, JAMA 1994;271:703."""


@dataclass(frozen=True, slots=True)
class Weight:
    """What the new finding does."""

    before: float
    """Probability of the hypothesis, 0 to 1."""
    after: float
    factor: float
    """By which its odds are multiplied."""
    place: int
    """Index into `SCALE`."""
    says: str


def weigh(kb: KnowledgeBase, script: Script) -> Weight:
    """Weigh a script's new finding by the knowledge base.

    Raises:
        UnknownId: for a cause, finding or state that does not exist.
    """
    cause = kb.causes[script.cause].family or script.cause if script.cause in kb.causes else script.cause
    known = observe(kb, script.given)
    before = differential(kb, known, setting=script.setting).probability(cause)
    told = known | observe(kb, {script.finding: script.state})
    after = differential(kb, told, setting=script.setting).probability(cause)
    factor = _odds(after) / _odds(before) if 0 < before < 1 else 1.0
    place = sum(factor >= cut for cut in (1 / 5, 1 / 2, 2, 5))
    says = (
        f"By this knowledge base the probability goes from {percent(before)} to {percent(after)}, "
        f"the odds times {factor:.2g}."
    )
    return Weight(before, after, factor, place, says)


def _odds(p: float) -> float:
    return p / (1 - p) if p < 1 else math.inf
