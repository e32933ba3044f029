"""A short way through an encounter that is safe: history, then examination, then test."""

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass

from ..reasoning.differential import Differential, differential, family
from ..reasoning.information import cost
from ..reasoning.likelihood import tables_of
from ..reasoning.triage import feared, holds, triage
from ..records import Cause, KnowledgeBase
from .encounter import KINDS, Encounter, begin
from .people import Patient

SURE_ENOUGH = 0.8
"""A safe path must leave the truth at least this likely."""
PATH_STEPS = 3
"""Questions and examinations beyond those that every safe path must have."""
PATH_CANDIDATES = 16
EXACT_LOOKS = 500
"""Pathways that are looked at exactly, the cheapest first: a debrief is there within a second."""
TELLING = 2
"""Likelihood ratio from which an examination is said to decide, and a question to be worth its place."""
SETTLED = 0.95
"""Above this probability of the truth no further question is called missing."""


@dataclass(frozen=True, slots=True)
class Path:
    """A short way that would have been safe."""

    findings: tuple[str, ...]
    """In the order of a clinic: history, examination, tests."""
    cost: float
    """Minute-equivalents."""


def safe_path(kb: KnowledgeBase, state: Encounter) -> Path | None:
    """The cheapest clinical pathway after which the right thing would have been done.

    It asks, it examines, and only then tests. It contains the examination that decides in this patient, the
    test of choice of what the patient has and of every danger that history and examination leave open, and
    the tests that this patient's red flags call for. After it triage sends the patient to the right place,
    the true cause is about certain (`SURE_ENOUGH`), and no other must-not-miss cause is left open. None where
    no pathway with up to `PATH_STEPS` steps beyond the owed ones is all that.
    """
    patient = state.patient
    search = _Search(kb, patient)
    owed = search.owed()
    if owed is None:
        return None
    more = search.candidates(owed)
    queue = sorted(
        (math.fsum(search.price[key] for key in (*owed, *extra)), (*owed, *extra))
        for size in range(PATH_STEPS + 1)
        for extra in itertools.combinations(more, size)
    )
    promising = (line for line in queue if search.promising(line[1]))
    for total, chosen in itertools.islice(promising, EXACT_LOOKS):
        if search.safe(chosen):
            return Path(search.in_order(chosen), round(total, 1))
    return None


