"""What a learner remembers of a question, and when to ask it again. Pure.

The memory follows FSRS-6 as the `fsrs` package computes it, with its own parameters, without learning steps
and without chance: each rated answer is a review, and the next comes after whole days. Stability is the
number of days after which 9 of 10 answers would still be right; a wished retention r moves the day along the
forgetting curve R(t) = (1 + F·t/S)^−w, F = 0.9^(−1/w) − 1.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from ..errors import KneeError

if TYPE_CHECKING:
    from fsrs import Scheduler

RETENTION = 0.9
"""Share that should still be right when a question comes back, unless the learner wishes another."""
LEAST, MOST = 0.7, 0.97
"""Retention that may be wished for: below, too much is forgotten; above, every day repeats everything."""
REST = timedelta(hours=8)
"""Within this time the key is still in sight: an answer says nothing of memory."""
APART = timedelta(days=2)
"""Between the two sure and right answers that close a dangerous error."""
LEECH = 4
"""Times that a question is missed after which asking alone does not help."""
AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4
"""The package's ratings."""
LONGEST = 365
"""Days after which a question comes back at the latest."""


@dataclass(frozen=True, slots=True)
class Given:
    """One answer to a question."""

    at: datetime
    right: bool
    credit: float
    confidence: str | None = None
    hinted: bool = False
    """Whether a hint was shown before it."""


@dataclass(frozen=True, slots=True)
class Card:
    """All that the answers to a question say of it today. Times are in UTC."""

    answers: int = 0
    best: float = 0.0
    """Best credit."""
    first: datetime | None = None
    """First answer."""
    seen: datetime | None = None
    """Last answer."""
    rated: datetime | None = None
    """Last answer that says something of memory."""
    stability: float = 0.0
    """Days; 0 before the first rated answer."""
    difficulty: float = 0.0
    """1 to 10."""
    reviews: int = 0
    missed: int = 0
    """Rated answers that were not right."""
    erred: datetime | None = None
    """When it was last answered surely and wrongly."""
    mended: datetime | None = None
    """The first sure and right answer since then."""
    closed: bool = True
    """Whether a second one came, days later, or there was no such error."""

    def as_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in ((name, getattr(self, name)) for name in self.__slots__)
        }

    @classmethod
    def of(cls, data: Any) -> "Card":
        """From JSON.

        Raises:
            TypeError, ValueError: if it is none.
        """
        times = {"first", "seen", "rated", "erred", "mended"}
        if not isinstance(data, dict) or data.keys() != set(cls.__slots__):
            raise ValueError("no card")
        if not all(isinstance(v, (int, float)) for k, v in data.items() if k not in times):
            raise TypeError("no numbers")
        return cls(**{k: datetime.fromisoformat(v) if k in times and v else v for k, v in data.items()})


def rating(given: Given, *, repeat: bool) -> int | None:
    """How well it was remembered.

    A repeat, with the key still in sight, says nothing: None. What is not right is forgotten; half of the
    credit or more is remembered with trouble. A right answer is good; one that was guessed (low certainty) or
    found with a hint only just, so that it comes back sooner than what was known; a sure one was easy.
    """
    if repeat:
        return None
    if not given.right:
        return HARD if given.credit >= 0.5 else AGAIN
    if given.hinted:
        return HARD
    return {"low": HARD, "high": EASY}.get(given.confidence or "", GOOD)


def after(card: Card, given: Given) -> Card:
    """The card after one more answer. An answer from before the last one counts as given at the same time: a
    clock that was set back forgets nothing."""
    at = max(given.at, card.seen) if card.seen else given.at
    repeat = card.seen is not None and at - card.seen < REST
    rated = rating(given, repeat=repeat)
    card = replace(
        card,
        answers=card.answers + 1,
        first=card.first or at,
        best=max(card.best, given.credit),
        seen=at,
        **_errors(card, given, at),
    )
    if rated is None:
        return card
    stability, difficulty = _reviewed(card, rated, at)
    return replace(
        card,
        rated=at,
        stability=stability,
        difficulty=difficulty,
        reviews=card.reviews + 1,
        missed=card.missed + (not given.right),
    )


def _errors(card: Card, given: Given, at: datetime) -> dict[str, Any]:
    if given.confidence != "high":
        return {}
    if not given.right:
        return {"erred": at, "mended": None, "closed": False}
    if card.closed:
        return {}
    if card.mended is None:
        return {"mended": at}
    return {"closed": True} if at - card.mended >= APART else {}


@cache
def _scheduler() -> "Scheduler":
    from fsrs import Scheduler  # a page that reviews nothing need not load it

    return Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False, maximum_interval=LONGEST)


def _reviewed(card: Card, rated: int, at: datetime) -> tuple[float, float]:
    from datetime import timezone

    from fsrs import Card as Remembered
    from fsrs import Rating, State

    moment = at.astimezone(timezone.utc)  # noqa: UP017 - the package compares with this very object
    held = Remembered(card_id=1, due=moment)
    if card.rated:
        held.state, held.step = State.Review, None
        held.stability, held.difficulty = card.stability, card.difficulty
        held.last_review = card.rated.astimezone(timezone.utc)  # noqa: UP017
    new, _ = _scheduler().review_card(held, Rating(rated), moment)
    return new.stability, new.difficulty


# ── When to ask again ────────────────────────────────────────────────────────────────────────


def interval(stability: float, retention: float = RETENTION) -> int:
    """Days until a question comes back, at least 1.

    Raises:
        KneeError: for a retention that cannot be wished for.
    """
    wished(retention)
    w = _scheduler().parameters[20]
    factor = 0.9 ** (-1 / w) - 1
    return min(max(round(stability / factor * (retention ** (-1 / w) - 1)), 1), LONGEST)


def wished(retention: float) -> float:
    """A retention that may be wished for.

    Raises:
        KneeError: for any other.
    """
    number = isinstance(retention, (int, float)) and not isinstance(retention, bool)
    if not number or not LEAST <= retention <= MOST:
        raise KneeError(f"retention={retention!r:.20} is not a number from {LEAST} to {MOST}, such as 0.9")
    return retention


def due(card: Card, retention: float = RETENTION) -> datetime | None:
    """When a question comes back; None where nothing is remembered yet."""
    return card.rated + timedelta(days=interval(card.stability, retention)) if card.rated else None


def remembered(card: Card, now: datetime) -> float:
    """Probability, 0 to 1, that it would be answered rightly now."""
    if not card.rated:
        return 0.0
    w = _scheduler().parameters[20]
    days = max(0.0, (now - card.rated).total_seconds() / 86400)
    return (1 + (0.9 ** (-1 / w) - 1) * days / card.stability) ** -w


def leech(card: Card) -> bool:
    """Whether it was missed so often that it needs the lesson and a picture."""
    return card.missed >= LEECH


def folded(answers: Iterable[Given], card: Card | None = None) -> Card:
    """The card after all answers, the oldest first."""
    state = card or Card()
    for given in answers:
        state = after(state, given)
    return state


def moment(text: str) -> datetime:
    """ISO 8601 → a time in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)
