"""How far a probability could be off, given how little its numbers rest on: an 80 % band, in closed form.

Every number used is uncertain by itself: a probability θ of a finding is Beta, a weight is Gamma (see
`kb.reasoning.certainty`). Causes that are silent on a finding use the same record, so that what is unsure
about it moves them alike and cancels between them. Let P_c be the posterior of cause c, and e(c, r) what
one standard deviation of record r does to the logarithm of its weight × likelihood: the standard deviation
of ln θ, or 0 where c does not use r. (Findings judged together: half of what the logarithm of their joint
probability gains when logit θ goes from one standard deviation below to one above.)

For a family F the delta method gives each record's effect on the log odds as f(r) − t(r), with

    f(r) = Σ_F P_c e(c, r) ÷ P_F,   t(r) = Σ_rest P_c e(c, r) ÷ (1 − P_F),

and, records being independent of each other, their variance as v = Σ_r (f − t)². Both sides of the odds
are sums of products of independent numbers. The mean of such a product is the product of the means, so
that the sums keep their value on average; a lognormal of that mean has its median lower by half the
variance of its logarithm, Σ f² for F and Σ t² for the rest. Hence

    log odds ~ Normal(ln(P_F ÷ (1 − P_F)) + ½ (Σ t² − Σ f²),  v).

The band holds the middle 80 % of this, widened to the probability itself where the shift leaves that outside.
It counts what is unsure number by number. That the model is wrong (a cause that it lacks, findings that
depend on each other though no group says so) is not in it. `tests/kb/test_bands.py` redoes one on paper
and compares others with draws.
"""

import math
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from operator import mul
from typing import NamedTuple

from ..records import KnowledgeBase, Setting
from ..wording import percent
from .certainty import effective_size, log_variance, logit_variance, trigamma, weight_size
from .likelihood import GRADES, by_grade, distribution, stated, tables_of, whose

Band = tuple[float, float]
Unit = tuple[tuple[str, str], ...]
Effects = tuple[tuple[int, float], ...]
"""(place of a record in its unit, effect of one standard deviation of it on the log likelihood)."""
Moved = tuple[list[float], list[float], list[float]]
"""Probability at each grade, and how many times that it is with the number moved up, and down."""
Z = 1.2816
"""Standard deviations between the middle and the edge of an 80 % band."""
NEAR_CERTAIN = 1e-6
"""Where all other causes together are less likely than this, they are summed apart, against cancellation."""
LEAST = 1e-9
"""Smallest probability at a grade that is told from none."""


class Sway(NamedTuple):
    """Effects of the records behind one unit: causes that use the same ones form a class."""

    class_of: tuple[int, ...]
    """Class of each cause, in the order of the tables."""
    members: tuple[tuple[int, ...], ...]
    """Places of the causes of each class."""
    effects: tuple[Effects, ...]
    """By class."""
    records: tuple[tuple[str, str], ...]
    """(finding, whose number it is: a cause, a sound system, or '' for the background), by place."""


class Moments(NamedTuple):
    """Variances of three logarithms: of the odds of a family, of its own sum, and of the sum of the rest."""

    odds: float
    own: float
    rest: float


