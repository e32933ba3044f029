"""What the learner did, as it is kept: the only place that knows how an event is written.

Events are permanent. A kind never changes its name, a key never its meaning; what is added later has a value
that stands for its absence, and what cannot be read is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeVar

from kb.errors import KneeError
from kb.questions.bank import asked
from kb.questions.grading import grade
from kb.questions.kinds import kind_of, version
from kb.questions.sitting import Reply, Try
from kb.records import KnowledgeBase

from .sqlite import Event, Record

if TYPE_CHECKING:
    from kb.patients.encounter import Action


@dataclass(frozen=True, slots=True)
class QuizStarted:
    """A set of questions was begun, or begun again."""

    KIND: ClassVar = "quiz-start"
    subject: str
    """Name of the set."""
    seed: int
    questions: tuple[str, ...]
    after: str | None = None
    """The attempt that it follows; '' for the first. None in records from before this was kept: there every
    start hides the one before."""
    policy: str = "practice"

    def data(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "seed": self.seed,
            "questions": list(self.questions),
            "after": self.after,
            "policy": self.policy,
        }

    @classmethod
    def read(cls, event: Event) -> QuizStarted | None:
        """From JSON; None if it is not one."""
        seed, kept = event.data.get("seed"), event.data.get("questions")
        whole = isinstance(kept, list) and bool(kept) and all(isinstance(key, str) for key in kept)
        if not _whole(seed) or not whole:
            return None
        policy = event.data.get("policy")
        return cls(
            event.subject,
            seed,
            tuple(kept),
            _text(event.data.get("after")),
            policy if isinstance(policy, str) else "practice",
        )


@dataclass(frozen=True, slots=True)
class Answered:
    """A question was answered, and this was said of it."""

    KIND: ClassVar = "answer"
    subject: str
    """Id of the question."""
    answer: Any
    """By the options' own identities, or by places where `version` is None."""
    version: str | None
    """Of the question when it was answered. None in records from before this was kept."""
    confidence: str | None
    right: bool
    credit: float
    mark: int | None
    at: str = ""

    @classmethod
    def of(cls, one: Try) -> Answered:
        """A try that was just made."""
        reply, verdict = one.reply, one.verdict
        return cls(
            reply.question,
            reply.answer,
            reply.version,
            reply.confidence,
            verdict.right,
            verdict.credit,
            verdict.mark,
            reply.at,
        )

    def data(self) -> dict[str, Any]:
        """As JSON; when it was given is kept with the event."""
        return {
            "answer": self.answer,
            "version": self.version,
            "confidence": self.confidence,
            "right": self.right,
            "credit": self.credit,
            "mark": self.mark,
        }

    @classmethod
    def read(cls, event: Event) -> Answered | None:
        """From JSON; None if it is not one."""
        data = event.data
        credit, mark = data.get("credit"), data.get("mark")
        if not isinstance(credit, (int, float)) or "right" not in data:
            return None
        return cls(
            event.subject,
            data.get("answer"),
            _text(data.get("version")),
            _text(data.get("confidence")),
            bool(data["right"]),
            float(credit),
            mark if _whole(mark) else None,
            event.at,
        )

    def reply(self, kb: KnowledgeBase) -> Reply:
        """For a sitting.

        Records from before versions were kept hold places. They are read as places of today's question,
        unless the answer does not fit it, or would not be judged today as it was then: either shows that the
        question has changed since.
        """
        reply = Reply(self.subject, self.answer, self.version or "", self.confidence, self.at)
        question = asked(kb, self.subject)
        if self.version is not None or question is None:
            return reply
        try:
            if abs(grade(kb, question, self.answer).credit - self.credit) > 1e-9:
                return reply
            kept = kind_of(question).kept(question, self.answer)
        except KneeError:
            return reply
        return Reply(self.subject, kept, version(kb, question), self.confidence, self.at)


@dataclass(frozen=True, slots=True)
class CaseStep:
    """Something was done with a virtual patient."""

    KIND: ClassVar = "case-step"
    subject: str
    """Key of the patient."""
    action: Action
    after: str | None = None
    """In the first step of an attempt, the attempt that it follows, '' for the first. None in later steps,
    and in records from before this was kept: there the attempt of the last step is the one that is on."""

    def data(self) -> dict[str, Any]:
        """As JSON."""
        return self.action.as_dict() | ({} if self.after is None else {"after": self.after})

    @classmethod
    def read(cls, event: Event) -> CaseStep:
        """From JSON. Whether the action makes sense, the encounter says."""
        from kb.patients.encounter import Action  # a record of answers alone needs no engine

        data = event.data
        action = Action(data.get("kind"), data.get("subject", ""), data.get("value"))  # type: ignore[arg-type]
        return cls(event.subject, action, _text(data.get("after")))


@dataclass(frozen=True, slots=True)
class ClinicMoved:
    """A patient of a clinic was called in, the day looked back on, or another clinic begun."""

    KIND: ClassVar = "clinic"
    DAY: ClassVar = "day"
    subject: str
    """Name of the clinic."""
    first: int | None
    """Seed of the first clinic of its cell."""
    seed: int | None
    """Of the one that is on."""
    open: int | str | None
    """Place of the patient who is in, or `DAY`."""

    def data(self) -> dict[str, Any]:
        """As JSON."""
        return {"first": self.first, "seed": self.seed, "open": self.open}

    @classmethod
    def read(cls, event: Event) -> ClinicMoved:
        """From JSON; what makes no sense is None."""
        first, seed, place = (event.data.get(name) for name in ("first", "seed", "open"))
        return cls(
            event.subject,
            first if _whole(first) else None,
            seed if _whole(seed) else None,
            place if _whole(place) or place == cls.DAY else None,
        )


AnyEvent = QuizStarted | Answered | CaseStep | ClinicMoved
KIND = TypeVar("KIND", QuizStarted, Answered, CaseStep, ClinicMoved)


class Kept(NamedTuple):
    """An event with what it says; None if that cannot be read."""

    event: Event
    what: Any


def kept(
    record: Record, kind: type[KIND], *, subject: str | None = None, attempt: str | None = None
) -> Iterator[Kept]:
    """The events of a kind, oldest first."""
    for event in record.events(kind.KIND, subject=subject, attempt=attempt):
        yield Kept(event, kind.read(event))


def keep(record: Record, what: AnyEvent, attempt: str) -> Event:
    """Write an event; it is on disk when this returns."""
    at = what.at or None if isinstance(what, Answered) else None
    return record.append(what.KIND, what.subject, what.data(), attempt=attempt, at=at)


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
