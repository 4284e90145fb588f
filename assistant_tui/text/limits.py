"""Statutory limits in words: how many days are left, and why a limit ends when it ends."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from rich.text import Text

from assistant_tui.text.dates import day_month, deadline_sentence, full_day, short_date
from assistant_tui.text.events import MILESTONES
from assistant_tui.text.i18n import N_, _, ngettext_
from assistant_tui.text.reason_sentences import rule_words
from assistant_tui.text.safe import safe
from assistant_tui.text.sources import known_words, source_words

if TYPE_CHECKING:
    from db.queries.lists import DeadlineRow
    from db.rules.rules import Rules
    from db.rules.working_days import Calendar

_STYLES: Final = {"late": "late", "critical": "late", "soon": "soon", "ok": ""}
_SIGNS: Final = {"late": "!", "critical": "!", "soon": "»", "ok": "·"}
_EITHER: Final = {
    "histology_or_diagnosis": N_("histology report or diagnosis, the earlier one"),
    "suspicion_or_referral": N_("suspicion or referral"),
}
_CALENDAR_AHEAD: Final = timedelta(days=31)
"""How long before an unknown year it is said: limits of today reach into it by then."""
_AN_EVENT: Final = N_("the event")


def unknown_year_words(year: int) -> str:
    """Say that which days of a year are worked is not known yet, and what follows."""
    return _("The transferred days off of {year} are not known yet: limits may move.", year=year)


def calendar_words(calendar: "Calendar", today: date) -> str:
    """Return what is to be known of the calendar while its known days come to an end; empty before that."""
    year = (today + _CALENDAR_AHEAD).year
    return unknown_year_words(year) if calendar.provisional(date(year, 1, 1)) else ""


def limit_line(limit: "DeadlineRow") -> Text:
    """Return one limit with the days that are left: «! остался 1 рабочий день: консультация врача»."""
    what = rule_words(limit.rule)
    if limit.done_on is None:
        style = _STYLES.get(limit.band, "")
        sign = safe(_SIGNS.get(limit.band, "·"), style).append(" ")
        said = ", ".join(filter(None, (f"{deadline_sentence(limit.days_left)}: {what}", _late_words(limit))))
        return sign.append_text(safe(said, style))
    late, day = limit.band == "late", short_date(limit.done_on)
    said = _("done on {day}, late", day=day) if late else _("kept on {day}", day=day)
    sign = safe("!", "late") if late else safe("✓", "done")
    return sign.append(" ").append_text(safe(f"{said}: {what}", "faint"))


def _late_words(limit: "DeadlineRow") -> str:
    """Return that a visit stands, but after the limit: «запись на 27.11, после срока»; empty where none does."""
    if limit.booked_on is None or limit.booked_on <= limit.due_on:
        return ""
    return _("booked for {day}, after the deadline", day=day_month(limit.booked_on))


def why_limit(limit: "DeadlineRow", rules: "Rules") -> list[str]:
    """Return why a limit ends when it ends, in sentences: its rule, and where that is written."""
    rule = next((each for each in rules.numbers.deadlines if each.id == limit.rule), None)
    start, end = full_day(limit.started_on), full_day(limit.due_on)
    if rule is None:
        return [_("The limit runs from {start} to {end}.", start=start, end=end)]
    event = _(_EITHER.get(rule.from_event, MILESTONES.get(rule.from_event, _AN_EVENT)))
    days = ngettext_("{n} working day", "{n} working days", rule.limit)
    if rule.unit == "day":
        days = ngettext_("{n} day", "{n} days", rule.limit)
    said = _("{event}: {start}. {days} from the next day on: the last day is {end}.",
             event=event[:1].upper() + event[1:], start=start, days=days, end=end)  # fmt: skip
    lines = [said]
    if limit.done_on is None:
        left = deadline_sentence(limit.days_left)
        lines.append(left[:1].upper() + left[1:] + ".")
        if late := _late_words(limit):
            lines.append(late[:1].upper() + late[1:] + ".")
    if rule.unit == "working_day":
        lines.append(_("Days off and transferred working days are counted by the production calendar."))
        if limit.done_on is None and rules.calendar.provisional(limit.due_on):
            lines.append(unknown_year_words(limit.due_on.year))
    lines.append(_("Source: {source}", source=source_words(rule.source)))
    lines.append(_("How well it is known: {status}", status=known_words(rule.status)))
    return lines
