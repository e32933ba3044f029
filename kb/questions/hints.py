"""Up to three hints for a question: where to look, what to weigh, what to exclude. Pure.

An author may write them. Where none stands, a question of application level gets them: the first two from
what its proof measures, with words of rules/hints.yaml, the third, as its kind has one, takes away one wrong
answer. None names the key.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..records import Hint, KnowledgeBase, Question
from ..wording import in_sentence
from .kinds import kind_of
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
    return (*told, *kind_of(question).excluding(question))[:MOST]


def _rule(kb: KnowledgeBase, question: Question) -> Hint | None:
    rules = kb.rules.hints
    of_kind = rules.get(question.kind)
    if of_kind:
        return of_kind
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
