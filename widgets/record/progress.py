"""How far the learner is: computed from cards and events, in this one place. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from kb.questions.memory import Card
from kb.questions.result import Share, share
from kb.records import KnowledgeBase, Lesson

from .events import CaseStep, standing
from .sqlite import Event

EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Progress:
    """The best credit for each question that was answered as it is today."""

    best: dict[str, float]
    last: str = ""
    """The question that was answered last."""

    def of_objective(self, kb: KnowledgeBase, lesson: str, objective: str) -> Share:
        """What is got of an objective's questions."""
        asked = (q for q in kb.questions.values() if q.lesson == lesson and q.objective == objective)
        return share(self.best, (question.id for question in asked))

    def of_lesson(self, kb: KnowledgeBase, lesson: str) -> Share:
        """What is got of a lesson's questions."""
        return share(self.best, (key for key, one in kb.questions.items() if one.lesson == lesson))


def progress(cards: Mapping[str, Card]) -> Progress:
    """Progress by what the answers say of each question as it is today. An answer to an earlier version of
    its question counts for nothing, neither good nor bad."""
    last = max(cards, key=lambda key: cards[key].seen or EARLIEST, default="")
    return Progress({key: card.best for key, card in cards.items()}, last)


def in_order(kb: KnowledgeBase) -> list[Lesson]:
    """The lessons in the order in which they are taught."""
    return sorted(kb.lessons.values(), key=lambda one: one.notebook)


def go_on(kb: KnowledgeBase, progress: Progress) -> tuple[Lesson, bool]:
    """The lesson to open now, and whether it is the one where the learner stopped: that one as long as a
    question of it is open; else the first with an open one; else the one that is known least."""
    lessons = in_order(kb)
    shares = {lesson.id: progress.of_lesson(kb, lesson.id) for lesson in lessons}
    open_ones = [lesson for lesson in lessons if shares[lesson.id].answered < shares[lesson.id].of]
    here = kb.questions[progress.last].lesson if progress.last else ""
    if here in (lesson.id for lesson in open_ones):
        return kb.lessons[here], True
    return (open_ones or sorted(lessons, key=lambda one: shares[one.id].share))[0], False


def tally(events: Iterable[Event]) -> tuple[int, int]:
    """How many answers and how many encounters with patients there are among some events."""
    events = list(events)
    encounters = {event.attempt for event in events if event.kind == CaseStep.KIND}
    return len(standing(events)), len(encounters)
