"""The files of a content folder, and one YAML file read safely: no anchors, no doubles, no depth, no foreign
tags; faults instead of errors.
"""

import hashlib
import os
import re
import types
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

from ..errors import Fault

ROOT = Path(__file__).resolve().parents[1] / "content"
REPOSITORY = ROOT.parents[1]
NOTICE = "notice.md"
SUFFIXES = (".yaml", ".yml")
MAX_BYTES = 2_000_000
MAX_DEPTH = 30


# ── What there is ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class File:
    """One file as it was when the folder was read."""

    place: str
    """Below the folder, with slashes: 'causes/sciatica.yaml'."""
    held: bytes = b""
    trouble: str = ""
    """Why it cannot be read, if it cannot."""

    @property
    def stem(self) -> str:
        return PurePosixPath(self.place).stem


def content(root: Path) -> list[File]:
    """Every file that is content, or was meant to be: all YAML wherever it lies, and the notice.

    What is hidden is left out: editors and JupyterLab keep copies of files there.
    """
    found: list[File] = []

    def below(folder: str) -> str:
        return "" if folder == str(root) else Path(folder).relative_to(root).as_posix() + "/"

    def refused(error: OSError) -> None:
        if error.filename and os.path.lexists(error.filename):
            found.append(File(below(error.filename).rstrip("/"), trouble=_why(error)))

    for folder, folders, files in os.walk(root, onerror=refused):
        above = below(folder)
        named = [name for name in folders if name.lower().endswith(SUFFIXES)]  # in place of a file
        folders[:] = [name for name in folders if not name.startswith(".") and name not in named]
        for name in (*files, *named):
            if name.lower().endswith(SUFFIXES) and not name.startswith("."):
                found.append(_read(folder, above + name))
    found.append(_read(str(root), NOTICE))
    return sorted(found, key=lambda file: PurePosixPath(file.place).parts)


def any_yaml(found: Iterable[File]) -> bool:
    """Whether there is any content at all beside the notice."""
    return any(file.place != NOTICE for file in found)


def _read(folder: str, place: str) -> File:
    path = os.path.join(folder, place.rpartition("/")[2])
    try:
        with open(path, "rb") as file:
            held = file.read(MAX_BYTES + 1)
            size = os.fstat(file.fileno()).st_size
    except OSError as error:
        return File(place, trouble=_why(error))
    if len(held) > MAX_BYTES:
        too_large = f"{size} bytes; a content file may have {MAX_BYTES} at most: split it"
        return File(place, held, trouble=too_large)
    return File(place, held)


def _why(error: OSError) -> str:
    return f"cannot be read ({error.strerror})"


def fingerprint(files: Iterable[File]) -> str:
    """The same for the same files on every machine; another one after any change, new file or new name."""
    print_ = hashlib.sha256()
    for file in files:
        print_.update(f"{file.place}\0{len(file.held)}\0{file.trouble}\0".encode("utf-8", "surrogateescape"))
        print_.update(file.held)
    return print_.hexdigest()


# ── One file of YAML ─────────────────────────────────────────────────────────────────────────


def parse(file: File, name: str, faults: list[Fault]) -> dict | None:
    """The mapping in one YAML file, or None with a fault noted."""
    import yaml

    text = ""
    try:
        if file.trouble:
            raise Refused("", file.trouble)
        text = file.held.decode("utf-8")
        _check_events(yaml, text)
        data = yaml.load(text, Loader=_yaml_loader())
    except UnicodeDecodeError as error:
        faults.append(Fault(name, f"byte {error.start}", "is not UTF-8; save the file as UTF-8"))
    except Refused as error:
        faults.append(Fault(name, error.path, error.problem))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        faults.append(Fault(name, place, in_words(str(error.problem), *_line(text, mark))))
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


class Refused(Exception):
    def __init__(self, path: str, problem: str):
        self.path, self.problem = path, problem


def _line(text: str, mark: Any) -> tuple[str, str]:
    """The line that YAML stumbled over, before and from the place where it did."""
    lines = text.splitlines()
    line = lines[mark.line] if mark and mark.line < len(lines) else ""
    return line[: mark.column] if mark else "", line[mark.column :] if mark else ""


ALIKE = "keys of one record stand exactly below each other"
IN_WORDS = (
    ("block sequence entries are not allowed", "a list begins on the line below its key"),
    ("did not find expected '-' indicator", "does not stand exactly below the '- ' of the lines before it"),
    ("could not find expected ':'", "a key without its colon, or a text that goes on without being indented"),
    ("found unexpected end of stream", "a quote that is opened above is never closed"),
    ("did not find expected ',' or",
     "a bracket that is opened above is never closed; a text that begins with one goes in quotes"),
    ("did not find expected alphabetic", "a text cannot begin with * or &: put it in quotes"),
    ("expected comment or line break", "a text that begins with | or > goes in quotes"),
    ("unknown escape character", "a backslash inside double quotes: use single quotes"),
    ("another document", "a second document: leave the line '---' out"),
    # The scanner looks ahead, and has a limit of its own.
    ("nesting depth", f"is nested deeper than {MAX_DEPTH} levels"),
)  # fmt: skip
"""What libyaml says, and what an author can do about it."""


def in_words(problem: str, before: str, after: str) -> str:
    """What libyaml says of a syntax fault, in words for somebody who does not know its grammar.

    Args:
        before, after: the line in two, where the fault was met.
    """
    problem = " ".join(problem.split())
    if after.startswith("\t") or "tab character" in problem:
        return "a tab: indent with spaces"
    if "cannot start any token" in problem:
        return f"a text cannot begin with {after[:1]}: put it in quotes"
    if "mapping values are not allowed" in problem:
        if re.fullmatch(r"\s*(- +)?[\w-]+", before):
            return f"is indented as if the text above went on: {ALIKE}"
        return "a colon and a space inside a text: put the whole text in quotes"
    if "did not find expected key" in problem:
        if not before.strip():
            return f"is not indented as the lines above: {ALIKE}"
        return "a text goes on after its closing quote or bracket: put all of it in quotes"
    if tag := re.search(r"constructor for the tag '(?:tag:yaml\.org,2002:)?(.+)'", problem):
        return f"the tag '{tag[1]}' is not used here; a text that begins with ! goes in quotes"
    return next((words for known, words in IN_WORDS if known in problem), problem)


def _check_events(yaml: types.ModuleType, text: str) -> None:
    """Refuse what the composer would recurse or multiply on, before it does."""
    depth = 0
    for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        place = f"line {event.start_mark.line + 1}"
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise Refused(place, "anchors and aliases (& and *) are not used here; put the text in quotes")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise Refused(place, f"is nested deeper than {MAX_DEPTH} levels")
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
                raise Refused(line, f"the key {key!r} is not text; put it in quotes")
            if key in seen:
                raise Refused(line, f"the key '{key}' stands twice")
            seen.add(key)
        loader.flatten_mapping(node)
        return loader.construct_mapping(node, deep=True)

    Loader.add_constructor("tag:yaml.org,2002:map", mapping)
    return Loader
