"""Every number that an organisation may set, with its default, its range and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Final

from db.defaults import default_rules, defaults_file
from db.errors import BadInput

if TYPE_CHECKING:
    from db.rules.own_numbers import Kind, NumberSetting

_SHAPES: Final[Mapping[str, Kind]] = {
    "attempts.parts_of_day": "parts", "cycles.wellbeing_days_after_infusion": "days", "cycles.pre_tests": "codes",
    "follow_up.non_working_day_shift": "choice",
}  # fmt: skip
_CHOICES: Final = {"follow_up.non_working_day_shift": ("next_working_day", "none")}
_FIXED: Final = frozenset({"cycles.on_delay", "cycles.on_non_working_day"})
"""How the program works, not how much: there is one way so far."""
_OFF_TOO: Final = frozenset({
    "windows.default_saturday", "windows.default_sunday", "cycles.wellbeing_days_after_infusion",
})  # fmt: skip


@cache
def number_settings() -> tuple[NumberSetting, ...]:
    """Return them in the order of `defaults.toml`."""
    return tuple(_settings(defaults_file(), ""))


def number_setting(key: str) -> NumberSetting:
    """Return one by its key; raises `BadInput("unknown_number" | "unknown_number_near")`."""
    for setting in number_settings():
        if setting.key == key:
            return setting
    from difflib import get_close_matches

    near = get_close_matches(key, [setting.key for setting in number_settings()], 3, 0.5)
    if near:
        raise BadInput("unknown_number_near", key=key, near=", ".join(near))
    raise BadInput("unknown_number", key=key)


def _settings(table: Mapping[str, object], path: str) -> Iterator[NumberSetting]:
    for name, entry in table.items():
        key = f"{path}.{name}" if path else name
        if isinstance(entry, list):
            for row in entry:
                yield from _of_row(key, row)
        elif isinstance(entry, dict) and "value" in entry:
            if key not in _FIXED:
                yield from _of_value(key, entry)
        elif isinstance(entry, dict):
            yield from _settings(entry, key)


def _of_value(key: str, entry: Mapping[str, object]) -> Iterator[NumberSetting]:
    """Make the setting of a single number, or one for each name of a table of numbers."""
    from db.rules.own_numbers import NumberSetting, value_of

    value, numbers = entry["value"], default_rules().numbers
    least, most = _range(entry)
    names = [f"{key}.{name}" for name in value] if isinstance(value, dict) else [key]
    for name in names:
        kind = _SHAPES.get(key) or ("hours" if key.startswith("windows.") else "whole")
        yield NumberSetting(
            name, kind, value_of(numbers, name), str(entry["source"]), str(entry["status"]), least, most,
            key in _OFF_TOO, _CHOICES.get(key, ()),
        )  # fmt: skip


def _range(entry: Mapping[str, object]) -> tuple[int, int]:
    found = entry.get("range")
    return (int(found[0]), int(found[1])) if isinstance(found, list) else (0, 0)


def _of_row(key: str, row: Mapping[str, object]) -> Iterator[NumberSetting]:
    """Make the setting of a row of a table: a limit, whether it holds at all, and the items of a bundle of tests."""
    from db.rules.own_numbers import LIMITS, VALIDITY, NumberSetting, value_of

    name, numbers = f"{key}.{row['id']}", default_rules().numbers
    source, status = str(row["source"]), str(row.get("status", "verified_official"))
    if key == "deadlines":
        value = value_of(numbers, name)
        yield NumberSetting(name, "whole", value, source, status, *LIMITS, off_too=True, unit=str(row["unit"]))
        return
    yield NumberSetting(name, "switch", value_of(numbers, name), source, status)
    items = row.get("items")
    for item in items if isinstance(items, list) else ():
        each = f"{name}.{item['code']}"
        value, found = value_of(numbers, each), str(item["status"])
        if "validity_days" in item:
            yield NumberSetting(each, "whole", value, source, found, *VALIDITY, off_too=True, unit="day")
        else:
            yield NumberSetting(each, "switch", value, source, found)
