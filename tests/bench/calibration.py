"""Whether a probability of 70 % comes true in 70 of 100 sampled patients, and how often the top is right."""

from collections.abc import Iterator

import numpy as np

import kb
from kb.reasoning.cohort import BINS, STAGES, Cohort, among_first, calibration_error, sample_cohort
from kb.reasoning.likelihood import tables_of

from .measure import Row, progress

PATIENTS = 200_000
SETTING = "primary-care"


def rows() -> Iterator[Row]:
    progress(f"sampling {PATIENTS:,} patients")
    one = sample_cohort(kb.load(), PATIENTS, setting=SETTING)
    tables = tables_of(kb.load())
    prior = np.array(tables.shares(tables.priors(SETTING)))
    for what, kinds in STAGES.items():
        progress(f"posteriors, {what}")
        posterior = one.posterior(kinds)
        error = calibration_error(posterior.max(axis=1), one.holds(posterior.argmax(axis=1)))
        floor = _floor(posterior)
        yield Row(
            f"calibration error, {what}",
            f"{error:.4f}",
            f"{floor:.4f}",
            "",
            "< 0.02",
            error < 0.02,
            f"{PATIENTS:,} sampled patients; likeliest cause, {BINS} bins; each cause by "
            f"itself {_classwise_error(posterior, one):.4f}. Floor: truths drawn from the posteriors.",
        )
        yield from _accuracy(what, posterior, one, prior)


def _accuracy(what: str, posterior: np.ndarray, one: Cohort, prior: np.ndarray) -> Iterator[Row]:
    for n in (1, 3):
        right = among_first(one, posterior, n)
        blind = among_first(one, np.broadcast_to(prior, posterior.shape), n)
        expected = np.sort(posterior, axis=1)[:, -n:].sum(axis=1).mean()
        yield Row(
            f"  true cause among the first {n}" if n > 1 else "  true cause comes first",
            f"{right:.1%}",
            f"{blind:.1%}",
            how=f"{what}; the posteriors themselves expect {expected:.1%}. Floor: by prevalence alone.",
        )


def _classwise_error(posterior: np.ndarray, one: Cohort) -> float:
    """Mean over the causes of the calibration error of that cause's probability."""
    each = (calibration_error(p, one.holds(np.full(len(p), i))) for i, p in enumerate(posterior.T))
    return float(np.mean(list(each)))


def _floor(posterior: np.ndarray) -> float:
    """Error of the likeliest cause where its truth is drawn from its probability: perfect calibration."""
    said = posterior.max(axis=1)
    return calibration_error(said, np.random.default_rng(0).random(len(said)) < said)
