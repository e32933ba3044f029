"""What is to be reviewed today, and what is coming. Pure: the time and its zone are arguments."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from ..errors import KneeError
from ..records import KnowledgeBase
from .bank import variants
from .memory import Card, due, leech, remembered, wished

NEW = 10
"""New questions a day, unless the learner wishes otherwise."""
MOST = 30
"""Questions of one session, unless the learner wishes otherwise."""
VARIANTS = 4
"""Variants of a question that take turns with it."""
SECONDS = 45.0
"""For one question, where the learner's own pace is not known: the authors' estimate."""
EARLIEST = datetime.min.replace(tzinfo=UTC)
DAYS = 14
"""Of the forecast."""


@dataclass(frozen=True, slots=True)
class Queue:
    """One day's review."""

    due: tuple[str, ...]
    """Questions that come back today or should have, the least remembered first."""
    new: tuple[str, ...]
    """Questions that were never answered, from lessons that were begun."""
    left: int
    """How many are due but beyond the most for one session."""
    leeches: tuple[str, ...]
    forecast: tuple[int, ...]
    """How many come back on each of the next days, today (with what is late) first."""

    @property
    def asked(self) -> tuple[str, ...]:
        """The session: what is due, then what is new."""
        return self.due + self.new


def queue(
    kb: KnowledgeBase,
    cards: Mapping[str, Card],
    now: datetime,
    *,
    new: int = NEW,
    most: int = MOST,
    retention: float = 0.9,
) -> Queue:
    """The review of the day in which `now` lies, in its own time zone.

    Args:
        cards: by question; new: how many new ones a day, those that were answered today already among them;
            most: how many questions at once.

    Raises:
        KneeError: for numbers that make no sense.
    """
    wished(retention)
    for name, value, least in (("new", new, 0), ("most", most, 1)):
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise KneeError(f"{name}={value!r:.20} is not a whole number of at least {least}")
    today = now.date()
    days = {
        key: _day(card, now, retention) for key, card in cards.items() if card.rated and key in kb.questions
    }
    late = sorted(
        (key for key, day in days.items() if day <= today), key=lambda key: (remembered(cards[key], now), key)
    )
    coming = Counter(max((day - today).days, 0) for day in days.values())
    begun = sum(card.first is not None and _on(card.first, now) == today for card in cards.values())
    fresh = _fresh(kb, cards)[: max(0, min(new - begun, most - len(late[:most])))]
    return Queue(
        due=tuple(late[:most]),
        new=tuple(fresh),
        left=len(late[most:]),
        leeches=tuple(key for key in days if leech(cards[key])),
        forecast=tuple(coming[day] for day in range(DAYS)),
    )


def asked_for(kb: KnowledgeBase, card: str, reviews: int) -> str:
    """Id of the question that asks for a card this time: its own at first, then in turn with its variants, so
    that reasons are learnt and not letters. The same for the same number of reviews."""
    others = variants(kb, card, VARIANTS)
    return (card, *others)[reviews % (len(others) + 1)] if others else card


def minutes(questions: int, pace: float | None = None) -> int:
    """About how long so many questions take, at least 1. `pace` is the learner's own, in seconds."""
    return max(1, round(questions * (pace or SECONDS) / 60))


def _day(card: Card, now: datetime, retention: float) -> date:
    back = due(card, retention)
    assert back
    return _on(back, now)


def _on(moment: datetime, now: datetime) -> date:
    """The day of a moment where `now` is told."""
    return moment.astimezone(now.tzinfo).date()


def _fresh(kb: KnowledgeBase, cards: Mapping[str, Card]) -> list[str]:
    """Questions never answered, in the order of their lessons; of lessons that were begun."""
    begun = {kb.questions[key].lesson for key in cards if key in kb.questions}
    order = {lesson.id: lesson.notebook for lesson in kb.lessons.values()}
    keys = [key for key, one in kb.questions.items() if one.lesson in begun and key not in cards]
    return sorted(keys, key=lambda key: order[kb.questions[key].lesson])


def open_errors(kb: KnowledgeBase, cards: Mapping[str, Card]) -> list[str]:
    """Questions that were answered surely and wrongly where the right answer keeps somebody from harm, and
    that were not yet answered rightly and surely twice, days apart. The oldest first."""
    from .dangers import guards

    kept = [key for key, card in cards.items() if not card.closed and key in kb.questions]
    return sorted(
        (key for key in kept if guards(kb, kb.questions[key])),
        key=lambda key: (cards[key].erred or EARLIEST, key),
    )


def memory_by_objective(
    kb: KnowledgeBase, cards: Mapping[str, Card], now: datetime
) -> list[tuple[str, str, float, int, int]]:
    """(lesson, objective, mean probability of a right answer now, questions rated, questions in all) of every
    objective with a rated question, in the order of teaching."""
    found = []
    for lesson in sorted(kb.lessons.values(), key=lambda one: one.notebook):
        for objective in lesson.objectives:
            keys = [
                key
                for key, one in kb.questions.items()
                if one.lesson == lesson.id and one.objective == objective.id
            ]
            held = [remembered(cards[key], now) for key in keys if key in cards and cards[key].rated]
            if held:
                found.append((lesson.id, objective.id, sum(held) / len(held), len(held), len(keys)))
    return found
