"""Records that may be one person: over the whole record, or of one patient; and where a merged record leads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from db.engine import Bound
from db.rules.twins import Likeness, Person, candidates, is_shown, likeness
from db.work import View

_PEOPLE: Final = (
    "SELECT p.id, p.search_key, p.birth_on, p.birth_year, p.sex, p.snils, p.policy FROM patient p"
    " WHERE +p.merged_into_id IS NULL AND p.erased_at IS NULL"
)
_BATCH: Final = 5000


@dataclass(frozen=True, slots=True)
class TwinSide:
    """One record of a pair, as a list shows it."""

    patient_id: int
    full_name: str
    birth_on: date | None
    birth_year: int | None
    assistant: str | None  # short name
    centre: str | None
    in_care_since: date


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one person; the older record stands first."""

    one: TwinSide
    other: TwinSide
    score: int  # 0 to 100
    reasons: tuple[str, ...]
    against: tuple[str, ...]


def twin_pairs(view: View, patient_id: int | None = None, *, limit: int = 500) -> tuple[Pair, ...]:
    """Return the pairs that are worth a look, the likeliest first: of the whole record, or of one patient.

    Merged and erased records and those that somebody said are two people are left out.
    """
    if patient_id is None:
        people = _people(view, "", {})
        places: Iterable[tuple[int, int]] = candidates(people)
    else:
        ids = _alike(view, patient_id)
        people = _people(view, " AND p.id IN :ids", {"ids": sorted({patient_id, *ids})})
        own = next((place for place, person in enumerate(people) if person.id == patient_id), None)
        places = [] if own is None else [(own, place) for place in range(len(people)) if place != own]
    two = {tuple(row) for row in view.conn.rows("SELECT a_id, b_id FROM not_same")}
    found: list[tuple[Likeness, int, int]] = []
    for first, second in places:
        one, other = people[first], people[second]
        a, b = sorted((one.id, other.id))
        if (a, b) in two:
            continue
        how = likeness(one, other)
        if is_shown(how):
            found.append((how, a, b))
    found.sort(key=lambda each: (-each[0].score, each[1], each[2]))
    kept = found[:limit]
    sides = _sides(view, {i for _, a, b in kept for i in (a, b)})
    return tuple(Pair(sides[a], sides[b], how.score, how.reasons, how.against) for how, a, b in kept)


def kept_id(view: View, patient_id: int) -> int:
    """Return the record that a merged one became a part of; any other id is returned as it is."""
    into: int | None = view.conn.value("SELECT merged_into_id FROM patient WHERE id = :id", id=patient_id)
    return patient_id if into is None else into


def merged_into(view: View, patient_id: int) -> tuple[tuple[int, str], ...]:
    """Return the records that were merged into this one: number and name as it was written there."""
    return tuple(
        (row[0], row[1])
        for row in view.conn.rows(
            "SELECT id, full_name FROM patient WHERE merged_into_id = :id ORDER BY id", id=patient_id
        )
    )


def _people(view: View, which: str, params: dict[str, Bound]) -> list[Person]:
    rows = view.conn.rows(_PEOPLE + which + " ORDER BY p.id", **params)
    wanted = "AND c.patient_id IN :ids" if which else ""
    phones: dict[int, set[str]] = {}
    for patient_id, phone in view.conn.rows(
        f"SELECT c.patient_id, c.phone FROM contact c WHERE c.phone IS NOT NULL {wanted}", **params  # noqa: S608 - from code
    ):  # fmt: skip
        phones.setdefault(patient_id, set()).add(phone)
    return [
        Person(i, tuple(key.split()), born, year, sex, snils or None, policy or None, frozenset(phones.get(i, ())))
        for i, key, born, year, sex, snils, policy in rows
    ]


def _alike(view: View, patient_id: int) -> set[int]:
    """Return who shares a document, a number, or most words of the name with a patient, each by an index."""
    row = view.conn.row("SELECT search_key, snils, policy FROM patient WHERE id = :id", id=patient_id)
    if row is None:
        return set()
    key, snils, policy = row
    asked: list[tuple[str, dict[str, Any]]] = []
    if snils:
        asked.append(("SELECT id FROM patient WHERE snils = :snils", {"snils": snils}))
    if policy:
        asked.append(("SELECT id FROM patient WHERE policy = :policy", {"policy": policy}))
    asked.append((
        "SELECT o.patient_id FROM contact c JOIN contact o ON o.phone = c.phone WHERE c.patient_id = :id",
        {"id": patient_id},
    ))  # fmt: skip
    words = key.split()
    if words:
        asked.append((
            "SELECT patient_id FROM patient_word WHERE word IN :words GROUP BY patient_id HAVING COUNT(*) >= :least",
            {"words": words, "least": max(1, len(words) - 1)},
        ))  # fmt: skip
    return {row[0] for sql, params in asked for row in view.conn.rows(sql, **params)} - {patient_id}


def _sides(view: View, ids: set[int]) -> dict[int, TwinSide]:
    found: dict[int, TwinSide] = {}
    listed = sorted(ids)
    for start in range(0, len(listed), _BATCH):
        for row in view.conn.rows(
            "SELECT p.id, p.full_name, p.birth_on, p.birth_year, u.short_name, o.short_name, p.in_care_since"
            " FROM patient p LEFT JOIN app_user u ON u.id = p.assistant_id"
            " LEFT JOIN organisation o ON o.id = p.centre_id WHERE p.id IN :ids",
            ids=listed[start : start + _BATCH],
        ):
            found[row[0]] = TwinSide(*row)
    return found
