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
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

from ..errors import KneeError, nearest, unknown
from ..records import SETTINGS, Distribution, KnowledgeBase
from .evidence import observe

GRADES = 10
Numbers = Callable[[KnowledgeBase, str | None, str], Mapping[str, float]]


def speaker(kb: KnowledgeBase, cause: str | None, finding: str) -> tuple[str, Distribution]:
    """Whose number a cause uses for a finding, and the number: its own id, a spared system's, or '' for the
    background."""
    if cause is not None:
        record = kb.causes[cause]
        for told in (record, *(kb.spared[key] for key in record.spares)):
            if finding in told.findings:
                return told.id, told.findings[finding]
    return "", kb.findings[finding].background


def stated(kb: KnowledgeBase, cause: str | None, finding: str) -> Distribution:
    """The record that speaks for a finding in a cause: its own, a spared system's, or the background."""
    return speaker(kb, cause, finding)[1]


def whose(kb: KnowledgeBase, cause: str, finding: str) -> str:
    """Whose number a cause uses for a finding: its own id, a spared system's, or '' for the background."""
    return speaker(kb, cause, finding)[0]


def distribution(kb: KnowledgeBase, cause: str | None, finding: str) -> dict[str, float]:
    """Probability of every state of a finding in a cause, or in the background for None."""
    record = kb.findings[finding]
    given = stated(kb, cause, finding).p
    missing = [state for state in record.states if state not in given]
    rest = max(0.0, 1 - math.fsum(given.values()))
    return {state: given[state] if state in given else rest / len(missing) for state in record.states}


def likelihood_ratio(kb: KnowledgeBase, finding: str, state: str, cause: str, than: str | None = None):
    """P(state | cause) ÷ P(state | another cause, or the background for None)."""
    observe(kb, {finding: state})
    for key in filter(None, (cause, than)):
        if key not in kb.causes:
            raise unknown("cause", key, kb.causes)
    below = distribution(kb, than, finding)[state]
    above = distribution(kb, cause, finding)[state]
    return above / below if below else (math.inf if above else 1.0)


class Tables:
    """Probabilities laid out for speed: one row per finding and state, one column per cause.

    The last column is the background. `numbers(kb, cause, finding)` gives the probability of every state
    (cause None for the background): those of the knowledge base, or others drawn from their uncertainty.
    """

    def __init__(self, kb: KnowledgeBase, numbers: Numbers = distribution):
        self.kb, self._numbers = kb, numbers
        self.causes = tuple(kb.causes)
        self.place = {cause: i for i, cause in enumerate(self.causes)}
        self.group_of = {key: group for group in kb.groups.values() for key in group.findings}
        self._spread: dict[str, list[Mapping[str, float]]] = {}
        self._single: dict[tuple[str, str], list[float]] = {}
        self._graded: dict[tuple[str, str], list[list[float]]] = {}
        self._priors: dict[str, list[float]] = {}

    def spread(self, key: str) -> list[Mapping[str, float]]:
        """Distribution of a finding in every cause; made when first asked for, like the rows below."""
        if key not in self._spread:
            # Most causes are silent on a finding: they share one distribution, and its row of grades below.
            shared: dict[tuple[tuple[str, float], ...], Mapping[str, float]] = {}
            given = (self._numbers(self.kb, cause, key) for cause in (*self.causes, None))
            self._spread[key] = [shared.setdefault(tuple(p.items()), p) for p in given]
        return self._spread[key]

    def single(self, key: str, state: str) -> list[float]:
        """P(state | cause), the background last."""
        if (key, state) not in self._single:
            self._single[key, state] = [p[state] for p in self.spread(key)]
        return self._single[key, state]

    def graded(self, key: str, state: str) -> list[list[float]]:
        """P(state | cause, grade) of a grouped finding, the background last."""
        if (key, state) not in self._graded:
            strength = self.group_of[key].strength
            spread = self.spread(key)
            rows = {id(p): by_grade(p, state, strength) for p in {id(p): p for p in spread}.values()}
            self._graded[key, state] = [rows[id(p)] for p in spread]
        return self._graded[key, state]

    def priors(self, setting: str) -> list[float]:
        """Pretest probability of each cause in a setting."""
        if setting not in self._priors:
            if setting not in SETTINGS:
                raise KneeError(
                    f"no setting '{setting}'; there are {', '.join(SETTINGS)}{nearest(setting, SETTINGS)}"
                )
            weights = [self.kb.causes[cause].weights[setting].value for cause in self.causes]
            total = math.fsum(weights)
            self._priors[setting] = [weight / total for weight in weights]
        return self._priors[setting]

    def units(self, known: Mapping[str, str]) -> list[tuple[tuple[str, str], ...]]:
        """Known findings, those of one group together; order does not depend on the input's."""
        units: dict[str, list[tuple[str, str]]] = {}
        for key in sorted(known):
            group = self.group_of.get(key)
            units.setdefault(f"group {group.id}" if group else key, []).append((key, known[key]))
        return [tuple(unit) for unit in units.values()]

    def joint(self, unit: Sequence[tuple[str, str]]) -> list[float]:
        """P(all findings of a unit | cause), the background last."""
        if len(unit) == 1:
            return self.single(*unit[0])
        rows = [self.graded(*pair) for pair in unit]
        return [
            math.fsum(map(math.prod, zip(*column, strict=True))) / GRADES
            for column in zip(*rows, strict=True)
        ]

    def ratios(self, unit: Sequence[tuple[str, str]]) -> list[float]:
        """Likelihood ratio of a unit against the background, per cause."""
        *joint, background = self.joint(unit)
        if background <= 0:
            raise KneeError(
                f"the background of {', '.join(key for key, _ in unit)} leaves no room for what was found"
            )
        return [p / background for p in joint]

    def evidence(self, units: Iterable[Sequence[tuple[str, str]]]) -> list[tuple[float, ...]]:
        """For every cause, the likelihood ratio of each unit."""
        rows = [self.ratios(unit) for unit in units]
        return list(zip(*rows, strict=True)) if rows else [()] * len(self.causes)

    def predictive(self, known: Mapping[str, str], key: str, state: str) -> list[float]:
        """P(finding in state | cause, what is known), per cause."""
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
