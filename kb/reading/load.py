"""The only reader of YAML: parse, validate, resolve ids, cache, give a `KnowledgeBase`.

A file that was validated once is kept as a pickle in the user's own cache folder, keyed by the
size and time of every content file, so that a later start needs neither pydantic nor YAML.
"""

import hashlib
import os
import pickle
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ..errors import Fault, KnowledgeBaseError, nearest, shown
from ..records import (
    BodyChart,
    Care,
    Case,
    Cause,
    Choice,
    Concept,
    CystModel,
    Deficit,
    Faq,
    Finding,
    FindingGroup,
    Form,
    Gauge,
    KnowledgeBase,
    Lesion,
    Lesson,
    Level,
    PainSite,
    Provocation,
    Question,
    ReadOnly,
    RecoveryPlan,
    RedFlag,
    Rules,
    Score,
    Segment,
    Source,
    Spared,
    Structure,
    Threshold,
)
from .files import parse
from .references import references
from .validation import validate

ROOT = Path(__file__).parents[1] / "content"
REPOSITORY = ROOT.parents[1]


@dataclass(frozen=True)
class Shelf:
    """Where records of one kind lie: a folder of single records, or a file of many by id."""

    model: type
    one_each: bool = False


SHELVES: dict[str, Shelf] = {
    "causes/*.yaml": Shelf(Cause, one_each=True),
    "cases/*.yaml": Shelf(Case, one_each=True),
    "findings/groups.yaml": Shelf(FindingGroup),
    "findings/spared.yaml": Shelf(Spared),
    "findings/*.yaml": Shelf(Finding),
    "anatomy/segments.yaml": Shelf(Segment),
    "anatomy/geometry.yaml": Shelf(Form),
    "anatomy/levels.yaml": Shelf(Level),
    "anatomy/gauges.yaml": Shelf(Gauge),
    "anatomy/provocations.yaml": Shelf(Provocation),
    "anatomy/cyst-model.yaml": Shelf(CystModel),
    "anatomy/body-charts.yaml": Shelf(BodyChart),
    "anatomy/pain-map.yaml": Shelf(PainSite),
    "anatomy/deficits.yaml": Shelf(Deficit),
    "anatomy/localiser.yaml": Shelf(Lesion),
    "anatomy/*.yaml": Shelf(Structure),
    "rules/scores.yaml": Shelf(Score),
    "rules/red-flags.yaml": Shelf(RedFlag),
    "rules/first-aid.yaml": Shelf(Choice),
    "rules/recovery.yaml": Shelf(RecoveryPlan),
    "rules/thresholds.yaml": Shelf(Threshold),
    "rules/care.yaml": Shelf(Care),
    "faq.yaml": Shelf(Faq),
    "words.yaml": Shelf(Concept),
    "sources.yaml": Shelf(Source),
}


QUESTIONS = "questions/*.yaml"


def load(root: Path | str | None = None) -> KnowledgeBase:
    """The knowledge base in `root` (this package's own content unless told otherwise).

    Loaded once per process; the result is shared and read-only.

    Raises:
        KnowledgeBaseError: with one line per fault; nothing is half-loaded.
    """
    return _load(Path(root or ROOT).resolve())


@cache
def _load(root: Path) -> KnowledgeBase:
    cached = _cache_file(root)
    try:
        kept = pickle.loads(cached.read_bytes())
    except Exception:  # a cache that is missing, or of any other make, is no cache
        kept = None
    if isinstance(kept, KnowledgeBase):
        return kept
    reading = read(root)
    if not reading.faults:
        reading.faults += references(reading.kb, reading.files)
    if reading.faults:
        raise KnowledgeBaseError(reading.faults)
    _keep(cached, reading.kb)
    return reading.kb


def _cache_file(root: Path) -> Path:
    from platformdirs import user_cache_path

    key = hashlib.sha256(f"{sys.version}{root}".encode())
    code = (path for room in ("records", "reading") for path in (ROOT.parent / room).glob("*.py"))
    for path in sorted([*_content(root), *code]):
        try:
            stat = path.stat()
        except OSError:
            continue
        key.update(f"{path}{stat.st_size}{stat.st_mtime_ns}".encode())
    return user_cache_path("behind-the-knee") / f"kb-{key.hexdigest()[:24]}.pickle"


