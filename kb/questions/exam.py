"""An examination: (exam, action, now) → exam. Pure: the time is an argument.

Shaped like `kb.questions.sitting`, and judged by it in the end. Until then a choice may be changed, nothing
is judged, and `view` holds no key, no reason and no verdict. The clock runs from the beginning, whether
somebody looks or not; when it has run out, what stands is submitted.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from ..errors import KneeError, shown
from ..records import KnowledgeBase, ReadOnly
from . import sitting as sittings
from .certainty import CHOICES
from .grading import CERTAINTY_MARKS, grade
from .kinds import kind_of, version
from .sitting import Policy, Reply, Sitting

POLICY = Policy("exam", verdicts="at-end", counts="last")
Certainty = Literal["off", "optional", "required"]
LATEST = 24 * 60
"""Most minutes that an examination may take."""
LONGEST = 2000
"""Letters that an answer may have."""
MOST_EXTRA = 4.0
"""Largest factor by which its time may be longer."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What stands as the answer to one question."""

    question: str
    answer: Any
    """By the options' own identities; where it is not whole, by places as it was chosen."""
    version: str
    """Of the question."""
    confidence: str | None = None
    at: str = ""
    whole: bool = True
    """Whether it can be judged: no part of it is missing."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something that a candidate does."""

    kind: Literal["begin", "choose", "flag", "go", "finish"]
    question: str = ""
    """choose, flag: the question that it is meant for."""
    value: Any = None
    """choose: the answer by places, None to take it back; flag: whether it is flagged; go: the place."""
    confidence: Any = None
    """choose: low, middle, high or None."""


@dataclass(frozen=True, slots=True)
class Exam:
    """Everything that has happened so far."""

    questions: tuple[str, ...]
    seed: int
    seconds: float
    """How long it takes, extra time included."""
    certainty: Certainty = "optional"
    begun: datetime | None = None
    ended: datetime | None = None
    by: Literal["learner", "time", ""] = ""
    """Who ended it."""
    choices: Mapping[str, Choice] = field(default_factory=ReadOnly)
    flags: frozenset[str] = frozenset()
    index: int = 0


def prepare(
    questions: Sequence[str],
    *,
    seed: int,
    minutes: float,
    extra: float = 1.0,
    certainty: Certainty = "optional",
) -> Exam:
    """An examination before it begins.

    Args:
        minutes: how long it takes; extra: a factor of at least 1 for those entitled to more time.

    Raises:
        KneeError: without a question, or for a time that makes no sense.
    """
    if not questions:
        raise KneeError("an examination needs at least one question")
    if not _number(minutes) or not 1 <= minutes <= LATEST:
        raise KneeError(f"minutes={minutes!r:.20} is not a number from 1 to {LATEST}")
    if not _number(extra) or not 1 <= extra <= MOST_EXTRA:
        raise KneeError(
            f"extra={extra!r:.20} is not a factor from 1 to {MOST_EXTRA:g}, such as 1.25 for a quarter more"
        )
    if certainty not in ("off", "optional", "required"):
        raise KneeError(f"certainty={certainty!r:.20} is none of off, optional, required")
    return Exam(tuple(questions), seed, 60 * minutes * extra, certainty)


def step(kb: KnowledgeBase, exam: Exam, action: Action, now: datetime) -> Exam:
    """Do one thing.

    Raises:
        KneeError: if it cannot be done now. The examination is then unchanged.
    """
    if action.kind == "go":
        return replace(exam, index=_place(exam, action.value))
    if exam.ended:
        raise KneeError("this examination is over; its answers stand")
    if action.kind == "begin":
        return exam if exam.begun else replace(exam, begun=now, index=0)
    if not exam.begun:
        raise KneeError("press Begin first: the clock does not run yet")
    if overdue(exam, now):
        raise KneeError("the time is over; what stood then was submitted")
    match action.kind:
        case "choose":
            return with_choice(exam, _choice(kb, exam, action, now))
        case "flag":
            key = _known(exam, action.question)
            return replace(exam, flags=exam.flags | {key} if action.value else exam.flags - {key})
        case "finish":
            return replace(exam, ended=now, by="learner")
        case _:
            raise KneeError(f"no action {shown(action.kind, 20)}")


def with_choice(exam: Exam, choice: Choice) -> Exam:
    """The same with what now stands as the answer to a question; one without answer and certainty is none."""
    choices = {**exam.choices, choice.question: choice}
    if choice.answer is None and choice.confidence is None:
        del choices[choice.question]
    return replace(exam, choices=ReadOnly(choices))


