"""What a finished encounter teaches: separate axes, the time line, and the path not taken. Pure."""

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from .disposition import WORDS, compare, feared, holds, red_flags, triage
from .disposition import rank as disposition_rank
from .encounter import KINDS, Encounter, replay
from .errors import KneeError
from .loader import load
from .models import Cause, KnowledgeBase, Mimic
from .reasoning import (
    Differential,
    NextStep,
    cost,
    differential,
    family,
    likelihood_ratio,
    next_best,
    tables_of,
)
from .wording import in_sentence, percent

SURE_ENOUGH = 0.8
"""A safe path must leave the truth at least this likely."""
PATH_STEPS = 4
PATH_CANDIDATES = 16
GRACE = 30
"""Minute-equivalents that nobody is blamed for."""
SETTLED = 0.95
"""Above this probability of the truth no further question is called missing."""
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
class Path:
    """A short way that would have been safe."""

    findings: tuple[str, ...]
    cost: float
    """Minute-equivalents."""


@dataclass(frozen=True, slots=True)
class Debrief:
    """Everything the debrief shows."""

    headline: str
    safe: bool
    """False where a must-not-miss cause was missed or the patient sent too low; nothing mends it."""
    axes: tuple[Axis, ...]
    timeline: tuple[Moment, ...]
    best_question: NextStep | None
    """The most informative question per cost that was not asked."""
    cheapest_path: Path | None
    """None where no path of a few steps is safe."""
    mimic: Mimic | None
    """What it was, or is most often, mistaken for."""
    mimic_lr: float
    """How much likelier the separating state is in the truth than in the mimic."""
    mimic_state: str
    disposition: str
    truth: Cause
    lesson_learnt: str
    sources: tuple[str, ...]


def debrief(state: Encounter, *, kb: KnowledgeBase | None = None) -> Debrief:
    """Look back on a finished encounter.

    Raises:
        KneeError: if it is not finished.
    """
    kb = kb or load()
    if state.committed is None:
        raise KneeError("decide first: diagnosis, disposition and what to watch for")
    patient, committed = state.patient, state.committed
    truth = kb.causes[patient.cause]
    members = family(kb, truth.id)
    setting = patient.setting
    view = differential(state.revealed, setting=setting, kb=kb)
    right = (patient.disposition, *patient.accept_dispositions)
    lowest = min(right, key=disposition_rank)
    chosen = committed["disposition"]
    under = disposition_rank(chosen) < disposition_rank(lowest)
    path = cheapest_safe_path(state, kb=kb)

    safety = _safety(kb, state, view, under)
    axes = (
        safety,
        _diagnosis(kb, state, members),
        _disposition(chosen, right),
        _economy(kb, state, path, safe=safety.score > 0),
        _thoroughness(kb, state, view),
    )
    mimic, state_of_mimic, mimic_lr = _mimic(kb, state, truth, members)
    return Debrief(
        headline=headline(state, kb=kb),
        safe=safety.score > 0,
        axes=axes,
        timeline=timeline(state, kb=kb),
        best_question=_best_question(kb, state),
        cheapest_path=path,
        mimic=mimic,
        mimic_lr=mimic_lr,
        mimic_state=state_of_mimic,
        disposition=patient.disposition,
        truth=truth,
        lesson_learnt=patient.lesson_learnt or truth.mechanism,
        sources=tuple(dict.fromkeys((*patient.sources, *truth.sources))),
    )


def timeline(state: Encounter, *, kb: KnowledgeBase | None = None) -> tuple[Moment, ...]:
    """Probability of the truth after each action, the knowledge base's and the learner's."""
    kb = kb or load()
    members = family(kb, state.patient.cause)
    now = replay(state.patient, (), kb=kb)
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
        now = replay(state.patient, state.actions[:number], kb=kb)
        moments.append(_moment(kb, now, members, number, label))
    return tuple(moments)


