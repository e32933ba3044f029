"""What to ask next: expected information for its cost."""

import math
import operator
from collections.abc import Iterable
from dataclasses import dataclass

from ..records import KnowledgeBase, Setting
from .evidence import Findings, observe
from .likelihood import tables_of
from .probability import entropy, posterior_of


@dataclass(frozen=True, slots=True)
class NextStep:
    """A finding not yet known, and what asking for it is worth."""

    finding: str
    information: float
    """Expected gain in bits: mutual information with the cause, given what is known."""
    share: float
    """The same as a share of the doubt that is left, 0 to 1."""
    cost: float
    """Minutes, with money and harm turned into minutes."""

    @property
    def per_cost(self) -> float:
        """Bits per minute-equivalent."""
        return self.information / self.cost


def next_best(
    kb: KnowledgeBase,
    findings: Findings = (),
    *,
    setting: Setting = "primary-care",
    age: float | None = None,
    sex: str | None = None,
    kinds: Iterable[str] | None = None,
) -> tuple[NextStep, ...]:
    """Findings not yet known, the one with the most expected information per cost first.

    Args:
        kinds: only findings of these kinds; all but 'person' unless told otherwise.
    """
    known = observe(kb, findings, age=age, sex=sex)
    tables = tables_of(kb)
    priors = tables.priors(setting)
    posterior = posterior_of(priors, map(tables.logs, tables.units(known)))
    before = entropy(posterior)
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
                after += total * math.log2(total) + entropy(weights)
        gain = max(0.0, before - after)
        steps.append(NextStep(key, gain, gain / before if before else 0.0, cost(kb, key)))
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
