"""Patients of others: opened for a reason or in necessity, for a time; who is switched off is out at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from db.actions.access import break_glass, open_for_reason, review_grant
from db.actions.assigning import assign_patients
from db.actions.calls import open_call
from db.actions.colleagues import add_cover
from db.actions.connections import mark_connection
from db.actions.notes import add_note
from db.actions.patients import NewPatient, add_patient, open_card
from db.actions.people import add_user
from db.actions.undo import undo
from db.errors import BadInput, Denied, Refused
from db.queries.access import access_to, grants
from db.queries.accompanied import accompanied
from db.queries.card import card
from db.queries.filters import EVERYBODY, UNASSIGNED
from db.queries.panel import panel
from db.queries.patients import patients
from db.queries.search import callers, search
from db.rules.permissions import Access
from tests.build import colleague, patient, sign_in
from tests.desk import NOW, Desk

At = Callable[[str], datetime]
ANNA = 1
WORDS = "Пациент на линии, его помощник недоступен"


@pytest.fixture
def petrova(desk: Desk) -> int:
    return patient(desk, "Петрова Мария Ивановна", "8 916 123-45-67")


@pytest.fixture
def olga(desk: Desk) -> int:
    return colleague(desk)


@pytest.fixture
def far(desk: Desk, petrova: int) -> int:
    """An assistant of another centre."""
    there = elsewhere(desk)
    added = desk.administer(add_user, "farida", "Дальняя Фарида Олеговна", ["assistant"], centre_id=there)
    user_id: int = added.result.user_id
    return user_id


def elsewhere(desk: Desk) -> int:
    with desk._writer.transaction(write=True) as conn:
        found: int = conn.value(
            "INSERT INTO organisation (kind, name, short_name, search_key, zone, active, version)"
            " VALUES ('cancer_centre', 'ЦАОП № 7', 'ЦАОП № 7', 'цаоп 7', 'Europe/Moscow', TRUE, 1) RETURNING id"
        )
    return found


def looks(desk: Desk, patient_id: int) -> list[tuple[str, str | None]]:
    return [(row[0], row[1]) for row in desk.rows(
        "SELECT event, reason FROM audit_event WHERE object_kind = 'patient' AND object_id = :id ORDER BY id",
        id=patient_id,
    )]  # fmt: skip


def test_a_colleagues_patient_opens_for_a_reason_until_the_shift_is_over(desk: Desk, petrova: int, olga: int) -> None:
    sign_in(desk, olga)
    for asked in (lambda: desk.ask(card, petrova), lambda: desk.do(open_card, petrova),
                  lambda: desk.do(add_note, petrova, "чужое")):  # fmt: skip
        with pytest.raises(Denied, match="reason_needed") as denied:
            asked()
        assert denied.value.params == {"id": petrova}
    with pytest.raises(BadInput, match="unknown_code"):
        desk.do(open_for_reason, petrova, "curiosity")
    opened = desk.do(open_for_reason, petrova, "calling_in").result
    assert opened.until_at == NOW + timedelta(hours=12)
    found = desk.ask(access_to, petrova)
    assert (found.access, found.kind, found.reason, found.whose) == (
        Access.FREE,
        "reason",
        "calling_in",
        "Иванова А. П.",
    )
    assert desk.ask(card, petrova).patient_id == petrova
    desk.do(add_note, petrova, "звонит сама")
    assert desk.do(open_for_reason, petrova, "cover").result.grant_id == opened.grant_id, "it is open already"
    desk.frozen.move_to(NOW + timedelta(hours=12))
    with pytest.raises(Denied, match="reason_needed"):
        desk.ask(card, petrova)
    assert ("open_for_reason", "calling_in") in looks(desk, petrova)


def test_a_reason_gives_nothing_that_only_the_owner_may(desk: Desk, petrova: int, olga: int) -> None:
    sign_in(desk, olga)
    desk.do(open_for_reason, petrova, "cover")
    with pytest.raises(Denied, match="not_your_role"):
        desk.do(assign_patients, (petrova,), olga)
    with pytest.raises(Denied, match="not_your_role"):
        desk.do(add_cover, ANNA, olga, NOW.date(), NOW.date())
    assert desk.rows("SELECT assistant_id FROM patient") == [(ANNA,)]


def test_another_centres_patient_opens_by_breaking_the_glass_for_an_hour(desk: Desk, petrova: int, far: int) -> None:
    sign_in(desk, far)
    with pytest.raises(Denied, match="break_glass_needed"):
        desk.ask(card, petrova)
    with pytest.raises(Denied, match="break_glass_needed"):
        desk.do(open_for_reason, petrova, "calling_in")
    with pytest.raises(BadInput, match="reason_too_short"):
        desk.do(break_glass, petrova, "надо")
    desk.do(break_glass, petrova, WORDS)
    before = len(looks(desk, petrova))
    desk.ask(card, petrova)
    desk.ask(panel, petrova)
    assert looks(desk, petrova)[before:] == [("view_patient", "break_glass")] * 2, "every look is written down"
    desk.frozen.move_to(NOW + timedelta(minutes=59))
    desk.ask(card, petrova)
    desk.frozen.move_to(NOW + timedelta(minutes=60))
    with pytest.raises(Denied, match="break_glass_needed"):
        desk.ask(card, petrova)


def test_the_hour_is_one_of_real_time_wherever_the_clock_of_the_desk_stands(
    desk: Desk, petrova: int, far: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(desk, far)
    desk.do(break_glass, petrova, WORDS)
    real = NOW
    monkeypatch.setattr(desk.frozen, "real", lambda: real)
    desk.frozen.move_to(NOW + timedelta(days=3))  # the desk's alone
    desk.ask(card, petrova)
    desk.frozen.move_to(NOW)
    real = NOW + timedelta(minutes=60)
    with pytest.raises(Denied, match="break_glass_needed"):
        desk.ask(card, petrova)


def test_what_cannot_be_written_down_is_not_shown(
    desk: Desk, petrova: int, far: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(desk, far)
    desk.do(break_glass, petrova, WORDS)

    def broken(*_: object, **__: object) -> None:
        raise OSError("no audit")

    monkeypatch.setattr(desk, "record_event", broken)
    with pytest.raises(OSError, match="no audit"):
        desk.ask(card, petrova)


def test_the_supervisor_looks_at_each_once_and_nobody_at_their_own(
    desk: Desk, petrova: int, olga: int, far: int
) -> None:
    sign_in(desk, olga)
    desk.do(open_for_reason, petrova, "late_callback")
    sign_in(desk, far)
    desk.do(break_glass, petrova, WORDS)
    desk.ask(card, petrova)
    with pytest.raises(Denied, match="not_your_role"):
        desk.ask(grants)
    sign_in(desk, ANNA)
    glass, reason = desk.ask(grants)
    assert (glass.kind, glass.text, glass.user, glass.whose) == ("break_glass", WORDS, "Дальняя Ф. О.", "Иванова А. П.")
    assert glass.views == 2  # broken, and looked at
    assert (reason.kind, reason.reason, reason.full_name) == ("reason", "late_callback", "Петрова Мария Ивановна")
    desk.do(review_grant, glass.id, "Позвонила по ошибке", version=glass.version)
    with pytest.raises(Refused, match="already_reviewed"):
        desk.do(review_grant, glass.id)
    assert [row.id for row in desk.ask(grants)] == [reason.id]
    done = next(row for row in desk.ask(grants, every=True) if row.id == glass.id)
    assert (done.reviewed_by, done.review_note) == ("Иванова А. П.", "Позвонила по ошибке")
    desk.be("assistant", "supervisor", user_id=olga)
    sign_in(desk, olga)
    assert reason.id not in [row.id for row in desk.ask(grants)]
    with pytest.raises(Denied, match="not_your_role"):
        desk.do(review_grant, reason.id)


def test_a_search_finds_all_and_says_how_each_opens(desk: Desk, petrova: int, olga: int, far: int) -> None:
    assert [hit.access for hit in desk.ask(search, "Петрова")] == [Access.FREE]
    for who, how in ((olga, Access.REASON_NEEDED), (far, Access.BREAK_GLASS_NEEDED)):
        sign_in(desk, who)
        assert [hit.access for hit in desk.ask(search, "Петрова")] == [how]
        (caller,) = desk.ask(callers, "4567")
        assert (caller.access, caller.next_visit_at, caller.promised_at) == (how, None, None)
    desk.do(break_glass, petrova, WORDS)
    assert [hit.access for hit in desk.ask(search, "Петрова")] == [Access.FREE]


def test_lists_hold_ones_own_and_a_supervisors_the_centres(desk: Desk, petrova: int, olga: int, far: int) -> None:
    sign_in(desk, far)
    hers = patient(desk, "Дальнева Ирина", "8 916 000-00-07")
    for login in (EVERYBODY, UNASSIGNED, "anna"):
        with pytest.raises(Denied, match="not_your_role"):
            desk.ask(patients, assistant=login)
    assert [row.id for row in desk.ask(patients)] == [hers]
    sign_in(desk, ANNA)
    assert [row.id for row in desk.ask(patients, assistant=EVERYBODY)] == [petrova]
    assert [row.id for row in desk.ask(accompanied, whole=True)] == [petrova]
    with pytest.raises(Denied, match="not_your_role"):
        desk.ask(patients, assistant="farida")
    desk.be(scope="all")
    assert {row.id for row in desk.ask(patients, assistant=EVERYBODY)} == {petrova, hers}
    assert {row.id for row in desk.ask(accompanied, whole=True)} == {petrova, hers}


def test_whoever_stands_in_needs_no_reason_and_only_while_they_do(desk: Desk, petrova: int, olga: int) -> None:
    desk.do(add_cover, ANNA, olga, NOW.date(), NOW.date())
    sign_in(desk, olga)
    desk.ask(card, petrova)
    assert [row.id for row in desk.ask(patients, assistant="anna")] == [petrova]
    desk.frozen.move_to(NOW + timedelta(days=1))
    with pytest.raises(Denied, match="reason_needed"):
        desk.ask(card, petrova)


def test_a_call_that_is_open_is_finished_by_whoever_made_it(desk: Desk, petrova: int, olga: int) -> None:
    sign_in(desk, olga)
    hers = patient(desk, "Ким Олег", "8 903 555-10-22")
    call_id = desk.do(open_call, hers).result.call_id
    with desk._writer.transaction(write=True) as conn:
        conn.run("UPDATE patient SET assistant_id = :anna WHERE id = :id", anna=ANNA, id=hers)
    desk.do(mark_connection, call_id, "NO_ANSWER")
    with pytest.raises(Denied, match="reason_needed"):
        desk.do(open_call, hers)


def test_nobody_takes_a_patient_by_touching_them(desk: Desk, petrova: int, olga: int) -> None:
    sign_in(desk, olga)
    desk.do(open_for_reason, petrova, "cover")
    note = desk.do(add_note, petrova, "её")
    desk.frozen.move_to(NOW + timedelta(hours=13))
    with pytest.raises(Denied, match="reason_needed"):
        desk.do(undo, note.action_id)
    desk.do(add_patient, NewPatient("Нова Анна"))
    desk.do(undo)
    assert desk.rows("SELECT COUNT(*) FROM patient") == [(1,)]


def test_other_roles_are_in_force_with_the_next_step(desk: Desk, petrova: int) -> None:
    with Desk(desk.url, desk.frozen) as other:
        other.be("auditor", user_id=desk.user.id)
    with pytest.raises(Denied, match="not_your_role"):
        desk.do(add_note, petrova, "как вчера")
    assert desk.user.roles == {"auditor"}
    with pytest.raises(Denied, match="not_your_role"):
        desk.ask(card, petrova)
