"""What a finished encounter teaches: separate axes, the time line, and the path not taken. Pure."""

import math
from dataclasses import dataclass, replace

from ..errors import KneeError
from ..reasoning.differential import Differential, differential, family
from ..reasoning.information import NextStep, next_best
from ..reasoning.likelihood import likelihood_ratio
from ..reasoning.triage import WORDS, rank
from ..records import Cause, KnowledgeBase, Mimic
from ..wording import in_sentence, percent
from .course import course, first_act_in_words
from .encounter import Encounter, begin, replay, step
from .placing import Placing, headline, placing
from .safe_path import SETTLED, Path, safe_path
from .safety import Fault, safety_faults, safety_net, score
from .story import Treated, done_well, next_time, second, treatments

GRACE = 30
"""Minute-equivalents that nobody is blamed for."""
WORTH_ASKING = 0.05
"""Bits below which a question is not worth naming."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One side of the performance. Axes never trade off; there is no sum."""

    name: str
    score: float
    """0 to 1."""
    word: str
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """One step of the time line."""

    number: int
    label: str
    minute: float
    truth: float
    """The knowledge base's probability of the true cause (with its family)."""
    learner: float | None
    """The learner's, None before they gave any."""


@dataclass(frozen=True, slots=True)
class Debrief:
    """Everything the debrief shows."""

    headline: str
    safe: bool
    """False where safety is used up; nothing mends it."""
    well: tuple[str, ...]
    """What the learner did well."""
    danger: tuple[str, ...]
    """What could have cost life or limb, the gravest first."""
    next_time: tuple[str, ...]
    """What to do next time, the most urgent first."""
    treatments: tuple[Treated, ...]
    """What was given, and what should have been."""
    first_act: str
    """When help began, where that matters."""
    axes: tuple[Axis, ...]
    timeline: tuple[Moment, ...]
    best_question: NextStep | None
    """The most informative question per cost that was not asked."""
    best_at: int
    """The moment of the time line at which it should have been."""
    safe_path: Path | None
    """None where no clinical pathway of a few steps is safe."""
    mimic: Mimic | None
    """What it was, or is most often, mistaken for."""
    mimic_lr: float
    """How much likelier the separating state is in the truth than in the mimic."""
    mimic_state: str
    placed: Placing
    truth: Cause
    lesson_learnt: str
    sources: tuple[str, ...]


def debrief(kb: KnowledgeBase, state: Encounter) -> Debrief:
    """Look back on a finished encounter.

    Raises:
        KneeError: if it is not finished.
    """
    if state.committed is None:
        raise KneeError("decide first: diagnosis, disposition and what to watch for")
    patient = state.patient
    truth = kb.causes[patient.cause]
    members = family(kb, truth.id)
    view = differential(kb, state.revealed, setting=patient.setting)
    placed, clock = placing(kb, state), course(kb, state)
    path = safe_path(kb, state)
    faults = safety_faults(kb, state, view, placed, clock)
    moments = timeline(kb, state)
    acted = _acted(state)
    best = _best_question(kb, state, acted)
    treated = treatments(kb, state, view, clock)
    safety = _safety(kb, state, faults)
    axes = (
        safety,
        _diagnosis(kb, state, members),
        _disposition(placed),
        _economy(kb, state, path, safe=safety.score > 0),
        _thoroughness(kb, state, view),
    )
    mimic, state_of_mimic, mimic_lr = _mimic(kb, state, truth, members)
    return Debrief(
        headline=headline(kb, state, placed),
        safe=safety.score > 0,
        axes=axes,
        well=done_well(kb, state, placed, treated, [moment.truth for moment in moments]),
        danger=tuple(text for _, text in faults),
        next_time=next_time(kb, state, placed, treated, clock, best),
        treatments=treated,
        first_act=first_act_in_words(kb, clock) if _urgent(kb, state) else "",
        timeline=moments,
        best_question=best,
        best_at=acted,
        safe_path=path,
        mimic=mimic,
        mimic_lr=mimic_lr,
        mimic_state=state_of_mimic,
        placed=placed,
        truth=truth,
        lesson_learnt=patient.lesson_learnt or truth.mechanism,
        sources=tuple(dict.fromkeys((*patient.sources, *truth.sources))),
    )


