"""What every record is made of: closed, frozen, described; and how to walk through one."""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, FrozenInstanceError, dataclass, fields, is_dataclass
from operator import attrgetter
from typing import Any, NoReturn, dataclass_transform

CLOSED = {"extra": "forbid", "use_attribute_docstrings": True}
"""How pydantic reads a record: an unknown key is a fault, and the text under a field describes it."""


@dataclass_transform(kw_only_default=True, frozen_default=True)
def record(kind: type) -> type:
    """A kind of record that a YAML file may hold: a frozen dataclass, closed to unknown keys.

    A plain dataclass, so that a running lesson need not import pydantic. Its methods are shared by all kinds:
    `dataclass` would write and compile them anew for each, which was half of what a start took.
    """
    kind.__pydantic_config__ = CLOSED  # type: ignore[attr-defined]
    for name, method in SHARED.items():
        setattr(kind, name, method)
    made = dataclass(slots=True, kw_only=True, init=False, repr=False, eq=False)(kind)
    made._values = attrgetter(*made.__dataclass_fields__)
    return made


def _init(self: Any, **given: Any) -> None:
    for field in fields(self):
        if field.name in given:
            value = given.pop(field.name)
        elif field.default is not MISSING:
            value = field.default
        elif field.default_factory is not MISSING:
            value = field.default_factory()
        else:
            raise TypeError(f"{type(self).__name__} needs '{field.name}'")
        object.__setattr__(self, field.name, value)
    if given:
        raise TypeError(f"{type(self).__name__} has no '{next(iter(given))}'")


def _repr(self: Any) -> str:
    return f"{type(self).__name__}({', '.join(f'{f.name}={getattr(self, f.name)!r}' for f in fields(self))})"


def _eq(self: Any, other: object) -> bool:
    return self._values(self) == self._values(other) if type(other) is type(self) else NotImplemented


def _hash(self: Any) -> int:
    return hash(self._values(self))


def _frozen(self: Any, name: str, *_: object) -> NoReturn:
    raise FrozenInstanceError(f"the knowledge base is read-only; cannot change '{name}'")


def _reduce(self: Any) -> tuple:
    return _again, (type(self), {field.name: getattr(self, field.name) for field in fields(self)})


def _again(kind: type, held: dict[str, Any]) -> Any:
    return kind(**held)


SHARED = {
    "__init__": _init,
    "__repr__": _repr,
    "__eq__": _eq,
    "__hash__": _hash,
    "__setattr__": _frozen,
    "__delattr__": _frozen,
    "__reduce__": _reduce,
}


@dataclass(frozen=True)
class Between:
    """Bounds of a number, told to pydantic without importing it (it asks by this method)."""

    low: float | None = None
    high: float | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        make = core_schema.int_schema if source is int else core_schema.float_schema
        return make(ge=self.low, le=self.high)


class ReadOnly(dict):
    """A dictionary that refuses change, and can be pickled."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("the knowledge base is read-only; edit the YAML and start again")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self):
        return ReadOnly, (dict(self),)


def walk(record: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every dataclass inside `record`, itself first, with its dotted path."""
    if is_dataclass(record):
        yield path, record
        for field in fields(record):
            yield from walk(getattr(record, field.name), f"{path}.{field.name}".lstrip("."))
    elif isinstance(record, Mapping):
        for key, item in record.items():
            yield from walk(item, f"{path}.{key}".lstrip("."))
    elif isinstance(record, tuple) and not hasattr(record, "_fields"):  # a named tuple holds numbers
        for index, item in enumerate(record):
            yield from walk(item, f"{path}.{index}".lstrip("."))
