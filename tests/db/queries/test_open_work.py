"""All work in one list: by phone, at the desk, with the supervisor, later, silent, closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from db.actions.marks import settle_task
from db.actions.reminders import add_reminder
from db.errors import Denied
from db.queries.open_work import WorkRow, open_work
from tests.build import colleague, patient, sign_in, talk, visit
from tests.desk import NOW, Desk

At = Callable[[str], datetime]


def work(desk: Desk) -> dict[str, WorkRow]:
    return {row.reason.kind: row for row in desk.ask(open_work, NOW - timedelta(days=3))}


def test_every_task_is_there_with_its_state_and_its_end(desk: Desk, at: At) -> None:
    found = patient(desk, "Петрова Мария Ивановна", "8 916 123-45-67")
    visit(desk, found, "oncologist", at("2026-11-24 10:30"))
    desk.do(add_reminder, found, "собрать документы", at("2026-11-20 09:00"), channel="desk")
    talk(desk, found, "MOVED", place="Тверь")
    rows = work(desk)
    assert rows["confirm_visit"].state == "open"
    assert (rows["confirm_visit"].reason.channel, rows["confirm_visit"].due_left) == ("call", 1)
    assert dict(rows["reminder"].reason.params)["text"] == "собрать документы"
    assert rows["reminder"].due_left == 0
    assert rows["decision"].reason.audience == "supervisor"
    assert rows["first_contact"].state == "closed"
    assert rows["first_contact"].closed_because == "settled"
    assert rows["took_place"].reason.due_from > NOW
    assert rows["decision"].full_name == "Петрова Мария Ивановна"


def test_the_order_is_that_of_the_ends_and_closed_ones_come_last(desk: Desk, at: At) -> None:
    found = patient(desk, "Петрова Мария Ивановна", "8 916 123-45-67")
    for day in ("2026-11-27", "2026-11-20", "2026-11-24"):
        desk.do(add_reminder, found, day, at(f"{day} 09:00"), channel="desk")
    (first,) = (row for row in desk.ask(open_work, NOW) if dict(row.reason.params).get("text") == "2026-11-20")
    desk.do(settle_task, first.reason.task_id, "DONE")
    rows = [row for row in desk.ask(open_work, NOW) if row.reason.kind == "reminder"]
    assert [dict(row.reason.params)["text"] for row in rows] == ["2026-11-24", "2026-11-27", "2026-11-20"]
    assert [row.state for row in rows] == ["open", "open", "closed"]


def test_what_has_gone_by_is_silent_and_of_others_nothing_is_shown(desk: Desk, at: At) -> None:
    found = patient(desk, "Петрова Мария Ивановна", "8 916 123-45-67")
    visit(desk, found, "oncologist", at("2026-11-23 10:30"))
    desk.frozen.move_to(at("2026-11-24 12:00"))
    assert work(desk)["confirm_visit"].state == "silent"
    sign_in(desk, colleague(desk))
    assert work(desk) == {}
    with pytest.raises(Denied, match="not_your_role"):
        desk.ask(open_work, NOW, assistant="anna")
    desk.be("supervisor")
    assert {row.reason.kind for row in desk.ask(open_work, NOW, assistant="anna")} >= {"confirm_visit"}
