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
import operator
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from .errors import KneeError, nearest, unknown
from .loader import ReadOnly, load
from .models import SETTINGS, Distribution, KnowledgeBase, Setting

if TYPE_CHECKING:
    import numpy as np

GRADES = 10
Findings = Mapping[str, str] | Iterable[str]


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
    """One cause in a differential."""

    cause: str
    prior: float
    probability: float
    units: tuple[tuple[tuple[str, str], ...], ...]
    """(finding, state) of what is known, dependent findings together."""
    ratios: tuple[float, ...]
    """Likelihood ratio of each unit against the background."""

    @property
    def contributions(self) -> tuple[Contribution, ...]:
        """What each known finding, or group of them, does to this cause."""
        return tuple(
            Contribution(unit, lr, words(lr)) for unit, lr in zip(self.units, self.ratios, strict=True)
        )


@dataclass(frozen=True)
class Differential:
    """Causes ranked by probability, given what is known."""

    kb: KnowledgeBase
    findings: Mapping[str, str]
    setting: Setting
    ranking: tuple[Hypothesis, ...]

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
        return math.fsum(self.by_cause[member].probability for member in members)

    @property
    def entropy(self) -> float:
        """Uncertainty left, in bits."""
        return _entropy([hypothesis.probability for hypothesis in self.ranking])


@dataclass(frozen=True, slots=True)
class NextStep:
    """A finding not yet known, and what asking for it is worth."""

    finding: str
    information: float
    """Expected gain in bits: mutual information with the cause, given what is known."""
    cost: float
    """Minutes, with money and harm turned into minutes."""

    @property
    def per_cost(self) -> float:
        """Bits per minute-equivalent."""
        return self.information / self.cost


def words(lr: float) -> str:
    """A likelihood ratio in words.

    The cuts at 2, 5 and 10 and their inverses follow Jaeschke, Guyatt and Sackett, JAMA 1994;271:703.
    """
    size = max(lr, 1 / lr) if lr > 0 else math.inf
    if size < 1.05:
        return "says nothing either way"
    side = "for" if lr > 1 else "against"
    if size < 2:
        return f"hardly {side} it"
    if size < 5:
        return f"somewhat {side} it"
    if size < 10:
        return f"clearly {side} it"
    return f"strongly {side} it"


def post_test(pretest: float, lr: float) -> float:
    """Post-test probability by Bayes' theorem in odds (Fagan, N Engl J Med 1975;293:257).

    Raises:
        KneeError: if `pretest` is not a probability or `lr` is negative.
    """
    if not 0 <= pretest <= 1:
        raise KneeError(f"pretest probability {pretest!r} is not between 0 and 1")
    if not lr >= 0:
        raise KneeError(f"likelihood ratio {lr!r} is not a number of at least 0")
    if math.isinf(lr):
        return 1.0 if pretest > 0 else 0.0
    return pretest * lr / (pretest * lr + 1 - pretest)


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


def observe(
    kb: KnowledgeBase, findings: Findings, *, age: float | None = None, sex: str | None = None
) -> dict[str, str]:
    """Finding to state, checked. `findings` is a mapping, or an iterable of 'id' and 'id=state'.

    Raises:
        KneeError: for an unknown finding or state (with the nearest), or one finding in two states.
    """
    if isinstance(findings, str):
        findings = [findings]
    pairs: list[tuple[str, str]] = []
    if isinstance(findings, Mapping):
        pairs += [(str(key), str(state)) for key, state in findings.items()]
    else:
        try:
            for item in findings:
                key, _, state = str(item).partition("=")
                pairs.append((key.strip(), state.strip() or "present"))
        except TypeError:
            raise KneeError(f"findings must be a mapping or a list of ids, not {findings!r:.40}") from None
    if age is not None:
        pairs.append(("age-band", age_band(kb, age)))
    if sex is not None:
        pairs.append(("sex", str(sex)))
    known: dict[str, str] = {}
    for key, state in pairs:
        if key not in kb.findings:
            raise unknown("finding", key, kb.findings)
        states = kb.findings[key].states
        if state not in states:
            raise KneeError(
                f"finding '{key}' has no state '{state}'; it has {', '.join(states)}{nearest(state, states)}"
            )
        if known.setdefault(key, state) != state:
            raise KneeError(f"finding '{key}' is given both as '{known[key]}' and as '{state}'")
    return known