class Uncertainty:
    """What is unsure about one posterior. Nothing is computed until it is asked for."""

    def __init__(
        self, kb: KnowledgeBase, setting: Setting, units: Sequence[Unit], posterior: Mapping[str, float]
    ):
        self.sways = (_weights(kb, setting), *(s for unit in units if len((s := sway(kb, unit)).effects) > 1))
        self._places = {cause: i for i, cause in enumerate(tables_of(kb).causes)}
        self._p = [posterior[cause] for cause in self._places]
        self._mean = [_mean(each, self._p) for each in self.sways]
        self._square = math.fsum(math.fsum(map(mul, t, t)) for t in self._mean)

    @cached_property
    def _singles(self) -> list[tuple[float, float]]:
        """Σ f² and Σ f T of every cause by itself: quick for a table of all causes."""
        own, cross = [], []
        for each, t in zip(self.sways, self._mean, strict=True):
            products = [_products(effects, t) for effects in each.effects]
            own.append(map([one for one, _ in products].__getitem__, each.class_of))
            cross.append(map([one for _, one in products].__getitem__, each.class_of))
        each_own, each_cross = (map(sum, zip(*one, strict=True)) for one in (own, cross))
        return list(zip(each_own, each_cross, strict=True))

    def band(self, members: Sequence[str]) -> Band:
        """Edges of the 80 % band of the probability that one of these causes it is."""
        places = [self._places[cause] for cause in members]
        p, rest = self._sides(places)
        if p <= 0 or rest <= 0:
            return p, p
        odds, own, others = self._moments(places, p, rest)
        middle = math.log(p / rest) + (others - own) / 2
        reach = Z * math.sqrt(odds)
        return min(p, logistic(middle - reach)), max(p, logistic(middle + reach))

    def moments(self, places: Sequence[int]) -> Moments:
        """Variances of the log odds of these causes, of their sum and of the others' sum."""
        return Moments(*self._moments(places, *self._sides(places)))

    def _moments(self, places: Sequence[int], p: float, rest: float) -> tuple[float, float, float]:
        if rest < NEAR_CERTAIN:
            means = self._means_of_rest(places, rest)
            square = math.fsum(math.fsum(map(mul, t, t)) for t in means)
            own, cross = self._sums_of(places, p, means)
            return max(0.0, square - 2 * cross + own), own, square
        if len(places) == 1:
            own, cross = self._singles[places[0]]
        else:
            own, cross = self._sums_of(places, p, self._mean)
        # With T = P f + (1 − P) t over all causes: f − t = (f − T) ÷ (1 − P), and t = (T − P f) ÷ (1 − P).
        odds = (self._square - 2 * cross + own) / rest**2
        others = (self._square - 2 * p * cross + p * p * own) / rest**2
        return max(0.0, odds), own, max(0.0, others)

    def parts(self, members: Sequence[str]) -> list[tuple[float, str, str]]:
        """(share of the variance of the log odds, finding, whose number), the largest first.

        A weight has the finding ''.
        """
        places = [self._places[cause] for cause in members]
        p, rest = self._sides(places)
        means = self._means_of_rest(places, rest)
        found = []
        for each, t in zip(self.sways, means, strict=True):
            effect = [-one for one in t]
            for place, f in _own(each, self._p, places, p):
                effect[place] += f
            found += [(one * one, *record) for one, record in zip(effect, each.records, strict=True)]
        total = math.fsum(size for size, *_ in found)
        return sorted(((size / total, *record) for size, *record in found if total), key=lambda one: -one[0])

    def _sums_of(self, places: Sequence[int], p: float, means: Sequence[list[float]]) -> tuple[float, float]:
        """Σ f² and Σ f·mean of a family."""
        sums = [
            _products(_own(each, self._p, places, p), mean)
            for each, mean in zip(self.sways, means, strict=True)
        ]
        return math.fsum(one for one, _ in sums), math.fsum(one for _, one in sums)

    def _sides(self, places: Sequence[int]) -> tuple[float, float]:
        """Probability of these causes together, and of all others."""
        p = self._p[places[0]] if len(places) == 1 else min(1.0, math.fsum(self._p[i] for i in places))
        if p < 1 - NEAR_CERTAIN:
            return p, 1 - p
        return p, math.fsum(q for i, q in enumerate(self._p) if i not in places)

    def _means_of_rest(self, places: Sequence[int], rest: float) -> list[list[float]]:
        others = [0.0 if i in places or not rest else q / rest for i, q in enumerate(self._p)]
        return [_mean(each, others) for each in self.sways]


def words_of_band(p: float, band: Band) -> str:
    """'likely 9.0 %, could be 3.1 to 22 %'; where band and point read the same, only 'likely 9.0 %'."""
    could = could_be(p, band)
    return f"likely {percent(p)}" + (f", {could}" if could else "")


def could_be(p: float, band: Band) -> str:
    """'could be 3.1 to 22 %', or '' where band and point read the same."""
    low, high = map(percent, band)
    return "" if low == high == percent(p) else f"could be {low.removesuffix(' %')} to {high}"


def logistic(x: float) -> float:
    """Probability of a log odds."""
    return 1 / (1 + math.exp(-x)) if x > -700 else 0.0


# ── What one standard deviation of a number does ─────────────────────────────────────────────


