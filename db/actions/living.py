"""Records that may still be written to: those whose personal data were not erased by law."""

from __future__ import annotations

from typing import Any

from db.errors import Refused
from db.work import Work


def living(work: Work, patient_id: int) -> dict[str, Any]:
    """Return a patient's row; raises `Refused("unknown_row" | "is_erased")`."""
    row = work.fetch("patient", patient_id)
    if row["erased_at"] is not None:
        raise Refused("is_erased", id=patient_id)
    return row


def refuse_merged(work: Work) -> None:
    """Let nothing be written for a record that became a part of another one; raises `Refused("merged")`."""
    if work.patient_id is None:
        return
    into = work.conn.value("SELECT merged_into_id FROM patient WHERE id = :id", id=work.patient_id)
    if into is not None:
        raise Refused("merged", id=work.patient_id, into=into)
