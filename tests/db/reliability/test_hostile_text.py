"""SQL in any field is text: it is kept as typed and does nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.actions.calls import MarkForm, mark_outcome, open_call, put_aside
from db.actions.contacts import NewContact, add_contact
from db.actions.notes import add_note
from db.actions.patients import NewPatient, add_patient, edit_patient
from db.actions.people import add_organisation, add_user
from db.actions.reminders import add_reminder
from db.actions.visits import book_visit
from db.errors import BadInput
from db.queries.search import search
from tests.desk import NOW, Desk

CORPUS = (
    "' OR '1'='1", "'; DROP TABLE patient; --", '" OR ""="', "1; UPDATE patient SET full_name='x'", "') OR ('1'='1",
    "admin'--", "' UNION SELECT login, hash FROM login --", "%' AND 1=0 UNION ALL SELECT NULL--",
    "\\'; DELETE FROM call; --",
    "$$; DROP TABLE call; $$", ":id", "%(id)s", "%s", "{0}", "?1", "@x", "E'\\x27'", "char(39)||1", "/**/OR/**/1=1",
    "' AND pg_sleep(5)--", "'||(SELECT 1)||'",
    "0x27204f52", "\u02bc OR 1=1", "a\x00b", "\ud83d", "👩‍⚕️'; --", "NULL", "`x`", "[x]",
)  # fmt: skip
TABLES = ("patient", "contact", "note", "call", "mark", "visit", "reminder", "organisation", "app_user")


def counts(desk: Desk) -> dict[str, int]:
    return {table: desk.rows(f"SELECT COUNT(*) FROM {table}")[0][0] for table in TABLES}


def test_sql_in_any_field_is_text(desk: Desk) -> None:
    for text in CORPUS:
        _through_every_field(desk, text)


def _through_every_field(desk: Desk, text: str) -> None:
    new = NewPatient(f"Петрова {text}", (NewContact("8 916 123-45-67", name=text),), address=text)
    patient = desk.do(add_patient, new).result.patient_id
    before = counts(desk)
    desk.do(add_note, patient, text)
    desk.do(add_contact, patient, NewContact(f"8 903 555-10-22 {text}"))
    desk.do(add_reminder, patient, text, NOW)
    desk.do(book_visit, patient, "ct", NOW + timedelta(days=1), clinician=text, room=text[:10], note=text)
    desk.administer(add_organisation, "laboratory", f"Лаборатория {text}")
    desk.do(edit_patient, patient, 1, flag_note=text, code_word=text)
    call = desk.do(open_call, patient).result.call_id
    form = MarkForm(because=text, text=text, place=text, said_name=text, barrier="other")
    desk.do(mark_outcome, call, "BARRIER", spoke_name=text, form=form)
    with pytest.raises(BadInput):
        desk.do(mark_outcome, call, text)
    with pytest.raises(BadInput):
        desk.administer(add_user, f"{text} ", "Имя", ["assistant"])
    desk.do(put_aside, desk.do(open_call, patient, incoming=True, phone=text).result.call_id)
    assert isinstance(desk.ask(search, text), tuple)
    after = counts(desk)
    grown = {table for table in TABLES if after[table] > before[table]}
    assert all(after[table] >= before[table] for table in TABLES), text
    assert after["patient"] == before["patient"]
    assert {"contact", "note", "mark", "visit", "reminder", "organisation"} <= grown, text
    (kept,) = desk.rows("SELECT flag_note, code_word FROM patient WHERE id = :id", id=patient)
    if text.isprintable():
        assert kept == (text.strip(), text.strip())
