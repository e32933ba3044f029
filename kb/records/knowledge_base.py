"""The whole: every record, by id. A kind of record is declared here and nowhere else, in one line."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from operator import attrgetter
from typing import Any, get_args

from .anatomy import Form, Level, Segment, Structure
from .bench import CystModel, Gauge, Provocation
from .cases import Case
from .causes import Care, Cause
from .charts import BodyChart, Deficit, Lesion, PainSite
from .claims import Source
from .findings import Concept, Finding, FindingGroup, Spared
from .glossary import Term
from .published import PublishedPatient
from .questions import Faq, Hint, Lesson, Question
from .rules import Blueprint, Choice, RecoveryPlan, RedFlag, Score, Threshold
from .templates import Template


def shelf(files: str, *, part: str = "", one_each: bool = False, noun: str = "") -> Any:
    """A field that holds records by id, and where they lie below kb/content.

    Args:
        files: a file, or several of one folder: where both fit, the one that is named goes first.
        part: the key of the file under which they stand; the whole file unless told.
        one_each: True where a file is one record, called by the file's name.
        noun: what one is called in a message; the name of its class unless told.
    """
    return field(metadata={"files": files, "part": part, "one_each": one_each, "noun": noun})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Everything in rules/ but care."""

    scores: Mapping[str, Score] = shelf("rules/scores.yaml")
    red_flags: Mapping[str, RedFlag] = shelf("rules/red-flags.yaml")
    choices: Mapping[str, Choice] = shelf("rules/first-aid.yaml")
    recovery: Mapping[str, RecoveryPlan] = shelf("rules/recovery.yaml")
    thresholds: Mapping[str, Threshold] = shelf("rules/thresholds.yaml")
    blueprints: Mapping[str, Blueprint] = shelf("rules/exams.yaml", noun="examination")
    hints: Mapping[str, Hint] = shelf("rules/hints.yaml")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KnowledgeBase:
    """All records, as read-only mappings by id.

    Where one id stands on two shelves, `python -m kb show` opens the record of the earlier one.
    """

    causes: Mapping[str, Cause] = shelf("causes/*.yaml", one_each=True)
    findings: Mapping[str, Finding] = shelf("findings/*.yaml")
    chapters: Mapping[str, tuple[str, ...]]
    """File of findings/ to the ids of its findings: the sections of the menus."""
    lessons: Mapping[str, Lesson] = shelf("questions/*.yaml", part="lesson")
    questions: Mapping[str, Question] = shelf("questions/*.yaml", part="questions")
    templates: Mapping[str, Template] = shelf("questions/templates/*.yaml")
    cases: Mapping[str, Case] = shelf("cases/*.yaml", one_each=True)
    published: Mapping[str, PublishedPatient] = shelf("published-patients.yaml")
    rules: Rules
    care: Mapping[str, Care] = shelf("rules/care.yaml")
    structures: Mapping[str, Structure] = shelf("anatomy/*.yaml")
    segments: Mapping[str, Segment] = shelf("anatomy/segments.yaml")
    forms: Mapping[str, Form] = shelf("anatomy/geometry.yaml")
    charts: Mapping[str, BodyChart] = shelf("anatomy/body-charts.yaml")
    pain_sites: Mapping[str, PainSite] = shelf("anatomy/pain-map.yaml")
    deficits: Mapping[str, Deficit] = shelf("anatomy/deficits.yaml")
    lesions: Mapping[str, Lesion] = shelf("anatomy/localiser.yaml")
    levels: Mapping[str, Level] = shelf("anatomy/levels.yaml")
    gauges: Mapping[str, Gauge] = shelf("anatomy/gauges.yaml")
    provocations: Mapping[str, Provocation] = shelf("anatomy/provocations.yaml")
    cysts: Mapping[str, CystModel] = shelf("anatomy/cyst-model.yaml")
    groups: Mapping[str, FindingGroup] = shelf("findings/groups.yaml")
    spared: Mapping[str, Spared] = shelf("findings/spared.yaml", noun="sound system")
    words: Mapping[str, Concept] = shelf("words.yaml")
    glossary: Mapping[str, Term] = shelf("glossary.yaml", noun="term")
    sources: Mapping[str, Source] = shelf("sources.yaml")
    faq: Mapping[str, Faq] = shelf("faq.yaml")
    notice: str

    def stamp(self) -> str:
        """Fingerprint of the content that it came from: two of one stamp say the same. '' if nobody
        knows."""
        return ""

    def extra(self, name: str) -> Any:
        """What `python -m kb compile` made of these records, such as fixed pictures, or None.

        It is there only where the knowledge base came from a compiled file; be ready to do without.
        """
        return None


@dataclass(frozen=True)
class Shelf:
    """A field of the knowledge base that holds records by id. `shelf` says what the rest means."""

    name: str
    """Dotted, from the knowledge base: 'causes', 'rules.scores'."""
    model: type
    files: str
    part: str
    one_each: bool
    noun: str

    def of(self, kb: KnowledgeBase) -> Mapping[str, Any]:
        """The records."""
        return attrgetter(self.name)(kb)


@cache
def shelves() -> tuple[Shelf, ...]:
    """All of them, in the order of the fields."""
    return (*_shelves(KnowledgeBase, ""),)


def _shelves(owner: type, above: str) -> Iterator[Shelf]:
    for one in fields(owner):
        if one.type is Rules:
            yield from _shelves(Rules, f"{one.name}.")
        elif one.metadata:
            model = get_args(one.type)[1]
            told = dict(one.metadata)
            noun = told.pop("noun") or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", model.__name__).lower()
            yield Shelf(name=above + one.name, model=model, noun=noun, **told)


def records_of(kb: KnowledgeBase) -> Iterator[Any]:
    """Every record of every shelf."""
    for one in shelves():
        yield from one.of(kb).values()
