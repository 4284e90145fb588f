"""The last step of the user, and the calls of today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.queries.reasons import Params


@dataclass(frozen=True, slots=True)
class LastStep:
    """What an undo would take back."""

    action_id: int
    kind: str
    patient_id: int | None
    patient_name: str | None
    call_id: int | None
    at: datetime
    params: Params  # the flat fields of the action's result
