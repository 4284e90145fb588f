"""What waits for the supervisor, and what was answered lately."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from db.actions.decisions import answer_decision
from db.actions.notes import add_note
from db.queries.decisions import DecisionRow, decisions
from tests.build import colleague, miss, patient, sign_in, talk, visit
from tests.desk import NOW, Desk

At = Callable[[str], datetime]


def rows(desk: Desk) -> dict[str, DecisionRow]:
    return {row.kind: row for row in desk.ask(decisions, NOW - timedelta(days=14))}


def test_a_death_comes_with_who_said_it_the_call_and_what_it_would_cancel(desk: Desk, at: At) -> None:
    found = patient(desk, "Петрова Мария Ивановна", "8 916 123-45-67")
    visit(desk, found, "oncologist", at("2026-11-24 10:30"))
    visit(desk, found, "ct", at("2026-11-26 10:30"))
    call_id = talk(desk, found, "DIED", spoke="other", said_name="сын Пётр", on_date=at("2026-11-19 12:00").date())
    desk.do(add_note, found, "просит не звонить матери", call_id=call_id)
    row = rows(desk)["died"]
    assert (row.said_by, row.said_name, row.call_id) == ("other", "сын Пётр", call_id)
    assert row.happened_on == at("2026-11-19 12:00").date()
    assert row.call_at is not None
    assert [each.service for each in row.coming] == ["oncologist", "ct"]
    assert row.reason is not None
    assert row.id is not None
    desk.do(answer_decision, row.id, "rejected", text="ошибка: тёзка")
    row = rows(desk)["died"]
    assert (row.answer, row.answer_text, row.reason, row.coming) == ("rejected", "ошибка: тёзка", None, ())
    assert row.answered_by == "Иванова А. П."
    desk.frozen.move_to(NOW + timedelta(days=20))
    assert desk.ask(decisions, desk.frozen.now() - timedelta(days=14)) == ()


def test_the_longest_wait_is_first_and_answers_are_last(desk: Desk, at: At) -> None:
    for name, phone, outcome in (("Аева Анна", "8 916 123-45-01", "MOVED"), ("Бояр Яна", "8 916 123-45-02", "DECLINES"),
                                 ("Вагин Пётр", "8 916 123-45-03", "ESCALATE")):  # fmt: skip
        talk(desk, patient(desk, name, phone), outcome)
        desk.frozen.move_to(desk.frozen.now() + timedelta(minutes=10))
    first = desk.ask(decisions, NOW)[0]
    assert first.id is not None
    desk.do(answer_decision, first.id, "confirmed")
    assert [row.kind for row in desk.ask(decisions, NOW)] == ["declined", "escalated", "moved"]


def test_whom_nobody_reached_is_there_and_others_see_only_their_own(desk: Desk, at: At) -> None:
    found = patient(desk, "Ким Олег Сергеевич", "8 903 555-10-22")
    visit(desk, found, "oncologist", at("2026-11-30 10:30"))
    for day in ("2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27"):
        for hour in ("10:00", "14:00"):
            desk.frozen.move_to(at(f"{day} {hour}"))
            miss(desk, found)
    desk.frozen.move_to(at("2026-11-27 18:00"))
    row = rows(desk)["not_reached"]
    assert (row.id, row.full_name) == (None, "Ким Олег Сергеевич")
    assert row.reason is not None
    sign_in(desk, colleague(desk))
    assert rows(desk) == {}
    sign_in(desk, colleague(desk, "vera", "Зимина Вера Львовна", ("supervisor",)))
    assert set(rows(desk)) == {"not_reached"}
