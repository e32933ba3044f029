"""The only reader of YAML: parse, validate, resolve ids, cache, give a `KnowledgeBase`.

A file that was validated once is kept as a pickle in the user's own cache folder, keyed by the
size and time of every content file, so that a later start needs neither pydantic nor YAML.
"""

import hashlib
import os
import pickle
import sys
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn, Union, get_args, get_origin, get_type_hints

from . import models
from .errors import Fault, KnowledgeBaseError, nearest, shown

ROOT = Path(__file__).parent / "content"
REPOSITORY = ROOT.parents[1]
MAX_BYTES = 2_000_000
MAX_DEPTH = 30


@dataclass(frozen=True)
class Shelf:
    """Where records of one kind lie: a folder of single records, or a file of many by id."""

    model: type
    one_each: bool = False


SHELVES: dict[str, Shelf] = {
    "causes/*.yaml": Shelf(models.Cause, one_each=True),
    "cases/*.yaml": Shelf(models.Case, one_each=True),
    "findings/groups.yaml": Shelf(models.FindingGroup),
    "findings/spared.yaml": Shelf(models.Spared),
    "findings/*.yaml": Shelf(models.Finding),
    "anatomy/segments.yaml": Shelf(models.Segment),
    "anatomy/geometry.yaml": Shelf(models.Form),
    "anatomy/levels.yaml": Shelf(models.Level),
    "anatomy/gauges.yaml": Shelf(models.Gauge),
    "anatomy/provocations.yaml": Shelf(models.Provocation),
    "anatomy/cyst-model.yaml": Shelf(models.CystModel),
    "anatomy/body-charts.yaml": Shelf(models.BodyChart),
    "anatomy/pain-map.yaml": Shelf(models.PainSite),
    "anatomy/deficits.yaml": Shelf(models.Deficit),
    "anatomy/localiser.yaml": Shelf(models.Lesion),
    "anatomy/*.yaml": Shelf(models.Structure),
    "rules/scores.yaml": Shelf(models.Score),
    "rules/red-flags.yaml": Shelf(models.RedFlag),
    "rules/first-aid.yaml": Shelf(models.Choice),
    "rules/recovery.yaml": Shelf(models.RecoveryPlan),
    "rules/thresholds.yaml": Shelf(models.Threshold),
    "rules/care.yaml": Shelf(models.Care),
    "faq.yaml": Shelf(models.Faq),
    "words.yaml": Shelf(models.Concept),
    "sources.yaml": Shelf(models.Source),
}
QUESTIONS = "questions/*.yaml"


