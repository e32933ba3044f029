"""How far a probability could be off, given how little its numbers rest on: an 80 % band, in closed form.

Every number used is uncertain by itself: a probability θ of a finding is Beta, a weight is Gamma (see
`kb.reasoning.certainty`). Causes that are silent on a finding use the same record, so that what is unsure
about it moves them alike and cancels between them. Let P_c be the posterior of hypothesis c, one cause or a
pair, and e(c, r) what one standard deviation of record r does to the logarithm of its weight × likelihood:
the standard deviation of ln θ, or 0 where c does not use r. (Findings judged together, and a finding on which
both causes of a pair speak: half of what the logarithm of the probability gains when logit θ goes from one
standard deviation below to one above. A pair has the weight of the cause that declares it, times the share
that it declares; what the share takes from the causes alone is too little to count.)

For F, the hypotheses that contain a cause or one of its family, the delta method gives each record's effect
on the log odds as f(r) − t(r), with

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
from .likelihood import by_grade, filled, owned, tables_of, together, whose

Band = tuple[float, float]
Unit = tuple[tuple[str, str], ...]
Effects = tuple[tuple[int, float], ...]
"""(place of a record in its unit, effect of one standard deviation of it on the log likelihood)."""
Moves = tuple[tuple[int, list[float], list[float]], ...]
"""(place of a record in its unit, how many times what it was the probability at each grade is with the
record's number moved up, and down)."""
Z = 1.2816
"""Standard deviations between the middle and the edge of an 80 % band."""
NEAR_CERTAIN = 1e-6
"""Where all other causes together are less likely than this, they are summed apart, against cancellation."""
LEAST = 1e-9
"""Smallest probability at a grade that is told from none."""


class Number(NamedTuple):
    """A number of the knowledge base."""

    finding: str
    """Finding, or '' for a weight or a share."""
    owner: str
    """Whose number it is: a cause, a system that is spared, or '' for the background."""
    also: str = ""
    """Of a share: the other cause that the owner's patients have too."""


class Sway(NamedTuple):
    """Effects of the records behind one unit: hypotheses that use the same ones form a class."""

    class_of: tuple[int, ...]
    """Class of each hypothesis, in the order of the tables."""
    members: tuple[tuple[int, ...], ...]
    """Places of the hypotheses of each class."""
    effects: tuple[Effects, ...]
    """By class."""
    records: tuple[Number, ...]
    """By place."""


class Moments(NamedTuple):
    """Variances of three logarithms: of the odds of a family, of its own sum, and of the sum of the rest."""

    odds: float
    own: float
    rest: float


class Uncertainty:
    """What is unsure about one posterior. Nothing is computed until it is asked for."""

    def __init__(
        self, kb: KnowledgeBase, setting: Setting, units: Sequence[Unit], posterior: Sequence[float]
    ):
        """`posterior` by hypothesis, in the order of the tables."""
        self.sways = (_weights(kb, setting), *(s for unit in units if len((s := sway(kb, unit)).effects) > 1))
        self._tables = tables_of(kb)
        self._p = posterior
        self._mean = [_mean(each, self._p) for each in self.sways]
        self._square = math.fsum(math.fsum(map(mul, t, t)) for t in self._mean)

    @cached_property
    def _singles(self) -> list[tuple[float, float]]:
        """Σ f² and Σ f T of every hypothesis by itself: quick for a table of all causes."""
        own, cross = [], []
        for each, products in zip(self.sways, self._of_class, strict=True):
            own.append(map([one for one, _ in products].__getitem__, each.class_of))
            cross.append(map([one for _, one in products].__getitem__, each.class_of))
        each_own, each_cross = (map(sum, zip(*one, strict=True)) for one in (own, cross))
        return list(zip(each_own, each_cross, strict=True))

    @cached_property
    def _of_class(self) -> list[list[tuple[float, float]]]:
        """Σ f² and Σ f T over the records of each unit, by its classes."""
        pairs = zip(self.sways, self._mean, strict=True)
        return [[_products(effects, t) for effects in each.effects] for each, t in pairs]

    def band(self, members: Sequence[str]) -> Band:
        """Edges of the 80 % band of the probability that one of these causes is there."""
        places = self._tables.containing(members)
        p, rest = self._sides(places)
        if p <= 0 or rest <= 0:
            return p, p
        odds, own, others = self._moments(places, p, rest)
        middle = math.log(p / rest) + (others - own) / 2
        reach = Z * math.sqrt(odds)
        return min(p, logistic(middle - reach)), max(p, logistic(middle + reach))

    def moments(self, places: Sequence[int]) -> Moments:
        """Variances of the log odds of these hypotheses, of their sum and of the others' sum."""
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

    def parts(self, members: Sequence[str]) -> list[tuple[float, Number]]:
        """Share of the variance of the log odds that each number has, the largest first."""
        places = self._tables.containing(members)
        p, rest = self._sides(places)
        means = self._means_of_rest(places, rest)
        found = []
        for each, t in zip(self.sways, means, strict=True):
            effect = [-one for one in t]
            for place, f in _own(each, self._p, places, p):
                effect[place] += f
            found += [(one * one, record) for one, record in zip(effect, each.records, strict=True)]
        total = math.fsum(size for size, _ in found)
        return sorted(((size / total, record) for size, record in found if total), key=lambda one: -one[0])

    def _sums_of(self, places: Sequence[int], p: float, means: Sequence[list[float]]) -> tuple[float, float]:
        """Σ f² and Σ f·mean of a family."""
        own = cross = 0.0
        for each, mean, of_class in zip(self.sways, means, self._of_class, strict=True):
            kind, *others = {each.class_of[i] for i in places}
            if not others and means is self._mean:
                a, b = of_class[kind]
            else:
                a, b = _products(_own(each, self._p, places, p), mean)
            own += a
            cross += b
        return own, cross

    def _sides(self, places: Sequence[int]) -> tuple[float, float]:
        """Probability of these hypotheses together, and of all others."""
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
    places: dict[Number, int] = {}
    classes: dict[tuple[int, ...], int] = {}
    class_of, effects = [], []
    for column, hypothesis in enumerate(tables.hypotheses):
        used = [_owners(kb, hypothesis, key) for key, _ in unit]
        flat = tuple(
            places.setdefault(Number(key, owner), len(places))
            for (key, _), owners in zip(unit, used, strict=True)
            for owner in owners
        )
        kind = classes.setdefault(flat, len(classes))
        class_of.append(kind)
        if kind < len(effects):
            continue
        if len(flat) == 1:
            ((key, state),) = unit
            # A pair of which one cause is silent uses the other's number.
            claim, p = owned(kb, used[0][0], key), tables.single(key, state)[column]
            effects.append(((flat[0], math.sqrt(log_variance(p, effective_size(kb, claim, p)))),))
            continue
        rows = []
        for (key, state), owners in zip(unit, used, strict=True):
            base, moves = _moved(kb, key, state, owners)
            at = (places[Number(key, owner)] for owner in owners)
            rows.append((base, tuple((i, *move) for i, move in zip(at, moves, strict=True))))
        effects.append(_together(rows))
    members = [tuple(i for i, k in enumerate(class_of) if k == kind) for kind in range(len(effects))]
    return Sway(tuple(class_of), tuple(members), tuple(effects), tuple(places))


def _owners(kb: KnowledgeBase, hypothesis: Sequence[str], key: str) -> tuple[str, ...]:
    """Whose numbers a hypothesis uses for a finding: one, or two causes' and the background's."""
    owners = tuple(dict.fromkeys(owner for cause in hypothesis if (owner := whose(kb, cause, key))))
    return (*owners, "") if len(owners) == 2 else owners or ("",)


@lru_cache(maxsize=16)
def _weights(kb: KnowledgeBase, setting: Setting) -> Sway:
    """Every cause has a weight of its own, a count of k patients: the variance of ln Gamma(k) is ψ′(k).

    A pair has the weight of the cause that declares it, and its share.
    """
    tables = tables_of(kb)
    sizes = [weight_size(kb, kb.causes[cause].weights[setting]) for cause in tables.causes]
    alone = [(i, math.sqrt(trigamma(k))) for i, k in enumerate(sizes)]
    effects: list[Effects] = [(one,) for one in alone]
    records = [Number("", cause) for cause in tables.causes]
    for one, other in tables.pairs:
        share = kb.causes[one].coexists[other]
        spread = math.sqrt(log_variance(share.value, effective_size(kb, share, share.value)))
        effects.append((alone[tables.place[one]], (len(records), spread)))
        records.append(Number("", one, other))
    places = range(len(effects))
    return Sway(tuple(places), tuple((i,) for i in places), tuple(effects), tuple(records))


@lru_cache(maxsize=65536)
def _moved(
    kb: KnowledgeBase, key: str, state: str, owners: tuple[str, ...]
) -> tuple[list[float], list[tuple[list[float], list[float]]]]:
    """P(state | grade), and for each owner how many times that it is with its number moved up, and down.

    Moved by one standard deviation of its logit. A finding of no group has one grade.
    """
    group = tables_of(kb).group_of.get(key)
    ordered = kb.findings[key].kind != "person"
    claims = [owned(kb, owner, key) for owner in owners]
    spreads = [filled(kb, key, claim) for claim in claims]

    def at(spreads: Sequence[Mapping[str, float]]) -> list[float]:
        p = spreads[0] if len(spreads) == 1 else together(*spreads, ordered)
        grades = by_grade(p, state, group.strength) if group else [p[state]]
        return [max(LEAST, one) for one in grades]

    base = at(spreads)
    moves = []
    for i, (claim, spread) in enumerate(zip(claims, spreads, strict=True)):
        p = spread[state]
        if not 0 < p < 1:
            moves.append(([1.0] * len(base), [1.0] * len(base)))
            continue
        reach = math.sqrt(logit_variance(p, effective_size(kb, claim, p)))
        logit = math.log(p / (1 - p))
        up, down = (
            at([*spreads[:i], _shifted(spread, state, logistic(logit + step)), *spreads[i + 1 :]])
            for step in (reach, -reach)
        )
        moves.append(tuple([a / b for a, b in zip(row, base, strict=True)] for row in (up, down)))
    return base, moves


def _shifted(spread: Mapping[str, float], state: str, q: float) -> dict[str, float]:
    """The distribution with P(state) = q, the other states in proportion."""
    others = (1 - q) / (1 - spread[state])
    return {s: q if s == state else others * r for s, r in spread.items()}


def _together(rows: Sequence[tuple[list[float], Moves]]) -> Effects:
    """Effects of the records behind a unit, in one hypothesis."""
    joint = [1.0] * len(rows[0][0])
    for base, _ in rows:
        joint = list(map(mul, joint, base))
    return tuple(
        (place, math.log(sum(map(mul, joint, up)) / sum(map(mul, joint, down))) / 2)
        for _, moves in rows
        for place, up, down in moves
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
