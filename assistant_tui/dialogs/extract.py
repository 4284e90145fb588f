"""The calls with a patient as a page: which days, into which file."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from assistant_tui.dialogs.outcome_form import Answers, Ask, OutcomeForm
from assistant_tui.text.i18n import N_, _

ENDINGS = (".pdf", ".txt", ".csv")


class ExtractDialog(OutcomeForm):
    """Ask for the period and the file; everything is filled in, so that Enter alone is enough."""

    def __init__(self, name: str, proposed: str, first: date, last: date, now: Callable[[], datetime]) -> None:
        """Ask about the patient with this ``name``."""
        super().__init__(
            _("Calls with a patient: {name}", name=name),
            [
                Ask("path", N_("File"), value=proposed, needed=True, check=_wrong),
                Ask("first", N_("From"), kind="day", value=f"{first:%d.%m.%Y}", past=True, needed=True),
                Ask("last", N_("To"), kind="day", value=f"{last:%d.%m.%Y}", past=True, needed=True),
            ],
            now,
            more=_("To hand out: number, time, duration, result, who. No illness, no other names."),
            check=_backwards,
        )  # fmt: skip


def _wrong(path: str) -> str | None:
    return None if Path(path).suffix.casefold() in ENDINGS else _("The name must end with .pdf, .txt or .csv")


def _backwards(answers: Answers) -> str | None:
    return _("The last day is earlier than the first") if days_of(answers)[1] < days_of(answers)[0] else None


def days_of(answers: Answers) -> tuple[date, date]:
    """Return the first and the last day."""
    first, last = answers["first"], answers["last"]
    if not isinstance(first, date) or not isinstance(last, date):
        raise TypeError("days")
    return _day(first), _day(last)


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value
