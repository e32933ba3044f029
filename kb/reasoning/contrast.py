"""What tells two causes apart, and which causes come closest to each other."""

import itertools
import math
from dataclasses import dataclass

from ..errors import unknown
from ..records import KnowledgeBase
from .likelihood import tables_of

SEPARATES = 3.0
"""A finding that tells two causes apart has a likelihood ratio of this or its inverse."""


@dataclass(frozen=True, slots=True)
class Separation:
    """A finding whose state speaks for one cause against another."""

    finding: str
    state: str
    lr: float
    """P(state | one cause) ÷ P(state | the other)."""


def separations(kb: KnowledgeBase, cause: str, other: str) -> tuple[Separation, ...]:
    """For every finding the state that is most one-sided between two causes, the strongest first.

    Raises:
        UnknownId: for an unknown cause.
    """
    found = (separation(kb, cause, other, key) for key in kb.findings)
    return tuple(sorted(found, key=lambda each: (-_size(each.lr), each.finding)))


def separation(kb: KnowledgeBase, cause: str, other: str, finding: str) -> Separation:
    """The state of one finding that is most one-sided between two causes.

    Raises:
        UnknownId: for an unknown cause.
    """
    one, two = _places(kb, cause, other)
    spread = tables_of(kb).spread(finding)
    lr, state = max(
        ((_ratio(spread[one][s], spread[two][s]), s) for s in kb.findings[finding].states),
        key=lambda pair: _size(pair[0]),
    )
    return Separation(finding, state, lr)


def separates(separation: Separation) -> bool:
    """True where one answer changes the odds threefold or more, either way."""
    return _size(separation.lr) >= SEPARATES


def overlap(kb: KnowledgeBase, cause: str, other: str) -> float:
    """Bhattacharyya coefficient of two causes over all findings: 1 the same, 0 never alike.

    Of dependent findings only the most telling one of the group counts, so that the true overlap
    is rather smaller. (Bhattacharyya, Bull Calcutta Math Soc 1943;35:99-109.)
    """
    tables = tables_of(kb)
    one, two = _places(kb, cause, other)
    alike: dict[str, float] = {}
    for key, finding in kb.findings.items():
        group = tables.group_of.get(key)
        spread = tables.spread(key)
        same = math.fsum(math.sqrt(spread[one][state] * spread[two][state]) for state in finding.states)
        unit = f"group {group.id}" if group else key
        alike[unit] = min(alike.get(unit, 1.0), same)
    return math.prod(alike.values())


def closest_pairs(kb: KnowledgeBase, n: int = 10) -> list[tuple[float, str, str]]:
    """The pairs of causes that overlap most: (overlap, cause, other), the closest first.

    Causes of one family are one diagnosis and are left out.
    """
    family = {key: cause.family or key for key, cause in kb.causes.items()}
    pairs = [
        (overlap(kb, one, two), one, two)
        for one, two in itertools.combinations(kb.causes, 2)
        if family[one] != family[two]
    ]
    return sorted(pairs, reverse=True)[:n]


def _places(kb: KnowledgeBase, *causes: str) -> list[int]:
    for key in causes:
        if key not in kb.causes:
            raise unknown("cause", key, kb.causes)
    return [tables_of(kb).place[key] for key in causes]


def _ratio(above: float, below: float) -> float:
    return above / below if below else (math.inf if above else 1.0)


def _size(lr: float) -> float:
    return max(lr, 1 / lr) if lr else math.inf
