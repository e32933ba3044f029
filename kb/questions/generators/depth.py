"""What a needle meets behind the leg, in order."""

from collections import Counter
from random import Random

from ...anatomy.plates import plate, section_name
from ...records import KnowledgeBase, Question
from ...wording import in_sentence
from .making import Draft, need, some

BACK = 42
"""Degrees to either side of the middle of the back within which a needle is thought of."""
KINDS = ("muscle", "tendon", "nerve", "artery", "vein", "bone")
APART = 2.0
"""Millimetres between one begin and the next that are told apart."""


def needle_order(kb: KnowledgeBase, draft: Draft, rng: Random) -> Question:
    """Four structures on one needle's way from the skin inwards."""
    level = rng.choice(list(kb.levels))
    probes = plate(kb, section_name(level))["probes"]
    angles = [int(angle) for angle in probes if abs(int(angle)) <= BACK]
    angle = rng.choice(angles)
    every = probes[str(angle)]["met"]
    met = [hit for hit in every if hit[3] == 0]
    # A plate names forms, and spaces filled with fat, which nobody is asked about.
    met = [(kb.forms[hit[0]], hit[1]) for hit in met if hit[0] in kb.forms]
    kept: list[tuple] = []
    crossed = Counter(kb.forms[hit[0]].structure if hit[0] in kb.forms else hit[0] for hit in every)
    for form, depth in met:
        plain = form.kind in KINDS and crossed[form.structure] == 1
        if plain and all(depth - at >= APART and form.structure != other.structure for other, at in kept):
            kept.append((form, depth))
    need(len(kept) >= 4)
    chosen = sorted(some(rng, kept, 4), key=lambda one: one[1])
    side = "lateral" if angle > 0 else "medial"
    middle = "the middle of the back"
    place = f"a point {abs(angle)} degrees to the {side} side of {middle}" if abs(angle) >= 6 else middle
    options = [
        draft.option(form.label, draft.say("option", depth=f"{depth:.0f}"), right=True)
        for form, depth in chosen
    ]
    return draft.question(
        "ordering",
        draft.say("stem", level=in_sentence(kb.levels[level].label), place=place),
        draft.say("why", what=kb.levels[level].what),
        options=options,
        order=draft.say("order"),
        proof=[
            {"beneath": {"level": level, "angle": angle}, "in-order": [form.structure for form, _ in chosen]}
        ],
        sources=(*(source for form, _ in chosen for source in kb.structures[form.structure].sources[:1]),),
    )
