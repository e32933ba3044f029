"""Flaws of writing that several kinds of question can have: (path within the question, what is wrong)."""

import re
from collections.abc import Iterator

from ...records import Question
from .identity import normalised

Flaws = Iterator[tuple[str, str]]

CLOUDY = re.compile(r"\b(all|none|both) of (the above|these)\b", re.I)
NEGATIVE = re.compile(r"\b(not|except|never)\b")
ABSOLUTE = re.compile(r"\b(always|never|all patients|no patient)\b", re.I)
OF_ONE_KIND = {
    "answer": "belongs to numeric questions only",
    "script": "is needed for script-concordance, and for nothing else",
    "prompts": "belong to matching and extended-matching questions",
    "truth": "is needed for true-false, and for nothing else",
}
"""Fields that only some kinds have, and what is said where they stand in another."""


def foreign(question: Question, *own: str) -> Flaws:
    """Fields that belong to other kinds than this one, whose `own` are given."""
    for name, says in OF_ONE_KIND.items():
        if name not in own and getattr(question, name) not in (None, ()):
            yield name, says
    if "at" not in own and any(option.at for option in question.options):
        yield "options", "at belongs to hotspot questions only"


def alike(question: Question) -> Flaws:
    """Options that cannot be told apart."""
    texts = [normalised(option.text) for option in question.options]
    if len(set(texts)) != len(texts):
        yield "options", "two options say the same"
    ids = [option.id for option in question.options if option.id]
    if len(set(ids)) != len(ids):
        yield "options", "two options have the same id"


def distractors(question: Question) -> Flaws:
    """Options to choose from that test something else than knowledge."""
    for i, option in enumerate(question.options):
        if not option.right and not option.misconception:
            yield f"options.{i}.misconception", "is missing; name the mistaken idea"
        if CLOUDY.search(option.text):
            yield f"options.{i}.text", "'all/none of the above' tests logic, not knowledge"
        if not option.right and ABSOLUTE.search(option.text):
            yield f"options.{i}.text", "an absolute word gives a wrong option away"


def number_of_options(question: Question) -> Flaws:
    """Too few or too many to choose from."""
    if not 3 <= len(question.options) <= 7:
        yield "options", f"{len(question.options)} options; three to seven are needed"


def one_right(question: Question) -> Flaws:
    """More or fewer than one right option."""
    right = sum(option.right for option in question.options)
    if right != 1:
        yield "options", f"{right} options are right; exactly one must be"


def negative(question: Question) -> Flaws:
    """A stem that asks for what is not."""
    if NEGATIVE.search(question.stem.rpartition(". ")[2]):
        yield "stem", "asks in the negative; ask for what is, or write NOT in capitals"
