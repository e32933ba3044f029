"""Bayes' theorem in odds and in logarithms, entropy, and a likelihood ratio in words."""

import math
import operator
from collections.abc import Iterable, Sequence

from ..errors import KneeError


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


def posterior_of(priors: Sequence[float], logs: Iterable[Sequence[float]]) -> list[float]:
    """Probability of each hypothesis, from its prior and the logarithms of its likelihood ratios: one
    row for every piece of evidence, one column for every hypothesis."""
    return normalised([math.fsum(column) for column in zip(map(math.log, priors), *logs, strict=True)])


def normalised(logs: Sequence[float]) -> list[float]:
    top = max(logs)
    if top == -math.inf:
        raise KneeError("these findings cannot occur together in any cause known here")
    weights = [math.exp(value - top) for value in logs]
    total = math.fsum(weights)
    return [weight / total for weight in weights]


def entropy(probabilities: Iterable[float]) -> float:
    possible = [p for p in probabilities if p > 0]
    return -math.fsum(map(operator.mul, possible, map(math.log2, possible)))
