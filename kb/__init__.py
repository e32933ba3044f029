"""What is true: facts, questions and patients about pain behind the knee and down the calf.

    import kb
    kb.differential(["calf-swelling", "recent-surgery"], setting="emergency", age=66).ranking[0]

Everything here is pure: values in, values out. Content is the YAML in `content/`. The engines below take
their knowledge base first and explicitly; only the verbs of this page fall back on the course's own.
"""

from collections.abc import Iterable
from typing import Any

from .errors import KneeError, KnowledgeBaseError, UnknownId
from .patients import encounter
from .patients.people import Patient
from .patients.people import sample_patient as _sample_patient
from .questions import sitting
from .questions.grading import Verdict
from .questions.grading import grade as _grade
from .reading.load import load, notice, stale
from .reasoning.differential import Differential
from .reasoning.differential import differential as _differential
from .reasoning.evidence import Findings
from .reasoning.information import NextStep
from .reasoning.information import next_best as _next_best
from .reasoning.scores import ScoreResult
from .reasoning.scores import add_up as _add_up
from .reasoning.triage import Triage
from .reasoning.triage import triage as _triage
from .records import KnowledgeBase, Question, Setting
from .search import find as _find

__all__ = [
    "KneeError",
    "KnowledgeBaseError",
    "UnknownId",
    "add_up",
    "differential",
    "encounter",
    "find",
    "grade",
    "load",
    "next_best",
    "notice",
    "sample_patient",
    "sitting",
    "stale",
    "triage",
]


def differential(
    findings: Findings = (),
    *,
    setting: Setting = "primary-care",
    age: float | None = None,
    sex: str | None = None,
    kb: KnowledgeBase | None = None,
) -> Differential:
    """Causes ranked by probability: see `kb.reasoning.differential.differential`."""
    return _differential(kb or load(), findings, setting=setting, age=age, sex=sex)


def next_best(
    findings: Findings = (),
    *,
    setting: Setting = "primary-care",
    age: float | None = None,
    sex: str | None = None,
    kinds: Iterable[str] | None = None,
    kb: KnowledgeBase | None = None,
) -> tuple[NextStep, ...]:
    """What to ask next: see `kb.reasoning.information.next_best`."""
    return _next_best(kb or load(), findings, setting=setting, age=age, sex=sex, kinds=kinds)


def triage(
    findings: Findings | Differential = (),
    *,
    setting: Setting = "primary-care",
    age: float | None = None,
    sex: str | None = None,
    kb: KnowledgeBase | None = None,
) -> Triage:
    """Disposition of a patient, from findings or from a differential: see `kb.reasoning.triage.triage`."""
    if not isinstance(findings, Differential):
        findings = differential(findings, setting=setting, age=age, sex=sex, kb=kb)
    return _triage(findings)


def add_up(
    score: str, findings: Findings = (), *, judged: Iterable[str] = (), kb: KnowledgeBase | None = None
) -> ScoreResult:
    """Add up a clinical score: see `kb.reasoning.scores.add_up`."""
    return _add_up(kb or load(), score, findings, judged=judged)


def sample_patient(
    cause: str | None = None,
    *,
    seed: int,
    setting: Setting = "primary-care",
    kb: KnowledgeBase | None = None,
) -> Patient:
    """A patient drawn from the knowledge base: see `kb.patients.people.sample_patient`."""
    return _sample_patient(kb or load(), cause, seed=seed, setting=setting)


def grade(
    question: Question, answer: Any, confidence: str | None = None, *, kb: KnowledgeBase | None = None
) -> Verdict:
    """Judge one answer: see `kb.questions.grading.grade`."""
    return _grade(kb or load(), question, answer, confidence)


def find(
    text: str, *, kinds: Iterable[str] | None = None, limit: int = 8, kb: KnowledgeBase | None = None
) -> tuple[str, ...]:
    """Ids of the findings that a text may mean: see `kb.search.find`."""
    return _find(kb or load(), text, kinds=kinds, limit=limit)