def _keep(path: Path, kb: KnowledgeBase) -> None:
    """Best effort: a read-only home means a slower start, not an error."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(pickle.dumps(kb, protocol=pickle.HIGHEST_PROTOCOL))
        part.replace(path)
        old = sorted(path.parent.glob("kb-*.pickle"), key=lambda p: p.stat().st_mtime)
        for stale in old[:-8]:
            stale.unlink(missing_ok=True)
    except OSError:
        pass


def _content(root: Path) -> list[Path]:
    found = {path for pattern in (*SHELVES, QUESTIONS) for path in root.glob(pattern)}
    return sorted(found | {root / "notice.md"})


@dataclass
class Reading:
    """What the files hold. `kb` is complete only where `faults` is empty."""

    kb: KnowledgeBase
    faults: list[Fault]
    raw: dict[tuple[str, str], tuple[type, dict]]
    """(file, path) of each record -> (model, its mapping as written)."""
    files: dict[tuple[type, str], tuple[str, str]]
    """(model, id) -> (file, path)."""


def read(root: Path) -> Reading:
    """Parse and validate every content file below `root`, collecting faults instead of stopping."""
    faults: list[Fault] = []
    by_model: dict[type, dict[str, Any]] = {}
    reading = Reading(kb=None, faults=faults, raw={}, files={})  # type: ignore[arg-type]
    seen: set[Path] = set()

    def keep(model: type, key: str, raw: object, file: str, path: str, *, lesson: str | None = None) -> None:
        where = reading.files.get((model, key))
        if where:
            faults.append(Fault(file, path, f"id '{key}' is already used in {where[0]}"))
            return
        reading.files[model, key] = (file, path)
        if isinstance(raw, dict):
            reading.raw[file, path] = (model, raw)
        record = validate(model, raw, file, path, faults, key=key, lesson=lesson)
        if record is not None:
            by_model.setdefault(model, {})[key] = record

    for pattern, shelf in SHELVES.items():
        for file in sorted(root.glob(pattern)):
            if file in seen:
                continue
            seen.add(file)
            name = _name(root, file)
            raw = parse(file, name, faults)
            if raw is None:
                continue
            if shelf.one_each:
                key = raw.pop("id", None)
                if key != file.stem:
                    faults.append(Fault(name, "id", f"{key!r} is not the file's name '{file.stem}'"))
                keep(shelf.model, file.stem, raw, name, "")
            else:
                for key, record in raw.items():
                    keep(shelf.model, str(key), record, name, str(key))
    for file in sorted(root.glob(QUESTIONS)):
        name = _name(root, file)
        raw = parse(file, name, faults)
        if raw is None:
            continue
        for key in raw.keys() - {"lesson", "questions"}:
            faults.append(Fault(name, str(key), f"unknown key{nearest(key, ('lesson', 'questions'))}"))
        keep(Lesson, file.stem, raw.get("lesson"), name, "lesson")
        questions = raw.get("questions") or {}
        if not isinstance(questions, dict):
            faults.append(Fault(name, "questions", f"must hold keys and values, not {shown(questions)}"))
            continue
        for key, record in questions.items():
            keep(Question, str(key), record, name, f"questions.{key}", lesson=file.stem)
    try:
        notice = (root / "notice.md").read_text("utf-8").strip()
    except (OSError, UnicodeError) as error:
        notice = ""
        faults.append(Fault(_name(root, root / "notice.md"), "", f"cannot be read ({error})"))

    def shelf(model: type) -> Mapping[str, Any]:
        return ReadOnly(by_model.get(model, {}))

    chapters: dict[str, list[str]] = {}
    for key in by_model.get(Finding, {}):
        chapters.setdefault(Path(reading.files[Finding, key][0]).stem, []).append(key)

    reading.kb = KnowledgeBase(
        causes=shelf(Cause),
        findings=shelf(Finding),
        words=shelf(Concept),
        chapters=ReadOnly({stem: tuple(keys) for stem, keys in chapters.items()}),
        groups=shelf(FindingGroup),
        spared=shelf(Spared),
        structures=shelf(Structure),
        segments=shelf(Segment),
        forms=shelf(Form),
        charts=shelf(BodyChart),
        pain_sites=shelf(PainSite),
        deficits=shelf(Deficit),
        lesions=shelf(Lesion),
        levels=shelf(Level),
        gauges=shelf(Gauge),
        provocations=shelf(Provocation),
        cysts=shelf(CystModel),
        rules=Rules(
            scores=shelf(Score),
            red_flags=shelf(RedFlag),
            choices=shelf(Choice),
            recovery=shelf(RecoveryPlan),
            thresholds=shelf(Threshold),
        ),
        care=shelf(Care),
        lessons=shelf(Lesson),
        questions=shelf(Question),
        faq=shelf(Faq),
        cases=shelf(Case),
        sources=shelf(Source),
        notice=notice,
    )
    if not by_model and not faults:
        faults.append(Fault(str(root), "", "holds no content; is this a kb folder?"))
    return reading


def _name(root: Path, file: Path) -> str:
    """The file as an author finds it: from the repository, or from the folder that was named."""
    start = REPOSITORY if root.is_relative_to(REPOSITORY) else root.parent
    return file.relative_to(start).as_posix()
