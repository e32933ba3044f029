"""Plates: the fixed pictures of the leg, drawn once and read as data ever after.

Drawing takes numpy and a second each; reading takes neither. `produce` draws all of them for the compiled
knowledge base; `plate` gives one, from there where it fits and drawn anew where it does not. It fits if it
was drawn by this code from this geometry, which its stamp says.
"""

import hashlib
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..records import KnowledgeBase
from .terms import VIEWS

DRAWN_BY = (
    "terms", "curves", "outlines", "body", "painting", "view_plate", "fields", "slices", "probe",
    "section_plate",
)  # fmt: skip
"""Modules whose code decides how a plate looks; a change to any of them makes every older plate misfit."""
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
    kept = source(name)
    fits = isinstance(kept, Mapping) and kept.get("stamp") == stamp(kb)
    return kept["plate"] if fits else None


@lru_cache(maxsize=16)
def plate(kb: KnowledgeBase, name: str) -> Any:
    """A plate, read or else drawn. All who ask share it: nobody may change it."""
    found = read(kb, name)
    return _drawers(kb)[name]() if found is None else found


def source(name: str) -> Any | None:
    """What the compiled knowledge base holds under a name."""
    try:
        from ..reading.compiled import extra
    except ImportError:
        return None
    return extra(name)


@lru_cache(maxsize=4)
def stamp(kb: KnowledgeBase) -> str:
    """What a plate depends on: the code that draws, and all of the knowledge base that it looks at."""
    digest = hashlib.sha256()
    for module in DRAWN_BY:
        try:
            digest.update(Path(__file__).with_name(f"{module}.py").read_bytes())
        except OSError:  # installed without its source, and so with what was drawn by it
            digest.update(module.encode())
    seen = (
        *map(list, (kb.forms.values(), kb.segments.values(), kb.levels.values())),
        [(one.id, one.name, one.neighbours) for one in kb.structures.values()],
        [(one.id, one.group, one.structures) for one in kb.causes.values()],
    )
    digest.update(repr(seen).encode())
    return digest.hexdigest()[:16]


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
