"""Status, messages, covers, and promises of whoever is not at work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from db.actions.calls import open_call, put_aside
from db.actions.colleagues import add_cover, end_cover, hand_over, read_message, send_message, set_status
from db.actions.people import disable_user
from db.actions.postponing import offer_callback, postpone, postpone_all
from db.actions.reminders import add_reminder
from db.actions.undo import undo
from db.errors import BadInput, Conflict, Refused
from db.queries.call_list import CallRow, call_list, explain
from db.queries.colleagues import colleagues, covers, messages, outlook, unread_messages
from db.queries.left import left
from db.queries.search import callers, search
from tests.build import colleague, miss, patient, sign_in, talk
from tests.desk import NOW, Desk

At = Callable[[str], datetime]
TODAY, TOMORROW, MONDAY = date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 23)
ANNA = 1


def rows(desk: Desk) -> dict[int, CallRow]:
    return {row.patient_id: row for row in desk.ask(call_list).rows}


def refused(desk: Desk, code: str, act: object, *args: object, **more: object) -> None:
    with pytest.raises((Refused, BadInput)) as caught:
        desk.do(act, *args, **more)  # type: ignore[arg-type]  # any action
    assert caught.value.code == code


@pytest.fixture
def petrova(desk: Desk, at: At) -> int:
    """Anna's patient, to be reminded at 11."""
    found = patient(desk, "Петрова Мария Ивановна", "8 916 123-45-67")
    desk.do(add_reminder, found, "Полис", at("2026-11-20 10:00"))
    return found


@pytest.fixture
def olga(desk: Desk) -> int:
    return colleague(desk)


def test_a_status_lasts_until_its_end_and_is_taken_back(desk: Desk, olga: int) -> None:
    done = desk.do(set_status, "lunch").result
    assert done.until_at == NOW + timedelta(hours=1)
    me = desk.ask(colleagues)[0]
    assert (me.me, me.status, me.at_work) == (True, "lunch", False)
    desk.frozen.move_to(NOW + timedelta(hours=1))
    me = desk.ask(colleagues)[0]
    assert (me.status, me.status_until, me.at_work) == ("on_line", None, True)
    desk.do(set_status, "ill", user_id=olga)
    assert [(each.short_name, each.status) for each in desk.ask(colleagues)][1] == ("Котова О. С.", "ill")
    desk.do(undo)
    assert desk.ask(colleagues)[1].at_work
    refused(desk, "time_is_over", set_status, "away", NOW)
    refused(desk, "unknown_code", set_status, "asleep")


def test_a_message_about_a_patient_is_read_once_and_then_stays(desk: Desk, petrova: int, olga: int) -> None:
    sent = desk.do(send_message, olga, "Звонила вам в 11:20", petrova)
    assert sent.result.to == "Котова О. С."
    refused(desk, "not_yours", read_message, sent.result.message_id)
    refused(desk, "message_to_oneself", send_message, ANNA, "себе")
    refused(desk, "message_empty", send_message, olga, "  ")
    sign_in(desk, olga)
    assert desk.ask(unread_messages) == 1
    (message,) = desk.ask(messages)
    assert (message.incoming, message.full_name, message.from_name) == (True, "Петрова Мария Ивановна", "Иванова А. П.")
    desk.do(read_message, message.id)
    assert desk.ask(unread_messages) == 0
    sign_in(desk, ANNA)
    assert desk.ask(messages)[0].read_at == NOW
    with pytest.raises(Conflict):
        desk.do(undo, sent.action_id)


def test_an_unread_message_can_be_taken_back(desk: Desk, petrova: int, olga: int) -> None:
    desk.do(send_message, olga, "Не то", petrova)
    desk.do(undo)
    assert desk.ask(messages) == ()


