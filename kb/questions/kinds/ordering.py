"""Options to put in order; the bank gives them in the right one."""

from collections.abc import Iterator
from typing import Any

from ...errors import KneeError
from ...records import KnowledgeBase, Question
from . import answers, writing
from .answers import PICKS, Judgement, PartVerdict, choices, places, quoted, share_of_credit
from .identity import identity, normalised, place_of

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


def grade(kb: KnowledgeBase, question: Question, answer: Any) -> Judgement:
    """Every place, in the order given. Credit is Kendall's tau (Biometrika 1938;30:81-93), never below 0."""
    options = question.options
    given = list(answer) if isinstance(answer, (list, tuple)) else []
    for item in given:
        places(question, item)
    if sorted(given) != list(range(len(options))):
        raise KneeError("put every line in order first")
    pairs = [given[i] < given[j] for i in range(len(given)) for j in range(i + 1, len(given))]
    parts = tuple(
        PartVerdict(option.text, f"place {given.index(i) + 1}", f"place {i + 1}", given[i] == i, option.why)
        for i, option in enumerate(options)
    )
    credit = max(0.0, 2 * sum(pairs) / len(pairs) - 1)
    earned = (
        f"Of every two lines it counts which one comes first: that is right in {sum(pairs)} of {len(pairs)} "
        f"pairs. Guessing gets half of them, so only what is above half earns: {share_of_credit(credit)}."
    )
    return Judgement(credit, key(kb, question), parts=parts, earned=earned)


def order(question: Question, seed: int) -> tuple[int, ...]:
    """As of any kind, but never solved."""
    shown = answers.order(question, seed)
    return shown[::-1] if shown == tuple(range(len(shown))) else shown


def key(kb: KnowledgeBase, question: Question) -> str:
    """The right answer in words."""
    return " → ".join(option.text for option in question.options)


def in_words(kb: KnowledgeBase, question: Question, answer: Any) -> str:
    """An answer in words."""
    return " → ".join(question.options[i].text for i in answer)


def kept(question: Question, answer: Any) -> Any:
    """The same answer by the options' own identities."""
    return [identity(question.options[i]) for i in answer]


def found(question: Question, kept: Any) -> Any:
    """A kept answer by the options' places of today."""
    if not isinstance(kept, (list, tuple)):
        raise KneeError("put every line in order first")
    names = [identity(option) for option in question.options]
    return [place_of(names, one, question) for one in kept]


def meaning(kb: KnowledgeBase, question: Question) -> Any:
    """What is asked and in which order it is right."""
    return normalised(question.order), [identity(option) for option in question.options]


def excluding(question: Question) -> Iterator[str]:
    """What does not come first."""
    if len(question.options) > 2:
        yield f"{quoted(question.options[-1].text)} is not the first."


def faults(question: Question) -> writing.Flaws:
    """How such a question is badly written."""
    if not question.order:
        yield "order", "an ordering question says from what to what"
    yield from writing.foreign(question)
    if not 3 <= len(question.options) <= 8:
        yield "options", f"{len(question.options)} to put in order; three to eight are needed"
    yield from writing.alike(question)
    yield from writing.negative(question)
