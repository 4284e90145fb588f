"""The rows of two records as they become one: moved set-based, and what stands in both kept once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from db.actions.bulk import note_changed
from db.work import UNVERSIONED, Work

Row = dict[str, Any]

MOVED: Final = (
    "contact", "milestone", "course", "cycle", "visit", "test_order", "reminder", "barrier", "pause", "decision",
    "call", "mark", "note", "postponed", "message", "cover", "assignment",
)  # fmt: skip
"""Tables whose rows go from one record to the other."""
_SCOPES: Final = ("none", "time_place_only", "preparation", "full_logistics")
_CONSENT: Final = ("scope", "consent_on", "consent_until", "consent_paper", "voicemail_ok")
_FILLED: Final = {
    "visit": (
        "clinician", "room", "organisation_id", "booking_number", "result_at", "cycle_id", "bundle", "note", "because",
        "follows_id", "before_visit_id",
    ),
    "test_order": ("organisation_id", "taken_on", "valid_until", "result_on", "for_visit_id", "cycle_id", "note"),
}  # fmt: skip
_PROGRESS: Final = {
    "visit": ("planned", "to_move", "confirmed"),
    "test_order": ("ordered",),
}
"""Statuses that tell less than any other: what is over in one record is over."""


def move_rows(work: Work, gone_id: int, keep_id: int) -> int:
    """Give all rows of one record to the other, in one statement a table; return how many."""
    count = 0
    for table in MOVED:
        step = "" if table in UNVERSIONED else ", version = version + 1"
        rows = work.conn.dicts(
            f"UPDATE {table} SET patient_id = :keep{step} WHERE patient_id = :gone RETURNING *",  # noqa: S608 - names from code
            keep=keep_id, gone=gone_id,
        )  # fmt: skip
        pairs = [(_before(row, gone_id), row) for row in sorted(rows, key=lambda row: row["id"])]
        note_changed(work, table, pairs)
        count += len(rows)
    return count


def _before(row: Row, gone_id: int) -> Row:
    return row | {"patient_id": gone_id} | ({"version": row["version"] - 1} if "version" in row else {})


def once_contacts(work: Work, gone_id: int, keep_id: int) -> int:
    """Let a number that both records have stand once, with the better consent; the other's numbers come after."""
    kept = _rows(work, "contact", keep_id)
    by_number = {_number(row): row for row in kept}
    last = max((row["priority"] for row in kept), default=0)
    count = 0
    for row in _rows(work, "contact", gone_id):
        twin = by_number.get(_number(row))
        if twin is None:
            work.update("contact", row["id"], priority=last + row["priority"])
            continue
        work.update("contact", twin["id"], **better_contact(twin, row))
        _point(work, "call", "contact_id", row["id"], twin["id"])
        work.delete("contact", id=row["id"])
        count += 1
    return count


def better_contact(kept: Mapping[str, Any], other: Mapping[str, Any]) -> Row:
    """Return what a number takes over from its twin.

    A consent counts for a person: only where both say that the same person answers, the wider consent stands. A number
    that was set aside in one record is set aside, whoever else had it: nobody calls a stranger for a second time.
    """
    taken: Row = {"strikes": max(kept["strikes"], other["strikes"])}
    if kept["standing"] == other["standing"] and kept["relation"] == other["relation"]:
        mine, theirs = _SCOPES.index(kept["scope"]), _SCOPES.index(other["scope"])
        later = (other["consent_on"] or "") and (kept["consent_on"] is None or other["consent_on"] > kept["consent_on"])
        if theirs > mine or (theirs == mine and later):
            taken |= {name: other[name] for name in _CONSENT}
        taken["voicemail_ok"] = bool(kept["voicemail_ok"] or other["voicemail_ok"])
        taken["name"] = kept["name"] or other["name"]
    if kept["active"] and not other["active"]:
        taken |= {"active": False, "set_aside": other["set_aside"]}
    return taken


def _number(row: Row) -> str:
    return str(row["phone"] or row["written"].casefold())


def once_visits(work: Work, gone_id: int, keep_id: int) -> int:
    """Let a visit that stands in both records, the same service at the same time, stand once."""
    return _once(work, "visit", gone_id, keep_id, lambda row: (row["service"], row["starts_at"]), _let_go_of_visit)


def once_tests(work: Work, gone_id: int, keep_id: int) -> int:
    """Let a test that was ordered in both records on the same day stand once."""
    return _once(
        work, "test_order", gone_id, keep_id, lambda row: (row["service"], row["ordered_on"], row["due_on"]),
        _let_go_of_test,
    )  # fmt: skip


