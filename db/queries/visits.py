"""One visit whole: how it was moved, what it must come before, what must come before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from db.errors import Refused
from db.queries.lists import VisitRow, visits
from db.work import View

EXPECTED: Final = frozenset({"planned", "confirmed", "to_move"})
"""Statuses of visits that have not come yet, or of which nothing is known."""


@dataclass(frozen=True, slots=True)
class VisitSheet:
    """A visit with its chain: the times that it had, the oldest first, itself and what replaced it among them."""

    visit: VisitRow
    chain: tuple[VisitRow, ...]
    later: VisitRow | None  # it must come before this one
    needs: tuple[VisitRow, ...]  # these must come before it
    coming: tuple[VisitRow, ...]  # other visits of the patient that are expected


def visit_sheet(view: View, visit_id: int) -> VisitSheet:
    """Return a visit whole; raises `Refused("unknown_row")`."""
    patient_id = view.conn.value("SELECT patient_id FROM visit WHERE id = :id", id=visit_id)
    if patient_id is None:
        raise Refused("unknown_row", table="visit", id=visit_id)
    rows = visits(view, patient_id=patient_id)
    by_id = {row.id: row for row in rows}
    visit = by_id[visit_id]
    expected = tuple(row for row in rows if row.status in EXPECTED and row.id != visit_id)
    return VisitSheet(
        visit, chain_of(visit, by_id), by_id.get(visit.before_visit_id or 0),
        tuple(row for row in expected if row.before_visit_id == visit_id),
        tuple(row for row in expected if row.ends_at > view.now or row.status == "to_move"),
    )  # fmt: skip


def chain_of(visit: VisitRow, by_id: dict[int, VisitRow]) -> tuple[VisitRow, ...]:
    """Return the visits that replaced one another up to and from a visit, the oldest first."""
    chain = [visit]
    while (before := by_id.get(chain[0].follows_id or 0)) is not None and before not in chain:
        chain.insert(0, before)
    after = {row.follows_id: row for row in by_id.values() if row.follows_id is not None}
    while (following := after.get(chain[-1].id)) is not None and following not in chain:
        chain.append(following)
    return tuple(chain)


@dataclass(frozen=True, slots=True)
class PatientVisits:
    """The visits that a patient has before them, and those that were missed or called off and not made up for."""

    coming: tuple[VisitRow, ...]
    unclear: tuple[VisitRow, ...]  # over, and nobody knows whether they took place
    lost: tuple[VisitRow, ...]


def patient_visits(view: View, patient_id: int, since: datetime | None = None) -> PatientVisits:
    """Return what can be done with the visits of a patient; lost ones from `since` on."""
    rows = visits(view, patient_id=patient_id)
    followed = {row.follows_id for row in rows}
    coming = [row for row in rows if row.status == "to_move" or (row.status in EXPECTED and row.ends_at > view.now)]
    unclear = [row for row in rows if row.status in EXPECTED and row not in coming]
    lost = [
        row
        for row in rows
        if row.status in ("missed", "cancelled")
        and row.id not in followed
        and (since is None or row.starts_at >= since)
        and not any(other.service == row.service and other.starts_at > row.starts_at for other in coming)
    ]
    return PatientVisits(tuple(coming), tuple(unclear), tuple(lost))
