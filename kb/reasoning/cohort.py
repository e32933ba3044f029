"""Many sampled patients at once: how often the engine is right, and whether its percentages come true."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..records import KnowledgeBase, Setting
from .likelihood import GRADES, tables_of

if TYPE_CHECKING:
    import numpy as np

HISTORY = ("person", "history", "risk-factor", "symptom")
STAGES: dict[str, tuple[str, ...]] = {
    "history": HISTORY,
    "history and examination": (*HISTORY, "examination"),
    "with bedside and laboratory tests": (*HISTORY, "examination", "bedside-test", "laboratory"),
    "with everything": (*HISTORY, "examination", "bedside-test", "laboratory", "imaging"),
}
"""What is known of a patient, stage by stage: the kinds of findings."""
BINS = 15


@dataclass(frozen=True)
class Cohort:
    """Sampled patients with their true causes."""

    kb: KnowledgeBase
    setting: Setting
    truth: "np.ndarray"
    """Place of the true cause in the tables' causes, shape (patients,)."""
    codes: "np.ndarray"
    """State of every finding, shape (patients, findings), int8; see `Tables.encode`."""

    def posterior(self, kinds: Collection[str] | None = None) -> "np.ndarray":
        """Probability of every cause, shape (patients, causes), given the findings of these kinds.

        None stands for all kinds.
        """
        import numpy as np

        tables = tables_of(self.kb)
        told = [kinds is None or self.kb.findings[key].kind in kinds for key in tables.columns]
        return tables.batch(np.where(told, self.codes, np.int8(-1)), self.setting)


def sample_cohort(kb: KnowledgeBase, n: int, *, setting: Setting = "primary-care", seed: int = 0) -> Cohort:
    """`n` patients drawn as `sample_patient` draws one, by the thousand and thus much faster.

    Args:
        seed: of numpy's generator; the same seed gives the same cohort for one version of numpy.
    """
    import numpy as np

    tables = tables_of(kb)
    rng = np.random.default_rng(seed)
    priors = np.array(tables.priors(setting))
    truth = np.sort(rng.choice(len(priors), size=n, p=priors / priors.sum()))
    grades = {key: rng.integers(GRADES, size=n) for key in kb.groups}
    codes = np.empty((n, len(tables.columns)), dtype=np.int8)
    for column, key in enumerate(tables.columns):
        states, group = kb.findings[key].states, tables.group_of.get(key)
        if group:
            p = np.array([tables.graded(key, state)[:-1] for state in states])[:, truth, grades[group.id]]
        else:
            p = np.array([tables.single(key, state)[:-1] for state in states])[:, truth]
        drawn = rng.random(n) * p.sum(axis=0)
        codes[:, column] = (np.cumsum(p, axis=0)[:-1] <= drawn).sum(axis=0)
    order = rng.permutation(n)
    return Cohort(kb, setting, truth[order], codes[order])


def among_first(posterior: "np.ndarray", truth: "np.ndarray", n: int) -> float:
    """Share of patients whose true cause is one of the `n` likeliest."""
    import numpy as np

    first = np.argsort(-posterior, axis=1, kind="stable")[:, :n]
    return float((first == truth[:, None]).any(axis=1).mean())


def calibration_error(said: "np.ndarray", came_true: "np.ndarray") -> float:
    """Expected calibration error over equal-width bins (Naeini et al., AAAI 2015; Guo et al., ICML 2017).

    Args:
        said: probability stated for each patient.
        came_true: whether it was so.
    """
    import numpy as np

    bins = np.minimum((said * BINS).astype(int), BINS - 1)
    error = 0.0
    for i in range(BINS):
        inside = bins == i
        if inside.any():
            error += inside.mean() * abs(said[inside].mean() - came_true[inside].mean())
    return float(error)
