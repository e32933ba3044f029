"""Questions being answered: (sitting, action) → sitting. Pure: clock and seed are arguments.

Shaped like `kb.patients.encounter`: the state follows from the questions, the seed and the replies, so a
record need keep only those. A policy says when a verdict may be shown and which answer counts; practice,
exam, review and vote differ in nothing else. Whoever holds a sitting (a widget, a phone, a test) shows what
`view` gives and nothing more.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from ..errors import KneeError, shown
from ..records import KnowledgeBase, Question, ReadOnly, Script
from ..wording import told_apart, with_state
from . import certainty
from .bank import asked
from .bank import question as question_of
from .grading import Verdict, grade
from .hints import hints as hints_of
from .kinds import kind_of, version
from .result import result


@dataclass(frozen=True, slots=True)
class Policy:
    """What a sitting is for."""

    name: str
    verdicts: Literal["at-once", "at-end"]
    """at-end: no verdict, reason or key is in the view before the sitting is finished."""
    counts: Literal["first", "last"]
    """first: a later answer is a further try, for learning. last: an answer may be changed until the end."""


PRACTICE = Policy("practice", verdicts="at-once", counts="first")

TAKE_BACK_SECONDS = 10
"""For so long a slip can be taken back: enough to see that it was one, too short to study the reasons."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something that whoever answers does."""

    kind: Literal["answer", "hint", "again", "take-back", "next", "go", "finish"]
    """hint: show the next one; again: try the question on the card once more; take-back: the answer just
    given was a slip; go: to the question at a place."""
    question: str = ""
    """answer: the question that it is meant for."""
    value: Any = None
    """answer: by places, as `kb.questions.grading.grade` takes it; go: the place in the set; take-back: how
    many seconds ago the answer was given."""
    confidence: Any = None
    """answer: low, middle, high or None."""
    at: str = ""
    """When, as ISO 8601."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer as a record keeps it."""

    question: str
    answer: Any
    """By the options' own identities: see `kb.questions.kinds`."""
    version: str
    """Of the question when it was answered; '' where that is not known."""
    confidence: str | None = None
    at: str = ""
    hints: int = 0
    """How many were shown before it."""


@dataclass(frozen=True, slots=True)
class Try:
    """A reply to the question as it is today."""

    reply: Reply
    answer: Any
    """By places."""
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Sitting:
    """Everything that has happened so far, and which question is on the card."""

    questions: tuple[str, ...]
    seed: int
    policy: Policy = PRACTICE
    replies: tuple[Reply, ...] = ()
    """In the order in which they were given."""
    tries: Mapping[str, tuple[Try, ...]] = field(default_factory=ReadOnly)
    """By question."""
    outdated: Mapping[str, int] = field(default_factory=ReadOnly)
    """By question, how many replies were to an earlier version of it: history, which counts nowhere."""
    index: int = 0
    """Place of the question on the card; as many as there are questions: the result."""
    retrying: frozenset[str] = frozenset()
    """Questions that are tried once more, so that their last verdict is out of sight."""
    slip: str = ""
    """The question whose first answer was the last thing done: it may be taken back."""
    taken_back: frozenset[str] = frozenset()
    """Questions whose answer was taken back, which can be done once. Their key was seen."""
    hinted: Mapping[str, int] = field(default_factory=ReadOnly)
    """By question, how many hints were shown."""
    finished: bool = False


def begin(kb: KnowledgeBase, questions: Sequence[str], *, seed: int, policy: Policy = PRACTICE) -> Sitting:
    """A sitting before its first answer. The seed decides the order of the options.

    Raises:
        KneeError: without a question.
    """
    if not questions:
        raise KneeError("a sitting needs at least one question")
    return Sitting(tuple(questions), seed, policy)


