"""Sides and layers of the leg, with their names: what pictures, geometry and the page have in common.

No numpy here: a page that only shows what was drawn before needs none.
"""

from .. import records

VIEWS = {"posterior": (2, 1, 0), "medial": (0, -1, 1), "lateral": (0, 1, 1)}
"""Where the eye stands: axis that runs to the right of the picture, its sign, and which half-width shows."""
SEEN_FROM = {"posterior": "behind", "medial": "the medial side", "lateral": "the lateral side"}
LAYERS = dict(
    zip(
        records.LAYERS,
        (
            "Skin",
            "Deep fascia",
            "Superficial muscles",
            "Deep muscles",
            "Vessels and nerves",
            "Joint: capsule, ligaments, menisci",
            "Bone",
        ),
        strict=True,
    )
)
"""Layers from the surface inward, with the name shown."""
SUBCUTANEOUS = "subcutaneous-tissue-of-leg"
"""Its neighbours among nerves and veins run outside the fascia where they lie near it."""
