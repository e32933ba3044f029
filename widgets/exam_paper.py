"""An examination: a calm page, one question at a time, and no word of right or wrong before the end."""

from collections.abc import Mapping
from typing import Any

from kb.questions import exam as exams
from kb.questions.exam import Action, Exam
from kb.questions.exam_result import exam_result
from kb.questions.kinds import kind_of
from kb.records import Blueprint, KnowledgeBase

from . import quiz_picture as pictures
from ._view import View, bundle
from .exam_report import on_paper, report
from .record import Record
from .record.kept_exam import KeptExam

SET_BACK = (
    "The clock of this computer was set back. The time of this examination goes on as before; set the clock "
    "right to see the true time."
)


class ExamPaper(View):
    """What a candidate sees. What they do goes to the record; an examination that was left goes on."""

    _esm, _css = bundle("exam_paper")

    def __init__(
        self,
        kb: KnowledgeBase,
        record: Record,
        plan: Blueprint,
        *,
        key: str,
        n: int,
        minutes: float,
        extra: float = 1.0,
        certainty: str | None = None,
        seed: int | None = None,
    ):
        """`key` names the examination in the record; the rest as `widgets.exam` takes it."""
        from kb.questions.blueprint import draw

        def prepare(seed: int) -> Exam:
            asked = draw(kb, plan, n, seed)
            how: Any = certainty or plan.certainty
            return exams.prepare(asked, seed=seed, minutes=minutes, extra=extra, certainty=how)

        self._kb, self._record, self._plan, self._error = kb, record, plan, ""
        self._held = KeptExam(kb, record, key, prepare, seed=seed, changed=self._changed)
        super().__init__(view=self._draw())

    def close(self) -> None:
        """Follow the record no more."""
        if hasattr(self, "_held"):  # not where the examination was refused
            self._held.close()
        super().close()

    def _act(self, message: Mapping[str, Any]) -> None:
        key, value = str(message.get("question")), message.get("value")
        match message.get("type"):
            case "choose":
                question = self._kb.questions.get(key)
                if question and value is not None and kind_of(question).PICKS:
                    value = pictures.form_at(self._kb, question, value)
                self._held.act(Action("choose", key, value, message.get("confidence")))
            case "begin" | "finish" as kind:
                self._held.act(Action(kind))
            case "flag":
                self._held.act(Action("flag", key, value is True))
            case "go":
                self._held.act(Action("go", value=value))
            case "time":
                self._held.tick()
            case "again":
                self._held.restart()

    def _changed(self) -> None:
        self.view = self._draw()

    def _draw(self) -> dict[str, Any]:
        exam, now = self._held.exam, self._held.now()
        seen = exams.view(self._kb, exam, now) | {
            "title": self._plan.title,
            "attempt": self._held.attempt,
            "notice": self._record.notice or (SET_BACK if self._held.clock_set_back else ""),
            "error": self._error,
            "picture": {},
            "spot": None,
            "report": "",
            "paper": "",
        }
        if seen["phase"] == "over":
            told = report(self._kb, self._plan, exam_result(self._kb, self._plan, exam), exam)
            return seen | {"report": told, "paper": on_paper(self._plan.title, told)}
        if seen["phase"] == "open":
            question = self._kb.questions[seen["question"]["id"]]
            seen["picture"] = pictures.picture(self._kb, question, named=False)
            if kind_of(question).PICKS and seen["answer"] is not None:
                seen["spot"] = pictures.places(self._kb, question, seen["answer"])["chosen"][0]
        return seen