@lru_cache(maxsize=4096)
def sway(kb: KnowledgeBase, unit: Unit) -> Sway:
    """Effects of the records behind a unit: one finding, or several that are judged together."""
    tables = tables_of(kb)
    places: dict[tuple[str, str], int] = {}
    classes: dict[tuple[int, ...], int] = {}
    class_of, effects = [], []
    rows: dict[int, Moved] = {}
    moved = _all_moved(kb)
    for cause in tables.causes:
        used = []
        for key, _ in unit:
            used.append(places.setdefault((key, whose(kb, cause, key)), len(places)))
        kind = classes.setdefault(tuple(used), len(classes))
        class_of.append(kind)
        if kind < len(effects):
            continue
        if len(unit) == 1:
            ((key, state),) = unit
            claim, p = stated(kb, cause, key), tables.single(key, state)[tables.place[cause]]
            effects.append(((used[0], math.sqrt(log_variance(p, effective_size(kb, claim, p)))),))
        else:
            for place, (key, state) in zip(used, unit, strict=True):
                if place not in rows:
                    owner = whose(kb, cause, key)
                    if (key, state, owner) not in moved:
                        moved[key, state, owner] = _moved(
                            kb, cause, key, state, tables.group_of[key].strength
                        )
                    rows[place] = moved[key, state, owner]
            effects.append(_together([(place, rows[place]) for place in used]))
    members = [tuple(i for i, k in enumerate(class_of) if k == kind) for kind in range(len(effects))]
    return Sway(tuple(class_of), tuple(members), tuple(effects), tuple(places))


@lru_cache(maxsize=8)
def _all_moved(kb: KnowledgeBase) -> dict[tuple[str, str, str], Moved]:
    """What `_moved` made, by finding, state and owner: the same number stands in many units."""
    return {}


@lru_cache(maxsize=16)
def _weights(kb: KnowledgeBase, setting: Setting) -> Sway:
    """Every cause has a weight of its own, a count of k patients: the variance of ln Gamma(k) is ψ′(k)."""
    causes = tables_of(kb).causes
    sizes = [weight_size(kb, kb.causes[cause].weights[setting]) for cause in causes]
    effects = tuple(((i, math.sqrt(trigamma(k))),) for i, k in enumerate(sizes))
    alone = tuple((i,) for i in range(len(causes)))
    return Sway(tuple(range(len(causes))), alone, effects, tuple(("", cause) for cause in causes))


def _moved(kb: KnowledgeBase, cause: str, key: str, state: str, strength: float) -> Moved:
    """P(state | grade), and how many times that it is with logit θ one standard deviation up, and down."""
    spread = distribution(kb, cause, key)
    p = spread[state]
    reach = math.sqrt(logit_variance(p, effective_size(kb, stated(kb, cause, key), p)))

    def at(q: float) -> list[float]:
        others = (1 - q) / (1 - p) if p < 1 else 0.0
        moved = {s: q if s == state else others * r for s, r in spread.items()}
        return [max(LEAST, one) for one in by_grade(moved, state, strength)]

    if not 0 < p < 1:
        return at(p), [1.0] * GRADES, [1.0] * GRADES
    logit = math.log(p / (1 - p))
    base, up, down = (at(q) for q in (p, logistic(logit + reach), logistic(logit - reach)))
    return (
        base,
        [a / b for a, b in zip(up, base, strict=True)],
        [a / b for a, b in zip(down, base, strict=True)],
    )


def _together(rows: Sequence[tuple[int, Moved]]) -> Effects:
    """Effects of the records behind findings of one group, in one cause."""
    joint = [1.0] * GRADES
    for _, (base, _, _) in rows:
        joint = list(map(mul, joint, base))
    return tuple(
        (place, math.log(sum(map(mul, joint, up)) / sum(map(mul, joint, down))) / 2)
        for place, (_, up, down) in rows
    )


def _mean(each: Sway, p: Sequence[float]) -> list[float]:
    """Σ_c p_c e(c,r) for every record r of a unit."""
    mean = [0.0] * len(each.records)
    for members, effects in zip(each.members, each.effects, strict=True):
        one = p[members[0]] if len(members) == 1 else sum(map(p.__getitem__, members))
        for place, effect in effects:
            mean[place] += one * effect
    return mean


def _own(each: Sway, p: Sequence[float], places: Sequence[int], total: float) -> Effects:
    """f(r) of a family, for the records that its members use."""
    if len(places) == 1:
        return each.effects[each.class_of[places[0]]]
    own: dict[int, float] = {}
    for i in places:
        for place, effect in each.effects[each.class_of[i]]:
            own[place] = own.get(place, 0.0) + effect * p[i] / total
    return tuple(own.items())


def _products(effects: Effects, mean: Sequence[float]) -> tuple[float, float]:
    """Σ f² and Σ f·mean over the records of `effects`."""
    own = cross = 0.0
    for place, f in effects:
        own += f * f
        cross += f * mean[place]
    return own, cross
