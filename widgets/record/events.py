"""What the learner did, as it is kept: the only place that knows how an event is written.

Events are permanent. A kind never changes its name, a key never its meaning; what is added later has a value
that stands for its absence, and what cannot be read is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
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
    from kb.questions.exam import Choice


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
    cards: Mapping[str, str] = field(default_factory=dict)
    """Variant to the question whose memory its answer is about."""

    def data(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "seed": self.seed,
            "questions": list(self.questions),
            "after": self.after,
            "policy": self.policy,
        } | ({"cards": dict(self.cards)} if self.cards else {})

    @classmethod
    def read(cls, event: Event) -> QuizStarted | None:
        """From JSON; None if it is not one."""
        seed, kept = event.data.get("seed"), event.data.get("questions")
        whole = isinstance(kept, list) and bool(kept) and all(isinstance(key, str) for key in kept)
        if not _whole(seed) or not whole:
            return None
        policy, cards = event.data.get("policy"), event.data.get("cards")
        cards = cards if isinstance(cards, dict) else {}
        return cls(
            event.subject,
            seed,
            tuple(kept),
            _text(event.data.get("after")),
            policy if isinstance(policy, str) else "practice",
            {key: card for key, card in cards.items() if isinstance(card, str)},
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
    hints: int = 0
    """How many were shown before it."""
    card: str = ""
    """Of a variant, the question whose memory it is about."""

    @classmethod
    def of(cls, one: Try, *, card: str = "") -> Answered:
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
            reply.hints,
            card,
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
            **({"hints": self.hints} if self.hints else {}),
            **({"card": self.card} if self.card else {}),
        }

    @classmethod
    def read(cls, event: Event) -> Answered | None:
        """From JSON; None if it is not one."""
        data = event.data
        credit, mark, hints = data.get("credit"), data.get("mark"), data.get("hints", 0)
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
            hints if _whole(hints) and hints > 0 else 0,
            _text(data.get("card")) or "",
        )

    def reply(self, kb: KnowledgeBase) -> Reply:
        """For a sitting.

        Records from before versions were kept hold places. They are read as places of today's question,
        unless the answer does not fit it, or would not be judged today as it was then: either shows that the
        question has changed since.
        """
        reply = Reply(self.subject, self.answer, self.version or "", self.confidence, self.at, self.hints)
        question = asked(kb, self.subject)
        if self.version is not None or question is None:
            return reply
        try:
            if abs(grade(kb, question, self.answer).credit - self.credit) > 1e-9:
                return reply
            kept = kind_of(question).kept(question, self.answer)
        except KneeError:
            return reply
        return Reply(self.subject, kept, version(kb, question), self.confidence, self.at, self.hints)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The answer just given to a question was a slip: it counts nowhere."""

    KIND: ClassVar = "taken-back"
    subject: str
    """Id of the question."""
    given: str
    """When the answer was given: of those to this question in this attempt, that tells which."""

    def data(self) -> dict[str, Any]:
        """As JSON."""
        return {"given": self.given}

    @classmethod
    def read(cls, event: Event) -> TakenBack | None:
        """From JSON; None if it is not one."""
        given = _text(event.data.get("given"))
        return None if given is None else cls(event.subject, given)


@dataclass(frozen=True, slots=True)
class HintShown:
    """One more hint of a question was shown."""

    KIND: ClassVar = "hint"
    subject: str
    """Id of the question."""

    def data(self) -> dict[str, Any]:
        """As JSON."""
        return {}

    @classmethod
    def read(cls, event: Event) -> HintShown:
        """From JSON."""
        return cls(event.subject)


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


@dataclass(frozen=True, slots=True)
class ExamStarted:
    """The clock of an examination began to run."""

    KIND: ClassVar = "exam-start"
    subject: str
    """Name of the examination."""
    seed: int
    questions: tuple[str, ...]
    seconds: float
    """Extra time included."""
    certainty: str
    after: str | None = None
    """The attempt that it follows; '' for the first."""
    at: str = ""

    def data(self) -> dict[str, Any]:
        """As JSON; when it began is kept with the event."""
        return {
            "seed": self.seed,
            "questions": list(self.questions),
            "seconds": self.seconds,
            "certainty": self.certainty,
            "after": self.after,
        }

    @classmethod
    def read(cls, event: Event) -> ExamStarted | None:
        """From JSON; None if it is not one."""
        data = event.data
        seed, kept, seconds = data.get("seed"), data.get("questions"), data.get("seconds")
        whole = isinstance(kept, list) and bool(kept) and all(isinstance(key, str) for key in kept)
        if not _whole(seed) or not whole or not isinstance(seconds, (int, float)) or not seconds > 0:
            return None
        certainty = data.get("certainty")
        known = certainty if certainty in ("off", "optional", "required") else "optional"
        after = _text(data.get("after"))
        return cls(event.subject, seed, tuple(kept), float(seconds), known, after, event.at)