def test_a_cover_puts_the_patients_on_the_list_of_who_stands_in(desk: Desk, petrova: int, olga: int) -> None:
    cover = desk.do(add_cover, ANNA, olga, TODAY, MONDAY, because="болеет").result
    assert (cover.patients, cover.by_is_covered_by, cover.user_covers) == (1, None, None)
    assert rows(desk)[petrova].own
    sign_in(desk, olga)
    row = rows(desk)[petrova]
    assert (row.own, row.covered, row.whose) == (False, True, "Иванова А. П.")
    assert desk.ask(call_list).counts.now == 1
    assert desk.ask(explain, petrova).section == "now"
    (hit,) = desk.ask(search, "петрова")
    assert (hit.own, hit.covered, hit.assistant) == (False, True, "Иванова А. П.")
    assert desk.ask(callers, "4567")[0].covered
    desk.frozen.move_to(NOW + timedelta(days=4))  # Tuesday: the last day was Monday
    assert petrova not in rows(desk)
    assert not desk.ask(search, "петрова")[0].covered


def test_one_patient_is_covered_alone_and_listed_once(desk: Desk, petrova: int, olga: int, at: At) -> None:
    other = patient(desk, "Ким Олег Сергеевич", "8 903 555-10-22")
    desk.do(add_reminder, other, "СНИЛС", at("2026-11-20 10:00"))
    desk.do(add_cover, ANNA, olga, TODAY, TOMORROW, patient_id=petrova)
    sign_in(desk, olga)
    assert set(rows(desk)) == {petrova}
    sign_in(desk, ANNA)
    desk.do(add_cover, ANNA, olga, TODAY, TODAY)
    sign_in(desk, olga)
    assert set(rows(desk)) == {petrova, other}
    assert len(rows(desk)[petrova].reasons) == 1


def test_overlapping_backward_and_own_covers_are_refused(desk: Desk, petrova: int, olga: int) -> None:
    vera = colleague(desk, "vera", "Зимина Вера Львовна")
    desk.do(add_cover, ANNA, olga, TODAY, MONDAY)
    refused(desk, "cover_overlaps", add_cover, ANNA, vera, MONDAY, MONDAY + timedelta(days=3))
    refused(desk, "cover_backwards", add_cover, ANNA, vera, MONDAY, TODAY)
    refused(desk, "cover_is_past", add_cover, ANNA, vera, TODAY - timedelta(3), TODAY - timedelta(1))
    refused(desk, "cover_by_oneself", add_cover, ANNA, ANNA, TODAY, TODAY)
    refused(desk, "not_their_patient", add_cover, olga, vera, TODAY, TODAY, patient_id=petrova)
    desk.do(add_cover, ANNA, vera, MONDAY + timedelta(days=1), MONDAY + timedelta(days=3))
    desk.administer(disable_user, vera)
    refused(desk, "user_disabled", add_cover, olga, vera, TODAY, TODAY)


def test_chains_of_covers_are_said_and_not_followed(desk: Desk, petrova: int, olga: int) -> None:
    vera = colleague(desk, "vera", "Зимина Вера Львовна")
    desk.do(add_cover, ANNA, olga, TODAY, MONDAY)
    chained = desk.do(add_cover, olga, vera, TODAY, TODAY).result
    assert chained.user_covers == "Иванова А. П."
    nina = colleague(desk, "nina", "Орлова Нина Павловна")
    assert desk.do(add_cover, nina, olga, TODAY, TODAY).result.by_is_covered_by == "Зимина В. Л."
    sign_in(desk, vera)
    assert petrova not in rows(desk)


def test_a_cover_that_ends_leaves_promises_with_the_owner(desk: Desk, petrova: int, olga: int, at: At) -> None:
    cover = desk.do(add_cover, ANNA, olga, TODAY, MONDAY).result.cover_id
    sign_in(desk, olga)
    talk(desk, petrova, "CALLBACK", until_at=at("2026-11-20 15:00"))
    aside = desk.do(open_call, petrova).result.call_id
    desk.do(put_aside, aside)
    desk.do(end_cover, cover)
    assert [row.call_id for row in rows(desk).values()] == [aside]  # it waits for its mark where it was made
    sign_in(desk, ANNA)
    row = rows(desk)[petrova]
    assert "callback" in {reason.kind for reason in row.reasons}
    assert row.own
    refused(desk, "cover_is_over", end_cover, cover)


