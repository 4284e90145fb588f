"""Visits and tests of the record beside a file: what they are, what files last said of them, what a hand changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from db.engine import Connection
from db.exchange.items import FileSeen, Kind
from db.work import loads

BATCH: Final = 1000
PRESENT: Final = "file"
"""The field of `imported_item` that says which file an item stood in last; the others hold what files said."""
IMPORT: Final = "import_items"
_TABLES: Final[dict[Kind, str]] = {"visits": "visit", "tests": "test_order"}
_FOUND: Final = "found"


@dataclass(slots=True)
class KnownItem:
    """A visit or a test order of the record."""

    id: int
    patient_id: int
    values: dict[str, Any]
    said: dict[str, str] = field(default_factory=dict)
    file_id: int | None = None  # the last file that had it
    told_at: datetime | None = None  # when that file was made

    @property
    def local(self) -> datetime:
        """The time of a visit as clocks show it where it is, without a zone."""
        starts: datetime = self.values["starts_at"]
        return starts.astimezone(ZoneInfo(self.values["zone"])).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class TakenFile:
    """A file that was taken before."""

    id: int
    name: str
    made_at: datetime


class KnownItems:
    """The visits or tests of some patients, with what files said of them."""

    def __init__(self, conn: Connection, kind: Kind, patient_ids: Iterable[int]) -> None:
        """Read them in few statements."""
        self._conn = conn
        self.kind: Kind = kind
        self.table = _TABLES[kind]
        self.files = {one.id: one for one in taken_files(conn, kind)}
        self.by_id: dict[int, KnownItem] = {}
        for ids in _batches(patient_ids):
            for row in conn.dicts(f"SELECT * FROM {self.table} WHERE patient_id IN :ids ORDER BY id", ids=ids):  # noqa: S608 - names from code
                self.by_id[row["id"]] = KnownItem(row["id"], row["patient_id"], row)
        for ids in _batches(self.by_id):
            for item_id, name, value, file_id in conn.rows(
                "SELECT item_id, field, value, file_id FROM imported_item WHERE kind = :kind AND item_id IN :ids",
                kind=kind, ids=ids,
            ):  # fmt: skip
                item = self.by_id[item_id]
                if name == PRESENT:
                    item.file_id, item.told_at = file_id, self.files[file_id].made_at
                else:
                    item.said[name] = value
        self._next = {
            item.values["follows_id"]: item
            for item in self.by_id.values()
            if kind == "visits" and item.values["follows_id"] is not None
        }
        self._hands: dict[int, dict[str, datetime]] = {}

    def of(self, patient_id: int) -> list[KnownItem]:
        """Return those of one patient."""
        if not hasattr(self, "_by_patient"):
            self._by_patient: dict[int, list[KnownItem]] = {}
            for item in self.by_id.values():
                self._by_patient.setdefault(item.patient_id, []).append(item)
        return self._by_patient.get(patient_id, [])

    def last_of(self, item: KnownItem) -> KnownItem:
        """Return the visit that stands for a moved one at the end of its chain."""
        seen = {item.id}
        while item.values["status"] == "moved" and item.id in self._next and self._next[item.id].id not in seen:
            item = self._next[item.id]
            seen.add(item.id)
        return item

    def changed_by_hand_at(self, item: KnownItem, name: str) -> datetime:
        """Return when a field was last set otherwise than by a file; where nobody changed it, when it was entered."""
        if item.id not in self._hands:
            self._hands[item.id] = self._changes(item)
        hands = self._hands[item.id]
        entered: datetime = item.values["created_at"]
        return hands.get(name, entered)

    def _changes(self, item: KnownItem) -> dict[str, datetime]:
        found: dict[str, datetime] = {}
        for before, after, at, kind in self._conn.rows(
            "SELECT c.before, c.after, a.at, a.kind FROM change c JOIN action a ON a.id = c.action_id"
            " WHERE c.table_name = :name AND c.row_key = :key AND a.undone_by IS NULL AND a.kind <> 'undo'"
            " ORDER BY c.id",
            name=self.table, key=str(item.id),
        ):  # fmt: skip
            if kind == IMPORT or after is None:
                continue
            old, new = loads(before) if before else {}, loads(after)
            found |= {name: at for name, value in new.items() if value is not None and old.get(name, _FOUND) != value}
            found |= {name: at for name, value in new.items() if value is None and old.get(name) is not None}
        return found


def taken_files(conn: Connection, kind: Kind) -> list[TakenFile]:
    """Return the files of a kind that were taken, the newest made last."""
    rows = conn.rows("SELECT id, name, made_at, at FROM import_file WHERE kind = :kind", kind=kind)
    files = [TakenFile(file_id, name, made or at) for file_id, name, made, at in rows]
    return sorted(files, key=lambda one: (one.made_at, one.id))


def is_last(conn: Connection, kind: Kind, seen: FileSeen) -> bool:
    """Say whether this very file is the last one of its kind that was taken."""
    last = conn.value("SELECT sha256 FROM import_file WHERE kind = :kind ORDER BY id DESC LIMIT 1", kind=kind)
    return bool(last == seen.sha256)


def written(value: object) -> str:
    """Return a value as `imported_item` keeps it."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, date) else str(value)


def at_zone(local: datetime, zone: str) -> datetime:
    """Return the instant of a local time, aware UTC."""
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _batches(ids: Iterable[int]) -> Iterator[list[int]]:
    listed = sorted(set(ids))
    for start in range(0, len(listed), BATCH):
        yield listed[start : start + BATCH]
