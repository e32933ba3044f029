"""Read one YAML file safely: no anchors, no doubles, no depth, no foreign tags; faults instead of errors."""

import types
from functools import cache
from pathlib import Path
from typing import Any

from ..errors import Fault

MAX_BYTES = 2_000_000
MAX_DEPTH = 30


def parse(file: Path, name: str, faults: list[Fault]) -> dict | None:
    """The mapping in one YAML file, or None with a fault noted."""
    import yaml

    try:
        size = file.stat().st_size
        if size > MAX_BYTES:
            raise Refused("", f"{size} bytes; a content file may have {MAX_BYTES} at most: split it")
        text = file.read_bytes().decode("utf-8")
        _check_events(yaml, text)
        data = yaml.load(text, Loader=_yaml_loader())
    except OSError as error:
        faults.append(Fault(name, "", f"cannot be read ({error.strerror})"))
    except UnicodeDecodeError as error:
        faults.append(Fault(name, f"byte {error.start}", "is not UTF-8; save the file as UTF-8"))
    except Refused as error:
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


class Refused(Exception):
    def __init__(self, path: str, problem: str):
        self.path, self.problem = path, problem


def _check_events(yaml: types.ModuleType, text: str) -> None:
    """Refuse what the composer would recurse or multiply on, before it does."""
    depth = 0
    for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        place = f"line {event.start_mark.line + 1}"
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise Refused(place, "anchors and aliases are not used here; write the text out")
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