def test_two_who_work_on_one_patient_see_the_last_call(desk: Desk, petrova: int, olga: int) -> None:
    desk.do(add_cover, ANNA, olga, TODAY, TODAY)
    sign_in(desk, olga)
    miss(desk, petrova)
    sign_in(desk, ANNA)
    row = rows(desk)[petrova]
    assert (row.other, row.other_at, row.rounds_today) == ("Котова О. С.", NOW, 1)
    desk.frozen.move_to(NOW + timedelta(hours=4))
    miss(desk, petrova)
    assert rows(desk)[petrova].other is None
    sign_in(desk, olga)
    assert rows(desk)[petrova].other == "Иванова А. П."


def test_the_outlook_says_the_load_before_and_after(desk: Desk, petrova: int, olga: int) -> None:
    (row,) = desk.ask(outlook, ANNA)
    assert (row.colleague.id, row.now, row.then) == (olga, 0, 1)
    desk.do(add_cover, ANNA, olga, TODAY, TODAY)
    found = {each.id: each for each in desk.ask(colleagues)}
    assert (found[olga].due_today, found[olga].covers) == (1, ("Иванова А. П.",))
    assert (found[ANNA].covered_by, found[ANNA].at_work, found[ANNA].due_today) == ("Котова О. С.", False, 1)
    assert [(each.state, each.patients) for each in desk.ask(covers)] == [("now", 1)]
    desk.do(undo)
    assert desk.ask(covers, over=True) == ()


@pytest.mark.parametrize("why", ["lunch", "ill", "cover", "disabled", "given"])
def test_a_promise_of_whoever_is_not_at_work_is_offered_at_once(
    desk: Desk, petrova: int, olga: int, at: At, why: str
) -> None:
    promised = at("2026-11-20 10:20" if why == "lunch" else "2026-11-20 15:00")
    talk(desk, petrova, "CALLBACK", until_at=promised)
    vera = colleague(desk, "vera", "Зимина Вера Львовна")
    sign_in(desk, vera)
    assert petrova not in rows(desk)
    sign_in(desk, ANNA)
    if why == "cover":
        desk.do(add_cover, ANNA, olga, TODAY, TODAY)
    elif why == "disabled":
        sign_in(desk, vera)
        desk.administer(disable_user, ANNA, unassign=True)
    elif why == "given":
        task = next(reason.task_id for reason in rows(desk)[petrova].reasons if reason.kind == "callback")
        desk.do(offer_callback, task)
        refused(desk, "offered_already", offer_callback, task)
    else:
        desk.do(set_status, why)
    if why != "disabled":
        assert {reason.kind for reason in rows(desk)[petrova].reasons} >= {"callback"}
    sign_in(desk, vera)
    row = rows(desk)[petrova]
    assert [(reason.kind, reason.due_from) for reason in row.reasons] == [("callback_offer", promised)]
    whose = None if why == "disabled" else "Иванова А. П."
    assert (row.section, row.own, row.whose) == ("callback", False, whose)
    sign_in(desk, olga)
    assert len([r for r in rows(desk)[petrova].reasons if r.kind in ("callback", "callback_offer")]) == 1


def test_a_promise_for_after_the_break_is_not_offered(desk: Desk, petrova: int, olga: int, at: At) -> None:
    talk(desk, petrova, "CALLBACK", until_at=at("2026-11-20 15:00"))
    desk.do(set_status, "lunch")
    sign_in(desk, olga)
    assert petrova not in rows(desk)


