"""Whose a number is, what may be said there, and what is to be known of a patient, in words."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from assistant_tui.text.codes import label
from assistant_tui.text.dates import clock, weekday
from assistant_tui.text.i18n import N_, _, ngettext_

if TYPE_CHECKING:
    from db.queries.about import ContactLine, Hour, Namesake

RELATIONS: Final = {
    "self": N_("own"), "daughter": N_("daughter"), "son": N_("son"), "wife": N_("wife"), "husband": N_("husband"),
    "mother": N_("mother"), "father": N_("father"), "sister": N_("sister"), "brother": N_("brother"),
    "other": N_("someone close"),
}  # fmt: skip
"""Whose a number is, by code."""

_SCOPES: Final = {
    "none": N_("no consent: name and number only"),
    "time_place_only": N_("consent: time and place"),
    "preparation": N_("consent: time, place, preparation"),
    "full_logistics": N_("consent: all of the organising"),
}

_ASIDE: Final = {
    "wrong_number": N_("a stranger's number"),
    "no_such_person": N_("no such person there"),
    "disconnected": N_("not in use"),
}

_OWN: Final = {"f": N_("her own"), "m": N_("his own")}


def relation_words(relation: str, name: str | None = None, sex: str | None = None) -> str:
    """Return whose a number is: «сама», «дочь Анна»; ``sex`` is the patient's."""
    if relation == "self":
        return _(_OWN.get(sex or "", RELATIONS["self"]))
    said = _(RELATIONS.get(relation, RELATIONS["other"]))
    return f"{said} {name}" if name else said


def aside_words(because: str | None) -> str:
    """Return why a number is not called: by the code that a call left, or in the words of whoever set it aside."""
    why = _(_ASIDE[because]) if because in _ASIDE else because or ""
    return _("set aside: {why}", why=why)


def consent_words(contact: "ContactLine") -> str:
    """Return what may be said at a number; empty for the patient's own and the representative's."""
    if contact.standing == "patient":
        return ""
    if contact.standing == "legal_representative":
        return _("legal representative")
    if contact.consent_expired:
        return _("consent has expired")
    return _(_SCOPES.get(contact.scope, _SCOPES["none"]))


def flag_words(flags: Iterable[str], note: str | None = None) -> list[str]:
    """Return the flags in words, the note of whom to speak with beside them."""
    said = [label("flags", flag) for flag in flags]
    if any("…" in each for each in said):
        return [each.replace("…", note or _("those near to the patient")) for each in said]
    return [*said, note] if note else said


def namesake_words(namesakes: Iterable["Namesake"]) -> str:
    """Return who could be taken for this patient: «не спутать: Петрова Мария Ильинична, 1956»."""
    names = [
        f"{each.full_name}, {each.birth_year}" if each.birth_year else each.full_name
        for each in namesakes
        if each.how == "same_name"
    ]
    return _("not to be confused with {names}", names="; ".join(names)) if names else ""


def wished_hours(not_before: str | None, not_after: str | None, weekdays: str | None) -> str:
    """Return when a patient asks to be called: «не звонить до 11:00»."""
    said = []
    if not_before and not_after:
        said.append(_("call from {start} to {end}", start=not_before, end=not_after))
    elif not_before:
        said.append(_("not before {start}", start=not_before))
    elif not_after:
        said.append(_("not after {end}", end=not_after))
    if weekdays:
        monday = date(2026, 1, 5)
        names = ", ".join(weekday(monday.replace(day=5 + int(number))) for number in weekdays if number in "0123456")
        said.append(_("only {days}", days=names))
    return " · ".join(said)


def best_hours(best: "Hour | None") -> str:
    """Return when a patient answers: «чаще берёт трубку в 14–16 (3 из 4)»."""
    if best is None:
        return ""
    return _("answers best {start}–{end} ({answered} of {tried})", start=best.start.hour, end=best.end.hour,
             answered=best.answered, tried=best.tried)  # fmt: skip


def local_time(now: datetime, zone: str, desk: str) -> str:
    """Return the time where the patient is, empty where the desk has the same: «там 18:07»."""
    there = now.astimezone(ZoneInfo(zone))
    if there.utcoffset() == now.astimezone(ZoneInfo(desk)).utcoffset():
        return ""
    return _("{time} there", time=clock(there))


def age_words(age: int | None) -> str:
    """Return «67 лет»; empty where the birth date is not known."""
    return "" if age is None else ngettext_("{n} year old", "{n} years old", age)
