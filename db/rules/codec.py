"""Plain data to frozen dataclasses and back, by their type hints; the one place where numbers are validated."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, time
from functools import cache
from typing import TypeVar, cast

T = TypeVar("T")


def decode(kind: type[T], plain: object, key: str) -> T:
    """Read plain data (of TOML or JSON) as a type; `ValueError` names the key and what was wrong with it.

    Knows `bool`, `int`, `float`, `str`, `time` ("HH:MM"), `date`, tuples, string-keyed mappings, `X | None` and
    dataclasses. A table with a `value` beside its source stands for the value; `enabled = false` makes it None.
    """
    return cast(T, _decode(kind, plain, key))


def _decode(kind: object, plain: object, key: str) -> object:
    if isinstance(kind, type) and is_dataclass(kind):
        return _dataclass(kind, plain, key)
    if isinstance(plain, Mapping) and "value" in plain:
        plain = plain["value"] if plain.get("enabled", True) else None
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        inner = next(argument for argument in arguments if argument is not type(None))
        return None if plain is None or plain == "off" else _decode(inner, plain, key)
    if origin is tuple:
        return _tuple(arguments, plain, key)
    if origin is Mapping:
        items = _expect(plain, Mapping, key, "a table")
        return {str(name): _decode(arguments[1], value, f"{key}.{name}") for name, value in items.items()}
    return _scalar(kind, plain, key)


def _dataclass(kind: type, plain: object, key: str) -> object:
    """Read a table as a dataclass; a missing or an unknown key is an error."""
    table = _expect(plain, Mapping, key, "a table")
    hints = _hints(kind)
    names = [item.name for item in fields(kind) if item.init]
    unknown = sorted(set(table) - set(names))
    if unknown:
        raise ValueError(f"{_path(key, unknown[0])}: no such setting")
    values: dict[str, object] = {}
    for item in fields(kind):
        if item.name in table:
            values[item.name] = _decode(hints[item.name], table[item.name], _path(key, item.name))
        elif item.default is MISSING and item.default_factory is MISSING:
            raise ValueError(f"{_path(key, item.name)}: missing")
    try:
        return kind(**values)
    except ValueError as error:
        raise ValueError(f"{key}.{error}" if key else str(error)) from None


@cache
def _hints(kind: type) -> dict[str, object]:
    return typing.get_type_hints(kind)  # evaluates the written annotations: dear, and always the same


def _tuple(arguments: tuple[object, ...], plain: object, key: str) -> tuple[object, ...]:
    """Read a list as a tuple of one type, or of a fixed number of items."""
    items = _expect(plain, (list, tuple), key, "a list")
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return tuple(_decode(arguments[0], item, f"{key}[{index}]") for index, item in enumerate(items))
    if len(items) != len(arguments):
        raise ValueError(f"{key}: {len(arguments)} items are needed, found {len(items)}")
    pairs = enumerate(zip(arguments, items, strict=True))
    return tuple(_decode(argument, item, f"{key}[{index}]") for index, (argument, item) in pairs)


def _scalar(kind: object, plain: object, key: str) -> object:
    """Read a single value; a whole number passes as a fraction, nothing else is converted."""
    if kind in (time, date):
        if isinstance(plain, str):
            try:
                return time.fromisoformat(plain) if kind is time else date.fromisoformat(plain)
            except ValueError:
                raise ValueError(f"{key}: {plain!r} is no {'time' if kind is time else 'date'}") from None
        return _expect(plain, cast(type, kind), key, "a time" if kind is time else "a date")
    if kind is float and isinstance(plain, int) and not isinstance(plain, bool):
        return float(plain)
    if kind is int and isinstance(plain, bool):
        raise ValueError(f"{key}: a whole number is needed, found {plain!r}")
    words = {int: "a whole number", float: "a number", str: "a text", bool: "true or false"}
    return _expect(plain, cast(type, kind), key, words[cast(type, kind)])


def _expect(plain: object, kind: type | tuple[type, ...], key: str, what: str) -> typing.Any:  # noqa: ANN401  narrowed by `kind`
    if not isinstance(plain, kind):
        raise ValueError(f"{key}: {what} is needed, found {plain!r}")
    return plain


def _path(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name


def encode(value: object) -> object:
    """Turn a value made of dataclasses, tuples, times and dates into data that JSON takes; `decode` reads it back."""
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: encode(getattr(value, item.name)) for item in fields(value) if item.init}
    if isinstance(value, (tuple, list)):
        return [encode(item) for item in value]
    if isinstance(value, Mapping):
        return {str(name): encode(item) for name, item in value.items()}
    if isinstance(value, time):
        return value.isoformat("minutes") if not (value.second or value.microsecond) else value.isoformat()
    return value.isoformat() if isinstance(value, date) else value
