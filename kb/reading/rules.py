"""What must hold before a knowledge base loads, beyond ids that resolve: order, bounds, completeness."""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from functools import partial
from typing import Any

from ..errors import Fault
from ..records import (
    CYST_FIGURES,
    GENERATORS,
    PHASES,
    SETTINGS,
    Case,
    Cause,
    Choice,
    Condition,
    CystModel,
    Distribution,
    Finding,
    FindingGroup,
    Gauge,
    KnowledgeBase,
    Lesion,
    Provocation,
    Question,
    RecoveryPlan,
    RedFlag,
    Score,
    Source,
    Spared,
    Template,
    records_of,
    walk,
)
from .references import Place, Problem, Where, missing

Rule = Callable[[KnowledgeBase, Any], Iterator[Problem]]


def rules(kb: KnowledgeBase, files: Where) -> Iterator[Fault]:
    """One fault for each thing that a schema cannot say and that no engine could work with."""
    for record in records_of(kb):
        place = Place(files, record)
        for rule in (*RULES.get(type(record), ()), numbers):
            for path, problem in rule(kb, record):
                yield place(path, problem)
    yield from needed(kb, files)


def needed(kb: KnowledgeBase, files: Where) -> Iterator[Fault]:
    """Records that the engines ask for by name."""
    for key in ("age-band", "sex"):
        if key not in kb.findings:
            yield Fault("kb/content/findings/person.yaml", key, "is missing; reasoning needs it")
    costs = kb.rules.thresholds.get("money-and-harm")
    if costs is None:
        yield Fault("kb/content/rules/thresholds.yaml", "money-and-harm", "is missing; costs need it")
        return
    for key in (*(f"money-{i}" for i in range(1, 5)), *(f"harm-{i}" for i in range(1, 4))):
        if key not in costs.figures:
            yield Place(files, costs)(f"figures.{key}", "is missing")


# ── Numbers ──────────────────────────────────────────────────────────────────────────────────


def numbers(kb: KnowledgeBase, record: Any) -> Iterator[Problem]:
    """Numbers are finite and say where they come from, wherever they stand."""
    for path, inner in walk(record):
        at = partial(_join, path)
        basis = getattr(inner, "basis", None)
        if basis and basis != "estimate" and not inner.source:
            yield at("source"), f"a {basis} number needs its source"
        if basis == "derived" and not getattr(inner, "how", "-"):
            yield at("how"), "a derived number says how it was computed"
        if isinstance(inner, Distribution):
            finding = kb.findings.get(path.rpartition(".")[2]) or (
                record if isinstance(record, Finding) else None
            )
            total = math.fsum(inner.p.values())
            complete = finding is not None and set(inner.p) == set(finding.states)
            if total > 1 + 1e-9 or (complete and abs(total - 1) > 1e-6):
                yield at("p"), f"the probabilities add up to {total:g}, not 1"
        for field in fields(inner):
            number = getattr(inner, field.name)
            if isinstance(number, float) and not math.isfinite(number):
                yield at(field.name), f"{number} is not a number"
        value, ci = getattr(inner, "value", None), getattr(inner, "ci", None)
        if ci and not ci.low <= ci.high:
            yield at("ci"), f"{ci.low:g} is above {ci.high:g}"
        elif ci and isinstance(value, (int, float)) and not ci.low <= value <= ci.high:
            yield at("ci"), f"{value:g} is outside {ci.low:g} to {ci.high:g}"


def _join(path: str, name: str) -> str:
    return f"{path}.{name}".strip(".")


def _rising(bounds: Sequence[float | None]) -> bool:
    """Whether bands rise by their upper bounds, and only the last has none."""
    *inner, last = bounds
    return last is None and None not in inner and list(inner) == sorted(set(inner))


# ── One kind of record each ──────────────────────────────────────────────────────────────────


def source(kb: KnowledgeBase, record: Source) -> Iterator[Problem]:
    if record.URL and not record.URL.startswith(("https://", "http://")):
        yield "URL", f"'{record.URL}' does not begin with https:// or http://"
    if record.as_of and not re.fullmatch(r"\d{4}(-\d\d)?|undated", record.as_of):
        yield "as_of", f"'{record.as_of}' is no year (2023), no month (2023-08) and not 'undated'"


def cause(kb: KnowledgeBase, record: Cause) -> Iterator[Problem]:
    for setting in SETTINGS:
        if setting not in record.weights:
            yield f"weights.{setting}", "is missing"
        elif (value := record.weights[setting].value) <= 0:
            yield f"weights.{setting}.value", f"{value:g} must be above 0"
    low, high = record.test_threshold.value, record.treatment_threshold.value
    if not 0 <= low < high <= 1:
        yield "test_threshold", f"{low:g} must be below the treatment threshold {high:g}"


