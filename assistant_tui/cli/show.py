"""`show`: a patient's card in text or JSON; that somebody looked is noted."""

import argparse
from argparse import Namespace
from typing import TYPE_CHECKING, TypeVar

from assistant_tui.cli import records
from assistant_tui.cli.arguments import Parser, add_format, add_patient, command
from assistant_tui.cli.list_tables import (
    at_words,
    call_columns,
    day_words,
    deadline_columns,
    phones_words,
    reminder_columns,
    task_columns,
    test_columns,
    visit_columns,
)
from assistant_tui.cli.output import (
    Column,
    Json,
    Record,
    iso,
    print_csv,
    print_json,
    table_lines,
    table_width,
    tell,
    write,
)
from assistant_tui.cli.session import session_of
from assistant_tui.text.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from db.caseload import Caseload
    from db.queries.about import ContactLine
    from db.queries.card import Card
    from db.queries.patients import PatientRow
    from db.queries.timeline import TimelineEntry


R = TypeVar("R")


def add_show(group: "argparse._SubParsersAction[Parser]") -> None:
    """Add the command."""
    parser = command(group, "show", _("show a patient's card"), run_show)
    add_patient(parser)
    add_format(parser)


def run_show(options: Namespace) -> int:
    """Note that somebody looks, then print the card."""
    from db.actions.patients import open_card
    from db.queries.card import card
    from db.queries.patients import patients
    from db.queries.timeline import timeline
    from db.queries.twins import kept_id

    with session_of(options).signed_in() as caseload:
        patient_id = caseload.ask(kept_id, options.patient)
        if patient_id != options.patient:
            tell(_("№ {gone} is a part of № {kept} now.", gone=options.patient, kept=patient_id))
        caseload.do(open_card, patient_id)
        found = caseload.ask(card, patient_id)
        (row,) = caseload.ask(patients, patient_ids=[patient_id])
        if options.format == "csv":
            record = records.patient_record(row)
            print_csv([record], [*record])
        elif options.format == "json":
            print_json(card_record(found, row, caseload.ask(timeline, patient_id)))
        else:
            for line in _lines(found, row, caseload):
                write(line + "\n")
    return 0


def card_record(card: "Card", row: "PatientRow", entries: "Sequence[TimelineEntry]") -> Record:
    """Return the card as JSON: the patient's keys, then what belongs to the patient."""
    contacts: Json = [_contact_record(contact) for contact in card.contacts]
    timeline: Json = [
        {
            "at": records.local(entry.at),
            "kind": entry.kind,
            "code": entry.code,
            "params": dict(entry.params),
            "text": entry.text,
            "user": entry.user,
            "undone": entry.undone,
            "key": entry.key,
            "marks": list(entry.marks),
        }  # fmt: skip
        for entry in entries
    ]
    notes: Json = [
        {"id": note.id, "at": records.local(note.at), "text": note.text, "user": note.user, "undone": note.undone}
        for note in card.notes
    ]
    return {
        **records.patient_record(row),
        "age": card.age, "zone": card.zone, "in_care_since": iso(card.in_care_since),
        "closed_because": card.closed_because,
        "contacts": contacts,
        "milestones": [{"kind": each.kind, "on": iso(each.on_date)} for each in card.milestones],
        "tasks": [records.task_record(each) for each in card.tasks],
        "visits": [records.visit_record(each) for each in card.visits],
        "tests": [records.test_record(each) for each in card.tests],
        "reminders": [records.reminder_record(each) for each in card.reminders],
        "deadlines": [records.deadline_record(each) for each in card.deadlines],
        "calls": [records.call_record(each) for each in card.calls],
        "notes": notes,
        "timeline": timeline,
    }  # fmt: skip


def _contact_record(contact: "ContactLine") -> Record:
    return {
        "id": contact.id, "phone": contact.phone, "written": contact.written, "relation": contact.relation,
        "name": contact.name, "standing": contact.standing, "scope": contact.scope, "active": contact.active,
        "priority": contact.priority,
    }  # fmt: skip


def _lines(card: "Card", row: "PatientRow", caseload: "Caseload") -> "Iterator[str]":
    from assistant_tui.text.codes import label
    from assistant_tui.text.people import age_words, consent_words, flag_words, relation_words
    from assistant_tui.text.safe import plain

    born = card.birth_on.strftime("%d.%m.%Y") if card.birth_on else str(card.birth_year or "")
    yield plain(f"{card.full_name} · {born} {age_words(card.age)} · № {card.patient_id}")
    facts = (
        (_("Phase"), label("phases", card.phase)),
        (_("Diagnosis"), " ".join(filter(None, (card.diagnosis, card.stage)))),
        (_("Policy"), card.policy), (_("SNILS"), card.snils), (_("Address"), card.address),
        (_("Assistant"), card.assistant), (_("Organisation"), card.centre),
        (_("In care since"), day_words(card.in_care_since)),
        (_("To be known"), ", ".join(flag_words(card.flags, card.flag_note))),
    )  # fmt: skip
    for title, value in facts:
        if value:
            yield plain(f"{title}: {value}")
    for contact in card.contacts:
        number = phones_words([contact.phone]) if contact.phone else contact.written
        whose = relation_words(contact.relation, contact.name, card.sex)
        yield plain(f"☎ {number} · " + " · ".join(filter(None, (whose, consent_words(contact)))))
    yield from _section(_("Tasks"), card.tasks, task_columns(caseload))
    yield from _section(_("Visits and examinations"), card.visits, visit_columns(caseload))
    yield from _section(_("Tests"), card.tests, test_columns(caseload))
    yield from _section(_("Reminders"), card.reminders, reminder_columns(caseload))
    yield from _section(_("Statutory limits"), card.deadlines, deadline_columns(caseload))
    yield from _section(_("Calls"), card.calls, call_columns(caseload))
    if card.notes:
        yield from ("", _("Notes"))
        for note in card.notes:
            said = plain(f"{at_words(note.at)} {note.user or ''}: {note.text}")
            yield _("UNDONE: {what}", what=said) if note.undone else said


def _section(title: str, rows: "Sequence[R]", columns: "Sequence[Column[R]]") -> "Iterator[str]":
    """Yield a titled table without the patient's name, which stands on top already."""
    if rows:
        own = [column for column in columns if column.title != _("Patient")]
        yield from ("", title)
        yield from table_lines(rows, own, table_width())
