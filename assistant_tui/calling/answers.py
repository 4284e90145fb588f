"""Answers of the forms of a call: taken out of them, and looked at."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from assistant_tui.dialogs.outcome_form import Answers
from assistant_tui.text.i18n import _
from assistant_tui.text.safe import plain

if TYPE_CHECKING:
    pass


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
