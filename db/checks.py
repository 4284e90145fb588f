"""Proving that a database is whole: pages, references, schema, the audit, and that the stored tasks equal the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from db.actions.planning import difference
from db.actions.pulse import COLUMNS as PULSE
from db.actions.pulse import fresh_pulse
from db.audit.branches import Remembered
from db.audit.noted import noted_heads
from db.audit.verifying import AuditReport, faults_of, verify
from db.caseload import Caseload
from db.door import Door
from db.engine import Connection
from db.errors import EnvironmentFault
from db.queries.facts import load_all
from db.rules.rules import Rules

Progress = Callable[[int, int], None]
OK: Final = "ok"
_NAMED: Final = 20  # of what differs so many are named, the rest is counted


@dataclass(frozen=True, slots=True)
class PlanCheck:
    """How many patients were planned anew, and for how many the stored tasks differ."""

    patients: int
    differences: int
    patient_ids: tuple[int, ...]  # the first that differ


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was found; lists are empty where nothing is wrong."""

    integrity: tuple[str, ...]
    foreign_keys: tuple[str, ...]  # tables with rows that point nowhere
    audit: AuditReport | None  # None: nobody who has its key is signed in
    plan: PlanCheck
    schema: tuple[str, ...]  # tables, columns and indexes that are missing or too many

    @property
    def ok(self) -> bool:
        """Say whether everything passed."""
        audited = self.audit is None or self.audit.ok
        return audited and not (self.integrity or self.foreign_keys or self.schema or self.plan.differences)

    @property
    def exit_code(self) -> int:
        """Return what the command line returns: 4 where something does not pass."""
        return 0 if self.ok else 4

    def to_json(self) -> dict[str, object]:
        """Return the report with the keys of the command line."""
        return {
            "integrity": list(self.integrity) or OK,
            "foreign_keys": list(self.foreign_keys) or OK,
            "audit": None if self.audit is None else (faults_of(self.audit) or OK),
            "plan": {
                "patients": self.plan.patients,
                "differences": self.plan.differences,
                "patient_ids": list(self.plan.patient_ids),
            },
            "schema": list(self.schema) or OK,
        }


def check(
    caseload: Caseload, progress: Progress | None = None, *, remembered: Iterable[Remembered] = ()
) -> CheckReport:
    """Verify a database without changing it; `progress` is told how much of the audit, then of the patients, is done.

    Where pages are damaged nothing else is looked at: it could not be believed. `remembered` is what manifests of
    backups say of the ends of the audit's chains.
    """
    with caseload.reading() as conn, conn.transaction(write=False):
        if damage := _integrity(conn):
            return CheckReport(damage, foreign_keys=(), audit=None, plan=PlanCheck(0, 0, ()), schema=())
    rules = caseload.rules
    with caseload.reading() as conn, conn.transaction(write=False):
        return CheckReport(
            integrity=(),
            foreign_keys=_foreign_keys(conn),
            audit=_audit(caseload, conn, remembered, progress),
            plan=_plan(conn, rules, progress),
            schema=_schema(conn),
        )


def _integrity(conn: Connection) -> tuple[str, ...]:
    """Return what is wrong with the pages; PostgreSQL's own tools do this from outside.

    SQLCipher has a mark over every page of an encrypted file, unused ones too, and names those that it does not fit.
    """
    if conn.dialect == "postgresql":
        return ()
    if unsealed := conn.rows("PRAGMA cipher_integrity_check"):
        return tuple(str(row[0]) for row in unsealed[:_NAMED])
    try:
        found = tuple(str(row[0]) for row in conn.rows(f"PRAGMA integrity_check({_NAMED})"))
    except EnvironmentFault as fault:
        if fault.code != "database_damaged":
            raise
        return (fault.code,)
    return () if found == ("ok",) else found


