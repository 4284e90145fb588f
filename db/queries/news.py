"""What others wrote since one looked last: which patients, what kind of steps, whether it may concern one's lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from db.engine import Connection
from db.queries.covering import covered_by
from db.work import View, loads

LATEST: Final = 200
"""Steps that are remembered; ids are given out before they are committed, so an older one may come later."""


@dataclass(frozen=True, slots=True)
class News:
    """Steps of others; `ours`: of patients who are the user's own, covered, nobody's, or wait for the centre."""

    patient_ids: frozenset[int]
    kinds: frozenset[str]
    ours: bool


def latest_steps(conn: Connection) -> frozenset[int]:
    """Return the ids of the latest steps of everybody."""
    rows = conn.rows("SELECT id FROM action ORDER BY id DESC LIMIT :most", most=LATEST)
    return frozenset(row[0] for row in rows)


def news(view: View, step_ids: frozenset[int]) -> News:
    """Return what these steps were about; where they are too many to be looked at, they concern everybody."""
    kinds: set[str] = set()
    patients: set[int] = set()
    for kind, patient_id, result in view.conn.rows(
        "SELECT kind, patient_id, result FROM action WHERE id IN :ids", ids=sorted(step_ids)
    ):
        kinds.add(kind)
        patients.update(loads(result)["patients"] if result else ())
        patients.update(() if patient_id is None else (patient_id,))
    return News(frozenset(patients), frozenset(kinds), _ours(view, patients) if len(step_ids) < LATEST else True)


def _ours(view: View, patients: set[int]) -> bool:
    """Tell whether one of these patients may stand on a list of the user's, or come to stand on it."""
    if not patients or len(patients) > LATEST:
        return True
    covered = covered_by(view, view.user.id)
    for patient_id, owner_id, waits in view.conn.rows(
        "SELECT p.id, p.assistant_id, EXISTS (SELECT 1 FROM task t WHERE t.patient_id = p.id AND t.state = 'open'"
        " AND t.audience <> 'assistant') FROM patient p WHERE p.id IN :ids"
        " AND (p.assistant_id = :me OR p.centre_id IS NOT DISTINCT FROM :centre)",
        ids=sorted(patients), me=view.user.id, centre=view.user.centre_id,
    ):  # fmt: skip
        if owner_id in (None, view.user.id) or waits or covered.has(patient_id, owner_id):
            return True
    return any(patient_id in covered.patients for patient_id in patients)
