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
