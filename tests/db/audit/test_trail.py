"""The trail of events: a chain for each session, begun with its first event, moved only by what is committed."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from db.actions.notes import add_note
from db.actions.patients import NewPatient, add_patient
from db.caseload import Caseload
from db.clock import FrozenClock
from db.errors import BadInput
from tests.build import colleague, patient, sign_in
from tests.db.audit.tampering import raw
from tests.desk import NOW, Desk

CHAIN = "SELECT session_id, seq, event, user_id, outcome FROM audit_event ORDER BY id"


REFUSE_EVENTS = {
    "sqlite": ("CREATE TRIGGER refuse BEFORE INSERT ON audit_event BEGIN SELECT RAISE(ABORT, 'no event today'); END",),
    "postgresql": (
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'no event today'; END $$",
        "CREATE TRIGGER refuse BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION refuse()",
    ),
}


def test_a_chain_begins_with_the_first_event_and_counts_from_one(desk: Desk) -> None:
    assert desk.session_id is None
    assert desk.rows("SELECT * FROM session") == []
    desk.record_event("lock")
    desk.record_event("unlock")
    me = desk.user.id
    session = desk.session_id
    assert desk.rows(CHAIN) == [
        (session, 1, "session", me, "done"), (session, 2, "lock", me, "done"), (session, 3, "unlock", me, "done"),
    ]  # fmt: skip
    assert desk.rows("SELECT id, user_id, terminal, started_at, ended FROM session") == [
        (session, me, "local", desk.clock.real(), None)
    ]


def test_a_failed_action_moves_nothing_and_the_next_event_follows_the_last_one_kept(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_result: object) -> object:  # called once the audit is written, before the commit
        raise BadInput("broken")

    with monkeypatch.context() as patch:
        patch.setattr("db.caseload.plain", broken)
        with pytest.raises(BadInput):
            desk.do(add_patient, NewPatient("Орлова Нина"))
        assert desk.rows("SELECT * FROM audit_event") == []
        desk.record_event("lock")
        with pytest.raises(BadInput):
            desk.do(add_patient, NewPatient("Орлова Нина"))
    desk.record_event("unlock")
    assert [row[1:3] for row in desk.rows(CHAIN)] == [(1, "session"), (2, "lock"), (3, "unlock")]


def test_who_comes_next_and_nobody_have_chains_of_their_own(desk: Desk) -> None:
    other = colleague(desk)
    mine = desk.session_id
    desk.record_event("sign_in_failed", outcome="failed", nobody=True)
    sign_in(desk, other)
    desk.record_event("sign_in")
    rows = desk.rows("SELECT session_id, seq, event, user_id FROM audit_event WHERE session_id <> :mine", mine=mine)
    nobodys, theirs = sorted({row[0] for row in rows})
    assert [row[1:] for row in rows if row[0] == nobodys] == [(1, "session", None), (2, "sign_in_failed", None)]
    assert [row[1:] for row in rows if row[0] == theirs] == [(1, "session", other), (2, "sign_in", other)]


def test_a_beginning_takes_down_where_the_others_end(desk: Desk) -> None:
    desk.do(add_note, patient(desk, "Орлова Нина"), "…")
    assert json.loads(_detail(desk, desk.session_id)) == {"before": [0, ""]}
    end = desk.rows("SELECT session_id, seq, mac FROM audit_event ORDER BY seq DESC LIMIT 1")[0]
    with Caseload(desk.url, clock=desk.clock) as again:
        again.act_as(desk.user)
        again.record_event("look")
        assert json.loads(_detail(desk, again.session_id)) == {"heads": [list(end)]}


def test_a_session_ends_and_what_comes_after_begins_another(desk: Desk) -> None:
    desk.end_session("left")
    assert desk.rows("SELECT * FROM session") == []
    desk.record_event("look")
    first = desk.session_id
    desk.end_session("shift_over")
    desk.record_event("look")
    assert desk.session_id != first
    assert desk.rows("SELECT id, ended, ended_at FROM session ORDER BY id")[0] == (
        first, "shift_over", desk.clock.real(),
    )  # fmt: skip
    assert desk.rows("SELECT event, reason FROM audit_event WHERE seq = 3") == [("session_end", "shift_over")]


@pytest.mark.parametrize("word", ["Петрова", "C50 рак", "8 916 123-45-67", "a\nb", "a\x1b]52", "\u202e"])
def test_words_never_get_in(desk: Desk, word: str) -> None:
    for given in ({"reason": word}, {"kind": word}, {"detail": {"what": word}}, {"detail": {word: [1]}}):
        with pytest.raises(ValueError, match="codes, not words"):
            desk.record_event("look", **given)
    assert desk.rows("SELECT * FROM audit_event") == []


def test_a_terminal_s_name_stays_on_one_line(desk: Desk) -> None:
    desk.trail.terminal = "пост 2\r\n\x1b[2J" + "x" * 100
    desk.record_event("look")
    (said,) = {row[0] for row in desk.rows("SELECT terminal FROM audit_event UNION SELECT terminal FROM session")}
    assert said.isprintable()
    assert len(said) <= 64


@pytest.mark.parametrize("table", ["audit_event", "audit_seal"])
def test_the_database_itself_lets_nobody_change_or_remove_a_row(desk: Desk, table: str) -> None:
    desk.record_event("look")
    with raw(desk) as conn:
        conn.run(
            "INSERT INTO audit_seal (year, through, events, sessions, mac, at) VALUES (2025, 0, 0, 0, 'm', :at)",
            at=desk.clock.real(),
        )
        attempts = [f"UPDATE {table} SET mac = 'x'", f"DELETE FROM {table}", f"TRUNCATE {table}"]
        for attempt in attempts if desk.dialect == "postgresql" else attempts[:2]:
            with pytest.raises(Exception, match="are never changed"):
                conn.execute(attempt)
        assert conn.value(f"SELECT COUNT(*) FROM {table} WHERE mac <> 'x'") > 0


class MovedClock(FrozenClock):
    """A clock whose domain is a month ahead, as `--now` sets it."""

    def now(self) -> datetime:
        return super().now() + timedelta(days=30)


def test_the_audit_keeps_real_time_whatever_time_the_domain_has(desk: Desk) -> None:
    desk.clock = MovedClock(NOW)
    with Caseload(desk.url, clock=desk.clock) as moved:
        moved.act_as(desk.user)
        moved.do(add_patient, NewPatient("Орлова Нина"))
        moved.end_session("left")
    assert set(desk.rows("SELECT real_at FROM audit_event")) == {(NOW,)}
    assert desk.rows("SELECT started_at, ended_at FROM session") == [(NOW, NOW)]
    assert desk.rows("SELECT at, real_at FROM action") == [(NOW + timedelta(days=30), NOW)]


def test_where_the_audit_cannot_be_written_nothing_is_done(desk: Desk) -> None:
    whom = patient(desk, "Орлова Нина")
    tables = ("action", "change", "note", "audit_event", "session")
    before = [desk.rows(f"SELECT COUNT(*) FROM {table}") for table in tables]
    with raw(desk) as conn:
        for statement in REFUSE_EVENTS[desk.dialect]:
            conn.execute(statement)
    with pytest.raises(Exception, match="no event today"):
        desk.do(add_note, whom, "…")
    with pytest.raises(Exception, match="no event today"):
        desk.record_event("look")
    assert [desk.rows(f"SELECT COUNT(*) FROM {table}") for table in tables] == before
    with raw(desk) as conn:
        conn.execute(f"DROP TRIGGER refuse{' ON audit_event' if desk.dialect == 'postgresql' else ''}")
    desk.do(add_note, whom, "…")
    assert [row[1] for row in desk.rows(CHAIN)] == list(range(1, len(desk.rows(CHAIN)) + 1))


def test_a_file_that_was_not_noted_is_removed_again(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "list.CSV"
    target.write_text("Орлова")
    desk.record_file("export", "visits", 3, target)
    assert desk.rows("SELECT detail FROM audit_event WHERE event = 'export'") == [
        ('{"what":"visits","rows":3,"format":"csv"}',)
    ]
    with raw(desk) as conn:
        for statement in REFUSE_EVENTS[desk.dialect]:
            conn.execute(statement)
    with pytest.raises(Exception, match="no event today"):
        desk.record_file("export", "visits", 3, target)
    assert not target.exists()


def _detail(desk: Desk, session: int | None) -> str:
    return str(desk.rows("SELECT detail FROM audit_event WHERE session_id = :s AND seq = 1", s=session)[0][0])