def test_a_task_is_put_off_and_back_but_never_behind_its_end(desk: Desk, at: At) -> None:
    kim = patient(desk, "Ким Олег Сергеевич", "8 903 555-10-22", met=False)
    (reason,) = rows(desk)[kim].reasons  # the first call, due within a working day
    assert reason.kind == "first_contact"
    done = desk.do(postpone, reason.task_id, at("2026-11-20 14:00")).result
    assert done.until_at == at("2026-11-20 14:00")
    assert rows(desk)[kim].section == "later"
    desk.do(undo)
    assert rows(desk)[kim].section == "now"
    monday = desk.do(postpone, reason.task_id, at("2026-11-23 00:00")).result
    assert monday.until_at == at("2026-11-23 09:00")  # when calls begin
    assert kim not in rows(desk)
    refused(desk, "due_before_then", postpone, reason.task_id, at("2026-11-25 10:00"))
    refused(desk, "time_is_over", postpone, reason.task_id, NOW)


def test_a_reminder_of_today_and_a_promise_are_not_put_off(desk: Desk, petrova: int, at: At) -> None:
    (reason,) = rows(desk)[petrova].reasons
    refused(desk, "due_today", postpone, reason.task_id, at("2026-11-23 10:00"))
    talk(desk, petrova, "CALLBACK", until_at=at("2026-11-20 15:00"))
    promise = next(one for one in rows(desk)[petrova].reasons if one.kind == "callback")
    refused(desk, "promise_stays", postpone, promise.task_id, at("2026-11-23 10:00"))
    refused(desk, "nothing_to_put_off", postpone_all, [promise.task_id, reason.task_id], at("2026-11-23 10:00"))


def test_what_is_left_is_put_off_or_handed_over_in_one_step_each(desk: Desk, petrova: int, olga: int, at: At) -> None:
    kim = patient(desk, "Ким Олег Сергеевич", "8 903 555-10-22", met=False)
    promised = patient(desk, "Орлова Нина Павловна", "8 916 000-88-03")
    talk(desk, promised, "CALLBACK", until_at=at("2026-11-20 15:00"))
    found = desk.ask(left)
    assert found.next_on == MONDAY
    assert [(row.patient_id, row.kind, bool(row.may_wait)) for row in found.rows] == [
        (promised, "promised", False), (petrova, "due", False), (kim, "may_wait", True),
    ]  # fmt: skip
    waiting = [task for row in found.rows for task in row.may_wait]
    assert desk.do(postpone_all, waiting, found.next_at).result.put_off == 1
    handed = desk.do(hand_over, petrova, olga, MONDAY, "Напомнить про полис").result
    assert (handed.by, handed.last_on) == ("Котова О. С.", MONDAY)
    desk.do(offer_callback, next(row.callback_id for row in found.rows if row.callback_id))
    found = desk.ask(left)
    assert [(row.patient_id, row.with_whom, row.offered) for row in found.rows] == [
        (promised, None, True), (petrova, "Котова О. С.", False),
    ]  # fmt: skip
    assert found.open == ()
    desk.do(undo)
    desk.do(undo)
    assert [row.patient_id for row in desk.ask(left).open] == [promised, petrova]
    assert desk.rows("SELECT COUNT(*) FROM message") == [(0,)]


def test_the_list_reads_covers_and_offers_by_their_indexes(desk: Desk, petrova: int, olga: int) -> None:
    """No condition of the list looks at every task."""
    from db.queries.listed import scope_of_user
    from db.work import View

    desk.do(add_cover, ANNA, olga, TODAY, TODAY)
    desk.do(add_cover, olga, ANNA, TODAY, TODAY)
    sign_in(desk, olga)
    with desk.reading() as conn:
        if conn.dialect != "sqlite":
            pytest.skip("a plan on a small table says nothing")
        view = View(conn, desk.user, NOW, desk.rules, desk.zone)
        scope = scope_of_user(view, olga)
        lines = [row[3] for row in conn.rows("EXPLAIN QUERY PLAN " + scope.task_sql, **scope.params)]
    assert any("ix_task_list" in line for line in lines), lines
    assert any("ix_cover_by" in line for line in lines), lines
    assert not [line for line in lines if line.startswith("SCAN") and "task" in line.split()[1:2]]
    assert not [line for line in lines if line.startswith(("SCAN t", "SCAN c", "SCAN u"))], lines