def age_band(kb: KnowledgeBase, age: float) -> str:
    """State of the finding age-band for an age in years."""
    bounds = kb.findings["age-band"].bounds or {}
    if isinstance(age, (int, float)) and not isinstance(age, bool):
        for state, (low, high) in bounds.items():
            if low <= age < high + 1:
                return state
    raise KneeError(f"age {age!r} is not a number of years from 0 to 120")


def stated(kb: KnowledgeBase, cause: str | None, finding: str) -> Distribution:
    """The record that speaks for a finding in a cause: its own, a spared system's, or the background."""
    if cause is not None:
        record = kb.causes[cause]
        for told in (record, *(kb.spared[key] for key in record.spares)):
            if finding in told.findings:
                return told.findings[finding]
    return kb.findings[finding].background


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


def differential(
    findings: Findings = (),
    *,
    setting: Setting = "primary-care",
    age: float | None = None,
    sex: str | None = None,
    kb: KnowledgeBase | None = None,
) -> Differential:
    """Causes ranked by probability given `findings`.

    Args:
        findings: mapping of finding id to state, or an iterable of 'id' (present) and 'id=state'.
        setting: where the patient was met; decides the pretest weights.
        age: years; sex: 'female' or 'male'; both optional.

    Raises:
        KneeError: for unknown ids (with the nearest), contradictions, an unknown setting.
    """
    kb = kb or load()
    known = observe(kb, findings, age=age, sex=sex)
    tables = tables_of(kb)
    priors = tables.priors(setting)
    units = tuple(tables.units(known))
    ratios = tables.evidence(units)
    probabilities = _posterior(priors, ratios)
    ranking = [
        Hypothesis(cause, prior, probability, units, row)
        for cause, prior, probability, row in zip(tables.causes, priors, probabilities, ratios, strict=True)
    ]
    ranking.sort(key=lambda hypothesis: (-hypothesis.probability, hypothesis.cause))
    return Differential(kb, ReadOnly(known), setting, tuple(ranking))


def next_best(
    findings: Findings = (),
    *,
    setting: Setting = "primary-care",
    age: float | None = None,
    sex: str | None = None,
    kinds: Iterable[str] | None = None,
    kb: KnowledgeBase | None = None,
) -> tuple[NextStep, ...]:
    """Findings not yet known, the one with the most expected information per cost first.

    Args:
        kinds: only findings of these kinds; all but 'person' unless told otherwise.
    """
    kb = kb or load()
    known = observe(kb, findings, age=age, sex=sex)
    tables = tables_of(kb)
    priors = tables.priors(setting)
    posterior = _posterior(priors, tables.evidence(tables.units(known)))
    before = _entropy(posterior)
    wanted = set(kinds) if kinds is not None else None
    steps = []
    for key, finding in kb.findings.items():
        offered = finding.kind != "person" if wanted is None else finding.kind in wanted
        if key in known or not offered:
            continue
        after = 0.0
        for state in finding.states:
            weights = list(map(operator.mul, posterior, tables.predictive(known, key, state)))
            total = math.fsum(weights)
            if total > 0:
                # total × the entropy of weights ÷ total
                after += total * math.log2(total) + _entropy(weights)
        steps.append(NextStep(key, max(0.0, before - after), cost(kb, key)))
    return tuple(sorted(steps, key=lambda step: (-step.per_cost, step.finding)))


def cost(kb: KnowledgeBase, finding: str) -> float:
    """Minutes to learn a finding, with money and harm turned into minutes.

    The exchange values are the authors' and stand in rules/thresholds.yaml, `money-and-harm`.
    """
    price = kb.findings[finding].cost
    return max(0.1, price.minutes + minutes_worth(kb, price.money, price.harm))


def minutes_worth(kb: KnowledgeBase, money: int, harm: int) -> float:
    """Money tier and harm tier in minutes."""
    exchange = kb.rules.thresholds["money-and-harm"].figures
    return (exchange[f"money-{money}"].value if money else 0.0) + (
        exchange[f"harm-{harm}"].value if harm else 0.0
    )


# ── Tables ───────────────────────────────────────────────────────────────────────────────────


