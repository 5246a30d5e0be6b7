"""Frozen facts to plain JSON values and back, and the JSON Schema of a fact; so that a child process answers in JSON only."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


class NotPlain(ValueError):
    """A value does not have the shape that its type says. The message names the place."""


def to_plain(fact: object) -> Any:
    """`fact` as dicts, lists, strings, numbers, booleans and None. Instants become ISO 8601, enumerations their value."""
    if dataclasses.is_dataclass(fact) and not isinstance(fact, type):
        return {field.name: to_plain(getattr(fact, field.name)) for field in dataclasses.fields(fact)}
    if isinstance(fact, Enum):
        return fact.value
    if isinstance(fact, (datetime, date)):
        return fact.isoformat()
    if isinstance(fact, timedelta):
        return fact.total_seconds()
    if isinstance(fact, Mapping):
        return {str(key): to_plain(value) for key, value in fact.items()}
    if isinstance(fact, (tuple, list, frozenset)):
        return [to_plain(value) for value in (sorted(fact) if isinstance(fact, frozenset) else fact)]
    if fact is None or isinstance(fact, (bool, int, float, str)):
        return fact
    raise NotPlain(f"{type(fact).__name__} has no plain form.")


def from_plain(kind: type[T], value: Any, *, place: str = "") -> T:
    """The fact of type `kind` that `value` describes. `place` is how complaints call it.

    Raises:
        NotPlain: a key is unknown or missing, or a value has another type; nothing is guessed.
    """
    return cast(T, _build(kind, value, place or kind.__name__))


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _build(kind: Any, value: Any, place: str) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _build_union(get_args(kind), value, place)
    if origin is tuple:
        if not isinstance(value, list):
            raise NotPlain(f"{place}: a list is expected.")
        return tuple(_build(get_args(kind)[0], one, f"{place}[{number}]") for number, one in enumerate(value))
    if origin is not None and issubclass(origin, Mapping):
        if not isinstance(value, dict):
            raise NotPlain(f"{place}: a table is expected.")
        return {key: _build(get_args(kind)[1], one, f"{place}.{key}") for key, one in value.items()}
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _build_fact(kind, value, place)
    if isinstance(kind, type) and issubclass(kind, Enum):
        try:
            return kind(value)
        except ValueError:
            raise NotPlain(f"{place}: {value!r} is none of {', '.join(str(one.value) for one in kind)}.") from None
    if kind in (datetime, date) and type(value) is not kind:
        if not isinstance(value, str):
            raise NotPlain(f"{place}: a date is expected.")
        try:
            return kind.fromisoformat(value)
        except ValueError:
            raise NotPlain(f"{place}: {value!r} is no date of ISO 8601.") from None
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not kind:
        raise NotPlain(
            f"{place}: {_SPOKEN.get(kind, kind.__name__)} is expected, not {_SPOKEN.get(type(value), type(value).__name__)}."
        )
    return value


_SPOKEN = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    float: "a number",
    list: "a list",
    dict: "a table",
}
_SPOKEN |= {date: "a date", datetime: "an instant"}


def _build_union(kinds: tuple[Any, ...], value: Any, place: str) -> Any:
    if value is None and type(None) in kinds:
        return None
    failures = []
    for kind in kinds:
        if kind is not type(None):
            try:
                return _build(kind, value, place)
            except NotPlain as failure:
                failures.append(failure)
    raise failures[0]


def _build_fact(kind: type, value: Any, place: str) -> Any:
    if not isinstance(value, dict):
        raise NotPlain(f"{place}: a table is expected.")
    fields = {field.name: field for field in dataclasses.fields(kind)}
    for key in value:
        if key not in fields:
            raise NotPlain(f"{place}.{key}: no such key.")
    built = {}
    for name, field in fields.items():
        if name in value:
            built[name] = _build(_hints(kind)[name], value[name], f"{place}.{name}")
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise NotPlain(f"{place}.{name}: missing.")
    return kind(**built)


_SCHEMA_OF_PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
    timedelta: {"type": "number", "description": "seconds"},
    type(None): {"type": "null"},
    Any: {},
}


def json_schema(kind: type, *, title: str = "") -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what `to_plain` gives for `kind`, with the first line of each docstring."""
    definitions: dict[str, Any] = {}
    top = _schema(kind, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title or kind.__name__,
        **top,
        "$defs": definitions,
    }


def _schema(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        choices = [_schema(one, definitions) for one in get_args(kind)]
        return {"anyOf": choices}
    if origin is tuple:
        return {"type": "array", "items": _schema(get_args(kind)[0], definitions)}
    if origin is not None and issubclass(origin, Mapping):
        return {
            "type": "object",
            "additionalProperties": _schema(get_args(kind)[1], definitions),
        }
    if isinstance(kind, type) and issubclass(kind, Enum):
        definitions[kind.__name__] = {
            "description": _first_line(kind),
            "enum": [one.value for one in kind],
        }
        return {"$ref": f"#/$defs/{kind.__name__}"}
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        if kind.__name__ not in definitions:
            definitions[kind.__name__] = {}  # holds the place while a fact that contains itself is described
            properties = {
                field.name: _schema(_hints(kind)[field.name], definitions) for field in dataclasses.fields(kind)
            }
            definitions[kind.__name__] = {
                "type": "object",
                "description": _first_line(kind),
                "properties": properties,
                "required": list(properties),
                "additionalProperties": False,
            }
        return {"$ref": f"#/$defs/{kind.__name__}"}
    return dict(_SCHEMA_OF_PLAIN[kind])


def _first_line(kind: type) -> str:
    return (kind.__doc__ or "").strip().partition("\n")[0]


def without_unstorable(value: T) -> T:
    """`value` without what no database takes in a text: NUL, and halves of characters that a broken encoding left."""
    return cast(T, _storable(value))


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    if isinstance(value, Mapping):
        return {_storable(name): _storable(held) for name, held in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_storable(held) for held in value) if type(value) in (list, tuple) else value
    return value
