"""From findings to a ranked differential, in single-cause Bayes that a student can redo on paper.

Posterior ∝ weight of the cause in the setting × the product of the likelihood ratios of what was
found, each ratio taken against the background: patients with leg pain from other causes. A cause
that says nothing about a finding takes what holds where the systems that it spares are sound, and
else the background, so that the ratio is 1.

Findings that come together would be counted twice by that product. Each group of them shares a
hidden grade of expression, one of ten equally frequent ones, from the quietest to the most florid.
With `strength` s the probability of a state at grade g is

    (1 − s) · P(state | cause)  +  s · 10 · |[g/10, (g+1)/10] ∩ interval of the state|,

where a finding's states, least abnormal first, cut the scale from 0 to 1 in proportion to their
probabilities. Averaged over the grades this gives back P(state | cause): single findings keep their
published value; at s = 1 one finding of equal probability makes the next one certain, and two are
worth no more than one. It is a network of cause and grade → finding, so any exact inference agrees.

Two causes can be true at once. A hypothesis is one cause alone, or a pair that a cause declares in
`coexists`: with the share r of its patients who have the other one too. Of w, the weight of that cause,
the pair takes r · w; both causes have the rest of their weights alone. A cause's probability is the sum
over the hypotheses that contain it.

What is found in a pair is the noisy maximum of what its two causes do (Henrion 1989; Díez, UAI 1993;99-105).
With F the probability of a state or one less abnormal, 0 for the background, and a and b for the causes,

    F(state) = F_a · F_b ÷ F_0:

each cause, and the background, makes what it makes by itself, and the worst of it is seen. A cause that
makes a finding rarer than the background does not clean up after the other: F stays at or below F_a and F_b,
and at or below itself in any state more abnormal. A cause that is silent on a finding leaves it to the other,
and what both say of a system that they spare counts once. Age and sex have no order; there it is
P_a · P_b ÷ P_0, made to sum to 1.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate

from ..errors import KneeError, nearest, unknown
from ..records import SETTINGS, Distribution, KnowledgeBase
from .evidence import observe

GRADES = 10
Numbers = Callable[[KnowledgeBase, str | None, str], Mapping[str, float]]


@lru_cache(maxsize=8)
def _systems(kb: KnowledgeBase) -> dict[str, str]:
    """Finding to the sound system that says how it is there; it belongs to one at most."""
    return {finding: system.id for system in kb.spared.values() for finding in system.findings}


def speaker(kb: KnowledgeBase, cause: str | None, finding: str) -> tuple[str, Distribution]:
    """Whose number a cause uses for a finding, and the number: its own id, a spared system's, or '' for the
    background."""
    if cause is not None:
        record = kb.causes[cause]
        if finding in record.findings:
            return record.id, record.findings[finding]
        system = _systems(kb).get(finding)
        if system in record.spares:
            return system, kb.spared[system].findings[finding]
    return "", kb.findings[finding].background


def stated(kb: KnowledgeBase, cause: str | None, finding: str) -> Distribution:
    """The record that speaks for a finding in a cause: its own, a spared system's, or the background."""
    return speaker(kb, cause, finding)[1]


def whose(kb: KnowledgeBase, cause: str, finding: str) -> str:
    """Whose number a cause uses for a finding: its own id, a spared system's, or '' for the background."""
    return speaker(kb, cause, finding)[0]


def owned(kb: KnowledgeBase, owner: str, finding: str) -> Distribution:
    """The number of an owner for a finding: a cause, a system that is spared, or '' for the background."""
    if not owner:
        return kb.findings[finding].background
    return (kb.causes.get(owner) or kb.spared[owner]).findings[finding]


def distribution(kb: KnowledgeBase, cause: str | None, finding: str) -> dict[str, float]:
    """Probability of every state of a finding in a cause, or in the background for None."""
    return filled(kb, finding, stated(kb, cause, finding))


def filled(kb: KnowledgeBase, finding: str, claim: Distribution) -> dict[str, float]:
    """Probability of every state of a finding; states that a claim leaves out share what remains to 1."""
    record, given = kb.findings[finding], claim.p
    missing = [state for state in record.states if state not in given]
    rest = max(0.0, 1 - math.fsum(given.values()))
    return {state: given[state] if state in given else rest / len(missing) for state in record.states}