def time_over(exam: Exam) -> Exam:
    """What stands is submitted, at the moment when the time ran out."""
    assert exam.begun
    return replace(exam, ended=exam.begun + timedelta(seconds=exam.seconds), by="time")


def left(exam: Exam, now: datetime) -> float:
    """Seconds that are left; all of them before it begins."""
    if exam.begun is None:
        return exam.seconds
    return max(0.0, exam.seconds - ((exam.ended or now) - exam.begun).total_seconds())


def overdue(exam: Exam, now: datetime) -> bool:
    """Whether the time has run out and nobody has said so yet."""
    return exam.begun is not None and exam.ended is None and left(exam, now) <= 0


def judged(kb: KnowledgeBase, exam: Exam) -> Sitting:
    """The finished sitting: every whole answer that stood in the end, judged."""
    return sittings.replay(
        kb, exam.questions, _replies(exam.choices.values()), seed=exam.seed, policy=POLICY, finished=True
    )


def status(exam: Exam, key: str) -> Literal["open", "begun", "answered"]:
    """How far the answer to a question is."""
    choice = exam.choices.get(key)
    if choice is None:
        return "open"
    sure = exam.certainty != "required" or choice.confidence is not None
    return "answered" if choice.whole and choice.answer is not None and sure else "begun"


def view(kb: KnowledgeBase, exam: Exam, now: datetime) -> dict[str, Any]:
    """What a page may know of an examination that is going on or about to begin."""
    states = [status(exam, key) for key in exam.questions]
    seen = {
        "phase": "over" if exam.ended else "open" if exam.begun else "ready",
        "index": exam.index,
        "total": len(exam.questions),
        "status": states,
        "flags": [key in exam.flags for key in exam.questions],
        "certainty": {
            "rule": exam.certainty,
            "asked": exam.certainty != "off",
            "choices": [one | {"says": ""} for one in CHOICES],  # marks are told after the end
        },
        "left": left(exam, now),
        "seconds": exam.seconds,
        "verdict": None,
    }
    if seen["phase"] != "open":
        return seen
    key = exam.questions[exam.index]
    choice = exam.choices.get(key)
    replies = tuple(_replies([choice] if choice else []))
    tries = [one for one in (sittings.recalled(kb, reply) for reply in replies) if one]
    face = sittings.view(
        kb, Sitting((key,), exam.seed, POLICY, replies, ReadOnly({key: tuple(tries)} if tries else {}))
    )
    return seen | {
        "question": face["question"],
        "answer": tries[-1].answer if tries else None,
        "begun": choice.answer if choice and not choice.whole else None,
        "missing": _missing(kb, exam, choice),
        "confidence": choice.confidence if choice else None,
    }


def _missing(kb: KnowledgeBase, exam: Exam, choice: Choice | None) -> str:
    """What a begun answer lacks, in a line."""
    if choice is None:
        return ""
    if not choice.whole:
        try:
            grade(kb, kb.questions[choice.question], choice.answer)
        except KneeError as error:
            return f"Not a whole answer yet: {error}."
        return "The question has changed; please choose again."
    if choice.answer is not None and exam.certainty == "required" and choice.confidence is None:
        return "Say how sure you are: without it the question counts as open."
    return ""


def _replies(choices: Iterable[Choice]) -> list[Reply]:
    return [
        Reply(one.question, one.answer, one.version, one.confidence, one.at)
        for one in choices
        if one.whole and one.answer is not None
    ]


def _choice(kb: KnowledgeBase, exam: Exam, action: Action, now: datetime) -> Choice:
    key = _known(exam, action.question)
    sure = action.confidence
    if sure is not None and not (isinstance(sure, str) and sure in CERTAINTY_MARKS):
        raise KneeError(f"confidence {shown(sure, 20)} is none of low, middle, high")
    question, value, whole = kb.questions[key], action.value, True
    if value is not None:
        try:
            grade(kb, question, value)
            value = kind_of(question).kept(question, value)
        except KneeError:
            whole = False
            if len(json.dumps(value, default=str)) > LONGEST:
                raise KneeError("that answer is too long to be one") from None
    return Choice(key, value, version(kb, question), sure, now.isoformat(timespec="milliseconds"), whole)


def _known(exam: Exam, key: str) -> str:
    if key not in exam.questions:
        raise KneeError(f"question {shown(key, 40)} is not in this examination")
    return key


def _place(exam: Exam, place: Any) -> int:
    if not isinstance(place, int) or isinstance(place, bool) or place not in range(len(exam.questions)):
        raise KneeError(f"there is no question {shown(place, 20)} in this examination")
    return place


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
