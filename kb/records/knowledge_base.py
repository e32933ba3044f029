"""The whole: every record, by id."""

from collections.abc import Mapping
from dataclasses import dataclass

from .anatomy import Form, Level, Segment, Structure
from .bench import CystModel, Gauge, Provocation
from .cases import Case
from .causes import Care, Cause
from .charts import BodyChart, Deficit, Lesion, PainSite
from .claims import Source
from .findings import Concept, Finding, FindingGroup, Spared
from .questions import Faq, Lesson, Question
from .rules import Choice, RecoveryPlan, RedFlag, Score, Threshold


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Everything in rules/ but care."""

    scores: Mapping[str, Score]
    red_flags: Mapping[str, RedFlag]
    choices: Mapping[str, Choice]
    recovery: Mapping[str, RecoveryPlan]
    thresholds: Mapping[str, Threshold]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KnowledgeBase:
    """All records, as read-only mappings by id."""

    causes: Mapping[str, Cause]
    findings: Mapping[str, Finding]
    words: Mapping[str, Concept]
    chapters: Mapping[str, tuple[str, ...]]
    """File of findings/ to the ids of its findings: the sections of the menus."""
    groups: Mapping[str, FindingGroup]
    spared: Mapping[str, Spared]
    structures: Mapping[str, Structure]
    segments: Mapping[str, Segment]
    forms: Mapping[str, Form]
    charts: Mapping[str, BodyChart]
    pain_sites: Mapping[str, PainSite]
    deficits: Mapping[str, Deficit]
    lesions: Mapping[str, Lesion]
    levels: Mapping[str, Level]
    gauges: Mapping[str, Gauge]
    provocations: Mapping[str, Provocation]
    cysts: Mapping[str, CystModel]
    rules: Rules
    care: Mapping[str, Care]
    lessons: Mapping[str, Lesson]
    questions: Mapping[str, Question]
    faq: Mapping[str, Faq]
    cases: Mapping[str, Case]
    sources: Mapping[str, Source]
    notice: str
