"""A set of questions, or one: choose, say how sure you are, check, and be told why.

One anywidget instead of a box of core widgets, because number keys, rows that are clickable as a
whole, the reason beneath each row and an announcement for screen readers need the browser, and
because one message each way is what makes an answer feel immediate. The browser never holds the
key: what is right arrives with the verdict.
"""

import random
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

import traitlets

from kb.errors import KneeError, unknown
from kb.questions.concordance import SCALE
from kb.questions.grading import CERTAINTY_MARKS, RowVerdict, Verdict, grade, shuffled
from kb.records import KnowledgeBase, Option, Question, Script
from kb.wording import shortened

from ._html import short_names, with_state
from ._view import View, bundle
from .record import record


def choose(
    kb: KnowledgeBase, lesson: str, objective: str | None, n: int | None, seed: int
) -> tuple[str, ...]:
    """Ids of a set: every question of a lesson or objective, or `n` spread over the objectives.

    Raises:
        KneeError: for an unknown objective, or an `n` that the bank cannot give.
    """
    objectives = [one.id for one in kb.lessons[lesson].objectives]
    if objective is not None and objective not in objectives:
        raise unknown(f"objective of lesson '{lesson}'", objective, objectives)
    pool = [
        key
        for key, question in kb.questions.items()
        if question.lesson == lesson and question.objective in (objective or question.objective,)
    ]
    if n is None:
        return tuple(pool)
    if isinstance(n, bool) or not isinstance(n, int) or not 1 <= n <= len(pool):
        raise KneeError(f"n={n!r} is not a whole number from 1 to {len(pool)}, what the bank holds")
    rng = random.Random(f"{lesson}/{seed}")
    by_objective = {one: [k for k in pool if kb.questions[k].objective == one] for one in objectives}
    for keys in by_objective.values():
        rng.shuffle(keys)
    picked: list[str] = []
    while len(picked) < n:
        picked += [keys.pop() for keys in by_objective.values() if keys][: n - len(picked)]
    return tuple(key for key in pool if key in picked)


