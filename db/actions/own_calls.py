"""What calls share: whose they are, whether they are marked, and which of them are still to be closed."""

from __future__ import annotations

from typing import Any

from db.actions.text import line
from db.errors import Refused
from db.rules.phones import parse
from db.work import Work


def own_call(work: Work, call_id: int) -> dict[str, Any]:
    """Return a call of the user that was not undone; raises `Refused("unknown_row" | "not_yours" | "call_undone")`."""
    call = work.fetch("call", call_id)
    if call["user_id"] != work.user.id:
        raise Refused("not_yours", id=call_id)
    if call["undone_at"] is not None:
        raise Refused("call_undone", id=call_id)
    return call


def has_marks(work: Work, call_id: int) -> bool:
    """Say whether a call has a mark that was not undone."""
    return (
        work.conn.value("SELECT 1 FROM mark WHERE call_id = :id AND undone_at IS NULL LIMIT 1", id=call_id) is not None
    )


def dialled(
    work: Work, patient_id: int, phone: str | None, contact_id: int | None, incoming: bool
) -> dict[str, int | str | None]:
    """Return the number of a call: the one given, else the first to be dialled."""
    if contact_id is not None:
        contact = work.fetch("contact", contact_id)
        if contact["patient_id"] != patient_id:
            raise Refused("other_patients_number", id=contact_id)
        return {"contact_id": contact_id, "phone": contact["phone"] or contact["written"]}
    if phone is not None:
        found = parse(phone)
        e164 = found[0].e164 if found and found[0].e164 else line(phone, "phone")
        known = work.conn.value(
            "SELECT MIN(id) FROM contact WHERE patient_id = :id AND phone = :phone", id=patient_id, phone=e164
        )
        return {"contact_id": known, "phone": e164}
    if incoming:
        return {"contact_id": None, "phone": None}
    first = work.conn.row(
        "SELECT id, phone FROM contact WHERE patient_id = :id AND active AND phone IS NOT NULL"
        " ORDER BY priority, id LIMIT 1",
        id=patient_id,
    )
    return {"contact_id": None, "phone": None} if first is None else {"contact_id": first[0], "phone": first[1]}
