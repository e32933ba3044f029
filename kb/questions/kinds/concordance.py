"""What a new finding does to a hypothesis: less likely or more, on a scale.

Script concordance compares a learner's step on a scale with that of a panel (Charlin et al., Teach Learn
Med 2000;12:189-195). Here the knowledge base is the panel, and every question says so.
"""

import math
from dataclasses import dataclass
from typing import Any

from ...errors import KneeError
from ...records import KnowledgeBase, Question, Script
from ...wording import percent
from . import writing
from .answers import PICKS, Judgement, RowVerdict, share_of_credit

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

SCALE = (
    "Clearly less likely",
    "Somewhat less likely",
    "Hardly changed",
    "Somewhat more likely",
    "Clearly more likely",
)
"""Odds times at most 1/5, 1/5 to 1/2, 1/2 to 2, 2 to 5, at least 5: the cuts of Jaeschke, Guyatt and
Sackett, JAMA 1994;271:703."""
STEPS = ("clearly-less", "somewhat-less", "hardly", "somewhat-more", "clearly-more")
"""What the steps of the scale are called in a kept answer. Permanent."""


@dataclass(frozen=True, slots=True)
class Weight:
    """What the new finding does."""

    before: float
    """Probability of the hypothesis, 0 to 1."""
    after: float
    factor: float
    """By which its odds are multiplied."""
    place: int
    """Index into `SCALE`."""
    says: str


def weigh(kb: KnowledgeBase, script: Script) -> Weight:
    """Weigh a script's new finding by the knowledge base.

    Raises:
        UnknownId: for a cause, finding or state that does not exist.
    """
    from ...reasoning.differential import differential  # the other kinds do without
    from ...reasoning.evidence import observe

    cause = kb.causes[script.cause].family or script.cause if script.cause in kb.causes else script.cause
    known = observe(kb, script.given)
    before = differential(kb, known, setting=script.setting).probability(cause)
    told = known | observe(kb, {script.finding: script.state})
    after = differential(kb, told, setting=script.setting).probability(cause)
    factor = _odds(after) / _odds(before) if 0 < before < 1 else 1.0
    place = sum(factor >= cut for cut in (1 / 5, 1 / 2, 2, 5))
    says = (
        f"By this knowledge base the probability goes from {percent(before)} to {percent(after)}, "
        f"the odds times {factor:.2g}."
    )
    return Weight(before, after, factor, place, says)


def _odds(p: float) -> float:
    return p / (1 - p) if p < 1 else math.inf


def grade(kb: KnowledgeBase, question: Question, answer: Any) -> Judgement:
    """0 to 4, the place on `SCALE`."""
    assert question.script is not None
    if isinstance(answer, bool) or not isinstance(answer, int) or not 0 <= answer < len(SCALE):
        raise KneeError("choose what the finding does to the hypothesis")
    weight = weigh(kb, question.script)
    # One step off is half right, as panels of experts spread over neighbouring steps as well.
    credit = 1.0 if answer == weight.place else 0.5 * (abs(answer - weight.place) == 1)
    rows = tuple(RowVerdict(i == answer, i == weight.place, "") for i in range(len(SCALE)))
    earned = (
        f"One step beside the key: {share_of_credit(credit)}, as experts too spread over neighbouring steps."
        if credit
        else ""
    )
    return Judgement(credit, SCALE[weight.place], rows, says=weight.says, earned=earned)


def key(kb: KnowledgeBase, question: Question) -> str:
    """The right answer in words."""
    assert question.script is not None
    return SCALE[weigh(kb, question.script).place]


def in_words(kb: KnowledgeBase, question: Question, answer: Any) -> str:
    """An answer in words."""
    return SCALE[answer]


def choices(question: Question) -> tuple[str, ...]:
    """The scale, which is the same for all."""
    return SCALE


def order(question: Question, seed: int) -> tuple[int, ...]:
    """A scale keeps its order."""
    return tuple(range(len(SCALE)))


def kept(question: Question, answer: Any) -> Any:
    """The same answer by the name of its step."""
    return STEPS[answer]


def found(question: Question, kept: Any) -> Any:
    """A kept answer by its place on the scale."""
    if kept not in STEPS:
        raise KneeError(f"{kept!r:.40} is no step of the scale")
    return STEPS.index(kept)


def meaning(kb: KnowledgeBase, question: Question) -> Any:
    """What is weighed, and what the knowledge base makes of it: where its figures move the key to another
    step, another answer is right."""
    script = question.script
    assert script is not None
    asked = (script.cause, sorted(script.given.items()), script.finding, script.state, script.setting)
    return *asked, STEPS[weigh(kb, script).place]


def excluding(question: Question) -> tuple[str, ...]:
    """Nothing: a step less on the scale would show the side of the key."""
    return ()


def faults(question: Question) -> writing.Flaws:
    """How such a question is badly written."""
    if question.script is None:
        yield "script", writing.OF_ONE_KIND["script"]
    yield from writing.foreign(question, "script")
    if question.options:
        yield "options", "the scale of a script-concordance question is fixed"
    yield from writing.negative(question)