def _once(
    work: Work, table: str, gone_id: int, keep_id: int, same: Callable[[Row], tuple[Any, ...]],
    let_go: Callable[[Work, int, int], None],
) -> int:  # fmt: skip
    standing = {same(row): row for row in _rows(work, table, keep_id)}
    count = 0
    for row in _rows(work, table, gone_id):
        twin = standing.pop(same(row), None)
        if twin is None:
            continue
        work.update(table, twin["id"], **_filled(table, twin, row))
        let_go(work, row["id"], twin["id"])
        work.delete(table, id=row["id"])
        count += 1
    return count


def _filled(table: str, kept: Row, other: Row) -> Row:
    """Return what the kept row takes over: what it leaves empty, and an outcome that only the other has."""
    taken = {name: other[name] for name in _FILLED[table] if kept[name] is None and other[name] is not None}
    if table == "visit" and kept["booking_number"] is None and other["booked_in"] == "booked":
        taken["booked_in"] = "booked"
    open_ = _PROGRESS[table]
    rank = {status: place for place, status in enumerate(open_)}
    if rank.get(other["status"], len(open_)) > rank.get(kept["status"], len(open_)):
        taken["status"], taken["status_source"] = other["status"], other["status_source"]
        if table == "visit":
            taken["status_at"] = other["status_at"]
    return taken


def _let_go_of_visit(work: Work, gone: int, kept: int) -> None:
    for table, column in (("test_order", "for_visit_id"), ("visit", "follows_id"), ("visit", "before_visit_id")):
        _point(work, table, column, gone, kept)
    _rename(work, f"visit:{gone}", f"visit:{kept}")
    _say_again(work, "visits", gone, kept)


def _let_go_of_test(work: Work, gone: int, kept: int) -> None:
    _rename(work, f"test:{gone}", f"test:{kept}")
    _say_again(work, "tests", gone, kept)


def once_milestones(work: Work, gone_id: int, keep_id: int, chosen: Mapping[str, str]) -> int:
    """Let each dated event stand once: the kept record's date, or the other's where that was chosen."""
    kept = {row["kind"]: row for row in _rows(work, "milestone", keep_id)}
    count = 0
    for row in _rows(work, "milestone", gone_id):
        twin = kept.get(row["kind"])
        if twin is None:
            continue
        if chosen.get(f"milestone.{row['kind']}") == "gone":
            work.update("milestone", twin["id"], on_date=row["on_date"])
        work.delete("milestone", id=row["id"])
        count += 1
    return count


def move_imported_values(work: Work, gone_id: int, keep_id: int) -> None:
    """Let the kept record know what files said of the other, where they said nothing of itself."""
    known = {row[0] for row in work.conn.rows("SELECT field FROM imported_value WHERE patient_id = :id", id=keep_id)}
    for row in _rows(work, "imported_value", gone_id, "field"):
        if row["field"] not in known:
            work.delete("imported_value", patient_id=gone_id, field=row["field"])
            work.insert("imported_value", **{**row, "patient_id": keep_id})


def _rows(work: Work, table: str, patient_id: int, order: str = "id") -> Sequence[Row]:
    return work.conn.dicts(f"SELECT * FROM {table} WHERE patient_id = :id ORDER BY {order}", id=patient_id)  # noqa: S608 - names from code


def _point(work: Work, table: str, column: str, gone: int, kept: int) -> None:
    """Let what pointed at a row point at its twin."""
    for row in work.conn.rows(f"SELECT id FROM {table} WHERE {column} = :gone ORDER BY id", gone=gone):  # noqa: S608 - names from code
        work.update(table, row[0], **{column: None if table == "visit" and row[0] == kept else kept})


def _rename(work: Work, gone: str, kept: str) -> None:
    """Let what was said of a row be said of its twin."""
    for table in ("mark", "postponed"):
        for row in work.conn.rows(f"SELECT id FROM {table} WHERE source = :gone ORDER BY id", gone=gone):  # noqa: S608 - names from code
            work.update(table, row[0], source=kept)


def _say_again(work: Work, kind: str, gone: int, kept: int) -> None:
    """Let files know the row that stays."""
    there = {
        row[0]
        for row in work.conn.rows(
            "SELECT field FROM imported_item WHERE kind = :kind AND item_id = :kept", kind=kind, kept=kept
        )
    }
    for row in work.conn.dicts(
        "SELECT * FROM imported_item WHERE kind = :kind AND item_id = :gone ORDER BY field", kind=kind, gone=gone
    ):
        work.delete("imported_item", kind=kind, item_id=gone, field=row["field"])
        if row["field"] not in there:
            work.insert("imported_item", **{**row, "item_id": kept})
