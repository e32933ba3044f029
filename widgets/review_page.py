"""The day's review: what is due, a session that ends, and what is remembered."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import ipywidgets as w

from kb.questions.bank import asked
from kb.questions.memory import Card
from kb.questions.queue import Queue, asked_for, memory_by_objective, minutes, queue
from kb.records import KnowledgeBase
from kb.wording import percent, shortened

from . import _html as html
from ._html import esc
from ._page import framed, page
from .quiz_set import QuizSet
from .record import Record, clock
from .record.cards import cards
from .record.events import Answered, QuizStarted, kept
from .record.pace import pace
from .record.reader import Reader

LABEL = "Review"
STYLE = "review_page"
LEECHES = 5
"""Most that are named at once."""


class Review:
    """The head, which follows the record, and the session under it."""

    def __init__(self, kb: KnowledgeBase, record: Record, *, new: int, most: int, retention: float):
        self._kb, self._record = kb, record
        self._wish: dict[str, Any] = {"new": new, "most": most, "retention": retention}
        self._head = w.HTML()
        self._reader = Reader(record, lambda event: event.kind == Answered.KIND, self.draw)
        self._name = _name(self._now())
        self._quiz: QuizSet | None = None
        self.box = w.VBox([self._head])
        self.box.review = self  # it lives as long as its page
        self.draw()
        if self._queue.asked or _session(kb, record, self._name):
            self._quiz = QuizSet(kb, record, key=self._name, title="Review", questions=self._choose)
            self.box.children = [self._head, self._quiz, *self._picture()]

    def draw(self) -> None:
        """Count anew and show it."""
        self._cards, now = cards(self._kb, self._record), self._now()
        self._queue = queue(self._kb, self._cards, now, **self._wish)
        line = today(self._kb, self._record, self._cards, self._queue)
        told = _head(self._kb, self._queue, self._cards, now, line)
        self._head.value = framed(LABEL, told, style=STYLE)

    def _picture(self) -> list[w.Widget]:
        """Where on the leg the first of those lies that were missed again and again."""
        if not self._queue.leeches:
            return []
        question = self._kb.questions[self._queue.leeches[0]]
        from kb.questions import places

        from .atlas import Atlas  # only here: most days need no picture

        shown = places.structure(self._kb, question)
        found = [key for key in places.causes(self._kb, question) if self._kb.causes[key].structures]
        if not shown and not found:
            return []
        told = f"<h4>Where it is</h4><p>{esc(shortened(question.stem))}</p>"
        atlas = Atlas(self._kb, shown) if shown else Atlas(self._kb, causes=found[:3])
        return [page("Where it is", told), atlas]

    def _now(self) -> datetime:
        """The time in the learner's own zone: a day ends at their midnight."""
        return clock.now().astimezone()

    def _choose(self) -> Mapping[str, str]:
        """What to ask when a session begins, each with its card: what is due; begun again with nothing due,
        the same again. Of two cards with one variant, one is asked by its own question."""
        chosen = {}
        for card in self._queue.asked:
            reviews = self._cards[card].reviews if card in self._cards else 0
            key = asked_for(self._kb, card, reviews)
            chosen[card if key in chosen else key] = card
        return chosen or _session(self._kb, self._record, self._name)


def _name(now: datetime) -> str:
    """Under which a day's session is kept."""
    return f"review/{now:%Y-%m-%d}"


def _session(kb: KnowledgeBase, record: Record, name: str) -> dict[str, str]:
    """The questions of the last session of that name with their cards, if all of them are still there."""
    starts = [one.what for one in kept(record, QuizStarted, subject=name) if one.what]
    found = {key: starts[-1].cards.get(key, key) for key in starts[-1].questions} if starts else {}
    return found if all(asked(kb, key) for key in found) else {}


def today(kb: KnowledgeBase, record: Record, held: dict[str, Card], day: Queue | None = None) -> str:
    """One line: how much of today is done or due, and how long it takes. `day` is what is due, where it is
    known already."""
    now = clock.now().astimezone()
    session = _session(kb, record, _name(now))
    seen = (held[key].seen for key in session.values() if key in held)
    answered = sum(at is not None and at.astimezone().date() == now.date() for at in seen)
    return due_in_words(kb, day or queue(kb, held, now), held, now, pace(record), (answered, len(session)))


