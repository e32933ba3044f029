"""A place in a picture. The options are forms; any other form is a wrong answer too."""

from typing import Any

from ...errors import KneeError
from ...records import KnowledgeBase, Question
from . import writing
from .answers import Judgement, choices, key, order, rows

__all__ = [
    "PICKS",
    "choices",
    "excluding",
    "faults",
    "found",
    "grade",
    "in_words",
    "kept",
    "key",
    "meaning",
    "order",
]

PICKS = True
"""The answer is a place in the question's picture; its options are named with the verdict only."""


def grade(kb: KnowledgeBase, question: Question, answer: Any) -> Judgement:
    """The id of a form, which need not be an option."""
    if not isinstance(answer, str) or not answer:
        raise KneeError("choose a place in the picture")
    chosen = {i for i, option in enumerate(question.options) if option.at == answer}
    credit = float(any(question.options[i].right for i in chosen))
    return Judgement(credit, key(kb, question), rows(question, chosen))


def in_words(kb: KnowledgeBase, question: Question, answer: Any) -> str:
    """An answer in words."""
    form = kb.forms.get(answer)
    return form.label if form else ""


def kept(question: Question, answer: Any) -> Any:
    """The same answer: a form has an id of its own."""
    return answer


def found(question: Question, kept: Any) -> Any:
    """A kept answer: a form has an id of its own."""
    return kept


def meaning(kb: KnowledgeBase, question: Question) -> Any:
    """Which forms are asked about and which are right, whatever they are called."""
    return sorted((option.at, option.right) for option in question.options)


def excluding(question: Question) -> tuple[str, ...]:
    """Nothing: one wrong place less hardly narrows a picture."""
    return ()


def faults(question: Question) -> writing.Flaws:
    """How such a question is badly written."""
    yield from writing.foreign(question, "at")
    if question.picture is None:
        yield "picture", "is missing; a hotspot question needs one"
    for i, option in enumerate(question.options):
        if not option.at:
            yield f"options.{i}.at", "is missing; name the form in the picture"
    yield from writing.number_of_options(question)
    yield from writing.one_right(question)
    yield from writing.alike(question)
    yield from writing.distractors(question)
    yield from writing.negative(question)
