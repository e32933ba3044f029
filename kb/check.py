"""What every record must satisfy beyond its schema: references, numbers, order, item writing."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

from . import models
from .contrast import SEPARATES, separates, separation
from .cyst import FIGURES
from .disposition import rank, triage
from .errors import Fault, KneeError, nearest
from .loader import ROOT, Reading, read, walk
from .models import Condition, Distribution, KnowledgeBase
from .patients import authored
from .proof import failures

Where = Mapping[tuple[type, str], tuple[str, str]]
MIN_FINDINGS = 12
MIN_SEPARATIONS = 2
CLEAR = 0.1
"""Share of its own value by which the answer to a provocation's question must be ahead of the next."""


def check(root: Path = ROOT) -> tuple[list[Fault], Reading]:
    """Every fault in the content below `root`, and what was read."""
    reading = read(root)
    faults = list(reading.faults)
    if not faults:
        faults += references(reading.kb, reading.files)
    faults += key_order(reading)
    if not faults:
        faults += medicine(reading.kb, reading.files)
        faults += anatomy(reading.kb, reading.files)
        faults += item_writing(reading.kb, reading.files)
        faults += patients_questions(reading.kb, reading.files)
    return faults, reading


# ── References and numbers: without these the knowledge base does not load ────────────────────


def references(kb: KnowledgeBase, files: Where) -> list[Fault]:
    """Ids that resolve, states that exist, probabilities that add up, numbers that say where from."""
    return [*_ids(kb, files), *_sources(kb, files), *_numbers(kb, files)]


def _records(kb: KnowledgeBase) -> Iterator[Any]:
    for mapping in (
        kb.causes, kb.findings, kb.spared, kb.groups, kb.structures, kb.segments, kb.forms, kb.levels,
        kb.charts, kb.pain_sites, kb.deficits, kb.lesions,
        kb.gauges, kb.provocations, kb.cysts, kb.rules.scores, kb.rules.red_flags,
        kb.rules.choices, kb.rules.recovery, kb.rules.thresholds, kb.care, kb.lessons, kb.questions, kb.faq,
        kb.cases,
    ):  # fmt: skip
        yield from mapping.values()


class _Place:
    """Makes faults for one record."""

    def __init__(self, files: Where, record: Any):
        self.file, self.path = files[type(record), record.id]

    def __call__(self, path: str, problem: str) -> Fault:
        return Fault(self.file, f"{self.path}.{path}".strip("."), problem)


