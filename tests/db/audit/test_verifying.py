"""Whatever is done to the audit past the program is found, and named by session and place."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.actions.notes import add_note
from db.audit import heads, keep_key
from db.audit.chain import mark
from db.audit.heads import RAW
from db.audit.verifying import AuditFault, verify
from db.caseload import Caseload
from db.checks import check
from db.door import Door
from db.errors import Refused
from tests.build import colleague, miss, patient, sign_in
from tests.db.audit.tampering import OPEN_THE_WAY, raw, tampered, untouched
from tests.desk import NOW, Desk

COLUMNS = {
    "id": "id + 1000", "real_at": "'2026-01-01 00:00:00.000001'", "user_id": "2", "terminal": "terminal || '.'",
    "event": "event || 's'", "object_kind": "'call'", "object_id": "COALESCE(object_id, 0) + 1", "outcome": "'denied'",
    "reason": "'x'", "action_id": "NULL", "detail": "'{}'", "mac": "'AAAAAAAAAAAAAAAAAAAAAA'", "seq": "seq + 1000",
}  # fmt: skip


@pytest.fixture
def worked(desk: Desk) -> Desk:
    """A desk at which two people worked and somebody could not sign in; the first came back and is there still."""
    whom = patient(desk, "Орлова Нина Павловна", "89161234567")
    miss(desk, whom)
    other = colleague(desk)
    desk.record_event("lock")
    desk.record_event("sign_in_failed", outcome="failed", nobody=True)
    sign_in(desk, other)
    patient(desk, "Гусев Пётр Андреевич", met=False)
    desk.end_session("left")
    desk.frozen.move_to(NOW + timedelta(minutes=1))
    sign_in(desk, 1)
    desk.record_event("sign_in")
    desk.do(add_note, whom, "ждёт")
    return desk


def sessions(desk: Desk) -> list[int]:
    """Return the sessions in the order in which they began: the first user, nobody, the colleague, the first again."""
    return [row[0] for row in desk.rows("SELECT id FROM session ORDER BY id")]


def test_what_nobody_touched_is_whole(worked: Desk) -> None:
    report = untouched(worked)
    assert report.faults == ()
    assert report.ok
    assert (report.events, report.sessions) == (worked.rows("SELECT COUNT(*) FROM audit_event")[0][0], 4)


@pytest.mark.parametrize("column", COLUMNS)
def test_a_change_of_any_column_of_any_event_is_found_and_named(worked: Desk, column: str) -> None:
    for session, seq in worked.rows(f"SELECT session_id, seq FROM audit_event WHERE {column} IS NOT NULL ORDER BY id"):
        value = COLUMNS[column] if (column, seq) != ("user_id", None) else "NULL"
        report = tampered(
            worked, "UPDATE audit_event SET " + f"{column} = {value} WHERE session_id = {session} AND seq = {seq}"
            f" AND {column} <> {COLUMNS[column] if column != 'action_id' else '-1'}",
        )  # fmt: skip
        if worked.rows(
            f"SELECT 1 FROM audit_event WHERE session_id = {session} AND seq = {seq} AND {column} = {COLUMNS[column]}"
        ):
            continue  # it says that already
        assert (session, seq) in {(each.session_id, each.seq) for each in report.faults}, (column, report)


def test_one_byte_is_enough(worked: Desk) -> None:
    (session, seq, mac), *_rest = worked.rows("SELECT session_id, seq, mac FROM audit_event WHERE seq = 3 ORDER BY id")
    other = ("B" if mac[0] != "B" else "C") + mac[1:]
    report = tampered(worked, f"UPDATE audit_event SET mac = '{other}' WHERE session_id = {session} AND seq = {seq}")
    assert AuditFault("changed", session, seq) in report.faults


def test_every_removed_event_is_named(worked: Desk) -> None:
    last = dict(worked.rows("SELECT session_id, MAX(seq) FROM audit_event GROUP BY session_id"))
    for session, seq in worked.rows("SELECT session_id, seq FROM audit_event ORDER BY id"):
        if seq == last[session]:
            continue
        report = tampered(worked, f"DELETE FROM audit_event WHERE session_id = {session} AND seq = {seq}")
        assert AuditFault("removed", session, seq) in report.faults


def test_two_events_that_changed_places_are_found(worked: Desk) -> None:
    first = sessions(worked)[0]
    where = f"WHERE session_id = {first} AND seq ="
    report = tampered(
        worked, f"UPDATE audit_event SET seq = -3 {where} 3", f"UPDATE audit_event SET seq = 3 {where} 4",
        f"UPDATE audit_event SET seq = 4 {where} -3",
    )  # fmt: skip
    assert {(each.session_id, each.seq) for each in report.faults} >= {(first, 3)}
    other = f"(SELECT o.{{0}} FROM audit_event o WHERE o.session_id = {first} AND o.seq = 4)"
    columns = ("event", "object_id", "action_id", "mac")
    report = tampered(
        worked, *(f"UPDATE audit_event SET {column} = {other.format(column)} {where} 3" for column in columns)
    )
    assert AuditFault("changed", first, 3) in report.faults


def test_a_cut_tail_of_every_earlier_session_is_found(worked: Desk) -> None:
    for session in sessions(worked)[:-1]:
        last = worked.rows("SELECT MAX(seq) FROM audit_event WHERE session_id = :s", s=session)[0][0]
        report = tampered(worked, f"DELETE FROM audit_event WHERE session_id = {session} AND seq = {last}")
        assert AuditFault("cut_off", session, last) in report.faults


def test_a_removed_session_is_found(worked: Desk) -> None:
    for session in sessions(worked)[:-1]:
        report = tampered(
            worked, f"DELETE FROM audit_event WHERE session_id = {session}", f"DELETE FROM session WHERE id = {session}"
        )
        assert AuditFault("session_gone", session, 1) in report.faults


def test_the_newest_tail_is_missed_by_the_door_and_by_a_backup(worked: Desk) -> None:
    with raw(worked) as conn:
        taken = heads(conn)
    worked.record_event("lock")
    session = sessions(worked)[-1]
    last = worked.rows("SELECT MAX(seq) FROM audit_event WHERE session_id = :s", s=session)[0][0]
    cut = f"DELETE FROM audit_event WHERE session_id = {session} AND seq = {last}"
    gone = f"DELETE FROM audit_event WHERE session_id = {session}"
    from db.audit.noted import noted_heads

    with Door(worked.url) as door:
        noted = noted_heads(door)
    assert untouched(worked, [*noted, *taken]).ok
    assert tampered(worked, cut).ok  # nobody remembers it but the door
    assert AuditFault("cut_off", session, last) in tampered(worked, cut, heads=noted).faults
    assert AuditFault("session_gone", session, 1) in tampered(worked, gone, heads=taken).faults


@pytest.mark.parametrize("last", ["lock", "end"])
def test_what_the_door_remembers_is_held_against_the_audit_by_the_check(worked: Desk, last: str) -> None:
    if last == "lock":
        worked.record_event("lock")
    else:
        worked.end_session("left")
    session = sessions(worked)[-1]
    seq = worked.rows("SELECT MAX(seq) FROM audit_event WHERE session_id = :s", s=session)[0][0]
    audit = check(worked).audit
    assert audit is not None
    assert audit.ok
    with raw(worked) as conn:  # who knows how to cut knows the row of the session too
        for statement in OPEN_THE_WAY[worked.dialect]:
            conn.execute(statement)
        conn.execute(f"DELETE FROM audit_event WHERE session_id = {session} AND seq = {seq}")
        conn.execute(f"UPDATE session SET ended = NULL, ended_at = NULL WHERE id = {session}")
    audit = check(worked).audit
    assert audit is not None
    assert audit.faults == (AuditFault("cut_off", session, seq),)


def test_a_forged_event_is_found_wherever_it_stands(worked: Desk) -> None:
    columns = "id, real_at, user_id, terminal, event, outcome, session_id, seq, mac"
    for session in sessions(worked):
        last = worked.rows("SELECT MAX(seq) FROM audit_event WHERE session_id = :s", s=session)[0][0]
        report = tampered(
            worked, f"INSERT INTO audit_event ({columns}) VALUES (9000, '2026-11-20 07:00:00', 1, 'local', 'open_card',"
            f" 'done', {session}, {last + 1}, 'AAAAAAAAAAAAAAAAAAAAAA')",
        )  # fmt: skip
        assert AuditFault("changed", session, last + 1) in report.faults
    report = tampered(
        worked, "INSERT INTO audit_event (id, real_at, user_id, terminal, event, outcome) VALUES (9000,"
        " '2026-11-20 07:00:00', 1, 'local', 'open_card', 'done')",
    )  # fmt: skip
    assert report.faults == (AuditFault("unchained", number=9000),)


def test_a_session_that_says_something_else_than_its_chain_is_found(worked: Desk) -> None:
    first, _nobodys, theirs, last = sessions(worked)
    for change in ("terminal = 'x'", "user_id = 2", "started_at = '2026-01-01 00:00:00.000000'", "ended = 'left'"):
        report = tampered(worked, f"UPDATE session SET {change} WHERE id = {first}")
        assert first in {each.session_id for each in report.faults}, change
    assert tampered(worked, f"UPDATE session SET ended = 'x' WHERE id = {last}").total == 1
    assert tampered(worked, f"UPDATE session SET ended = NULL WHERE id = {theirs}").total == 1


def test_an_action_without_its_event_is_found(worked: Desk) -> None:
    report = tampered(
        worked, "INSERT INTO action (id, uuid, user_id, kind, at, real_at, undoable) VALUES (777, 'u', 1, 'add_note',"
        " '2026-11-20 07:00:00', '2026-11-20 07:00:00', TRUE)",
    )  # fmt: skip
    assert report.faults == (AuditFault("action_without_event", number=777),)


def test_events_from_before_there_were_chains_are_kept_as_they_were(desk: Desk) -> None:
    insert = (
        "INSERT INTO audit_event (id, real_at, user_id, terminal, event, outcome) VALUES ({0}, '2026-01-01 07:00:00',"
        " 1, 'local', 'open_card', 'done')"
    )
    with raw(desk) as conn:
        conn.execute(insert.format(11))
        conn.execute(insert.format(12))
        if desk.dialect == "postgresql":
            conn.execute("SELECT setval(pg_get_serial_sequence('audit_event', 'id'), 12)")
    assert untouched(desk).ok  # nobody has signed in since
    desk.record_event("sign_in")
    assert untouched(desk).ok
    assert not tampered(desk, "UPDATE audit_event SET event = 'x' WHERE id = 11").ok
    assert not tampered(desk, "DELETE FROM audit_event WHERE id = 12").ok
    assert not tampered(desk, insert.format(9)).ok


def test_the_key_decides(worked: Desk) -> None:
    with raw(worked) as conn:
        report = verify(conn, b"x" * 32)
    assert report.total >= report.events


def test_another_key_keeps_the_chains_of_before(worked: Desk) -> None:
    old, new, newest = worked.derived("audit"), b"n" * 32, b"N" * 32
    with raw(worked) as conn:
        with conn.transaction(write=True):
            keep_key(conn, old, new)
        with conn.transaction(write=True):
            keep_key(conn, new, newest)
        assert verify(conn, newest).ok
        with pytest.raises(Refused) as refused:
            verify(conn, new)
    assert refused.value.code == "wrong_key"


def test_a_program_that_goes_on_over_a_cut_tail_leaves_the_gap_to_be_found(worked: Desk) -> None:
    session, seq, _mac = worked.trail.head or (0, 0, "")
    with raw(worked) as conn:
        for statement in OPEN_THE_WAY[worked.dialect]:
            conn.execute(statement)
        conn.execute(f"DELETE FROM audit_event WHERE session_id = {session} AND seq = {seq}")
    worked.record_event("lock")
    assert AuditFault("removed", session, seq) in untouched(worked).faults


def test_a_year_that_is_over_is_sealed_and_the_seal_is_held_against_it(worked: Desk) -> None:
    assert worked.rows("SELECT * FROM audit_seal") == []
    events = worked.rows("SELECT COUNT(*) FROM audit_event")[0][0]
    worked.frozen.move_to(NOW.replace(year=2027, month=1, day=4))
    with Caseload(worked.url, clock=worked.clock) as january:
        january.act_as(worked.user)
        january.record_event("sign_in")
        january.record_event("lock")
    assert worked.rows("SELECT year, events, sessions FROM audit_seal") == [(2026, events, 4)]
    worked.record_event("unlock")  # who stayed signed in over the new year goes on in the old chain
    with Caseload(worked.url, clock=worked.clock) as again:
        again.act_as(worked.user)
        again.record_event("sign_in")
    assert len(worked.rows("SELECT year FROM audit_seal")) == 1
    assert untouched(worked).faults == ()
    for change in ("events = events - 1", "sessions = 3", "mac = 'AAAAAAAAAAAAAAAAAAAAAA'", "through = through - 1"):
        assert AuditFault("seal", number=2026) in tampered(worked, f"UPDATE audit_seal SET {change}").faults, change
    assert AuditFault("seal", number=2026) in tampered(worked, "DELETE FROM audit_seal").faults
    first = sessions(worked)[0]
    report = tampered(
        worked, f"DELETE FROM audit_event WHERE session_id = {first}", f"DELETE FROM session WHERE id = {first}"
    )
    assert {AuditFault("seal", number=2026), AuditFault("session_gone", first, 1)} <= set(report.faults)


def test_an_event_taken_from_another_copy_of_the_record_breaks_the_chain_behind_it(worked: Desk) -> None:
    first = sessions(worked)[0]
    with raw(worked) as conn:
        where = f"session_id = {first} AND seq IN (2, 3) ORDER BY seq"
        sql = f"SELECT {RAW[worked.dialect]}, mac FROM audit_event WHERE {where}"
        (*_row, before), (*row, _mac) = conn.rows(sql)
    row[4] = "open_card"  # what it might have been there, with a mark that is right
    mac = mark(worked.derived("audit"), before, tuple(row))
    report = tampered(
        worked, f"UPDATE audit_event SET event = 'open_card', mac = '{mac}' WHERE session_id = {first} AND seq = 3"
    )
    assert report.faults[0] == AuditFault("changed", first, 4)
