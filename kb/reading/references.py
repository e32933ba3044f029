"""Ids that resolve and states that exist: what the types of the records say refers to another record."""

import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from ..errors import Fault, nearest
from ..records import Finding, KnowledgeBase, Refers, Shelf, records_of, shelves

Where = Mapping[tuple[type, str], tuple[str, str]]
"""(model, id) -> (file, path) of each record."""
Problem = tuple[str, str]
"""Path inside a record, and what is wrong there."""


class Place:
    """Makes faults for one record."""

    def __init__(self, files: Where, record: Any):
        self.file, self.path = files[type(record), record.id]

    def __call__(self, path: str, problem: str) -> Fault:
        return Fault(self.file, f"{self.path}.{path}".strip("."), problem)


def references(kb: KnowledgeBase, files: Where) -> Iterator[Fault]:
    """One fault for each id, and each state of a finding, that does not exist."""
    follow = Walk(kb)
    for record in records_of(kb):
        place = Place(files, record)
        finding = record if isinstance(record, Finding) else None
        for path, problem in follow(type(record), record, "", finding):
            yield place("" if path == "id" else path, problem)  # an id is the key: no line of its own


def missing(noun: str, key: str, known: Iterable[str], file: str = "") -> str:
    """What to say of an id that is not among those `known`."""
    return f"there is no {noun} '{key}'{f' in {file}' if file else ''}{nearest(key, known)}"


def known(kb: KnowledgeBase, shelf: str) -> Mapping[str, Any]:
    """Every id that a reference to a shelf, or to what follows from one, may name."""
    if shelf in DERIVED:
        return dict.fromkeys(DERIVED[shelf](kb))
    return _shelf(shelf).of(kb)


DERIVED: dict[str, Callable[[KnowledgeBase], list[str]]] = {
    "families": lambda kb: [cause.family for cause in kb.causes.values() if cause.family],
    "states": lambda kb: [state for finding in kb.findings.values() for state in finding.states],
}
"""What is no shelf of its own but can be referred to."""


@cache
def _shelf(name: str) -> Shelf:
    return next(one for one in shelves() if one.name == name)


class Walk:
    """Follows the type of a record and its value side by side, and checks every reference that it meets."""

    def __init__(self, kb: KnowledgeBase):
        self.kb = kb
        self.ids = cache(lambda names: {key for name in names for key in known(kb, name)})

    def __call__(self, hint: Any, value: Any, path: str, finding: Finding | None) -> Iterator[Problem]:
        """`finding` is the one that a state on the way belongs to; see `kb.records.ids.State`."""
        if not refers(hint):
            return
        if is_dataclass(hint):
            for name, inner, default in _fields(hint):
                given = getattr(value, name)
                if given == default:  # an optional reference that says nothing
                    continue
                yield from self(inner, given, f"{path}.{name}".lstrip("."), finding)
                finding = self.named(inner, given, finding)
        elif get_origin(hint) is dict:
            of_key, of_item = get_args(hint)
            for key, item in value.items():
                yield from self(of_key, key, f"{path}.{key}", finding)
                yield from self(of_item, item, f"{path}.{key}", self.named(of_key, key, finding))
        elif get_origin(hint) is tuple:
            for i, item in enumerate(value):
                yield from self(get_args(hint)[0], item, f"{path}.{i}", finding)
        elif get_origin(hint) in (Union, types.UnionType):
            for arm in get_args(hint):
                if isinstance(value, _plain(arm)):
                    yield from self(arm, value, path, finding)
        else:
            yield from ((path, problem) for problem in self.problems(hint, value, finding))

    def named(self, hint: Any, value: Any, finding: Finding | None) -> Finding | None:
        """The finding that `value` names, if it is the id of one, or else the one named before."""
        return self.kb.findings.get(value) if _mark(hint) == Refers(("findings",)) else finding

    def problems(self, hint: Any, key: str, finding: Finding | None) -> Iterator[str]:
        names = _mark(hint).shelves
        if names == ("states",):
            if finding and key not in finding.states:
                states = ", ".join(finding.states)
                yield f"there is no state '{key}'; it has {states}{nearest(key, finding.states)}"
        elif key not in (ids := self.ids(names)):
            yield missing(_noun(names), key, sorted(ids), _file(names))


def _noun(names: tuple[str, ...]) -> str:
    return " or ".join("family" if name == "families" else _shelf(name).noun for name in names)


def _file(names: tuple[str, ...]) -> str:
    """Where to look for the ids, if they all lie in one file."""
    files = _shelf(names[0]).files if len(names) == 1 else "*"
    return "" if "*" in files else files


@cache
def refers(hint: Any) -> bool:
    """Whether there is a reference anywhere in a type."""
    if is_dataclass(hint):
        return any(refers(inner) for _, inner, _ in _fields(hint))
    if get_origin(hint) is Annotated:
        return _mark(hint) is not None
    return any(refers(inner) for inner in get_args(hint))


def _mark(hint: Any) -> Refers | None:
    return next((mark for mark in getattr(hint, "__metadata__", ()) if isinstance(mark, Refers)), None)


@cache
def _fields(model: type) -> list[tuple[str, Any, Any]]:
    """Name, type and default of each field."""
    hints = get_type_hints(model, include_extras=True)
    return [(field.name, hints[field.name], field.default) for field in fields(model)]


@cache
def _plain(hint: Any) -> type:
    """The class that a value of this type is of."""
    bare = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    return get_origin(bare) or bare
