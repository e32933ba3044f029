"""How far the learner is: computed from events, in this one place. Pure."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from kb.questions.kinds import version
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


def progress(kb: KnowledgeBase, events: Iterable[Event]) -> Progress:
    """Progress by the answers among some events. An answer to an earlier version of its question counts for
    nothing, neither good nor bad."""
    best: dict[str, float] = {}
    judged: dict[str, bool] = {}
    for event in events:
        answered = Answered.read(event) if event.kind == Answered.KIND else None
        if answered is None or answered.credit <= best.get(answered.subject, -1):
            continue
        if _of_today(kb, answered, judged):
            best[answered.subject] = answered.credit
    return Progress(best)


def _of_today(kb: KnowledgeBase, answered: Answered, judged: dict[str, bool]) -> bool:
    question = kb.questions.get(answered.subject)
    if question is None:
        return False
    if answered.version is not None:
        return answered.version == version(kb, question)
    # To tell this of an answer from before versions were kept, it is judged anew: each once.
    same = json.dumps([answered.subject, answered.answer, answered.credit])
    if same not in judged:
        judged[same] = bool(answered.reply(kb).version)
    return judged[same]


def tally(events: Iterable[Event]) -> tuple[int, int]:
    """How many answers and how many encounters with patients there are among some events."""
    answers, encounters = 0, set()
    for event in events:
        answers += event.kind == Answered.KIND
        if event.kind == CaseStep.KIND:
            encounters.add(event.attempt)
    return answers, len(encounters)