def _moment(kb: KnowledgeBase, state: Encounter, members: tuple[str, ...], number: int, label: str) -> Moment:
    view = differential(state.revealed, setting=state.patient.setting, kb=kb)
    learner = None
    if state.committed:
        hit = state.committed["diagnosis"] in members
        learner = (state.committed["confidence"] if hit else _share(state, members)) / 100
    elif state.ranking:
        learner = _share(state, members) / 100
    return Moment(number, label, state.minutes, view.probability(members[0]), learner)


def _share(state: Encounter, members: tuple[str, ...]) -> float:
    return math.fsum(state.ranking.get(member, 0.0) for member in members)


def headline(state: Encounter, *, kb: KnowledgeBase | None = None) -> str:
    """The one sentence that matters most about a finished encounter."""
    kb = kb or load()
    patient, truth = state.patient, kb.causes[state.patient.cause]
    assert state.committed is not None
    chosen = state.committed["disposition"]
    right = (patient.disposition, *patient.accept_dispositions)
    p = differential(state.revealed, setting=patient.setting, kb=kb).probability(truth.id)
    name = truth.family.replace("-", " ") or in_sentence(truth.name)
    known = f"On what was known, the probability of {name} was {percent(p)}."
    if chosen in right:
        return f"You chose {WORDS[chosen]}, the right place. {known}"  # type: ignore[index]
    if disposition_rank(chosen) < min(map(disposition_rank, right)):
        return f"This patient needed {WORDS[right[0]]}, and you chose {WORDS[chosen]}. {known}"  # type: ignore[index]
    return f"You chose {WORDS[chosen]}; {WORDS[right[0]]} was enough. {known}"  # type: ignore[index]


def _best_question(kb: KnowledgeBase, state: Encounter) -> NextStep | None:
    """The most informative finding per cost at the moment before the learner acted or decided."""
    acted = next(i for i, a in enumerate(state.actions) if a.kind in ("treat", "commit"))
    then = replay(state.patient, state.actions[:acted], kb=kb)
    setting = state.patient.setting
    view = differential(then.revealed, setting=setting, kb=kb)
    if view.probability(state.patient.cause) > SETTLED:
        return None
    for one in next_best(then.revealed, setting=setting, kb=kb):
        if one.information > WORTH_ASKING and one.finding not in state.revealed:
            return one
    return None


def _safety(kb: KnowledgeBase, state: Encounter, view: Differential, under: bool) -> Axis:
    truth = kb.causes[state.patient.cause]
    assert state.committed is not None
    chosen = state.committed["disposition"]
    considered = thought_of(state)
    faults: list[tuple[float, str]] = []
    if truth.must_not_miss:
        if not considered & set(family(kb, truth.id)):
            faults.append((1.0, f"{truth.name} must not be missed, and was never on your list."))
        if under:
            faults.append((1.0, f"{truth.name} was sent to {WORDS[chosen]}."))  # type: ignore[index]
    elif under:
        faults.append((0.25, "The patient was sent lower than this needs."))
    for flag in red_flags(kb, state.revealed):
        if disposition_rank(chosen) < disposition_rank(flag.disposition):
            faults.append((0.75, f"Red flag not acted on. {flag.text}"))
    for cause in feared(view):
        if considered & set(family(kb, cause.id)) or cause.id in family(kb, truth.id):
            continue
        if disposition_rank(chosen) < disposition_rank(cause.urgency):
            faults.append(
                (
                    0.25,
                    f"{cause.name} stood at {percent(view.probability(cause.id))} and was not thought of.",
                )
            )
    verdicts = {line.care: line for line in truth.care}
    for key in state.care:
        if key in verdicts and verdicts[key].verdict == "harmful":
            faults.append((0.5, f"{kb.care[key].name} does harm here: {verdicts[key].why}"))
    wanted = [
        line.care
        for line in truth.care
        if line.verdict == "indicated" and kb.care[line.care].kind == "advice"
    ]
    warned = any(key in state.care for key in wanted)
    if wanted and not warned:
        first = next((key for key in wanted if key.startswith("warn-")), wanted[0])
        faults.append((0.25, f"Safety net missing. {kb.care[first].what}"))
    score = max(0.0, 1 - math.fsum(weight for weight, _ in faults))
    word = "Safe" if not faults else "Gaps" if score > 0 else "Unsafe"
    return Axis(
        "Safety",
        score,
        word,
        tuple(text for _, text in sorted(faults, key=lambda f: -f[0]))
        or (
            "Nothing dangerous was overlooked"
            + (", and the patient knows what to watch for." if warned else "."),
        ),
    )


