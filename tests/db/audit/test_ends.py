"""How a session ends, and that its row says the true reason; one that nobody ended is lost without a sign of life."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from db.actions.calls import open_call
from db.actions.people import disable_user
from db.audit.chain import ENDS
from db.audit.living import SILENT_FOR
from db.queries.claims import in_work
from tests.build import colleague, patient, sign_in
from tests.db.audit.tampering import tampered, untouched
from tests.desk import Desk

ROOT = Path(__file__).parents[3]
WORKER = """
import sys
from db.auth import user_by_id
from db.caseload import Caseload
caseload = Caseload(sys.argv[1])
caseload.act_as(user_by_id(caseload, int(sys.argv[2])))
caseload.record_event("sign_in")
print(caseload.session_id, flush=True)
sys.stdin.readline()
"""


def ended(desk: Desk, session_id: int | None) -> str | None:
    found: str | None = desk.rows("SELECT ended FROM session WHERE id = :id", id=session_id)[0][0]
    return found


def silent(desk: Desk, session_id: int | None, seconds: int) -> None:
    with desk._write_lock, desk._writer.transaction(write=True) as conn:
        conn.run("UPDATE session SET beat = beat - :s WHERE id = :id", s=seconds, id=session_id)


@pytest.mark.parametrize("reason", ENDS)
def test_the_row_and_the_last_event_say_the_same(desk: Desk, reason: str) -> None:
    desk.record_event("sign_in")
    session_id = desk.session_id
    desk.end_session(reason)
    assert ended(desk, session_id) == reason
    assert desk.rows("SELECT event, reason FROM audit_event ORDER BY id DESC LIMIT 1") == [("session_end", reason)]
    assert untouched(desk).ok


def test_no_other_reason_is_taken(desk: Desk) -> None:
    desk.record_event("sign_in")
    with pytest.raises(ValueError, match="no reason"):
        desk.end_session("bored")
    assert ended(desk, desk.session_id) is None


def test_a_killed_program_is_lost_once_it_gave_no_sign_of_life(desk: Desk) -> None:
    olga = colleague(desk)
    desk.end_session("left")
    with subprocess.Popen(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", WORKER, desk.url, str(olga)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as worker:  # fmt: skip
        assert worker.stdout is not None
        hers = int(worker.stdout.readline())
        worker.send_signal(signal.SIGKILL)
    desk.record_event("look")
    assert ended(desk, hers) is None  # it may be asleep still
    desk.end_session("left")
    silent(desk, hers, SILENT_FOR + 1)
    desk.record_event("look")
    assert ended(desk, hers) == "lost"
    ((said,),) = desk.rows("SELECT detail FROM audit_event WHERE session_id = :id AND seq = 1", id=desk.session_id)
    assert json.loads(said)["lost"] == [hers]
    assert untouched(desk).ok


def test_a_sign_of_life_takes_back_what_was_thought(desk: Desk) -> None:
    desk.record_event("look")
    mine = desk.session_id
    with Desk(desk.url, desk.frozen) as other:
        silent(desk, mine, SILENT_FOR - 60)
        desk.sign_of_life()
        silent(desk, mine, SILENT_FOR - 60)
        other.record_event("look")
        assert ended(desk, mine) is None
        other.end_session("left")
        silent(desk, mine, SILENT_FOR)
        other.record_event("look")
        assert ended(desk, mine) == "lost"
        desk.sign_of_life()
        assert ended(desk, mine) is None
        desk.record_event("look")  # the chain goes on
        assert untouched(desk).ok
        desk.end_session("left")
        desk.sign_of_life()
        assert ended(desk, mine) == "left"
        assert untouched(desk).ok


def test_nobody_calls_a_session_lost_past_the_program(desk: Desk) -> None:
    desk.record_event("look")
    report = tampered(desk, "UPDATE session SET ended = 'lost'")
    assert [fault.code for fault in report.faults] == ["session_changed"]


def test_what_one_had_in_work_is_given_back_within_the_session(desk: Desk) -> None:
    whom = patient(desk, "Ким Олег", "8 903 555-10-22")
    desk.do(open_call, whom)
    mine = desk.session_id
    desk.end_session("closed")
    assert desk.rows("SELECT COUNT(*) FROM claim") == [(0,)]
    assert desk.rows("SELECT event FROM audit_event ORDER BY id DESC LIMIT 2") == [
        ("session_end",), ("release_claims",),
    ]  # fmt: skip
    desk.close()
    with Desk(desk.url, desk.frozen) as again:
        assert again.rows("SELECT id, ended FROM session") == [(mine, "closed")]


def test_whoever_is_switched_off_holds_nobody(desk: Desk) -> None:
    olga = colleague(desk)
    whom = patient(desk, "Ким Олег", "8 903 555-10-22")
    with Desk(desk.url, desk.frozen) as hers:
        desk.be("assistant", "supervisor", "administrator")
        with desk._writer.transaction(write=True) as conn:
            conn.run("UPDATE patient SET assistant_id = :olga", olga=olga)
        sign_in(hers, olga)
        hers.do(open_call, whom)
        assert desk.ask(in_work, whom) is not None
        desk.do(disable_user, olga, unassign=True)
        assert desk.ask(in_work, whom) is None
        hers.end_session("disabled")
        assert desk.rows("SELECT ended FROM session WHERE user_id = :id", id=olga) == [("disabled",)]
    assert desk.rows("SELECT COUNT(*) FROM session WHERE user_id = :id", id=olga) == [(1,)]
