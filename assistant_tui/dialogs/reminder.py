"""A reminder: what of, when, by phone or at the desk, how often."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from assistant_tui.dialogs.outcome_form import Answers, Ask, OutcomeForm
from assistant_tui.text.i18n import N_, _

_MORNING: Final = time(9)
"""When a reminder for a day without an hour begins to show, at the desk."""

CHANNELS: Final = (("call", N_("by phone")), ("desk", N_("without a call")))
RHYTHMS: Final = (
    ("", N_("no")), ("1w", N_("week")), ("2w", N_("fortnight")), ("1m", N_("month")), ("3m", N_("quarter")),
    ("1y", N_("year")),
)  # fmt: skip


@dataclass(frozen=True)
class NewReminder:
    """What was asked for; `due_at` is aware."""

    text: str
    due_at: datetime
    channel: str
    every: str | None


class ReminderDialog(OutcomeForm):
    """Ask for a reminder about a patient; `reminder_of` reads the answers.

    ``kept`` is a draft that was left half-way, ``keep(values)`` is told of every change.
    """

    def __init__(
        self,
        name: str,
        now: Callable[[], datetime],
        *,
        kept: Mapping[str, str] | None = None,
        keep: Callable[[Mapping[str, str]], None] | None = None,
    ) -> None:
        """Ask about the patient with this ``name``."""
        kept = kept or {}
        super().__init__(
            _("Reminder: {name}", name=name),
            [
                Ask("text", N_("What to remind of"), value=kept.get("text", ""), needed=True, check=_too_long),
                Ask("when", N_("When"), kind="day", value=kept.get("when", ""), needed=True),
                Ask("channel", N_("How"), kind="choice", options=CHANNELS, value=kept.get("channel", "")),
                Ask("every", N_("Repeat every"), kind="choice", options=RHYTHMS, value=kept.get("every", "")),
            ],
            now,
            keep=keep,
        )


def _too_long(text: str) -> str | None:
    return _("At most {most} characters", most=1000) if len(text) > 1000 else None


def reminder_of(answers: Answers, now: datetime) -> NewReminder:
    """Return what was asked for; a day without an hour means its morning, today at once. ``now`` is the desk's time."""
    when = answers["when"]
    if isinstance(when, datetime):
        due_at = when if when.tzinfo else when.replace(tzinfo=now.tzinfo)
    elif isinstance(when, date):
        due_at = max(now, datetime.combine(when, _MORNING, now.tzinfo))
    else:
        raise TypeError("when")
    return NewReminder(
        str(answers["text"]).strip(), due_at, str(answers["channel"] or "call"), str(answers["every"] or "") or None
    )