def _ids(kb: KnowledgeBase, files: Where) -> Iterator[Fault]:
    families = {cause.family for cause in kb.causes.values() if cause.family}

    def missing(place: _Place, path: str, kind: str, key: str, known) -> Iterator[Fault]:
        if key not in known:
            yield place(path, f"there is no {kind} '{key}'{nearest(key, known)}")

    def states(place: _Place, path: str, given: Mapping[str, Any]) -> Iterator[Fault]:
        for key, wanted in given.items():
            if key not in kb.findings:
                yield place(f"{path}.{key}", f"there is no finding '{key}'{nearest(key, kb.findings)}")
                continue
            for state in (wanted,) if isinstance(wanted, str) else wanted:
                if state not in kb.findings[key].states:
                    known = kb.findings[key].states
                    yield place(
                        f"{path}.{key}",
                        f"there is no state '{state}'; it has {', '.join(known)}{nearest(state, known)}",
                    )

    for cause in kb.causes.values():
        place = _Place(files, cause)
        for i, key in enumerate(cause.structures):
            yield from missing(place, f"structures.{i}", "structure", key, kb.structures)
        for key, distribution in cause.findings.items():
            yield from states(place, "findings", {key: tuple(distribution.p)})
        for i, key in enumerate(cause.spares):
            yield from missing(place, f"spares.{i}", "system of findings/spared.yaml", key, kb.spared)
        for i, line in enumerate(cause.investigations):
            yield from missing(place, f"investigations.{i}.finding", "finding", line.finding, kb.findings)
        for i, line in enumerate(cause.care):
            yield from missing(place, f"care.{i}.care", "care", line.care, kb.care)
        for i, line in enumerate(cause.mimics):
            yield from missing(place, f"mimics.{i}.cause", "cause", line.cause, kb.causes)
            yield from missing(place, f"mimics.{i}.finding", "finding", line.finding, kb.findings)
        for setting in models.SETTINGS:
            if setting not in cause.weights:
                yield place(f"weights.{setting}", "is missing")
    system: dict[str, str] = {}
    for spared in kb.spared.values():
        place = _Place(files, spared)
        for key, distribution in spared.findings.items():
            yield from states(place, "findings", {key: tuple(distribution.p)})
            if system.setdefault(key, spared.id) != spared.id:
                yield place(f"findings.{key}", f"stands in '{system[key]}' already")
    owner: dict[str, str] = {}
    for group in kb.groups.values():
        place = _Place(files, group)
        for i, key in enumerate(group.findings):
            yield from missing(place, f"findings.{i}", "finding", key, kb.findings)
            if owner.setdefault(key, group.id) != group.id:
                yield place(f"findings.{i}", f"'{key}' is in group '{owner[key]}' already")
    for finding in kb.findings.values():
        place = _Place(files, finding)
        if (finding.kind == "imaging") != bool(finding.modality):
            yield place("modality", "belongs to imaging, and imaging needs it")
        if len(set(finding.states)) != len(finding.states) or len(finding.states) < 2:
            yield place("states", "must be two or more different states")
        yield from states(place, "background.p", {finding.id: tuple(finding.background.p)})
        for state in finding.states:
            if not finding.sounds.get(state):
                yield place(f"sounds.{state}", "is missing")
        yield from states(place, "sounds", {finding.id: tuple(finding.sounds)})
    for key in ("age-band", "sex"):
        if key not in kb.findings:
            yield Fault("kb/content/findings/person.yaml", key, "is missing; reasoning needs it")
    if "age-band" in kb.findings:
        band = kb.findings["age-band"]
        bounds = [(band.bounds or {}).get(state) for state in band.states]
        ends = [-1.0, *(bound.high for bound in bounds if bound)]
        starts = [*(bound.low for bound in bounds if bound), 121.0]
        if None in bounds or any(start != end + 1 for start, end in zip(starts, ends, strict=True)):
            yield _Place(files, band)("bounds", "must cover the ages 0 to 120 without a gap, state by state")
    if "money-and-harm" not in kb.rules.thresholds:
        yield Fault("kb/content/rules/thresholds.yaml", "money-and-harm", "is missing; costs need it")
    else:
        place = _Place(files, kb.rules.thresholds["money-and-harm"])
        wanted = [*(f"money-{i}" for i in range(1, 5)), *(f"harm-{i}" for i in range(1, 4))]
        for key in wanted:
            if key not in kb.rules.thresholds["money-and-harm"].figures:
                yield place(f"figures.{key}", "is missing")
    for record in (*kb.rules.scores.values(), *kb.rules.red_flags.values()):
        place = _Place(files, record)
        for path, inner in walk(record):
            if isinstance(inner, Condition):
                yield from states(place, f"{path}.all_of", inner.all_of)
                yield from states(place, f"{path}.any_of", inner.any_of)
                if not inner.all_of and not inner.any_of:
                    yield place(path, "holds nothing to look for")
    for site in kb.pain_sites.values():
        yield from states(_Place(files, site), "means", site.means)
    for record in (*kb.pain_sites.values(), *kb.deficits.values()):
        for i, area in enumerate(record.areas):
            yield from missing(_Place(files, record), f"areas.{i}.chart", "body chart", area.chart, kb.charts)
    for deficit in kb.deficits.values():
        place = _Place(files, deficit)
        for i, key in enumerate(deficit.muscles):
            yield from missing(place, f"muscles.{i}", "structure", key, kb.structures)
        if deficit.nerve:
            yield from missing(place, "nerve", "structure", deficit.nerve, kb.structures)
        if deficit.finding:
            yield from missing(place, "finding", "finding", deficit.finding, kb.findings)
    for lesion in kb.lesions.values():
        place = _Place(files, lesion)
        yield from missing(place, "structure", "structure", lesion.structure, kb.structures)
        for i, key in enumerate(lesion.causes):
            yield from missing(place, f"causes.{i}", "cause", key, kb.causes)
        named: set[str] = set()
        for path in ("takes", "may", "spares"):
            for i, key in enumerate(getattr(lesion, path)):
                yield from missing(place, f"{path}.{i}", "deficit", key, kb.deficits)
                if key in named:
                    yield place(f"{path}.{i}", f"'{key}' is named twice")
                named.add(key)
    for score in kb.rules.scores.values():
        yield from missing(
            _Place(files, score), "target", "cause or family", score.target, {*kb.causes, *families}
        )
        for i, model in enumerate(score.models):
            bounds = [band.up_to for band in model.strata] or [0.0]
            inner = [bound for bound in bounds[:-1] if bound is not None]
            if bounds[-1] is not None or len(inner) != len(bounds) - 1 or inner != sorted(inner):
                yield _Place(files, score)(
                    f"models.{i}.strata", "must rise by up_to, and only the last band has none"
                )
    for flag in kb.rules.red_flags.values():
        for i, key in enumerate(flag.fears):
            yield from missing(_Place(files, flag), f"fears.{i}", "cause", key, kb.causes)
    for choice in kb.rules.choices.values():
        place = _Place(files, choice)
        for situation, answer in choice.answers.items():
            for i, key in enumerate(answer.fears):
                yield from missing(place, f"answers.{situation}.fears.{i}", "cause", key, kb.causes)
            named = (("verdict", (answer.verdict,)), ("also", answer.also), ("unsafe", answer.unsafe))
            for path, keys in named if choice.decisions or answer.verdict else ():
                for key in keys:
                    where = f"answers.{situation}.{path}"
                    yield from missing(place, where, "decision", key, choice.decisions)
            if {answer.verdict, *answer.also} & set(answer.unsafe):
                yield place(f"answers.{situation}.unsafe", "names a decision that is right here")
    for plan in kb.rules.recovery.values():
        place = _Place(files, plan)
        yield from missing(place, "", "cause", plan.id, kb.causes)
        known = kb.causes[plan.id].figures if plan.id in kb.causes else {}
        for i, key in enumerate(plan.figures):
            yield from missing(place, f"figures.{i}", "figure of the cause", key, known)
        if tuple(phase.load for phase in plan.phases) != models.PHASES:
            yield place("phases", f"must be {', '.join(models.PHASES)}, in this order")
        day = 0.0
        for i, phase in enumerate(plan.phases):
            if phase.days.low != day or phase.days.high <= day:
                yield place(f"phases.{i}.days", f"must begin on day {day:g} and end later")
            day = phase.days.high
        for i, stop in enumerate(plan.stops):
            if stop.fears:
                yield from missing(place, f"stops.{i}.fears", "cause", stop.fears, kb.causes)
    for gauge in kb.gauges.values():
        place = _Place(files, gauge)
        for i, key in enumerate(gauge.forms):
            yield from missing(place, f"forms.{i}", "form", key, kb.forms)
        needed = {"muscle": ("optimum", "tendon", "pennation", "force"), "nerve": (), "artery": ()}
        ends = () if gauge.kind == "artery" else ("shortest", "longest")
        for name in (*needed[gauge.kind], *ends):
            if getattr(gauge, name) is None:
                yield place(name, f"is missing; a {gauge.kind} needs it")
    for test in kb.provocations.values():
        place = _Place(files, test)
        if test.finding:
            yield from missing(place, "finding", "finding", test.finding, kb.findings)
        if len(test.steps) < 2:
            yield place("steps", "must be two or more, from start to end")
        for i, step in enumerate(test.steps):
            for j, key in enumerate(step.active):
                yield from missing(place, f"steps.{i}.active.{j}", "gauge", key, kb.gauges)
        if len(test.options) < 3:
            yield place("options", f"{len(test.options)} options; three or more are needed")
        contact = test.by == "contact"
        for i, key in enumerate(test.options):
            yield from missing(
                place, f"options.{i}", "form" if contact else "gauge", key, kb.forms if contact else kb.gauges
            )
        if contact:
            yield from missing(place, "artery", "gauge", test.artery, kb.gauges)
    for model in kb.cysts.values():
        place = _Place(files, model)
        yield from missing(place, "structure", "structure", model.structure, kb.structures)
        yield from missing(place, "sign", "finding", model.sign, kb.findings)
        for name in ("whole", "burst", "mimics"):
            yield from missing(place, name, "cause", getattr(model, name), kb.causes)
        for key in sorted(FIGURES - model.figures.keys()):
            yield place(f"figures.{key}", "is missing; the model needs it")
        for key, figure in model.figures.items():
            yield from missing(place, "figures", "number of the model", key, FIGURES)
            if figure.basis != "estimate" or not figure.how:
                yield place(f"figures.{key}", "every number of this model is an estimate and says how")
        for name in ("sizes", "tensions"):
            bounds = [grade.up_to for grade in getattr(model, name)]
            inner = [bound for bound in bounds[:-1] if bound is not None]
            if (
                not bounds
                or bounds[-1] is not None
                or inner != sorted(set(inner))
                or len(inner) < len(bounds) - 1
            ):
                yield place(name, "must rise by up_to, and only the last has none")
        if not model.slits:
            yield place("slits", "must be one or more")
        for key, prediction in model.predictions.items():
            yield from missing(
                place, f"predictions.{key}.answer", "option", prediction.answer, prediction.options
            )
    for question in kb.questions.values():
        place = _Place(files, question)
        lesson = kb.lessons.get(Path(place.file).stem)
        known = [objective.id for objective in lesson.objectives] if lesson else []
        yield from missing(place, "objective", "objective", question.objective, known)
        if lesson and not re.fullmatch(rf"{re.escape(lesson.id)}-\d\d+", question.id):
            yield place("", f"the id must be '{lesson.id}-' and a number")
        for i, option in enumerate(question.options):
            if option.at:
                yield from missing(place, f"options.{i}.at", "form", option.at, kb.forms)
        if scene := question.picture:
            if bool(scene.view) == bool(scene.level):
                yield place("picture", "needs a view or a level, and not both")
            if scene.level:
                yield from missing(place, "picture.level", "level", scene.level, kb.levels)
            if scene.mark:
                yield from missing(place, "picture.mark", "form", scene.mark, kb.forms)
        if script := question.script:
            yield from missing(place, "script.cause", "cause", script.cause, kb.causes)
            yield from states(place, "script.given", script.given)
            yield from states(place, "script", {script.finding: script.state})
    for case in kb.cases.values():
        place = _Place(files, case)
        yield from missing(place, "lesson", "lesson", case.lesson, kb.lessons)
        yield from missing(place, "cause", "cause", case.cause, kb.causes)
        yield from states(place, "findings", case.findings)
        for i, key in enumerate(case.presents_with):
            if key not in case.findings:
                yield place(f"presents_with.{i}", f"'{key}' has no state under findings")
        for key in case.words:
            yield from missing(place, f"words.{key}", "finding", key, kb.findings)
        for i, change in enumerate(case.develops):
            yield from states(place, f"develops.{i}.findings", change.findings)
            for key in change.unless_care:
                yield from missing(place, f"develops.{i}.unless_care", "care", key, kb.care)


