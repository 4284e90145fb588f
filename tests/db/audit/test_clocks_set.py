"""Events are found by their day wherever they stand: clocks are set forward and back while people work."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.queries.audit import events
from tests.desk import NOW, Desk

YEAR = timedelta(days=365)


@pytest.mark.parametrize("jump", [YEAR, -YEAR])
def test_no_event_of_a_day_is_hidden_by_a_clock_that_was_set_meanwhile(desk: Desk, jump: timedelta) -> None:
    desk.be("auditor")
    for at in (NOW, NOW + jump, NOW):
        desk.frozen.move_to(at)
        for _time in range(6):
            desk.record_event("copied")
    ids = [found for (found,) in desk.rows("SELECT id FROM audit_event WHERE event = 'copied' ORDER BY id DESC")]
    today, other = NOW.date(), (NOW + jump).date()

    def on(first: object, last: object) -> list[int]:
        return [row.id for row in desk.ask(events, kinds=("copied",), first_on=first, last_on=last)]  # type: ignore[arg-type]  # dates or nothing

    assert on(today, today) == ids[:6] + ids[12:]
    assert on(other, other) == ids[6:12]
    assert on(other, other + timedelta(days=400)) == (ids if jump < timedelta(0) else ids[6:12])
    assert on(None, min(today, other)) == (ids[6:12] if jump < timedelta(0) else ids[:6] + ids[12:])
    assert on(None, None) == ids
    assert on(today - timedelta(days=3), today - timedelta(days=2)) == []


def test_a_day_is_found_by_an_index(desk: Desk) -> None:
    if desk.dialect != "sqlite":
        pytest.skip("PostgreSQL chooses by what there is")
    sql = "SELECT MIN(id), MAX(id) FROM audit_event WHERE real_at >= :since AND real_at < :until"
    plan = desk.rows(f"EXPLAIN QUERY PLAN {sql}", since=NOW, until=NOW)
    assert ["ix_audit_event_time" in step[3] for step in plan] == [True]
