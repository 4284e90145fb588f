"""What forms suggest first: what was booked for a patient, by the user lately, and then everything there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, TypeVar

from db.rules.names import sort_key
from db.work import View

DAYS: Final = 90
"""How far back the habits of a user reach; a patient's own reach back to the beginning."""

K = TypeVar("K", int, str)


@dataclass(frozen=True, slots=True)
class Habits:
    """Suggestions, the likeliest first.

    First what the patient has, then what the user's patients had lately and have ahead, by how often and how late;
    then all that are active, by name, of services what is a doctor's first. What is no longer active is not suggested.
    """

    services: tuple[tuple[str, str, str], ...]  # code, ru, en
    organisations: tuple[tuple[int, str], ...]  # id, short name
    clinicians: tuple[str, ...]
    rooms: tuple[str, ...]  # of history alone
    works_at: Mapping[str, str]  # clinician: short name of the organisation where they were met last, or are listed


_DOCTORS: Final = {"oncologist": 0, "doctor": 1}
"""Kinds of services that are suggested before the others where nothing is known: the way begins there."""

# A test counts as a visit without clinician; the first rank is the patient's own.
_USED: Final = """
SELECT rank, service, organisation_id, clinician, room, COUNT(*), MAX(on_day) FROM (
 SELECT 0 AS rank, v.service, v.organisation_id, v.clinician, v.room, CAST(v.starts_at AS TEXT) AS on_day
  FROM visit v WHERE v.patient_id = :patient_id
 UNION ALL
 SELECT 0, t.service, t.organisation_id, NULL, NULL, CAST(t.ordered_on AS TEXT)
  FROM test_order t WHERE t.patient_id = :patient_id
 UNION ALL
 SELECT 1, v.service, v.organisation_id, v.clinician, v.room, CAST(v.starts_at AS TEXT)
  FROM patient p JOIN visit v ON v.patient_id = p.id AND v.starts_at >= :since WHERE p.assistant_id = :me
 UNION ALL
 SELECT 1, t.service, t.organisation_id, NULL, NULL, CAST(t.ordered_on AS TEXT)
  FROM patient p JOIN test_order t ON t.patient_id = p.id AND t.ordered_on >= :since_on WHERE p.assistant_id = :me
) used GROUP BY rank, service, organisation_id, clinician, room
"""
_PLACES: Final = """
SELECT 0, o.id, o.short_name, NULL FROM organisation o WHERE o.active
UNION ALL
SELECT 1, c.organisation_id, c.name, o.short_name FROM clinician c LEFT JOIN organisation o ON o.id = c.organisation_id
 WHERE c.active
"""


class _Ranks(dict[K, tuple[int, int, str]]):
    """How near a thing is: its best rank, how often it was used there, and when last."""

    def add(self, key: K | None, rank: int, times: int, last: str) -> None:
        """Count a use; one of a farther rank does not move what is nearer."""
        if not key:
            return
        known = self.get(key)
        if known is None or rank < known[0]:
            self[key] = (rank, times, last)
        elif rank == known[0]:
            self[key] = (rank, known[1] + times, max(known[2], last))

    def nearest(self) -> list[K]:
        """Return the things, the nearest first."""
        by_key = sorted(self, key=str)
        by_last = sorted(by_key, key=lambda each: self[each][2], reverse=True)
        return sorted(by_last, key=lambda each: (self[each][0], -self[each][1]))


def habits(view: View, patient_id: int | None = None) -> Habits:
    """Return what forms about a patient suggest to the user; without a patient, what the user books."""
    services, places, people, rooms = _Ranks[str](), _Ranks[int](), _Ranks[str](), _Ranks[str]()
    met_at: dict[str, tuple[str, int]] = {}
    since = view.now - timedelta(days=DAYS)
    for rank, service, place, clinician, room, times, last in view.conn.rows(
        _USED, patient_id=patient_id or 0, me=view.user.id, since=since, since_on=view.today - timedelta(days=DAYS)
    ):
        services.add(service, rank, times, last)
        places.add(place, rank, times, last)
        people.add(clinician, rank, times, last)
        rooms.add(room, rank, times, last)
        if clinician and place:
            met_at[clinician] = max(met_at.get(clinician, ("", 0)), (last, place))
    kinds: dict[str, tuple[str, str, str]] = {}
    doctors: dict[str, int] = {}
    for code, kind, ru, en in view.conn.rows("SELECT code, kind, ru, en FROM service WHERE active"):
        kinds[code], doctors[code] = (code, ru, en), _DOCTORS.get(kind, len(_DOCTORS))
    of_places: dict[int, str] = {}
    listed: dict[str, str | None] = {}
    for what, i, name, where in view.conn.rows(_PLACES):
        if what == 0:
            of_places[i] = name
        else:
            listed[name] = where or listed.get(name)
    met = {name: of_places[place] for name, (_last, place) in met_at.items() if place in of_places}
    names = [*people.nearest(), *sorted(listed, key=sort_key)]
    word = 2 if view.user.language == "en" else 1
    return Habits(
        tuple(kinds[code] for code in _ordered(services, {code: row[word] for code, row in kinds.items()}, doctors)),
        tuple((i, of_places[i]) for i in _ordered(places, of_places)),
        tuple(dict.fromkeys(names)),
        tuple(rooms.nearest()),
        {name: at for name, at in {**listed, **met}.items() if at},
    )


def _ordered(used: _Ranks[K], active: Mapping[K, str], first: Mapping[K, int] | None = None) -> list[K]:
    """Return what is active: the nearest first, then by name; ``first`` goes before the name."""
    by_name = sorted(((first or {}).get(key, 0), sort_key(name), key) for key, name in active.items())
    rest = [key for _first, _name, key in by_name if key not in used]
    return [key for key in used.nearest() if key in active] + rest
