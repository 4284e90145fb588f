"""Having a patient in work: one program at a time, while it lives, and everybody else is told who, when and where."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from db.actions.calls import drop_call, finish_call, mark_connection, mark_outcome, open_call, put_aside
from db.actions.claims import release_claims, take_over
from db.actions.colleagues import add_cover
from db.actions.undo import undo
from db.errors import Conflict, Refused
from db.holders import has_ended, new_holder
from db.queries.call_list import call_list
from db.queries.calls import call_sheet
from db.queries.claims import in_work
from db.queries.patients import card
from db.queries.search import search
from tests.build import colleague, patient, sign_in
from tests.desk import Desk


@pytest.fixture
def other(desk: Desk) -> Iterator[Desk]:
    """A second program on the same database; its user is a colleague who stands in for the first one."""
    olga, today = colleague(desk), desk.frozen.now().date()
    desk.do(add_cover, 1, olga, today, today + timedelta(days=1))
    with Desk(desk.url, desk.frozen) as other:
        other.terminal = "reg-2"
        sign_in(other, olga)
        yield other


@pytest.fixture
def kim(desk: Desk) -> int:
    return patient(desk, "Ким Олег Сергеевич", "8 903 555-10-22", met=False)


def call(desk: Desk, patient_id: int, **more: Any) -> int:
    return desk.do(open_call, patient_id, **more).result.call_id


def silent(desk: Desk, seconds: float) -> None:
    """Let so much time pass since the last sign of life of every program."""
    with desk._write_lock, desk._writer.transaction(write=True) as conn:
        conn.run("UPDATE claim SET beat = beat - :seconds", seconds=seconds)


def claims(desk: Desk) -> list[tuple[int, int]]:
    return [(row[0], row[1]) for row in desk.rows("SELECT patient_id, user_id FROM claim ORDER BY patient_id")]


def test_a_second_person_is_told_who_has_the_patient_since_when_and_where(desk: Desk, other: Desk, kim: int) -> None:
    call(other, kim)
    with pytest.raises(Refused, match="in_work") as refused:
        call(desk, kim)
    assert refused.value.params == {"id": kim, "name": "Котова О. С.", "since": "10:00", "terminal": "reg-2"}
    assert desk.rows("SELECT COUNT(*) FROM call WHERE user_id = 1") == [(0,)]


def test_the_same_person_at_another_terminal_is_refused_too(desk: Desk, kim: int) -> None:
    call(desk, kim)
    with Desk(desk.url, desk.frozen) as elsewhere, pytest.raises(Refused, match="in_work"):
        call(elsewhere, kim)


def test_another_call_at_another_terminal_leaves_the_first_one_open(desk: Desk, kim: int) -> None:
    first, gusev = call(desk, kim), patient(desk, "Гусев Пётр", "8 916 000-11-22", met=False)
    with Desk(desk.url, desk.frozen) as elsewhere:
        call(elsewhere, gusev)
        assert desk.rows("SELECT state FROM call WHERE id = :id", id=first) == [("open",)]
        assert claims(desk) == [(kim, 1), (gusev, 1)]
    call(desk, patient(desk, "Орлова Нина", "8 916 000-11-33", met=False))
    assert desk.rows("SELECT state FROM call WHERE id = :id", id=first) == [("aside",)]


@pytest.mark.parametrize("way", ["finish", "drop", "aside", "mark", "letter", "end of session", "another call"])
def test_every_end_gives_the_patient_back(desk: Desk, other: Desk, kim: int, way: str) -> None:
    call_id = call(desk, kim)
    assert claims(desk) == [(kim, 1)]
    if way == "finish":
        desk.do(mark_connection, call_id, "OTHER_PERSON", spoke="legal_representative")
        assert claims(desk) == [(kim, 1)]  # somebody is on the line: the call goes on
        desk.do(finish_call, call_id)
    elif way == "drop":
        desk.do(drop_call, call_id)
    elif way == "aside":
        desk.do(put_aside, call_id)
    elif way == "mark":
        desk.do(mark_connection, call_id, "NO_ANSWER")
    elif way == "letter":
        desk.do(mark_outcome, call_id, "ACCEPTS")
    elif way == "end of session":
        assert desk.do(release_claims).patient_ids == (kim,)
    else:
        call(desk, patient(desk, "Гусев Пётр", "8 916 000-11-22", met=False))
    assert (kim, 1) not in claims(desk)
    call(other, kim)
    assert (kim, other.user.id) in claims(desk)


def test_a_claim_lapses_after_a_minute_of_silence_and_not_before(desk: Desk, other: Desk, kim: int) -> None:
    call(desk, kim)
    silent(desk, 55)
    with pytest.raises(Refused, match="in_work"):
        call(other, kim)
    silent(desk, 6)
    assert other.ask(in_work, kim) is None
    call(other, kim)
    assert claims(desk) == [(kim, other.user.id)]


def test_a_sign_of_life_keeps_every_claim_of_a_program_and_no_other(desk: Desk, other: Desk, kim: int) -> None:
    mine, gusev = call(desk, kim), patient(desk, "Гусев Пётр", "8 916 000-11-22", met=False)
    call(other, gusev)
    steps = desk.rows("SELECT COUNT(*) FROM action")
    silent(desk, 55)
    assert desk.keep_claims() == (mine,)
    silent(desk, 30)
    with pytest.raises(Refused, match="in_work"):
        call(other, kim)
    call(desk, gusev)
    assert desk.rows("SELECT COUNT(*) FROM action WHERE kind <> 'open_call'") <= steps
    assert desk.rows("SELECT COUNT(*) FROM change WHERE table_name = 'claim'") == [(0,)]


def test_clocks_of_terminals_count_for_nothing(desk: Desk, other: Desk, kim: int) -> None:
    call(other, kim)
    for jump in (timedelta(days=365), timedelta(hours=-30)):
        desk.frozen.move_to(desk.frozen.now() + jump)
        with pytest.raises(Refused, match="in_work"):
            call(desk, kim)


def test_a_sign_of_life_from_before_the_machine_started_anew_is_none(desk: Desk, other: Desk, kim: int) -> None:
    call(desk, kim)
    silent(desk, -100_000)  # its clock began at nothing again
    call(other, kim)


def test_whoever_calls_in_is_spoken_with_although_somebody_has_them_in_work(
    desk: Desk, other: Desk, kim: int
) -> None:  # fmt: skip
    call(other, kim)
    mine = call(desk, kim, incoming=True)
    desk.do(mark_outcome, mine, "ACCEPTS")
    assert claims(desk) == [(kim, other.user.id)]


def test_nothing_is_marked_by_whom_a_supervisor_took_the_patient_from(desk: Desk, other: Desk, kim: int) -> None:
    theirs = call(other, kim)
    taken = desk.do(take_over, kim).result
    assert (taken.name, taken.terminal, taken.from_id) == ("Котова О. С.", "reg-2", other.user.id)
    sheet = other.ask(call_sheet, theirs)
    assert sheet.state == "aside"
    assert sheet.in_work is not None
    assert (sheet.in_work.name, sheet.in_work.user_id) == ("Иванова А. П.", 1)
    for attempt in (
        lambda: other.do(mark_connection, theirs, "NO_ANSWER"),
        lambda: other.do(mark_outcome, theirs, "ACCEPTS"),
        lambda: call(other, kim),
    ):
        with pytest.raises(Conflict, match="in_work"):
            attempt()
    mine = call(desk, kim)
    desk.do(mark_connection, mine, "NO_ANSWER")
    other.do(mark_connection, theirs, "BUSY")  # their call had happened; now it can be written down


def test_only_a_supervisor_takes_over_and_anybody_from_oneself(desk: Desk, other: Desk, kim: int) -> None:
    call(desk, kim)
    with pytest.raises(Refused, match="only_a_supervisor"):
        other.do(take_over, kim)
    with pytest.raises(Refused, match="not_in_work"):
        desk.do(take_over, kim)
    with Desk(desk.url, desk.frozen) as elsewhere:
        elsewhere.do(take_over, kim)
        call(elsewhere, kim)
        with pytest.raises(Refused, match="in_work"):
            call(desk, kim)


def test_a_call_that_an_undo_opens_again_is_in_work_again_or_waits(desk: Desk, other: Desk, kim: int) -> None:
    mine = call(desk, kim)
    desk.do(mark_connection, mine, "NO_ANSWER")
    desk.do(undo)
    assert claims(desk) == [(kim, 1)]
    desk.do(mark_connection, mine, "NO_ANSWER")
    call(other, kim)
    desk.do(undo)
    assert desk.rows("SELECT state FROM call WHERE id = :id", id=mine) == [("aside",)]
    assert claims(desk) == [(kim, other.user.id)]


def test_lists_search_and_card_say_who_has_a_patient_in_work(desk: Desk, other: Desk, kim: int) -> None:
    call(desk, kim)
    (row,) = other.ask(call_list).rows
    (hit,) = other.ask(search, "ким")
    for held in (row.in_work, hit.in_work, other.ask(card, kim).in_work):
        assert held is not None
        assert (held.name, held.terminal) == ("Иванова А. П.", "local")
    assert other.ask(call_list).next_change_at <= desk.frozen.now() + timedelta(seconds=62)
    (own,) = desk.ask(call_list).rows
    assert own.in_work is None
    silent(desk, 61)
    (row,) = other.ask(call_list).rows
    assert row.in_work is None


def test_a_program_that_ended_in_a_call_stands_in_nobodys_way(desk: Desk, kim: int) -> None:
    call(desk, kim)
    gone = subprocess.run(
        [sys.executable, "-c", "from db.holders import new_holder; print(new_holder())"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    with desk._write_lock, desk._writer.transaction(write=True) as conn:
        conn.run("UPDATE claim SET holder = :gone", gone=gone)
    with Desk(desk.url, desk.frozen) as again:
        assert again.do(open_call, kim).result.resumed


def test_a_program_is_known_to_have_ended_only_on_its_own_machine() -> None:
    mine = new_holder()
    assert mine != new_holder()
    assert not has_ended(mine)
    _node, _, rest = mine.partition(":")
    assert not has_ended(f"another-machine:{rest}")
    assert not has_ended("")
    assert str(os.getpid()) in mine
