"""What a refused query or action was about: the patient, or the user, the place, the step that it named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from db.engine import Connection
from db.errors import Denied
from db.rules.permitted import PATIENT_OF
from db.work import LARGEST_ID

_OF_PATIENT: Final = PATIENT_OF | {
    "grant_id": "access_grant", "cover_id": "cover", "message_id": "message", "action_id": "action",
}  # fmt: skip
"""Rows that are a patient's, or may be: the patient stands in them."""
_TABLES: Final = frozenset(_OF_PATIENT.values())
_OF_ONE: Final = ("reason_needed", "break_glass_needed", "not_your_role")
"""Refusals that name the patient whom they are about, where there is one."""
_KINDS: Final = {"access_grant": "grant", "cover": "cover", "message": "message", "action": "step"}
"""What those are called that are nobody's."""
_BESIDE: Final = {
    "user_id": ("app_user", "user"), "organisation_id": ("organisation", "organisation"),
    "centre_id": ("organisation", "organisation"), "assistant_id": ("app_user", "user"),
}  # fmt: skip
_WHO: Final = ("assistant", "assistant_id", "login")
"""Parameters that name a colleague by login or number."""
_BATCH: Final = 5000


class RefusedFor(NamedTuple):
    """What something was refused for: its kind and number, or several patients."""

    kind: str | None = None
    object_id: int | None = None
    patients: tuple[int, ...] = ()


def refused_for(conn: Connection, denied: Denied, values: Mapping[str, Any]) -> RefusedFor:
    """Return which record of those there are somebody was refused for, by the refusal or what was asked for."""
    patient_id = denied.params.get("id") if denied.code in _OF_ONE else None
    if isinstance(patient_id, int):
        return RefusedFor("patient", patient_id)
    named = [(name, value) for name, value in values.items() if value is not None]
    for name, value in named:
        table = values.get("table") if name == "row_id" else _OF_PATIENT.get(name)
        if table in _TABLES and (found := _of_patient(conn, str(table), _numbers(value))) is not None:
            return found
    for name, value in named:
        if name in _BESIDE and (ids := _numbers(value)) and _is_there(conn, _BESIDE[name][0], ids[0]):
            return RefusedFor(_BESIDE[name][1], ids[0])
        if name in _WHO and isinstance(value, str):
            user_id = conn.value("SELECT id FROM app_user WHERE login = :login", login=value)
            if user_id is not None:
                return RefusedFor("user", user_id)
    return RefusedFor()


def _numbers(value: object) -> list[int]:
    """Return the numbers that a parameter gives, as far as they can be of a row."""
    given = list(value) if isinstance(value, Sequence | set | frozenset) and not isinstance(value, str) else [value]
    return sorted({i for i in given if isinstance(i, int) and not isinstance(i, bool) and 0 < i <= LARGEST_ID})


def _of_patient(conn: Connection, table: str, ids: Sequence[int]) -> RefusedFor | None:
    column = "id" if table == "patient" else "patient_id"
    found: set[int] = set()
    there = False
    for start in range(0, len(ids), _BATCH):
        for (patient_id,) in conn.rows(
            f"SELECT DISTINCT {column} FROM {table} WHERE id IN :ids", ids=ids[start : start + _BATCH]  # noqa: S608 - names from code
        ):  # fmt: skip
            there = True
            found |= {patient_id} - {None}
    if not there:
        return None
    if len(found) == 1:
        return RefusedFor("patient", found.pop())
    return RefusedFor(patients=tuple(sorted(found))) if found else RefusedFor(_KINDS.get(table, table), ids[0])


def _is_there(conn: Connection, table: str, row_id: int) -> bool:
    return conn.value(f"SELECT 1 FROM {table} WHERE id = :id", id=row_id) is not None  # noqa: S608 - names from code