class _Search:
    """One patient's findings, priced, with what they say for the true cause."""

    def __init__(self, kb: KnowledgeBase, patient: Patient):
        self.kb, self.patient = kb, patient
        self.opening = dict(begin(kb, patient).revealed)
        self.members = family(kb, patient.cause)
        tables = tables_of(kb)
        self.places = tables.containing(self.members)
        self.kind = {
            key: action
            for key, finding in kb.findings.items()
            for action, kinds in KINDS.items()
            if finding.kind in kinds and key not in self.opening
        }
        self.ratios = {key: tables.ratios(((key, patient.findings[key]),)) for key in self.kind}
        self.price = {key: cost(kb, key) for key in self.kind}
        self.start = list(tables.priors(patient.setting))
        for unit in tables.units(self.opening):
            self.start = [p * q for p, q in zip(self.start, tables.ratios(unit), strict=True)]

        self.told: dict[str, float] = {}
        best = max((self.tells(key) for key, action in self.kind.items() if action == "ask"), default=0.0)
        self.worth_asking = min(TELLING, best)

    def owed(self) -> tuple[str, ...] | None:
        """What every safe path of this patient has; None where no examination decides."""
        deciding = self._deciding()
        if not deciding:
            return None
        tests = [key for key in (*self.of_choice(), *self._tests_of_red_flags()) if key in self.kind]
        return tuple(dict.fromkeys((*deciding, *self._signs_of_red_flags(), *tests)))

    def _deciding(self) -> list[str]:
        """Examinations by which the authors tell the true cause apart and that speak for it here.

        Of a dangerous cause all of its own, of another the most telling.
        """
        causes = self.kb.causes
        truth = causes[self.patient.cause]
        own = [line.finding for line in (*truth.investigations, *truth.mimics)]
        named = [m.finding for cause in causes.values() for m in cause.mimics if m.cause in self.members]
        feared_in = [f for f in self.kb.rules.red_flags.values() if set(f.fears) & set(self.members)]
        flagged = [key for flag in feared_in for key in (*flag.when.all_of, *flag.when.any_of)]
        for source in (own, named, flagged):
            signs = {key for key in source if self.kind.get(key) == "examine" and self.tells(key) >= TELLING}
            if signs:
                ordered = sorted(signs, key=lambda key: (-self.tells(key), key))
                return ordered if truth.must_not_miss and source is own else ordered[:1]
        return []

    def _signs_of_red_flags(self) -> list[str]:
        """Of each red flag that sends this patient where the cause belongs, the best answer and sign."""
        plain = self._plain(self.patient.findings)
        signs = []
        for flag in self.kb.rules.red_flags.values():
            fits = set(flag.fears) & set(self.members) and flag.disposition == self.patient.disposition
            if fits and holds(flag.when, plain):
                lines = {**flag.when.all_of, **flag.when.any_of}
                for action in ("ask", "examine"):
                    there = [key for key, wanted in lines.items() if self._is(action, key, wanted)]
                    signs += sorted(there, key=lambda key: (-self.tells(key), key))[:1]
        return signs

    def _is(self, action: str, key: str, wanted: str | tuple[str, ...]) -> bool:
        states = (wanted,) if isinstance(wanted, str) else wanted
        return self.kind.get(key) == action and self.patient.findings[key] in states

    def of_choice(self) -> tuple[str, ...]:
        """The test of choice of the true cause, where the diagnosis rests on one.

        In an emergency only the bedside is looked at: no picture may delay what must be done.
        """
        truth = self.kb.causes[self.patient.cause]
        if self.patient.disposition == "emergency":
            first = _first_test(self.kb, truth)
            return (first,) if first and self.kb.findings[first].kind == "bedside-test" else ()
        if truth.must_not_miss:
            first = _first_test(self.kb, truth)
            return (first,) if first else ()
        rests_on = truth.investigations[0].finding
        return (rests_on,) if self.kb.findings[rests_on].kind in KINDS["order"] else ()

    def _tests_of_red_flags(self) -> list[str]:
        """Definitive tests that this patient's red flags call for, whether or not anybody asks about them.

        A path that is cheap because it never looked at a red flag is not a safe one. What only a test
        would show does not count: nobody had to order that test.
        """
        owed: list[str] = []
        plain = self._plain(self.patient.findings)
        for flag in self.kb.rules.red_flags.values():
            if flag.unless and holds(flag.when, plain) and not set(flag.fears) & set(self.members):
                owed += [*flag.unless[0].all_of, *list(flag.unless[0].any_of)[:1]]
        return owed

    def tells(self, key: str) -> float:
        """Likelihood ratio of the patient's state for the true cause, against all others at the opening."""
        if key in self.told:
            return self.told[key]
        ratios = self.ratios[key]
        own = max(ratios[place] for place in self.places)
        others = [i for i in range(len(ratios)) if i not in self.places]
        mean = math.fsum(self.start[i] * ratios[i] for i in others)
        self.told[key] = own * math.fsum(self.start[i] for i in others) / max(mean, 1e-300)
        return self.told[key]

    def candidates(self, owed: tuple[str, ...]) -> list[str]:
        """What may come on top, the most telling for its price first, and the tests of near dangers."""
        view = differential(self.kb, self.opening, setting=self.patient.setting)
        tests = [_first_test(self.kb, cause) for cause in feared(view)]
        tests = [key for key in dict.fromkeys(tests) if key and key in self.kind and key not in owed]
        rest = [key for key, action in self.kind.items() if action != "order" and key not in owed]

        def worth(key: str) -> float:
            return -math.log(max(self.tells(key), 1e-9)) / math.sqrt(self.price[key])

        rest.sort(key=lambda key: (worth(key), key))
        asked = [key for key in rest if self.kind[key] == "ask"][: PATH_CANDIDATES // 2]
        looked = [key for key in rest if self.kind[key] == "examine"]
        tests = tests[:3]
        return [*asked, *looked[: PATH_CANDIDATES - len(asked) - len(tests)], *tests]

    def promising(self, chosen: tuple[str, ...]) -> bool:
        """The product without groups is quick, and tells which sets are worth an exact look."""
        if not any(self.kind[key] == "ask" and self.tells(key) >= self.worth_asking for key in chosen):
            return False
        weights = self.start
        for key in chosen:
            weights = [p * q for p, q in zip(weights, self.ratios[key], strict=True)]
        return math.fsum(weights[place] for place in self.places) >= 0.9 * SURE_ENOUGH * math.fsum(weights)

    def safe(self, chosen: tuple[str, ...]) -> bool:
        patient = self.patient
        known = self.opening | {key: patient.findings[key] for key in chosen}
        view = differential(self.kb, known, setting=patient.setting)
        if view.probability(patient.cause) < SURE_ENOUGH or self._others(view):
            return False
        if triage(view).disposition not in (patient.disposition, *patient.accept_dispositions):
            return False
        by_hand = differential(self.kb, self._plain(known), setting=patient.setting)
        tests = (_first_test(self.kb, cause) for cause in self._others(by_hand))
        return all(test is None or test in known for test in tests)

    def _others(self, view: Differential) -> list[Cause]:
        return [cause for cause in feared(view) if cause.id not in self.members]

    def _plain(self, known: Mapping[str, str]) -> dict[str, str]:
        return {key: v for key, v in known.items() if self.kb.findings[key].kind not in KINDS["order"]}

    def in_order(self, chosen: tuple[str, ...]) -> tuple[str, ...]:
        """As in a clinic, the most telling first among their like."""
        order = list(KINDS)
        return tuple(sorted(chosen, key=lambda key: (order.index(self.kind[key]), -self.tells(key))))


def _first_test(kb: KnowledgeBase, cause: Cause) -> str | None:
    """Its test of choice that is no examination."""
    tests = (line.finding for line in cause.investigations)
    return next((key for key in tests if kb.findings[key].kind in KINDS["order"]), None)