class ReadOnly(dict):
    """A dictionary that refuses change, and can be pickled."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("the knowledge base is read-only; edit the YAML and start again")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self):
        return ReadOnly, (dict(self),)


def load(root: Path | str | None = None) -> models.KnowledgeBase:
    """The knowledge base in `root` (this package's own content unless told otherwise).

    Loaded once per process; the result is shared and read-only.

    Raises:
        KnowledgeBaseError: with one line per fault; nothing is half-loaded.
    """
    return _load(Path(root or ROOT).resolve())


@cache
def _load(root: Path) -> models.KnowledgeBase:
    cached = _cache_file(root)
    try:
        kept = pickle.loads(cached.read_bytes())
    except Exception:  # a cache that is missing, or of any other make, is no cache
        kept = None
    if isinstance(kept, models.KnowledgeBase):
        return kept
    reading = read(root)
    if not reading.faults:
        from .check import references

        reading.faults += references(reading.kb, reading.files)
    if reading.faults:
        raise KnowledgeBaseError(reading.faults)
    _keep(cached, reading.kb)
    return reading.kb


def _cache_file(root: Path) -> Path:
    from platformdirs import user_cache_path

    key = hashlib.sha256(f"{sys.version}{root}".encode())
    for path in sorted([*_content(root), *(ROOT.parent / name for name in ("models.py", "loader.py"))]):
        try:
            stat = path.stat()
        except OSError:
            continue
        key.update(f"{path}{stat.st_size}{stat.st_mtime_ns}".encode())
    return user_cache_path("behind-the-knee") / f"kb-{key.hexdigest()[:24]}.pickle"


def _keep(path: Path, kb: models.KnowledgeBase) -> None:
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


# ── Reading ──────────────────────────────────────────────────────────────────────────────────


@dataclass
class Reading:
    """What the files hold. `kb` is complete only where `faults` is empty."""

    kb: models.KnowledgeBase
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

    def keep(model: type, key: str, raw: object, file: str, path: str) -> None:
        where = reading.files.get((model, key))
        if where:
            faults.append(Fault(file, path, f"id '{key}' is already used in {where[0]}"))
            return
        reading.files[model, key] = (file, path)
        if isinstance(raw, dict):
            reading.raw[file, path] = (model, raw)
        record = validate(model, raw, file, path, faults, key=key)
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
        keep(models.Lesson, file.stem, raw.get("lesson"), name, "lesson")
        questions = raw.get("questions") or {}
        if not isinstance(questions, dict):
            faults.append(Fault(name, "questions", f"must hold keys and values, not {shown(questions)}"))
            continue
        for key, record in questions.items():
            keep(models.Question, str(key), record, name, f"questions.{key}")
    try:
        notice = (root / "notice.md").read_text("utf-8").strip()
    except (OSError, UnicodeError) as error:
        notice = ""
        faults.append(Fault(_name(root, root / "notice.md"), "", f"cannot be read ({error})"))

    def shelf(model: type) -> Mapping[str, Any]:
        return ReadOnly(by_model.get(model, {}))

    chapters: dict[str, list[str]] = {}
    for key in by_model.get(models.Finding, {}):
        chapters.setdefault(Path(reading.files[models.Finding, key][0]).stem, []).append(key)

    reading.kb = models.KnowledgeBase(
        causes=shelf(models.Cause),
        findings=shelf(models.Finding),
        words=shelf(models.Concept),
        chapters=ReadOnly({stem: tuple(keys) for stem, keys in chapters.items()}),
        groups=shelf(models.FindingGroup),
        spared=shelf(models.Spared),
        structures=shelf(models.Structure),
        segments=shelf(models.Segment),
        forms=shelf(models.Form),
        charts=shelf(models.BodyChart),
        pain_sites=shelf(models.PainSite),
        deficits=shelf(models.Deficit),
        lesions=shelf(models.Lesion),
        levels=shelf(models.Level),
        gauges=shelf(models.Gauge),
        provocations=shelf(models.Provocation),
        cysts=shelf(models.CystModel),
        rules=models.Rules(
            scores=shelf(models.Score),
            red_flags=shelf(models.RedFlag),
            choices=shelf(models.Choice),
            recovery=shelf(models.RecoveryPlan),
            thresholds=shelf(models.Threshold),
        ),
        care=shelf(models.Care),
        lessons=shelf(models.Lesson),
        questions=shelf(models.Question),
        faq=shelf(models.Faq),
        cases=shelf(models.Case),
        sources=shelf(models.Source),
        notice=notice,
    )
    if not by_model and not faults:
        faults.append(Fault(str(root), "", "holds no content; is this a kb folder?"))
    return reading


def _name(root: Path, file: Path) -> str:
    """The file as an author finds it: from the repository, or from the folder that was named."""
    start = REPOSITORY if root.is_relative_to(REPOSITORY) else root.parent
    return file.relative_to(start).as_posix()


def parse(file: Path, name: str, faults: list[Fault]) -> dict | None:
    """The mapping in one YAML file, or None with a fault noted."""
    import yaml

    try:
        size = file.stat().st_size
        if size > MAX_BYTES:
            raise _Refused("", f"{size} bytes; a content file may have {MAX_BYTES} at most: split it")
        text = file.read_bytes().decode("utf-8")
        _check_events(yaml, text)
        data = yaml.load(text, Loader=_yaml_loader())
    except OSError as error:
        faults.append(Fault(name, "", f"cannot be read ({error.strerror})"))
    except UnicodeDecodeError as error:
        faults.append(Fault(name, f"byte {error.start}", "is not UTF-8; save the file as UTF-8"))
    except _Refused as error:
        faults.append(Fault(name, error.path, error.problem))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        problem = " ".join(str(error.problem).split())
        if "nesting depth" in problem:  # the scanner looks ahead, and has a limit of its own
            problem = f"is nested deeper than {MAX_DEPTH} levels"
        faults.append(Fault(name, place, problem))
    except yaml.YAMLError as error:
        faults.append(Fault(name, "", " ".join(str(error).split())))
    except (ValueError, LookupError, AttributeError, TypeError, OverflowError) as error:
        # PyYAML's own constructors break in these ways on a tag that does not fit its value.
        faults.append(Fault(name, "", f"holds a value that does not fit its tag or type ({error})"))
    else:
        if isinstance(data, dict):
            return data
        faults.append(Fault(name, "", f"must hold keys and values, not {type(data).__name__}"))
    return None


class _Refused(Exception):
    def __init__(self, path: str, problem: str):
        self.path, self.problem = path, problem


def _check_events(yaml: types.ModuleType, text: str) -> None:
    """Refuse what the composer would recurse or multiply on, before it does."""
    depth = 0
    for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        place = f"line {event.start_mark.line + 1}"
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Refused(place, "anchors and aliases are not used here; write the text out")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise _Refused(place, f"is nested deeper than {MAX_DEPTH} levels")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


@cache
def _yaml_loader() -> type:
    import yaml

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        """The safe loader, refusing a key that stands twice."""

    def mapping(loader: Any, node: Any) -> dict:
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = loader.construct_object(key_node, deep=True)
            line = f"line {key_node.start_mark.line + 1}"
            if not isinstance(key, str):
                raise _Refused(line, f"the key {key!r} is not text; put it in quotes")
            if key in seen:
                raise _Refused(line, f"the key '{key}' stands twice")
            seen.add(key)
        loader.flatten_mapping(node)
        return loader.construct_mapping(node, deep=True)

    Loader.add_constructor("tag:yaml.org,2002:map", mapping)
    return Loader


# ── Validation ───────────────────────────────────────────────────────────────────────────────


@cache
def adapter(model: type) -> Any:
    """pydantic's validator for one model."""
    from pydantic import TypeAdapter

    return TypeAdapter(model)


def validate(model: type, raw: object, file: str, path: str, faults: list[Fault], *, key: str) -> Any:
    """The record, deeply frozen, or None with faults noted."""
    from pydantic import ValidationError

    if not isinstance(raw, dict):
        faults.append(Fault(file, path, f"must hold keys and values, not {shown(raw)}"))
        return None
    if "id" in raw:
        faults.append(Fault(file, f"{path}.id", "the id is the key above; leave this line out"))
        return None
    if not _kebab(key):
        faults.append(Fault(file, path, f"the id '{key}' is not kebab-case (a-z, 0-9, hyphens)"))
        return None
    spelt: dict[str, object] = {}
    for name, value in raw.items():
        if spelt.setdefault(name.replace("-", "_"), value) is not value:
            faults.append(Fault(file, f"{path}.{name}".strip("."), "stands twice, in two spellings"))
            return None
    try:
        record = adapter(model).validate_python({"id": key, **spelt})
    except ValidationError as error:
        for one in error.errors():
            # A union reports every branch it tried, under the branch's type; one line is enough.
            loc = tuple(part for part in one["loc"] if not _is_branch(part))
            place = [str(part) for part in loc if part != "[key]"]
            where = ".".join([path, *place] if path else place)
            fault = Fault(file, where, _say(model, one, loc))
            if not any(known[:2] == fault[:2] for known in faults):
                faults.append(fault)
        return None
    return frozen(record)


def _kebab(key: str) -> bool:
    return bool(key) and all(
        part.isalnum() and part.isascii() and part == part.lower() for part in key.split("-")
    )


def _is_branch(part: object) -> bool:
    return isinstance(part, str) and part != "[key]" and (part == "str" or "[" in part or part == "tuple")


def _say(model: type, error: Mapping[str, Any], loc: tuple) -> str:
    kind, value = error["type"], error["input"]
    if kind == "unexpected_keyword_argument":
        owner = _type_at(model, loc[:-1])
        known = [f.name for f in fields(owner)] if is_dataclass(owner) else []
        return f"unknown key '{loc[-1]}'{nearest(loc[-1], known)}"
    if kind == "missing":
        return "is missing"
    said = shown(value)
    if kind in ("greater_than_equal", "less_than_equal"):
        if _type_at(model, loc) == models.Probability:
            return f"{said} is not a probability (0 to 1)"
        bound = "at least" if kind == "greater_than_equal" else "at most"
        limit = error["ctx"].get("ge", error["ctx"].get("le"))
        return f"{said} must be {bound} {limit}"
    if kind == "literal_error":
        known = [str(known) for known in get_args(_type_at(model, loc))]
        return f"{said} is none of {', '.join(known)}{nearest(value, known)}"
    return f"{said}: {error['msg'][0].lower()}{error['msg'][1:]}"


def _type_at(hint: Any, loc: tuple) -> Any:
    """The declared type at a location of a model, None where it cannot be told."""
    if get_origin(hint) in (Union, types.UnionType):
        hint = next((arm for arm in get_args(hint) if arm is not type(None)), None)
    if not loc:
        return hint
    bare = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    if is_dataclass(bare):
        return _type_at(get_type_hints(bare, include_extras=True).get(str(loc[0])), loc[1:])
    arguments = get_args(bare)
    if get_origin(bare) is dict:
        return _type_at(arguments[0] if loc[1:2] == ("[key]",) else arguments[1], loc[1:])
    if get_origin(bare) is tuple and arguments:
        return _type_at(arguments[0], loc[1:])
    if get_origin(bare) is Literal:
        return bare
    return None


def frozen(value: Any) -> Any:
    """The same value, its dictionaries and lists read-only all the way down."""
    if is_dataclass(value):
        for field in fields(value):
            object.__setattr__(value, field.name, frozen(getattr(value, field.name)))
        return value
    if isinstance(value, dict):
        return ReadOnly({key: frozen(item) for key, item in value.items()})
    if hasattr(value, "_fields"):  # a named tuple of numbers
        return value
    if isinstance(value, (list, tuple)):
        return tuple(map(frozen, value))
    return value


def walk(record: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every dataclass inside `record`, itself first, with its dotted path."""
    if is_dataclass(record):
        yield path, record
        for field in fields(record):
            yield from walk(getattr(record, field.name), f"{path}.{field.name}".lstrip("."))
    elif isinstance(record, Mapping):
        for key, item in record.items():
            yield from walk(item, f"{path}.{key}".lstrip("."))
    elif isinstance(record, tuple) and not isinstance(record, models.Interval):
        for index, item in enumerate(record):
            yield from walk(item, f"{path}.{index}".lstrip("."))