def replay(
    kb: KnowledgeBase,
    questions: Sequence[str],
    replies: Iterable[Reply],
    *,
    seed: int,
    policy: Policy = PRACTICE,
    finished: bool = False,
    taken_back: Iterable[str] = (),
    hinted: Mapping[str, int] | None = None,
) -> Sitting:
    """A sitting taken up again from a record, at the first question that is still open.

    A reply to an earlier version of its question is history, and the question is asked anew. `replies` are
    those that stand; `taken_back` says of which questions one was taken back, `hinted` how many hints of
    which were shown.
    """
    state = begin(kb, questions, seed=seed, policy=policy)
    gone = frozenset(taken_back) & frozenset(questions)
    state = replace(state, finished=finished, taken_back=gone, hinted=ReadOnly(hinted or {}))
    for reply in replies:
        if reply.question in state.questions:
            state = _taken(kb, state, reply)
    unanswered = (i for i, key in enumerate(state.questions) if key not in state.tries)
    over = len(state.questions) if len(state.questions) > 1 else 0
    return replace(state, index=min(next(unanswered, over), _last(state)))


def catch_up(
    kb: KnowledgeBase,
    state: Sitting,
    replies: Iterable[Reply],
    *,
    finished: bool = False,
    taken_back: Iterable[str] = (),
    hinted: Mapping[str, int] | None = None,
) -> Sitting:
    """The same sitting with all the replies that its record holds by now, as when it is open in another
    place too. The card stays where it is."""
    over = finished or state.finished
    asked, seed, policy = state.questions, state.seed, state.policy
    after = replay(
        kb,
        asked,
        replies,
        seed=seed,
        policy=policy,
        finished=over,
        taken_back=taken_back,
        hinted=hinted,
    )
    slip = state.slip if after.replies == state.replies else ""
    return replace(after, index=state.index, retrying=state.retrying & after.tries.keys(), slip=slip)


def step(kb: KnowledgeBase, state: Sitting, action: Action) -> Sitting:
    """Do one thing.

    Raises:
        KneeError: if it cannot be done now, or the answer is incomplete. The sitting is then unchanged.
    """
    last, state = state, replace(state, slip="")
    match action.kind:
        case "answer":
            return _answer(kb, last, action)
        case "hint":
            return _hinted(kb, state, action)
        case "take-back":
            return _taken_back(last, action)
        case "again":
            key = on_card(state)
            if key is None or not judged(state, key):
                return last
            if state.policy.verdicts == "at-end":
                raise KneeError("this sitting is over; its answers stand")
            return replace(state, retrying=state.retrying | {key})
        case "next":
            return replace(state, index=min(state.index + 1, _last(state)))
        case "go":
            place = action.value
            whole = isinstance(place, int) and not isinstance(place, bool)
            if not whole or place not in range(len(state.questions)):
                raise KneeError(f"there is no question {shown(place, 20)} in this set")
            return replace(state, index=place)
        case "finish":
            return replace(state, finished=True, retrying=frozenset())
        case _:
            raise KneeError(f"no action {shown(action.kind, 20)}")


def _answer(kb: KnowledgeBase, state: Sitting, action: Action) -> Sitting:
    key = on_card(state)
    if key is None or action.question != key:
        raise KneeError("that question is not on the card any more")
    if state.finished:
        raise KneeError("this sitting is over; its answers stand")
    question = question_of(kb, key)
    grade(kb, question, action.value, action.confidence)  # refuses what is no answer
    answer = kind_of(question).kept(question, action.value)
    hints = state.hinted.get(key, 0)
    confidence = certainty.capped(action.confidence, hints) if marked(state, key) else None
    reply = Reply(key, answer, version(kb, question), confidence, action.at, hints)
    before = state.tries.get(key, ())
    if before and key not in state.retrying:
        last = before[-1].reply
        if last.answer == answer and last.confidence in (action.confidence, confidence):
            return state  # pressed twice, or given in two places at once: it is one answer
    first = not before and key not in state.taken_back and state.policy.verdicts == "at-once"
    return replace(_taken(kb, state, reply), retrying=state.retrying - {key}, slip=key if first else "")


def _hinted(kb: KnowledgeBase, state: Sitting, action: Action) -> Sitting:
    key = on_card(state)
    if key is None or action.question != key:
        raise KneeError("that question is not on the card any more")
    if state.policy.verdicts != "at-once":
        raise KneeError("there are no hints here")
    many = state.hinted.get(key, 0)
    if judged(state, key) or many >= len(hints_of(kb, question_of(kb, key))):
        raise KneeError("there is no further hint")
    return replace(state, hinted=ReadOnly({**state.hinted, key: many + 1}))