def _sources(kb: KnowledgeBase, files: Where) -> Iterator[Fault]:
    for source in kb.sources.values():
        if source.URL and not source.URL.startswith(("https://", "http://")):
            yield _Place(files, source)("URL", f"'{source.URL}' does not begin with https:// or http://")
    for record in _records(kb):
        place = _Place(files, record)
        for path, inner in walk(record):
            for name in ("source", "sources"):
                keys = getattr(inner, name, None) or ()
                for key in (keys,) if isinstance(keys, str) else keys:
                    if key not in kb.sources:
                        yield place(
                            f"{path}.{name}".strip("."),
                            f"there is no source '{key}' in sources.yaml{nearest(key, kb.sources)}",
                        )


def _numbers(kb: KnowledgeBase, files: Where) -> Iterator[Fault]:
    for record in _records(kb):
        place = _Place(files, record)
        for path, inner in walk(record):
            basis = getattr(inner, "basis", None)
            if basis and basis != "estimate" and not inner.source:
                yield place(f"{path}.source".strip("."), f"a {basis} number needs its source")
            if basis == "derived" and not getattr(inner, "how", "-"):
                yield place(f"{path}.how".strip("."), "a derived number says how it was computed")
            if isinstance(inner, Distribution):
                finding = kb.findings.get(path.rpartition(".")[2]) or (
                    record if isinstance(record, models.Finding) else None
                )
                total = math.fsum(inner.p.values())
                complete = finding is not None and set(inner.p) == set(finding.states)
                if total > 1 + 1e-9 or (complete and abs(total - 1) > 1e-6):
                    yield place(f"{path}.p".strip("."), f"the probabilities add up to {total:g}, not 1")
            value = getattr(inner, "value", None)
            for field in fields(inner):
                number = getattr(inner, field.name)
                if isinstance(number, float) and not math.isfinite(number):
                    yield place(f"{path}.{field.name}".strip("."), f"{number} is not a number")
            ci = getattr(inner, "ci", None)
            if ci and not ci.low <= ci.high:
                yield place(f"{path}.ci".strip("."), f"{ci.low:g} is above {ci.high:g}")
            elif ci and isinstance(value, (int, float)) and not ci.low <= value <= ci.high:
                yield place(f"{path}.ci".strip("."), f"{value:g} is outside {ci.low:g} to {ci.high:g}")
        if isinstance(record, models.Cause):
            low, high = record.test_threshold.value, record.treatment_threshold.value
            if not 0 <= low < high <= 1:
                yield place("test_threshold", f"{low:g} must be below the treatment threshold {high:g}")
            for setting, weight in record.weights.items():
                if weight.value <= 0:
                    yield place(f"weights.{setting}.value", f"{weight.value:g} must be above 0")


