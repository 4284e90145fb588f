"""The rules and tables as they ship: read once from the TOML files beside `db/rules`.

The tables' types are imported on first use: words of the screen import this module before the first frame.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from db.rules.code_tables import CodeTable, OutcomeTable
    from db.rules.rules import Rules

_TABLES: Final = Path(__file__).parent / "rules"


@dataclass(frozen=True)
class NumberRow:
    """One default with its origin; `key` is dotted, `enabled` is False for what ships switched off."""

    key: str
    value: object
    source: str
    status: str
    enabled: bool


def _read(name: str) -> dict[str, object]:
    """Read one TOML file beside the rules."""
    return tomllib.loads((_TABLES / name).read_text(encoding="utf-8"))


@cache
def default_rules() -> Rules:
    """Return the calendar and numbers that ship, under the stamp of their content."""
    from db.rules.numbers import Numbers
    from db.rules.rules import Rules
    from db.rules.working_days import CALENDAR

    return Rules.of(CALENDAR, Numbers.from_mapping(_read("defaults.toml")))


@cache
def outcome_table() -> OutcomeTable:
    """Return the outcomes of calls, barriers, phases, flags and reasons with their labels."""
    from db.rules.code_tables import OutcomeTable
    from db.rules.codec import decode

    return decode(OutcomeTable, _read("outcomes.toml"), "")


@cache
def code_table() -> CodeTable:
    """Return clinical groups, stages, kinds of residency and ICD-10 titles."""
    from db.rules.code_tables import CodeTable
    from db.rules.codec import decode

    return decode(CodeTable, _read("codes.toml"), "")


def defaults_file() -> dict[str, object]:
    """Return the numbers that ship as their file has them, with sources and ranges."""
    return _read("defaults.toml")


@cache
def number_rows() -> tuple[NumberRow, ...]:
    """Return every default with its source and status, for settings and documents."""
    return tuple(_rows(defaults_file(), ""))


def _rows(table: Mapping[str, object], path: str) -> Iterator[NumberRow]:
    """Walk the file; what has a status is one row, what has an id is named by it."""
    for name, entry in table.items():
        key = f"{path}.{name}" if path else name
        if isinstance(entry, list):
            for item in entry:
                if isinstance(item, dict) and "id" in item:
                    yield _row(f"{key}.{item['id']}", item)
        elif isinstance(entry, dict) and "status" in entry:
            yield _row(key, entry)
        elif isinstance(entry, dict):
            yield from _rows(entry, key)


def _row(key: str, entry: Mapping[str, object]) -> NumberRow:
    """Make a row of one entry; a list row without a value of its own shows its other fields."""
    from db.rules.codec import encode

    named = ("id", "source", "status", "enabled")
    rest = {name: item for name, item in entry.items() if name not in named}
    return NumberRow(
        key,
        encode(entry.get("value", rest)),
        str(entry["source"]),
        str(entry.get("status", "verified_official")),
        entry.get("enabled", True) is True,
    )
