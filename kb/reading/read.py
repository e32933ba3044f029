"""Every content file of a folder, validated: records by id, and all faults that there are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from ..errors import Fault, nearest, shown
from ..records import Finding, KnowledgeBase, ReadOnly, Rules, Shelf, shelves
from . import files
from .references import references
from .rules import rules
from .told import told
from .validation import validate


@dataclass
class Reading:
    """What the files hold. `kb` is complete only where `faults` is empty."""

    kb: KnowledgeBase
    faults: list[Fault]
    raw: dict[tuple[str, str], tuple[type, dict]]
    """(file, path) of each record -> (model, its mapping as written)."""
    files: dict[tuple[type, str], tuple[str, str]]
    """(model, id) -> (file, path)."""


def must_hold(reading: Reading) -> list[Fault]:
    """Every fault that files without a fault of form may still have, and with which nothing would work."""
    return [*references(reading.kb, reading.files), *rules(reading.kb, reading.files)]


def read(root: Path, found: Sequence[files.File] | None = None) -> Reading:
    """Parse and validate every content file below `root`, collecting faults instead of stopping.

    `found` are its files, where somebody has read them already.
    """
    return _Reader(root, files.content(root) if found is None else found).reading()


class _Reader:
    """Goes through the files once and collects records and faults."""

    def __init__(self, root: Path, found: Sequence[files.File]):
        self.root, self.found = root, found
        self.faults: list[Fault] = []
        self.records: dict[type, dict[str, Any]] = {shelf.model: {} for shelf in shelves()}
        self.raw: dict[tuple[str, str], tuple[type, dict]] = {}
        self.where: dict[tuple[type, str], tuple[str, str]] = {}
        self.notice = ""

    def reading(self) -> Reading:
        for file in self.found:
            if file.place == files.NOTICE:
                self._read_notice(file)
            elif shelves_of(file.place):
                written, faults = _written(file, self._name(file))
                self.faults += faults
                for one in written:
                    self._keep(one)
            else:
                self.faults.append(Fault(self._name(file), "", _stray(file)))
        if not any(self.records.values()) and not self.faults:
            self.faults.append(Fault(str(self.root), "", "holds no content; is this a kb folder?"))
        kb = self._knowledge_base()
        if not self.faults:
            kb, self.faults = told(kb, self.where)
        return Reading(kb, self.faults, self.raw, self.where)

    def _name(self, file: files.File) -> str:
        """The file as an author finds it: from the repository, or from the folder that was named."""
        start = files.REPOSITORY if self.root.is_relative_to(files.REPOSITORY) else self.root.parent
        return (self.root / file.place).relative_to(start).as_posix()

    def _read_notice(self, file: files.File) -> None:
        try:
            self.notice = file.held.decode("utf-8").strip()
            problem = file.trouble
        except UnicodeDecodeError:
            problem = "is not UTF-8; save the file as UTF-8"
        if problem:
            self.faults.append(Fault(self._name(file), "", problem))

    def _keep(self, one: "_Written") -> None:
        if (one.model, one.key) in self.where:
            first = self.where[one.model, one.key][0]
            self.faults.append(Fault(one.file, one.path, f"id '{one.key}' is already used in {first}"))
            return
        self.where[one.model, one.key] = (one.file, one.path)
        if isinstance(one.raw, dict):
            self.raw[one.file, one.path] = (one.model, one.raw)
        self.faults += one.faults
        if one.record is not None:
            self.records[one.model][one.key] = one.record

    def _knowledge_base(self) -> KnowledgeBase:
        chapters: dict[str, list[str]] = {}
        for key in self.records[Finding]:
            chapters.setdefault(Path(self.where[Finding, key][0]).stem, []).append(key)
        held = {shelf.name: ReadOnly(self.records[shelf.model]) for shelf in shelves()}
        rules = {field.name: held.pop(f"rules.{field.name}") for field in fields(Rules)}
        return KnowledgeBase(
            **held,
            rules=Rules(**rules),
            chapters=ReadOnly({stem: tuple(keys) for stem, keys in chapters.items()}),
            notice=self.notice,
        )


class _Written(NamedTuple):
    """A record as a file holds it."""

    model: type
    key: str
    file: str
    path: str
    raw: object
    record: Any
    """Validated; None where that found faults."""
    faults: tuple[Fault, ...]


@lru_cache(maxsize=1024)
def _written(file: files.File, name: str) -> tuple[tuple[_Written, ...], tuple[Fault, ...]]:
    """The records of one file, and what is wrong with it as a whole.

    Remembered: who reads a folder again after a change reads only what changed.
    """
    faults: list[Fault] = []
    held = files.parse(file, name, faults)
    if held is None:
        return (), tuple(faults)
    first, *others = shelves_of(file.place)
    if first.one_each:
        if (key := held.pop("id", None)) != file.stem:
            faults.append(Fault(name, "id", f"{key!r} is not the file's name '{file.stem}'"))
        written = [_validated(first.model, file.stem, held, name, "")]
    elif first.part:
        written = list(_bank(file.stem, held, name, first, *others, faults=faults))
    else:
        written = [_validated(first.model, str(key), record, name, str(key)) for key, record in held.items()]
    return tuple(written), tuple(faults)


def _bank(
    lesson: str, held: dict, name: str, head: Shelf, bank: Shelf, *, faults: list[Fault]
) -> Iterator[_Written]:
    """The head of a lesson, and its questions."""
    for key in held.keys() - {head.part, bank.part}:
        hint = nearest(key, (head.part, bank.part))
        if isinstance(held[key], dict) and "stem" in held[key]:
            hint = f"; a question is indented, to stand under '{bank.part}:'"
        faults.append(Fault(name, str(key), f"unknown key{hint}"))
    yield _validated(head.model, lesson, held.get(head.part), name, head.part)
    questions = held.get(bank.part) or {}
    if not isinstance(questions, dict):
        faults.append(Fault(name, bank.part, f"must hold keys and values, not {shown(questions)}"))
        return
    for key, record in questions.items():
        yield _validated(bank.model, str(key), record, name, f"{bank.part}.{key}", lesson=lesson)


def _validated(model: type, key: str, raw: object, file: str, path: str, **given: str) -> _Written:
    faults: list[Fault] = []
    record = validate(model, raw, file, path, faults, key=key, **given)
    return _Written(model, key, file, path, raw, record, tuple(faults))


@cache
def shelves_of(place: str) -> tuple[Shelf, ...]:
    """The shelves that a file holds records of: those that name it, or else those whose pattern fits."""
    named = tuple(shelf for shelf in shelves() if shelf.files == place)
    return named or tuple(shelf for shelf in shelves() if _fits(place, shelf.files))


def _fits(place: str, pattern: str) -> bool:
    above, name = PurePosixPath(pattern).parts[:-1], PurePosixPath(pattern).name
    return PurePosixPath(place).parts[:-1] == above and fnmatchcase(PurePosixPath(place).name, name)


def _stray(file: files.File) -> str:
    """What to do with a file in a place that nothing reads."""
    path = PurePosixPath(file.place)
    if path.suffix != ".yaml" and shelves_of(str(path.with_suffix(".yaml"))):
        return f"is not read: its name must end in .yaml, so rename it {path.stem}.yaml"
    return f"is not read: records lie in {', '.join(_places())}{nearest(file.place, _named_files())}"


def _places() -> Iterator[str]:
    """Folders and single files that hold records."""
    yield from dict.fromkeys(
        f"{above}/" if (above := shelf.files.rpartition("/")[0]) else shelf.files for shelf in shelves()
    )


def _named_files() -> list[str]:
    return [shelf.files for shelf in shelves() if "*" not in shelf.files]
