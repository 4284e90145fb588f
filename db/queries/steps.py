"""The last step of the user, and the calls of today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from db.queries.calls import CallEntry, calls
from db.queries.reasons import Params
from db.work import View, loads

UNDO_WITHIN: Final = timedelta(hours=24)


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


def last_step(view: View) -> LastStep | None:
    """Return what undo would take back: the user's last action that can be undone, within a day; None where none is."""
    row = view.conn.row(
        "SELECT a.id, a.kind, a.patient_id, p.full_name, a.call_id, a.at, a.result FROM action a"
        " LEFT JOIN patient p ON p.id = a.patient_id"
        " WHERE a.user_id = :me AND a.undoable AND a.undone_by IS NULL ORDER BY a.id DESC LIMIT 1",
        me=view.user.id,
    )
    if row is None or row[5] < view.now - UNDO_WITHIN:
        return None
    action_id, kind, patient_id, name, call_id, at, result = row
    return LastStep(action_id, kind, patient_id, name, call_id, at, flat(loads(result)["result"] if result else None))


def flat(result: object) -> Params:
    """Return the plain fields of an action's result; instants and dates in ISO form, the rest is left out."""
    if not isinstance(result, dict):
        return ()
    found: dict[str, str | int | None] = {}
    for name, value in result.items():
        if isinstance(value, (str, int)) or value is None:
            found[name] = value
        elif isinstance(value, date):
            found[name] = value.isoformat()
    return tuple(sorted(found.items()))


def todays_calls(view: View) -> tuple[CallEntry, ...]:
    """Return the user's own calls of today, latest first; those undone too, they say so."""
    return calls(view, first_on=view.today, last_on=view.today)
