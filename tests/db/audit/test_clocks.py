"""Clocks that jump: the audit is in the order in which things happened, and whole."""

from __future__ import annotations

from datetime import timedelta

from db.audit.verifying import verify
from db.queries.audit import events
from tests.desk import NOW, Desk

JUMPS = (timedelta(0), timedelta(days=365), -timedelta(hours=3), -timedelta(days=4000), timedelta(hours=1))


def test_the_audit_keeps_its_order_wherever_the_clock_stands(desk: Desk) -> None:
    for jump in JUMPS:
        desk.frozen.move_to(NOW + jump)
        desk.record_event("lock")
    desk.be("auditor")
    told = [row for row in desk.ask(events) if row.event == "lock"]
    assert [row.at for row in told] == [NOW + jump for jump in reversed(JUMPS)]
    assert [row.seq for row in told] == [6, 5, 4, 3, 2]  # the first event of the session began it
    with desk.reading() as conn:
        assert verify(conn, desk.derived("audit")).ok
