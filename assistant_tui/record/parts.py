"""Parts of a form that is filled from a row of the record: the field, its question, its value as text and back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from assistant_tui.dialogs.form_fields import Answer, Ask
from assistant_tui.text.dates import full_day, short_date
from assistant_tui.text.i18n import N_, _

Stored = str | int | bool | date | None
Fields = Mapping[str, Stored]

YES_NO: Final = (("no", N_("no")), ("yes", N_("yes")))
"""Answers of a question with yes and no."""


def as_text(value: Stored) -> str:
    """Return a stored value as a form shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return short_date(value) if isinstance(value, date) else str(value)


def as_value(answer: Answer) -> Stored:
    """Return an answer as it is stored; of a moment the day."""
    return answer.date() if isinstance(answer, datetime) else answer


def yes(answer: Answer) -> Stored:
    """Return the answer of a question with yes and no."""
    return answer == "yes"


def number(answer: Answer) -> Stored:
    """Return an answer that is the number of a row."""
    return int(str(answer)) if answer else None


@dataclass(frozen=True)
class Part:
    """A field of a row: ``ask.id`` is its name; ``text`` shows the stored value, ``value`` reads the answer."""

    ask: Ask
    text: Callable[[Stored], str] = as_text
    value: Callable[[Answer], Stored] = as_value

    @property
    def id(self) -> str:
        """The name of the field."""
        return self.ask.id

    def filled(self, fields: Fields, kept: Mapping[str, str]) -> Ask:
        """Return the question with what was typed before, else with what is stored."""
        return replace(self.ask, value=kept.get(self.id, self.text(fields.get(self.id))))

    def words(self, value: Stored) -> str:
        """Return a value in words: what its answer says, a date in full."""
        if isinstance(value, date):
            return full_day(value)
        text = self.text(value)
        said = dict(self.ask.options)
        codes = [code for code in text.split(",") if code] if self.ask.kind == "ticks" else [text]
        return ", ".join(_(said[code]) if code in said else code for code in codes)


def texts_of(parts: Sequence[Part], fields: Fields) -> dict[str, str]:
    """Return what a form shows before anything is typed."""
    return {part.id: part.text(fields.get(part.id)) for part in parts}


def values_of(parts: Sequence[Part], answers: Mapping[str, Answer]) -> dict[str, Stored]:
    """Return the answers of a form as they are stored."""
    return {part.id: part.value(answers[part.id]) for part in parts}