def _head(kb: KnowledgeBase, day: Queue, held: dict[str, Card], now: datetime, line: str) -> str:
    return (
        f'<div class="card review-head"><h3>Review</h3><p class="headline" role="status">{esc(line)}</p>'
        f"{_leeches(kb, day)}"
        f"<div class='review-plots'>{_forecast(day, now)}{_memory(kb, held, now)}</div></div>"
    )


def due_in_words(
    kb: KnowledgeBase,
    day: Queue,
    held: dict[str, Card],
    now: datetime,
    own_pace: float | None,
    done: tuple[int, int] = (0, 0),
) -> str:
    """One line: how much there is today and how long it takes, or when there is something again."""
    answered, of = done
    if of and answered < of:
        return f"{answered} of {of} done, about {_minutes(minutes(of - answered, own_pace))} left."
    if day.asked:
        parts = [f"{len(day.due)} due"] if day.due else []
        parts += [f"{len(day.new)} new"] if day.new else []
        more = f" {day.left} more wait for another session." if day.left else ""
        again = f" Today’s {of} are done; press Start again for the rest." if of else ""
        return f"{', '.join(parts)}, about {_minutes(minutes(len(day.asked), own_pace))}.{more}{again}"
    if not held:
        return "Nothing to review yet. Answer questions in a lesson first; what you answered comes back here."
    finished = f"Done for today: {of} of {of}. " if of else "Nothing is due today. "
    coming = next((i for i, many in enumerate(day.forecast) if many and i), None)
    if coming is None:
        return f"{finished}Nothing comes back within two weeks."
    when = "tomorrow" if coming == 1 else f"on {now + timedelta(days=coming):%A}"
    return f"{finished}{day.forecast[coming]} come back {when}."


def _minutes(many: int) -> str:
    return f"{many} minute{'' if many == 1 else 's'}"


def _leeches(kb: KnowledgeBase, day: Queue) -> str:
    if not day.leeches:
        return ""
    items = []
    for key in day.leeches[:LEECHES]:
        question = kb.questions[key]
        lesson = kb.lessons[question.lesson]
        objective = next(one for one in lesson.objectives if one.id == question.objective)
        items.append(
            f'<li>{esc(shortened(question.stem))}<br><a href="{esc(lesson.notebook)}" target="_blank">'
            f'{esc(lesson.title)}</a> <span class="soft">{esc(objective.text)}</span></li>'
        )
    more = len(day.leeches) - LEECHES
    rest = f'<p class="soft">And {more} more.</p>' if more > 0 else ""
    return (
        "<h4>Missed four times or more: read this part again</h4>"
        f'<ul class="plain">{"".join(items)}</ul>{rest}'
    )


def _forecast(day: Queue, now: datetime) -> str:
    """A column for each of the next days."""
    top = max(day.forecast) or 1
    columns = []
    for i, many in enumerate(day.forecast):
        when = now + timedelta(days=i)
        name = "today" if i == 0 else f"{when:%A} {when.day}"
        columns.append(
            f'<li><span class="visually-hidden">{name}: {many}</span><span aria-hidden="true">'
            f'<b>{many or ""}</b><i style="height:{100 * many / top:.0f}%"></i>'
            f"<small>{when.day if i else 'today'}</small></span></li>"
        )
    return (
        f'<div><h4>The next two weeks</h4><ol class="forecast" aria-label="Questions that come back">'
        f"{''.join(columns)}</ol></div>"
    )


def _memory(kb: KnowledgeBase, held: dict[str, Card], now: datetime) -> str:
    rows = []
    for lesson, objective, share, rated, of in memory_by_objective(kb, held, now):
        text = next(one.text for one in kb.lessons[lesson].objectives if one.id == objective)
        rows.append(
            f'<tr><th scope="row">{esc(text)}</th><td>{html.bar(share)}</td>'
            f'<td class="word">{percent(share)} <span class="soft">{rated} of {of}</span></td></tr>'
        )
    if not rows:
        return ""
    return (
        "<details><summary>What you remember now, by objective</summary>"
        '<table class="bars"><caption>Chance that you would answer rightly now, and how many of its '
        f"questions you have answered</caption><tbody>{''.join(rows)}</tbody></table></details>"
    )