def _taken_back(state: Sitting, action: Action) -> Sitting:
    """The sitting without the answer that was just given; what it then counts follows from the others."""
    key = state.slip
    if not key or key != on_card(state):
        raise KneeError("only the answer just given can be taken back, before anything else is done")
    if (action.value or 0) > TAKE_BACK_SECONDS:
        raise KneeError(f"that answer stands: it can be taken back for {TAKE_BACK_SECONDS} seconds")
    tries = {one: tried for one, tried in state.tries.items() if one != key}
    return replace(
        state, replies=state.replies[:-1], tries=ReadOnly(tries), slip="", taken_back=state.taken_back | {key}
    )


def _taken(kb: KnowledgeBase, state: Sitting, reply: Reply) -> Sitting:
    """The sitting with one more reply: a try of today's question, or history."""
    key = reply.question
    state = replace(state, replies=(*state.replies, reply))
    one = recalled(kb, reply)
    if one is None:
        count = state.outdated.get(key, 0) + 1
        return replace(state, outdated=ReadOnly({**state.outdated, key: count}))
    return replace(state, tries=ReadOnly({**state.tries, key: (*state.tries.get(key, ()), one)}))


def recalled(kb: KnowledgeBase, reply: Reply) -> Try | None:
    """What a reply says to the question as it is today; None if it was given to an earlier version."""
    question = asked(kb, reply.question)
    if question is None or reply.version != version(kb, question):
        return None
    try:
        answer = kind_of(question).found(question, reply.answer)
        return Try(reply, answer, grade(kb, question, answer, reply.confidence))
    except KneeError:
        return None


# ── What may be seen ─────────────────────────────────────────────────────────────────────────


def on_card(state: Sitting) -> str | None:
    """The question on the card; None when the result is shown."""
    return state.questions[state.index] if state.index < len(state.questions) else None


def judged(state: Sitting, key: str) -> bool:
    """Whether a question's verdict, and with it the key, may be seen now."""
    told = state.policy.verdicts == "at-once" or state.finished
    return told and key in state.tries and key not in state.retrying


def marked(state: Sitting, key: str) -> bool:
    """Whether the next answer earns a certainty mark: not once the key of its question was seen."""
    return state.policy.counts == "last" or not (key in state.tries or key in state.taken_back)


def counted(state: Sitting) -> dict[str, Verdict]:
    """For every question that was answered, the verdict that counts."""
    place = 0 if state.policy.counts == "first" else -1
    return {key: tries[place].verdict for key, tries in state.tries.items() if tries}


def view(kb: KnowledgeBase, state: Sitting) -> dict[str, Any]:
    """What a page may know: the question on the card or the result, and no key before its time."""
    count = counted(state)
    seen: dict[str, Any] = {
        "index": state.index,
        "total": len(state.questions),
        "last": state.index >= len(state.questions) - 1,
        "status": [_status(state, count.get(key)) for key in state.questions],
        "result": None,
        "question": None,
        "verdict": None,
    }
    key = on_card(state)
    if key is None:
        return seen | {"result": result(kb, state.questions, count, taken_back=len(state.taken_back))}
    question, tries = question_of(kb, key), state.tries.get(key, ())
    last, told = tries[-1] if tries else None, judged(state, key)
    seen |= {
        "tries": len(tries),
        "question": _question(kb, question, state.seed, last.answer if last else None, told),
        "answer": last.answer if last else None,
        "confidence": last.reply.confidence if last else None,
        "earlier": _earlier(state, key, tries[:-1] if told else tries),
        "practice": _practice(state, key, told),
        "certainty": _certainty(state, key, told, count),
        "hints": _hints(kb, state, key, told),
        "take_back": TAKE_BACK_SECONDS if told and state.slip == key else 0,
    }
    if told and last:
        seen["question"]["truth"] = question.truth
        seen["verdict"] = _verdict(
            kb, question, last, counts=len(tries) == 1 or state.policy.counts == "last"
        )
    return seen


def _last(state: Sitting) -> int:
    """The furthest place that the card can be at: the result, once it may be seen."""
    told = state.policy.verdicts == "at-once" or state.finished
    return len(state.questions) if told else len(state.questions) - 1