def _urgent(kb: KnowledgeBase, state: Encounter) -> bool:
    """Whether it matters when help began: a dangerous cause, or a patient who belongs at once."""
    return kb.causes[state.patient.cause].must_not_miss or state.patient.disposition == "emergency"


def timeline(kb: KnowledgeBase, state: Encounter) -> tuple[Moment, ...]:
    """Probability of the truth after each action, the knowledge base's and the learner's."""
    members = family(kb, state.patient.cause)
    now = begin(kb, state.patient)
    moments = [_moment(kb, now, members, 0, "Opening")]
    for number, action in enumerate(state.actions, 1):
        if action.kind == "commit":
            label = "Decision"
        elif action.kind == "rank":
            label = "Your differential"
        elif action.subject in kb.findings:
            label = kb.findings[action.subject].label
        elif action.subject in kb.care:
            label = kb.care[action.subject].name
        else:
            label = "Waiting"
        now, _ = step(kb, now, action)
        moments.append(_moment(kb, now, members, number, label))
    return tuple(moments)


def _moment(kb: KnowledgeBase, state: Encounter, members: tuple[str, ...], number: int, label: str) -> Moment:
    view = differential(kb, state.revealed, setting=state.patient.setting)
    learner = None
    if state.committed:
        hit = state.committed["diagnosis"] in members
        learner = (state.committed["confidence"] if hit else _share(state, members)) / 100
    elif state.ranking:
        learner = _share(state, members) / 100
    return Moment(number, label, state.minutes, view.probability(members[0]), learner)


def _share(state: Encounter, members: tuple[str, ...]) -> float:
    return math.fsum(state.ranking.get(member, 0.0) for member in members)


def _acted(state: Encounter) -> int:
    """How many steps were taken before the learner first treated or decided."""
    return next(i for i, action in enumerate(state.actions) if action.kind in ("treat", "commit"))


def _best_question(kb: KnowledgeBase, state: Encounter, acted: int) -> NextStep | None:
    """The most informative finding per cost at the moment before the learner acted or decided."""
    then = replay(kb, state.patient, state.actions[:acted])
    setting = state.patient.setting
    view = differential(kb, then.revealed, setting=setting)
    if view.probability(state.patient.cause) > SETTLED:
        return None
    for one in next_best(kb, then.revealed, setting=setting):
        if one.information > WORTH_ASKING and one.finding not in state.revealed:
            return one
    return None


def _safety(kb: KnowledgeBase, state: Encounter, faults: list[Fault]) -> Axis:
    left = score(faults)
    word = "Safe" if not faults else "Gaps" if left > 0 else "Unsafe"
    warned = set(safety_net(kb, kb.causes[state.patient.cause])) & set(state.care)
    well = "Nothing dangerous was overlooked" + (
        ", and the patient knows what to watch for." if warned else "."
    )
    return Axis("Safety", left, word, tuple(text for _, text in faults) or (well,))


def _diagnosis(kb: KnowledgeBase, state: Encounter, members: tuple[str, ...]) -> Axis:
    """Quadratic score of the stated confidence (Brier, Mon Weather Rev 1950;78:1-3), from 0 to 1.

    Right earns at least a half and wrong at most a half, which keeps the rule proper: a learner
    expects most by stating what they believe. Of two true causes the less grave one alone earns a half.
    """
    assert state.committed is not None
    hit = state.committed["diagnosis"] in members
    half = not hit and state.committed["diagnosis"] in second(kb, state)
    p = state.committed["confidence"] / 100
    score = 1 - (1 - p) ** 2 / 2 if hit else (1 - p**2) / 2
    name = in_sentence(kb.causes[state.patient.cause].name)
    if state.patient.also:
        name += f", together with {in_sentence(kb.causes[state.patient.also].name)}"
    ordered = list(state.ranking)
    place = next((i for i, key in enumerate(ordered, 1) if key in members), None)
    where = f" It stood at place {place} of your differential." if place else ""
    if hit:
        detail = f"It was {name}, and you were {percent(p)} sure.{where}"
        word = "Right"
    elif half:
        score, word = 0.5, "One of two"
        detail = f"It was {name}; you named only the second.{where}"
    else:
        said = in_sentence(kb.causes[state.committed["diagnosis"]].name)
        detail = f"It was {name}; you said {said}, {percent(p)} sure.{where}"
        word = "Not right, and you were sure" if p >= 0.7 else "Not right"
    return Axis("Diagnosis", score, word, (detail,))


