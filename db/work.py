"""What an action and a query are given: the connection, who asks, when, under which rules; and the journal."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, Concatenate, Final, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from db.audit import Plain, Told, Trail
from db.clock import Clock
from db.engine import Connection, Value
from db.errors import Conflict, Refused
from db.rules.rules import Rules

P = ParamSpec("P")
R = TypeVar("R")

KEEPS_ITS_ROWS: Final = frozenset({"call", "mark", "note"})  # undone by `undone_at`, never deleted
NEVER: Final = datetime.max.replace(tzinfo=UTC)  # where nobody said what time it is, nothing is open any more
LARGEST_ID: Final = 2**31 - 1  # of an INTEGER in PostgreSQL
KEYS: Final = {
    "patient_word": ("word", "patient_id"), "imported_value": ("patient_id", "field"), "meta": ("name",),
    "rule_stamp": ("stamp",), "service": ("code",), "day_count": ("user_id", "on_date"), "not_same": ("a_id", "b_id"),
    "imported_item": ("kind", "item_id", "field"),
}  # fmt: skip
UNVERSIONED: Final = frozenset({
    "patient_word", "imported_value", "meta", "rule_stamp", "day_count", "audit_event", "not_same", "imported_item",
    "import_file", "erasure", "assignment",
})  # fmt: skip


_PATIENTS_OF: Final = {"patient": ("id",), "not_same": ("a_id", "b_id")}  # of other tables: patient_id
_OF_ONE_PATIENT: Final = frozenset({
    "barrier", "call", "contact", "course", "milestone", "pause", "reminder", "test_order", "visit",
})  # fmt: skip
PATIENTS: Final = "patients"
"""Under this name an event keeps the numbers of the patients whom it concerned beside the one that it is about."""


@dataclass(frozen=True, slots=True)
class User:
    """Who is signed in."""

    id: int
    login: str
    name: str
    short_name: str
    roles: frozenset[str]
    centre_id: int | None
    language: str
    phone: str | None = None
    scope: str = "centre"  # of a supervisor: whose patients they see, the centre's or all


@dataclass(slots=True)
class View:
    """What a query is given: a read-only connection, who asks, and the domain's instant."""

    conn: Connection
    user: User
    now: datetime
    rules: Rules
    zone: ZoneInfo  # of the desk
    holder: str = field(default="", kw_only=True)  # the program that asks, as its claims name it
    real: datetime = field(default=NEVER, kw_only=True)  # the real instant, by which what was opened for a time ends

    @property
    def today(self) -> date:
        """The date at the desk."""
        return self.now.astimezone(self.zone).date()

    def midnight(self, on: date) -> datetime:
        """Return the instant at which a day begins at the desk."""
        return datetime.combine(on, time(0), self.zone)