# ── Form ─────────────────────────────────────────────────────────────────────────────────────


def key_order(reading: Reading) -> Iterator[Fault]:
    """Keys in the order of the model, so that every file of a kind reads the same."""
    for (file, path), (model, raw) in reading.raw.items():
        order = [field.name for field in fields(model)]
        given = [key.replace("-", "_") for key in raw]
        given = [key for key in given if key in order]
        for before, after in pairwise(given):
            if order.index(before) > order.index(after):
                yield Fault(file, f"{path}.{after}".strip("."), f"must stand before '{before}'")
                break


# ── Medicine: what the engine needs to be right ──────────────────────────────────────────────


def medicine(kb: KnowledgeBase, files: Where) -> Iterator[Fault]:
    """Causes that can be told apart, cases that end where triage says, sources that are used."""
    used: set[str] = set()
    for record in _records(kb):
        for _, inner in walk(record):
            keys = (getattr(inner, "source", None), *(getattr(inner, "sources", None) or ()))
            used |= {key for key in keys if key}
    for key in kb.sources.keys() - used:
        file, path = files[models.Source, key]
        yield Fault(file, path, "is used nowhere; delete it")
    for cause in kb.causes.values():
        place = _Place(files, cause)
        if len(cause.findings) < MIN_FINDINGS:
            yield place("findings", f"{len(cause.findings)} findings; a cause needs {MIN_FINDINGS}")
        for i, mimic in enumerate(cause.mimics):
            telling = separation(kb, cause.id, mimic.cause, mimic.finding)
            if not separates(telling):
                yield place(
                    f"mimics.{i}.finding",
                    f"'{mimic.finding}' does not separate it from {mimic.cause} (likelihood ratio "
                    f"{telling.lr:.2g} at best; {SEPARATES:g} or its inverse is needed)",
                )
            telling_ones = (
                key for key in kb.findings if separates(separation(kb, cause.id, mimic.cause, key))
            )
            enough = len(list(islice(telling_ones, MIN_SEPARATIONS)))
            if enough < MIN_SEPARATIONS:
                yield place(
                    f"mimics.{i}",
                    f"{enough} findings separate it from {mimic.cause}; {MIN_SEPARATIONS} are needed",
                )
    for case in kb.cases.values():
        place = _Place(files, case)
        try:
            result = triage(authored(case.id, kb=kb).findings, setting=case.setting, kb=kb)
        except KneeError as error:
            yield place("findings", str(error))
            continue
        if result.disposition not in (case.disposition, *case.accept_dispositions):
            yield place(
                "disposition",
                f"'{case.disposition}', but with everything known triage says '{result.disposition}' "
                f"({result.reasons[0].text})",
            )
        if rank(case.disposition) < rank(kb.causes[case.cause].urgency):
            yield place("disposition", f"is below the urgency of {case.cause}")


