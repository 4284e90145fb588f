"""Taking back the rows of an action: who touched them since, what stands on them, and how each table goes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from db.errors import Conflict
from db.work import KEEPS_ITS_ROWS, KEYS, Work, loads

MARKING: Final = frozenset({"mark_connection", "mark_outcome"})
"""Their call outlives them: without its marks it is open again."""

_STANDS_ON: Final = {
    "contact": "SELECT 1 FROM call WHERE contact_id = :id LIMIT 1",
    "visit": (
        "SELECT 1 FROM visit WHERE follows_id = :id OR before_visit_id = :id"
        " UNION ALL SELECT 1 FROM test_order WHERE for_visit_id = :id LIMIT 1"
    ),
    "patient": (
        "SELECT 1 FROM patient WHERE merged_into_id = :id"
        " UNION ALL SELECT 1 FROM not_same WHERE a_id = :id OR b_id = :id"
        " UNION ALL SELECT 1 FROM assignment WHERE patient_id = :id LIMIT 1"
    ),
    "course": "SELECT 1 FROM cycle WHERE course_id = :id LIMIT 1",
    "cycle": (
        "SELECT 1 FROM visit WHERE cycle_id = :id UNION ALL SELECT 1 FROM test_order WHERE cycle_id = :id LIMIT 1"
    ),
    "organisation": (
        "SELECT 1 FROM visit WHERE organisation_id = :id OR centre_id = :id"
        " UNION ALL SELECT 1 FROM test_order WHERE organisation_id = :id"
        " UNION ALL SELECT 1 FROM app_user WHERE centre_id = :id"
        " UNION ALL SELECT 1 FROM patient WHERE centre_id = :id LIMIT 1"
    ),
    "app_user": (
        "SELECT 1 FROM action WHERE user_id = :id UNION ALL SELECT 1 FROM patient WHERE assistant_id = :id"
        " UNION ALL SELECT 1 FROM message WHERE from_id = :id OR to_id = :id"
        " UNION ALL SELECT 1 FROM cover WHERE user_id = :id OR by_id = :id"
        " UNION ALL SELECT 1 FROM barrier WHERE owner_id = :id"
        " UNION ALL SELECT 1 FROM audit_event WHERE user_id = :id LIMIT 1"
    ),
}
"""What keeps a new row from being removed again."""

_SOURCES: Final = {
    "visit": "visit:{0}", "test_order": "test:{0}", "reminder": "reminder:{0}:%", "barrier": "barrier:{0}",
    "decision": "decision:{0}",
}  # fmt: skip
_OF_PATIENT: Final = (
    "contact", "milestone", "visit", "test_order", "reminder", "barrier", "pause", "decision", "course", "message",
    "cover", "postponed", "erasure", "access_grant",
)  # fmt: skip
_WORKED_WITH: Final = tuple(
    f"SELECT DISTINCT patient_id FROM {table} WHERE patient_id IN :ids"  # noqa: S608 - names from code
    for table in ("call", "mark", "note")
)
_LATER_ROW: Final = (
    "SELECT DISTINCT t.patient_id FROM {table} t WHERE t.patient_id IN :ids AND NOT EXISTS (SELECT 1 FROM change c"
    " WHERE c.table_name = '{table}' AND c.row_key = CAST(t.id AS TEXT) AND c.action_id = :action AND c.before IS NULL)"
)
_CHANGED_SINCE: Final = (
    "SELECT DISTINCT c.row_key FROM change c JOIN action a ON a.id = c.action_id WHERE c.table_name = 'patient'"
    " AND c.row_key IN :keys AND a.id > :action AND a.undone_by IS NULL AND a.kind NOT IN ('undo', 'unmerge_patients')"
)


@dataclass(slots=True)
class Restored:
    """What was taken back: patients touched and kept, when calls and marks were, whether anything changed."""

    patients: set[int] = field(default_factory=set)
    kept: tuple[int, ...] = ()
    times: list[datetime] = field(default_factory=list)
    changed: bool = False


def restore(work: Work, target: dict[str, Any]) -> Restored:
    """Take back the changes of an action, newest first; raises `Conflict("changed_since" | "used_since")`."""
    changes = [
        (row["table_name"], row["row_key"], _row(row["before"]), _row(row["after"]))
        for row in work.conn.dicts("SELECT * FROM change WHERE action_id = :id ORDER BY id DESC", id=target["id"])
    ]
    new = {(table, key) for table, key, before, _ in changes if before is None}
    kept = _kept(
        work, target["id"], [after["id"] for table, _, before, after in changes if _is_new(table, before) and after]
    )
    restored = Restored(kept=tuple(sorted(kept)))
    for table, key, before, after in changes:
        patient_id = (after or before or {}).get("id" if table == "patient" else "patient_id")
        if patient_id in kept:
            continue
        if table == "call" or (before is not None and (table, key) in new):
            continue  # calls go their own way below; a new row goes as it is now
        _refuse_if_touched_since(work, target["id"], table, key)
    for table, key, before, after in changes:
        patient_id = (after or before or {}).get("id" if table == "patient" else "patient_id")
        if patient_id in kept or (before is not None and (table, key) in new):
            continue
        if patient_id is not None:
            restored.patients.add(patient_id)
        if table in ("call", "mark"):
            restored.times.append((after or before or {})["at"])
        _restore(work, target, table, before, after)
        restored.changed = True
    work.conn.run("UPDATE action SET undone_by = NULL WHERE undone_by = :id", id=target["id"])
    work.conn.run("UPDATE action SET undone_by = :by WHERE id = :id", by=work.action_id, id=target["id"])
    return restored


def _row(text: str | None) -> dict[str, Any] | None:
    return loads(text) if text else None


def _is_new(table: str, before: dict[str, Any] | None) -> bool:
    return table == "patient" and before is None


def _kept(work: Work, action_id: int, patient_ids: list[int]) -> set[int]:
    """Return new patients with whom somebody worked since: a call, a mark, a note, or any later row or change."""
    if not patient_ids:
        return set()
    kept: set[int] = set()
    for start in range(0, len(patient_ids), 1000):
        ids = patient_ids[start : start + 1000]
        for statement in (*_WORKED_WITH, *(_LATER_ROW.format(table=table) for table in _OF_PATIENT)):
            given: dict[str, Any] = {"ids": ids} | ({"action": action_id} if ":action" in statement else {})
            kept |= {row[0] for row in work.conn.rows(statement, **given)}
        keys = [str(i) for i in ids]
        kept |= {int(row[0]) for row in work.conn.rows(_CHANGED_SINCE, keys=keys, action=action_id)}
    return kept


def _refuse_if_touched_since(work: Work, action_id: int, table: str, key: str) -> None:
    """Refuse where a later action, itself not undone, changed the same row."""
    later = work.conn.row(
        "SELECT a.id, a.kind FROM change c JOIN action a ON a.id = c.action_id WHERE c.table_name = :table"
        " AND c.row_key = :key AND a.id > :id AND a.undone_by IS NULL AND a.kind NOT IN ('undo', 'unmerge_patients')"
        " AND a.id <> :own"
        " ORDER BY a.id LIMIT 1",
        table=table, key=key, id=action_id, own=work.action_id,
    )  # fmt: skip
    if later is not None:
        raise Conflict("changed_since", action=later[0], kind=later[1])


def _restore(
    work: Work, target: dict[str, Any], table: str, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> None:
    if after is None:
        assert before is not None  # noqa: S101 - a change has one side at least
        work.insert(table, **before)
        return
    keys = KEYS.get(table, ("id",))
    if before is None:
        if table in KEEPS_ITS_ROWS:
            work.update(table, after["id"], undone_at=work.now)
        else:
            _remove(work, target, table, {name: after[name] for name in keys})
        return
    if table == "call":
        _restore_call(work, target, before, after)
        return
    old = {name: value for name, value in before.items() if name not in keys and name != "version"}
    work.update(table, after[keys[0]], **old)


def _remove(work: Work, target: dict[str, Any], table: str, key: dict[str, Any]) -> None:
    """Remove a new row with what is derived from it, unless something stands on it."""
    row_id = key.get("id")
    if row_id is not None:
        standing = _STANDS_ON.get(table)
        source = _SOURCES.get(table)
        used = standing is not None and work.conn.value(standing, id=row_id) is not None
        if source is not None and not used:
            used = _is_marked(work, source.format(row_id))
        if used:
            raise Conflict("used_since", action=target["id"])
        if table == "patient":
            work.conn.run("DELETE FROM patient_word WHERE patient_id = :id", id=row_id)
            work.conn.run("DELETE FROM task WHERE patient_id = :id", id=row_id)
            work.conn.run("DELETE FROM imported_value WHERE patient_id = :id", id=row_id)
            work.conn.run("DELETE FROM claim WHERE patient_id = :id", id=row_id)
            work.conn.run("DELETE FROM pulse WHERE patient_id = :id", id=row_id)
    work.delete(table, **key)


def _is_marked(work: Work, pattern: str) -> bool:
    """Say whether a mark that stands was made for a task of this source; its words would speak of nothing."""
    return (
        work.conn.value("SELECT 1 FROM mark WHERE source LIKE :pattern AND undone_at IS NULL LIMIT 1", pattern=pattern)
        is not None
    )


def _restore_call(work: Work, target: dict[str, Any], before: dict[str, Any], after: dict[str, Any]) -> None:
    """Take back what an action changed of a call; a call whose marks are gone is open again, as it was dialled."""
    now = work.fetch("call", after["id"])
    if target["kind"] not in MARKING:
        work.update(
            "call",
            after["id"],
            **{name: value for name, value in before.items() if value != after[name] and name != "version"},
        )
        return
    if now["undone_at"] is not None:
        return
    marked = work.conn.value("SELECT 1 FROM mark WHERE call_id = :id AND undone_at IS NULL LIMIT 1", id=after["id"])
    busy = work.conn.value(
        "SELECT 1 FROM call WHERE user_id = :user AND state = 'open' AND undone_at IS NULL AND id <> :id LIMIT 1",
        user=now["user_id"], id=after["id"],
    )  # fmt: skip
    state = "aside" if busy is not None else "open"
    if marked is not None:
        work.update("call", after["id"], state=state, ended_at=None)
        return
    work.update(
        "call", after["id"], connection=None, spoke="nobody", spoke_name=before["spoke_name"], message_left=False,
        contact_id=before["contact_id"], phone=before["phone"], state=state, ended_at=None,
    )  # fmt: skip
