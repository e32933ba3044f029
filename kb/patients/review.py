"""What a whole day of decisions shows that one does not. Pure."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache
from typing import Literal

from ..errors import KneeError
from ..reasoning.differential import family
from ..reasoning.triage import Reason, rank, red_flags
from ..records import DISPOSITIONS, Cause, Disposition, KnowledgeBase, ReadOnly
from ..wording import in_sentence
from .clinic import counted
from .encounter import Encounter
from .people import Patient
from .placing import Placing, headline, placing
from .safety import thought_of

BINS = ((0, 20), (20, 40), (40, 60), (60, 80), (80, 100))
"""Per cent of stated confidence; each without its upper end, but the last."""
SENT = {
    "self-care": "sent home",
    "routine": "given a routine appointment",
    "same-day": "seen today and no sooner",
}
"""What became of a patient who was sent too low."""


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
    placed: Placing
    """Where the patient was sent, judged by what was known then."""
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
        return self.truth.must_not_miss and (not self.thought_of or self.placed.left)


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
    """(chosen, asked for) to patients; without empty cells."""
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


def review(kb: KnowledgeBase, encounters: Iterable[Encounter]) -> Review:
    """Look back on decided patients together.

    Raises:
        KneeError: if there are none, or one is not decided.
    """
    seen = tuple(_seen(kb, state) for state in encounters)
    if not seen:
        raise KneeError("decide about a patient first; a day without decisions shows nothing")
    n, hits = len(seen), sum(one.hit for one in seen)
    under = tuple(one for one in seen if one.placed.triage == "under-triage")
    over = tuple(one for one in seen if one.placed.triage == "over-triage")
    cells = {
        (chosen, right): tuple(
            one for one in seen if (one.placed.chosen, one.placed.asked) == (chosen, right)
        )
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
    patient = state.patient
    members = family(kb, patient.cause)
    placed = placing(kb, state)
    return Seen(
        patient=patient,
        truth=kb.causes[patient.cause],
        diagnosis=kb.causes[state.committed["diagnosis"]],
        confidence=state.committed["confidence"] / 100,
        hit=state.committed["diagnosis"] in members,
        placed=placed,
        thought_of=bool(thought_of(state) & set(members)),
        flags=tuple(
            flag
            for flag in red_flags(kb, state.revealed)
            if placed.verdict == "under-triage" and rank(placed.chosen) < rank(flag.disposition)
        ),
        headline=headline(kb, state, placed),
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


def _day(kb: KnowledgeBase, seen: Sequence[Seen]) -> str:
    """The sentence that matters most: what may cost life or limb first."""
    of = f"of {counted(len(seen)).lower()}"

    def some(them: Sequence[Seen]) -> str:
        if len(seen) == 1:
            return "The one patient was"
        return f"{counted(len(them))} {of} {'was' if len(them) == 1 else 'were'}"

    def names(them: Sequence[Seen]) -> str:
        return ", ".join(one.patient.name for one in them)

    left = [one for one in seen if one.missed and one.placed.left]
    if len(left) == 1:
        (one,) = left
        return (
            f"{some(left)} {SENT[one.placed.chosen]} with a dangerous cause: "
            f"{one.patient.name}, with {in_sentence(one.truth.name)}."
        )
    if left:
        them = "; ".join(
            f"{one.patient.name}, {SENT[one.placed.chosen]} with {in_sentence(one.truth.name)}"
            for one in left
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
    under = [one for one in seen if one.placed.triage == "under-triage"]
    if under:
        return (
            f"Nothing dangerous was left, but {some(under).lower()} sent lower than what was known asked "
            f"for: {names(under)}."
        )
    over = [one for one in seen if one.placed.triage == "over-triage"]
    if over:
        return (
            f"Nobody was sent too low. {some(over)} sent higher than what was known asked for: {names(over)}."
        )
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
def lesson_of(kb: KnowledgeBase, cause: str) -> str | None:
    """The lesson whose questions and cases deal most with the cause's chapter; None where there is none.

    The group 'other' is no chapter: there, only the cause itself counts.
    """
    group = kb.causes[cause].group
    chapter = {cause} if group == "other" else {key for key, c in kb.causes.items() if c.group == group}
    votes: Counter[str] = Counter()
    for lesson in kb.lessons:
        for question in kb.questions.values():
            if question.lesson == lesson:
                votes[lesson] += bool(chapter.intersection(_named((question.proof, question.script))))
    votes.update(case.lesson for case in kb.cases.values() if case.cause in chapter)
    best = max(kb.lessons, key=lambda lesson: votes[lesson], default=None)
    return best if best and votes[best] else None


def _named(value: object) -> Iterator[str]:
    """Every key, id and part of a path inside a proof or a script."""
    if isinstance(value, str):
        yield from value.split(".")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield str(key)
            yield from _named(item)
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from _named(item)
    elif is_dataclass(value):
        yield from _named(tuple(getattr(value, field.name) for field in fields(value)))


def _study(kb: KnowledgeBase, seen: Sequence[Seen]) -> tuple[Study, ...]:
    """Lessons of what was missed or taken for something else, the dangerous first."""
    wrong = [one for one in seen if one.missed or not one.hit or one.placed.triage == "under-triage"]
    lessons: dict[str | None, dict[str, Cause]] = {}
    for one in sorted(wrong, key=lambda one: not one.missed):
        lessons.setdefault(lesson_of(kb, one.truth.id), {})[one.truth.id] = one.truth
    return tuple(Study(lesson, tuple(causes.values())) for lesson, causes in lessons.items())
