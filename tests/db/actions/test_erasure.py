"""Lawful erasure: nothing of the planted words is left in the record, its journal, its files; the rest is whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from db.actions.calls import correct_call, log_call
from db.actions.closing import close_patient
from db.actions.colleagues import send_message
from db.actions.contacts import NewContact, add_contacts, edit_contact
from db.actions.courses import plan_course, stop_course
from db.actions.decisions import reopen_patient
from db.actions.difficulties import add_barrier, pause_calls, settle_barrier
from db.actions.erasure import BASES, erase_patient
from db.actions.forms import MarkForm
from db.actions.notes import add_note
from db.actions.patients import NewPatient, add_patient, edit_patient, set_milestone
from db.actions.people import add_user
from db.actions.reminders import add_reminder
from db.actions.tests import order_test
from db.actions.undo import undo
from db.actions.visits import book_visit, cancel_visit
from db.checks import check
from db.errors import BadInput, Conflict, Refused
from db.queries.card import card
from db.queries.search import search
from db.queries.timeline import timeline
from tests.db.actions.conftest import Person
from tests.desk import Desk

PLANTED = (
    "Смородинова", "Ефросинья", "Кактусова", "79161110203", "1110203", "79167770809", "4560865690702931", "94580730233",
    "Лиственная", "ромашка", "капризничает", "кириллица", "громче", "подорожник", "василёк", "незабудка", "B1234567",
    "Тюльпанов", "крапива", "лопух", "чабрец", "душица", "гвоздика",
)  # fmt: skip


@pytest.fixture
def known(desk: Desk, at: Callable[[str], datetime]) -> int:
    """A patient with a planted word in every place that holds words."""
    own = NewContact("8 916 111-02-03 домашний ромашка")
    known = desk.do(
        add_patient,
        NewPatient(
            "Смородинова Ефросинья Львовна", (own,), birth_on=date(1951, 2, 3), sex="f", policy="4560865690702931",
            snils="945-807-302 33", address="Лиственная ул., 4", flags=("speak_with",),
            flag_note="с невесткой гвоздика",
            code_word="кириллица", diagnosis="C50.4",
        ),
    ).result.patient_id  # fmt: skip
    desk.do(edit_patient, known, 1, full_name="Кактусова Ефросинья Львовна", address="Лиственная ул., 5")
    desk.do(set_milestone, known, "diagnosis", date(2026, 11, 17))
    added = desk.do(
        add_contacts, known, NewContact("8 916 777-08-09", relation="son", standing="trusted", name="василёк")
    )
    desk.do(edit_contact, added.result.contact_ids[0], 1, consent_paper="в столе у незабудка")
    desk.do(add_note, known, "капризничает")
    desk.do(add_note, known, "подорожник")
    desk.do(undo)
    visit = desk.do(
        book_visit, known, "ct", at("2026-11-25 10:00"), booked_in="booked", booking_number="B1234567",
        clinician="Тюльпанов", note="крапива",
    ).result.visit_id  # fmt: skip
    desk.do(cancel_visit, visit, because="слово лопух")
    desk.do(order_test, known, "cbc", due_on=date(2026, 11, 24), note="крапива")
    course = desk.do(plan_course, known, "q21", date(2026, 12, 1), 2, note="чабрец").result.course_id
    desk.do(stop_course, course, because="душица")
    desk.do(add_reminder, known, "громче", at("2026-11-24 09:00"))
    barrier = desk.do(add_barrier, known, "family_care", action="громче лопух").result.barrier_id
    desk.do(settle_barrier, barrier, "чабрец")
    talk = desk.do(
        log_call, known, "ESCALATE", spoke="trusted", spoke_name="василёк", phone="8 916 111-02-03",
        form=MarkForm(text="подорожник", because="душица"),
    ).result  # fmt: skip
    desk.do(add_note, known, "громче", call_id=talk.call_id)
    other = desk.do(log_call, known, "ANSWERED", phone="8 916 111-02-03").result
    desk.do(correct_call, other.call_id, outcome="NO_ANSWER")
    colleague = desk.administer(add_user, "boris", "Ким Борис", ["assistant"]).result.user_id
    desk.do(send_message, colleague, "Смородинова звонила, лопух", patient_id=known)
    with desk._writer.transaction(write=True) as conn:
        conn.run("INSERT INTO imported_value VALUES (:id, 'address', 'Лиственная ул., 4')", id=known)
        conn.run(
            "INSERT INTO import_file (id, kind, name, sha256, at) VALUES (1, 'visits', 'v.csv', 'x', :at)",
            at=desk.clock.now(),
        )
        conn.run("INSERT INTO imported_item VALUES ('visits', :visit, 'clinician', 'Тюльпанов', 1)", visit=visit)
        conn.run(
            "INSERT INTO change (action_id, table_name, row_key, after) VALUES (1, 'imported_item', :key, :after)",
            key=f"visits|{visit}|clinician", after='{"kind":"visits","value":"Тюльпанов"}',
        )  # fmt: skip
    desk.do(add_reminder, known, "незабудка", at("2026-11-29 09:00"))
    desk.do(undo)
    return known


def erased(desk: Desk, known: int) -> None:
    desk.do(close_patient, known, "declined", text="громче крапива")
    desk.do(erase_patient, known, "consent_withdrawn", paper="папка 3, лист 12")


def words_in(path: str) -> set[str]:
    """The planted words that are found in any file of the database."""
    files = [file for file in Path(path).parent.iterdir() if file.name.startswith(Path(path).name)]
    held = b"".join(file.read_bytes() for file in files)
    return {word for word in PLANTED if word.encode() in held}


def test_no_planted_word_is_left_in_the_files(known: int, desk: Desk) -> None:
    if desk.dialect != "sqlite":
        pytest.skip("the files of a server are its own")
    assert words_in(desk.url) == set(PLANTED)
    erased(desk, known)
    desk.settle_files()
    assert words_in(desk.url) == set()


def test_no_planted_word_is_left_in_any_table(known: int, desk: Desk) -> None:
    erased(desk, known)
    from db.models import Table

    for table in Table.metadata.sorted_tables:
        text = repr(desk.rows(f"SELECT * FROM {table.name}"))
        assert [word for word in PLANTED if word in text] == [], table.name


def test_the_rest_is_whole_and_says_nothing(known: int, desk: Desk, single: Person) -> None:
    before = desk.rows("SELECT COUNT(*) FROM audit_event")[0][0]
    calls = desk.rows("SELECT COUNT(*), COUNT(connection) FROM call")
    erased(desk, known)
    assert check(desk).ok
    assert desk.rows("SELECT COUNT(*) FROM audit_event")[0][0] == before + 2
    assert desk.rows("SELECT COUNT(*), COUNT(connection) FROM call") == calls
    for text in ("Смородинова", "кактус", "0203", "4560865690702931"):
        assert desk.ask(search, text) == ()
    found = desk.ask(card, known)
    assert (found.full_name, found.phase, found.closed_because, found.tasks) == ("—", "closed", "declined", ())
    assert "капризничает" not in repr(asdict(found))
    assert "громче" not in repr(desk.ask(timeline, known))
    assert desk.rows("SELECT patient_id, basis, paper FROM erasure") == [
        (known, "consent_withdrawn", "папка 3, лист 12")
    ]
    assert single.one("SELECT full_name FROM patient WHERE id = :id") == "Ким Олег Сергеевич"


def test_nothing_of_it_is_taken_back_and_nothing_is_added(known: int, desk: Desk) -> None:
    erased(desk, known)
    own = [row[0] for row in desk.rows("SELECT id FROM action WHERE patient_id = :id ORDER BY id", id=known)]
    for action_id in own:
        with pytest.raises(Refused, match="not_undoable"):
            desk.do(undo, action_id)
    with pytest.raises(Conflict, match="used_since"):
        desk.do(undo)  # the colleague, who has got a message
    version = desk.rows("SELECT version FROM patient WHERE id = :id", id=known)[0][0]
    with pytest.raises(Refused, match="is_erased"):
        desk.do(edit_patient, known, version, full_name="Смородинова")
    with pytest.raises(Refused, match="is_erased"):
        desk.do(add_contacts, known, NewContact("8 916 111-02-03"))
    with pytest.raises(Refused, match="is_erased"):
        desk.do(reopen_patient, known)
    for add, *what in (
        (add_note, "заметка"), (add_reminder, "полис", desk.clock.now()), (order_test, "cbc"),
        (book_visit, "ct", desk.clock.now() + timedelta(days=3)), (add_barrier, "fear"), (log_call, "NO_ANSWER"),
        (pause_calls, "away", date(2026, 12, 1)), (plan_course, "q21", date(2026, 12, 1), 2),
        (set_milestone, "diagnosis", date(2026, 11, 1)),
    ):  # fmt: skip
        with pytest.raises(Refused, match="is_erased"):
            desk.do(add, known, *what)  # type: ignore[arg-type]  # each with what it needs
    with pytest.raises(Refused, match="is_erased"):
        desk.do(erase_patient, known, "court", paper="папка 3")


def test_a_record_in_care_is_erased_only_when_that_is_said(known: int, desk: Desk) -> None:
    with pytest.raises(Refused, match="not_closed_yet"):
        desk.do(erase_patient, known, "demanded", paper="папка 3")
    with pytest.raises(BadInput, match="paper_missing"):
        desk.do(erase_patient, known, "demanded", paper=" ", force=True)
    with pytest.raises(BadInput, match="unknown_code"):
        desk.do(erase_patient, known, "because", paper="папка 3", force=True)
    desk.do(erase_patient, known, BASES[-1], paper="папка 3", force=True)
    assert check(desk).ok
    assert desk.rows("SELECT phase, closed_because FROM patient WHERE id = :id", id=known) == [("closed", "other")]
    coming = "SELECT COUNT(*) FROM visit WHERE status IN ('planned', 'confirmed') AND starts_at > '2026-11-20'"
    assert desk.rows(coming) == [(0,)]


def test_a_neighbour_keeps_every_word(known: int, desk: Desk, single: Person) -> None:
    if desk.dialect != "sqlite":
        pytest.skip("read from the file")
    twin = f'"patient_id":{known}0'
    desk.do(add_note, single.id, f"сосед {twin}")
    erased(desk, known)
    assert single.one("SELECT text FROM note WHERE patient_id = :id") == f"сосед {twin}"
    desk.do(undo, desk.rows("SELECT id FROM action WHERE kind = 'add_note' AND patient_id = :id", id=single.id)[0][0])
    assert single.one("SELECT undone_at IS NOT NULL FROM note WHERE patient_id = :id")