COMPLETE: dict[str, tuple[str, ...]] = {
    "muscle": ("layer", "origin", "insertion", "innervation", "roots", "blood_supply", "action"),
    "nerve": ("course",),
    "artery": ("course",),
    "vein": ("course",),
    "ligament": ("layer", "insertion", "action"),
    "space": ("borders",),
}
"""What an anatomist expects to be told of a structure of this kind."""


def anatomy(kb: KnowledgeBase, files: Where) -> Iterator[Fault]:
    """Structures that say what their kind calls for, by ids that exist; forms of structures that do."""
    for chart in kb.charts.values():
        for path in ("medial", "lateral"):
            heights = [point.height for point in getattr(chart, path)]
            if heights != sorted(set(heights), reverse=True):
                yield _Place(files, chart)(path, "must run from above down, each point lower than the last")
    for record in (*kb.pain_sites.values(), *kb.deficits.values()):
        place = _Place(files, record)
        for i, area in enumerate(record.areas):
            if len(area.outline) < 3:
                yield place(f"areas.{i}.outline", "needs three corners")
            for k, corner in enumerate(area.outline):
                if not 0 <= corner.across <= 1:
                    yield place(f"areas.{i}.outline.{k}", f"{corner.across:g} is not a share from 0 to 1")
        if isinstance(record, models.PainSite) and not (record.areas and record.means):
            yield place("", "a pain site needs an area and what a mark there means")
        if isinstance(record, models.Deficit):
            if (record.kind == "skin") != bool(record.areas):
                yield place("areas", "skin has them, and nothing else")
            if record.kind != "sign" and not (record.finding or record.how):
                yield place("how", "is missing; say how it is tested, or name the finding that does")
            if bool(record.alarm) != bool(record.disposition):
                yield place("disposition", "goes with an alarm, and an alarm with it")
    for lesion in kb.lesions.values():
        if not lesion.spares:
            yield _Place(files, lesion)("spares", "is empty; say what tells it from its neighbours")
    for form in kb.forms.values():
        if form.structure not in kb.structures:
            yield _Place(files, form)(
                "structure",
                f"there is no structure '{form.structure}'{nearest(form.structure, kb.structures)}",
            )
        if not all(len(via.r) == 2 for via in form.path):
            yield _Place(files, form)("path", "every point needs r: two half-widths")
    for level in kb.levels.values():
        place = _Place(files, level)
        for space, held in level.spaces.items():
            for key in (space, *held):
                if key not in kb.structures:
                    yield place(
                        f"spaces.{space}", f"there is no structure '{key}'{nearest(key, kb.structures)}"
                    )
        if level.fat and level.fat not in kb.structures:
            yield place("fat", f"there is no structure '{level.fat}'{nearest(level.fat, kb.structures)}")
    yield from _provocations(kb, files)
    for record in kb.structures.values():
        place = _Place(files, record)
        for name in COMPLETE.get(record.kind, ()):
            if not getattr(record, name):
                yield place(name, f"is missing; a {record.kind} needs it")
        for i, key in enumerate(record.neighbours):
            if key not in kb.structures:
                yield place(f"neighbours.{i}", f"there is no structure '{key}'{nearest(key, kb.structures)}")
        if record.innervation and record.innervation not in kb.structures:
            yield place(
                "innervation",
                f"there is no structure '{record.innervation}'{nearest(record.innervation, kb.structures)}",
            )


