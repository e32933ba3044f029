"""Plates: the fixed pictures of the leg, drawn once and read as data ever after.

Drawing takes numpy and a second each; reading takes neither. `produce` draws all of them for the compiled
knowledge base; `plate` gives one, from there where it fits and drawn anew where it does not. It fits if it
was drawn by this code from this geometry, which its stamp says.
"""

import hashlib
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from ..records import KnowledgeBase
from .terms import VIEWS

VERSION = "d182aebef243"
"""Of the code that draws, so that a plate of older code misfits; a test says what it must be."""
PLACES, LEVELS = "plates/places", "plates/levels"
"""What all views of the atlas have in common, and all sections."""


def view_name(view: str, left: bool) -> str:
    """Name of the plate of a view."""
    return f"plates/view/{view}/{'left' if left else 'right'}"


def section_name(level: str) -> str:
    """Name of the plate of a section; the left leg is its mirror image."""
    return f"plates/section/{level}"


def produce(kb: KnowledgeBase) -> dict[str, Any]:
    """Every plate by its name, as plain data that JSON can hold."""
    mark = stamp(kb)
    return {name: {"stamp": mark, "plate": draw()} for name, draw in _drawers(kb).items()}


def read(kb: KnowledgeBase, name: str) -> Any | None:
    """A plate that was drawn before, or None if there is none or it does not fit."""
    kept = source(kb, name)
    fits = isinstance(kept, Mapping) and kept.get("stamp") == stamp(kb)
    return kept["plate"] if fits else None


@lru_cache(maxsize=16)
def plate(kb: KnowledgeBase, name: str) -> Any:
    """A plate, read or else drawn. All who ask share it: nobody may change it."""
    found = read(kb, name)
    return _drawers(kb)[name]() if found is None else found


def source(kb: KnowledgeBase, name: str) -> Any | None:
    """What the compiled knowledge base holds under a name; nothing where it was read from its files."""
    extra = getattr(kb, "extra", None)
    return extra(name) if extra else None


@lru_cache(maxsize=4)
def stamp(kb: KnowledgeBase) -> str:
    """What a plate depends on: the code that draws, and all of the knowledge base that it looks at."""
    seen = (
        VERSION,
        *map(list, (kb.forms.values(), kb.segments.values(), kb.levels.values())),
        [(one.id, one.name, one.neighbours) for one in kb.structures.values()],
        [(one.id, one.group, one.structures) for one in kb.causes.values()],
    )
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]


def _drawers(kb: KnowledgeBase) -> dict[str, Callable[[], Any]]:
    """For each plate what draws it; numpy is imported only by the one that is called."""

    def view(key: str, left: bool) -> Any:
        from .body import Body
        from .view_plate import drawn_view

        return drawn_view(Body.of(kb), key, left=left)

    def section(level: str) -> Any:
        from .body import Body
        from .section_plate import drawn_section

        return drawn_section(Body.of(kb), level)

    def places() -> Any:
        from .body import Body
        from .view_plate import drawn_places

        return drawn_places(Body.of(kb))

    def levels() -> Any:
        from .body import Body
        from .section_plate import drawn_levels

        return drawn_levels(Body.of(kb))

    drawers: dict[str, Callable[[], Any]] = {PLACES: places, LEVELS: levels}
    for key in VIEWS:
        for left in (False, True):
            drawers[view_name(key, left)] = lambda key=key, left=left: view(key, left)
    for level in kb.levels:
        drawers[section_name(level)] = lambda level=level: section(level)
    return drawers
