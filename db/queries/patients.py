"""Patients as a list; the card and the timeline of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from db.queries.about import (
    age_on,
    codes,
)
from db.queries.card import Card, card
from db.queries.filters import Where, limited
from db.queries.timeline import TimelineEntry, timeline
from db.work import View

__all__ = ["Card", "PatientRow", "TimelineEntry", "card", "patients", "timeline"]


@dataclass(frozen=True, slots=True)
class PatientRow:
    """A patient in a list."""

    id: int
    full_name: str
    birth_on: date | None
    age: int | None
    sex: str | None
    phones: tuple[str, ...]  # E.164, the first to dial first
    email: str | None
    snils: str | None
    policy: str | None
    diagnosis: str | None
    stage: str | None
    phase: str
    residence: str | None
    assistant: str | None  # login
    assistant_name: str | None
    centre: str | None
    flags: tuple[str, ...]
    own: bool


_PATIENTS: Final = (
    "SELECT p.id, p.full_name, p.birth_on, p.sex, p.snils, p.policy, p.diagnosis, p.stage, p.phase, p.residence,"
    " u.login, u.short_name, o.short_name, p.flags, p.assistant_id FROM patient p"
    " LEFT JOIN app_user u ON u.id = p.assistant_id LEFT JOIN organisation o ON o.id = p.centre_id WHERE "
)


def patients(
    view: View,
    *,
    assistant: str | None = None,
    patient_ids: Sequence[int] | None = None,
    phase: str | None = None,
    centre_id: int | None = None,
    first_on: date | None = None,
    last_on: date | None = None,
    text: str | None = None,
    limit: int | None = None,
) -> tuple[PatientRow, ...]:
    """Return patients by name: of a user (a login, `*` for all, `-` for nobody's, own by default), or by their ids.

    Days narrow to when they came into care; `text` to names that hold all of its words.
    """
    where = Where(view)
    if patient_ids is None:
        where.whose("p.assistant_id", assistant, None)
        where.add("+p.merged_into_id IS NULL")  # by its index all of the record would be read
    where.among("p.id", patient_ids)
    where.equal("p.phase", phase)
    where.equal("p.centre_id", centre_id)
    where.dates("p.in_care_since", first_on, last_on)
    where.text("p.search_key", text)
    order = f"ORDER BY p.sort_key, p.id{limited(limit)}"
    rows = view.conn.rows(f"{_PATIENTS}{where} {order}", **where.params)  # noqa: S608 - values are parameters
    numbers: dict[int, list[str]] = {}
    letters: dict[int, str] = {}
    inner = f"SELECT p.id FROM patient p WHERE {where} {order if limit is not None else ''}"  # noqa: S608 - as above
    for patient_id, phone, written, kind in view.conn.rows(
        f"SELECT patient_id, phone, written, kind FROM contact WHERE active AND patient_id IN ({inner})"  # noqa: S608 - as above
        " ORDER BY patient_id, priority, id",
        **where.params,
    ):
        if kind == "email":
            letters.setdefault(patient_id, written)
        elif phone:
            numbers.setdefault(patient_id, []).append(phone)
    return tuple(
        PatientRow(
            i, name, birth, age_on(birth, view.today), sex, tuple(numbers.get(i, ())), letters.get(i), snils, policy,
            diagnosis, stage, phase_now, residence, login, short, centre, codes(flags), owner == view.user.id,
        )
        for (
            i, name, birth, sex, snils, policy, diagnosis, stage, phase_now, residence, login, short, centre, flags,
            owner,
        ) in rows
    )  # fmt: skip
