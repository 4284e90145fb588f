"""Reminders: changed, put off, coming again until a day, ended by settling or cancelling."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from db.actions.marks import settle_task
from db.actions.reminders import add_reminder, cancel_reminder, edit_reminder
from db.actions.undo import undo
from db.errors import BadInput, Conflict, Refused
from db.queries.lists import ReminderRow, reminders
from tests.db.actions.conftest import Person

At = Callable[[str], datetime]


def remind(single: Person, due_at: datetime, **more: Any) -> int:
    return single.desk.do(add_reminder, single.id, "принести выписку", due_at, **more).result.reminder_id


def listed(single: Person) -> dict[int, ReminderRow]:
    single.planned()
    return {row.id: row for row in single.desk.ask(reminders, patient_id=single.id, status=None)}


def settle(single: Person) -> None:
    single.desk.do(settle_task, single.task("reminder"), "DONE")


def test_what_comes_again_comes_until_its_last_day_and_is_done_then(single: Person, at: At) -> None:
    found = remind(single, at("2026-11-24 09:00"), every="1w", until_on=date(2026, 12, 1))
    assert listed(single)[found].task_id == single.task("reminder")
    settle(single)
    row = listed(single)[found]
    assert (row.status, row.due_at, row.until_on) == ("open", at("2026-12-01 09:00"), date(2026, 12, 1))
    settle(single)
    row = listed(single)[found]
    assert (row.status, row.due_at, row.task_id) == ("done", at("2026-12-01 09:00"), None)
    assert "reminder" not in single.kinds()
    single.desk.do(undo)
    assert listed(single)[found].status == "open"
    assert "reminder" in single.kinds()


def test_a_last_day_needs_a_rhythm_and_lies_behind_the_first(single: Person, at: At) -> None:
    with pytest.raises(BadInput, match="until_without_rhythm"):
        remind(single, at("2026-11-24 09:00"), until_on=date(2026, 12, 1))
    with pytest.raises(BadInput, match="until_before_due"):
        remind(single, at("2026-11-24 09:00"), every="1d", until_on=date(2026, 11, 23))
    found = remind(single, at("2026-11-24 09:00"), every="1d", until_on=date(2026, 11, 24))
    with pytest.raises(BadInput, match="until_before_due"):
        single.desk.do(edit_reminder, found, due_at=at("2026-11-25 09:00"))
    with pytest.raises(BadInput, match="until_without_rhythm"):
        single.desk.do(edit_reminder, found, every=None)


def test_text_time_and_way_are_changed_and_undone(single: Person, at: At) -> None:
    found = remind(single, at("2026-11-24 09:00"))
    before = listed(single)[found]
    done = single.desk.do(
        edit_reminder, found, version=before.version, text="собрать документы", due_at=at("2026-11-26 12:00"),
        channel="desk",
    )  # fmt: skip
    row = listed(single)[found]
    assert (row.text, row.due_at, row.channel) == ("собрать документы", at("2026-11-26 12:00"), "desk")
    (task,) = (task for task in single.planned() if task.kind == "reminder")
    assert (task.channel, task.due_from) == ("desk", at("2026-11-26 12:00"))
    with pytest.raises(Conflict, match="changed_meanwhile"):
        single.desk.do(edit_reminder, found, version=before.version, text="иначе")
    single.desk.do(undo, done.action_id)
    assert listed(single)[found].text == before.text
    assert listed(single)[found].due_at == before.due_at


def test_another_rhythm_leaves_what_was_settled_where_it_is(single: Person, at: At) -> None:
    found = remind(single, at("2026-11-24 09:00"), every="1w")
    settle(single)
    changed = single.desk.do(edit_reminder, found, due_at=at("2026-12-03 10:00"), every="1m")
    new = changed.result
    assert new.replaces == found
    rows = listed(single)
    assert (rows[found].status, rows[found].done) == ("done", 1)
    assert (rows[new.reminder_id].status, rows[new.reminder_id].due_at) == ("open", at("2026-12-03 10:00"))
    assert rows[new.reminder_id].recurrence == "1m"
    single.task("reminder")  # one, and no more
    single.desk.do(undo, changed.action_id)
    assert set(listed(single)) == {found}
    assert listed(single)[found].due_at == at("2026-12-01 09:00")


def test_what_has_ended_is_not_changed(single: Person, at: At) -> None:
    found = remind(single, at("2026-11-24 09:00"))
    version = listed(single)[found].version
    single.desk.do(edit_reminder, found, text="позже")
    with pytest.raises(Conflict, match="changed_meanwhile"):
        single.desk.do(cancel_reminder, found, version=version)
    single.desk.do(cancel_reminder, found)
    assert listed(single)[found].status == "cancelled"
    with pytest.raises(Refused, match="not_open"):
        single.desk.do(edit_reminder, found, text="снова")
    with pytest.raises(BadInput, match="unknown_field"):
        single.desk.do(edit_reminder, found, done=3)
    assert "reminder" not in single.kinds()


def test_clocks_that_jump_lose_no_reminder_and_bring_none_twice(single: Person, at: At) -> None:
    desk, now = single.desk, single.desk.frozen.now()
    weekly = remind(single, at("2026-11-24 09:00"), every="1w")

    def waiting() -> datetime:
        return listed(single)[weekly].due_at

    desk.frozen.move_to(at("2027-11-24 09:00"))  # a year too early
    assert waiting() == at("2026-11-24 09:00")  # what was not done is not over
    settle(single)
    for jump in (now, at("2027-11-24 09:00"), at("2001-01-01 09:00"), now):
        desk.frozen.move_to(jump)
        assert waiting() == at("2026-12-01 09:00")
    settle(single)
    assert waiting() == at("2026-12-08 09:00")
    desk.do(cancel_reminder, weekly)
    once = remind(single, at("2026-11-24 09:00"))
    settle(single)
    for jump in (at("2027-11-24 09:00"), at("2001-01-01 09:00"), now):
        desk.frozen.move_to(jump)
        assert listed(single)[once].status == "done"
        assert "reminder" not in single.kinds()
