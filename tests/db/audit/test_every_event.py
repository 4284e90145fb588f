"""Whatever is done, in whatever order: an event says who, when, where, what, how it ended, and no value of anybody."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.actions.contacts import NewContact
from db.actions.notes import add_note
from db.actions.patients import NewPatient, add_patient, open_card
from db.actions.reminders import add_reminder
from db.actions.undo import undo
from db.audit.verifying import verify
from db.clock import FrozenClock
from db.errors import CaseloadError
from db.queries.search import search
from tests.build import colleague, miss, sign_in, talk, visit
from tests.desk import NOW, Desk, copied
from tests.hostile import HOSTILE

PLANTED = ("Канарейкина", "Зяблик", "9161234567", "45-67", "C50.4", "кактус", "112-233-445 95", *HOSTILE)
CODE = re.compile(r"[A-Za-z0-9_.:,;/+=@-]*")


def _new(desk: Desk, number: int) -> None:
    name = f"Канарейкина {PLANTED[number % len(PLANTED)][:40]}"
    contact = NewContact("8 916 123-45-67", name="Зяблик")
    desk.do(add_patient, NewPatient(name, (contact,), diagnosis="C50.4", snils="112-233-445 95"))


def _denied(desk: Desk, number: int) -> None:
    desk.be("auditor")
    try:
        desk.ask(search, PLANTED[number % len(PLANTED)])
    finally:
        desk.be("assistant", "supervisor")


def _file(desk: Desk, number: int) -> None:
    desk.record_file("export", "patients", number, Path("/nowhere/Канарейкина кактус.csv"), patient_id=number)


STEPS: dict[str, Callable[[Desk, int], Any]] = {
    "new": _new,
    "open": lambda desk, number: desk.do(open_card, number),
    "note": lambda desk, number: desk.do(add_note, number, PLANTED[number % len(PLANTED)]),
    "remind": lambda desk, number: desk.do(add_reminder, number, "кактус", NOW + timedelta(days=2)),
    "miss": miss,
    "talk": lambda desk, number: talk(desk, number, "ACCEPTS"),
    "book": lambda desk, number: visit(desk, number, "onco_first", NOW + timedelta(days=3), note="кактус C50.4"),
    "undo": lambda desk, _number: desk.do(undo),
    "denied": _denied,
    "lock": lambda desk, _number: desk.record_event("lock"),
    "file": _file,
    "failed": lambda desk, _number: desk.record_event("sign_in_failed", outcome="failed", nobody=True),
    "other": lambda desk, _number: sign_in(desk, 2 if desk.user.id == 1 else 1),
    "end": lambda desk, _number: desk.end_session("left"),
}
DAYS = st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.integers(1, 4)), min_size=3, max_size=25)


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(DAYS)
def test_a_day_in_any_order(template: Path, tmp_path_factory: Any, day: list[tuple[str, int]]) -> None:
    path = copied(template, tmp_path_factory.mktemp("day") / "caseload.db")
    with Desk(str(path), FrozenClock(NOW)) as desk:
        colleague(desk)
        _new(desk, 1)
        for step, number in day:
            desk.frozen.move_to(desk.clock.now() + timedelta(minutes=1))
            try:
                STEPS[step](desk, number)
            except CaseloadError:
                continue  # refused: no such patient, nothing to undo
        with desk.reading() as conn:
            rows = conn.dicts("SELECT * FROM audit_event ORDER BY id")
            assert verify(conn, desk.derived("audit")).faults == ()
        actions = {row[0] for row in desk.rows("SELECT id FROM action")}
    for row in rows:
        assert row["real_at"] is not None
        assert row["terminal"] == "local"
        assert row["event"]
        assert row["outcome"] in {"done", "denied", "failed"}
        assert row["user_id"] in {1, 2} or row["event"] in {"session", "sign_in_failed"}
        assert (row["session_id"], row["seq"], row["mac"]) > (0, 0, "")
        for name in ("event", "object_kind", "outcome", "reason"):
            assert CODE.fullmatch(row[name] or "")
        written = json.dumps(row, ensure_ascii=False, default=str)
        assert [word for word in PLANTED if len(word) > 1 and word in written] == []
        assert len((row["detail"] or "").splitlines()) <= 1
    assert {row["action_id"] for row in rows if row["action_id"] is not None} == actions
