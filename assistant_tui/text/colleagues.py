"""Colleagues in words: where they are, what they have to do, for whom they stand in."""

from datetime import date, datetime, time, tzinfo
from typing import TYPE_CHECKING, Final

from assistant_tui.text.dates import day_month, near_day, near_moment
from assistant_tui.text.i18n import N_, _, ngettext_
from assistant_tui.text.names import short_person

if TYPE_CHECKING:
    from db.queries.colleagues import Colleague, CoverRow, MessageRow, Outlook

STATUS: Final = {
    "on_line": N_("on the line"), "lunch": N_("at lunch"), "ill": N_("ill"), "away": N_("not at work"),
}  # fmt: skip
"""What colleagues see of a person, by code."""


def status_words(status: str, until_at: datetime | None, today: date, zone: tzinfo | None = None) -> str:
    """Return «обед до 14:00», «болеет до вт 24.11», «болеет»."""
    said = _(STATUS.get(status, status))
    if until_at is None:
        return said
    local = until_at.astimezone(zone)
    whole_day = local.time() == time(0) and local.date() != today
    when = near_day(local.date(), today) if whole_day else near_moment(until_at, today, zone)
    return _("{status} until {when}", status=said, when=when)


def where_words(colleague: "Colleague", today: date, zone: tzinfo) -> str:
    """Return where a colleague is now and who stands in: «болеет, замещает Котова О. С.»."""
    parts = [status_words(colleague.status, colleague.status_until, today, zone)]
    if not colleague.active:
        parts = [_("does not work here any more")]
    if colleague.covered_by:
        parts.append(_("{name} stands in", name=colleague.covered_by))
    return ", ".join(parts)


def load_words(colleague: "Colleague") -> str:
    """Return what a colleague has to do: «сегодня 41, поздно 3»."""
    said = _("today {n}", n=colleague.due_today)
    return said + (", " + _("late {n}", n=colleague.overdue) if colleague.overdue else "")


def outlook_words(row: "Outlook") -> str:
    """Return a load before and after: «сейчас 41, станет 78»."""
    return _("now {now}, then {then}", now=row.now, then=row.then)


def days_words(first_on: date, last_on: date, today: date) -> str:
    """Return «сегодня», «20.11–23.11»."""
    return near_day(first_on, today) if first_on == last_on else f"{day_month(first_on)}–{day_month(last_on)}"


def covered_words(cover: "CoverRow") -> str:
    """Return what is covered: one patient, or everybody."""
    if cover.full_name:
        return short_person(cover.full_name)
    return ngettext_("{n} patient", "{n} patients", cover.patients)


def cover_state(cover: "CoverRow") -> str:
    """Return whether a cover holds now."""
    return {"now": _("now"), "coming": _("to come"), "over": _("over")}[cover.state]


def message_title(message: "MessageRow", today: date, zone: tzinfo) -> str:
    """Return a whole message on one line: «Котова О. С. 11:20 · Петрова М. И. · звонила вам»."""
    who = message.from_name if message.incoming else _("to {name}", name=message.to_name)
    about = short_person(message.full_name) if message.full_name else ""
    return " · ".join(filter(None, (f"{who} {near_moment(message.at, today, zone)}", about, message.text)))


def unread_words(count: int) -> str:
    """Return «2 сообщения», nothing for none."""
    return ngettext_("{n} message", "{n} messages", count) if count else ""
