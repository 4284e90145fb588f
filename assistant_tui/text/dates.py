"""Dates and times as people say them, in their language."""

from datetime import date, datetime, timedelta, tzinfo

from assistant_tui.text.i18n import N_, _, ngettext_

_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


def weekday(day: date) -> str:
    """Return the short name of the day of the week: «пн»."""
    return _(_WEEKDAYS[day.weekday()])


def day_month(day: date) -> str:
    """Return «23.11»."""
    return f"{day.day:02}.{day.month:02}"


def short_date(day: date) -> str:
    """Return «20.11.2026»."""
    return f"{day.day:02}.{day.month:02}.{day.year:04}"


def near_day(day: date, today: date) -> str:
    """Return «вчера», «сегодня», «завтра», else «пн 23.11», with the year where it is not plain which one."""
    names = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    distance = (day - today).days
    if distance in names:
        return names[distance]
    if -180 < distance < 330:
        return f"{weekday(day)} {day_month(day)}"
    return short_date(day)


def full_day(day: date) -> str:
    """Return «пт 20.11.2026»."""
    return f"{weekday(day)} {short_date(day)}"


def clock(moment: datetime, zone: tzinfo | None = None) -> str:
    """Return «14:07», in ``zone`` if one is given."""
    local = moment.astimezone(zone) if zone else moment
    return f"{local.hour:02}:{local.minute:02}"


def moment_words(moment: datetime, zone: tzinfo | None = None) -> str:
    """Return «пт 20.11.2026 14:07», in ``zone`` if one is given."""
    local = moment.astimezone(zone) if zone else moment
    return f"{full_day(local.date())} {clock(local)}"


def near_moment(moment: datetime, today: date, zone: tzinfo | None = None) -> str:
    """Return «14:20» for today, else «завтра 14:20», «пн 23.11 10:30»."""
    local = moment.astimezone(zone) if zone else moment
    time = clock(local)
    return time if local.date() == today else f"{near_day(local.date(), today)} {time}"


def deadline_words(days_left: int) -> str:
    """Return a deadline by the working days that are left: «сегодня», «1 р. д.», «−2 р. д.» once it is late."""
    if days_left == 0:
        return _("today")
    if days_left < 0:
        return ngettext_("−{n} wd", "−{n} wd", -days_left)
    return ngettext_("{n} wd", "{n} wd", days_left)


def deadline_sentence(days_left: int) -> str:
    """Return a deadline in full words: «срок сегодня», «остался 1 рабочий день», «просрочено на 2 рабочих дня»."""
    if days_left == 0:
        return _("due today")
    if days_left < 0:
        return ngettext_("late by {n} working day", "late by {n} working days", -days_left)
    return ngettext_("{n} working day left", "{n} working days left", days_left)


def parsed_words(value: date | datetime, today: date) -> str:
    """Return what a typed date was understood as: «завтра, сб 21.11.2026, 09:30»."""
    day = value.date() if isinstance(value, datetime) else value
    parts = [full_day(day)]
    if abs((day - today).days) <= 1:
        parts.insert(0, near_day(day, today))
    if isinstance(value, datetime):
        parts.append(clock(value))
    return ", ".join(parts)


def stopwatch(span: timedelta) -> str:
    """Return the running time of a call: «00:42», with hours once there are any."""
    seconds = max(0, int(span.total_seconds()))
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes:02}:{left:02}"
