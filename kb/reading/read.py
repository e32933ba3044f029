"""Every content file of a folder, validated: records by id, and all faults that there are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

from ..errors import Fault, nearest, shown
from ..records import Finding, KnowledgeBase, ReadOnly, Rules, Shelf, shelves
from . import files
from .references import references
from .rules import rules
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
            elif parts := shelves_of(file.place):
                self._read_file(file, parts)
            else:
                self.faults.append(Fault(self._name(file), "", _stray(file)))
        if not any(self.records.values()) and not self.faults:
            self.faults.append(Fault(str(self.root), "", "holds no content; is this a kb folder?"))
        return Reading(self._knowledge_base(), self.faults, self.raw, self.where)

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

    def _read_file(self, file: files.File, parts: tuple[Shelf, ...]) -> None:
        name = self._name(file)
        held = files.parse(file, name, self.faults)
        if held is None:
            return
        if parts[0].one_each:
            if (key := held.pop("id", None)) != file.stem:
                self.faults.append(Fault(name, "id", f"{key!r} is not the file's name '{file.stem}'"))
            self._keep(parts[0].model, file.stem, held, name, "")
        elif parts[0].part:
            self._read_bank(file.stem, held, name, parts)
        else:
            for key, record in held.items():
                self._keep(parts[0].model, str(key), record, name, str(key))

    def _read_bank(self, lesson: str, held: dict, name: str, parts: tuple[Shelf, ...]) -> None:
        """The head of a lesson, and its questions."""
        head, bank = parts
        for key in held.keys() - {head.part, bank.part}:
            hint = nearest(key, (head.part, bank.part))
            if isinstance(held[key], dict) and "stem" in held[key]:
                hint = f"; a question is indented, to stand under '{bank.part}:'"
            self.faults.append(Fault(name, str(key), f"unknown key{hint}"))
        self._keep(head.model, lesson, held.get(head.part), name, head.part)
        questions = held.get(bank.part) or {}
        if not isinstance(questions, dict):
            problem = f"must hold keys and values, not {shown(questions)}"
            self.faults.append(Fault(name, bank.part, problem))
            return
        for key, record in questions.items():
            self._keep(bank.model, str(key), record, name, f"{bank.part}.{key}", lesson=lesson)

    def _keep(self, model: type, key: str, raw: object, file: str, path: str, **given: str) -> None:
        if (model, key) in self.where:
            first = self.where[model, key][0]
            self.faults.append(Fault(file, path, f"id '{key}' is already used in {first}"))
            return
        self.where[model, key] = (file, path)
        if isinstance(raw, dict):
            self.raw[file, path] = (model, raw)
        record = validate(model, raw, file, path, self.faults, key=key, **given)
        if record is not None:
            self.records[model][key] = record

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
