"""A set of questions, or one: choose, say how sure you are, check, and be told why.

One anywidget instead of a box of core widgets, because number keys, rows that are clickable as a
whole, the reason beneath each row and an announcement for screen readers need the browser, and
because one message each way is what makes an answer feel immediate. The browser never holds the
key: what is right arrives with the verdict.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import traitlets

from kb.questions import sitting as sittings
from kb.questions.bank import asked, practice, question
from kb.questions.choosing import choose
from kb.questions.kinds import kind_of
from kb.questions.sitting import Action
from kb.records import KnowledgeBase

from . import quiz_picture as pictures
from ._view import View, bundle
from .record import Record
from .record.events import Answered, kept
from .record.kept_sitting import KeptSitting


class QuizSet(View):
    """What the learner sees of a set. What they do goes to the record; a reopened set takes it up."""

    _esm, _css = bundle("quiz_set")
    picture = traitlets.Dict().tag(sync=True)
    """What the present question asks about; empty where it needs none."""

    def __init__(
        self,
        kb: KnowledgeBase,
        record: Record,
        *,
        key: str,
        title: str,
        lesson: str | None = None,
        objective: str | None = None,
        n: int | None = None,
        questions: Sequence[str] | Callable[[], Mapping[str, str]] = (),
        made: bool = False,
        seed: int | None = None,
    ):
        """`key` names the set in the record; a set is one lesson's, or the given `questions`: their ids, or
        what gives them when the set is begun, each with the question whose memory it is about. `made` asks
        for `n` questions made from the knowledge base instead of the written ones."""

        def select(seed: int) -> Sequence[str] | Mapping[str, str]:
            if made:
                return practice(kb, str(lesson), objective, n=n or 0, seed=seed)
            given = questions() if callable(questions) else questions
            return given or choose(kb, str(lesson), objective, n, seed)

        self._kb, self._record, self._title, self._error = kb, record, title, ""
        self._marks_known = False
        self._held = KeptSitting(kb, record, key, select, seed=seed, changed=self._show)
        super().__init__(view=self._draw(), picture=self._picture())

    def _receive(self, *told: Any) -> None:
        with self._record.acting():  # the verdict first; other places that show this set come after
            super()._receive(*told)

    def close(self) -> None:
        """Follow the record no more."""
        if hasattr(self, "_held"):  # not where the set was refused
            self._held.close()
        super().close()

    def _act(self, message: Mapping[str, Any]) -> None:
        match message.get("type"):
            case "check":
                key, answer = str(message.get("question")), message.get("answer")
                meant = asked(self._kb, key)
                if meant and kind_of(meant).PICKS:
                    answer = pictures.form_at(self._kb, meant, answer)
                self._held.act(Action("answer", key, answer, message.get("confidence")))
            case "hint":
                self._held.act(Action("hint", str(message.get("question"))))
            case "again" | "take-back" | "next" as kind:
                self._held.act(Action(kind))
            case "go":
                self._held.act(Action("go", value=message.get("index")))
            case "restart":
                self._held.restart()

    def _show(self, message: Mapping[str, Any] | None = None) -> None:
        with self.hold_sync():
            self.picture = self._picture()
            self.view = self._draw()

    def _draw(self) -> dict[str, Any]:
        state = self._held.sitting
        seen = sittings.view(self._kb, state)
        if seen["verdict"]:
            shown = question(self._kb, seen["question"]["id"])
            seen["verdict"]["spots"] = pictures.places(self._kb, shown, seen["answer"])
        return seen | {
            "explain": self._explains(seen),
            "title": self._title,
            "attempt": self._held.attempt,
            "notice": self._record.notice,
            "error": self._error,
        }

    def _explains(self, seen: Mapping[str, Any]) -> bool:
        """Whether the rule of the certainty marks stands open: to who never earned one."""
        if not seen["question"] or self._marks_known:
            return False
        answers = kept(self._record, Answered)
        self._marks_known = any(one.what and one.what.mark is not None for one in answers)
        return not self._marks_known

    def _picture(self) -> dict[str, Any]:
        state = self._held.sitting
        key = sittings.on_card(state)
        if key is None:
            return {}
        return pictures.picture(self._kb, question(self._kb, key), named=sittings.judged(state, key))
