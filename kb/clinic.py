"""A clinic of generated patients, and what a whole day of decisions shows that one does not. Pure."""

import hashlib
import math
import random
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from .debrief import headline, thought_of
from .disposition import Reason, compare, rank, red_flags
from .encounter import Encounter
from .errors import KneeError, nearest, shown
from .loader import ReadOnly, load
from .models import DISPOSITIONS, SETTINGS, Cause, Disposition, KnowledgeBase, Setting
from .patients import NAMES, OPENERS, Patient, authored, pick, sample_patient
from .reasoning import family, tables_of
from .wording import in_sentence

MOST = 10
"""Patients of a clinic; no sex has more names."""
ROUND = 6
PER_GROUP = 2
BINS = ((0, 20), (20, 40), (40, 60), (60, 80), (80, 100))
"""Per cent of stated confidence; each without its upper end, but the last."""
SENT = {
    "self-care": "sent home",
    "routine": "given a routine appointment",
    "same-day": "seen today and no sooner",
}
"""What became of a patient who was sent too low."""
COUNTS = ("None", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


@dataclass(frozen=True, slots=True)
class Seen:
    """One decided patient."""

    patient: Patient
    truth: Cause
    diagnosis: Cause
    confidence: float
    """0 to 1."""
    hit: bool
    """Whether the diagnosis was the truth, or of its family."""
    chosen: Disposition
    right: Disposition
    """Where the patient belonged; what was chosen, where that is right as well."""
    triage: Literal["right", "under-triage", "over-triage"]
    thought_of: bool
    """Whether the truth was ever on the learner's list."""
    flags: tuple[Reason, ...]
    """Red flags that were known and asked for more than was chosen."""
    headline: str
    minutes: float
    money: float

    @property
    def missed(self) -> bool:
        """A dangerous cause that was never thought of, or sent too low."""
        return self.truth.must_not_miss and (not self.thought_of or self.triage == "under-triage")


@dataclass(frozen=True, slots=True)
class Bin:
    """Decisions of like confidence."""

    low: int
    high: int
    """Per cent."""
    n: int
    said: float
    """Mean confidence, 0 to 1."""
    hits: int
    chance: tuple[float, float]
    """95 % interval of the share that is right; see `interval`."""


@dataclass(frozen=True, slots=True)
class Study:
    """What to take up again."""

    lesson: str | None
    """None where no lesson asks about these causes."""
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """What a number of decided patients show together."""

    headline: str
    seen: tuple[Seen, ...]
    bins: tuple[Bin, ...]
    """Without empty ones."""
    said: float
    """Mean confidence, 0 to 1."""
    hits: int
    chance: tuple[float, float]
    """As in `Bin`, over all."""
    brier: float
    """Mean squared distance of confidence from what came true (Brier, Mon Weather Rev 1950;78:1-3)."""
    matrix: Mapping[tuple[Disposition, Disposition], tuple[Seen, ...]]
    """(chosen, right) to patients; without empty cells."""
    under: tuple[Seen, ...]
    over: tuple[Seen, ...]
    missed: tuple[Seen, ...]
    """With a dangerous cause; see `Seen.missed`."""
    flagged: tuple[Seen, ...]
    """With a red flag not acted on."""
    study: tuple[Study, ...]
    minutes: float
    money: float

    @property
    def calibration(self) -> Literal["more sure than right", "less sure than right", "not told apart"]:
        """Whether confidence and success differ by more than chance explains."""
        if self.said > self.chance[1]:
            return "more sure than right"
        return "less sure than right" if self.said < self.chance[0] else "not told apart"


# ── The patients ─────────────────────────────────────────────────────────────────────────────


def waiting_list(
    n: int = ROUND,
    *,
    seed: int,
    setting: Setting = "primary-care",
    kb: KnowledgeBase | None = None,
) -> tuple[Patient, ...]:
    """The patients of a clinic, the same for the same seed and setting; a longer list begins like a shorter.

    True causes are drawn one after the other by their weight in the setting, with three bounds that
    make the mix teach: no diagnosis (with its family) comes twice; of any six in a row from the
    start, at most two are of one group; and one place of these six, at random, is kept for a cause that
    must not be missed. Others may be dangerous too, so that having found one is no reason to stop looking.

    Raises:
        KneeError: for an unknown setting, a seed that is no whole number, or an `n` beyond `MOST` or
            beyond what the knowledge base holds.
    """
    kb = kb or load()
    if isinstance(n, bool) or not isinstance(n, int) or not 1 <= n <= MOST:
        raise KneeError(f"n={shown(n)} is not a whole number from 1 to {MOST}")
    if isinstance(seed, bool) or not isinstance(seed, int):
        raise KneeError(f"seed {shown(seed, 40)} is not a whole number")
    drawn = _draw(kb, n, seed, setting)
    return tuple(_patient(kb, seed, setting, place, *one) for place, one in enumerate(drawn))


def _draw(kb: KnowledgeBase, n: int, seed: int, setting: Setting) -> list[tuple[str, int]]:
    """Cause and the patient's own seed, for every place."""
    tables = tables_of(kb)
    weights = dict(zip(tables.causes, tables.priors(setting), strict=True))
    draw = random.Random(f"clinic/{setting}/{seed}").random
    met: set[str] = set()
    drawn = []
    for place in range(n):
        if place % ROUND == 0:
            dangerous = place + int(draw() * ROUND)
            groups: Counter[str] = Counter()
        free = {
            key: p
            for key, p in weights.items()
            if p > 0 and key not in met and groups[kb.causes[key].group] < PER_GROUP
        }
        feared = {key: p for key, p in free.items() if kb.causes[key].must_not_miss}
        if not free:
            raise KneeError(f"only {place} patients are different enough for one clinic; ask for n={place}")
        cause = pick(feared if feared and place == dangerous else free, draw())
        met.update(family(kb, cause))
        groups[kb.causes[cause].group] += 1
        drawn.append((cause, int(draw() * 2**31)))
    return drawn


def _patient(
    kb: KnowledgeBase, seed: int, setting: Setting, place: int, cause: str, own_seed: int
) -> Patient:
    patient = sample_patient(cause, seed=own_seed, setting=setting, kb=kb)
    names = list(NAMES[patient.sex])
    random.Random(f"names/{setting}/{seed}").shuffle(names)
    # The key goes to the page and must not tell the cause. A patient whom a change of the content has
    # changed is another patient, of whom the record knows nothing.
    told = repr((patient.cause, sorted(patient.findings.items())))
    mark = hashlib.sha256(told.encode()).hexdigest()[:8]
    key = f"clinic-{setting}-{seed}-{place + 1}-{mark}"
    return replace(patient, key=key, name=names[place], who="from the waiting room")


def complaint(patient: Patient, *, kb: KnowledgeBase | None = None) -> str:
    """What the patient told at the desk, in a few words."""
    kb = kb or load()
    told = [
        kb.findings[key].lay for key in OPENERS if key in patient.known and patient.findings[key] == "present"
    ]
    return "; ".join([*told[:1], *map(in_sentence, told[1:])]) or "Something about the leg"


def patient_of(key: str, *, kb: KnowledgeBase | None = None) -> Patient:
    """The patient whom a record calls by this key: authored, generated or of a clinic.

    Raises:
        KneeError: if there is no such patient, or no longer.
    """
    kb = kb or load()
    settings = "|".join(SETTINGS)
    if key in kb.cases:
        return authored(key, kb=kb)
    if found := re.fullmatch(rf"generated-(.+)-({settings})-(-?\d{{1,40}})", key):
        cause, setting, seed = found.groups()
        return sample_patient(None if cause == "any" else cause, seed=int(seed), setting=setting, kb=kb)  # type: ignore[arg-type]
    if found := re.fullmatch(rf"clinic-({settings})-(-?\d{{1,40}})-(\d{{1,2}})-[0-9a-f]+", key):
        setting, seed, place = found[1], int(found[2]), int(found[3])
        if 1 <= place <= MOST:
            one = _draw(kb, place, seed, setting)[-1]  # type: ignore[arg-type]
            patient = _patient(kb, seed, setting, place - 1, *one)  # type: ignore[arg-type]
            if patient.key == key:
                return patient
    raise KneeError(f"no patient is called {shown(key)}{nearest(key, kb.cases)}")


def danger(setting: Setting, *, kb: KnowledgeBase | None = None) -> float:
    """Share of patients in the setting, not in a clinic, whose cause must not be missed."""
    tables = tables_of(kb or load())
    weights = zip(tables.causes, tables.priors(setting), strict=True)
    return math.fsum(p for key, p in weights if tables.kb.causes[key].must_not_miss)


# ── The day ──────────────────────────────────────────────────────────────────────────────────


def review(encounters: Iterable[Encounter], *, kb: KnowledgeBase | None = None) -> Review:
    """Look back on decided patients together.

    Raises:
        KneeError: if there are none, or one is not decided.
    """
    kb = kb or load()
    seen = tuple(_seen(kb, state) for state in encounters)
    if not seen:
        raise KneeError("decide about a patient first; a day without decisions shows nothing")
    n, hits = len(seen), sum(one.hit for one in seen)
    under = tuple(one for one in seen if one.triage == "under-triage")
    over = tuple(one for one in seen if one.triage == "over-triage")
    cells = {
        (chosen, right): tuple(one for one in seen if (one.chosen, one.right) == (chosen, right))
        for chosen in DISPOSITIONS
        for right in DISPOSITIONS
    }
    return Review(
        headline=_day(kb, seen),
        seen=seen,
        bins=_bins(seen),
        said=math.fsum(one.confidence for one in seen) / n,
        hits=hits,
        chance=interval(hits, n),
        brier=math.fsum((one.confidence - one.hit) ** 2 for one in seen) / n,
        matrix=ReadOnly({place: them for place, them in cells.items() if them}),
        under=under,
        over=over,
        missed=tuple(one for one in seen if one.missed),
        flagged=tuple(one for one in seen if one.flags),
        study=_study(kb, seen),
        minutes=math.fsum(one.minutes for one in seen),
        money=math.fsum(one.money for one in seen),
    )


def _seen(kb: KnowledgeBase, state: Encounter) -> Seen:
    if state.committed is None:
        raise KneeError(f"{state.patient.name} has not been decided about yet")
    patient, chosen = state.patient, state.committed["disposition"]
    members = family(kb, patient.cause)
    accepted = (patient.disposition, *patient.accept_dispositions)
    right = chosen if chosen in accepted else patient.disposition
    return Seen(
        patient=patient,
        truth=kb.causes[patient.cause],
        diagnosis=kb.causes[state.committed["diagnosis"]],
        confidence=state.committed["confidence"] / 100,
        hit=state.committed["diagnosis"] in members,
        chosen=chosen,
        right=right,
        triage=compare(chosen, right),
        thought_of=bool(thought_of(state) & set(members)),
        flags=tuple(f for f in red_flags(kb, state.revealed) if rank(chosen) < rank(f.disposition)),
        headline=headline(state, kb=kb),
        minutes=state.minutes,
        money=state.money,
    )


def interval(hits: int, n: int) -> tuple[float, float]:
    """95 % confidence interval of a share (Wilson, J Am Stat Assoc 1927;22:209-212)."""
    z = 1.959964
    share = hits / n
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * math.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def _bins(seen: Sequence[Seen]) -> tuple[Bin, ...]:
    bins = []
    for low, high in BINS:
        inside = [
            one for one in seen if low <= 100 * one.confidence < high or (high == 100 and one.confidence == 1)
        ]
        if inside:
            n, hits = len(inside), sum(one.hit for one in inside)
            said = math.fsum(one.confidence for one in inside) / n
            bins.append(Bin(low, high, n, said, hits, interval(hits, n)))
    return tuple(bins)


def counted(n: int) -> str:
    """A number at the head of a sentence: 'Three', '12'."""
    return COUNTS[n] if n < len(COUNTS) else str(n)


def _day(kb: KnowledgeBase, seen: Sequence[Seen]) -> str:
    """The sentence that matters most: what may cost life or limb first."""
    of = f"of {counted(len(seen)).lower()}"

    def some(them: Sequence[Seen]) -> str:
        if len(seen) == 1:
            return "The one patient was"
        return f"{counted(len(them))} {of} {'was' if len(them) == 1 else 'were'}"

    def names(them: Sequence[Seen]) -> str:
        return ", ".join(one.patient.name for one in them)

    left = [one for one in seen if one.missed and one.triage == "under-triage"]
    if len(left) == 1:
        (one,) = left
        return (
            f"{some(left)} {SENT[one.chosen]} with a dangerous cause: "
            f"{one.patient.name}, with {in_sentence(one.truth.name)}."
        )
    if left:
        them = "; ".join(
            f"{one.patient.name}, {SENT[one.chosen]} with {in_sentence(one.truth.name)}" for one in left
        )
        return f"{some(left)} sent too low with a dangerous cause: {them}."
    flagged = [one for one in seen if one.flags]
    if flagged:
        them = "; ".join(
            f"{one.patient.name} ({in_sentence(kb.rules.red_flags[one.flags[0].id].label)})"
            for one in flagged
        )
        return f"No dangerous cause was sent too low, but red flags were not acted on: {them}."
    unthought = [one for one in seen if one.missed]
    if unthought:
        them = "; ".join(f"{one.patient.name}, with {in_sentence(one.truth.name)}" for one in unthought)
        verb = "was" if len(unthought) == 1 else "were"
        return (
            f"Nobody was sent too low, but {counted(len(unthought)).lower()} {verb} never thought of: {them}."
        )
    under = [one for one in seen if one.triage == "under-triage"]
    if under:
        return (
            f"Nothing dangerous was left, but {some(under).lower()} sent lower than needed: {names(under)}."
        )
    over = [one for one in seen if one.triage == "over-triage"]
    if over:
        return f"Nobody was sent too low. {some(over)} sent higher than needed: {names(over)}."
    everyone = {1: "The one patient", 2: "Both"}.get(len(seen), f"All {counted(len(seen)).lower()}")
    return f"{everyone} went to the right place, and nothing dangerous was overlooked."


def calibration_in_words(result: Review) -> str:
    """Confidence against success, with what so few decisions can tell."""
    n, said = len(result.seen), f"{100 * result.said:.0f} %"
    low, high = (f"{100 * edge:.0f} %" for edge in result.chance)
    told = f"On average you were {said} sure, and right in {result.hits} of {n}."
    if result.calibration == "not told apart":
        return (
            f"{told} That says little: {n} {'decision' if n == 1 else 'decisions'} with {result.hits} right "
            f"would fit anyone who is right in {low} to {high} of all cases, and {said} lies between."
        )
    return (
        f"{told} You were {result.calibration}, by more than chance explains: {result.hits} of {n} would fit "
        f"being right in {low} to {high} of all cases."
    )


@lru_cache(maxsize=256)
def lesson_of(cause: str, *, kb: KnowledgeBase | None = None) -> str | None:
    """The lesson whose questions and cases deal most with the cause's chapter; None where there is none.

    The group 'other' is no chapter: there, only the cause itself counts.
    """
    kb = kb or load()
    group = kb.causes[cause].group
    chapter = {cause} if group == "other" else {key for key, c in kb.causes.items() if c.group == group}
    votes: Counter[str] = Counter()
    for lesson in kb.lessons:
        for key, question in kb.questions.items():
            if key.rsplit("-", 1)[0] == lesson:
                votes[lesson] += bool(chapter.intersection(_ids(question.proof, question.script)))
    votes.update(case.lesson for case in kb.cases.values() if case.cause in chapter)
    best = max(kb.lessons, key=lambda lesson: votes[lesson], default=None)
    return best if best and votes[best] else None


def _ids(*records: object) -> list[str]:
    return re.findall(r"[a-z][a-z0-9-]*", repr(records))


def _study(kb: KnowledgeBase, seen: Sequence[Seen]) -> tuple[Study, ...]:
    """Lessons of what was missed or taken for something else, the dangerous first."""
    wrong = [one for one in seen if one.missed or not one.hit or one.triage == "under-triage"]
    lessons: dict[str | None, dict[str, Cause]] = {}
    for one in sorted(wrong, key=lambda one: not one.missed):
        lessons.setdefault(lesson_of(one.truth.id, kb=kb), {})[one.truth.id] = one.truth
    return tuple(Study(lesson, tuple(causes.values())) for lesson, causes in lessons.items())
