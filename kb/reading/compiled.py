"""A knowledge base in one file, read in a moment: no YAML, no validation, no pydantic.

    behind-the-knee knowledge base 2        what this is, and the version of the format
    SHA-256 of everything below
    {"content": …, "records": …, "parts": [[name, length], …]}
    the parts, one after the other, each in JSON

A part is a shelf: id to the values of the record's fields, in their order. It is decoded when it is first
asked for, by the types that the fields declare. Distributions, of which four in five say the same as another,
stand in a part of their own, and where one belongs stands its number. There is only data in it, nothing that
could be run, and nothing of the machine or the Python that wrote it: the same content gives the same bytes
everywhere.

`content` is the fingerprint of the files that it was made from, `records` that of the classes. Who takes a
file compares both; a file that is broken, cut short, or of another make is no file.
"""

import gc
import hashlib
import json
import os
import threading
import time
import types
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from ..records import Distribution, KnowledgeBase, ReadOnly, Rules, Shelf, shelves

MAGIC = b"behind-the-knee knowledge base 2\n"
EXTRA = "extra/"
REST = "rest"
"""Part for what lies on no shelf."""
SHARED = "distributions"
"""Part for the distributions, each once."""
LOCK = threading.RLock()


# ── Writing ──────────────────────────────────────────────────────────────────────────────────


def pack(kb: KnowledgeBase, content: str, extras: Mapping[str, Any] | None = None) -> bytes:
    """The file.

    Args:
        content: fingerprint of the files that `kb` was read from.
        extras: name to what else was made of it, as JSON can hold it; `KnowledgeBase.extra` gives it back.

    Raises:
        TypeError, ValueError: if something in it is no JSON, such as a date in a proof.
    """
    shared: dict[str, int] = {}
    held = {shelf.name: _plain(shelf.of(kb), shared) for shelf in shelves()}
    held[REST] = {name: _plain(getattr(kb, name), shared) for name in _unshelved()}
    held[SHARED] = [json.loads(one) for one in shared]
    held |= {EXTRA + name: made for name, made in (extras or {}).items()}
    parts = {name: _json(value) for name, value in held.items()}
    sizes = [[name, len(part)] for name, part in parts.items()]
    index = _json({"content": content, "records": fingerprint(), "parts": sizes})
    body = b"\n".join((index, *parts.values()))
    return MAGIC + hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii")


def _plain(value: Any, shared: dict[str, int]) -> Any:
    """A value without its classes: records and tuples as lists, a distribution as its number in `shared`."""
    if is_dataclass(value):
        row = [_plain(getattr(value, field.name), shared) for field in fields(value)]
        return shared.setdefault(json.dumps(row), len(shared)) if type(value) is Distribution else row
    if isinstance(value, Mapping):
        return {key: _plain(item, shared) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(item, shared) for item in value]
    return value


