"""Who has which patient in work now: claims that live, of other programs than the one that asks.

A claim lives while its program gives a sign of life. Signs are compared in the database's own time (`db/ticks.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from db.engine import Bound
from db.ticks import ticks
from db.work import View

LIVES: Final = 60
"""Seconds without a sign of life after which a claim lapses."""

_CLAIMS: Final = (
    "SELECT c.patient_id, c.user_id, u.short_name, c.at, c.terminal, c.holder, c.call_id, {tick} - c.beat FROM claim c"
    " JOIN app_user u ON u.id = c.user_id"
    " WHERE (c.holder <> :holder OR c.user_id <> :me) AND abs({tick} - c.beat) <= :lives"
)


@dataclass(frozen=True, slots=True)
class InWork:
    """Somebody has a patient in work at another place than this one."""

    patient_id: int
    user_id: int
    name: str  # short
    since: datetime  # real time
    terminal: str
    holder: str
    call_id: int
    silent_s: float  # seconds since the last sign of life
    mine: bool  # the person who asks has them, at another place


def all_in_work(view: View) -> dict[int, InWork]:
    """Return what others have in work, by patient; as many as there are people on the phone."""
    return {found.patient_id: found for found in _living(view, "", {})}


def in_work(view: View, patient_id: int) -> InWork | None:
    """Return who else has a patient in work."""
    return next(iter(_living(view, " AND c.patient_id = :id", {"id": patient_id})), None)


def _living(view: View, narrower: str, params: dict[str, Bound]) -> list[InWork]:
    tick, given = ticks(view.conn)
    rows = view.conn.rows(
        _CLAIMS.format(tick=tick) + narrower, holder=view.holder, me=view.user.id, lives=LIVES, **given, **params
    )
    return [
        InWork(patient_id, user_id, name, at, terminal, holder, call_id, silent, user_id == view.user.id)
        for patient_id, user_id, name, at, terminal, holder, call_id, silent in rows
    ]