def _provocations(kb: KnowledgeBase, files: Where) -> Iterator[Fault]:
    """Tests whose positions the leg can take, and whose question has one clear answer."""
    if not kb.provocations:
        return
    from .body import Body
    from .provocation import answer

    body = Body.of(kb)
    for test in kb.provocations.values():
        place = _Place(files, test)
        try:
            result = answer(test.id, body=body)
        except KneeError as error:
            yield place("steps", str(error))
            continue
        if result.margin < CLEAR * abs(result.scores[result.key]):
            yield place("question", f"'{result.key}' is not clearly ahead of the other options")


# ── Item writing (after Haladyna, Downing and Rodriguez, Appl Meas Educ 2002;15:309-334) ──────

CLOUDY = re.compile(r"\b(all|none|both) of (the above|these)\b", re.I)
NEGATIVE = re.compile(r"\b(not|except|never)\b")
ABSOLUTE = re.compile(r"\b(always|never|all patients|no patient)\b", re.I)


SORTED = ("matching", "extended-matching", "ordering")
"""Kinds of questions where every option has its place, and none is wrong."""


def item_writing(kb: KnowledgeBase, files: Where) -> Iterator[Fault]:
    """Known flaws of test items, and keys that the knowledge base no longer bears out."""
    stems = Counter(question.stem for question in kb.questions.values())
    for question in kb.questions.values():
        place = _Place(files, question)
        for index, problem in failures(kb, question):
            yield place(f"proof.{index}", problem)
        if not question.proof and question.script is None:
            yield place("proof", "is empty; tie the key to the facts that prove it")
        if not question.sources:
            yield place("sources", "is empty; a verdict shows its source")
        if stems[question.stem] > 1:
            yield place("stem", "stands in another question too")
        yield from _keyed(question, place)
        texts = [option.text.strip().casefold() for option in question.options]
        if len(set(texts)) != len(texts):
            yield place("options", "two options say the same")
        for i, option in enumerate(question.options):
            if question.kind in SORTED:
                continue
            if not option.right and not option.misconception:
                yield place(f"options.{i}.misconception", "is missing; name the mistaken idea")
            if CLOUDY.search(option.text):
                yield place(f"options.{i}.text", "'all/none of the above' tests logic, not knowledge")
            if not option.right and ABSOLUTE.search(option.text):
                yield place(f"options.{i}.text", "an absolute word gives a wrong option away")
        if question.kind != "true-false" and NEGATIVE.search(question.stem.rpartition(". ")[2]):
            yield place("stem", "asks in the negative; ask for what is, or write NOT in capitals")
        if question.kind == "single":
            right = max((len(o.text) for o in question.options if o.right), default=0)
            wrong = max((len(o.text) for o in question.options if not o.right), default=right)
            if right > 1.6 * wrong + 10:
                yield place("options", "the right option is much the longest, which gives it away")


