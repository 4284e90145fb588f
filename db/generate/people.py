"""Invented people: who they are, where they live, and on which numbers they are reached."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Final

from db.generate import identity
from db.generate.names import Name, family, name, relative

_REGIONS: Final = (
    ("Москва", "Europe/Moscow", 0.86), ("Московская область", "Europe/Moscow", 0.95),
    ("Калининградская область", "Europe/Kaliningrad", 0.955), ("Самарская область", "Europe/Samara", 0.963),
    ("Свердловская область", "Asia/Yekaterinburg", 0.973), ("Новосибирская область", "Asia/Novosibirsk", 0.982),
    ("Иркутская область", "Asia/Irkutsk", 0.987), ("Приморский край", "Asia/Vladivostok", 0.991),
    ("Республика Татарстан", "Europe/Moscow", 0.997), ("Казахстан, Караганда", "Asia/Almaty", 1.0),
)  # fmt: skip
_STREETS: Final = (
    "Садовая", "Лесная", "Парковая", "Берёзовая", "Центральная", "Новая", "Полевая", "Солнечная", "Школьная", "Тихая",
)  # fmt: skip
_KIN: Final = (("daughter", "f"), ("son", "m"), ("wife", "f"), ("husband", "m"), ("sister", "f"), ("brother", "m"))
_SCOPES: Final = ("time_place_only", "time_place_only", "preparation", "full_logistics")
_PAPERS: Final = ("папка пациента", "карта, лист 2", "канцелярия, согласия")


@dataclass
class Contact:
    """A number of a patient; the fields are those of the table."""

    phone: str
    written: str
    kind: str
    relation: str = "self"
    name: str | None = None
    standing: str = "patient"
    scope: str = "none"
    consent_on: date | None = None
    consent_until: date | None = None
    consent_paper: str | None = None
    voicemail_ok: bool = False
    active: bool = True
    priority: int = 1
    strikes: int = 0
    set_aside: str | None = None
    id: int = 0


@dataclass
class Person:
    """A patient before anything has happened."""

    name: Name
    sex: str
    birth_on: date
    snils: str | None
    policy: str | None
    residence: str
    region: str
    address: str | None
    zone: str
    contacts: list[Contact]
    flags: set[str] = field(default_factory=set)
    flag_note: str | None = None
    code_word: str | None = None
    not_before: str | None = None
    not_after: str | None = None
    call_weekdays: str | None = None


def person(rng: Random, since: date) -> Person:
    """Invent somebody who came into care on a day."""
    sex = "f" if rng.random() < 0.57 else "m"
    age = min(max(rng.gauss(63, 13), 21), 97)
    birth = since - timedelta(days=int(age * 365.25))
    region, zone = _region(rng)
    full = name(rng, sex, birth.year)
    found = Person(
        full, sex, birth,
        identity.snils(rng, wrong=rng.random() < 0.01) if rng.random() < 0.95 else None,
        identity.policy(rng, wrong=rng.random() < 0.01) if rng.random() < 0.97 else None,
        _residence(region, rng), region, _address(rng, region), zone, [],
    )  # fmt: skip
    found.contacts = contacts(rng, found, since, age)
    _wishes(rng, found, age)
    return found


def _region(rng: Random) -> tuple[str, str]:
    chance = rng.random()
    return next((region, zone) for region, zone, bound in _REGIONS if chance < bound)


def _residence(region: str, rng: Random) -> str:
    if region == "Москва":
        return "attached_moscow" if rng.random() < 0.93 else "moscow_not_attached"
    if region.startswith("Казахстан"):
        return "foreign"
    return "moscow_region" if region == "Московская область" else "other_region"


def _address(rng: Random, region: str) -> str | None:
    if rng.random() < 0.1:
        return None
    return f"{region}, ул. {rng.choice(_STREETS)}, д. {rng.randrange(1, 90)}, кв. {rng.randrange(1, 240)}"


def contacts(rng: Random, who: Person, since: date, age: float) -> list[Contact]:
    """Invent one to three numbers: the patient's own first, then those close to them, some with a signed consent."""
    own = identity.mobile(rng)
    found = [Contact(own, identity.national(own), "mobile", voicemail_ok=rng.random() < 0.25)]
    if rng.random() < (0.35 if age > 65 else 0.1):
        number = identity.landline(rng)
        found.append(Contact(number, identity.national(number), "landline"))
    if rng.random() < (0.5 if age > 70 else 0.25):
        found.append(_close_one(rng, who, since, age))
    for priority, contact in enumerate(found, start=1):
        contact.priority = priority
    return found


