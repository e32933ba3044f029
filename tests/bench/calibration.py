"""Whether a probability of 70 % comes true in 70 of 100 sampled patients, and how often the top is right."""

from collections.abc import Iterator

import numpy as np

import kb
from kb.reasoning.cohort import BINS, STAGES, among_first, calibration_error, sample_cohort
from kb.reasoning.likelihood import tables_of

from .measure import Row, progress

PATIENTS = 200_000
SETTING = "primary-care"


def rows() -> Iterator[Row]:
    progress(f"sampling {PATIENTS:,} patients")
    one = sample_cohort(kb.load(), PATIENTS, setting=SETTING)
    prior = np.array(tables_of(kb.load()).priors(SETTING))
    for what, kinds in STAGES.items():
        progress(f"posteriors, {what}")
        posterior = one.posterior(kinds)
        error = _calibration_error(posterior, one.truth)
        floor = _calibration_error(posterior, _drawn(posterior))
        yield Row(
            f"calibration error, {what}",
            f"{error:.4f}",
            f"{floor:.4f}",
            "",
            "< 0.02",
            error < 0.02,
            f"{PATIENTS:,} sampled patients; likeliest cause, {BINS} bins; each cause by "
            f"itself {_classwise_error(posterior, one.truth):.4f}. Floor: truths drawn from the posteriors.",
        )
        yield from _accuracy(what, posterior, one.truth, prior)


def _accuracy(what: str, posterior: np.ndarray, truth: np.ndarray, prior: np.ndarray) -> Iterator[Row]:
    for n in (1, 3):
        right = among_first(posterior, truth, n)
        blind = among_first(np.broadcast_to(prior, posterior.shape), truth, n)
        expected = np.sort(posterior, axis=1)[:, -n:].sum(axis=1).mean()
        yield Row(
            f"  true cause among the first {n}" if n > 1 else "  true cause comes first",
            f"{right:.1%}",
            f"{blind:.1%}",
            how=f"{what}; the posteriors themselves expect {expected:.1%}. Floor: by prevalence alone.",
        )


def _calibration_error(posterior: np.ndarray, truth: np.ndarray) -> float:
    """Of the likeliest cause."""
    return calibration_error(posterior.max(axis=1), posterior.argmax(axis=1) == truth)


def _classwise_error(posterior: np.ndarray, truth: np.ndarray) -> float:
    """Mean over the causes of the calibration error of that cause's probability."""
    return float(np.mean([calibration_error(posterior[:, i], truth == i) for i in range(posterior.shape[1])]))


def _drawn(posterior: np.ndarray) -> np.ndarray:
    """A truth for each patient, drawn from its posterior: what perfect calibration looks like."""
    at = np.random.default_rng(0).random((len(posterior), 1))
    return (posterior.cumsum(axis=1) < at).sum(axis=1).clip(max=posterior.shape[1] - 1)
