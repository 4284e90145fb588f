"""Rows of the record as JSON objects with the keys that scripts depend on."""

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from assistant_tui.cli.output import Json, Record, iso
from assistant_tui.cli.session import DESK
from assistant_tui.text.masks import masked_diagnosis, masked_phone, masked_snils

if TYPE_CHECKING:
    from datetime import datetime

    from db.queries.calls import CallEntry
    from db.queries.lists import DeadlineRow, ReminderRow, TaskRow, TestRow, VisitRow
    from db.queries.patients import PatientRow
    from db.queries.people import OrganisationRow, UserRow


def local(at: "datetime | None", zone: str | None = None) -> str | None:
    """Return an instant in ISO 8601 with the offset of a zone, of the desk where none is named."""
    return iso(at.astimezone(ZoneInfo(zone) if zone else DESK)) if at else None


def patient_record(row: "PatientRow") -> Record:
    """Return a patient with all that is on record: for a file that was asked for."""
    return {
        "id": row.id, "full_name": row.full_name, "birth_on": iso(row.birth_on), "sex": row.sex,
        "phones": list(row.phones), "email": row.email, "snils": row.snils, "policy": row.policy,
        "diagnosis": row.diagnosis, "stage": row.stage, "phase": row.phase, "residence": row.residence,
        "assistant": row.assistant, "centre": row.centre, "flags": list(row.flags),
    }  # fmt: skip


def masked_patient(row: "PatientRow") -> Record:
    """Return a patient as a list shows them: numbers, СНИЛС and diagnosis masked."""
    return {
        **patient_record(row), "phones": [masked_phone(phone) for phone in row.phones],
        "snils": masked_snils(row.snils) or None, "diagnosis": masked_diagnosis(row.diagnosis) or None,
    }  # fmt: skip


def visit_record(row: "VisitRow") -> Record:
    """Return a visit; its times have the offset of the place where it is."""
    return {
        "id": row.id, "patient_id": row.patient_id, "service": row.service, "organisation": row.organisation,
        "clinician": row.clinician, "starts_at": local(row.starts_at, row.zone),
        "ends_at": local(row.ends_at, row.zone),
        "mode": row.mode, "status": row.status, "booked_in": row.booked_in, "booking_number": row.booking_number,
        "full_name": row.full_name, "because": row.because, "assistant": row.assistant,
    }  # fmt: skip


def test_record(row: "TestRow") -> Record:
    """Return a test order."""
    return {
        "id": row.id, "patient_id": row.patient_id, "test": row.test, "ordered_on": iso(row.ordered_on),
        "due_on": iso(row.due_on), "taken_on": iso(row.taken_on), "valid_until": iso(row.valid_until),
        "status": row.status, "full_name": row.full_name, "result_on": iso(row.result_on), "assistant": row.assistant,
    }  # fmt: skip


def task_record(row: "TaskRow") -> Record:
    """Return a task."""
    return {
        "id": row.id, "patient_id": row.patient_id, "kind": row.kind, "channel": row.channel, "audience": row.audience,
        "reason": row.reason, "source": row.source, "due_from": local(row.due_from), "due_by": local(row.due_by),
        "moot_at": local(row.moot_at), "state": row.state, "full_name": row.full_name, "rule": row.rule,
        "closed_at": local(row.closed_at), "closed_because": row.closed_because, "assistant": row.assistant,
    }  # fmt: skip


def reminder_record(row: "ReminderRow") -> Record:
    """Return a reminder at its next occurrence."""
    return {
        "id": row.id, "patient_id": row.patient_id, "text": row.text, "due_at": local(row.due_at),
        "channel": row.channel, "status": row.status, "recurrence": row.recurrence, "full_name": row.full_name,
        "assistant": row.assistant, "until_on": iso(row.until_on), "task_id": row.task_id,
    }  # fmt: skip


def call_record(row: "CallEntry") -> Record:
    """Return a call with its marks and number; those undone are left out, an undone call says so."""
    marks: Json = [
        {"task_id": mark.task_id, "conversation": mark.conversation}
        for mark in row.marks
        if not mark.undone or row.undone
    ]
    return {
        "id": row.id, "patient_id": row.patient_id, "user": row.user, "at": local(row.at),
        "entered_at": local(row.entered_at), "direction": row.direction, "phone": row.phone, "spoke": row.spoke,
        "connection": row.connection, "marks": marks, "duration_s": row.duration_s, "note": row.note,
        "undone": row.undone, "full_name": row.full_name, "late": row.late, "corrects": row.corrects_id,
        "state": row.state,
    }  # fmt: skip


def masked_call(row: "CallEntry") -> Record:
    """Return a call as a list shows it: its number masked."""
    return {**call_record(row), "phone": masked_phone(row.phone) or None}


def deadline_record(row: "DeadlineRow") -> Record:
    """Return a statutory limit; `days_left` are working days."""
    return {
        "patient_id": row.patient_id, "rule": row.rule, "started_on": iso(row.started_on), "due_on": iso(row.due_on),
        "days_left": row.days_left, "band": row.band, "done_on": iso(row.done_on), "full_name": row.full_name,
        "source": row.source, "assistant": row.assistant, "booked_on": iso(row.booked_on),
    }  # fmt: skip


def user_record(row: "UserRow") -> Record:
    """Return a user of the program."""
    return {
        "id": row.id, "login": row.login, "name": row.name, "roles": list(row.roles), "centre": row.centre,
        "language": row.language, "active": row.active, "patients": row.patients, "scope": row.scope,
        "last_at": local(row.last_at),
    }  # fmt: skip


def organisation_record(row: "OrganisationRow") -> Record:
    """Return a place that gives care."""
    return {
        "id": row.id, "kind": row.kind, "name": row.name, "short_name": row.short_name, "address": row.address,
        "phone": row.phone, "zone": row.zone, "active": row.active,
    }  # fmt: skip
