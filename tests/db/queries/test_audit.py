"""Reading the audit: pages, filters, who had to do with a record; ids only, and only for auditors."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta

import pytest

from db.actions.notes import add_note
from db.actions.patients import open_card
from db.errors import BadInput, Denied
from db.queries.audit import AuditRow, access_report, events, people_like
from tests.build import colleague, patient, sign_in
from tests.desk import NOW, Desk


@pytest.fixture
def told(desk: Desk) -> tuple[Desk, int, int]:
    """A desk at which two people opened one record on two days, with an auditor looking."""
    first = patient(desk, "Орлова Нина Павловна", "89161234567", met=False)
    second = patient(desk, "Гусев Пётр", met=False)
    desk.do(open_card, first)
    desk.frozen.move_to(NOW + timedelta(days=1))
    other = colleague(desk, roles=("assistant", "supervisor"))
    sign_in(desk, other)
    desk.do(add_note, first, "просила позже")
    desk.do(open_card, second)
    desk.record_event("sign_in_failed", outcome="failed", nobody=True)
    desk.be("auditor", user_id=1)
    sign_in(desk, 1)
    return desk, first, second


def test_the_newest_comes_first_and_pages_follow_one_another(told: tuple[Desk, int, int]) -> None:
    desk, _first, _second = told
    everything = desk.ask(events)
    assert [row.id for row in everything] == [
        row[0] for row in desk.rows("SELECT id FROM audit_event ORDER BY id DESC")
    ]
    seen: list[int] = []
    while page := desk.ask(events, before=seen[-1] if seen else None, limit=3):
        seen += [row.id for row in page]
    assert seen == [row.id for row in everything]


def test_filters_narrow_it_down(told: tuple[Desk, int, int]) -> None:
    desk, first, second = told
    day = (NOW + timedelta(days=1)).date()

    def found(**wanted: object) -> list[tuple[str, int | None, str | None]]:
        return [(row.event, row.object_id, row.user) for row in desk.ask(events, **wanted)]  # type: ignore[arg-type]  # filters by name

    assert found(patient_id=second) == [("open_card", second, "olga"), ("add_patient", second, "anna")]
    assert found(kinds=("open_card",)) == [("open_card", second, "olga"), ("open_card", first, "anna")]
    assert found(users=("olga",), group="changes") == [("add_note", first, "olga")]
    assert found(outcome="failed") == [("sign_in_failed", None, None)]
    assert found(group="seen", last_on=NOW.date()) == [("open_card", first, "anna")]
    assert found(group="seen", first_on=day) == [("open_card", second, "olga")]
    assert found(group="seen", first_on=day + timedelta(days=1)) == []
    assert found(kinds=()) == []
    assert {row[0] for row in found(group="entering")} >= {"sign_in_failed", "session"}
    with pytest.raises(BadInput):
        desk.ask(events, group="nothing")
    assert desk.ask(people_like, "кот") == ("olga",)
    assert desk.ask(people_like, "ann") == ("anna",)


def test_a_clock_that_went_wrong_for_days_hides_nothing(told: tuple[Desk, int, int]) -> None:
    desk, _first, _second = told
    desk.frozen.move_to(NOW - timedelta(hours=20))
    desk.record_event("lock")
    desk.frozen.move_to(NOW + timedelta(days=3))
    desk.record_event("unlock")
    on = (NOW - timedelta(hours=20)).date()
    assert [row.event for row in desk.ask(events, first_on=on, last_on=on)][:1] == ["lock"]


def test_the_report_of_a_record_says_who_when_from_where_what(told: tuple[Desk, int, int]) -> None:
    desk, first, _second = told
    report = desk.ask(access_report, first)
    assert [(each.user, each.event, each.terminal) for each in report] == [
        ("olga", "add_note", "local"), ("anna", "open_card", "local"), ("anna", "add_patient", "local"),
    ]  # fmt: skip
    assert report[0].at == NOW + timedelta(days=1)


def test_only_an_auditor_reads_it(told: tuple[Desk, int, int]) -> None:
    desk, first, _second = told
    for roles in (("assistant",), ("supervisor",), ("administrator",)):
        desk.be(*roles)
        with pytest.raises(Denied):
            desk.ask(events)
        with pytest.raises(Denied):
            desk.ask(access_report, first)
        with pytest.raises(Denied):
            desk.ask(people_like, "a")


def test_no_row_has_room_for_a_name(told: tuple[Desk, int, int]) -> None:
    desk, _first, _second = told
    assert {field.name for field in fields(AuditRow)} & {"full_name", "patient", "patient_name", "phone"} == set()
    assert not [row for row in desk.ask(events) for word in ("Орлова", "916", "Гусев", "просила") if word in repr(row)]
