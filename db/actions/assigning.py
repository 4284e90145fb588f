"""Whose patients are whose: given, given back as wrongly assigned; set-based, and why is written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from db.actions.bulk import insert_many, note_changed, note_new, reserve
from db.actions.planning import lock, own_tasks
from db.actions.text import one_of, page
from db.errors import BadInput, Refused
from db.work import Work, action, expand_ids

ASSIGNED_BECAUSE: Final = ("assigned", "wrong", "handed_over", "absent", "disabled", "imported")
_BATCH: Final = 5000
_COLUMNS: Final = ("id", "patient_id", "from_id", "to_id", "at", "by_id", "because")
_MOST_MESSAGES: Final = 20
"""Of more patients than that the supervisor is told in one message."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """How many patients changed hands."""

    user_id: int | None
    patients: int


@action("assign_patients")
def assign_patients(
    work: Work, patient_ids: Sequence[int], user_id: int | None, *, because: str = "assigned"
) -> Assigned:
    """Give patients to an assistant, or to nobody; who is assigned for the first time is to be called.

    Raises `Refused("unknown_row" | "user_disabled" | "merged")`, `BadInput("unknown_code")`.
    """
    one_of(because, ASSIGNED_BECAUSE, "because")
    ids = expand_ids(patient_ids)
    changed = give(work, ids, user_id, because)
    if len(ids) == 1:
        work.patient_id = ids[0]
    return Assigned(user_id, changed)


@action("wrongly_assigned")
def wrongly_assigned(work: Work, patient_ids: Sequence[int], text: str) -> Assigned:
    """Give patients back to the centre as wrongly assigned; the supervisors of the centre read why.

    Raises `BadInput("text_missing" | "text_too_long")`, `Refused("unknown_row" | "merged")`.
    """
    said = page(text, "text")
    if not said:
        raise BadInput("text_missing")
    ids = expand_ids(patient_ids)
    changed = give(work, ids, None, "wrong")
    supervisors = [
        i
        for i, roles in work.conn.rows(
            "SELECT id, roles FROM app_user WHERE active AND id <> :me"
            " AND (centre_id = :centre OR centre_id IS NULL) ORDER BY id",
            me=work.user.id, centre=work.user.centre_id,
        )
        if "supervisor" in roles.split(",")
    ]  # fmt: skip
    for about in ids if len(ids) <= _MOST_MESSAGES else [None]:
        for supervisor in supervisors:
            work.insert("message", patient_id=about, from_id=work.user.id, to_id=supervisor, text=said, at=work.now)
    if len(ids) == 1:
        work.patient_id = ids[0]
    return Assigned(None, changed)


def give(work: Work, ids: Sequence[int], user_id: int | None, because: str) -> int:
    """Give patients to a user, or to nobody, and return for how many that is new; raises `Refused`."""
    centre_id = None
    if user_id is not None:
        user = work.fetch("app_user", user_id)
        if not user["active"]:
            raise Refused("user_disabled", id=user_id)
        centre_id = user["centre_id"]
    return sum(_give(work, ids[at : at + _BATCH], user_id, centre_id, because) for at in range(0, len(ids), _BATCH))


def _give(work: Work, ids: Sequence[int], user_id: int | None, centre_id: int | None, because: str) -> int:
    """Give one batch: the journal and the rows set-based, the plan only for those who are new."""
    lock(work.conn, ids)
    rows = work.conn.dicts(
        "SELECT id, assistant_id, centre_id, first_assigned_at, merged_into_id, version FROM patient WHERE id IN :ids",
        ids=list(ids),
    )
    if len(rows) < len(ids):
        missing = sorted(set(ids) - {row["id"] for row in rows})
        raise Refused("unknown_row", table="patient", id=missing[0])
    for row in rows:
        into = row.pop("merged_into_id")
        if into is not None:
            raise Refused("merged", id=row["id"], into=into)
    before = [row for row in rows if row["assistant_id"] != user_id]
    after = [_assigned(work, row, user_id, centre_id) for row in before]
    work.conn.many(
        "UPDATE patient SET assistant_id = :assistant_id, centre_id = :centre_id,"
        " first_assigned_at = :first_assigned_at, version = :version WHERE id = :id",
        after,
    )
    note_changed(work, "patient", zip(before, after, strict=True))
    _write_down(work, before, user_id, because)
    changed = [row["id"] for row in before]
    own_tasks(work.conn, changed)
    new = {row["id"] for row in before if user_id is not None and row["first_assigned_at"] is None}
    work.touched.update(changed)
    work.planned.update(set(changed) - new)
    work.planned.difference_update(new)
    return len(changed)


def _assigned(work: Work, row: dict[str, Any], user_id: int | None, centre_id: int | None) -> dict[str, Any]:
    """Return a patient's row in other hands."""
    first = row["first_assigned_at"] or (None if user_id is None else work.now)
    return {
        "id": row["id"], "assistant_id": user_id, "centre_id": centre_id or row["centre_id"],
        "first_assigned_at": first,
        "version": row["version"] + 1,
    }  # fmt: skip


def _write_down(work: Work, before: Sequence[dict[str, Any]], user_id: int | None, because: str) -> None:
    """Write from whom to whom each patient went, and why."""
    ids = reserve(work.conn, "assignment", len(before))
    rows = [
        dict(zip(_COLUMNS, (i, row["id"], row["assistant_id"], user_id, work.now, work.user.id, because), strict=True))
        for i, row in zip(ids, before, strict=True)
    ]
    insert_many(work.conn, "assignment", _COLUMNS, rows)
    note_new(work, "assignment", rows)
