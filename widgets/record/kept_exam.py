"""An examination and the record that keeps it: each choice is on disk before it is shown, and none is judged
before the end."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from kb.errors import KneeError
from kb.questions import exam as exams
from kb.questions.exam import Action, Exam
from kb.records import KnowledgeBase

from . import clock
from .attempts import Attempt, attempts
from .events import Answered, ExamChoice, ExamEnded, ExamFlag, ExamStarted, kept
from .reader import Reader
from .sqlite import Event, Record

SET_BACK = timedelta(seconds=30)
"""By how much a clock must run back for a candidate to be told."""


class KeptExam:
    """The attempt at an examination, the same for every page and kernel that has it open.

    The clock is that of the record: it runs from the event that began the examination, also while no kernel
    runs, and never back: whatever somebody does to the computer's clock, time that passed has passed.
    """

    def __init__(
        self,
        kb: KnowledgeBase,
        record: Record,
        name: str,
        prepare: Callable[[int], Exam],
        *,
        seed: int | None = None,
        changed: Callable[[], object] = lambda: None,
    ):
        """`name` of the examination in the record; `prepare(seed)` gives it before it begins; `changed` is
        called when something was done in another place."""
        self._kb, self._name = kb, name
        self._prepare, self._seed, self._changed = prepare, seed, changed
        self._names: Attempt = ()
        self._latest: datetime | None = None
        self._anchor = (clock.now(), clock.steady())
        self._begin()
        self._reader = Reader(record, self._concerns, self._told)
        self._reread()
        self.tick()

    @property
    def clock_set_back(self) -> bool:
        """Whether the computer's clock shows less than has passed."""
        return clock.now() < self.now() - SET_BACK

    def now(self) -> datetime:
        """The time, which never runs back."""
        wall, steady = self._anchor
        passed = wall + timedelta(seconds=clock.steady() - steady)
        return max(one for one in (clock.now(), passed, self._latest) if one is not None)

    def act(self, action: Action) -> None:
        """Do one thing; it is on disk when this returns.

        Raises:
            KneeError: if it cannot be done. Nothing is changed or written then, but the end of the time.
        """
        with self._reader.acting():
            asked = self.exam.questions
            self._reread()
            if asked != self.exam.questions:
                raise KneeError("this examination was begun in another window meanwhile; it goes on here")
            self.tick()
            now = self.now()
            after = exams.step(self._kb, self.exam, action, now)
            match action.kind:
                case "begin" if after.begun != self.exam.begun:
                    self._start(after)
                case "choose":
                    standing = after.choices.get(action.question)
                    empty = exams.Choice(action.question, None, "", at=now.isoformat(timespec="milliseconds"))
                    self._reader.write(ExamChoice(standing or empty), self.attempt)
                case "flag":
                    told = ExamFlag(action.question, action.question in after.flags, _iso(now))
                    self._reader.write(told, self.attempt)
                case "finish":
                    self._end(after)
            self._latest = now
            self.exam = after

    def tick(self) -> bool:
        """Submit what stands if the time has run out; says whether it has now."""
        if not exams.overdue(self.exam, self.now()):
            return False
        with self._reader.acting():
            self._reread()
            if exams.overdue(self.exam, self.now()):
                after = exams.time_over(self.exam)
                self._end(after)
                self.exam = after
        return True

    def restart(self) -> None:
        """Another examination, which begins when the candidate says so."""
        with self._reader.acting():
            seen = self.attempt
            self._reread()
            if self.attempt == seen and self.exam.ended:
                self._follows = self._names[0] if self._names else ""
                self._names = ()
                self._begin()

    def close(self) -> None:
        """Follow the record no more."""
        self._reader.close()

    _follows = ""

    def _begin(self) -> None:
        seed = secrets.randbelow(2**31) if self._seed is None else self._seed
        self.attempt = f"{self._name}/{secrets.token_hex(6)}"
        self.exam = self._prepare(seed)

    def _start(self, exam: Exam) -> None:
        assert exam.begun
        start = ExamStarted(
            self._name,
            exam.seed,
            exam.questions,
            exam.seconds,
            exam.certainty,
            self._follows,
            _iso(exam.begun),
        )
        self._reader.write(start, self.attempt)
        self._names = (self.attempt,)

    def _end(self, exam: Exam) -> None:
        """The answers that stood become answers like any other, and then the end is written: a kernel that
        dies between the two leaves an examination that is still open, and each answer is written once."""
        assert exam.ended
        written = {one.event.subject for one in kept(self._reader.record, Answered, attempt=self.attempt)}
        for key, tries in exams.judged(self._kb, exam).tries.items():
            if key not in written:
                self._reader.write(Answered.of(tries[-1]), self.attempt)
        self._reader.write(ExamEnded(self._name, exam.by, _iso(exam.ended)), self.attempt)

    # ── What the record holds ────────────────────────────────────────────────────────────────

    def _concerns(self, event: Event) -> bool:
        return event.subject == self._name or event.attempt in self._names

    def _told(self) -> None:
        if self._reread():
            self._changed()

    def _reread(self) -> bool:
        """Take up what the record holds by now; says whether there may be something new."""
        if not self._reader.news():
            return False
        starts = self._starts()
        _, names = attempts((name, start.after) for name, start in starts.items())
        waiting = self._follows and self._follows in names  # another is about to begin
        if not names or waiting:
            if not names and self.exam.begun:  # the learner has emptied the record
                self._follows, self._names = "", ()
                self._begin()
            return True
        start, index = starts[names[0]], self.exam.index if self.attempt in names else 0
        self.exam = replace(self._held(start, names), index=min(index, len(start.questions) - 1))
        self.attempt, self._names, self._follows = names[0], names, ""
        return True

    def _held(self, start: ExamStarted, names: Attempt) -> Exam:
        exam = Exam(
            start.questions,
            start.seed,
            start.seconds,
            start.certainty,  # type: ignore[arg-type]
            begun=datetime.fromisoformat(start.at),
        )
        told = [event for name in names for event in self._reader.record.events(attempt=name)]
        for event in sorted(told, key=lambda one: one.id):
            moment = datetime.fromisoformat(event.at)
            self._latest = max(self._latest or moment, moment)
            if event.kind == ExamChoice.KIND and (said := ExamChoice.read(event)):
                if event.subject in start.questions and not exam.ended:
                    exam = exams.with_choice(exam, said.choice)
            elif event.kind == ExamFlag.KIND:
                marks = (
                    exam.flags | {event.subject} if ExamFlag.read(event).on else exam.flags - {event.subject}
                )
                exam = replace(exam, flags=marks)
            elif event.kind == ExamEnded.KIND and not exam.ended:
                exam = replace(exam, ended=moment, by=ExamEnded.read(event).by)  # type: ignore[arg-type]
        return exam

    def _starts(self) -> dict[str, ExamStarted]:
        """Starts of the examination by attempt; one with a question that is gone ends all before it."""
        starts: dict[str, ExamStarted] = {}
        for event, start in kept(self._reader.record, ExamStarted, subject=self._name):
            if start is None or any(key not in self._kb.questions for key in start.questions):
                starts.clear()
            else:
                starts.setdefault(event.attempt, start)
        return starts


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")
