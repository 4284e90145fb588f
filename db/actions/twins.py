"""Two records of one person become one, are taken apart again, or are said to be two people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from db.actions.bulk import note_changed
from db.actions.joined_rows import (
    MOVED,
    move_imported_values,
    move_rows,
    once_contacts,
    once_milestones,
    once_tests,
    once_visits,
)
from db.actions.patient_words import write_words
from db.actions.planning import lock, own_tasks
from db.actions.restoring import Restored, restore
from db.errors import BadInput, Conflict, Refused
from db.rules.facts import Phase
from db.work import Work, action, loads

CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "full_name": ("full_name", "search_key", "sort_key"), "birth_on": ("birth_on", "birth_year"), "sex": ("sex",),
    "snils": ("snils",), "policy": ("policy",), "residence": ("residence",), "region": ("region",),
    "address": ("address",), "zone": ("zone",), "phase": ("phase", "closed_because"), "diagnosis": ("diagnosis",),
    "stage": ("stage",), "clinical_group": ("clinical_group",), "flag_note": ("flag_note",),
    "code_word": ("code_word",), "not_before": ("not_before",), "not_after": ("not_after",),
    "call_weekdays": ("call_weekdays",), "assistant": ("assistant_id", "centre_id"),
}  # fmt: skip
"""What can be chosen from either record, with the columns that go together."""
_LEANS_ON: Final = (
    ("call", "contact_id", "contact"), ("call", "corrects_id", "call"), ("mark", "call_id", "call"),
    ("barrier", "call_id", "call"), ("pause", "call_id", "call"), ("decision", "call_id", "call"),
    ("visit", "follows_id", "visit"), ("visit", "before_visit_id", "visit"), ("visit", "cycle_id", "cycle"),
    ("test_order", "for_visit_id", "visit"), ("test_order", "cycle_id", "cycle"), ("cycle", "course_id", "course"),
)  # fmt: skip
_SOURCES: Final = {
    "visit": "visit", "test_order": "test", "reminder": "reminder", "barrier": "barrier", "decision": "decision",
    "course": "course", "cycle": "cycle", "mark": "mark", "call": "call",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Merged:
    """Two records that are one now; how many rows came over, how many stood in both."""

    patient_id: int
    gone_id: int
    moved: int
    once: int


@dataclass(frozen=True, slots=True)
class Unmerged:
    """Two records that are two again."""

    patient_id: int
    gone_id: int


@dataclass(frozen=True, slots=True)
class TwoPeople:
    """Two records that were said to be two people."""

    a_id: int
    b_id: int


@action("merge_patients")
def merge_patients(work: Work, keep_id: int, gone_id: int, choices: Mapping[str, str] | None = None) -> Merged:
    """Make two records of one person one; `choices` names fields that are taken from the gone one: `{"stage": "gone"}`.

    What the kept record leaves empty is filled. The gone record stays, empty and closed, and leads to the kept one.
    Raises `Refused`: unknown_row, same_record, merged, record_erased, call_goes_on; `BadInput("unknown_field")`.
    """
    chosen = dict(choices or {})
    for name in chosen:
        if name not in CHOICES and not name.startswith("milestone."):
            raise BadInput("unknown_field", field=name[:40])
    lock(work.conn, sorted((keep_id, gone_id)))
    keep, gone = _fit(work, keep_id), _fit(work, gone_id)
    _refuse_if_unfit(work, keep_id, gone_id)
    a, b = sorted((keep_id, gone_id))
    work.delete("not_same", a_id=a, b_id=b)
    work.touch(keep_id, gone_id)
    once = once_contacts(work, gone_id, keep_id)
    once += once_visits(work, gone_id, keep_id) + once_tests(work, gone_id, keep_id)
    once += once_milestones(work, gone_id, keep_id, chosen)
    moved = move_rows(work, gone_id, keep_id)
    move_imported_values(work, gone_id, keep_id)
    _write(work, keep, _joined(keep, gone, chosen))
    _write(work, gone, {
        "merged_into_id": keep_id, "phase": Phase.CLOSED.value, "closed_because": "other", "assistant_id": None,
    })  # fmt: skip
    for (earlier,) in work.conn.rows("SELECT id FROM patient WHERE merged_into_id = :gone ORDER BY id", gone=gone_id):
        work.update("patient", earlier, merged_into_id=keep_id)
    write_words(work.conn, (keep_id, gone_id))
    own_tasks(work.conn, (keep_id, gone_id))
    return Merged(keep_id, gone_id, moved, once)


def _fit(work: Work, patient_id: int) -> dict[str, Any]:
    row = work.fetch("patient", patient_id)
    if row["merged_into_id"] is not None:
        raise Refused("merged", id=patient_id, into=row["merged_into_id"])
    if row["erased_at"] is not None:
        raise Refused("record_erased", id=patient_id)
    return row


def _refuse_if_unfit(work: Work, keep_id: int, gone_id: int) -> None:
    if keep_id == gone_id:
        raise Refused("same_record", id=keep_id)
    name = work.conn.value(
        "SELECT u.short_name FROM call c JOIN app_user u ON u.id = c.user_id WHERE c.patient_id IN :ids"
        " AND c.state = 'open' AND c.undone_at IS NULL LIMIT 1",
        ids=[keep_id, gone_id],
    )
    if name is not None:
        raise Refused("call_goes_on", name=name)


def _joined(keep: dict[str, Any], gone: dict[str, Any], chosen: Mapping[str, str]) -> dict[str, Any]:
    """Return the values of the joined record."""
    values: dict[str, Any] = {}
    for name, columns in CHOICES.items():
        first = columns[0]
        if chosen.get(name) == "gone" or (keep[first] in (None, "") and gone[first] not in (None, "")):
            values |= {column: gone[column] for column in columns}
    if values.get("centre_id", 0) is None:
        values["centre_id"] = keep["centre_id"]
    flags = dict.fromkeys([*filter(None, keep["flags"].split(",")), *filter(None, gone["flags"].split(","))])
    values["flags"] = ",".join(flags)
    values["in_care_since"] = min(keep["in_care_since"], gone["in_care_since"])
    first_at = [at for at in (keep["first_assigned_at"], gone["first_assigned_at"]) if at is not None]
    values["first_assigned_at"] = min(first_at) if first_at else None
    return values


def _write(work: Work, row: dict[str, Any], values: dict[str, Any]) -> None:
    """Write a record, changed or not: what was done to it before lies behind the merge from now on."""
    sets = ", ".join(f"{name} = :{name}" for name in values)
    (after,) = work.conn.dicts(
        f"UPDATE patient SET {sets}, version = version + 1 WHERE id = :the_id RETURNING *",  # noqa: S608 - names from code
        the_id=row["id"], **values,
    )  # fmt: skip
    note_changed(work, "patient", [(row, after)])


@action("unmerge_patients", undoable=False)
def unmerge_patients(work: Work, gone_id: int) -> Unmerged:
    """Take a merged record out of the other again, as it was; days later too, while nobody touched what was joined.

    Raises `Refused("unknown_row" | "not_merged" | "record_erased")`, `Conflict("changed_since" | "leaned_on_since")`.
    """
    row = work.fetch("patient", gone_id)
    if row["merged_into_id"] is None:
        raise Refused("not_merged", id=gone_id)
    if row["erased_at"] is not None:
        raise Refused("record_erased", id=gone_id)
    target = work.conn.dicts(
        "SELECT a.* FROM action a JOIN change c ON c.action_id = a.id WHERE c.table_name = 'patient'"
        " AND c.row_key = :key AND a.kind = 'merge_patients' AND a.undone_by IS NULL ORDER BY a.id DESC LIMIT 1",
        key=str(gone_id),
    )[0]
    if loads(target["result"])["result"]["gone_id"] != gone_id:  # it went along when its keeper was merged
        raise Conflict("changed_since", action=target["id"], kind=target["kind"])
    restored = undo_merge(work, target)
    ids = sorted(restored.patients | {row["merged_into_id"], gone_id})
    write_words(work.conn, ids)
    work.touch(row["merged_into_id"], *ids)
    own_tasks(work.conn, ids)
    return Unmerged(row["merged_into_id"], gone_id)


def undo_merge(work: Work, target: dict[str, Any]) -> Restored:
    """Take a merge back; raises `Conflict` where something new leans on what came over."""
    moved: dict[str, set[int]] = {table: set() for table in MOVED}
    for table, key, before, after in work.conn.rows(
        "SELECT table_name, row_key, before, after FROM change WHERE action_id = :id AND before IS NOT NULL"
        " AND after IS NOT NULL",
        id=target["id"],
    ):
        if table in moved and loads(before)["patient_id"] != loads(after)["patient_id"]:
            moved[table].add(int(key))
    keep_id = loads(target["result"])["result"]["patient_id"]
    for table, column, at in _LEANS_ON:
        if not moved[at]:
            continue
        rows = work.conn.rows(
            f"SELECT id FROM {table} WHERE patient_id = :keep AND {column} IN :ids",  # noqa: S608 - names from code
            keep=keep_id, ids=sorted(moved[at]),
        )  # fmt: skip
        if any(row[0] not in moved[table] for row in rows):
            raise Conflict("leaned_on_since", table=table)
    _refuse_if_marked(work, keep_id, moved)
    return restore(work, target)


def _refuse_if_marked(work: Work, keep_id: int, moved: dict[str, set[int]]) -> None:
    """Refuse where something that came over was spoken of since: the words would speak of nothing."""
    came = {f"{_SOURCES[table]}:{i}" for table, ids in moved.items() if table in _SOURCES for i in ids}
    for table in ("mark", "postponed"):
        for i, source in work.conn.rows(
            f"SELECT id, source FROM {table} WHERE patient_id = :keep AND source IS NOT NULL", keep=keep_id  # noqa: S608 - names from code
        ):  # fmt: skip
            if i not in moved[table] and ":".join(source.split(":")[:2]) in came:
                raise Conflict("leaned_on_since", table=table)


@action("say_not_same")
def say_not_same(work: Work, a_id: int, b_id: int) -> TwoPeople:
    """Note that two records are two people, so that they are shown as a pair no more.

    Raises `Refused("unknown_row" | "same_record")`.
    """
    if a_id == b_id:
        raise Refused("same_record", id=a_id)
    a, b = sorted((a_id, b_id))
    work.fetch("patient", a)
    work.fetch("patient", b)
    work.patient_id = a
    if work.conn.value("SELECT 1 FROM not_same WHERE a_id = :a AND b_id = :b", a=a, b=b) is None:
        work.insert("not_same", a_id=a, b_id=b, at=work.now, by_id=work.user.id)
    return TwoPeople(a, b)
