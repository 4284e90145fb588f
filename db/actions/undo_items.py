"""Undo of an import of visits or tests: what it brought goes, what was done with it since stays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from db.actions.bulk import insert_many
from db.actions.import_items import SAID
from db.actions.restoring import Restored
from db.actions.undo_import import put_back
from db.work import Work, loads

_BATCH: Final = 1000
_SOURCE: Final = {"visit": "visit", "test_order": "test"}
Row: TypeAlias = dict[str, Any]


@dataclass(slots=True)
class _Target:
    """What an import wrote: the changes, its new rows as it left them, the versions that it left."""

    changes: list[tuple[str, Row | None, Row | None]]
    new: dict[str, dict[int, Row]] = field(default_factory=lambda: {"visit": {}, "test_order": {}})
    versions: dict[tuple[str, int], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for table, before, after in reversed(self.changes):  # in the order in which they were made
            if table in self.new and after is not None:
                self.versions[table, after["id"]] = after.get("version", 1)
                if before is None or after["id"] in self.new[table]:
                    self.new[table][after["id"]] = after


def undo_items(work: Work, target: dict[str, Any]) -> Restored:
    """Take an import of visits or tests back, row by row and field by field; never refuses.

    A visit or test that somebody has changed, marked, moved or made something wait for since stays as it is now;
    `kept` are their patients.
    """
    rows = work.conn.dicts("SELECT * FROM change WHERE action_id = :id ORDER BY id DESC", id=target["id"])
    told = _Target([(row["table_name"], _row(row["before"]), _row(row["after"])) for row in rows])
    kept = {table: _kept(work, target["id"], table, told) for table in told.new}
    follows = (told.new["visit"][visit_id].get("follows_id") for visit_id in kept["visit"])
    stay = {visit_id for visit_id in follows if visit_id is not None}  # moved for good
    patients: set[int] = set()
    for table, before, after in told.changes:
        if table in told.new:
            patients.add((after or before or {})["patient_id"])
            _put_back_item(work, table, before, after, told, kept, stay)
    _put_back_said(work, told, kept["visit"] | stay, kept["test_order"])
    for table, _, after in told.changes:
        if table == "import_file" and after is not None:
            _forget_file(work, after["id"])
    work.conn.run("UPDATE action SET undone_by = :by WHERE id = :id", by=work.action_id, id=target["id"])
    owners = {told.new[table][row_id]["patient_id"] for table in kept for row_id in kept[table]}
    return Restored(patients=patients, kept=tuple(sorted(owners)), changed=True)


def _row(text: str | None) -> Row | None:
    return loads(text) if text else None


def _put_back_item(
    work: Work, table: str, before: Row | None, after: Row | None, told: _Target, kept: dict[str, set[int]],
    stay: set[int],
) -> None:  # fmt: skip
    if after is None or after["id"] in kept[table]:
        return
    if before is None:
        if work.conn.value(f"SELECT 1 FROM {table} WHERE id = :id", id=after["id"]) is not None:  # noqa: S608 - names from code
            work.delete(table, id=after["id"])
        return
    follows = table == "visit" and after["id"] in stay
    waits = table == "test_order" and after["for_visit_id"] in kept["visit"]
    if after["id"] not in told.new[table] and not follows and not waits:
        put_back(work, table, before, after)


def _put_back_said(work: Work, told: _Target, visits: set[int], tests: set[int]) -> None:
    """Let what files have said be as it was, but of visits and tests that stay; an undo is not undone, so set-based."""
    old: dict[tuple[str, int, str], Row | None] = {}
    for table, before, after in told.changes:  # the newest first, so that the oldest word wins
        row = after or before or {}
        if table == "imported_item" and row["item_id"] not in (visits if row["kind"] == "visits" else tests):
            old[row["kind"], row["item_id"], row["field"]] = before
    work.conn.many(
        "DELETE FROM imported_item WHERE kind = :kind AND item_id = :item_id AND field = :field",
        [{"kind": kind, "item_id": item_id, "field": name} for kind, item_id, name in old],
    )
    insert_many(work.conn, "imported_item", SAID, [row for row in old.values() if row is not None])


def _forget_file(work: Work, file_id: int) -> None:
    """Forget the file, unless something that stays came from it."""
    if work.conn.value("SELECT 1 FROM imported_item WHERE file_id = :id LIMIT 1", id=file_id) is None:
        work.delete("import_file", id=file_id)


def _kept(work: Work, action_id: int, table: str, told: _Target) -> set[int]:
    """Return new rows with which somebody has worked since."""
    new = told.new[table]
    kept: set[int] = set()
    for ids in _batches(new):
        kept |= {
            int(key)
            for (key,) in work.conn.rows(
                "SELECT DISTINCT c.row_key FROM change c JOIN action a ON a.id = c.action_id WHERE c.table_name = :name"
                " AND c.row_key IN :keys AND a.id > :id AND a.undone_by IS NULL AND a.kind <> 'undo'",
                name=table,
                keys=[str(i) for i in ids],
                id=action_id,
            )  # fmt: skip
        }
        if table == "visit":
            kept |= _leaned_on(work, ids, told)
    for patients in _batches({row["patient_id"] for row in new.values()}):
        for statement in (
            "SELECT source FROM mark WHERE patient_id IN :ids AND undone_at IS NULL AND source IS NOT NULL",
            "SELECT source FROM postponed WHERE patient_id IN :ids",
        ):
            for (source,) in work.conn.rows(statement, ids=patients):
                kind, _, rest = source.partition(":")
                number = rest.partition(":")[0]
                if kind == _SOURCE[table] and number.isdigit() and int(number) in new:
                    kept.add(int(number))
    return kept


def _leaned_on(work: Work, ids: list[int], told: _Target) -> set[int]:
    """Return visits that others replace or wait for, or whose tests somebody has tied to them since."""
    kept = {
        row[0]
        for row in work.conn.rows(
            "SELECT follows_id FROM visit WHERE follows_id IN :ids"
            " UNION SELECT before_visit_id FROM visit WHERE before_visit_id IN :ids",
            ids=ids,
        )
    }
    return kept | {
        visit_id
        for test_id, visit_id, version in work.conn.rows(
            "SELECT id, for_visit_id, version FROM test_order WHERE for_visit_id IN :ids", ids=ids
        )
        if told.versions.get(("test_order", test_id)) != version
    }


def _batches(ids: Iterable[int]) -> Iterable[list[int]]:
    listed = sorted(ids)
    return [listed[start : start + _BATCH] for start in range(0, len(listed), _BATCH)]
