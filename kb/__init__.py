"""What is true: facts, questions and patients about pain behind the knee and down the calf.

    import kb
    kb.differential(["calf-swelling", "recent-surgery"], setting="emergency", age=66).ranking[0]

Everything here is pure: values in, values out. Content is the YAML in `content/`. The engines below take
their knowledge base first and explicitly; only the verbs of this page fall back on the course's own.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from .errors import KneeError, KnowledgeBaseError, UnknownId
from .reading.load import load, notice, stale

if TYPE_CHECKING:
    from .patients import encounter
    from .patients.people import Patient
    from .questions import sitting
    from .questions.grading import Verdict
    from .reasoning.differential import Differential
    from .reasoning.evidence import Findings
    from .reasoning.information import NextStep
    from .reasoning.scores import ScoreResult
    from .reasoning.triage import Triage
    from .records import KnowledgeBase, Question, Setting

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
    "practice",
    "question",
    "sample_patient",
    "sitting",
    "stale",
    "triage",
    "variants",
]

MODULES = {
    "encounter": "kb.patients.encounter",
    "sitting": "kb.questions.sitting",
}


def __getattr__(name: str) -> Any:
    """A module of this page, imported when it is first named: most starts need few engines."""
    if name in MODULES:
        return import_module(MODULES[name])
    raise AttributeError(f"module 'kb' has no attribute '{name}'")


def differential(
    findings: Findings = (),
    *,
    setting: Setting = "primary-care",
    age: float | None = None,
    sex: str | None = None,
    kb: KnowledgeBase | None = None,
) -> Differential:
    """Causes ranked by probability: see `kb.reasoning.differential.differential`."""
    from .reasoning.differential import differential as engine

    return engine(kb or load(), findings, setting=setting, age=age, sex=sex)


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
    from .reasoning.information import next_best as engine

    return engine(kb or load(), findings, setting=setting, age=age, sex=sex, kinds=kinds)


def triage(
    findings: Findings | Differential = (),
    *,
    setting: Setting = "primary-care",
    age: float | None = None,
    sex: str | None = None,
    kb: KnowledgeBase | None = None,
) -> Triage:
    """Disposition of a patient, from findings or from a differential: see `kb.reasoning.triage.triage`."""
    from .reasoning.differential import Differential
    from .reasoning.triage import triage as engine

    if not isinstance(findings, Differential):
        findings = differential(findings, setting=setting, age=age, sex=sex, kb=kb)
    return engine(findings)


def add_up(
    score: str,
    findings: Findings = (),
    *,
    judged: Iterable[str] = (),
    denied: Iterable[str] = (),
    kb: KnowledgeBase | None = None,
) -> ScoreResult:
    """Add up a clinical score: see `kb.reasoning.scores.add_up`."""
    from .reasoning.scores import add_up as engine

    return engine(kb or load(), score, findings, judged=judged, denied=denied)


def sample_patient(
    cause: str | None = None,
    *,
    seed: int,
    setting: Setting = "primary-care",
    kb: KnowledgeBase | None = None,
) -> Patient:
    """A patient drawn from the knowledge base: see `kb.patients.people.sample_patient`."""
    from .patients.people import sample_patient as engine

    return engine(kb or load(), cause, seed=seed, setting=setting)


def grade(
    question: Question, answer: Any, confidence: str | None = None, *, kb: KnowledgeBase | None = None
) -> Verdict:
    """Judge one answer: see `kb.questions.grading.grade`."""
    from .questions.grading import grade as engine

    return engine(kb or load(), question, answer, confidence)


def question(id: str, *, kb: KnowledgeBase | None = None) -> Question:
    """A question, written or made, by its id: see `kb.questions.bank.question`."""
    from .questions.bank import question as engine

    return engine(kb or load(), id)


def variants(id: str, n: int = 6, *, kb: KnowledgeBase | None = None) -> tuple[str, ...]:
    """Ids of other questions that practise the same: see `kb.questions.bank.variants`."""
    from .questions.bank import variants as engine

    return engine(kb or load(), id, n)


def practice(
    lesson: str, objective: str | None = None, *, n: int = 8, seed: int, kb: KnowledgeBase | None = None
) -> tuple[str, ...]:
    """Ids of questions made for a lesson: see `kb.questions.bank.practice`."""
    from .questions.bank import practice as engine

    return engine(kb or load(), lesson, objective, n=n, seed=seed)


def find(
    text: str, *, kinds: Iterable[str] | None = None, limit: int = 8, kb: KnowledgeBase | None = None
) -> tuple[str, ...]:
    """Ids of the findings that a text may mean: see `kb.search.find`."""
    from .search import find as engine

    return engine(kb or load(), text, kinds=kinds, limit=limit)
