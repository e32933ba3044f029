"""Patients sampled from the knowledge base, one after the other, kept as codes."""

import time
from dataclasses import dataclass, field
from functools import cache

import numpy as np

import kb
from kb.reasoning.cohort import encode
from kb.reasoning.likelihood import Tables, tables_of
from kb.records import Setting

from .measure import progress

SETTING: Setting = "primary-care"
CHUNK = 1000
HISTORY = ("person", "history", "risk-factor", "symptom")
"""Kinds of findings that asking alone tells."""


@dataclass
class Cohort:
    """Grows as far as asked for; what was sampled is kept."""

    tables: Tables = field(default_factory=lambda: tables_of(kb.load()))
    codes: list[np.ndarray] = field(default_factory=list)
    causes: list[int] = field(default_factory=list)
    sampling: float = 0.0
    """Seconds, for all that are there."""
    encoding: float = 0.0

    def first(self, n: int) -> tuple[np.ndarray, np.ndarray]:
        """Codes, shape (n, findings), and index of the true cause of the first `n` patients."""
        while len(self.causes) < n:
            progress(f"sampling patients {len(self.causes):,}/{n:,}")
            began = time.perf_counter()
            seeds = range(len(self.causes), len(self.causes) + CHUNK)
            patients = [kb.sample_patient(seed=seed, setting=SETTING) for seed in seeds]
            sampled = time.perf_counter()
            self.codes.append(encode(self.tables.kb, [patient.findings for patient in patients]))
            self.encoding += time.perf_counter() - sampled
            self.sampling += sampled - began
            self.causes += [self.tables.causes.index(patient.cause) for patient in patients]
        return np.concatenate(self.codes)[:n], np.array(self.causes[:n])

    def history(self, codes: np.ndarray) -> np.ndarray:
        """The same patients, with only what asking tells."""
        findings = self.tables.kb.findings
        told = [findings[key].kind in HISTORY for key in findings]
        return np.where(told, codes, np.int8(-1))


@cache
def cohort() -> Cohort:
    """The one cohort of this run."""
    return Cohort()
