"""Answers of the forms of a call: taken out of them, and looked at."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from assistant_tui.dialogs.outcome_form import Answers
from assistant_tui.text.i18n import _
from assistant_tui.text.safe import plain
from db.rules.names import search_key

if TYPE_CHECKING:
    from db.queries.people import OrganisationRow


def text_of(answers: Answers, name: str) -> str | None:
    """Return a text of a form."""
    value = answers.get(name)
    return value if isinstance(value, str) else None


def day_of(answers: Answers, name: str) -> date | None:
    """Return a day of a form."""
    value = answers.get(name)
    return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None


def hour_wrong(text: str) -> str | None:
    """Return what is wrong with a time of day in a sentence, or None."""
    from db.actions.forms import time_of_day
    from db.errors import BadInput

    try:
        time_of_day(text)
    except BadInput:
        return _("“{value}” is no time of day; write 9:30.", value=plain(text))
    return None


def phone_wrong(text: str) -> str | None:
    """Return what is wrong with a number in a sentence, or None."""
    from db.rules.phones import parse

    if text and not any(found.e164 for found in parse(text)):
        return _("This is not a phone number")
    return None


def trusted_wrong(answers: Answers) -> str | None:
    """Return what is wrong with a trusted person in a sentence, or None."""
    if answers.get("trusted_name") and not answers.get("trusted_phone"):
        return _("A trusted person needs a phone number")
    return None


def matching(text: str, places: "Sequence[OrganisationRow]") -> "list[OrganisationRow]":
    """Return the organisations that a text can mean."""
    key = search_key(text)
    exact = [row for row in places if key in (search_key(row.short_name), search_key(row.name))]
    return exact or [row for row in places if key and key in search_key(row.short_name + " " + row.name)]


def place_wrong(text: str, old: str, places: "Sequence[OrganisationRow]") -> str | None:
    """Return what is wrong with a place in a sentence, or None; ``old`` is where it was."""
    if not text or search_key(text) == search_key(old):
        return None
    found = matching(text, places)
    if len(found) == 1:
        return None
    if not found:
        return _("There is no organisation of that name")
    return _("Several fit: {names}", names=", ".join(plain(row.short_name) for row in found[:4]))


def organisation_of(text: str | None, old: str, places: "Sequence[OrganisationRow]") -> int | None:
    """Return the id of the organisation that was typed, None where it is the old one."""
    if not text or search_key(text) == search_key(old):
        return None
    found = matching(text, places)
    return found[0].id if len(found) == 1 else None