def pairs(kb: KnowledgeBase, record: Cause) -> Iterator[Problem]:
    """A pair is of two diagnoses, stands with one of them, and leaves both causes patients of their own."""
    declared = [
        (one, other, share.value)
        for one in kb.causes.values()
        for other, share in one.coexists.items()
        if other in kb.causes and 0 < share.value < 1
    ]
    for other, share in record.coexists.items():
        told = kb.causes.get(other)
        if told and (told is record or (told.family and told.family == record.family)):
            yield f"coexists.{other}", f"'{other}' is the same diagnosis as '{record.id}'"
        elif told and record.id in told.coexists and record.id > other:
            yield f"coexists.{other}", f"the pair also stands in {other}; keep it in one place"
        if not 0 < share.value < 1:
            yield f"coexists.{other}.value", f"{share.value:g} must lie between 0 and 1"
    for setting in SETTINGS:
        told = [(one, p) for one, other, p in declared if record.id in (one.id, other)]
        if any(setting not in one.weights for one in (record, *(one for one, _ in told))):
            continue
        both = math.fsum(p * one.weights[setting].value for one, p in told)
        if both >= (weight := record.weights[setting].value) > 0:
            problem = f"{weight:g} is used up by pairs with other causes ({both:.3g})"
            yield f"weights.{setting}.value", f"{problem}; lower a share in `coexists`, or raise the weight"
            return


def finding(kb: KnowledgeBase, record: Finding) -> Iterator[Problem]:
    if (record.kind == "imaging") != bool(record.modality):
        yield "modality", "belongs to imaging, and imaging needs it"
    if len(set(record.states)) != len(record.states) or len(record.states) < 2:
        yield "states", "must be two or more different states"
    for state in record.states:
        if not record.sounds.get(state):
            yield f"sounds.{state}", "is missing"
    if record.id == "age-band":
        bounds = [(record.bounds or {}).get(state) for state in record.states]
        ends = [-1.0, *(bound.high for bound in bounds if bound)]
        starts = [*(bound.low for bound in bounds if bound), 121.0]
        if None in bounds or any(start != end + 1 for start, end in zip(starts, ends, strict=True)):
            yield "bounds", "must cover the ages 0 to 120 without a gap, state by state"


def spared(kb: KnowledgeBase, record: Spared) -> Iterator[Problem]:
    for key in record.findings:
        first = next(other.id for other in kb.spared.values() if key in other.findings)
        if first != record.id:
            yield f"findings.{key}", f"stands in '{first}' already"


def group(kb: KnowledgeBase, record: FindingGroup) -> Iterator[Problem]:
    for i, key in enumerate(record.findings):
        first = next(other.id for other in kb.groups.values() if key in other.findings)
        if first != record.id:
            yield f"findings.{i}", f"'{key}' is in group '{first}' already"


def conditions(kb: KnowledgeBase, record: Any) -> Iterator[Problem]:
    for path, inner in walk(record):
        if isinstance(inner, Condition) and not inner.all_of and not inner.any_of:
            yield path, "holds nothing to look for"


def lesion(kb: KnowledgeBase, record: Lesion) -> Iterator[Problem]:
    named: set[str] = set()
    for path in ("takes", "may", "spares"):
        for i, key in enumerate(getattr(record, path)):
            if key in named:
                yield f"{path}.{i}", f"'{key}' is named twice"
            named.add(key)


def score(kb: KnowledgeBase, record: Score) -> Iterator[Problem]:
    for i, model in enumerate(record.models):
        if not _rising([band.up_to for band in model.strata] or [0.0]):
            yield f"models.{i}.strata", "must rise by up_to, and only the last band has none"


def choice(kb: KnowledgeBase, record: Choice) -> Iterator[Problem]:
    for situation, answer in record.answers.items():
        where = f"answers.{situation}"
        named = (("verdict", (answer.verdict,)), ("also", answer.also), ("unsafe", answer.unsafe))
        for path, keys in named if record.decisions or answer.verdict else ():
            for key in keys:
                if key not in record.decisions:
                    yield f"{where}.{path}", missing("decision", key, record.decisions)
        if {answer.verdict, *answer.also} & set(answer.unsafe):
            yield f"{where}.unsafe", "names a decision that is right here"


def recovery(kb: KnowledgeBase, record: RecoveryPlan) -> Iterator[Problem]:
    known = kb.causes[record.id].figures if record.id in kb.causes else {}
    for i, key in enumerate(record.figures):
        if key not in known:
            yield f"figures.{i}", missing("figure of the cause", key, known)
    if tuple(phase.load for phase in record.phases) != PHASES:
        yield "phases", f"must be {', '.join(PHASES)}, in this order"
    day = 0.0
    for i, phase in enumerate(record.phases):
        if phase.days.low != day or phase.days.high <= day:
            yield f"phases.{i}.days", f"must begin on day {day:g} and end later"
        day = phase.days.high