def _close_one(rng: Random, who: Person, since: date, age: float) -> Contact:
    relation, sex = rng.choice(_KIN if age > 45 else _KIN[2:])
    if relation in ("wife", "husband"):
        relation, sex = ("husband", "m") if who.sex == "f" else ("wife", "f")
    number = identity.mobile(rng)
    trusted = rng.random() < 0.7
    contact = Contact(
        number, identity.national(number), "mobile", relation, relative(rng, sex), "trusted" if trusted else "other"
    )
    if trusted:
        contact.scope = rng.choice(_SCOPES)
        contact.consent_on = since + timedelta(days=rng.randrange(0, 10))
        contact.consent_paper = rng.choice(_PAPERS)
        if rng.random() < 0.1:
            contact.consent_until = contact.consent_on + timedelta(days=365)
        who.flags.update({"speak_with"} if rng.random() < 0.2 else ())
    elif age > 80 and rng.random() < 0.2:
        contact.standing = "legal_representative"
        contact.consent_paper = "доверенность, копия в карте"
        who.flags.add("representative")
    return contact


def _wishes(rng: Random, who: Person, age: float) -> None:
    """Add flags and hours that the person asked for."""
    if rng.random() < (0.12 if age > 75 else 0.01):
        who.flags.add("hearing")
        who.flag_note = "говорить громко и медленно"
    if rng.random() < 0.03:
        who.flags.add("not_told")
    if rng.random() < 0.02:
        who.flags.add("code_word")
        who.code_word = rng.choice(("ромашка", "берёза", "самовар", "ласточка"))
    if rng.random() < 0.01:
        who.flags.add("interpreter")
    if rng.random() < 0.08:
        who.not_before = rng.choice(("10:00", "11:00", "12:00"))
    elif rng.random() < 0.05:
        who.not_after = rng.choice(("15:00", "17:00", "18:00"))
    if rng.random() < 0.02:
        who.call_weekdays = rng.choice(("024", "13", "01234", "0124"))


def twin(rng: Random, first: Person, since: date) -> Person:
    """Invent a twin: the same family name, patronymic and day of birth, another given name, a shared number at home."""
    other = person(rng, since)
    given = relative(rng, first.sex)
    while given == first.name.given:
        given = relative(rng, first.sex)
    other.name, other.sex, other.birth_on = (
        Name(first.name.family, given, first.name.patronymic),
        first.sex,
        first.birth_on,
    )
    other.region, other.zone, other.residence, other.address = first.region, first.zone, first.residence, first.address
    share(first, other)
    return other


def namesake(rng: Random, first: Person, since: date) -> Person:
    """Invent somebody of the same family and given name; sometimes the patronymic is the same too."""
    other = person(rng, since)
    again = name(rng, first.sex, first.birth_on.year)
    patronymic = first.name.patronymic if rng.random() < 0.4 else again.patronymic
    other.name, other.sex = Name(first.name.family, first.name.given, patronymic), first.sex
    first.flags.add("namesake")
    other.flags.add("namesake")
    return other


def spouse(rng: Random, first: Person, since: date) -> Person:
    """Invent a husband or wife who is a patient too and shares a number."""
    other = person(rng, since)
    sex = "m" if first.sex == "f" else "f"
    own = name(rng, sex, first.birth_on.year)
    theirs = first.name.family
    other.sex, other.name = sex, Name(_of_sex(theirs, sex), own.given, own.patronymic)
    other.region, other.zone, other.residence, other.address = first.region, first.zone, first.residence, first.address
    share(first, other)
    return other


def _of_sex(theirs: str, sex: str) -> str:
    if sex == "f":
        return family(theirs, "f")
    for feminine, masculine in (
        ("ская", "ский"),
        ("цкая", "цкий"),
        ("ова", "ов"),
        ("ева", "ев"),
        ("ёва", "ёв"),
        ("ина", "ин"),
    ):
        if theirs.endswith(feminine):
            return theirs.removesuffix(feminine) + masculine
    return theirs


def share(first: Person, other: Person) -> None:
    """Let two patients share a number at home."""
    number = first.contacts[-1].phone if first.contacts[-1].kind == "landline" else first.contacts[0].phone
    other.contacts = [one for one in other.contacts if one.kind != "landline"]
    other.contacts.append(
        Contact(number, identity.national(number), "landline" if number[2] == "4" else "mobile", "self",
                priority=len(other.contacts) + 1)
    )  # fmt: skip
    first.flags.add("shared_number")
    other.flags.add("shared_number")