def write(path: Path, held: bytes) -> None:
    """Put a file in its place at once: whoever reads meanwhile finds the old one or the new one, whole.

    Raises:
        OSError: if it cannot be written.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}-{time.monotonic_ns()}.part")
    try:
        part.write_bytes(held)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


# ── The user's own folder ────────────────────────────────────────────────────────────────────


def own_place(name: str, root: Path) -> Path | None:
    """Where the user's own compiled file of the content in `root` lies: its last version without a fault.

    None where the folder for it cannot be made, or where another user could put something into it.
    """
    from platformdirs import user_cache_path

    folder = user_cache_path(name)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_mine(folder):
            return None
    except OSError:
        return None
    return folder / f"{hashlib.sha256(os.fsencode(root)).hexdigest()[:24]}.kb"


def _is_mine(folder: Path) -> bool:
    if not hasattr(os, "geteuid"):  # Windows keeps the folder in the user's own profile
        return True
    told = folder.stat()
    return told.st_uid == os.geteuid() and not told.st_mode & 0o022


def clear(folder: Path) -> None:
    """Leave the eight files that were written last.

    Raises:
        OSError: if that is not allowed.
    """
    for old in sorted(folder.glob("*.kb"), key=lambda file: file.stat().st_mtime)[:-8]:
        old.unlink(missing_ok=True)


# ── Reading ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Opened:
    """A compiled file that is whole and of this make."""

    content: str
    """Fingerprint of the files that it was made from."""
    parts: dict[str, bytes]

    def extras(self) -> dict[str, Any]:
        """What else was made of the records, by name."""
        return {
            name.removeprefix(EXTRA): json.loads(part)
            for name, part in self.parts.items()
            if name.startswith(EXTRA)
        }

    def knowledge_base(self) -> KnowledgeBase:
        """Its knowledge base, each shelf decoded when it is first asked for."""
        kb = object.__new__(_Compiled)
        object.__setattr__(kb, "_parts", dict(self.parts))
        object.__setattr__(kb, "_distributions", None)
        object.__setattr__(kb, "_content", self.content)
        return kb


def opened(path: Path) -> Opened | None:
    """The file, or None if there is none that could be used."""
    try:
        return unpacked(path.read_bytes())
    except OSError:
        return None


def unpacked(held: bytes) -> Opened | None:
    """What `pack` gave; None for anything else."""
    try:
        if not held.startswith(MAGIC):
            return None
        body = held.index(b"\n", len(MAGIC)) + 1
        digest = hashlib.sha256(memoryview(held)[body:])  # not a copy of megabytes
        if held[len(MAGIC) : body - 1] != digest.hexdigest().encode():
            return None
        start = held.index(b"\n", body) + 1
        index = json.loads(held[body:start])
        if index["records"] != fingerprint():
            return None
        parts = {}
        for name, size in index["parts"]:
            parts[name] = held[start : start + size]
            start += size + 1
        return Opened(index["content"], parts)
    except (ValueError, LookupError, TypeError, RecursionError):
        return None


class _Compiled(KnowledgeBase):
    """A knowledge base that fills its fields from the parts of a compiled file, one by one."""

    __slots__ = ("_content", "_distributions", "_parts")

    def __getattr__(self, name: str) -> Any:
        """Called where a field is still empty."""
        if name not in KnowledgeBase.__dataclass_fields__:
            raise AttributeError(f"a knowledge base has no '{name}'", name=name, obj=self)
        with LOCK:
            try:
                return object.__getattribute__(self, name)  # another thread was faster
            except AttributeError:
                with _unswept():
                    self._fill(name)
        return object.__getattribute__(self, name)

    def _fill(self, name: str) -> None:
        if name == "rules":
            held = {shelf.name: self._shelf(shelf) for shelf in shelves() if shelf.name.startswith("rules.")}
            filled = {name: Rules(**{key.partition(".")[2]: one for key, one in held.items()})}
        elif name in _unshelved():
            filled = {key: _anything(one) for key, one in json.loads(self._parts.pop(REST)).items()}
        else:
            filled = {name: self._shelf(next(shelf for shelf in shelves() if shelf.name == name))}
        for key, value in filled.items():
            object.__setattr__(self, key, value)

    def _shelf(self, shelf: Shelf) -> ReadOnly:
        if self._distributions is None:
            made = _record(Distribution)
            rows = json.loads(self._parts.pop(SHARED))
            object.__setattr__(self, "_distributions", [made(row) for row in rows])
        record = decoder(shelf.model)
        _shared[:] = self._distributions
        return ReadOnly({key: record(row) for key, row in json.loads(self._parts.pop(shelf.name)).items()})

    def stamp(self) -> str:
        return getattr(self, "_content", "")  # a changed copy has none

    def extra(self, name: str) -> Any:
        parts = getattr(self, "_parts", {})  # a changed copy has none: what was made fits only the original
        return json.loads(parts[EXTRA + name]) if EXTRA + name in parts else None

    def __reduce__(self):
        return _whole, ({field.name: getattr(self, field.name) for field in fields(KnowledgeBase)},)


def _whole(held: dict[str, Any]) -> KnowledgeBase:
    return KnowledgeBase(**held)


@contextmanager
def _unswept() -> Iterator[None]:
    """No sweep for garbage among so many new objects, all of which stay: it would double the time."""
    swept = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if swept:
            gc.enable()


@cache
def _unshelved() -> tuple[str, ...]:
    """Fields that hold no records."""
    return tuple(
        field.name for field in fields(KnowledgeBase) if not field.metadata and field.type is not Rules
    )


# ── Values by their types ────────────────────────────────────────────────────────────────────

Decoder = Callable[[Any], Any]


_shared: list[Distribution] = []
"""Those of the knowledge base whose shelf is being decoded, which `LOCK` guards."""


@cache
def decoder(hint: Any) -> Decoder | None:
    """What makes a value of this type from JSON; None where JSON has it as it is."""
    origin, arguments = get_origin(hint), get_args(hint)
    if hint is Any:
        return _anything
    if hint is Distribution:
        return _shared.__getitem__
    if is_dataclass(hint):
        return _record(hint)
    if hasattr(hint, "_make"):  # a named tuple of numbers
        return hint._make
    if origin is Annotated:
        return decoder(arguments[0])
    if origin in (Union, types.UnionType):
        (made,) = {decoder(arm) for arm in arguments} - {None} or {None}
        return made and (lambda value: made(value) if type(value) in (list, dict) else value)
    if origin is tuple:
        made = decoder(arguments[0])
        return (lambda value: tuple(map(made, value))) if made else tuple
    if origin is dict:
        made = decoder(arguments[1])
        return (lambda value: ReadOnly({k: made(v) for k, v in value.items()})) if made else ReadOnly
    return None


def _record(model: type) -> Decoder:
    """Fills the slots themselves, which is several times faster than the guarded way through `__init__`."""
    slots = [(getattr(model, field.name).__set__, decoder(field.type) or _same) for field in fields(model)]
    new = object.__new__

    def made(row: list) -> Any:
        record = new(model)
        for (put, value_of), value in zip(slots, row, strict=True):
            put(record, value_of(value))
        return record

    return made


def _same(value: Any) -> Any:
    return value


def _anything(value: Any) -> Any:
    if isinstance(value, dict):
        return ReadOnly({key: _anything(item) for key, item in value.items()})
    return tuple(map(_anything, value)) if isinstance(value, list) else value


@cache
def fingerprint() -> str:
    """Of the record classes: another one after any change of a field, its type or their order."""
    described: dict[str, str] = {}
    for shelf in shelves():
        _describe(shelf.model, described)
    return hashlib.sha256(repr(sorted(described.items())).encode()).hexdigest()


def _describe(model: type, described: dict[str, str]) -> None:
    if model.__name__ not in described:
        described[model.__name__] = ""  # a record may hold its own kind
        told = (f"{field.name}: {_told(field.type)}" for field in fields(model))
        described[model.__name__] = "; ".join(told)
        for field in fields(model):
            for inner in _records_in(field.type):
                _describe(inner, described)


def _records_in(hint: Any) -> Iterator[type]:
    if is_dataclass(hint) and isinstance(hint, type):
        yield hint
    for argument in get_args(hint):  # those of an annotation and of a literal are values, and hold no type
        yield from _records_in(argument)


@cache
def _told(hint: Any) -> str:
    """A type in words that no version of Python spells otherwise."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return f"{_told(arguments[0])} {hint.__metadata__}"
    if origin is Literal:
        return str(arguments)
    if origin in (Union, types.UnionType):
        return " | ".join(map(_told, arguments))
    if hasattr(hint, "_fields"):
        return f"{hint.__name__}{hint._fields}"
    if origin:
        return f"{origin.__name__}[{', '.join(map(_told, arguments))}]"
    return "..." if hint is ... else hint.__name__