def _disposition(placed: Placing) -> Axis:
    chosen, asked = WORDS[placed.chosen], WORDS[placed.called_for]
    if placed.unlooked:
        wanted = WORDS[placed.unlooked.disposition]
        detail = f"You chose {chosen}; a history and an examination would have asked for {wanted}."
        return Axis("Disposition", 0.4, "Not looked at", (detail,))
    if placed.verdict == "right":
        return Axis("Disposition", 1.0, "Right", (f"{chosen.capitalize()} was right.",))
    off = abs(rank(placed.chosen) - rank(placed.called_for))
    points = max(0.0, (1 - 0.35 * off) if placed.verdict == "over-triage" else 0.4 - 0.2 * off)
    detail = f"You chose {chosen}; what was known asked for {asked}."
    return Axis("Disposition", points, placed.verdict.capitalize(), (detail,))


def _economy(kb: KnowledgeBase, state: Encounter, path: Path | None, *, safe: bool) -> Axis:
    care = math.fsum(
        kb.care[action.subject].minutes for action in state.actions if action.kind in ("treat", "advise")
    )
    used = state.minutes + state.money - care
    spent = f"You used {state.minutes:g} minutes, and tests worth {state.money:g} points."
    if not safe:
        return Axis("Economy", 0.0, "Not counted", (spent, "What is unsafe is never cheap."))
    if path is None:
        return Axis("Economy", 1.0, "No yardstick", (spent, "No short path was safe here."))
    score = min(1.0, (path.cost + GRACE) / (used + GRACE))
    word = "Lean" if score >= 0.75 else "Fair" if score >= 0.4 else "Costly"
    yardstick = f"The short safe path below costs {path.cost:g} points, time included."
    return Axis("Economy", score, word, (spent, yardstick))


def _thoroughness(kb: KnowledgeBase, state: Encounter, view: Differential) -> Axis:
    """How far from the opening's judgement to that with everything known (Kullback–Leibler)."""
    setting = state.patient.setting
    start = differential(kb, begin(kb, state.patient).revealed, setting=setting)
    full = differential(kb, state.truth, setting=setting)
    whole = _divergence(full, start)
    score = 1.0 if whole < 1e-6 else min(1.0, max(0.0, 1 - _divergence(full, view) / whole))
    word = "Thorough" if score >= 0.75 else "Partial" if score >= 0.4 else "Thin"
    detail = f"You covered {100 * score:.0f} % of the way to what could be known."
    return Axis("Thoroughness", score, word, (detail,))


def _divergence(full: Differential, now: Differential) -> float:
    return math.fsum(
        p * math.log2(p / max(q, 1e-300)) for p, q in zip(full.posterior, now.posterior, strict=True) if p > 0
    )


def _mimic(
    kb: KnowledgeBase, state: Encounter, truth: Cause, members: tuple[str, ...]
) -> tuple[Mimic | None, str, float]:
    """What it was or might have been mistaken for, and a finding of this patient that separates."""
    assert state.committed is not None
    diagnosis = state.committed["diagnosis"]
    mimic = next((m for m in truth.mimics if m.cause == diagnosis), None)
    if mimic is None and diagnosis not in members:
        back = next((m for m in kb.causes[diagnosis].mimics if m.cause in members), None)
        mimic = replace(back, cause=diagnosis) if back else None
    if mimic is None:
        mimic = next((m for m in truth.mimics if m.cause not in members), None)
    if mimic is None:
        return None, "", 1.0
    other = mimic.cause

    def speaks(finding: str) -> float:
        return likelihood_ratio(kb, finding, state.truth[finding], truth.id, other)

    if speaks(mimic.finding) < 2:
        keys = [key for key, finding in kb.findings.items() if finding.kind != "person"]
        mimic = replace(mimic, finding=max(keys, key=speaks), says="")
    return mimic, state.truth[mimic.finding], speaks(mimic.finding)
