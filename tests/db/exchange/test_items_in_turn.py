"""One file of visits after another: older ones, what has vanished, a record that moved on, undo."""

from __future__ import annotations

from datetime import date

import pytest

from db.actions.people import add_organisation
from db.actions.undo import undo
from db.actions.visits import move_visit, set_visit_status
from db.errors import BadInput, Conflict
from tests import build
from tests.db.exchange.files import ANNA, VERA, ItemsOf, apply, codes, later, standings, visits
from tests.desk import NOW, Desk, moscow


def kept_in(desk: Desk, table: str) -> list[dict[str, object]]:
    """Return the rows of a table without their versions, which only go up."""
    with desk.reading() as conn:
        rows = conn.dicts(f"SELECT * FROM {table}")
    return sorted(({**row, "version": 0} for row in rows), key=str)


def test_an_older_file_changes_nothing_that_a_newer_said(desk: Desk, items_of: ItemsOf, anna: int, vera: int) -> None:
    newer = (f"{ANNA};27.11.2026;12:00;КТ;;;12;", f"{VERA};23.11.2026;09:00;УЗИ;;;;", f"{VERA};30.11.2026;9:00;УЗИ;;;;")
    apply(desk, items_of(*newer, made=NOW))
    older = items_of(
        f"{ANNA};25.11.2026;10:30;КТ;;;12;", f"{ANNA};26.11.2026;08:00;МРТ;;;;", f"{ANNA};10.12.2026;08:00;МРТ;;;;",
        made=later(-24), name="old.csv",
    )  # fmt: skip
    assert standings(older) == [(2, "kept"), (3, "kept"), (4, "new")]
    assert codes(older) == {"older_than_last_file", "not_in_newer_file"}
    assert older.vanished == ()
    apply(desk, older)
    assert [row[3] for row in visits(desk)] == [
        moscow("2026-11-27 12:00"), moscow("2026-11-23 09:00"), moscow("2026-11-30 09:00"), moscow("2026-12-10 08:00"),
    ]  # fmt: skip
    assert items_of(*newer, made=later()).same == 3


def test_what_has_vanished_is_shown_and_nothing_is_done(desk: Desk, items_of: ItemsOf, anna: int, vera: int) -> None:
    rows = [
        f"{ANNA};25.11.2026;10:30;КТ;;;12;", f"{VERA};26.11.2026;9:00;УЗИ;;;;", f"{VERA};27.11.2026;9:00;МРТ;;;;",
        f"{ANNA};20.11.2026;9:00;УЗИ;;;;", f"{ANNA};30.11.2026;9:00;УЗИ;;;;",
    ]  # fmt: skip
    apply(desk, items_of(*rows))
    without = items_of(rows[0], rows[2], rows[4], f"{VERA};19.11.2026;9:00;онколог;;;;", made=later())
    assert [(one.full_name, one.service, one.on) for one in without.vanished] == [
        ("Тополева Вера Ильинична", "ultrasound", date(2026, 11, 26))
    ]  # the one of the morning is over
    apply(desk, without)
    assert len(visits(desk)) == 6
    assert {row[4] for row in visits(desk)} == {"planned"}
    again = items_of(rows[0], rows[2], rows[4], f"{VERA};19.11.2026;9:00;онколог;;;;", made=later(2))
    assert again.vanished == ()  # only since the last file
    short = items_of(rows[0], made=later(3))
    assert short.vanished == ()  # outside of the days of the file


