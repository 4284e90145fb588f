"""What the board counts by: last talks, first tries and ends of patients, written beside the plan in its transaction.

Derived from facts alone, like tasks, and like them never in the journal. Time itself changes nothing here: who is
silent, or has nothing to come, is found by comparing these instants with another one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from db.engine import Connection

TALK: Final = (
    "{call}.undone_at IS NULL AND {call}.connection IN ('REACHED', 'OTHER_PERSON')"
    " AND {call}.spoke IN ('patient', 'legal_representative', 'trusted')"
)
"""A call was a conversation with somebody who may speak for the patient, as `is_conversation` says it."""

COLUMNS: Final = (
    "patient_id", "owner_id", "phase", "zone", "assigned_at", "met_at", "contact_at", "tried_at", "nothing_from",
)  # fmt: skip
_DAY: Final = {
    "sqlite": ("{day} || ' 00:00:00.000000'", "date({day}, '+1 day') || ' 00:00:00.000000'"),
    "postgresql": ("{day}::timestamp AT TIME ZONE 'UTC'", "({day} + 1)::timestamp AT TIME ZONE 'UTC'"),
}
"""The beginning and the end of a date as an instant."""

_FRESH: Final = (
    "SELECT p.id, p.assistant_id, p.phase, p.zone, p.first_assigned_at,"
    " (SELECT MIN(c.at) FROM call c WHERE c.patient_id = p.id AND c.at >= p.first_assigned_at AND {talk}),"
    " COALESCE((SELECT MAX(c.at) FROM call c WHERE c.patient_id = p.id AND {talk}), {since}),"
    " (SELECT MIN(c.at) FROM call c WHERE c.patient_id = p.id AND c.direction = 'out' AND c.connection IS NOT NULL"
    "  AND c.undone_at IS NULL AND NOT EXISTS (SELECT 1 FROM call l WHERE l.patient_id = p.id AND l.at >= c.at"
    "   AND {later})),"
    " CASE WHEN p.phase = 'closed' OR EXISTS (SELECT 1 FROM task t WHERE t.patient_id = p.id AND t.state = 'open'"
    "  AND t.moot_at IS NULL) THEN NULL ELSE (SELECT MAX(ends) FROM ("
    "   SELECT p.created_at AS ends"
    "   UNION ALL SELECT MAX(t.moot_at) FROM task t WHERE t.patient_id = p.id AND t.state = 'open'"
    "   UNION ALL SELECT MAX(v.starts_at) FROM visit v WHERE v.patient_id = p.id"
    "    AND v.status IN ('planned', 'confirmed')"
    "   UNION ALL SELECT {after} FROM test_order o WHERE o.patient_id = p.id AND o.status = 'ordered'"
    "  ) AS all_ends) END"
    " FROM patient p WHERE {who}"
)
_WRITE: Final = (
    f"INSERT INTO pulse ({', '.join(COLUMNS)}) {{fresh}} ON CONFLICT (patient_id) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[1:])
)
_OWN: Final = (
    "UPDATE pulse SET owner_id = p.assistant_id FROM patient p WHERE p.id = pulse.patient_id"
    " AND pulse.patient_id IN :ids AND pulse.owner_id IS DISTINCT FROM p.assistant_id"
)


def fresh_pulse(dialect: str, who: str) -> str:
    """Return the statement that finds the rows anew, of the patients `p` that a condition names."""
    start, end = _DAY[dialect]
    return _FRESH.format(
        talk=TALK.format(call="c"), later=TALK.format(call="l"), since=start.format(day="p.in_care_since"),
        after=end.format(day="MAX(o.due_on)"), who=who,
    )  # fmt: skip


def refresh_pulse(conn: Connection, patient_ids: Iterable[int]) -> None:
    """Write the rows of these patients anew, after their facts and tasks were written."""
    conn.run(_WRITE.format(fresh=fresh_pulse(conn.dialect, "p.id IN :ids")), ids=list(patient_ids))


def make_pulse(conn: Connection) -> None:
    """Write the rows of all patients anew."""
    conn.run(_WRITE.format(fresh=fresh_pulse(conn.dialect, "TRUE")))


def own_pulse(conn: Connection, patient_ids: Iterable[int]) -> None:
    """Let the rows of these patients name whoever owns the patient now."""
    conn.run(_OWN, ids=list(patient_ids))
