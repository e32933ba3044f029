"""Makers of questions, one file per family. Pure: chance has a seed, the key comes from the knowledge base.

A maker is a function (knowledge base, draft, chance) → question. `kb.records.GENERATORS` lists their names
with the texts that a template must give them.
"""

from importlib import import_module
from random import Random

from ...errors import KneeError
from ...records import KnowledgeBase, Question
from ..kinds import kind_of
from .making import Draft, Rejected

PLACES = {
    "abi_value": "pressures",
    "abi_reading": "pressures",
    "compartment_value": "pressures",
    "d_dimer_cutoff": "d_dimer",
    "d_dimer_reading": "d_dimer",
    "post_test": "bayes",
    "screening": "bayes",
    "name_form": "pictures",
    "find_form": "pictures",
    "needle_order": "depth",
    "joint_moves": "moving",
    "muscle_nerve": "moving",
    "lesion_place": "nerves",
    "lesion_apart": "nerves",
    "separates": "telling",
    "for_or_against": "telling",
    "first_test": "telling",
    "care_verdict": "treating",
    "disposition": "deciding",
    "urgency_order": "deciding",
    "change_mind": "deciding",
    "minimal_pair": "deciding",
    "score_points": "scores",
    "score_band": "scores",
}
"""Maker to its file, which is imported when it is first needed."""
DRAWS = 400
"""How often chance may draw before a template is taken to be unable to ask anything."""


def generate(kb: KnowledgeBase, template: str, seed: int, key: str) -> Question:
    """The question that a template makes of a seed, called `key`: the same for the same knowledge base.

    Raises:
        KneeError: where it cannot make one.
    """
    draft = Draft.of(kb, template, key)
    name = draft.template.generator
    make = getattr(import_module(f".{PLACES[name]}", __name__), name)
    rng = Random(f"{template}/{seed}")
    for _ in range(DRAWS):
        try:
            made = make(kb, draft, rng)
        except Rejected:
            continue
        if not any(kind_of(made).faults(made)):
            return made
    raise KneeError(f"template '{template}' finds nothing that may be asked; it tried {DRAWS} times")
