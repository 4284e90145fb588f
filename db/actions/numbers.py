"""An organisation's own numbers: set, and given back to what ships; the plan of everybody follows at once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db.actions.restoring import Restored, restore
from db.actions.staging import Progress, Staged, flip, stage
from db.actions.text import line
from db.errors import BadInput, Refused
from db.number_settings import number_setting
from db.queries.numbers import NAMED, own_number
from db.rules.rules import Rules
from db.work import View, Work, action, loads

if TYPE_CHECKING:
    from db.rules.own_numbers import NumberSetting, Plain


@dataclass(frozen=True, slots=True)
class NumberSet:
    """A number that has another value, and how much of the plan follows it; None: switched off."""

    key: str
    before: Plain
    after: Plain
    stamp: str
    patients: int
    tasks: int


@action("set_number")
def set_number(work: Work, key: str, typed: str, reason: str, *, staged: Staged | None = None) -> NumberSet:
    """Let a number have a value of the organisation's own, under a new stamp, and make every plan by it.

    Roles are not looked at yet; a supervisor does this. `typed` is the value as people write it. `staged` is what
    `preview_number` found, so that the record is held only for the writing.
    Raises `BadInput`: unknown_number, reason_missing, number_… (see `read_number`); `Refused("number_unchanged")`.
    """
    setting = number_setting(key)
    value = read_number(work, setting, typed)
    if value == _now(work.rules, key) and own_number(work, key) is not None:
        raise Refused("number_unchanged", number=key)
    return _changed(work, setting, value, reason, staged, own=True)


@action("reset_number")
def reset_number(work: Work, key: str, reason: str, *, staged: Staged | None = None) -> NumberSet:
    """Give a number the value back that ships; otherwise as `set_number`."""
    setting = number_setting(key)
    if setting.default == _now(work.rules, key) and own_number(work, key) is None:
        raise Refused("number_is_default", number=key)
    return _changed(work, setting, setting.default, reason, staged, own=False)


def preview_number(view: View, key: str, typed: str | None, progress: Progress | None = None) -> Staged:
    """Return what a value would change in the plans of all patients, the default where `typed` is None; a query.

    Raises as `set_number` does.
    """
    setting = number_setting(key)
    value = setting.default if typed is None else read_number(view, setting, typed)
    return stage(view, _rules_with(view.rules, key, value), progress)


def read_number(view: View, setting: NumberSetting, typed: str) -> Plain:
    """Read a value as it is typed, and see that it goes with the other numbers.

    Raises `BadInput`: number_out_of_range, number_not_whole, number_not_hours, number_hours_backwards,
    number_not_a_list, number_not_switch, number_not_choice, number_cannot_be_off, number_clash, number_does_not_go,
    number_unknown_test.
    """
    from db.rules.own_numbers import UnfitNumber, read_value

    try:
        value = read_value(setting, typed)
    except UnfitNumber as error:
        raise BadInput(error.code, **error.params) from error
    if setting.kind == "codes" and isinstance(value, list):
        known = [row[0] for row in view.conn.rows("SELECT code FROM service WHERE kind = 'test' AND active")]
        for code in value:
            if code not in known:
                raise BadInput("number_unknown_test", value=str(code), known=", ".join(sorted(known)))
    _rules_with(view.rules, setting.key, value)
    return value


def _rules_with(rules: Rules, key: str, value: Plain) -> Rules:
    from db.rules.own_numbers import UnfitNumber, with_value

    try:
        return Rules.of(rules.calendar, with_value(rules.numbers, key, value))
    except UnfitNumber as error:
        raise BadInput(error.code, **error.params) from error


def _now(rules: Rules, key: str) -> Plain:
    from db.rules.own_numbers import value_of

    return value_of(rules.numbers, key)


def _changed(
    work: Work, setting: NumberSetting, value: Plain, reason: str, staged: Staged | None, *, own: bool
) -> NumberSet:
    said = line(reason, "reason")
    if said is None:
        raise BadInput("reason_missing")
    key, before = setting.key, _now(work.rules, setting.key)
    _keep(work, key, {"value": value, "reason": said, "by": work.user.id, "at": work.now.isoformat()} if own else None)
    patients, tasks = flip(work, _rules_with(work.rules, key, value), staged)
    work.audit("number", "rules", None, key)
    return NumberSet(key, before, value, work.rules.stamp, patients, tasks)


def _keep(work: Work, key: str, entry: dict[str, Any] | None) -> None:
    """Keep whose value it is and why; what stands in the rules follows from it."""
    name = NAMED + key
    if entry is None:
        work.delete("meta", name=name)
        return
    text = json.dumps(entry, ensure_ascii=False, sort_keys=True)
    if own_number(work, key) is None:
        work.insert("meta", name=name, value=text)
    else:
        work.update("meta", name, value=text)


def undo_number(work: Work, target: dict[str, Any]) -> Restored:
    """Give a number the value that it had before an action; other numbers that were set since stay as they are.

    Raises `Conflict("changed_since")` where the same number was set since, `BadInput("number_clash")`.
    """
    restored = restore(work, target)
    result = loads(target["result"])["result"]
    flip(work, _rules_with(work.rules, result["key"], result["before"]))
    work.audit("number", "rules", None, result["key"])
    restored.changed = True
    return restored
