"""The cheapest path through an encounter that is safe."""

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass

from ..reasoning.differential import differential, family
from ..reasoning.information import cost
from ..reasoning.likelihood import tables_of
from ..reasoning.triage import feared, holds, triage
from ..records import KnowledgeBase
from .encounter import KINDS, Encounter, replay

SURE_ENOUGH = 0.8
"""A safe path must leave the truth at least this likely."""
PATH_STEPS = 4
PATH_CANDIDATES = 16
SETTLED = 0.95
"""Above this probability of the truth no further question is called missing."""


@dataclass(frozen=True, slots=True)
class Path:
    """A short way that would have been safe."""

    findings: tuple[str, ...]
    cost: float
    """Minute-equivalents."""


def cheapest_safe_path(kb: KnowledgeBase, state: Encounter) -> Path | None:
    """The cheapest set of findings after which the right thing would have been done.

    Safe means: triage on what is then known sends the patient to the right place, the true cause is
    about certain (`SURE_ENOUGH`), no other must-not-miss cause is left open, every red flag of this
    patient that fears another cause and that a test can answer is answered, and a must-not-miss truth
    is confirmed by a test of choice unless it is an emergency, where tests must not delay.
    Searched in order of cost: the tests owed to red flags with up to `PATH_STEPS` of the most telling
    findings of this patient.
    """
    patient = state.patient
    truth = kb.causes[patient.cause]
    opening = dict(replay(kb, patient, ()).revealed)
    members = family(kb, patient.cause)
    right = (patient.disposition, *patient.accept_dispositions)
    confirming = {line.finding for line in truth.investigations}
    confirm = truth.must_not_miss and patient.disposition != "emergency"
    tables = tables_of(kb)
    places = tables.containing(members)
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
        view = differential(kb, known, setting=patient.setting)
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
            answers = [*flag.unless[0].all_of, *list(flag.unless[0].any_of)[:1]]
            owed |= dict.fromkeys(answers)
    return list(owed)
