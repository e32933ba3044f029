"""Kinds of question, one file each, all with the same names: see `Kind`.

A new kind is a new file with these names, a line in `KINDS`, and its word in `kb.records.Question.kind`.
An answer travels in two forms. On a page it is *places*: the option's number in the bank's order, which
holds for as long as the page. In a record it is *kept* by the options' own identities, beside the version
of its question, so that an option may move without falsifying what was answered in the past.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any, Protocol

from ...records import KnowledgeBase, Question
from . import choice, concordance, hotspot, matching, numeric, ordering
from .answers import Judgement
from .identity import normalised


class Kind(Protocol):
    """What every kind of question can do."""

    PICKS: bool
    """Whether the answer is a place in the question's picture; options are named with the verdict only."""

    def grade(self, kb: KnowledgeBase, question: Question, answer: Any) -> Judgement:
        """Judge an answer by places; KneeError if it is incomplete or does not fit."""

    def key(self, kb: KnowledgeBase, question: Question) -> str:
        """The right answer in words."""

    def in_words(self, kb: KnowledgeBase, question: Question, answer: Any) -> str:
        """An answer by places, in words."""

    def choices(self, question: Question) -> tuple[str, ...]:
        """What can be chosen, in the bank's order."""

    def order(self, question: Question, seed: int) -> tuple[int, ...]:
        """In which order that is shown, the same for the same seed."""

    def kept(self, question: Question, answer: Any) -> Any:
        """An answer that `grade` takes, by identities, as JSON."""

    def found(self, question: Question, kept: Any) -> Any:
        """A kept answer by today's places; KneeError if it fits no more."""

    def meaning(self, kb: KnowledgeBase, question: Question) -> Any:
        """What, besides the stem, decides what an answer means, as JSON."""

    def excluding(self, question: Question) -> Iterable[str]:
        """A hint that takes away one wrong answer; nothing where there is none to take away."""

    def faults(self, question: Question) -> Iterator[tuple[str, str]]:
        """(path within the question, what is wrong) for every flaw of its writing."""


KINDS: Mapping[str, Kind] = {
    "single": choice,
    "several": choice,
    "true-false": choice,
    "numeric": numeric,
    "matching": matching,
    "extended-matching": matching,
    "ordering": ordering,
    "hotspot": hotspot,
    "script-concordance": concordance,
}  # type: ignore[dict-item]


def kind_of(question: Question) -> Kind:
    """The kind of a question."""
    return KINDS[question.kind]


def version(kb: KnowledgeBase, question: Question) -> str:
    """A short name of what a question means: the same after options were reordered or white space, case or
    punctuation corrected; another after a change of what is asked, offered or right."""
    made = _versions(kb)
    if kb.questions.get(question.id) is not question:
        return _version(kb, question)
    if question.id not in made:
        made[question.id] = _version(kb, question)
    return made[question.id]


def _version(kb: KnowledgeBase, question: Question) -> str:
    marked = question.picture.mark if question.picture else ""
    whole = (question.kind, normalised(question.stem), marked, kind_of(question).meaning(kb, question))
    return sha256(json.dumps(whole).encode()).hexdigest()[:12]


@lru_cache(maxsize=8)
def _versions(kb: KnowledgeBase) -> dict[str, str]:
    """Versions of a knowledge base's own questions, each made once: a record asks by the thousand."""
    return {}