def _question(kb: KnowledgeBase, question: Question, seed: int, answer: Any, told: bool) -> dict[str, Any]:
    kind = kind_of(question)
    texts = kind.choices(question)
    return {
        "id": question.id,
        "kind": question.kind,
        "stem": question.stem,
        "options": [{"i": i, "text": texts[i]} for i in kind.order(question, seed) if told or not kind.PICKS],
        "prompts": [prompt.text for prompt in question.prompts],
        "order": question.order,
        "script": _script(kb, question.script) if question.script else None,
        "spot": kind.in_words(kb, question, answer) if told and kind.PICKS else "",
        "unit": question.answer.unit if question.answer else "",
    }


def _script(kb: KnowledgeBase, script: Script) -> dict[str, Any]:
    from ..reasoning.triage import named  # the other kinds do without

    def told(finding: str, state: str) -> str:
        return with_state(kb.findings[finding].label, state)

    return {
        "cause": named(kb, kb.causes[script.cause]),  # its whole family is weighed
        "given": [told(finding, state) for finding, state in script.given.items()],
        "finding": told(script.finding, script.state),
    }


def _verdict(kb: KnowledgeBase, question: Question, one: Try, *, counts: bool) -> dict[str, Any]:
    verdict = one.verdict
    works = {key: kb.sources[key] for key in question.sources}
    names = told_apart({key: (work.short, work.container_title) for key, work in works.items()})
    return {
        "right": verdict.right,
        "credit": verdict.credit,
        "word": verdict.word,
        "why": verdict.why,
        "key": verdict.key,
        "earned": verdict.earned,
        "mark": verdict.mark,
        "marked": certainty.earned(verdict, one.reply.confidence) if counts else "",
        "parts": [
            {"text": p.text, "given": p.given, "wanted": p.wanted, "right": p.right, "why": p.why}
            for p in verdict.parts
        ],
        "rows": [{"chosen": r.chosen, "right": r.right, "why": r.why} for r in verdict.rows],
        "sources": [work.card(names[key]) for key, work in works.items()],
    }


def _practice(state: Sitting, key: str, told: bool) -> str:
    """What a further try is worth, in a line; '' for an answer that counts in full."""
    if state.policy.counts == "last" or state.policy.verdicts == "at-end":
        return ""
    if len(state.tries.get(key, ())) > told:
        return "Practice, as the answer was shown: your first try counts, and there is no certainty mark."
    if key in state.taken_back and not told:
        return (
            "Taken back: that answer counts nowhere. The next one counts, without a certainty mark, as the "
            "right answer was on the page. The result says how many were taken back."
        )
    return ""


def _certainty(state: Sitting, key: str, told: bool, count: Mapping[str, Verdict]) -> dict[str, Any]:
    """Whether certainty is asked for, what it may earn, and the running total where that may be told."""
    asked = not told and marked(state, key)
    at_once = state.policy.verdicts == "at-once" or state.finished
    total = certainty.so_far(count.values()) if at_once else ""
    return {
        "asked": asked,
        "choices": certainty.choices(state.hinted.get(key, 0)),
        "help": certainty.HELP,
        "total": total,
    }


def _hints(kb: KnowledgeBase, state: Sitting, key: str, told: bool) -> dict[str, Any]:
    """The hints that were shown, and what the next one costs; nothing of it where there are none."""
    if state.policy.verdicts != "at-once":
        return {"shown": (), "left": 0, "price": ""}
    every, many = hints_of(kb, question_of(kb, key)), state.hinted.get(key, 0)
    left = 0 if told else len(every) - many
    return {"shown": every[:many], "left": left, "price": certainty.price(many) if left else ""}


def _status(state: Sitting, verdict: Verdict | None) -> str:
    """open; answered, where no more may be told; right, partly or wrong."""
    if verdict is None:
        return "open"
    if state.policy.verdicts == "at-end" and not state.finished:
        return "answered"
    return "right" if verdict.right else "partly" if verdict.credit else "wrong"


def _earlier(state: Sitting, key: str, tries: Sequence[Try]) -> str:
    """What was answered before, in a line."""
    said = []
    if state.outdated.get(key):
        said.append("You answered an earlier version of this question; it has changed since.")
    if tries and state.policy.verdicts == "at-once":
        verdicts = [one.verdict for one in tries]
        words = ["right" if v.right else "partly right" if v.credit else "not right" for v in verdicts]
        said.append("Earlier: " + ", ".join(f"try {i} {word}" for i, word in enumerate(words, 1)))
    return " ".join(said)
