"""Validate one record with pydantic, freeze it, and say each fault in one plain line."""

import re
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from ..errors import Fault, nearest, shown
from ..records import Probability, ReadOnly


@cache
def adapter(model: type) -> Any:
    """pydantic's validator for one model."""
    from pydantic import TypeAdapter

    return TypeAdapter(model)


def validate(
    model: type,
    raw: object,
    file: str,
    path: str,
    faults: list[Fault],
    *,
    key: str,
    lesson: str | None = None,
) -> Any:
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
    if lesson is not None and "lesson" in raw:
        faults.append(Fault(file, f"{path}.lesson", "the lesson is the file's name; leave this line out"))
        return None
    spelt: dict[str, object] = {}
    for name, value in raw.items():
        if spelt.setdefault(name.replace("-", "_"), value) is not value:
            faults.append(Fault(file, f"{path}.{name}".strip("."), "stands twice, in two spellings"))
            return None
    try:
        record = adapter(model).validate_python(
            {"id": key, **({"lesson": lesson} if lesson else {}), **spelt}
        )
    except ValidationError as error:
        # A misspelt key before the one that is missing for it.
        for one in sorted(error.errors(), key=lambda one: one["type"] != "unexpected_keyword_argument"):
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


MEANT = {
    "explanation": "why",
    "feedback": "why",
    "rationale": "why",
    "reason": "why",
    "answers": "options",
    "choices": "options",
    "correct": "right",
    "objectives": "objective",
    "prompt": "stem",
    "question": "stem",
    "type": "kind",
    "reference": "sources",
    "references": "sources",
}
"""What other quiz tools call a key, to ours."""


BARE = "a bare yes, no, on, off, true or false means {} and is no text; put it in quotes"


def _say(model: type, error: Mapping[str, Any], loc: tuple) -> str:
    kind, value = error["type"], error["input"]
    if kind == "unexpected_keyword_argument":
        owner = _type_at(model, loc[:-1])
        known = [f.name for f in fields(owner)] if is_dataclass(owner) else []
        meant = MEANT.get(str(loc[-1]))
        hint = f"; did you mean '{meant}'?" if meant in known else nearest(loc[-1], known)
        return f"unknown key '{loc[-1]}'{hint}"
    if kind == "missing":
        return "is missing"
    said = shown(value)
    if kind in ("greater_than_equal", "less_than_equal"):
        if _type_at(model, loc) == Probability:
            return f"{said} is not a probability (0 to 1)"
        bound = "at least" if kind == "greater_than_equal" else "at most"
        limit = error["ctx"].get("ge", error["ctx"].get("le"))
        return f"{said} must be {bound} {limit}"
    if kind == "literal_error":
        known = [str(known) for known in get_args(_type_at(model, loc))]
        if isinstance(value, bool):
            return f"{BARE.format(said)}, as one of {', '.join(known)}"
        return f"{said} is none of {', '.join(known)}{nearest(value, known)}"
    if value is None:
        return "is empty; write what belongs here, or leave the line out"
    return _of_another_kind(kind, value, said) or f"{said}: {error['msg'][0].lower()}{error['msg'][1:]}"


def _of_another_kind(kind: str, value: object, said: str) -> str:
    """What to do about a value that is text where a number belongs, or the like; '' where that is unclear."""
    if kind == "string_type":
        if isinstance(value, bool):
            return BARE.format(said)
        if isinstance(value, dict):
            return f"{said} must be one text; a text with a colon in it goes in quotes"
        if isinstance(value, list):
            return f"{said} must be one text, not a list"
        return f"{said} is not read as text; put it in quotes"
    if kind.startswith(("float_", "int_", "decimal_")) and isinstance(value, str):
        if re.fullmatch(r"\s*[-+]?\d*,\d+\s*", value):
            return f"{said} has a decimal comma; write {value.strip().replace(',', '.')}"
        return f"{said} is not a number"
    if kind.startswith("bool_"):
        return f"{said} must be true or false"
    if kind in ("tuple_type", "list_type"):
        return f"{said} must be a list; begin each of its lines with '- '"
    if kind in ("dict_type", "dataclass_type"):
        return f"{said} must hold keys and values"
    return ""


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
