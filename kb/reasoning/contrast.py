"""What tells two causes apart, and which causes come closest to each other."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import unknown
from ..records import Cause, Distribution, KnowledgeBase
from .likelihood import distribution, likelihood_ratio, tables_of

SEPARATES = 3.0
"""A finding that tells two causes apart has a likelihood ratio of this or its inverse."""
SELDOM = 0.05
"""A state rarer than this in a cause does not tell of it: it is mostly its absence that does."""


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


# ── One cause against the rest, several beside each other ────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Telling:
    """A finding that can be expected to move the odds of a cause."""

    finding: str
    state: str
    """The abnormal state that moves them most."""
    here: float
    """Its probability in the cause."""
    other: float
    """Its probability in the background."""
    lr: float
    claim: Distribution
    """What the cause states, with where it comes from."""


def telling(kb: KnowledgeBase, cause: Cause, n: int) -> tuple[Telling, ...]:
    """The `n` findings that can be expected to move the odds of a cause most, either way.

    By Jeffreys' divergence: the expected log likelihood ratio with the cause plus that without it.
    """
    ranked = []
    for key, claim in cause.findings.items():
        finding = kb.findings[key]
        here, other = distribution(kb, cause.id, key), distribution(kb, None, key)
        moves = {s: (here[s] - other[s]) * math.log(max(here[s], 1e-9) / max(other[s], 1e-9)) for s in here}
        state = max(finding.states[1:], key=moves.__getitem__)
        if finding.kind != "person" and here[state] >= SELDOM:
            lr = likelihood_ratio(kb, key, state, cause.id)
            ranked.append((sum(moves.values()), Telling(key, state, here[state], other[state], lr, claim)))
    ranked.sort(reverse=True, key=lambda row: row[0])
    return tuple(one for _, one in ranked[:n])


def widest(kb: KnowledgeBase, causes: Sequence[Cause], finding: str) -> tuple[float, str]:
    """How far causes lie apart in a finding, 0 to 1, and the abnormal state in which they do most."""
    spread = [distribution(kb, cause.id, finding) for cause in causes]
    return max(
        (max(p[state] for p in spread) - min(p[state] for p in spread), state)
        for state in kb.findings[finding].states[1:]
    )


def separating(kb: KnowledgeBase, causes: Sequence[Cause], n: int) -> list[str]:
    """The `n` findings whose probability differs most between causes, cheap ones first on a tie."""
    spread = {key: widest(kb, causes, key)[0] for key, f in kb.findings.items() if f.kind != "person"}
    return sorted(spread, key=lambda key: (-round(spread[key], 2), kb.findings[key].cost.minutes))[:n]


def _places(kb: KnowledgeBase, *causes: str) -> list[int]:
    for key in causes:
        if key not in kb.causes:
            raise unknown("cause", key, kb.causes)
    return [tables_of(kb).place[key] for key in causes]


def _ratio(above: float, below: float) -> float:
    return above / below if below else (math.inf if above else 1.0)


def _size(lr: float) -> float:
    return max(lr, 1 / lr) if lr else math.inf
