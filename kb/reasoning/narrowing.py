"""What would narrow the band around a probability: a better number, or the next finding."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul

from ..records import Distribution, Figure
from .bands import Band
from .differential import Differential, differential, family
from .information import NextStep, next_best
from .likelihood import owned, tables_of

CANDIDATES = 8
"""How many of the best next questions are tried: each costs a differential per state."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A number from which part of a band comes."""

    finding: str
    """Finding, or '' for how frequent a cause is before anything is found."""
    owner: str
    """Whose number it is: a cause, a system that is spared, or '' for the background."""
    also: str
    """The other cause, where the number is the share of the owner's patients who have it too; else ''."""
    share: float
    """Share of the variance of the log odds, 0 to 1."""
    claim: Distribution | Figure
    """The number, with where it comes from."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What would narrow a band most."""

    band: Band
    number: Doubt
    """The number that the band owes most to."""
    finding: str
    """The next finding that can be expected to narrow it most; '' where none does."""
    width: float
    """Width of the band to be expected then."""


def narrowing(view: Differential, cause: str, steps: Sequence[NextStep] | None = None) -> Narrowing:
    """What would narrow the band of a cause, or of its family, most.

    Of the next findings those are tried that tell most for their cost; the expected width is the mean over
    the answers, each as likely as it is for this patient.

    Args:
        steps: what `next_best` says of this patient, where it is at hand.

    Raises:
        UnknownId: if there is no such cause or family.
    """
    kb = view.kb
    low, high = view.band(cause)
    share, (finding, owner, also) = view.uncertainty.parts(family(kb, cause))[0]
    if also:
        claim: Distribution | Figure = kb.causes[owner].coexists[also]
    elif not finding:
        claim = kb.causes[owner].weights[view.setting]
    else:
        claim = owned(kb, owner, finding)
    best, width = "", high - low
    if steps is None:
        steps = next_best(kb, view.findings, setting=view.setting)
    for step in steps[:CANDIDATES]:
        expected = expected_width(view, cause, step.finding)
        if expected < width:
            best, width = step.finding, expected
    return Narrowing((low, high), Doubt(finding, owner, also, share, claim), best, width)


def expected_width(view: Differential, cause: str, finding: str) -> float:
    """Width of the band of `cause` to be expected once `finding` is known."""
    kb = view.kb
    tables = tables_of(kb)
    expected = 0.0
    for state in kb.findings[finding].states:
        rows = tables.predictive(view.findings, finding, state)
        chance = math.fsum(map(mul, view.posterior, rows))
        if chance > 0:
            after = differential(kb, {**view.findings, finding: state}, setting=view.setting)
            low, high = after.band(cause)
            expected += chance * (high - low)
    return expected
