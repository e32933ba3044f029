"""Pressures: the ankle-brachial index and what it says, and the room that a compartment has left."""

from random import Random

from ...records import KnowledgeBase, Question
from .making import Draft, marked, need, number, told
from .people import sentence, somebody

APART = 0.04
"""How far from a limit an index that is to be read lies at least: two measurements of one leg differ by more,
so nearer ones have no answer."""


def abi_value(kb: KnowledgeBase, draft: Draft, rng: Random) -> Question:
    """The index of one leg, from two pressures at its ankle and two at the arms."""
    who = somebody(rng, 52, 84)
    side = rng.choice(("left", "right"))
    arms = rng.sample(range(118, 172, 2), 2)
    need(abs(arms[0] - arms[1]) <= 12)
    ankles = rng.sample(range(50, 180, 2), 2)
    need(4 <= abs(ankles[0] - ankles[1]) <= 20)
    arm, ankle = max(arms), max(ankles)
    value = ankle / arm
    need(0.4 <= value <= 1.2)
    # Whoever takes the lower pressure of either pair must not land on the key.
    wrong = (min(ankles) / arm, ankle / min(arms), min(ankles) / min(arms))
    need(all(abs(one - value) > 0.025 for one in wrong if one != value))
    stem = draft.say(
        "stem",
        who=who.words,
        she=who.pronouns["she"],
        side=side,
        arms=f"{arms[0]} mmHg at the right arm and {arms[1]} mmHg at the left",
        ankles=f"{ankles[0]} mmHg over the dorsalis pedis and {ankles[1]} mmHg over the posterior tibial "
        "artery",
    )
    low = kb.rules.thresholds["abi-bands"].figures["low"]
    return draft.question(
        "numeric",
        stem,
        draft.say(
            "why",
            ankle=ankle,
            arm=arm,
            value=f"{value:.2f}",
            side=side,
            limit=told(low),
        ),
        answer=number(round(value, 2), 0.015, "", 0, 3),
        proof=[{"ratio": [ankle, arm], "is-answer": True}],
        sources=[low.source],
    )


def abi_reading(kb: KnowledgeBase, draft: Draft, rng: Random) -> Question:
    """What an index at rest says."""
    figures = kb.rules.thresholds["abi-bands"].figures
    low, edge, severe, stiff = (figures[k] for k in ("low", "borderline", "severe", "incompressible"))
    reading, (least, most) = rng.choice(
        (
            ("normal", (edge.value, stiff.value - 0.15)),
            ("low", (severe.value, low.value)),
            ("severe", (0.25, severe.value)),
            ("stiff", (stiff.value, 1.75)),
        )
    )
    value = round(rng.uniform(least + APART, most - APART), 2)
    need(least + APART <= value <= most - APART)
    who, side = somebody(rng, 52, 84), rng.choice(("left", "right"))
    says = {
        "value": f"{value:.2f}",
        "side": side,
        "low": told(low),
        "borderline": told(edge),
        "severe": told(severe),
        "stiff": told(stiff),
    }
    options = [
        draft.option(
            draft.say(one),
            draft.say(f"why_{one}" if one == reading else f"not_{one}", **says),
            draft.say(f"misconception_{one}"),
            right=one == reading,
        )
        for one in ("normal", "low", "severe", "stiff")
    ]
    limits = {
        "normal": [("borderline", False), ("incompressible", True)],
        "low": [("severe", False), ("low", True)],
        "severe": [("severe", True)],
        "stiff": [("incompressible", False)],
    }
    return draft.question(
        "single",
        draft.say("stem", who=who.words, value=f"{value:.2f}", side=side),
        draft.say("why"),
        options=options,
        proof=[
            {
                "fact": f"rules.thresholds.abi-bands.figures.{name}.value",
                "above" if above else "below": value,
            }
            for name, above in limits[reading]
        ],
        sources=[low.source],
    )


def compartment_value(kb: KnowledgeBase, draft: Draft, rng: Random) -> Question:
    """What is left between the diastolic pressure and the pressure in a compartment."""
    limit = kb.rules.thresholds["compartment-delta-pressure"].figures["threshold"]
    diastolic, pressure = rng.randrange(56, 98, 2), rng.randrange(14, 68, 2)
    value = diastolic - pressure
    need(6 <= value <= 70 and abs(value - limit.value) >= 4)
    # Nor may the absolute pressure, or the sum, be the key by chance.
    need(abs(pressure - value) >= 4)
    who = somebody(rng, 19, 58)
    return draft.question(
        "numeric",
        sentence(who, draft.say("stem", who="{who}", diastolic=diastolic, pressure=pressure)),
        draft.say(
            "below" if value < limit.value else "above",
            diastolic=diastolic,
            pressure=pressure,
            value=value,
            threshold=f"{limit.value:g} mmHg{marked(limit)}",
        ),
        answer=number(value, 0, "mmHg", -50, 150),
        proof=[
            {"difference": [diastolic, pressure], "is-answer": True},
            {
                "fact": "rules.thresholds.compartment-delta-pressure.figures.threshold.value",
                "above" if value < limit.value else "below": value,
            },
        ],
        sources=[limit.source],
    )
