"""An organisation's own numbers: what may be set to what, read as people type it, and put in place of a default."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, cast

from db.rules.numbers import Numbers

Plain: TypeAlias = "int | str | bool | list[Plain] | None"
"""A value as TOML and JSON have it; None: switched off."""

Kind: TypeAlias = Literal["whole", "hours", "parts", "days", "codes", "choice", "switch"]
LIMITS: Final = (1, 60)
"""What the limit of a deadline may be, in its own unit."""
VALIDITY: Final = (1, 1095)
"""Days that a test of a bundle may be valid."""

_OFF: Final = frozenset({"off", "выкл", "выключено", "нет", "no", "-"})
_ON: Final = frozenset({"on", "вкл", "включено", "да", "yes"})
_HOURS = re.compile(r"(\d{1,2})(?::(\d\d))?\s*[-–—]\s*(\d{1,2})(?::(\d\d))?")  # noqa: RUF001 - dashes as people type them
_ROWS: Final = {"deadlines": "limit", "items": "validity_days"}
_MOST_ITEMS: Final = 12


class UnfitNumber(ValueError):
    """A value that a number cannot have; `code` and `params` say why."""

    def __init__(self, code: str, **params: str | int) -> None:
        """Name why: out_of_range, not_whole, not_hours, not_days, not_switch, cannot_be_off, clash and the like."""
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True)
class NumberSetting:
    """One number that an organisation may set; `unit` is that of a deadline, `off_too` tells whether it can be off."""

    key: str
    kind: Kind
    default: Plain
    source: str
    status: str
    least: int = 0
    most: int = 0
    off_too: bool = False
    choices: tuple[str, ...] = ()
    unit: str = ""


def read_value(setting: NumberSetting, text: str) -> Plain:
    """Read a value as it is typed: `3`, `9-20`, `9:00-12:00, 12:00-16:00`, `3, 7, 15`, `off`; raises `UnfitNumber`."""
    typed = text.strip().lower()
    if setting.kind == "switch":
        if typed in _ON or typed in _OFF:
            return typed in _ON
        raise UnfitNumber("number_not_switch", value=text)
    if typed in _OFF and not (typed == "-" and setting.least < 0):
        if not setting.off_too:
            raise UnfitNumber("number_cannot_be_off", number=setting.key)
        return None
    if setting.kind == "whole":
        return _whole(setting, typed)
    if setting.kind == "hours":
        return [*_hours(typed)]
    parts = [part.strip() for part in re.split(r"[,;]", typed) if part.strip()]
    if not 1 <= len(parts) <= _MOST_ITEMS:
        raise UnfitNumber("number_not_a_list", value=text, most=_MOST_ITEMS)
    if setting.kind == "parts":
        return [[*_hours(part)] for part in parts]
    if setting.kind == "days":
        return [*sorted({_whole(setting, part) for part in parts})]
    if setting.kind == "choice" and typed not in setting.choices:
        raise UnfitNumber("number_not_choice", value=text, known=", ".join(setting.choices))
    return typed if setting.kind == "choice" else [*parts]


def _whole(setting: NumberSetting, typed: str) -> int:
    number = typed.replace("−", "-").replace("–", "-")  # noqa: RUF001 - a minus as people type it
    if not re.fullmatch(r"-?\d{1,6}", number):
        raise UnfitNumber("number_not_whole", value=typed, least=setting.least, most=setting.most)
    if not setting.least <= int(number) <= setting.most:
        raise UnfitNumber("number_out_of_range", value=int(number), least=setting.least, most=setting.most)
    return int(number)


def _hours(typed: str) -> tuple[str, str]:
    found = _HOURS.fullmatch(typed)
    if found is None:
        raise UnfitNumber("number_not_hours", value=typed)
    first, last = (f"{int(found[at]):02}:{found[at + 1] or '00'}" for at in (1, 3))
    if not (first >= "00:00" and last <= "23:59" and max(first[3:], last[3:]) <= "59"):
        raise UnfitNumber("number_not_hours", value=typed)
    if first >= last:
        raise UnfitNumber("number_hours_backwards", value=typed)
    return first, last


def value_of(numbers: Numbers, key: str) -> Plain:
    """Return the value of a number by its key; None where it is off; raises `KeyError` for an unknown one."""
    table, name, field = _place(numbers.to_mapping(), key)
    row = table[name]
    if not isinstance(row, dict):
        return cast("Plain", row)
    enabled = bool(row["enabled"])
    return (cast("Plain", row[field]) if enabled else None) if field and row.get(field) is not None else enabled


def with_value(numbers: Numbers, key: str, value: Plain) -> Numbers:
    """Return the numbers with one of them set; raises `UnfitNumber` where it does not go with the others."""
    plain = copy.deepcopy(numbers.to_mapping())
    table, name, field = _place(plain, key)
    row = table[name]
    if not isinstance(row, dict):
        table[name] = value
    elif field and isinstance(value, int) and not isinstance(value, bool):
        row[field], row["enabled"] = value, True
    else:
        row["enabled"] = bool(value)
    try:
        changed = Numbers.from_mapping(plain)
    except ValueError as error:
        raise UnfitNumber("number_does_not_go", number=key) from error
    _refuse_clash(changed, key)
    return changed


def _place(plain: dict[str, object], key: str) -> tuple[dict[str, object], str, str]:
    """Return where a number stands: a table, its name in it, and the field of a row that holds it."""
    table: dict[str, object] = plain
    *above, last = key.split(".")
    field = ""
    if key.count(".") == 2 and above[0] == "bundles":
        above.insert(2, "items")
    for name in above:
        table = _inside(table, name)
        field = _ROWS.get(name, "")
    inner = _inside(table, last) if isinstance(table.get(last), dict) else None
    if last not in table:
        raise KeyError(key)
    return table, last, field if inner is not None else ""


def _inside(table: dict[str, object], name: str) -> dict[str, object]:
    """Return a table inside another; a list of rows as a table by their ids, whose rows are the same objects."""
    found = table[name]
    if isinstance(found, list):
        return {str(row.get("id", row.get("code"))): row for row in found if isinstance(row, dict)}
    if not isinstance(found, dict):
        raise KeyError(name)
    return found


def _refuse_clash(numbers: Numbers, key: str) -> None:
    """Refuse a number that contradicts another one; the message names the other."""
    windows, bands, cycles, attempts = numbers.windows, numbers.bands, numbers.cycles, numbers.attempts
    pairs: Mapping[tuple[str, str], bool] = {
        ("bands.critical", "bands.soon"): bands.critical <= bands.soon,
        ("cycles.pre_tests_from_day", "cycles.pre_tests_day"): cycles.pre_tests_from_day <= cycles.pre_tests_day,
        ("cycles.pre_tests_day", "cycles.pre_tests_to_day"): cycles.pre_tests_day <= cycles.pre_tests_to_day,
        ("attempts.distinct_parts", "attempts.parts_of_day"): attempts.distinct_parts <= len(attempts.parts_of_day),
        ("attempts.min_gap_minutes", "attempts.retry_delay_minutes"): (
            attempts.min_gap_minutes <= attempts.retry_delay_minutes
        ),
        **{
            (f"windows.{usual}", f"windows.{utmost}"): _within(getattr(windows, usual), getattr(windows, utmost))
            for usual, utmost in (
                ("default_working_day", "hard_working_day"), ("default_saturday", "hard_day_off"),
                ("default_sunday", "hard_day_off"),
            )
        },
    }  # fmt: skip
    for (one, other), fits in pairs.items():
        if not fits and key in (one, other):
            raise UnfitNumber("number_clash", number=key, other=other if key == one else one)


def _within(usual: tuple[object, object] | None, utmost: tuple[object, object]) -> bool:
    return usual is None or (str(utmost[0]) <= str(usual[0]) and str(usual[1]) <= str(utmost[1]))
