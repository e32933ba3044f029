"""JSON Schemas, with which an editor completes and checks YAML while it is written."""

from collections.abc import Iterator
from fnmatch import fnmatch
from itertools import groupby
from typing import Any

from ..records import KnowledgeBase, shelves
from .references import known
from .validation import adapter

Schema = dict[str, Any]


def schemas(kb: KnowledgeBase) -> Iterator[tuple[str, Schema, list[str]]]:
    """(name, schema, files that it is for) of every kind of file; every id of `kb` can be completed."""
    kinds = [(files, list(parts)) for files, parts in groupby(shelves(), lambda shelf: shelf.files)]
    for files, parts in kinds:
        if parts[0].part:
            name, schema = "questions", _bank({part.part: _schema(part.model) for part in parts})
        else:
            name, schema = parts[0].model.__name__.lower(), _schema(parts[0].model)
            if not parts[0].one_each:
                schema = {"$defs": schema.pop("$defs", {}), **_by_id(schema)}
        others = [other for other, _ in kinds if "*" in files and other != files and fnmatch(other, files)]
        places = [f"kb/content/{files}", *(f"!kb/content/{other}" for other in others)]
        yield name, _with_ids(schema, kb), places


CSL = {"container_title": "container-title"}
"""Keys that CSL writes with hyphens."""


def _schema(model: type) -> Schema:
    schema = adapter(model).json_schema()
    if schema.get("title") == "Source":
        schema["properties"] = {CSL.get(k, k): v for k, v in schema["properties"].items()}
    return schema


def _bank(parts: dict[str, Schema]) -> Schema:
    """The head of a lesson, and its questions by id."""
    (head, lesson), (bank, question) = parts.items()
    return {
        "$defs": {**lesson.pop("$defs", {}), **question.pop("$defs", {})},
        "type": "object",
        "additionalProperties": False,
        "required": [head, bank],
        "properties": {head: _without(lesson, "id"), bank: _by_id(question, "lesson")},
    }


def _by_id(record: Schema, *given: str) -> Schema:
    """Records under their ids; what is `given` by the file is left out."""
    id_ = {key: value for key, value in record["properties"]["id"].items() if key == "x-ids"}
    return {
        "type": "object",
        **({"propertyNames": id_} if id_ else {}),
        "additionalProperties": _without(record, "id", *given),
    }


def _without(record: Schema, *names: str) -> Schema:
    properties = {key: value for key, value in record["properties"].items() if key not in names}
    required = [key for key in record.get("required", ()) if key not in names]
    return {**record, "properties": properties, "required": required}


def _with_ids(schema: Any, kb: KnowledgeBase) -> Any:
    """The same, with the ids that there are in place of the names of the shelves they stand on."""
    if isinstance(schema, list):
        return [_with_ids(inner, kb) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: _with_ids(inner, kb) for key, inner in schema.items() if key != "x-ids"}
    if "x-ids" in schema:
        ids = [key for shelf in schema["x-ids"] for key in known(kb, shelf)]
        result["enum"] = [*dict.fromkeys(ids), *([""] if schema.get("default") == "" else [])]
    return result
