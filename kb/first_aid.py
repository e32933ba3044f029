"""A decision of first aid, judged: is it right, and could it do harm?"""

from typing import NamedTuple

from .errors import unknown
from .models import Choice


class Judgement(NamedTuple):
    """What became of a decision in one situation."""

    right: bool
    safe: bool


def judge(choice: Choice, situation: str, decision: str) -> Judgement:
    """Whether `decision` is right in `situation`, and whether it is at least safe.

    Raises:
        UnknownId: for a situation or decision that the choice does not have.
    """
    if situation not in choice.answers:
        raise unknown("situation", situation, choice.answers)
    if decision not in choice.decisions:
        raise unknown("decision", decision, choice.decisions)
    answer = choice.answers[situation]
    return Judgement(decision in (answer.verdict, *answer.also), decision not in answer.unsafe)
