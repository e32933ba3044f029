"""Many sampled patients at once: how often the engine is right, and whether its percentages come true."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..records import KnowledgeBase, Setting
from .likelihood import GRADES, Tables, tables_of

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
    also: "np.ndarray"
    """Place of the second true cause, −1 where there is none, shape (patients,)."""
    codes: "np.ndarray"
    """State of every finding, shape (patients, findings), int8; see `encode`."""

    def posterior(self, kinds: Collection[str] | None = None) -> "np.ndarray":
        """Probability of every cause, shape (patients, causes), given the findings of these kinds.

        None stands for all kinds.
        """
        import numpy as np

        told = [kinds is None or finding.kind in kinds for finding in self.kb.findings.values()]
        known = np.where(told, self.codes, np.int8(-1))
        return posteriors(tables_of(self.kb), known, self.setting)

    def holds(self, cause: "np.ndarray") -> "np.ndarray":
        """Whether these causes, one for each patient, are true."""
        return (cause == self.truth) | (cause == self.also)


def sample_cohort(kb: KnowledgeBase, n: int, *, setting: Setting = "primary-care", seed: int = 0) -> Cohort:
    """`n` patients drawn as `sample_patient` draws one, by the thousand and thus much faster.

    Args:
        seed: of numpy's generator; the same seed gives the same cohort for one version of numpy.
    """
    import numpy as np

    tables = tables_of(kb)
    rng = np.random.default_rng(seed)
    priors = np.array(tables.priors(setting))
    drawn_as = np.sort(rng.choice(len(priors), size=n, p=priors / priors.sum()))
    grades = {key: rng.integers(GRADES, size=n) for key in kb.groups}
    codes = np.empty((n, len(kb.findings)), dtype=np.int8)
    for column, key in enumerate(kb.findings):
        states, group = kb.findings[key].states, tables.group_of.get(key)
        if group:
            p = np.array([tables.graded(key, state)[:-1] for state in states])[:, drawn_as, grades[group.id]]
        else:
            p = np.array([tables.single(key, state)[:-1] for state in states])[:, drawn_as]
        drawn = rng.random(n) * p.sum(axis=0)
        codes[:, column] = (np.cumsum(p, axis=0)[:-1] <= drawn).sum(axis=0)
    order = rng.permutation(n)
    pairs = [(*map(tables.place.__getitem__, hypothesis), -1)[:2] for hypothesis in tables.hypotheses]
    truth, also = np.array(pairs)[drawn_as[order]].T
    return Cohort(kb, setting, truth, also, codes[order])


def encode(kb: KnowledgeBase, patients: Iterable[Mapping[str, str]]) -> "np.ndarray":
    """Patients as int8 codes of states, −1 where unknown, shape (patients, findings)."""
    import numpy as np

    codes = {key: {s: i for i, s in enumerate(finding.states)} for key, finding in kb.findings.items()}
    rows = [[code.get(patient.get(key), -1) for key, code in codes.items()] for patient in patients]
    return np.array(rows, dtype=np.int8).reshape(-1, len(codes))


def posteriors(tables: Tables, codes: "np.ndarray", setting: Setting = "primary-care") -> "np.ndarray":
    """Probability of every cause, alone or not, for every encoded patient, shape (patients, causes)."""
    import numpy as np

    logs = np.tile(np.log(tables.priors(setting)), (len(codes), 1))
    if not len(codes):
        return logs[:, : len(tables.causes)]
    findings = tables.kb.findings
    index = {key: i for i, key in enumerate(findings)}
    ungrouped = [(key,) for key in findings if key not in tables.group_of]
    for keys in [*ungrouped, *(group.findings for group in tables.kb.groups.values())]:
        columns = [index[key] for key in keys]
        number = np.zeros(len(codes), dtype=np.int64)  # of the pattern of states, in mixed radix
        for key, column in zip(keys, columns, strict=True):
            number = number * (len(findings[key].states) + 1) + codes[:, column] + 1
        example = np.full(number.max() + 1, -1)
        example[number] = np.arange(len(codes))
        patterns = np.flatnonzero(example >= 0)
        place = np.empty(len(example), dtype=np.int64)
        place[patterns] = np.arange(len(patterns))
        rows = []
        for pattern in codes[example[patterns]][:, columns]:
            unit = [
                (key, findings[key].states[code])
                for key, code in zip(keys, pattern, strict=True)
                if code >= 0
            ]
            rows.append(tables.ratios(unit) if unit else [1.0] * len(tables.hypotheses))
        with np.errstate(divide="ignore"):
            logs += np.log(np.array(rows))[place[number]]
    logs -= logs.max(axis=1, keepdims=True)
    np.exp(logs, out=logs)
    logs /= logs.sum(axis=1, keepdims=True)
    contains = [[cause in hypothesis for cause in tables.causes] for hypothesis in tables.hypotheses]
    return logs @ np.array(contains, dtype=float)


def among_first(cohort: Cohort, posterior: "np.ndarray", n: int) -> float:
    """Share of patients of whom a true cause is one of the `n` likeliest."""
    import numpy as np

    first = np.argsort(-posterior, axis=1, kind="stable")[:, :n]
    return float(np.any([cohort.holds(column) for column in first.T], axis=0).mean())


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
