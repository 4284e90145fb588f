"""The numbers of the rules in force: which are the organisation's own, since when, by whom, and why."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from db.engine import instant
from db.number_settings import number_setting, number_settings
from db.queries.covering import short_names
from db.work import View

if TYPE_CHECKING:
    from db.rules.own_numbers import NumberSetting, Plain

NAMED: Final = "number:"
"""Before the key of an own number, among what is known of the database."""
_RANGED: Final = ("whole", "days")


@dataclass(frozen=True, slots=True)
class NumberEntry:
    """One number: what ships, what is in force, and whether the organisation set it itself."""

    setting: NumberSetting
    value: Plain  # in force; None: switched off
    own: bool
    reason: str | None
    by: str | None  # short name
    at: datetime | None

    @property
    def key(self) -> str:
        """Its key, as in `defaults.toml`."""
        return self.setting.key

    @property
    def default(self) -> Plain:
        """The value that ships; None: switched off."""
        return self.setting.default

    @property
    def kind(self) -> str:
        """How it is typed: whole, hours, parts, days, codes, choice, switch."""
        return self.setting.kind

    @property
    def least(self) -> int | None:
        """The least whole number that it may be."""
        return self.setting.least if self.setting.kind in _RANGED else None

    @property
    def most(self) -> int | None:
        """The greatest whole number that it may be."""
        return self.setting.most if self.setting.kind in _RANGED else None

    @property
    def unit(self) -> str | None:
        """The unit of a limit: working_day, day, month."""
        return self.setting.unit or None

    @property
    def source(self) -> str:
        """Where the value that ships comes from."""
        return self.setting.source

    @property
    def status(self) -> str:
        """How well it is known."""
        return self.setting.status


def numbers(view: View, *, own: bool = False) -> tuple[NumberEntry, ...]:
    """Return all numbers in the order of their file, or only the organisation's own."""
    kept = {
        name[len(NAMED) :]: json.loads(value)
        for name, value in view.conn.rows("SELECT name, value FROM meta WHERE name LIKE :like", like=NAMED + "%")
    }
    people = short_names(view, (entry["by"] for entry in kept.values()))
    return tuple(
        _entry(view, setting, kept.get(setting.key), people)
        for setting in number_settings()
        if not own or setting.key in kept
    )


def number(view: View, key: str) -> NumberEntry:
    """Return one number; raises `BadInput("unknown_number")`."""
    setting, kept = number_setting(key), own_number(view, key)
    return _entry(view, setting, kept, short_names(view, [kept["by"]]) if kept else {})


def own_number(view: View, key: str) -> dict[str, Any] | None:
    """Return what is kept of an own number: value, reason, by, at; None where it has the value that ships."""
    text = view.conn.value("SELECT value FROM meta WHERE name = :name", name=NAMED + key)
    return None if text is None else json.loads(text)


def _entry(view: View, setting: NumberSetting, kept: dict[str, Any] | None, people: dict[int, str]) -> NumberEntry:
    from db.rules.own_numbers import value_of

    value = value_of(view.rules.numbers, setting.key)
    if kept is None:
        return NumberEntry(setting, value, False, None, None, None)
    return NumberEntry(setting, value, True, kept["reason"], people.get(kept["by"]), instant(kept["at"]))