def gauge(kb: KnowledgeBase, record: Gauge) -> Iterator[Problem]:
    needs = {"muscle": ("optimum", "tendon", "pennation", "force"), "nerve": (), "artery": ()}
    ends = () if record.kind == "artery" else ("shortest", "longest")
    for name in (*needs[record.kind], *ends):
        if getattr(record, name) is None:
            yield name, f"is missing; a {record.kind} needs it"


def provocation(kb: KnowledgeBase, record: Provocation) -> Iterator[Problem]:
    if len(record.steps) < 2:
        yield "steps", "must be two or more, from start to end"
    if len(record.options) < 3:
        yield "options", f"{len(record.options)} options; three or more are needed"
    contact = record.by == "contact"
    known, other = (kb.forms, kb.gauges) if contact else (kb.gauges, kb.forms)
    for i, key in enumerate(record.options):
        if key in other and key not in known:
            yield f"options.{i}", missing("form" if contact else "gauge", key, known)
    if contact and not record.artery:
        yield "artery", "is missing; contact needs it"


def cyst(kb: KnowledgeBase, record: CystModel) -> Iterator[Problem]:
    for key in sorted(CYST_FIGURES - record.figures.keys()):
        yield f"figures.{key}", "is missing; the model needs it"
    for key, figure in record.figures.items():
        if key not in CYST_FIGURES:
            yield "figures", missing("number of the model", key, CYST_FIGURES)
        if figure.basis != "estimate" or not figure.how:
            yield f"figures.{key}", "every number of this model is an estimate and says how"
    for name in ("sizes", "tensions"):
        if not _rising([grade.up_to for grade in getattr(record, name)] or [0.0]):
            yield name, "must rise by up_to, and only the last has none"
    if not record.slits:
        yield "slits", "must be one or more"
    for key, prediction in record.predictions.items():
        if prediction.answer not in prediction.options:
            yield f"predictions.{key}.answer", missing("option", prediction.answer, prediction.options)


def question(kb: KnowledgeBase, record: Question) -> Iterator[Problem]:
    lesson = kb.lessons.get(record.lesson)
    known = [objective.id for objective in lesson.objectives] if lesson else []
    if record.objective not in known:
        yield "objective", missing("objective", record.objective, known)
    if not re.fullmatch(rf"{re.escape(record.lesson)}-\d\d+", record.id):
        yield "", f"the id must be '{record.lesson}-' and a number"
    if (scene := record.picture) and bool(scene.view) == bool(scene.level):
        yield "picture", "needs a view or a level, and not both"


PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
PRONOUNS = ("she", "her", "him")


def template(kb: KnowledgeBase, record: Template) -> Iterator[Problem]:
    """Every text that its maker needs, and no placeholder that nobody fills."""
    lesson = kb.lessons.get(record.lesson)
    known = [objective.id for objective in lesson.objectives] if lesson else []
    if record.objective not in known:
        yield "objective", missing("objective", record.objective, known)
    if record.generator not in GENERATORS:
        yield "generator", missing("generator", record.generator, GENERATORS)
        return
    texts = GENERATORS[record.generator]
    like = kb.templates.get(record.like)
    if like and like.like:
        yield "like", f"'{like.id}' borrows from another itself; name that one"
    borrowed = like.texts.keys() if like and like.generator == record.generator else set()
    for name in sorted(texts.keys() - record.texts.keys() - borrowed):
        yield f"texts.{name}", f"is missing; {record.generator} needs it"
    for name, text in record.texts.items():
        if name in texts:
            yield from _placeholders(f"texts.{name}", text, texts[name].split())
        else:
            yield "texts", missing("text of this generator", name, texts)
    for name, phrase in record.phrases.items():
        yield from _placeholders(f"phrases.{name}.text", phrase.text, PRONOUNS)


def _placeholders(path: str, text: str, known: Sequence[str]) -> Iterator[Problem]:
    for name in PLACEHOLDER.findall(text):
        if name not in known and name[:1].lower() + name[1:] not in known:
            yield path, missing("placeholder", name, known) + f"; there are {', '.join(known) or 'none'}"


def case(kb: KnowledgeBase, record: Case) -> Iterator[Problem]:
    for i, key in enumerate(record.presents_with):
        if key in kb.findings and key not in record.findings:
            yield f"presents_with.{i}", f"'{key}' has no state under findings"


RULES: dict[type, tuple[Rule, ...]] = {
    Source: (source,),
    Cause: (cause, pairs),
    Finding: (finding,),
    Spared: (spared,),
    FindingGroup: (group,),
    Lesion: (lesion,),
    Score: (conditions, score),
    RedFlag: (conditions,),
    Choice: (choice,),
    RecoveryPlan: (recovery,),
    Gauge: (gauge,),
    Provocation: (provocation,),
    CystModel: (cyst,),
    Question: (question,),
    Template: (template,),
    Case: (case,),
}
