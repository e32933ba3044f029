"""How far the learner is: computed from cards and events, in this one place. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kb.questions.memory import Card
from kb.questions.result import Share, share
from kb.records import KnowledgeBase

from .events import Answered, CaseStep
from .sqlite import Event


@dataclass(frozen=True, slots=True)
class Progress:
    """The best credit for each question that was answered as it is today."""

    best: dict[str, float]

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
    return Progress({key: card.best for key, card in cards.items()})


def tally(events: Iterable[Event]) -> tuple[int, int]:
    """How many answers and how many encounters with patients there are among some events."""
    answers, encounters = 0, set()
    for event in events:
        answers += event.kind == Answered.KIND
        if event.kind == CaseStep.KIND:
            encounters.add(event.attempt)
    return answers, len(encounters)
