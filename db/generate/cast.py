"""The desk of an invented record: organisations, doctors, assistants, supervisors, an administrator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Final

from db.engine import Connection
from db.generate.identity import landline
from db.generate.names import Name, name
from db.generate.world import Helper
from db.rules.names import search_key
from db.setup import initials

_CAOP: Final = 12
_LATIN: Final = dict(
    zip("абвгдезийклмнопрстуфыэ", "a b v g d e z i i k l m n o p r s t u f y e".split(), strict=True)
) | {"ё": "e", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya", "ъ": "",
"ь": ""}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cast:
    """Who was put at the desk, and where they work."""

    helpers: tuple[Helper, ...]
    supervisor_id: int
    dispensary_id: int
    laboratory_ids: tuple[int, ...]
    clinicians: dict[int, tuple[str, ...]]
    logins: dict[str, int]  # new users, in the order in which they are told


def make_cast(
    conn: Connection,
    rng: Random,
    assistants: int,
    at: datetime,
    lead: int | None,
    supervisor: tuple[str, str] | None = None,
) -> Cast:
    """Write organisations, doctors and users.

    `lead` is a user who is there already and takes the first caseload; `supervisor` is a login and a name.
    """
    centres = [_organisation(conn, rng, "caop", f"ЦАОП № {number}") for number in _centre_numbers(conn, assistants)]
    dispensary = _organisation(conn, rng, "dispensary", "Городской онкодиспансер № 2")
    laboratories = (
        _organisation(conn, rng, "laboratory", "Лаборатория «Восток»"), _organisation(conn, rng, "laboratory",
        "Централизованная лаборатория № 1")
    )  # fmt: skip
    _organisation(conn, rng, "hospital", "Городская больница № 7")
    _organisation(conn, rng, "polyclinic", "Поликлиника № 218")
    clinicians = {place: _clinicians(conn, rng, place) for place in (*centres, dispensary)}
    users = _Users(conn, rng, at)
    helpers: list[Helper] = []
    if lead is not None:
        centre = conn.value("SELECT centre_id FROM app_user WHERE id = :id", id=lead) or centres[0]
        clinicians.setdefault(centre, _clinicians(conn, rng, centre))
        helpers.append(Helper(lead, centre))
    while len(helpers) < assistants:
        centre = centres[len(helpers) % len(centres)]
        helpers.append(Helper(users.add("assistant", centre), centre))
    chief = users.add("supervisor", helpers[0].centre_id, supervisor)
    users.add("supervisor", centres[-1])
    users.add("administrator", None)
    return Cast(tuple(helpers), chief, dispensary, laboratories, clinicians, users.logins)


def _centre_numbers(conn: Connection, assistants: int) -> list[int]:
    """Return numbers of centres that no organisation bears yet."""
    taken = {row[0] for row in conn.rows("SELECT name FROM organisation")}
    wanted = min(_CAOP, 2 + assistants // 8)
    return [number for number in range(1, _CAOP + len(taken) + 1) if f"ЦАОП № {number}" not in taken][:wanted]


def _organisation(conn: Connection, rng: Random, kind: str, title: str) -> int:
    number: int = conn.value(
        "INSERT INTO organisation (kind, name, short_name, search_key, address, phone)"
        " VALUES (:kind, :name, :short, :key, :address, :phone) RETURNING id",
        kind=kind, name=title, short=title[:32], key=search_key(title), phone=landline(rng),
        address=f"ул. {rng.choice(('Лесная', 'Полевая', 'Новая', 'Парковая'))}, д. {rng.randrange(1, 60)}",
    )  # fmt: skip
    return number


def _clinicians(conn: Connection, rng: Random, place: int) -> tuple[str, ...]:
    found = []
    for speciality in ("oncologist", "oncologist", "surgeon", "radiologist", "therapist"):
        doctor = _short(name(rng, rng.choice("fm"), 1975))
        conn.run(
            "INSERT INTO clinician (name, speciality, organisation_id) VALUES (:name, :speciality, :place)",
            name=doctor, speciality=speciality, place=place,
        )  # fmt: skip
        found.append(doctor)
    return tuple(found)


def _short(full: Name) -> str:
    return " ".join([full.family, *(f"{part[0]}." for part in (full.given, full.patronymic) if part)])


class _Users:
    """Users as they are added, each with a login of their own."""

    def __init__(self, conn: Connection, rng: Random, at: datetime) -> None:
        self._conn, self._rng, self._at = conn, rng, at
        self._taken = {row[0] for row in conn.rows("SELECT login FROM app_user")}
        self.logins: dict[str, int] = {}

    def add(self, role: str, centre: int | None, known: tuple[str, str] | None = None) -> int:
        """Add a user, invented unless login and name are `known`; return the id."""
        who = name(self._rng, "f" if self._rng.random() < 0.9 else "m", 1985)
        login, full = known or (login_of(who), who.full)
        number = 2
        while login in self._taken:
            login = f"{login_of(who)}{number}"
            number += 1
        self._taken.add(login)
        user: int = self._conn.value(
            "INSERT INTO app_user (login, name, short_name, phone, roles, centre_id, created_at)"
            " VALUES (:login, :name, :short, :phone, :role, :centre, :at) RETURNING id",
            login=login, name=full, short=initials(full), phone=landline(self._rng).removeprefix("+7").rjust(11, "8"),
            role=role, centre=centre, at=self._at,
        )  # fmt: skip
        self.logins[login] = user
        return user


def login_of(who: Name) -> str:
    """Return «anna.ivanova» for «Иванова Анна»."""
    return f"{_latin(who.given)}.{_latin(who.family)}"[:36]


def _latin(word: str) -> str:
    return "".join(_LATIN.get(letter, letter if letter.isalnum() or letter == "-" else "") for letter in word.lower())
