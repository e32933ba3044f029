"""The picture of a question, made once."""

from functools import lru_cache
from typing import Any

from kb.anatomy.body import Body
from kb.records import LAYERS, KnowledgeBase, Scene

from ._picture import view_picture
from .leg_section import section_picture


@lru_cache(maxsize=64)
def drawn(kb: KnowledgeBase, scene: Scene) -> dict[str, Any]:
    """The picture that a scene describes."""
    body = Body.of(kb)
    if scene.level:
        return section_picture(body, scene.level)
    left_on = LAYERS[LAYERS.index(scene.peel) :]
    forms = [key for key, form in kb.forms.items() if form.layer in left_on]
    return view_picture(body, view=scene.view, forms=forms)
