"""What a form of one patient's record is filled from: a row as it stands, its version, who changed it last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from db.engine import Value, instant
from db.errors import Refused
from db.work import View

Table = Literal["patient", "contact", "barrier", "pause"]

_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "patient": (
        "full_name", "birth_on", "birth_year", "sex", "snils", "policy", "residence", "region", "address", "zone",
        "phase", "diagnosis", "stage", "clinical_group", "flags", "flag_note", "code_word", "not_before", "not_after",
        "call_weekdays",
    ),
    "contact": (
        "written", "extension", "relation", "name", "standing", "scope", "consent_on", "consent_until",
        "consent_paper", "voicemail_ok", "phone", "active", "doubtful",
    ),
    "barrier": ("kind", "action", "owner_id", "due_on", "resolved_at", "outcome"),
    "pause": ("kind", "until_on", "said_by", "ended_at"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class StoredRow:
    """A row of a patient's record; `who` changed it last, empty where that was the one who asks."""

    id: int
    patient_id: int
    fields: Mapping[str, Value]
    version: int
    who: str


def stored_row(view: View, table: Table, row_id: int) -> StoredRow:
    """Return a row as it stands. Raises `Refused("unknown_row")`."""
    names = _FIELDS[table]
    owner = "id" if table == "patient" else "patient_id"
    row = view.conn.row(
        f"SELECT {owner}, version, {', '.join(names)} FROM {table} WHERE id = :id",  # noqa: S608 - names from code
        id=row_id,
    )
    if row is None:
        raise Refused("unknown_row", table=table, id=row_id)
    who = view.conn.value(
        "SELECT u.short_name FROM change c JOIN action a ON a.id = c.action_id JOIN app_user u ON u.id = a.user_id"
        " WHERE c.table_name = :table AND c.row_key = :key AND a.user_id <> :me ORDER BY c.id DESC LIMIT 1",
        table=table, key=str(row_id), me=view.user.id,
    )  # fmt: skip
    values = {name: bool(value) if name in ("active", "voicemail_ok") else value
              for name, value in zip(names, row[2:], strict=True)}  # fmt: skip
    return StoredRow(row_id, row[0], values, row[1], who or "")


@dataclass(frozen=True, slots=True)
class Coming:
    """What is to come for a patient: it stands or is cancelled when the support ends."""

    phase: str
    closed_because: str | None
    erased_at: datetime | None
    visits: int
    first_visit_at: datetime | None
    tests: int
    reminders: int
    calls: int  # tasks by phone that are open
    questions: int  # decisions that wait for an answer


def coming(view: View, patient_id: int) -> Coming:
    """Return what is to come for a patient. Raises `Refused("unknown_patient")`."""
    row = view.conn.row(
        "SELECT p.phase, p.closed_because, p.erased_at,"
        " (SELECT COUNT(*) FROM visit v WHERE v.patient_id = p.id AND v.starts_at > :now"
        "   AND v.status IN ('planned', 'confirmed', 'to_move')),"
        " (SELECT MIN(v.starts_at) FROM visit v WHERE v.patient_id = p.id AND v.starts_at > :now"
        "   AND v.status IN ('planned', 'confirmed', 'to_move')),"
        " (SELECT COUNT(*) FROM test_order t WHERE t.patient_id = p.id AND t.status = 'ordered'),"
        " (SELECT COUNT(*) FROM reminder r WHERE r.patient_id = p.id AND r.status = 'open'),"
        " (SELECT COUNT(*) FROM task k WHERE k.patient_id = p.id AND k.state = 'open' AND k.channel = 'call'),"
        " (SELECT COUNT(*) FROM decision d WHERE d.patient_id = p.id AND d.answer IS NULL)"
        " FROM patient p WHERE p.id = :id",
        id=patient_id, now=view.now,
    )  # fmt: skip
    if row is None:
        raise Refused("unknown_patient", id=patient_id)
    phase, because, erased_at, visits, first, tests, reminders, calls, questions = row
    return Coming(phase, because, erased_at, visits, instant(first), tests, reminders, calls, questions)


def numbers_elsewhere(view: View, patient_id: int, numbers: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of other patients who have one of these numbers (E.164)."""
    if not numbers:
        return ()
    rows = view.conn.rows(
        "SELECT DISTINCT p.sort_key, p.full_name FROM contact c JOIN patient p ON p.id = c.patient_id"
        " WHERE c.phone IN :numbers AND c.active AND c.patient_id <> :id ORDER BY p.sort_key",
        numbers=list(numbers), id=patient_id,
    )  # fmt: skip
    return tuple(row[1] for row in rows)
