"""The age-adjusted cut-off of D-dimer, and what a value means beside it."""

from random import Random

from ...records import KnowledgeBase, Question
from .making import Draft, need, number
from .people import somebody

LIMITS = "d-dimer-cutoff"
FIXED = {"fact": f"rules.thresholds.{LIMITS}.figures.conventional.value"}
CLEAR = 30
"""µg/L that a value to be read lies at least from each cut-off; assays of different makers differ by more."""


def _limits(kb: KnowledgeBase, age: int) -> tuple[float, float, float, float]:
    """Fixed cut-off, age from which it grows, growth a year, and the cut-off at this age."""
    figures = kb.rules.thresholds[LIMITS].figures
    fixed, start, rise = (figures[k].value for k in ("conventional", "from-age", "per-year-of-age"))
    return fixed, start, rise, rise * age if age > start else fixed


def _cutoff_proof(age: int) -> dict:
    return {"product": [age, {"fact": f"rules.thresholds.{LIMITS}.figures.per-year-of-age.value"}]}


def d_dimer_cutoff(kb: KnowledgeBase, draft: Draft, rng: Random) -> Question:
    """Which cut-off holds at an age."""
    who = somebody(rng, 33, 93)
    fixed, start, rise, cutoff = _limits(kb, who.age)
    need(abs(who.age - start) > 1)
    values = {"age": who.age, "fixed": f"{fixed:g}", "start": f"{start:g}"}
    older = who.age > start
    why = (
        draft.say("older", **values, rise=f"{rise:g}", cutoff=f"{cutoff:g}")
        if older
        else draft.say("younger", **values)
    )
    proof = _cutoff_proof(who.age) if older else FIXED
    return draft.question(
        "numeric",
        draft.say("stem", who=who.words, age=who.age),
        why,
        answer=number(cutoff, 0, "µg/L", 50, 5000),
        proof=[proof | {"is-answer": True}],
        sources=[kb.rules.thresholds[LIMITS].figures["conventional"].source],
    )


def d_dimer_reading(kb: KnowledgeBase, draft: Draft, rng: Random) -> Question:
    """What a value says by both cut-offs."""
    who = somebody(rng, 56, 91)
    fixed, _, _, cutoff = _limits(kb, who.age)
    reading = rng.choice(("both", "adjusted", "adjusted", "raised"))
    low, high = {"both": (180, fixed), "adjusted": (fixed, cutoff), "raised": (cutoff, 2600)}[reading]
    value = rng.randrange(200, 2600, 10)
    need(low + CLEAR <= value <= high - CLEAR)
    values = {"value": value, "fixed": f"{fixed:g}", "cutoff": f"{cutoff:g}"}
    options = [
        draft.option(
            draft.say(one),
            draft.say(f"{'right' if one == reading else 'wrong'}_{one}", **values),
            draft.say(f"misconception_{one}"),
            right=one == reading,
        )
        for one in ("both", "adjusted", "raised")
    ]
    return draft.question(
        "single",
        draft.say("stem", who=who.words, age=who.age, value=value, fixed=f"{fixed:g}"),
        draft.say("why"),
        options=options,
        proof=[
            FIXED | {"above" if value < fixed else "below": value},
            _cutoff_proof(who.age) | {"above" if value < cutoff else "below": value},
        ],
        sources=[kb.rules.thresholds[LIMITS].figures["conventional"].source],
    )
