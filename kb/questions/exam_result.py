"""The result of an examination: how much was right, where, how sure one may be, what was dangerous. Pure."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..records import Blueprint, KnowledgeBase
from .blueprint import pass_mark
from .dangers import dangers, guards
from .exam import Exam, judged
from .grading import CERTAINTY_MARKS, Verdict
from .result import share
from .sitting import Sitting, counted

Z = 1.959963984540054
"""Standard deviations of a 95 % interval."""
SURE = "high"
PAYS = 0.8
"""Share right from which high certainty earns more than middle: 3p − 6(1 − p) > 2p − 2(1 − p)."""


@dataclass(frozen=True, slots=True)
class Part:
    """What was got of one part of the examination."""

    name: str
    got: float
    of: int
    low: float
    """Lower end of the 95 % interval of the share."""
    high: float

    @property
    def share(self) -> float:
        """0 to 1."""
        return self.got / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Missed:
    """A wrong answer given surely where the right one keeps somebody from harm."""

    index: int
    question: str
    dangers: tuple[str, ...]
    """Ids of the causes at stake."""


@dataclass(frozen=True, slots=True)
class ExamResult:
    """Everything that the candidate is told."""

    whole: Part
    passed: bool
    pass_mark: float
    """Share of the credit that passes, 0 to 1."""
    reason: str
    answered: int
    sitting: Sitting
    verdicts: dict[str, Verdict]
    objectives: tuple[Part, ...]
    levels: tuple[Part, ...]
    certainties: tuple[Part, ...]
    """Wholly right answers by how sure the candidate was, the least sure first; empty where nobody said."""
    sentence: str
    """How often the candidate was right when sure."""
    dangerous: tuple[Missed, ...]


def wilson(got: float, of: int) -> tuple[float, float]:
    """95 % interval of a share by Wilson's score (J Am Stat Assoc 1927;22:209-212); (0, 1) for none.

    Args:
        got: right answers, or the sum of their credit; of: how many.
    """
    if not of:
        return 0.0, 1.0
    p, zz = got / of, Z * Z
    middle = (p + zz / (2 * of)) / (1 + zz / of)
    half = Z * math.sqrt(p * (1 - p) / of + zz / (4 * of * of)) / (1 + zz / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def exam_result(kb: KnowledgeBase, plan: Blueprint, exam: Exam) -> ExamResult:
    """The result of an examination that has ended. A question without a whole answer earns nothing."""
    sitting = judged(kb, exam)
    verdicts = counted(sitting)
    credit = {key: verdict.credit for key, verdict in verdicts.items()}
    whole = _part("", credit, exam.questions)
    mark = pass_mark(kb, plan, exam.questions)
    certainties = tuple(_certainties(exam, verdicts))
    return ExamResult(
        whole=whole,
        passed=whole.share >= mark - 1e-9,
        pass_mark=mark,
        reason=plan.reason,
        answered=len(verdicts),
        sitting=sitting,
        verdicts=verdicts,
        objectives=tuple(_objectives(kb, exam, credit)),
        levels=tuple(_levels(kb, exam, credit)),
        certainties=certainties,
        sentence=_sentence(certainties),
        dangerous=tuple(_dangerous(kb, exam, verdicts)),
    )


def _part(name: str, credit: dict[str, float], keys: Sequence[str]) -> Part:
    got = share(credit, keys)
    return Part(name, got.got, got.of, *wilson(got.got, got.of))


def _objectives(kb: KnowledgeBase, exam: Exam, credit: dict[str, float]) -> Iterable[Part]:
    for lesson in sorted(kb.lessons.values(), key=lambda one: one.notebook):
        for objective in lesson.objectives:
            keys = [
                key
                for key in exam.questions
                if (kb.questions[key].lesson, kb.questions[key].objective) == (lesson.id, objective.id)
            ]
            if keys:
                yield _part(objective.text, credit, keys)


def _levels(kb: KnowledgeBase, exam: Exam, credit: dict[str, float]) -> Iterable[Part]:
    for level in ("recall", "understanding", "application"):
        keys = [key for key in exam.questions if kb.questions[key].level == level]
        if keys:
            yield _part(level, credit, keys)


def _certainties(exam: Exam, verdicts: dict[str, Verdict]) -> Iterable[Part]:
    for level in CERTAINTY_MARKS:
        said = [verdicts[key].right for key in verdicts if exam.choices[key].confidence == level]
        if said:
            yield Part(level, sum(said), len(said), *wilson(sum(said), len(said)))


def _sentence(certainties: Iterable[Part]) -> str:
    sure = next((part for part in certainties if part.name == SURE), None)
    if sure is None:
        return ""
    times = "once" if sure.got == 1 else f"{sure.got:g} times"
    said = f"When you were sure you were right {times} in {sure.of}."
    if sure.low <= PAYS <= sure.high:
        return f"{said} That is too few answers to say whether you are too sure, or not sure enough."
    return said + (
        " You may trust it." if sure.share > PAYS else " That is too sure: slow down where it matters."
    )


def _dangerous(kb: KnowledgeBase, exam: Exam, verdicts: dict[str, Verdict]) -> Iterable[Missed]:
    for index, key in enumerate(exam.questions):
        wrong = key in verdicts and not verdicts[key].right
        if wrong and exam.choices[key].confidence == SURE and guards(kb, kb.questions[key]):
            yield Missed(index, key, dangers(kb, kb.questions[key]))