@dataclass(slots=True)
class Work(View):
    """What an action is given: a writing connection inside a transaction, and the journal of what it changes."""

    clock: Clock
    terminal: str
    action_id: int
    trail: Trail
    confirmed: bool = field(default=False, kw_only=True)  # the password was typed in the last minutes
    cleared: set[int] = field(default_factory=set)  # patients whom the user may write to: looked at before the action
    touched: set[int] = field(default_factory=set)
    concerned: set[int] = field(default_factory=set)  # patients of whom the journal of the action tells
    planned: set[int] = field(default_factory=set)  # of the touched, those whose plan was made after the last change
    patient_id: int | None = None
    call_id: int | None = None
    reason: str | None = None  # a code: why, where the action was let pass for a reason; the audit keeps it
    detail: dict[str, Plain] = field(default_factory=dict)  # ids and codes that the audit keeps of the action

    def insert(self, table: str, **values: Value) -> dict[str, Any]:
        """Write a new row, note it in the journal, and return it whole."""
        names = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        (row,) = self.conn.dicts(f"INSERT INTO {table} ({names}) VALUES ({marks}) RETURNING *", **values)  # noqa: S608 - names from code
        self._note(table, None, row)
        return row

    def update(self, table: str, key: int | str, *, version: int | None = None, **values: Value) -> dict[str, Any]:
        """Change a row and note it; with `version`, refuse where somebody changed it meanwhile.

        Raises `Refused("unknown_row")` and `Conflict("changed_meanwhile")`.
        """
        before = self._held(table, key)
        if version is not None and before["version"] != version:
            raise Conflict("changed_meanwhile", table=table, id=key)
        changed = {name: value for name, value in values.items() if before[name] != value}
        if not changed:
            return before
        if table not in UNVERSIONED:
            changed["version"] = before["version"] + 1
        sets = ", ".join(f"{name} = :{name}" for name in changed)
        name = KEYS.get(table, ("id",))[0]
        (after,) = self.conn.dicts(
            f"UPDATE {table} SET {sets} WHERE {name} = :the_key RETURNING *", the_key=key, **changed  # noqa: S608 - names from code
        )  # fmt: skip
        self._note(table, before, after)
        return after

    def delete(self, table: str, **key: Value) -> None:
        """Remove a row that carries no history of its own, and note what it was."""
        where = " AND ".join(f"{name} = :{name}" for name in key)
        for row in self.conn.dicts(f"DELETE FROM {table} WHERE {where} RETURNING *", **key):  # noqa: S608 - names from code
            self._note(table, row, None)

    def fetch(self, table: str, key: int | str) -> dict[str, Any]:
        """Return a row by its key; raises `Refused("unknown_row")`."""
        return self._row(table, key, "")

    def _held(self, table: str, key: int | str) -> dict[str, Any]:
        """Return a row that nobody else changes before the commit: another writer may have read the same version.

        Its patient is held before it, as by whoever plans them: who holds in another order waits for one another.
        In SQLite the only writer holds everything anyway.
        """
        if self.conn.dialect != "postgresql":
            return self._row(table, key, "")
        if table in _OF_ONE_PATIENT:
            self.conn.rows(
                f"SELECT p.id FROM patient p JOIN {table} r ON r.patient_id = p.id WHERE r.id = :key"  # noqa: S608 - names from code
                " FOR NO KEY UPDATE OF p",
                key=key,
            )
        return self._row(table, key, " FOR NO KEY UPDATE")

    def _row(self, table: str, key: int | str, hold: str) -> dict[str, Any]:
        name = KEYS.get(table, ("id",))[0]
        known = not isinstance(key, int) or 0 < key <= LARGEST_ID
        rows = self.conn.dicts(f"SELECT * FROM {table} WHERE {name} = :key{hold}", key=key) if known else []  # noqa: S608 - names from code
        if not rows:
            raise Refused("unknown_row", table=table, id=key)
        return rows[0]

    def touch(self, *patient_ids: int) -> None:
        """Name patients whose plan must be made anew before the commit; the first one is the action's own."""
        self.touched.update(patient_ids)
        self.planned.difference_update(patient_ids)
        if self.patient_id is None and patient_ids:
            self.patient_id = patient_ids[0]

    def concern(self, table: str, *rows: Mapping[str, Any] | None) -> None:
        """Name the patients of rows of a table: the audit says that the action concerned them."""
        names = _PATIENTS_OF.get(table, ("patient_id",))
        self.concerned.update(row[name] for row in rows if row for name in names if row.get(name) is not None)

    def audit_itself(self, kind: str) -> None:
        """Write the event of the action: about its patient; of several the others stand beside it, by their numbers."""
        others = sorted((self.concerned | self.touched) - {self.patient_id})
        about = others.pop() if self.patient_id is None and len(others) == 1 else self.patient_id
        detail = {**self.detail, PATIENTS: others} if others else self.detail
        self.audit(kind, None if about is None else "patient", about, self.reason, detail)

    def audit(
        self,
        event: str,
        kind: str | None = None,
        object_id: int | None = None,
        reason: str | None = None,
        detail: Mapping[str, Plain] | None = None,
    ) -> None:
        """Write an audit event in the same transaction: ids and codes only; raises `ValueError` for words."""
        told = Told(event, self.user.id, kind, object_id, "done", reason, self.action_id, detail)
        self.trail.write(self.conn, told)

    def _note(self, table: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> None:
        row = after if after is not None else before
        assert row is not None  # noqa: S101 - one of both is given
        self.concern(table, before, after)
        self.conn.run(
            "INSERT INTO change (action_id, table_name, row_key, before, after)"
            " VALUES (:action_id, :table, :key, :before, :after)",
            action_id=self.action_id, table=table, key=key_of(table, row),
            before=None if before is None else dumps(before), after=None if after is None else dumps(after),
        )  # fmt: skip


def key_of(table: str, row: Mapping[str, Any]) -> str:
    """Return the key of a row as the journal writes it."""
    return "|".join(str(row[name]) for name in KEYS.get(table, ("id",)))


def dumps(row: Mapping[str, Any]) -> str:
    """Return a row as JSON, instants and dates as ISO text with a mark of their kind."""
    return json.dumps(row, ensure_ascii=False, default=_written, separators=(",", ":"))


def _written(value: object) -> dict[str, str]:
    if isinstance(value, datetime):
        return {"@": value.isoformat()}
    if isinstance(value, date):
        return {"#": value.isoformat()}
    raise TypeError(f"no form for {type(value).__name__} in the journal")


def _read(value: dict[str, Any]) -> Any:  # noqa: ANN401 - whatever JSON gives
    if value.keys() == {"@"}:
        return datetime.fromisoformat(value["@"])
    if value.keys() == {"#"}:
        return date.fromisoformat(value["#"])
    return value


def loads(text: str) -> Any:  # noqa: ANN401 - whatever JSON gives
    """Return what `dumps` wrote."""
    return json.loads(text, object_hook=_read)


@dataclass(frozen=True, slots=True)
class ActionInfo:
    """What is declared of an action beside its code."""

    kind: str
    undoable: bool
    call: bool  # its undo belongs to a call's marks


ACTIONS: dict[Callable[..., Any], ActionInfo] = {}


def action(kind: str, *, undoable: bool = True, call: bool = False) -> Callable[
    [Callable[Concatenate[Work, P], R]], Callable[Concatenate[Work, P], R]
]:  # fmt: skip
    """Declare a function of `db/actions/` as a write that `Caseload.do` may run."""

    def declare(function: Callable[Concatenate[Work, P], R]) -> Callable[Concatenate[Work, P], R]:
        ACTIONS[function] = ActionInfo(kind, undoable, call)
        return function

    return declare


def expand_ids(ids: Iterable[int]) -> list[int]:
    """Return ids in one order, for statements that take a list."""
    return sorted(set(ids))
