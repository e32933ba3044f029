"""Prompts, each with the option that belongs to it: one for one, or a theme of patients (extended)."""

from collections.abc import Iterator, Mapping
from typing import Any

from ...errors import KneeError, nearest
from ...records import KnowledgeBase, Question
from . import writing
from .answers import PICKS, Judgement, PartVerdict, choices, order, places, quoted, share_of_credit
from .identity import digest, normalised, place_of

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
    """The place of an option for each prompt, in the bank's order."""
    options = question.options
    given = list(answer) if isinstance(answer, (list, tuple)) else []
    if len(given) != len(question.prompts) or any(item is None for item in given):
        raise KneeError("match every line first")
    for item in given:
        places(question, item)
    if question.kind == "matching" and len(set(given)) != len(given):
        raise KneeError("each answer belongs to one line only")
    wanted = _texts(question)
    parts = tuple(
        PartVerdict(
            prompt.text,
            options[item].text,
            wanted[prompt.match],
            options[item].key == prompt.match,
            prompt.why,
        )
        for prompt, item in zip(question.prompts, given, strict=True)
    )
    right = sum(part.right for part in parts)
    credit = right / len(parts)
    earned = f"{right} of {len(parts)} lines are right: {share_of_credit(credit)}."
    return Judgement(credit, key(kb, question), parts=parts, earned=earned)


def key(kb: KnowledgeBase, question: Question) -> str:
    """The right answer in words."""
    wanted = _texts(question)
    return "; ".join(f"{prompt.text}: {wanted[prompt.match]}" for prompt in question.prompts)


def _texts(question: Question) -> dict[str, str]:
    return {option.key: option.text for option in question.options}


def in_words(kb: KnowledgeBase, question: Question, answer: Any) -> str:
    """An answer in words."""
    pairs = zip(question.prompts, answer, strict=True)
    return "; ".join(f"{prompt.text}: {question.options[item].text}" for prompt, item in pairs)


def kept(question: Question, answer: Any) -> Any:
    """The same answer by the prompts' and options' own identities."""
    pairs = zip(question.prompts, answer, strict=True)
    return {digest(prompt.text): question.options[item].key for prompt, item in pairs}


def found(question: Question, kept: Any) -> Any:
    """A kept answer by the prompts' and options' places of today."""
    if not isinstance(kept, Mapping):
        raise KneeError("match every line first")
    keys = [option.key for option in question.options]
    return [place_of(keys, kept.get(digest(prompt.text)), question) for prompt in question.prompts]


def meaning(kb: KnowledgeBase, question: Question) -> Any:
    """What is asked and what belongs together, whatever the order. An option's key joins it to its prompts
    but promises nothing of its text, so that counts too."""
    return (
        sorted((normalised(prompt.text), prompt.match) for prompt in question.prompts),
        sorted((option.key, normalised(option.text)) for option in question.options),
    )


def excluding(question: Question) -> Iterator[str]:
    """One option less for the first prompt."""
    prompt = question.prompts[0]
    other = next((option.text for option in question.options if option.key != prompt.match), "")
    if other and len(question.options) > 2:
        yield f"{quoted(prompt.text)} does not belong to {quoted(other)}."


def faults(question: Question) -> writing.Flaws:
    """How such a question is badly written."""
    yield from writing.foreign(question, "prompts")
    keys = [option.key for option in question.options]
    if "" in keys or len(set(keys)) != len(keys):
        yield "options", "every option needs a key of its own"
    wanted = [prompt.match for prompt in question.prompts]
    for i, name in enumerate(wanted):
        if name not in keys:
            yield f"prompts.{i}.match", f"there is no option '{name}'{nearest(name, keys)}"
    if not 2 <= len(wanted) <= 6:
        yield "prompts", f"{len(wanted)} prompts; two to six are needed"
    if len({normalised(prompt.text) for prompt in question.prompts}) != len(wanted):
        yield "prompts", "two prompts say the same"
    if question.kind == "matching" and len(set(wanted)) != len(wanted):
        yield "prompts", "an option is wanted twice; only extended-matching allows that"
    if not len(wanted) <= len(keys) <= 10:
        yield "options", f"{len(keys)} options for {len(wanted)} prompts; as many or more, up to ten"
    yield from writing.alike(question)
    yield from writing.negative(question)