def together(
    one: Mapping[str, float], other: Mapping[str, float], background: Mapping[str, float], ordered: bool
) -> dict[str, float]:
    """Probability of every state where two causes are true at once; see the head of this file.

    Args:
        one, other, background: probability of every state, the least abnormal first.
        ordered: False for age and sex.
    """
    if not ordered:
        rows = zip(one.values(), other.values(), background.values(), strict=True)
        products = [a * b / z if z > 0 else 0.0 for a, b, z in rows]
        total = math.fsum(products)
        return dict(zip(one, [product / total for product in products], strict=True)) if total else dict(one)
    sums = zip(*(accumulate(p.values()) for p in (one, other, background)), strict=True)
    below = [min(a, b, a * b / z if z > 0 else 1.0) for a, b, z in sums]
    below[-1] = 1.0
    falling = list(accumulate(reversed(below), min))[::-1]
    return {state: high - low for state, low, high in zip(one, [0.0, *falling], falling, strict=False)}


def likelihood_ratio(kb: KnowledgeBase, finding: str, state: str, cause: str, than: str | None = None):
    """P(state | cause) ÷ P(state | another cause, or the background for None)."""
    observe(kb, {finding: state})
    for key in filter(None, (cause, than)):
        if key not in kb.causes:
            raise unknown("cause", key, kb.causes)
    below = distribution(kb, than, finding)[state]
    above = distribution(kb, cause, finding)[state]
    return above / below if below else (math.inf if above else 1.0)


KEPT = 2000
"""Units whose ratios are remembered."""


