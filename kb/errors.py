"""Errors of the knowledge base: one clear line each, with the way out."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple


class KneeError(ValueError):
    """Any refusal by this project. Its text is one line fit for a learner or an instructor."""


class UnknownId(KneeError):
    """An id that is not in the knowledge base; the text suggests the nearest one."""


class Fault(NamedTuple):
    """One thing wrong in one content file."""

    file: str
    path: str
    problem: str

    def __str__(self) -> str:
        parts = (" ".join(part.split()) for part in (self.file, self.path, self.problem))
        return ": ".join(part for part in parts if part)


class KnowledgeBaseError(KneeError):
    """The content cannot be used. `faults` lists every fault found, one line each."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


def shown(value: object, length: int = 60) -> str:
    """A value for an error's text: short, and never an error itself."""
    try:
        return repr(value)[:length]
    except ValueError:  # a whole number of thousands of digits
        return "a number too long to print"


def nearest(word: object, known: Iterable[str]) -> str:
    """'; did you mean X?' for the nearest known word, or '' where none is near."""
    match = get_close_matches(str(word)[:100], list(known), n=1, cutoff=0.55)
    return f"; did you mean '{match[0]}'?" if match else ""


def unknown(kind: str, word: object, known: Iterable[str]) -> UnknownId:
    """The refusal of an id that does not exist, with the nearest that does."""
    known = list(known)
    hint = nearest(word, known) or f"; known: {', '.join(sorted(known)[:6])} …"
    return UnknownId(f"no {kind} has the id {shown(str(word))}{hint}")