def _keyed(question: models.Question, place: _Place) -> Iterator[Fault]:
    right = sum(option.right for option in question.options)
    if question.kind == "numeric":
        answer = question.answer
        if answer is None or question.options:
            yield place("answer", "a numeric question has an answer and no options")
        elif not answer.low <= answer.value <= answer.high:
            yield place("answer.value", f"{answer.value:g} is outside its own range")
        if not any("is-answer" in proof for proof in question.proof):
            yield place("proof", "a numeric key needs a proof with is-answer")
        return
    if question.answer is not None:
        yield place("answer", "belongs to numeric questions only")
    if (question.kind == "script-concordance") != (question.script is not None):
        yield place("script", "is needed for script-concordance, and for nothing else")
    if question.script is not None:
        if question.options:
            yield place("options", "the scale of a script-concordance question is fixed")
        return
    if question.kind in SORTED:
        yield from _sorted(question, place)
        return
    if question.prompts:
        yield place("prompts", "belong to matching and extended-matching questions")
    if question.kind == "hotspot":
        if question.picture is None:
            yield place("picture", "is missing; a hotspot question needs one")
        for i, option in enumerate(question.options):
            if not option.at:
                yield place(f"options.{i}.at", "is missing; name the form in the picture")
    elif any(option.at for option in question.options):
        yield place("options", "at belongs to hotspot questions only")
    if not 3 <= len(question.options) <= 7:
        yield place("options", f"{len(question.options)} options; three to seven are needed")
    if question.kind == "several":
        if not 1 <= right < len(question.options):
            yield place("options", f"{right} of {len(question.options)} are right; some but not all must be")
    elif right != 1:
        yield place("options", f"{right} options are right; exactly one must be")
    if (question.kind == "true-false") != (question.truth is not None):
        yield place("truth", "is needed for true-false, and for nothing else")