def _foreign_keys(conn: Connection) -> tuple[str, ...]:
    if conn.dialect == "postgresql":
        rows = conn.rows("SELECT conname FROM pg_constraint WHERE contype = 'f' AND NOT convalidated ORDER BY conname")
        return tuple(row[0] for row in rows)
    broken = conn.rows("PRAGMA foreign_key_check")
    return tuple(sorted({f"{row[0]} → {row[2]}" for row in broken}))


def _audit(
    caseload: Caseload, conn: Connection, remembered: Iterable[Remembered], progress: Progress | None
) -> AuditReport | None:
    """Verify the audit, also against what the door remembers of it."""
    if not caseload.knows_key:
        return None
    with Door(caseload.url) as door:
        heads = noted_heads(door)
    return verify(conn, caseload.derived("audit"), heads=heads, remembered=remembered, progress=progress)


def _plan(conn: Connection, rules: Rules, progress: Progress | None) -> PlanCheck:
    """Plan every patient anew and compare; whoever owns a patient owns the open tasks."""
    total: int = conn.value("SELECT COUNT(*) FROM patient")
    differs: set[int] = set()
    done = 0
    for batch in load_all(conn):
        differs.update(loaded.facts.patient_id for loaded in batch if difference(loaded, rules))
        done += len(batch)
        if progress is not None:
            progress(done, total)
    differs.update(
        row[0]
        for row in conn.rows(
            "SELECT DISTINCT t.patient_id FROM task t JOIN patient p ON p.id = t.patient_id WHERE t.state = 'open'"
            " AND (t.owner_id IS DISTINCT FROM p.assistant_id OR t.centre_id IS DISTINCT FROM p.centre_id)"
        )
    )
    kept, fresh = f"SELECT {', '.join(PULSE)} FROM pulse", fresh_pulse(conn.dialect, "TRUE")  # noqa: S608 - from code
    for one, other in ((kept, fresh), (fresh, kept)):
        differs.update(row[0] for row in conn.rows(f"{one} EXCEPT {other}"))
    return PlanCheck(total, len(differs), tuple(sorted(differs)[:_NAMED]))


def _schema(conn: Connection) -> tuple[str, ...]:
    """Compare tables, columns and indexes with the models, by name; and see that the audit is still protected."""
    from db.models import Table

    wanted = {table.name: {column.name for column in table.columns} for table in Table.metadata.sorted_tables}
    indexes = {str(index.name) for table in Table.metadata.sorted_tables for index in table.indexes}
    there: dict[str, set[str]] = {}
    for table, column in conn.rows(_COLUMNS[conn.dialect]):
        there.setdefault(table, set()).add(column)
    there.pop("alembic_version", None)
    found_indexes = {row[0] for row in conn.rows(_INDEXES[conn.dialect])}
    wrong = [f"-{table}" for table in wanted.keys() - there.keys()]
    wrong += [f"+{table}" for table in there.keys() - wanted.keys()]
    for table in wanted.keys() & there.keys():
        wrong += [f"-{table}.{column}" for column in wanted[table] - there[table]]
        wrong += [f"+{table}.{column}" for column in there[table] - wanted[table]]
    wrong += [f"-{index}" for index in indexes - found_indexes]
    wrong += [
        f"-{trigger}" for trigger in _GUARDS[conn.dialect] - {row[0] for row in conn.rows(_TRIGGERS[conn.dialect])}
    ]
    return tuple(sorted(wrong))


_COLUMNS: Final = {
    "sqlite": (
        "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c"
        " WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"
    ),
    "postgresql": "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'",
}
_GUARDS: Final = {
    "sqlite": {f"{table}_no_{verb}" for table in ("audit_event", "audit_seal") for verb in ("update", "delete")},
    "postgresql": {f"{table}_no_{verb}" for table in ("audit_event", "audit_seal") for verb in ("change", "truncate")},
}
_TRIGGERS: Final = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')",
}
_INDEXES: Final = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'index'",
    "postgresql": "SELECT indexname FROM pg_indexes WHERE schemaname = 'public'",
}