class Tables:
    """Probabilities laid out for speed: one row per finding and state, one column per cause.

    The last column is the background.
    """

    def __init__(self, kb: KnowledgeBase):
        self.kb = kb
        self.causes = tuple(kb.causes)
        self.place = {cause: i for i, cause in enumerate(self.causes)}
        self.group_of = {key: group for group in kb.groups.values() for key in group.findings}
        self._spread: dict[str, list[dict[str, float]]] = {}
        self._single: dict[tuple[str, str], list[float]] = {}
        self._graded: dict[tuple[str, str], list[list[float]]] = {}
        self._priors: dict[str, list[float]] = {}

    def spread(self, key: str) -> list[dict[str, float]]:
        """Distribution of a finding in every cause; made when first asked for, like the rows below."""
        if key not in self._spread:
            self._spread[key] = [distribution(self.kb, cause, key) for cause in (*self.causes, None)]
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
            self._graded[key, state] = [_by_grade(p, state, strength) for p in self.spread(key)]
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

    # ── Batch ────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Finding ids in the order of the columns of a batch."""
        return tuple(self.kb.findings)

    def encode(self, patients: Iterable[Mapping[str, str]]) -> "np.ndarray":
        """Patients as int8 codes, shape (patients, findings); −1 where unknown."""
        import numpy as np

        codes = [{s: i for i, s in enumerate(self.kb.findings[key].states)} for key in self.columns]
        rows = [
            [code.get(patient.get(key), -1) for key, code in zip(self.columns, codes, strict=True)]
            for patient in patients
        ]
        return np.array(rows, dtype=np.int8).reshape(-1, len(self.columns))

    def batch(self, codes: "np.ndarray", setting: Setting = "primary-care") -> "np.ndarray":
        """Posterior of every cause for every patient, shape (patients, causes)."""
        import numpy as np

        logs = np.tile(np.log(self.priors(setting)), (len(codes), 1))
        if not len(codes):
            return logs
        index = {key: i for i, key in enumerate(self.columns)}
        ungrouped = [(key,) for key in self.columns if key not in self.group_of]
        for keys in [*ungrouped, *(group.findings for group in self.kb.groups.values())]:
            columns = [index[key] for key in keys]
            number = np.zeros(len(codes), dtype=np.int64)  # of the pattern of states, in mixed radix
            for key, column in zip(keys, columns, strict=True):
                number = number * (len(self.kb.findings[key].states) + 1) + codes[:, column] + 1
            example = np.full(number.max() + 1, -1)
            example[number] = np.arange(len(codes))
            patterns = np.flatnonzero(example >= 0)
            place = np.empty(len(example), dtype=np.int64)
            place[patterns] = np.arange(len(patterns))
            rows = []
            for pattern in codes[example[patterns]][:, columns]:
                unit = [
                    (key, self.kb.findings[key].states[code])
                    for key, code in zip(keys, pattern, strict=True)
                    if code >= 0
                ]
                rows.append(self.ratios(unit) if unit else [1.0] * len(self.causes))
            with np.errstate(divide="ignore"):
                logs += np.log(np.array(rows))[place[number]]
        logs -= logs.max(axis=1, keepdims=True)
        np.exp(logs, out=logs)
        logs /= logs.sum(axis=1, keepdims=True)
        return logs


@lru_cache(maxsize=8)
def tables_of(kb: KnowledgeBase) -> Tables:
    """The tables of a knowledge base, made once."""
    return Tables(kb)


def _by_grade(p: Mapping[str, float], state: str, strength: float) -> list[float]:
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


def _log(value: float) -> float:
    return math.log(value) if value > 0 else -math.inf


def _posterior(priors: Sequence[float], evidence: Sequence[Sequence[float]]) -> list[float]:
    return _normalised(
        [math.log(prior) + math.fsum(map(_log, row)) for prior, row in zip(priors, evidence, strict=True)]
    )


def _normalised(logs: Sequence[float]) -> list[float]:
    top = max(logs)
    if top == -math.inf:
        raise KneeError("these findings cannot occur together in any cause known here")
    weights = [math.exp(value - top) for value in logs]
    total = math.fsum(weights)
    return [weight / total for weight in weights]


def _entropy(probabilities: Iterable[float]) -> float:
    return -math.fsum(p * math.log2(p) for p in probabilities if p > 0)