def _sorted(question: models.Question, place: _Place) -> Iterator[Fault]:
    if question.kind == "ordering":
        if not question.order or question.prompts:
            yield place("order", "an ordering question says from what to what, and has no prompts")
        if not 3 <= len(question.options) <= 8:
            yield place("options", f"{len(question.options)} to put in order; three to eight are needed")
        return
    keys = [option.key for option in question.options]
    if "" in keys or len(set(keys)) != len(keys):
        yield place("options", "every option needs a key of its own")
    wanted = [prompt.match for prompt in question.prompts]
    for i, key in enumerate(wanted):
        if key not in keys:
            yield place(f"prompts.{i}.match", f"there is no option '{key}'{nearest(key, keys)}")
    if not 2 <= len(wanted) <= 6:
        yield place("prompts", f"{len(wanted)} prompts; two to six are needed")
    if question.kind == "matching" and len(set(wanted)) != len(wanted):
        yield place("prompts", "an option is wanted twice; only extended-matching allows that")
    if not len(wanted) <= len(keys) <= 10:
        yield place("options", f"{len(keys)} options for {len(wanted)} prompts; as many or more, up to ten")


# ── What patients ask ────────────────────────────────────────────────────────────────────────


def patients_questions(kb: KnowledgeBase, files: Where) -> Iterator[Fault]:
    """Answers that rest on facts and sources, and that the knowledge base still bears out."""
    asked = Counter(faq.question.casefold() for faq in kb.faq.values())
    for faq in kb.faq.values():
        place = _Place(files, faq)
        for index, problem in failures(kb, faq):
            yield place(f"proof.{index}", problem)
        for index, proof in enumerate(faq.proof):
            if re.search(r"\.(care|mimics|investigations)\.\d", str(proof.get("fact", ""))):
                yield place(
                    f"proof.{index}", "counts lines of a list, which may move; use {care: {cause, care}}"
                )
        for name in ("question", "answer", "red_flag", "proof", "sources"):
            if not getattr(faq, name):
                yield place(name, "is empty; an answer needs it")
        if asked[faq.question.casefold()] > 1:
            yield place("question", "is asked twice")


# ── Summary ──────────────────────────────────────────────────────────────────────────────────


def summary(kb: KnowledgeBase) -> str:
    """Size of the knowledge base, and the share of published, derived and estimated numbers."""
    bases = Counter(
        inner.basis for record in _records(kb) for _, inner in walk(record) if hasattr(inner, "basis")
    )
    total = sum(bases.values())
    shares = (
        ", ".join(
            f"{basis} {bases[basis]} ({bases[basis] / total:.0%})"
            for basis in ("published", "derived", "estimate")
        )
        if total
        else "none"
    )
    return (
        f"{len(kb.causes)} causes, {len(kb.findings)} findings, {len(kb.questions)} questions, "
        f"{len(kb.cases)} cases, {len(kb.sources)} sources. Numbers: {shares}."
    )
