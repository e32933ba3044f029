"""Up to three hints for a question: where to look, what to weigh, what to exclude. Pure.

An author may write them. Where none stands, a question of application level gets them: the first two from
what its proof measures, with words of rules/hints.yaml, the third takes away one wrong answer. None names the
key.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..records import Hint, KnowledgeBase, Question
from ..wording import in_sentence
from .proof import MEASURES

LEVEL = "application"
MOST = 3
THINGS = 4
"""Most findings that one hint names."""
LONG = 4
"""Letters of a word by which a finding and a key are compared."""


def hints(kb: KnowledgeBase, question: Question) -> tuple[str, ...]:
    """The hints of a question, from vague to plain; () where it has none."""
    if question.hints:
        return question.hints
    if question.level != LEVEL:
        return ()
    rule = _rule(kb, question)
    told = [_filled(kb, question, text) for text in ((rule.look, rule.weigh) if rule else ())]
    return (*told, *_excluding(question))[:MOST]


def _rule(kb: KnowledgeBase, question: Question) -> Hint | None:
    rules = kb.rules.hints
    if question.kind in rules:
        return rules[question.kind]
    measured = (name for proof in question.proof for name in proof if name in MEASURES)
    return next((rules[name] for name in measured if name in rules), None)


def _filled(kb: KnowledgeBase, question: Question, text: str) -> str:
    if "{things}" in text:
        things = _things(kb, question)
        if not things:
            text = kb.rules.hints["fact"].look if "fact" in kb.rules.hints else "{objective}"
        text = text.replace("{things}", ", ".join(things))
    return text.replace("{objective}", _objective(kb, question))


def _objective(kb: KnowledgeBase, question: Question) -> str:
    objectives = kb.lessons[question.lesson].objectives
    return next(one.text for one in objectives if one.id == question.objective)


# ── Where to look ────────────────────────────────────────────────────────────────────────────


def _things(kb: KnowledgeBase, question: Question) -> list[str]:
    """Labels of findings that the proof rests on, without those that the key speaks of; none where that would
    leave the key as the one that is not named."""
    key = _words(" ".join((*(option.text for option in question.options if option.right), question.why)))
    found = dict.fromkeys(one for proof in question.proof for one in _findings(kb, proof))
    labels = [kb.findings[one].label for one in found]
    kept = [in_sentence(label) for label in labels if not _words(label) & key]
    return kept[:THINGS]


def _findings(kb: KnowledgeBase, proof: Mapping[str, Any]) -> Iterator[str]:
    for what in proof.values():
        if isinstance(what, Mapping):
            named = [what["finding"]] if "finding" in what else []
            for one in (*named, *what.get("given", ())):
                key = str(one).partition("=")[0]
                if key in kb.findings:
                    yield key


def _words(text: str) -> set[str]:
    return {word[:6] for word in re.findall(r"[^\W\d]+", text.lower()) if len(word) >= LONG}


# ── What to exclude ──────────────────────────────────────────────────────────────────────────


def _excluding(question: Question) -> Iterator[str]:
    """One wrong answer less; nothing where there is none to take away."""
    match question.kind:
        case "single" | "several" | "true-false":
            wrong = [option for option in question.options if not option.right and option.text]
            if len(wrong) > 1 or (question.kind == "several" and wrong):
                taken = next((one for one in wrong if one.misconception), wrong[0])
                yield _without(taken.text, taken.misconception)
        case "extended-matching" | "matching":
            options = {option.key: option.text for option in question.options}
            prompt = question.prompts[0]
            other = next((text for key, text in options.items() if key != prompt.match), "")
            if other and len(options) > 2:
                yield f"{_quoted(prompt.text)} does not belong to {_quoted(other)}."
        case "ordering":
            if len(question.options) > 2:
                yield f"{_quoted(question.options[-1].text)} is not the first."
        case "numeric":
            yield from _between(question)


def _without(text: str, misconception: str) -> str:
    rests = f" It rests on a mistaken idea: {misconception}" if misconception else ""
    return f"You can leave this out: {_quoted(text)}.{rests}"


def _quoted(text: str) -> str:
    return f"“{text.strip('“”').rstrip('.')}”"


def _between(question: Question) -> Iterator[str]:
    """A range that is plainly narrower than what makes sense, and of which the key is not the middle."""
    answer = question.answer
    assert answer
    reach = max(4 * answer.tolerance, 0.25 * abs(answer.value))
    low, high = answer.value - 0.6 * reach, answer.value + 1.4 * reach
    low, high = max(answer.low, _rounded(low, reach)), min(answer.high, _rounded(high, reach))
    if reach and high - low < 0.6 * (answer.high - answer.low):
        yield f"It lies between {low:g} and {high:g} {answer.unit}.".replace(" .", ".")


def _rounded(value: float, reach: float) -> float:
    step = next(step for step in STEPS if step >= reach / 4)
    return round(value / step) * step


STEPS: Sequence[float] = (0.05, 0.1, 0.5, 1, 5, 10, 50, 100, 500, 1000, 5000, 1e4, 1e5, 1e6, 1e9)
