"""Options to choose from: the single best, every right one, or why a statement is true or false."""

from collections.abc import Iterator, Mapping
from typing import Any

from ...errors import KneeError
from ...records import KnowledgeBase, Question
from . import writing
from .answers import PICKS, Judgement, choices, listed, order, places, quoted, rows, share_of_credit
from .answers import key as right_options
from .identity import identity, place_of

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
    """single: the option's place; several: places; true-false: {'truth': bool, 'reason': place}."""
    earned = ""
    match question.kind:
        case "several":
            chosen, credit, earned = _several(question, answer)
        case "true-false":
            chosen, credit, earned = _judged(question, answer)
        case _:
            chosen = set(places(question, answer))
            if len(chosen) != 1:
                raise KneeError("choose one answer")
            credit = float(question.options[next(iter(chosen))].right)
    return Judgement(credit, key(kb, question), rows(question, chosen), earned=earned)


def _several(question: Question, answer: Any) -> tuple[set[int], float, str]:
    options = question.options
    chosen = set(places(question, answer))
    if not chosen:
        raise KneeError("choose at least one answer")
    agree = sum((i in chosen) == option.right for i, option in enumerate(options))
    # Chance alone settles half of the options, so only what lies above half earns credit.
    credit = max(0.0, 2 * agree / len(options) - 1)
    earned = (
        f"You chose or left out {agree} of {len(options)} options rightly. Guessing gets half of them, so "
        f"only what is above half earns: {share_of_credit(credit)}."
    )
    return chosen, credit, earned


def _judged(question: Question, answer: Any) -> tuple[set[int], float, str]:
    if not isinstance(answer, Mapping) or not isinstance(answer.get("truth"), bool):
        raise KneeError("say whether the statement is true or false")
    if answer.get("reason") is None:
        raise KneeError("choose a reason as well")
    chosen = set(places(question, answer["reason"]))
    reasoned = len(chosen) == 1 and question.options[next(iter(chosen))].right
    credit = (0.5 + 0.5 * reasoned) if answer["truth"] == question.truth else 0.0
    said = "True or false is right, the reason is not" if credit else "A reason alone does not count"
    return chosen, credit, f"{said}: {share_of_credit(credit)}." if credit or reasoned else ""


def key(kb: KnowledgeBase, question: Question) -> str:
    """The right answer in words."""
    right = right_options(kb, question)
    return right if question.truth is None else f"{'True' if question.truth else 'False'}, because: {right}"


def in_words(kb: KnowledgeBase, question: Question, answer: Any) -> str:
    """An answer in words."""
    if question.kind == "true-false":
        reason = "; ".join(question.options[i].text for i in places(question, answer["reason"]))
        return f"{'True' if answer['truth'] else 'False'}, because: {reason}"
    return "; ".join(question.options[i].text for i in places(question, answer))


def kept(question: Question, answer: Any) -> Any:
    """The same answer by the options' own identities."""
    names = [identity(option) for option in question.options]
    match question.kind:
        case "several":
            return [names[i] for i in listed(answer)]
        case "true-false":
            reasons = [names[i] for i in listed(answer["reason"])]
            return {"truth": answer["truth"], "reason": reasons[0] if len(reasons) == 1 else reasons}
        case _:
            return names[listed(answer)[0]]


def found(question: Question, kept: Any) -> Any:
    """A kept answer by the options' places of today."""
    names = [identity(option) for option in question.options]
    match question.kind:
        case "several":
            return [place_of(names, one, question) for one in listed(kept)]
        case "true-false":
            if not isinstance(kept, Mapping):
                raise KneeError("say whether the statement is true or false")
            reasons = [place_of(names, one, question) for one in listed(kept.get("reason"))]
            return {"truth": kept.get("truth"), "reason": reasons[0] if len(reasons) == 1 else reasons}
        case _:
            return place_of(names, kept, question)


def meaning(kb: KnowledgeBase, question: Question) -> Any:
    """What is asked and what is right, whatever the order."""
    return question.truth, sorted((identity(option), option.right) for option in question.options)


def excluding(question: Question) -> Iterator[str]:
    """One wrong option less; of two, the other would be the key."""
    wrong = [option for option in question.options if not option.right and option.text]
    if len(wrong) > 1 or (question.kind == "several" and wrong):
        taken = next((one for one in wrong if one.misconception), wrong[0])
        rests = f" It rests on a mistaken idea: {taken.misconception}" if taken.misconception else ""
        yield f"You can leave this out: {quoted(taken.text)}.{rests}"


def faults(question: Question) -> writing.Flaws:
    """How such a question is badly written."""
    yield from writing.foreign(question, "truth")
    yield from writing.number_of_options(question)
    if question.kind == "several":
        right = sum(option.right for option in question.options)
        if not 1 <= right < len(question.options):
            yield "options", f"{right} of {len(question.options)} are right; some but not all must be"
    else:
        yield from writing.one_right(question)
    if (question.kind == "true-false") != (question.truth is not None):
        yield "truth", writing.OF_ONE_KIND["truth"]
    yield from writing.alike(question)
    yield from writing.distractors(question)
    if question.kind != "true-false":  # a statement may well deny something
        yield from writing.negative(question)
    if question.kind == "single":
        right = max((len(o.text) for o in question.options if o.right), default=0)
        wrong = max((len(o.text) for o in question.options if not o.right), default=right)
        if right > 1.6 * wrong + 10:
            yield "options", "the right option is much the longest, which gives it away"
