"""An organisation's own numbers: set, given back, undone; the plan follows in the same step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from db.actions.numbers import preview_number, reset_number, set_number
from db.actions.undo import undo
from db.auth import user_by_id
from db.caseload import Caseload
from db.checks import check
from db.defaults import default_rules
from db.errors import BadInput, Conflict, Refused
from db.number_settings import number_settings
from db.queries.numbers import number, numbers
from tests import build
from tests.desk import Desk

At = Callable[[str], datetime]
CAP = "attempts.cap_rounds"
READY = "reminding.confirm_visit_working_days_before"


def stamp(desk: Desk) -> str:
    ((found,),) = desk.rows("SELECT stamp FROM rule_stamp WHERE in_force")
    return str(found)


def confirm_from(desk: Desk) -> datetime:
    ((found,),) = desk.rows("SELECT due_from FROM task WHERE kind = 'confirm_visit' AND state = 'open'")
    assert isinstance(found, datetime)
    return found


@pytest.fixture(autouse=True)
def administrator(desk: Desk) -> None:
    """Numbers of the rules are set by administrators."""
    desk.be("assistant", "supervisor", "administrator")


@pytest.fixture
def planned(desk: Desk, at: At) -> Desk:
    """A desk with a visit to confirm next Thursday."""
    patient = build.patient(desk, "Петрова Мария", "8 916 123-45-67")
    build.visit(desk, patient, "oncologist", at("2026-11-26 10:00"))
    build.patient(desk, "Ким Олег", "8 903 555-10-22")
    return desk


def test_a_number_of_ones_own_moves_the_plan_under_a_new_stamp(planned: Desk) -> None:
    first, due = stamp(planned), confirm_from(planned)
    done = planned.do(set_number, READY, "3", "Люди просят раньше")
    assert (done.result.before, done.result.after) == (1, 3)
    assert (done.result.patients, done.result.tasks) == (1, 1)
    assert done.result.stamp == stamp(planned) == planned.rules.stamp != first
    assert planned.rules.numbers.reminding.confirm_visit_working_days_before == 3
    assert confirm_from(planned) < due
    assert check(planned).ok
    entry = planned.ask(number, READY)
    assert (entry.value, entry.own, entry.reason, entry.by) == (3, True, "Люди просят раньше", "Иванова А. П.")
    assert entry.at == planned.frozen.now()
    assert [one.key for one in planned.ask(numbers, own=True)] == [READY]


def test_each_change_is_audited_with_the_number_it_was_about(planned: Desk) -> None:
    done = planned.do(set_number, CAP, "8", "Дольше ищем")
    planned.do(reset_number, CAP, "Как у всех")
    planned.do(undo)
    events = planned.rows("SELECT event, object_kind, reason FROM audit_event WHERE object_kind = 'rules' ORDER BY id")
    assert events == [("number", "rules", CAP)] * 3
    kinds = planned.rows("SELECT event FROM audit_event WHERE action_id >= :id ORDER BY id", id=done.action_id)
    assert {kind for (kind,) in kinds} == {"number", "set_number", "reset_number", "undo"}


def test_going_back_to_what_ships_gives_the_old_stamp_back(planned: Desk) -> None:
    first, due = stamp(planned), confirm_from(planned)
    planned.do(set_number, READY, "2", "Проба")
    planned.do(reset_number, READY, "Хватит")
    assert (stamp(planned), confirm_from(planned)) == (first, due)
    assert not planned.ask(number, READY).own
    assert planned.rows("SELECT COUNT(*) FROM rule_stamp WHERE in_force") == [(1,)]
    assert check(planned).ok


def test_undo_gives_the_value_back_and_leaves_other_numbers(planned: Desk) -> None:
    due = confirm_from(planned)
    first = planned.do(set_number, READY, "3", "Проба")
    planned.do(set_number, CAP, "8", "Дольше ищем")
    planned.do(undo, first.action_id)
    assert (planned.rules.numbers.attempts.cap_rounds, confirm_from(planned)) == (8, due)
    assert [one.key for one in planned.ask(numbers, own=True)] == [CAP]
    assert check(planned).ok


def test_undo_of_a_number_set_again_since_is_refused(planned: Desk) -> None:
    first = planned.do(set_number, CAP, "8", "Дольше ищем")
    planned.do(set_number, CAP, "9", "Ещё дольше")
    with pytest.raises(Conflict, match="changed_since"):
        planned.do(undo, first.action_id)
    assert planned.rules.numbers.attempts.cap_rounds == 9
    planned.do(undo)
    assert planned.ask(number, CAP).reason == "Дольше ищем"
    assert planned.rules.numbers.attempts.cap_rounds == 8


def test_what_was_staged_is_taken_except_for_who_was_touched_since(planned: Desk, at: At) -> None:
    staged = planned.ask(preview_number, READY, "3")
    assert (staged.patients, staged.tasks, staged.differ) == (1, 1, 1)
    assert staged.base == stamp(planned)  # nothing was written
    other = planned.rows("SELECT id FROM patient WHERE full_name = 'Ким Олег'")[0][0]
    build.visit(planned, other, "oncologist", at("2026-11-26 11:00"))
    done = planned.do(set_number, READY, "3", "Проба", staged=staged)
    assert (done.result.patients, done.result.tasks) == (2, 2)
    assert check(planned).ok


def test_what_was_staged_under_other_rules_is_made_anew(planned: Desk) -> None:
    staged = planned.ask(preview_number, READY, "3")
    planned.do(set_number, "reminding.took_place_working_days_after", "2", "Проба")
    assert planned.do(set_number, READY, "3", "Проба", staged=staged).result.patients == 1
    assert check(planned).ok


def test_another_terminal_plans_by_the_rules_in_force(planned: Desk, at: At) -> None:
    with Desk(planned.url, planned.frozen) as other:
        assert other.rules.numbers.reminding.confirm_visit_working_days_before == 1
        planned.do(set_number, READY, "3", "Проба")
        build.patient(other, "Сидорова Анна", "8 905 777-54-40")
        last = other.rows("SELECT MAX(id) FROM patient")[0][0]
        build.visit(other, last, "oncologist", at("2026-11-27 10:00"))
        assert other.rules.stamp == stamp(planned)
    assert check(planned).ok


@pytest.mark.parametrize(
    ("key", "typed", "code"),
    [
        (CAP, "0", "number_out_of_range"),
        (CAP, "31", "number_out_of_range"),
        (CAP, "шесть", "number_not_whole"),
        (CAP, "6,5", "number_not_whole"),
        (CAP, "off", "number_cannot_be_off"),
        (CAP, "", "number_not_whole"),
        ("attempts.max_rounds_per_day", "9" * 40, "number_not_whole"),
        ("windows.hard_working_day", "20-9", "number_hours_backwards"),
        ("windows.hard_working_day", "9-25", "number_not_hours"),
        ("windows.hard_working_day", "10-19", "number_clash"),
        ("windows.default_sunday", "8-12", "number_clash"),
        ("attempts.parts_of_day", "9-12, 11-16", "number_does_not_go"),
        ("attempts.parts_of_day", "9-20", "number_clash"),
        ("bands.soon", "0", "number_clash"),
        ("cycles.pre_tests", "cbc, чай", "number_unknown_test"),
        ("cycles.wellbeing_days_after_infusion", "3, x", "number_not_whole"),
        ("follow_up.non_working_day_shift", "sometimes", "number_not_choice"),
        ("cycles.templates.q7", "7", "number_not_switch"),
        ("deadlines.onc_consult", "61", "number_out_of_range"),
        ("attempts.cap_round", "6", "unknown_number"),
    ],
)
def test_what_a_number_cannot_be_is_refused_and_nothing_changes(desk: Desk, key: str, typed: str, code: str) -> None:
    before = stamp(desk)
    with pytest.raises(BadInput, match=code):
        desk.do(set_number, key, typed, "Проба")
    with pytest.raises(BadInput, match=code):
        desk.ask(preview_number, key, typed)
    assert stamp(desk) == before
    assert desk.rows("SELECT COUNT(*) FROM action") == [(0,)]


def test_a_reason_is_needed_and_something_to_change(desk: Desk) -> None:
    with pytest.raises(BadInput, match="reason_missing"):
        desk.do(set_number, CAP, "8", "  ")
    with pytest.raises(Refused, match="number_is_default"):
        desk.do(reset_number, CAP, "Проба")
    desk.do(set_number, CAP, "8", "Проба")
    with pytest.raises(Refused, match="number_unchanged"):
        desk.do(set_number, CAP, "8", "Проба")


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("windows.default_sunday", "10:00–14:00", ["10:00", "14:00"]),
        ("windows.default_saturday", "выкл", None),
        ("attempts.parts_of_day", "9-11, 11-15; 15-20", [["09:00", "11:00"], ["11:00", "15:00"], ["15:00", "20:00"]]),
        ("cycles.wellbeing_days_after_infusion", "7, 3, 7", [3, 7]),
        ("urgency.per_round_today", "-30", -30),
        ("deadlines.histology_simple", "4", 4),
        ("deadlines.onc_consult", "off", None),
        ("cycles.templates.q28_d1_8_15", "да", True),
        ("bundles.surgery_generic", "off", False),
        ("bundles.admission_msk_mknc.ecg", "14", 14),
        ("waiting.silent_after_days.treatment", "20", 20),
        ("follow_up.non_working_day_shift", "none", "none"),
        ("cycles.pre_tests", "cbc", ["cbc"]),
    ],
)
def test_every_kind_of_number_is_read_as_people_type_it(desk: Desk, key: str, typed: str, value: object) -> None:
    desk.do(set_number, key, typed, "Проба")
    assert desk.ask(number, key).value == value
    desk.do(reset_number, key, "Назад")
    assert desk.rules == default_rules()


def test_a_number_that_is_set_is_there_for_the_next_who_opens(desk: Desk) -> None:
    desk.do(set_number, CAP, "8", "Проба")
    with Caseload(desk.url, clock=desk.frozen) as again:
        again.act_as(user_by_id(again, 1))
        assert again.rules.numbers.attempts.cap_rounds == 8
        assert again.ask(number, CAP).value == 8


def test_every_number_has_a_range_that_holds_what_ships(desk: Desk) -> None:
    for setting in number_settings():
        if setting.kind == "whole" and setting.default is not None:
            assert isinstance(setting.default, int)
            assert setting.least <= setting.default <= setting.most, setting.key
        assert desk.ask(number, setting.key).value == setting.default


def test_a_step_taken_again_after_a_lost_connection_changes_nothing_twice(desk: Desk) -> None:
    first = desk.do_once("same", set_number, CAP, "8", "Проба")
    again = desk.do_once("same", set_number, CAP, "8", "Проба")
    assert (again.action_id, again.result) == (first.action_id, first.result)
    assert desk.frozen.now() + timedelta(0) == desk.ask(number, CAP).at
