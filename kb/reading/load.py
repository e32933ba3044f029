"""The knowledge base of a folder, as fast as it can be had: compiled, if that fits, or else read anew.

Where the content has faults, nothing of it is loaded. Lessons then go on with the last knowledge base
without a fault, and `stale` says so; everything else is refused.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ..errors import Fault, KnowledgeBaseError
from ..records import KnowledgeBase
from . import compiled, files
from .files import ROOT

SHIPPED = ROOT.parent / "compiled.kb"
"""Made by `python -m kb compile`; taken where it fits the content.

An edition without YAML, such as the one in the browser, ships this file and no folder kb/content: then it
is taken as it is, provided that it is of these record classes. A wheel carries it as package data (`*.kb`).
"""
CACHE = "behind-the-knee/compiled"


def load(root: Path | str | None = None) -> KnowledgeBase:
    """The knowledge base in `root`, or the course's own, for lessons.

    Loaded once per process; the result is shared and read-only.

    Raises:
        KnowledgeBaseError: with one line per fault; nothing is half-loaded. The course's own is refused only
            where there is no earlier version to go on with; see `stale`.
    """
    return _own().kb if root is None else _load(Path(root).resolve())


def stale() -> str | None:
    """One line that names the faults for which `load()` gave an earlier knowledge base, or None."""
    faults = _own().faults if _own.cache_info().currsize else ()
    if not faults:
        return None
    first = f"{faults[0]}" if len(faults) == 1 else f"{faults[0]} (and {len(faults) - 1} more)"
    first += "" if first.endswith("?") else "."
    return (
        f"The lessons go on with the last version of the content that had no fault. {first} "
        "`python -m kb check` lists every fault; restart the kernel when it finds none."
    )


def notice() -> str:
    """The notice, whether or not a knowledge base can be loaded."""
    try:
        return (ROOT / files.NOTICE).read_text("utf-8").strip()
    except (OSError, UnicodeError):
        return load().notice


class Own(NamedTuple):
    """What lessons work with."""

    kb: KnowledgeBase
    faults: tuple[Fault, ...]
    """Of the content as it is now, where `kb` is that of an earlier one."""


@cache
def _own() -> Own:
    try:
        return Own(_load(ROOT), ())
    except KnowledgeBaseError as error:
        if last := _last_good():
            return Own(last.knowledge_base(), error.faults)
        raise


@cache
def _load(root: Path) -> KnowledgeBase:
    found = files.content(root)
    content = files.fingerprint(found)
    installed = root == ROOT and not files.any_yaml(found)
    for place in _places(root):
        kept = compiled.opened(place)
        if kept and (kept.content == content or installed):
            return kept.knowledge_base()
    from .read import must_hold, read  # what a start from a compiled file can do without

    reading = read(root, found)
    if not reading.faults:
        reading.faults += must_hold(reading)
    if reading.faults:
        raise KnowledgeBaseError(reading.faults)
    return _kept(root, reading.kb, content)


# ── Where compiled files lie ─────────────────────────────────────────────────────────────────


def _places(root: Path) -> Iterator[Path]:
    if root == ROOT:
        yield SHIPPED
    if place := compiled.own_place(CACHE, root):
        yield place


def _last_good() -> compiled.Opened | None:
    """The latest compiled file of the course's own content, whichever content it was made from."""
    found = [place for place in _places(ROOT) if place.exists()]
    found.sort(key=lambda place: place.stat().st_mtime, reverse=True)
    return next(filter(None, map(compiled.opened, found)), None)


def _kept(root: Path, kb: KnowledgeBase, content: str) -> KnowledgeBase:
    """The same, compiled, and kept for the next start as far as that is possible.

    What was made of the course's own records before goes with it: after most changes it still fits.
    """
    last = compiled.opened(SHIPPED) if root == ROOT else None
    try:
        held = compiled.pack(kb, content, last.extras() if last else None)
    except (TypeError, ValueError):  # nothing that JSON can hold; every start reads the files
        return kb
    if place := compiled.own_place(CACHE, root):
        try:
            compiled.write(place, held)
            compiled.clear(place.parent)
        except OSError:
            pass
    again = compiled.unpacked(held)
    return again.knowledge_base() if again else kb