def test_files_of_other_clinics_and_assistants_stand_apart(desk: Desk, items_of: ItemsOf, anna: int) -> None:
    desk.administer(add_organisation, "hospital", "Городская больница № 40", short_name="ГКБ 40")
    apply(desk, items_of(f"{ANNA};25.11.2026;10:30;КТ;;ГКБ 40;;", f"{ANNA};27.11.2026;10:30;КТ;;ГКБ 40;;"))
    build.sign_in(desk, build.colleague(desk))
    build.patient(desk, "Тополева Вера Ильинична", birth="1950-02-01")
    hers = items_of(
        f"{VERA};24.11.2026;10:30;КТ;;ГКБ 40;;", f"{VERA};30.11.2026;10:30;КТ;;ГКБ 40;;", made=later()
    )  # fmt: skip
    assert hers.vanished == ()
    other = items_of(f"{ANNA};24.11.2026;10:30;УЗИ;;;;", f"{ANNA};30.11.2026;10:30;УЗИ;;;;", made=later())
    assert other.vanished == ()
    both = (f"{ANNA};24.11.2026;10:30;УЗИ;;ГКБ 40;;", f"{VERA};30.11.2026;10:30;УЗИ;;ГКБ 40;;")
    assert len(items_of(*both, made=later()).vanished) == 2
    assert len(items_of(*both, made=later(), assistant="olga").vanished) == 0
    with pytest.raises(BadInput, match="unknown_login"):
        items_of(*both, assistant="nobody")


def test_a_plan_is_refused_when_the_record_has_moved_on(desk: Desk, items_of: ItemsOf, anna: int) -> None:
    plan = items_of(f"{ANNA};25.11.2026;10:30;КТ;;;;")
    build.visit(desk, anna, "ct", moscow("2026-11-25 10:30"))
    with pytest.raises(Conflict, match="record_changed_since_preview"):
        apply(desk, plan)
    assert len(visits(desk)) == 1


def test_undo_takes_back_what_an_import_brought(desk: Desk, items_of: ItemsOf, anna: int, vera: int) -> None:
    first = apply(desk, items_of(f"{ANNA};25.11.2026;10:30;КТ;;;12;", f"{VERA};26.11.2026;9:00;УЗИ;;;;"))
    tables = ("visit", "imported_item", "import_file")
    before = [kept_in(desk, table) for table in tables]
    plan = items_of(
        f"{ANNA};27.11.2026;10:30;КТ;;;12;", f"{VERA};26.11.2026;9:00;УЗИ;Петров;;;отменён",
        f"{VERA};28.11.2026;9:00;МРТ;;;;", made=later(),
    )  # fmt: skip
    second = apply(desk, plan)
    assert len(visits(desk)) == 4
    assert desk.do(undo, second.action_id).result.kept == ()
    assert [kept_in(desk, table) for table in tables] == before
    assert desk.strays() == []
    desk.do(undo, first.action_id)
    assert [desk.rows(f"SELECT COUNT(*) FROM {table}") for table in tables] == [[(0,)]] * 3
    assert desk.strays() == []


def test_undo_keeps_what_was_done_since(desk: Desk, items_of: ItemsOf, anna: int, vera: int) -> None:
    apply(desk, items_of(f"{VERA};26.11.2026;9:00;УЗИ;;;9;"))
    done = apply(
        desk,
        items_of(
            f"{ANNA};23.11.2026;10:30;КТ;;;;", f"{ANNA};24.11.2026;10:30;МРТ;;;;", f"{ANNA};25.11.2026;10:30;УЗИ;;;;",
            f"{VERA};27.11.2026;9:00;УЗИ;;;9;", made=later(),
        ),
    )  # fmt: skip
    ct, mri, us = (row[0] for row in visits(desk) if row[1] == anna)
    (task,) = desk.rows("SELECT id FROM task WHERE source = :s AND kind = 'confirm_visit'", s=f"visit:{ct}")[0]
    build.talk(desk, anna, "CONFIRMED", task)
    desk.do(move_visit, mri, moscow("2026-11-24 12:00"))
    moved = [row[0] for row in visits(desk) if row[1] == vera and row[4] == "planned"][0]
    desk.do(set_visit_status, moved, "confirmed")
    result = desk.do(undo, done.action_id).result
    assert result.kept == (anna, vera)
    left = {row[0]: row[4] for row in visits(desk)}
    assert us not in left
    assert (left[ct], left[mri], left[moved]) == ("confirmed", "moved", "confirmed")
    assert desk.strays() == []
    assert desk.rows("SELECT COUNT(*) FROM imported_item WHERE kind = 'visits' AND item_id = :id", id=moved) != [(0,)]