class Tables:
    """Probabilities laid out for speed: one row per finding and state, one column per hypothesis.

    The causes alone come first, in the order of the knowledge base, then the pairs; the last column is the
    background. `numbers(kb, cause, finding)` gives the probability of every state (cause None for the
    background): those of the knowledge base, or others drawn from their uncertainty.
    """

    def __init__(self, kb: KnowledgeBase, numbers: Numbers = distribution):
        self.kb, self._numbers = kb, numbers
        self.causes = tuple(kb.causes)
        self.pairs = tuple((one, other) for one in self.causes for other in kb.causes[one].coexists)
        self.hypotheses: tuple[tuple[str, ...], ...] = (*((cause,) for cause in self.causes), *self.pairs)
        self.place = {cause: i for i, cause in enumerate(self.causes)}
        self.columns = {
            cause: tuple(i for i, hypothesis in enumerate(self.hypotheses) if cause in hypothesis)
            for cause in self.causes
        }
        """Columns of the hypotheses that contain a cause."""
        self.group_of = {key: group for group in kb.groups.values() for key in group.findings}
        self._spread: dict[str, list[Mapping[str, float]]] = {}
        self._single: dict[tuple[str, str], list[float]] = {}
        self._graded: dict[tuple[str, str], list[list[float]]] = {}
        self._priors: dict[str, list[float]] = {}
        self._ratios: dict[tuple[tuple[str, str], ...], tuple[float, ...]] = {}
        self._logs: dict[tuple[tuple[str, str], ...], tuple[float, ...]] = {}

    def spread(self, key: str) -> list[Mapping[str, float]]:
        """Distribution of a finding in every hypothesis; made when first asked for, like the rows below."""
        if key not in self._spread:
            # Most causes are silent on a finding: they share one distribution, and its row of grades below.
            shared: dict[tuple[tuple[str, float], ...], Mapping[str, float]] = {}
            given = (self._numbers(self.kb, cause, key) for cause in (*self.causes, None))
            *alone, background = (shared.setdefault(tuple(p.items()), p) for p in given)
            ordered = self.kb.findings[key].kind != "person"
            both = []
            for pair in self.pairs:
                told = {whose(self.kb, cause, key): alone[self.place[cause]] for cause in pair}
                told.pop("", None)
                spoken = [*told.values(), background]
                both.append(together(*spoken, ordered) if len(told) == 2 else spoken[0])
            self._spread[key] = [*alone, *both, background]
        return self._spread[key]

    def single(self, key: str, state: str) -> list[float]:
        """P(state | hypothesis), the background last."""
        if (key, state) not in self._single:
            self._single[key, state] = [p[state] for p in self.spread(key)]
        return self._single[key, state]

    def graded(self, key: str, state: str) -> list[list[float]]:
        """P(state | hypothesis, grade) of a grouped finding, the background last."""
        if (key, state) not in self._graded:
            strength = self.group_of[key].strength
            spread = self.spread(key)
            rows = {id(p): by_grade(p, state, strength) for p in {id(p): p for p in spread}.values()}
            self._graded[key, state] = [rows[id(p)] for p in spread]
        return self._graded[key, state]

    def priors(self, setting: str) -> list[float]:
        """Pretest probability of each hypothesis in a setting; they sum to 1."""
        if setting not in self._priors:
            if setting not in SETTINGS:
                raise KneeError(
                    f"no setting '{setting}'; there are {', '.join(SETTINGS)}{nearest(setting, SETTINGS)}"
                )
            weights = [self.kb.causes[cause].weights[setting].value for cause in self.causes]
            both = [
                weights[self.place[one]] * self.kb.causes[one].coexists[other].value
                for one, other in self.pairs
            ]
            for weight, pair in zip(both, self.pairs, strict=True):
                for cause in pair:
                    weights[self.place[cause]] -= weight
            total = math.fsum([*weights, *both])
            self._priors[setting] = [weight / total for weight in (*weights, *both)]
        return self._priors[setting]

    def shares(self, probabilities: Sequence[float]) -> list[float]:
        """Probability of each cause, alone or with another, from those of the hypotheses."""
        alone = list(probabilities[: len(self.causes)])
        for pair, p in zip(self.pairs, probabilities[len(self.causes) :], strict=True):
            for cause in pair:
                alone[self.place[cause]] += p
        return alone

    def containing(self, causes: Iterable[str]) -> tuple[int, ...]:
        """Columns of the hypotheses that contain one of these causes."""
        return tuple(sorted({column for cause in causes for column in self.columns[cause]}))

    def units(self, known: Mapping[str, str]) -> list[tuple[tuple[str, str], ...]]:
        """Known findings, those of one group together; order does not depend on the input's."""
        units: dict[str, list[tuple[str, str]]] = {}
        for key in sorted(known):
            group = self.group_of.get(key)
            units.setdefault(f"group {group.id}" if group else key, []).append((key, known[key]))
        return [tuple(unit) for unit in units.values()]

    def joint(self, unit: Sequence[tuple[str, str]]) -> list[float]:
        """P(all findings of a unit | hypothesis), the background last."""
        if len(unit) == 1:
            return self.single(*unit[0])
        rows = [self.graded(*pair) for pair in unit]
        return [
            math.fsum(map(math.prod, zip(*column, strict=True))) / GRADES
            for column in zip(*rows, strict=True)
        ]

    def ratios(self, unit: Sequence[tuple[str, str]]) -> tuple[float, ...]:
        """Likelihood ratio of a unit against the background, per hypothesis."""
        unit = tuple(unit)
        if unit not in self._ratios:
            *joint, background = self.joint(unit)
            if background <= 0:
                raise KneeError(
                    f"the background of {', '.join(key for key, _ in unit)} leaves no room for what was found"
                )
            if len(self._ratios) >= KEPT:  # findings of a group come in many combinations
                self._ratios.clear()
            self._ratios[unit] = tuple(p / background for p in joint)
        return self._ratios[unit]

    def logs(self, unit: Sequence[tuple[str, str]]) -> tuple[float, ...]:
        """The same as natural logarithms."""
        unit = tuple(unit)
        if unit not in self._logs:
            ratios = self.ratios(unit)
            if len(self._logs) >= KEPT:
                self._logs.clear()
            self._logs[unit] = tuple(math.log(ratio) if ratio > 0 else -math.inf for ratio in ratios)
        return self._logs[unit]

    def evidence(self, units: Iterable[Sequence[tuple[str, str]]]) -> list[tuple[float, ...]]:
        """For every hypothesis, the likelihood ratio of each unit."""
        rows = [self.ratios(unit) for unit in units]
        return list(zip(*rows, strict=True)) if rows else [()] * len(self.hypotheses)

    def predictive(self, known: Mapping[str, str], key: str, state: str) -> list[float]:
        """P(finding in state | hypothesis, what is known), per hypothesis."""
        group = self.group_of.get(key)
        mates = [(k, known[k]) for k in sorted(group.findings) if k in known] if group else []
        if not mates:
            return self.single(key, state)[:-1]
        with_it, without = self.joint([*mates, (key, state)]), self.joint(mates)
        return [a / b if b > 0 else 0.0 for a, b in zip(with_it[:-1], without[:-1], strict=True)]


@lru_cache(maxsize=8)
def tables_of(kb: KnowledgeBase) -> Tables:
    """The tables of a knowledge base, made once."""
    return Tables(kb)


def by_grade(p: Mapping[str, float], state: str, strength: float) -> list[float]:
    """P(state | cause, grade) for each grade; see the head of this file."""
    low = 0.0
    for key, value in p.items():
        if key == state:
            break
        low += value
    high = low + p[state]
    return [
        (1 - strength) * p[state]
        + strength * GRADES * max(0.0, min(high, (g + 1) / GRADES) - max(low, g / GRADES))
        for g in range(GRADES)
    ]