@dataclass(frozen=True, slots=True)
class ExamChoice:
    """What now stands as the answer to a question of an examination. It is not judged here: what the record
    holds of an answer before the end says nothing of right or wrong."""

    KIND: ClassVar = "exam-choice"
    choice: Choice

    @property
    def subject(self) -> str:
        """Id of the question."""
        return self.choice.question

    @property
    def at(self) -> str:
        """When it was chosen."""
        return self.choice.at

    def data(self) -> dict[str, Any]:
        """As JSON."""
        one = self.choice
        return {
            "answer": one.answer,
            "version": one.version,
            "confidence": one.confidence,
            "whole": one.whole,
        }

    @classmethod
    def read(cls, event: Event) -> ExamChoice | None:
        """From JSON; None if it is not one."""
        from kb.questions.exam import Choice  # a record of answers alone needs no examination

        data = event.data
        if "answer" not in data or not isinstance(data.get("whole"), bool):
            return None
        version, sure = _text(data.get("version")) or "", _text(data.get("confidence"))
        return cls(Choice(event.subject, data["answer"], version, sure, event.at, data["whole"]))


@dataclass(frozen=True, slots=True)
class ExamFlag:
    """A question of an examination was flagged, or is so no more."""

    KIND: ClassVar = "exam-flag"
    subject: str
    """Id of the question."""
    on: bool
    at: str = ""

    def data(self) -> dict[str, Any]:
        """As JSON."""
        return {"on": self.on}

    @classmethod
    def read(cls, event: Event) -> ExamFlag:
        """From JSON."""
        return cls(event.subject, bool(event.data.get("on")), event.at)


@dataclass(frozen=True, slots=True)
class ExamEnded:
    """An examination was submitted. The answers that stood follow as `Answered`."""

    KIND: ClassVar = "exam-end"
    subject: str
    """Name of the examination."""
    by: str
    """learner, or time."""
    at: str = ""

    def data(self) -> dict[str, Any]:
        """As JSON."""
        return {"by": self.by}

    @classmethod
    def read(cls, event: Event) -> ExamEnded:
        """From JSON."""
        return cls(event.subject, "time" if event.data.get("by") == "time" else "learner", event.at)


@dataclass(frozen=True, slots=True)
class NoticeSeen:
    """The notice was shown in full."""

    KIND: ClassVar = "notice-seen"
    SUBJECT: ClassVar = "notice"
    subject: str = SUBJECT

    def data(self) -> dict[str, Any]:
        """As JSON."""
        return {}

    @classmethod
    def read(cls, event: Event) -> NoticeSeen:
        """From JSON."""
        return cls(event.subject)


AnyEvent = (
    QuizStarted
    | Answered
    | TakenBack
    | HintShown
    | CaseStep
    | ClinicMoved
    | ExamStarted
    | ExamChoice
    | ExamFlag
    | ExamEnded
    | NoticeSeen
)
KIND = TypeVar(
    "KIND",
    QuizStarted,
    Answered,
    TakenBack,
    HintShown,
    CaseStep,
    ClinicMoved,
    ExamStarted,
    ExamChoice,
    ExamFlag,
    ExamEnded,
    NoticeSeen,
)


class Kept(NamedTuple):
    """An event with what it says; None if that cannot be read."""

    event: Event
    what: Any


def kept(
    record: Record, kind: type[KIND], *, subject: str | None = None, attempt: str | None = None
) -> Iterator[Kept]:
    """The events of a kind, oldest first; of answers those that stand."""
    events = record.events(kind.KIND, subject=subject, attempt=attempt)
    if kind is Answered:
        events = standing([*events, *record.events(TakenBack.KIND, subject=subject, attempt=attempt)])
    for event in events:
        yield Kept(event, kind.read(event))


def standing(events: Iterable[Event]) -> list[Event]:
    """The answers among some events, but for those that were taken back."""
    events = list(events)
    back = {
        (event.attempt, one.subject, one.given)
        for event in events
        if event.kind == TakenBack.KIND and (one := TakenBack.read(event))
    }
    return [
        event
        for event in events
        if event.kind == Answered.KIND and (event.attempt, event.subject, event.at) not in back
    ]


def keep(record: Record, what: AnyEvent, attempt: str) -> Event:
    """Write an event; it is on disk when this returns."""
    at = getattr(what, "at", "") or None
    return record.append(what.KIND, what.subject, what.data(), attempt=attempt, at=at)


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