class QuizSet(View):
    """What the learner sees of a set. Events go to the record; a reopened set takes them up."""

    _esm, _css = bundle("quiz_set")
    picture = traitlets.Dict().tag(sync=True)
    """What the present question asks about; empty where it needs none."""

    def __init__(
        self,
        kb: KnowledgeBase,
        *,
        key: str,
        title: str,
        lesson: str | None = None,
        objective: str | None = None,
        n: int | None = None,
        questions: Sequence[str] = (),
        seed: int | None = None,
    ):
        """`key` names the set in the record; a set is one lesson's, or the given `questions`."""
        self._kb, self._key, self._title = kb, key, title
        self._choice = (lesson, objective, n)
        self._fixed = tuple(questions)
        self._given_seed = seed
        self._record = record()
        self._begin()
        self._resume()
        super().__init__(view=self._draw(), picture=self._shown())

    # ── State ────────────────────────────────────────────────────────────────────────────────

    def _begin(self) -> None:
        self._seed = secrets.randbelow(2**31) if self._given_seed is None else self._given_seed
        self._attempt = f"{self._key}/{secrets.token_hex(6)}"
        self._started = False
        self._select()

    def _select(self) -> None:
        lesson, objective, n = self._choice
        self._ids = self._fixed or choose(self._kb, str(lesson), objective, n, self._seed)
        self._index = 0
        self._answers: dict[str, list[dict[str, Any]]] = {key: [] for key in self._ids}
        self._retrying: set[str] = set()
        self._error = ""

    def _resume(self) -> None:
        start = self._record.last("quiz-start", self._key)
        if start is None or not isinstance(start.data.get("seed"), int):
            return
        kept = start.data.get("questions")
        ids = tuple(key for key in kept if isinstance(key, str)) if isinstance(kept, list) else ()
        if not ids or len(ids) != len(kept) or any(key not in self._kb.questions for key in ids):
            return
        self._attempt, self._seed, self._started = start.attempt, start.data["seed"], True
        self._select()
        self._ids = ids
        self._answers = {key: [] for key in ids}
        for event in self._record.events("answer", attempt=self._attempt):
            whole = isinstance(event.data.get("credit"), (int, float)) and "right" in event.data
            if whole and event.subject in self._answers:
                self._answers[event.subject].append(event.data)
        unanswered = [i for i, key in enumerate(ids) if not self._answers[key]]
        self._index = unanswered[0] if unanswered else (len(ids) if len(ids) > 1 else 0)

    def _show(self, message: Mapping[str, Any]) -> None:
        with self.hold_sync():
            self.picture = self._shown()
            self.view = self._draw()

    def _act(self, message: Mapping[str, Any]) -> None:
        match message.get("type"):
            case "check":
                self._check(str(message.get("question")), message.get("answer"), message.get("confidence"))
            case "again" if self._index < len(self._ids):
                self._retrying.add(self._ids[self._index])
            case "next":
                self._index = min(self._index + 1, len(self._ids))
            case "go" if message.get("index") in range(len(self._ids)):
                self._index = int(message["index"])
            case "restart":
                self._begin()
                self._start()

    def _start(self) -> None:
        data = {"seed": self._seed, "questions": list(self._ids)}
        self._record.append("quiz-start", self._key, data, attempt=self._attempt)
        self._started = True

    def _check(self, key: str, answer: Any, confidence: Any) -> None:
        if self._index >= len(self._ids) or key != self._ids[self._index]:
            raise KneeError("that question is not on the card any more")
        question = self._kb.questions[key]
        if question.kind == "hotspot":
            answer = self._form(question, answer)
        verdict = grade(self._kb, question, answer, confidence)
        if not self._started:
            self._start()
        data = {
            "answer": answer,
            "confidence": confidence,
            "right": verdict.right,
            "credit": verdict.credit,
            "mark": verdict.mark,
            "seed": self._seed,
        }
        self._record.append("answer", key, data, attempt=self._attempt)
        self._answers[key].append(data)
        self._retrying.discard(key)

    # ── View ─────────────────────────────────────────────────────────────────────────────────

    def _draw(self) -> dict[str, Any]:
        view: dict[str, Any] = {
            "title": self._title,
            "attempt": self._attempt,
            "notice": self._record.notice,
            "index": self._index,
            "total": len(self._ids),
            "last": self._index >= len(self._ids) - 1,
            "status": [self._status(key) for key in self._ids],
            "error": self._error,
            "result": None,
            "verdict": None,
        }
        if self._index >= len(self._ids):
            return view | {"result": self._result()}
        key = self._ids[self._index]
        question, tries = self._kb.questions[key], self._answers[key]
        last = tries[-1] if tries else {}
        judged = bool(tries) and key not in self._retrying
        view |= {
            "tries": len(tries),
            "question": {
                "id": key,
                "kind": question.kind,
                "stem": question.stem,
                "options": [
                    {"i": i, "text": self._options(question)[i].text}
                    for i in shuffled(question, self._seed)
                    if judged or question.kind != "hotspot"
                ],
                "prompts": [prompt.text for prompt in question.prompts],
                "order": question.order,
                "script": self._script(question.script) if question.script else None,
                "spot": self._spot(question, last.get("answer")) if judged else "",
                "unit": question.answer.unit if question.answer else "",
            },
            "answer": last.get("answer"),
            "confidence": last.get("confidence"),
            "earlier": self._earlier(tries if not judged else tries[:-1]),
        }
        if judged:
            verdict = self._grade_again(question, last)
            view["question"]["truth"] = question.truth
            view["verdict"] = self._verdict(question, verdict)
            view["verdict"]["spots"] = self._spots(question, last.get("answer"))
        return view

    @staticmethod
    def _options(question: Question) -> Sequence[Option]:
        """What can be chosen; the scale of a script-concordance question is the same for all."""
        if question.script is None:
            return question.options
        return [Option(text=text, why="") for text in SCALE]

    def _script(self, script: Script) -> dict[str, Any]:
        findings = self._kb.findings
        return {
            "cause": self._kb.causes[script.cause].name,
            "given": [with_state(findings[key], state) for key, state in script.given.items()],
            "finding": with_state(findings[script.finding], script.state),
        }

    # ── Picture ──────────────────────────────────────────────────────────────────────────────

    def _shown(self) -> dict[str, Any]:
        """The picture of the present question. Names come with the verdict; until then spots have numbers."""
        if self._index >= len(self._ids):
            return {}
        key = self._ids[self._index]
        scene = self._kb.questions[key].picture
        if scene is None:
            return {}
        from kb.anatomy.pictures import scene_picture

        picture = scene_picture(self._kb, scene)
        named = bool(self._answers[key]) and key not in self._retrying
        marks = [f"s{i}" for i, shape in enumerate(picture["shapes"]) if shape["id"] == scene.mark]
        joined = sorted({shape["join"] for shape in picture["shapes"] if shape.get("join")})
        shapes = [
            shape
            | {"id": f"s{i}"}
            | ({} if named else {"structure": "", "label": "", "name": ""})
            | ({"join": f"j{joined.index(shape['join'])}"} if shape.get("join") else {})
            for i, shape in enumerate(picture["shapes"])
        ]
        return picture | {
            "shapes": shapes,
            "text": scene.text,
            "key": f"{key}/{named}",
            "named": named,
            "pick": self._kb.questions[key].kind == "hotspot",
            "mark": marks[:1],
        }

    def _form(self, question: Question, spot: Any) -> str:
        """The form at a spot of the picture."""
        shapes = self.picture.get("shapes", [])
        number = str(spot)[1:] if isinstance(spot, str) else ""
        if not (number.isdigit() and int(number) < len(shapes)):
            raise KneeError("choose a place in the picture")
        from kb.anatomy.pictures import scene_picture

        return scene_picture(self._kb, question.picture)["shapes"][int(number)]["id"]

    def _spots(self, question: Question, answer: Any) -> dict[str, list[str]]:
        """Spots of the right answer and of the learner's."""
        if question.kind != "hotspot" or question.picture is None:
            return {"right": [], "chosen": []}
        from kb.anatomy.pictures import scene_picture

        right = {option.at for option in question.options if option.right}
        ids = [shape["id"] for shape in scene_picture(self._kb, question.picture)["shapes"]]
        return {
            "right": [f"s{i}" for i, form in enumerate(ids) if form in right],
            "chosen": [f"s{i}" for i, form in enumerate(ids) if form == answer],
        }

    def _spot(self, question: Question, answer: Any) -> str:
        """What the learner chose, by name."""
        form = self._kb.forms.get(answer) if isinstance(answer, str) else None
        return form.label if form and question.kind == "hotspot" else ""

    def _grade_again(self, question: Question, data: Mapping[str, Any]) -> Verdict:
        """A recorded answer, judged by today's key; an answer that no longer fits counts as wrong."""
        try:
            return grade(self._kb, question, data.get("answer"), data.get("confidence"))
        except KneeError:
            text = "The question has changed since you answered it. Try it again."
            rows = tuple(RowVerdict(False, option.right, option.why) for option in self._options(question))
            return Verdict(False, 0.0, "Not right", text, rows, "", None)

    def _verdict(self, question: Question, verdict: Verdict) -> dict[str, Any]:
        names = short_names(self._kb, question.sources)
        sources = [(self._kb.sources[key], name) for key, name in names.items()]
        return {
            "right": verdict.right,
            "credit": verdict.credit,
            "word": verdict.word,
            "why": verdict.why,
            "key": verdict.key,
            "mark": verdict.mark,
            "parts": [
                {"text": p.text, "given": p.given, "wanted": p.wanted, "right": p.right, "why": p.why}
                for p in verdict.parts
            ],
            "rows": [{"chosen": r.chosen, "right": r.right, "why": r.why} for r in verdict.rows],
            "sources": [{"short": name, "title": s.title, "link": s.link} for s, name in sources],
        }

    def _status(self, key: str) -> str:
        if not self._answers[key]:
            return "open"
        first = self._answers[key][0]
        return "right" if first["right"] else "partly" if first["credit"] else "wrong"

    @staticmethod
    def _earlier(tries: Sequence[Mapping[str, Any]]) -> str:
        said = ["right" if t["right"] else "partly right" if t["credit"] else "not right" for t in tries]
        return "Earlier: " + ", ".join(f"try {i} {word}" for i, word in enumerate(said, 1)) if said else ""

    def _result(self) -> dict[str, Any]:
        """First answers count: a second try is for learning."""
        first = {key: tries[0] for key, tries in self._answers.items() if tries}
        credit = sum(one["credit"] for one in first.values())
        objectives = []
        lessons = {self._kb.questions[key].lesson for key in self._ids}
        for objective in (o for key in sorted(lessons) for o in self._kb.lessons[key].objectives):
            keys = [k for k in self._ids if self._kb.questions[k].objective == objective.id]
            if keys:
                got = sum(first[k]["credit"] for k in keys if k in first)
                share = got / len(keys)
                word = "mastered" if share >= 0.8 else "getting there" if share >= 0.5 else "review"
                says = f"{got:g} of {len(keys)} · {word}"
                objectives.append({"text": objective.text, "share": share, "says": says})
        marks = [one["mark"] for one in first.values() if one.get("mark") is not None]
        best = CERTAINTY_MARKS["high"][0]
        sure_wrong = sum(one.get("mark") == CERTAINTY_MARKS["high"][1] for one in first.values())
        said = ""
        if marks:
            said = f"Certainty marks: {sum(marks)} of {best * len(marks)} possible over {len(marks)} answers."
            if sure_wrong:
                which = "that one" if sure_wrong == 1 else "those"
                said += f" {sure_wrong} wrong with high confidence: look at {which} first."
        wrong = [(i, k) for i, k in enumerate(self._ids) if not first.get(k, {}).get("right")]
        wrong.sort(key=lambda item: first.get(item[1], {}).get("mark") or 0)
        unanswered = len(self._ids) - len(first)
        return {
            "headline": f"{credit:g} of {len(self._ids)} points at the first try."
            + (f" {unanswered} not answered." if unanswered else ""),
            "marks": said,
            "objectives": objectives,
            "review": [
                {
                    "index": i,
                    "stem": f"Question {i + 1}: {shortened(self._kb.questions[key].stem)}",
                    "why": self._kb.questions[key].why if key in first else "Not answered yet.",
                }
                for i, key in wrong
            ],
        }