def thought_of(state: Encounter) -> set[str]:
    """Causes that were ever on the learner's list, with the diagnosis."""
    listed = {
        key
        for action in state.actions
        if action.kind == "rank"
        for key, percent in action.value.items()
        if percent > 0
    }
    return listed | ({state.committed["diagnosis"]} if state.committed else set())


def _diagnosis(kb: KnowledgeBase, state: Encounter, members: tuple[str, ...]) -> Axis:
    """Quadratic score of the stated confidence (Brier, Mon Weather Rev 1950;78:1-3), from 0 to 1.

    Right earns at least a half and wrong at most a half, which keeps the rule proper: a learner
    expects most by stating what they believe.
    """
    assert state.committed is not None
    hit = state.committed["diagnosis"] in members
    p = state.committed["confidence"] / 100
    score = 1 - (1 - p) ** 2 / 2 if hit else (1 - p**2) / 2
    name = in_sentence(kb.causes[state.patient.cause].name)
    ordered = list(state.ranking)
    place = next((i for i, key in enumerate(ordered, 1) if key in members), None)
    where = f" It stood at place {place} of your differential." if place else ""
    if hit:
        detail = f"It was {name}, and you were {percent(p)} sure.{where}"
        word = "Right"
    else:
        said = in_sentence(kb.causes[state.committed["diagnosis"]].name)
        detail = f"It was {name}; you said {said}, {percent(p)} sure.{where}"
        word = "Not right, and you were sure" if p >= 0.7 else "Not right"
    return Axis("Diagnosis", score, word, (detail,))


def _disposition(chosen: str, right: tuple[str, ...]) -> Axis:
    if chosen in right:
        return Axis("Disposition", 1.0, "Right", (f"{WORDS[chosen].capitalize()} was right.",))  # type: ignore[index]
    verdict = compare(chosen, right[0])
    off = abs(disposition_rank(chosen) - disposition_rank(right[0]))
    score = max(0.0, (1 - 0.35 * off) if verdict == "over-triage" else 0.4 - 0.2 * off)
    detail = f"You chose {WORDS[chosen]}; {WORDS[right[0]]} was right."  # type: ignore[index]
    return Axis("Disposition", score, verdict.capitalize(), (detail,))


def _economy(kb: KnowledgeBase, state: Encounter, path: Path | None, *, safe: bool) -> Axis:
    care = math.fsum(
        kb.care[action.subject].minutes for action in state.actions if action.kind in ("treat", "advise")
    )
    used = state.minutes + state.money - care
    spent = f"You used {state.minutes:g} minutes, and tests worth {state.money:g} points."
    if not safe:
        return Axis("Economy", 0.0, "Not counted", (spent, "What is unsafe is never cheap."))
    if path is None:
        return Axis("Economy", 1.0, "No yardstick", (spent, "No path of a few steps was safe here."))
    score = min(1.0, (path.cost + GRACE) / (used + GRACE))
    word = "Lean" if score >= 0.75 else "Fair" if score >= 0.4 else "Costly"
    yardstick = f"The cheapest safe path found costs {path.cost:g} points, time included."
    return Axis("Economy", score, word, (spent, yardstick))


def _thoroughness(kb: KnowledgeBase, state: Encounter, view: Differential) -> Axis:
    """How far from the opening's judgement to that with everything known (Kullback–Leibler)."""
    setting = state.patient.setting
    start = differential(replay(state.patient, (), kb=kb).revealed, setting=setting, kb=kb)
    full = differential(state.truth, setting=setting, kb=kb)
    whole = _divergence(full, start)
    score = 1.0 if whole < 1e-6 else min(1.0, max(0.0, 1 - _divergence(full, view) / whole))
    word = "Thorough" if score >= 0.75 else "Partial" if score >= 0.4 else "Thin"
    detail = f"You covered {100 * score:.0f} % of the way to what could be known."
    return Axis("Thoroughness", score, word, (detail,))


