"""What a picture shows in a cause, and what a normal one leaves open."""

from collections.abc import Sequence
from typing import NamedTuple, get_args

from ..records import Cause, Distribution, KnowledgeBase, Modality
from .likelihood import distribution

MODALITIES: tuple[Modality, ...] = tuple(name for name in get_args(Modality) if name)
SEEN = 0.1
"""A state rarer than this in a cause is not what the picture shows of it."""
MORE = 1.5
"""Nor is one that is hardly commoner than in other leg pain."""
BLIND = 0.8
"""A normal result that keeps this share of a cause's odds, or more, has not looked for it."""


class Shown(NamedTuple):
    """A state of a test that is seen in a cause."""

    finding: str
    state: str
    p: float
    claim: Distribution


class Left(NamedTuple):
    """What one normal test leaves open."""

    finding: str
    partly: tuple[tuple[str, float], ...]
    """Causes that it looks for, with the share in which it is normal all the same; the largest first."""
    blind: tuple[str, ...]
    """Causes that it does not look for."""


def shows(kb: KnowledgeBase, cause: Cause, modality: str) -> tuple[Shown, ...]:
    """What the tests of one machine show in `cause`, the likeliest first; empty where they show nothing."""
    found = []
    for key, claim in cause.findings.items():
        finding = kb.findings[key]
        if finding.modality != modality:
            continue
        here, other = distribution(kb, cause.id, key), distribution(kb, None, key)
        found += [
            Shown(key, state, here[state], claim)
            for state in finding.states[1:]
            if here[state] >= SEEN and here[state] >= MORE * other[state]
        ]
    return tuple(sorted(found, key=lambda shown: -shown.p))


def dangers_among(kb: KnowledgeBase, causes: Sequence[Cause]) -> tuple[Cause, ...]:
    """Dangerous causes: those among `causes`, and those that one of them is mistaken for, either way."""
    chosen = {cause.id for cause in causes}
    near = chosen | {mimic.cause for cause in causes for mimic in cause.mimics}
    near |= {cause.id for cause in kb.causes.values() if any(mimic.cause in chosen for mimic in cause.mimics)}
    return tuple(cause for cause in kb.causes.values() if cause.must_not_miss and cause.id in near)


def left_open(kb: KnowledgeBase, finding: str, causes: Sequence[Cause]) -> Left:
    """What the normal state (the first) of a test leaves open of `causes`."""
    normal = kb.findings[finding].states[0]
    other = distribution(kb, None, finding)[normal]
    share = {cause.id: distribution(kb, cause.id, finding)[normal] for cause in causes}
    seen = {key: p for key, p in share.items() if p < BLIND * other}
    return Left(
        finding,
        tuple(sorted(seen.items(), key=lambda pair: -pair[1])),
        tuple(key for key in share if key not in seen),
    )
