"""How well questions were answered: shares, what counts as mastered, and the result of a set. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..records import KnowledgeBase, Question
from ..wording import shortened
from .bank import question
from .grading import CERTAINTY_MARKS, Verdict

MASTERED = 0.8
"""Share of the credit from which an objective counts as mastered."""
HALFWAY = 0.5


@dataclass(frozen=True, slots=True)
class Share:
    """What was got of some questions."""

    got: float
    """Credit, a question having 1 to give."""
    of: int
    """How many questions."""
    answered: int

    @property
    def share(self) -> float:
        """0 to 1."""
        return self.got / self.of if self.of else 0.0

    @property
    def mastered(self) -> bool:
        """Whether enough of them are answered well."""
        return self.share >= MASTERED

    @property
    def halfway(self) -> bool:
        """Whether some of them are."""
        return self.share >= HALFWAY


def share(credit: Mapping[str, float], questions: Iterable[str]) -> Share:
    """What `credit` (by question) holds of some questions."""
    keys = list(questions)
    answered = [credit[key] for key in keys if key in credit]
    return Share(sum(answered), len(keys), len(answered))


def result(
    kb: KnowledgeBase, questions: Sequence[str], counted: Mapping[str, Verdict], *, taken_back: int = 0
) -> dict[str, Any]:
    """The result of a set, by objective and with what to look at again. `counted` holds one verdict for each
    question that was answered; of `taken_back` questions an answer was taken back."""
    credit = {key: verdict.credit for key, verdict in counted.items()}
    missed = [(i, key) for i, key in enumerate(questions) if key not in counted or not counted[key].right]
    missed.sort(key=lambda item: (counted[item[1]].mark or 0) if item[1] in counted else 0)
    whole = share(credit, questions)
    unanswered = whole.of - whole.answered
    asked = {key: question(kb, key) for key in questions}
    return {
        "headline": f"{whole.got:g} of {whole.of} points at the first try."
        + (f" {unanswered} not answered." if unanswered else "")
        + (f" {_answers(taken_back)} taken back." if taken_back else ""),
        "marks": _marks(counted.values()),
        "objectives": list(_objectives(kb, asked, credit)),
        "review": [
            {
                "index": i,
                "stem": f"Question {i + 1}: {shortened(asked[key].stem)}",
                "why": asked[key].why if key in counted else "Not answered yet.",
            }
            for i, key in missed
        ],
    }


def _answers(many: int) -> str:
    return "1 answer was" if many == 1 else f"{many} answers were"


def _objectives(kb: KnowledgeBase, asked: Mapping[str, Question], credit: Mapping[str, float]):
    lessons = {one.lesson for one in asked.values()}
    known = ((lesson, one) for lesson in sorted(lessons) for one in kb.lessons[lesson].objectives)
    for lesson, objective in known:
        keys = [k for k, one in asked.items() if (one.lesson, one.objective) == (lesson, objective.id)]
        if keys:
            got = share(credit, keys)
            word = "mastered" if got.mastered else "getting there" if got.halfway else "review"
            says = f"{got.got:g} of {got.of} · {word}"
            yield {"text": objective.text, "share": got.share, "says": says}


def _marks(verdicts: Iterable[Verdict]) -> str:
    """The marks beside a yardstick: what the same answers would have earned unsure, and whether it paid to be
    sure. High pays above middle where 3p − 6(1 − p) > 2p − 2(1 − p), so from p = 4/5 on.
    """
    marked = [verdict for verdict in verdicts if verdict.mark is not None]
    if not marked:
        return ""
    best, worst = CERTAINTY_MARKS["high"]
    marks = [verdict.mark for verdict in marked]
    unsure = sum(CERTAINTY_MARKS["low"][0 if verdict.right else 1] for verdict in marked)
    many, they = ("1 answer", "it") if len(marks) == 1 else (f"{len(marks)} answers", "they")
    said = f"Certainty marks: {sum(marks)} for {many}. With low certainty {they} would have earned {unsure}."
    sure = [verdict.right for verdict in marked if verdict.mark in (best, worst)]
    if sure:
        said += (
            f" When you were sure you were right {sum(sure)} of {len(sure)} times; it pays from 4 in 5 on."
        )
    sure_wrong = marks.count(worst)
    if sure_wrong:
        which = "that one" if sure_wrong == 1 else "those"
        said += f" {sure_wrong} wrong with high confidence: look at {which} first."
    return said
