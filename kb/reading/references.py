"""What a knowledge base needs to load: ids that resolve, states that exist, numbers that say where from."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from ..errors import Fault, nearest
from ..records import (
    CYST_FIGURES,
    PHASES,
    SETTINGS,
    Cause,
    Condition,
    Distribution,
    Finding,
    KnowledgeBase,
    walk,
)

Where = Mapping[tuple[type, str], tuple[str, str]]


def references(kb: KnowledgeBase, files: Where) -> list[Fault]:
    """Ids that resolve, states that exist, probabilities that add up, numbers that say where from."""
    return [*_ids(kb, files), *_sources(kb, files), *_numbers(kb, files)]


def records_of(kb: KnowledgeBase) -> Iterator[Any]:
    for mapping in (
        kb.causes, kb.findings, kb.spared, kb.groups, kb.structures, kb.segments, kb.forms, kb.levels,
        kb.charts, kb.pain_sites, kb.deficits, kb.lesions,
        kb.gauges, kb.provocations, kb.cysts, kb.rules.scores, kb.rules.red_flags,
        kb.rules.choices, kb.rules.recovery, kb.rules.thresholds, kb.care, kb.lessons, kb.questions, kb.faq,
        kb.cases,
    ):  # fmt: skip
        yield from mapping.values()


class Place:
    """Makes faults for one record."""

    def __init__(self, files: Where, record: Any):
        self.file, self.path = files[type(record), record.id]

    def __call__(self, path: str, problem: str) -> Fault:
        return Fault(self.file, f"{self.path}.{path}".strip("."), problem)


def _ids(kb: KnowledgeBase, files: Where) -> Iterator[Fault]:
    families = {cause.family for cause in kb.causes.values() if cause.family}

    def missing(place: Place, path: str, kind: str, key: str, known) -> Iterator[Fault]:
        if key not in known:
            yield place(path, f"there is no {kind} '{key}'{nearest(key, known)}")

    def states(place: Place, path: str, given: Mapping[str, Any]) -> Iterator[Fault]:
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
        place = Place(files, cause)
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
        for setting in SETTINGS:
            if setting not in cause.weights:
                yield place(f"weights.{setting}", "is missing")
    system: dict[str, str] = {}
    for spared in kb.spared.values():
        place = Place(files, spared)
        for key, distribution in spared.findings.items():
            yield from states(place, "findings", {key: tuple(distribution.p)})
            if system.setdefault(key, spared.id) != spared.id:
                yield place(f"findings.{key}", f"stands in '{system[key]}' already")
    owner: dict[str, str] = {}
    for group in kb.groups.values():
        place = Place(files, group)
        for i, key in enumerate(group.findings):
            yield from missing(place, f"findings.{i}", "finding", key, kb.findings)
            if owner.setdefault(key, group.id) != group.id:
                yield place(f"findings.{i}", f"'{key}' is in group '{owner[key]}' already")
    for finding in kb.findings.values():
        place = Place(files, finding)
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
            yield Place(files, band)("bounds", "must cover the ages 0 to 120 without a gap, state by state")
    if "money-and-harm" not in kb.rules.thresholds:
        yield Fault("kb/content/rules/thresholds.yaml", "money-and-harm", "is missing; costs need it")
    else:
        place = Place(files, kb.rules.thresholds["money-and-harm"])
        wanted = [*(f"money-{i}" for i in range(1, 5)), *(f"harm-{i}" for i in range(1, 4))]
        for key in wanted:
            if key not in kb.rules.thresholds["money-and-harm"].figures:
                yield place(f"figures.{key}", "is missing")
    for record in (*kb.rules.scores.values(), *kb.rules.red_flags.values()):
        place = Place(files, record)
        for path, inner in walk(record):
            if isinstance(inner, Condition):
                yield from states(place, f"{path}.all_of", inner.all_of)
                yield from states(place, f"{path}.any_of", inner.any_of)
                if not inner.all_of and not inner.any_of:
                    yield place(path, "holds nothing to look for")
    for site in kb.pain_sites.values():
        yield from states(Place(files, site), "means", site.means)
    for record in (*kb.pain_sites.values(), *kb.deficits.values()):
        for i, area in enumerate(record.areas):
            yield from missing(Place(files, record), f"areas.{i}.chart", "body chart", area.chart, kb.charts)
    for deficit in kb.deficits.values():
        place = Place(files, deficit)
        for i, key in enumerate(deficit.muscles):
            yield from missing(place, f"muscles.{i}", "structure", key, kb.structures)
        if deficit.nerve:
            yield from missing(place, "nerve", "structure", deficit.nerve, kb.structures)
        if deficit.finding:
            yield from missing(place, "finding", "finding", deficit.finding, kb.findings)
    for lesion in kb.lesions.values():
        place = Place(files, lesion)
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
            Place(files, score), "target", "cause or family", score.target, {*kb.causes, *families}
        )
        for i, model in enumerate(score.models):
            bounds = [band.up_to for band in model.strata] or [0.0]
            inner = [bound for bound in bounds[:-1] if bound is not None]
            if bounds[-1] is not None or len(inner) != len(bounds) - 1 or inner != sorted(inner):
                yield Place(files, score)(
                    f"models.{i}.strata", "must rise by up_to, and only the last band has none"
                )
    for flag in kb.rules.red_flags.values():
        for i, key in enumerate(flag.fears):
            yield from missing(Place(files, flag), f"fears.{i}", "cause", key, kb.causes)
    for choice in kb.rules.choices.values():
        place = Place(files, choice)
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
        place = Place(files, plan)
        yield from missing(place, "", "cause", plan.id, kb.causes)
        known = kb.causes[plan.id].figures if plan.id in kb.causes else {}
        for i, key in enumerate(plan.figures):
            yield from missing(place, f"figures.{i}", "figure of the cause", key, known)
        if tuple(phase.load for phase in plan.phases) != PHASES:
            yield place("phases", f"must be {', '.join(PHASES)}, in this order")
        day = 0.0
        for i, phase in enumerate(plan.phases):
            if phase.days.low != day or phase.days.high <= day:
                yield place(f"phases.{i}.days", f"must begin on day {day:g} and end later")
            day = phase.days.high
        for i, stop in enumerate(plan.stops):
            if stop.fears:
                yield from missing(place, f"stops.{i}.fears", "cause", stop.fears, kb.causes)
    for gauge in kb.gauges.values():
        place = Place(files, gauge)
        for i, key in enumerate(gauge.forms):
            yield from missing(place, f"forms.{i}", "form", key, kb.forms)
        needed = {"muscle": ("optimum", "tendon", "pennation", "force"), "nerve": (), "artery": ()}
        ends = () if gauge.kind == "artery" else ("shortest", "longest")
        for name in (*needed[gauge.kind], *ends):
            if getattr(gauge, name) is None:
                yield place(name, f"is missing; a {gauge.kind} needs it")
    for test in kb.provocations.values():
        place = Place(files, test)
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
        place = Place(files, model)
        yield from missing(place, "structure", "structure", model.structure, kb.structures)
        yield from missing(place, "sign", "finding", model.sign, kb.findings)
        for name in ("whole", "burst", "mimics"):
            yield from missing(place, name, "cause", getattr(model, name), kb.causes)
        for key in sorted(CYST_FIGURES - model.figures.keys()):
            yield place(f"figures.{key}", "is missing; the model needs it")
        for key, figure in model.figures.items():
            yield from missing(place, "figures", "number of the model", key, CYST_FIGURES)
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
        place = Place(files, question)
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
        place = Place(files, case)
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
            yield Place(files, source)("URL", f"'{source.URL}' does not begin with https:// or http://")
    for record in records_of(kb):
        place = Place(files, record)
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
    for record in records_of(kb):
        place = Place(files, record)
        for path, inner in walk(record):
            basis = getattr(inner, "basis", None)
            if basis and basis != "estimate" and not inner.source:
                yield place(f"{path}.source".strip("."), f"a {basis} number needs its source")
            if basis == "derived" and not getattr(inner, "how", "-"):
                yield place(f"{path}.how".strip("."), "a derived number says how it was computed")
            if isinstance(inner, Distribution):
                finding = kb.findings.get(path.rpartition(".")[2]) or (
                    record if isinstance(record, Finding) else None
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
        if isinstance(record, Cause):
            low, high = record.test_threshold.value, record.treatment_threshold.value
            if not 0 <= low < high <= 1:
                yield place("test_threshold", f"{low:g} must be below the treatment threshold {high:g}")
            for setting, weight in record.weights.items():
                if weight.value <= 0:
                    yield place(f"weights.{setting}.value", f"{weight.value:g} must be above 0")
