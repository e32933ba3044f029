"""A sitting and the record that keeps it: it reads before it acts, and writes before it shows."""

import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from kb.errors import KneeError
from kb.questions import sitting as sittings
from kb.questions.bank import exists
from kb.questions.sitting import PRACTICE, Action, Policy, Reply
from kb.records import KnowledgeBase

from . import clock
from .attempts import Attempt, attempts
from .events import Answered, HintShown, QuizStarted, TakenBack, kept
from .reader import Reader
from .sqlite import Event, Record


class KeptSitting:
    """The attempt at a set, the same for every page and kernel that has it open.

    An answer that meanwhile was given in another place stands as the first try; the learner's own, if it is
    another, becomes a further one: nothing is refused and nothing lost.
    """

    def __init__(
        self,
        kb: KnowledgeBase,
        record: Record,
        name: str,
        select: Callable[[int], Sequence[str] | Mapping[str, str]],
        *,
        seed: int | None = None,
        policy: Policy = PRACTICE,
        changed: Callable[[], object] = lambda: None,
    ):
        """`name` of the set in the record; `select(seed)` gives its questions, or question to the one
        whose memory its answer is about; `changed` is called when
        something was done in another place."""
        self._kb, self._name = kb, name
        self._select, self._seed, self._policy, self._changed = select, seed, policy, changed
        self._names: Attempt = ()
        self._begin()
        self._reader = Reader(record, self._concerns, self._told)
        self._reread(opening=True)

    def _begin(self) -> None:
        seed = secrets.randbelow(2**31) if self._seed is None else self._seed
        self.attempt = f"{self._name}/{secrets.token_hex(6)}"
        found = self._select(seed)
        pairs = found.items() if isinstance(found, Mapping) else ()
        self._cards = {key: card for key, card in pairs if key != card}
        self.sitting = sittings.begin(self._kb, tuple(found), seed=seed, policy=self._policy)

    def act(self, action: Action) -> None:
        """Do one thing; an answer is on disk when this returns.

        Raises:
            KneeError: if it cannot be done. Nothing is changed or written then.
        """
        with self._reader.acting():
            asked = self.sitting.questions
            self._reread()
            if action.kind == "answer" and asked != self.sitting.questions:
                raise KneeError("this set was begun in another window meanwhile; it goes on here")
            now = clock.now()
            if action.kind == "take-back" and self.sitting.replies:
                given = datetime.fromisoformat(self.sitting.replies[-1].at)
                action = replace(action, value=(now - given).total_seconds())
            at = action.at or now.isoformat(timespec="milliseconds")
            after = sittings.step(self._kb, self.sitting, replace(action, at=at))
            if len(after.replies) > len(self.sitting.replies):
                if not self._names:
                    self._start(follows="")
                card = self._cards.get(action.question, "")
                self._reader.write(Answered.of(after.tries[action.question][-1], card=card), self.attempt)
            elif len(after.replies) < len(self.sitting.replies):
                slip = self.sitting.replies[-1]
                self._reader.write(TakenBack(slip.question, slip.at), self.attempt)
            if after.hinted != self.sitting.hinted:
                if not self._names:
                    self._start(follows="")
                self._reader.write(HintShown(action.question), self.attempt)
            self.sitting = after
            self._reread()

    def restart(self) -> None:
        """A new attempt; or, if one was begun in another place meanwhile, that one."""
        with self._reader.acting():
            seen = self.attempt
            self._reread()
            if self.attempt == seen:
                follows = self._names[0] if self._names else ""
                self._begin()
                self._start(follows)
                self._reread()

    def close(self) -> None:
        """Follow the record no more."""
        self._reader.close()

    def _start(self, follows: str) -> None:
        state = self.sitting
        start = QuizStarted(self._name, state.seed, state.questions, follows, state.policy.name, self._cards)
        self._reader.write(start, self.attempt)
        self._names = (self.attempt,)

    # ── What the record holds ────────────────────────────────────────────────────────────────

    def _concerns(self, event: Event) -> bool:
        return event.subject == self._name or event.attempt in self._names

    def _told(self) -> None:
        if self._reread():
            self._changed()

    def _reread(self, *, opening: bool = False) -> bool:
        """Take up what the record holds by now; says whether there may be something new."""
        if not self._reader.news():
            return False
        starts = self._starts()
        _, names = attempts((name, start.after) for name, start in starts.items())
        if not names:  # nothing yet; or the learner has emptied the record: the same questions, open again
            self._names = ()
            self.sitting = sittings.catch_up(self._kb, self.sitting, ())
            return True
        start, replies, back = starts[names[0]], self._replies(names), self._taken_back(names)
        hinted = self._hinted(names)
        if self.attempt in names or not (self._names or opening):  # the card stays where it is
            index = min(self.sitting.index, len(start.questions))
            here = replace(self.sitting, questions=start.questions, seed=start.seed, index=index)
            self.sitting = sittings.catch_up(self._kb, here, replies, taken_back=back, hinted=hinted)
        else:
            self.sitting = sittings.replay(
                self._kb,
                start.questions,
                replies,
                seed=start.seed,
                policy=self._policy,
                taken_back=back,
                hinted=hinted,
            )
        self.attempt, self._names, self._cards = names[0], names, dict(start.cards)
        return True

    def _starts(self) -> dict[str, QuizStarted]:
        """Starts of the set by attempt; one with a question that is gone ends all before it."""
        starts: dict[str, QuizStarted] = {}
        for event, start in kept(self._reader.record, QuizStarted, subject=self._name):
            if start is None or any(not exists(self._kb, key) for key in start.questions):
                starts.clear()
            else:
                starts.setdefault(event.attempt, start)
        return starts

    def _replies(self, names: Attempt) -> list[Reply]:
        found = [one for name in names for one in kept(self._reader.record, Answered, attempt=name)]
        found.sort(key=lambda one: one.event.id)
        return [one.what.reply(self._kb) for one in found if one.what is not None]

    def _hinted(self, names: Attempt) -> Counter[str]:
        shown = (one for name in names for one in kept(self._reader.record, HintShown, attempt=name))
        return Counter(one.event.subject for one in shown)

    def _taken_back(self, names: Attempt) -> set[str]:
        back = (one for name in names for one in kept(self._reader.record, TakenBack, attempt=name))
        return {one.event.subject for one in back}
