"""From findings to ranked causes. The arithmetic stands at the head of `kb.reasoning.likelihood`."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ..errors import unknown
from ..records import KnowledgeBase, ReadOnly, Setting
from .bands import Band, Uncertainty
from .evidence import Findings, observe
from .likelihood import tables_of
from .probability import entropy, posterior_of, words


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one finding, or one group of dependent findings, does to one cause."""

    findings: tuple[tuple[str, str], ...]
    """(finding, state), more than one where they are judged together."""
    lr: float
    """Likelihood ratio against the background."""
    words: str
    """The same in words."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One cause in a differential, alone or together with another."""

    cause: str
    prior: float
    probability: float
    units: tuple[tuple[tuple[str, str], ...], ...]
    """(finding, state) of what is known, dependent findings together."""
    ratios: tuple[float, ...]
    """Likelihood ratio of each unit against the background, where the cause is alone."""

    @property
    def contributions(self) -> tuple[Contribution, ...]:
        """What each known finding, or group of them, does to this cause."""
        return tuple(
            Contribution(unit, lr, words(lr)) for unit, lr in zip(self.units, self.ratios, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Pair:
    """Two causes at once."""

    causes: tuple[str, str]
    prior: float
    probability: float


@dataclass(frozen=True)
class Differential:
    """Causes ranked by probability, given what is known.

    As a patient may have two causes, the probabilities of all causes together may exceed 1; those of the
    hypotheses (`posterior`) sum to 1.
    """

    kb: KnowledgeBase
    findings: Mapping[str, str]
    setting: Setting
    ranking: tuple[Hypothesis, ...]
    posterior: tuple[float, ...]
    """Probability of each hypothesis, one cause or a pair, in the order of `Tables.hypotheses`."""

    @cached_property
    def by_cause(self) -> Mapping[str, Hypothesis]:
        """Hypothesis by cause id."""
        return ReadOnly({hypothesis.cause: hypothesis for hypothesis in self.ranking})

    def probability(self, cause: str) -> float:
        """Probability of a cause, or of a whole family by its name.

        Raises:
            UnknownId: if there is no such cause or family.
        """
        members = family(self.kb, cause)
        if len(members) == 1:
            return self.by_cause[members[0]].probability
        return min(1.0, math.fsum(self.posterior[i] for i in tables_of(self.kb).containing(members)))

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """Pairs of causes that may be true at once, the likeliest first."""
        tables = tables_of(self.kb)
        alone = len(tables.causes)
        rows = zip(tables.pairs, tables.priors(self.setting)[alone:], self.posterior[alone:], strict=True)
        return tuple(sorted((Pair(*row) for row in rows), key=lambda pair: (-pair.probability, pair.causes)))

    @cached_property
    def uncertainty(self) -> Uncertainty:
        """What is unsure about the probabilities; made when a band is first asked for."""
        return Uncertainty(self.kb, self.setting, self.ranking[0].units, self.posterior)

    def band(self, cause: str, *, alone: bool = False) -> Band:
        """Edges of the 80 % band of the probability of a cause, or of a whole family by its name.

        Args:
            alone: True for the cause without the rest of its family, as it stands in the ranking.

        It says how far the probability may be off because its numbers rest on few people or on none: see
        `kb.reasoning.bands`. The probability itself lies inside.

        Raises:
            UnknownId: if there is no such cause or family.
        """
        members = (cause,) if alone and cause in self.kb.causes else family(self.kb, cause)
        if members not in self._bands:
            self._bands[members] = self.uncertainty.band(members)
        return self._bands[members]

    @cached_property
    def _bands(self) -> dict[tuple[str, ...], Band]:
        return {}

    @property
    def entropy(self) -> float:
        """Uncertainty left, in bits."""
        return entropy(self.posterior)


@lru_cache(maxsize=512)
def family(kb: KnowledgeBase, name: str) -> tuple[str, ...]:
    """All causes that are the same diagnosis as cause `name`, or that form the family `name`."""
    if name in kb.causes:
        name = kb.causes[name].family or name
        members = tuple(key for key, cause in kb.causes.items() if (cause.family or key) == name)
    else:
        members = tuple(key for key, cause in kb.causes.items() if cause.family == name)
    if not members:
        raise unknown("cause", name, kb.causes)
    return members


def differential(
    kb: KnowledgeBase,
    findings: Findings = (),
    *,
    setting: Setting = "primary-care",
    age: float | None = None,
    sex: str | None = None,
) -> Differential:
    """Causes ranked by probability given `findings`.

    Args:
        findings: mapping of finding id to state, or an iterable of 'id' (present) and 'id=state'.
        setting: where the patient was met; decides the pretest weights.
        age: years; sex: 'female' or 'male'; both optional.

    Raises:
        KneeError: for unknown ids (with the nearest), contradictions, an unknown setting.
    """
    known = observe(kb, findings, age=age, sex=sex)
    tables = tables_of(kb)
    priors = tables.priors(setting)
    units = tuple(tables.units(known))
    ratios = tables.evidence(units)
    posterior = posterior_of(priors, map(tables.logs, units))
    rows = zip(tables.causes, tables.shares(priors), tables.shares(posterior), ratios, strict=False)
    ranking = [Hypothesis(cause, prior, probability, units, row) for cause, prior, probability, row in rows]
    ranking.sort(key=lambda hypothesis: (-hypothesis.probability, hypothesis.cause))
    return Differential(kb, ReadOnly(known), setting, tuple(ranking), tuple(posterior))