def _divergence(full: Differential, now: Differential) -> float:
    return math.fsum(
        h.probability * math.log2(h.probability / max(now.by_cause[h.cause].probability, 1e-300))
        for h in full.ranking
        if h.probability > 0
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


def cheapest_safe_path(state: Encounter, *, kb: KnowledgeBase | None = None) -> Path | None:
    """The cheapest set of findings after which the right thing would have been done.

    Safe means: triage on what is then known sends the patient to the right place, the true cause is
    about certain (`SURE_ENOUGH`), no other must-not-miss cause is left open, every red flag of this
    patient that fears another cause and that a test can answer is answered, and a must-not-miss truth
    is confirmed by a test of choice unless it is an emergency, where tests must not delay.
    Searched in order of cost: the tests owed to red flags with up to `PATH_STEPS` of the most telling
    findings of this patient.
    """
    kb = kb or load()
    patient = state.patient
    truth = kb.causes[patient.cause]
    opening = dict(replay(patient, (), kb=kb).revealed)
    members = family(kb, patient.cause)
    right = (patient.disposition, *patient.accept_dispositions)
    confirming = {line.finding for line in truth.investigations}
    confirm = truth.must_not_miss and patient.disposition != "emergency"
    tables = tables_of(kb)
    places = [tables.causes.index(member) for member in members]
    askable = {kind for kinds in KINDS.values() for kind in kinds}
    ratios = {
        key: tables.ratios(((key, patient.findings[key]),))
        for key, finding in kb.findings.items()
        if finding.kind in askable and key not in opening
    }
    price = {key: cost(kb, key) for key in ratios}

    def telling(key: str) -> float:
        own = max(ratios[key][place] for place in places)
        return math.log(max(own, 1e-9)) / math.sqrt(price[key])

    owed = [key for key in _owed(kb, patient.findings, members) if key in ratios]
    ranked = sorted(ratios.keys() - set(owed), key=lambda key: (-telling(key), key))
    tests = [key for key in ranked if key in confirming][:4]
    keys = tests + [key for key in ranked if key not in confirming][: PATH_CANDIDATES - len(tests)]
    queue = sorted(
        (math.fsum(price[key] for key in (*owed, *more)), (*owed, *more))
        for size in range(PATH_STEPS + 1)
        for more in itertools.combinations(keys, size)
        if not confirm or confirming.intersection((*owed, *more))
    )
    start = list(tables.priors(patient.setting))
    for unit in tables.units(opening):
        start = [p * q for p, q in zip(start, tables.ratios(unit), strict=True)]
    for total, chosen in queue:
        # The product without groups is quick, and tells which sets are worth an exact look.
        weights = start
        for key in chosen:
            weights = [p * q for p, q in zip(weights, ratios[key], strict=True)]
        if sum(weights[place] for place in places) < 0.9 * SURE_ENOUGH * sum(weights):
            continue
        known = opening | {key: patient.findings[key] for key in chosen}
        view = differential(known, setting=patient.setting, kb=kb)
        if view.probability(patient.cause) < SURE_ENOUGH:
            continue
        others = [cause for cause in feared(view) if cause.id not in members]
        if triage(view).disposition in right and not others:
            return Path(chosen, round(total, 1))
    return None


def _owed(kb: KnowledgeBase, truth: Mapping[str, str], members: tuple[str, ...]) -> list[str]:
    """Definitive tests that this patient's red flags call for, whether or not anybody asks about them.

    A path that is cheap because it never looked at a red flag is not a safe one. What only a test
    would show does not count: nobody had to order that test.
    """
    owed: dict[str, None] = {}
    plain = {key: state for key, state in truth.items() if kb.findings[key].kind not in KINDS["order"]}
    for flag in kb.rules.red_flags.values():
        if flag.unless and holds(flag.when, plain) and not set(flag.fears) & set(members):
            answers = [*flag.unless.all_of, *list(flag.unless.any_of)[:1]]
            owed |= dict.fromkeys(answers)
    return list(owed)
