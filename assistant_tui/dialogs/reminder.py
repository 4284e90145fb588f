"""A reminder or a task without a call: what, when, by phone or at the desk, how often, until when."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from assistant_tui.dialogs.outcome_form import Answers, Ask, OutcomeForm
from assistant_tui.text.events import every_words
from assistant_tui.text.i18n import N_, _

_MORNING: Final = time(9)
"""When a reminder for a day without an hour begins to show, at the desk."""

CHANNELS: Final = (("call", N_("a call: remind")), ("desk", N_("a task without a call")))
RHYTHMS: Final = (
    ("", N_("no")), ("1w", N_("week")), ("2w", N_("fortnight")), ("1m", N_("month")), ("3m", N_("quarter")),
    ("1y", N_("year")),
)  # fmt: skip
OFTEN: Final = (
    ("find_contacts", N_("look for a number")), ("papers", N_("collect papers")),
    ("ask_clinic", N_("find out at the clinic")),
)  # fmt: skip
"""What is asked for most often; other words are as good."""


@dataclass(frozen=True)
class NewReminder:
    """What was asked for; `due_at` is aware, None where it was left as it is."""

    text: str
    due_at: datetime | None
    channel: str
    every: str | None
    until_on: date | None


class ReminderDialog(OutcomeForm):
    """Ask for a reminder or a task about a patient; `reminder_of` reads the answers.

    ``kept`` is a draft that was left half-way, ``keep(values)`` is told of every change. ``old``: one that is there is
    changed; an empty time then leaves it as it is.
    """

    def __init__(
        self,
        name: str,
        now: Callable[[], datetime],
        *,
        kept: Mapping[str, str] | None = None,
        keep: Callable[[Mapping[str, str]], None] | None = None,
        old: bool = False,
    ) -> None:
        """Ask about the patient with this ``name``."""
        kept = kept or {}
        every = kept.get("every", "")
        rhythms = RHYTHMS if every in dict(RHYTHMS) else (*RHYTHMS, (every, every_words(every)))
        super().__init__(
            _("Change: {name}", name=name) if old else _("Reminder or task: {name}", name=name),
            [
                Ask("text", N_("What to remind of"), "suggest", value=kept.get("text", ""), needed=True, free=True,
                    options=[(code, _(words)) for code, words in OFTEN], check=_too_long),
                Ask("when", N_("When"), kind="day", value=kept.get("when", ""), needed=not old),
                Ask("channel", N_("How"), kind="choice", options=CHANNELS, value=kept.get("channel", "")),
                Ask("every", N_("Repeat every"), kind="choice", options=rhythms, value=every),
                Ask("until", N_("Repeat until"), kind="day", value=kept.get("until", "")),
            ],
            now,
            keep=keep,
            check=_until_fits,
        )  # fmt: skip


def _too_long(text: str) -> str | None:
    return _("At most {most} characters", most=1000) if len(text) > 1000 else None


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def _until_fits(answers: Answers) -> str | None:
    until, first = _day(answers["until"]), _day(answers["when"])
    if until is None:
        return None
    if not answers["every"]:
        return _("A last day belongs to a reminder that comes again: choose how often.")
    if first is not None and until < first:
        return _("The last day is earlier than the reminder itself.")
    return None


def moment_of(when: date, now: datetime) -> datetime:
    """Return the instant of a day that was typed, at its morning where no hour was; ``now`` is the desk's time."""
    if isinstance(when, datetime):
        return when if when.tzinfo else when.replace(tzinfo=now.tzinfo)
    return max(now, datetime.combine(when, _MORNING, now.tzinfo))


def reminder_of(answers: Answers, now: datetime) -> NewReminder:
    """Return what was asked for; a day without an hour means its morning, today at once. ``now`` is the desk's time."""
    when = answers["when"]
    due_at = moment_of(when, now) if isinstance(when, date) else None
    text = str(answers["text"]).strip()
    return NewReminder(
        _(dict(OFTEN).get(text, text)) if text in dict(OFTEN) else text, due_at, str(answers["channel"] or "call"),
        str(answers["every"] or "") or None, _day(answers["until"]),
    )  # fmt: skip
