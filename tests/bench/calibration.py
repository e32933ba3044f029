"""Whether a probability of 70 % comes true in 70 of 100 sampled patients, and how often the top is right."""

from collections.abc import Iterator

import numpy as np

from .cohort import SETTING, cohort
from .measure import Row

PATIENTS = 20_000
BINS = 15


def rows() -> Iterator[Row]:
    one = cohort()
    everything, truth = one.first(PATIENTS)
    for what, codes in (("everything known", everything), ("history only", one.history(everything))):
        posterior = one.tables.batch(codes, SETTING)
        known = int((codes[0] >= 0).sum())
        drawn = _drawn(posterior)
        error, floor = _calibration_error(posterior, truth), _calibration_error(posterior, drawn)
        yield Row(
            f"calibration error, {what}",
            f"{error:.4f}",
            f"{floor:.4f}",
            "",
            "< 0.02",
            error < 0.02,
            f"{PATIENTS:,} sampled patients, {known} findings; likeliest cause, {BINS} bins; each cause by "
            f"itself {_classwise_error(posterior, truth):.4f}. Floor: truths drawn from the posteriors.",
        )
        yield from _accuracy(what, posterior, truth, np.array(one.tables.priors(SETTING)))


def _accuracy(what: str, posterior: np.ndarray, truth: np.ndarray, prior: np.ndarray) -> Iterator[Row]:
    for n in (1, 3):
        right = _among_first(posterior, truth, n)
        blind = _among_first(np.broadcast_to(prior, posterior.shape), truth, n)
        expected = np.sort(posterior, axis=1)[:, -n:].sum(axis=1).mean()
        yield Row(
            f"  true cause among the first {n}" if n > 1 else "  true cause comes first",
            f"{right:.1%}",
            f"{blind:.1%}",
            how=f"{what}; the posteriors themselves expect {expected:.1%}. Floor: by prevalence alone.",
        )


def _among_first(posterior: np.ndarray, truth: np.ndarray, n: int) -> float:
    first = np.argsort(-posterior, axis=1, kind="stable")[:, :n]
    return float((first == truth[:, None]).any(axis=1).mean())


def _calibration_error(posterior: np.ndarray, truth: np.ndarray) -> float:
    """Expected calibration error of the likeliest cause (Guo et al., ICML 2017), equal-width bins."""
    top = posterior.argmax(axis=1)
    return _binned(posterior.max(axis=1), top == truth)


def _classwise_error(posterior: np.ndarray, truth: np.ndarray) -> float:
    """Mean over the causes of the calibration error of that cause's probability."""
    return float(np.mean([_binned(posterior[:, i], truth == i) for i in range(posterior.shape[1])]))


def _binned(said: np.ndarray, came_true: np.ndarray) -> float:
    bins = np.minimum((said * BINS).astype(int), BINS - 1)
    error = 0.0
    for i in range(BINS):
        inside = bins == i
        if inside.any():
            error += inside.mean() * abs(said[inside].mean() - came_true[inside].mean())
    return float(error)


def _drawn(posterior: np.ndarray) -> np.ndarray:
    """A truth for each patient, drawn from its posterior: what perfect calibration looks like."""
    at = np.random.default_rng(0).random((len(posterior), 1))
    return (posterior.cumsum(axis=1) < at).sum(axis=1).clip(max=posterior.shape[1] - 1)
