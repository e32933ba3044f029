"""How sure a stated number is: the people it rests on, and from those how far it may be off.

A probability p that rests on n people is taken as Beta(n·p, n·(1 − p)). Its mean is p; n is called its
effective sample size (Morita, Thall and Müller, Biometrics 2008;64:595-602). It comes, in this order, from

* the published 95 % interval, by its width on the logit scale: n = 1 ÷ (q (1 − q) s²), with q in the middle
  and s = (logit high − logit low) ÷ 3.92; from its plain width where it touches 0 or 1;
* the number of people studied, where the record gives it;
* what its basis is worth: `rules/thresholds.yaml`, `effective-sample-size`, estimates of the authors.

Who estimates that 1 in 200 has a sign does not mean that he saw a twentieth of a patient: no number rests on
fewer than `rare` people on its rarer side. A weight is a count of patients: Gamma with the weight as its mean
and as many patients as `weight` says.
"""

import math

from ..errors import KneeError
from ..records import Distribution, Figure, Interval, KnowledgeBase

SIZES = "effective-sample-size"
WIDTH = 3.92
"""Standard deviations in a 95 % interval."""


def effective_size(kb: KnowledgeBase, claim: Distribution | Figure, p: float) -> float:
    """People on whom the probability `p` of one state of `claim` rests; infinite where it is 0 or 1.

    Raises:
        KneeError: if the knowledge base does not say what a basis is worth.
    """
    n = _of_interval(claim.ci) if claim.ci else 0.0
    n = n or float(claim.n or 0) or worth(kb, claim.basis)
    rarer = min(p, 1 - p)
    return max(n, worth(kb, "rare") / rarer) if rarer > 0 else math.inf


def weight_size(kb: KnowledgeBase, figure: Figure) -> float:
    """Patients on whose count a weight rests."""
    return float(figure.n or 0) or worth(kb, "weight")


def worth(kb: KnowledgeBase, key: str) -> float:
    """One of the effective sizes of `rules/thresholds.yaml`.

    Raises:
        KneeError: if it is not there.
    """
    record = kb.rules.thresholds.get(SIZES)
    if record is None or key not in record.figures:
        raise KneeError(f"kb/content/rules/thresholds.yaml: {SIZES}.{key} is missing; bands need it")
    return record.figures[key].value


def log_variance(p: float, n: float) -> float:
    """Variance of ln θ for θ ~ Beta(n·p, n·(1 − p)): ψ′(n·p) − ψ′(n)."""
    return trigamma(n * p) - trigamma(n) if 0 < p < 1 else 0.0


def logit_variance(p: float, n: float) -> float:
    """Variance of ln(θ ÷ (1 − θ)) for the same θ: ψ′(n·p) + ψ′(n·(1 − p))."""
    return trigamma(n * p) + trigamma(n * (1 - p)) if 0 < p < 1 else 0.0


def trigamma(x: float) -> float:
    """ψ′(x) for x > 0, to 1e-8, by recurrence and asymptotic series (Abramowitz and Stegun 6.4.6, 6.4.12)."""
    above = 0.0
    while x < 8:
        above += 1 / (x * x)
        x += 1
    y = 1 / (x * x)
    return above + (1 + y * (1 / 6 - y * (1 / 30 - y * (1 / 42 - y / 30)))) / x + y / 2


def _of_interval(ci: Interval) -> float:
    """Effective size of a 95 % interval of a share; 0 where it says nothing."""
    low, high = ci
    if not 0 <= low < high <= 1:
        return 0.0
    middle = (low + high) / 2
    if low == 0 or high == 1:
        return middle * (1 - middle) * (WIDTH / (high - low)) ** 2
    spread = (math.log(high / (1 - high)) - math.log(low / (1 - low))) / WIDTH
    centre = 1 / (1 + math.sqrt((1 - low) * (1 - high) / (low * high)))
    return 1 / (centre * (1 - centre) * spread**2)
