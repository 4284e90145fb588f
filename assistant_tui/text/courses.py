"""Courses, cycles and the validity of tests in words."""

from collections.abc import Sequence
from datetime import date, time
from typing import TYPE_CHECKING, Final

from assistant_tui.text.dates import day_month, near_day
from assistant_tui.text.i18n import N_, _, language, ngettext_

if TYPE_CHECKING:
    from assistant_tui.text.reasons import ReasonWords
    from db.queries.courses import CourseRow, CycleLine
    from db.queries.ordered_tests import Admission, NeedLine, OrderedTest
    from db.rules.cycles import Rhythm, Shift
    from db.rules.rules import Rules

CYCLE: Final = {"planned": N_("planned"), "given": N_("given"), "skipped": N_("left out")}
"""Where a cycle stands, by code."""

COURSE: Final = {"active": N_("goes on"), "done": N_("done"), "stopped": N_("stopped")}
"""Where a course stands, by code."""

_MOST: Final = 6
"""Dates that an echo names one by one."""


def numbers_of(text: object) -> tuple[int, ...]:
    """Read «1, 8 15» as numbers; `ValueError` for anything else."""
    return tuple(sorted({int(part) for part in str(text or "").replace(",", " ").replace(";", " ").split()}))


def time_of(text: object) -> time:
    """Read «9», «9:30», «09.30» as a time; `ValueError` for anything else."""
    hours, _colon, minutes = str(text or "").strip().replace(".", ":").partition(":")
    return time(int(hours), int(minutes or 0))


def rhythm_words(cycle_days: int, infusion_days: Sequence[int]) -> str:
    """Return «каждые 14 дней, дни 1, 2»."""
    rhythm = ngettext_("every {n} day", "every {n} days", cycle_days)
    listed = ", ".join(map(str, infusion_days))
    return f"{rhythm}, " + ngettext_("day {days}", "days {days}", len(infusion_days), days=listed)


def number_words(number: int) -> str:
    """Return «№ 2»."""
    return _("no. {n}", n=number)


def cycle_words(cycle: "CycleLine", today: date) -> str:
    """Return «курс № 2, вт 22.12»."""
    return _("cycle {n}, {day}", n=cycle.number, day=near_day(cycle.starts_on, today))


def course_line(course: "CourseRow", today: date) -> str:
    """Return how far a course has come: «курс № 2 из 6 — вт 22.12»."""
    coming = course.next
    if coming is None:
        return _("all cycles are given or left out")
    day = near_day(coming.starts_on, today)
    said = _("cycle {n} of {all}: {day}", n=coming.number, all=len(course.cycles), day=day)
    if coming.moved_on is not None:
        said += ", " + _("its visit {day}: shift it?", day=near_day(coming.moved_on, today))
    return said


def dates_line(days: Sequence[date], today: date) -> str:
    """Return days one after another, the middle of a long row left out: «вт 01.12, вт 22.12 … вт 16.03»."""
    said = [near_day(day, today) for day in days]
    return ", ".join(said) if len(said) <= _MOST else f"{', '.join(said[: _MOST - 1])} … {said[-1]}"


def course_echo(rhythm: "Rhythm", starts_on: date, cycles: int, rules: "Rules", today: date, *, tests: bool) -> str:
    """Return what a course would be: first days of its cycles, days off among its infusions, days of blood tests."""
    starts = rhythm.starts(starts_on, cycles)
    lines = [_("Cycles: {days}", days=dates_line(starts, today))]
    infusions = [day for first in starts for day in rhythm.infusions(first)]
    lines += _off(infusions, rules, today)
    if tests:
        from db.rules.cycles import pre_tests

        due = [pre_tests(first, rules.numbers.cycles, rules.calendar).due_on for first in starts]
        lines.append(_("Blood tests by: {days}", days=dates_line(due, today)))
    lines.append(_("Visits to enter: {n}; each is then booked in EMIAS", n=len(infusions)))
    return "\n".join(lines)


def shift_echo(moved: "Sequence[Shift]", rhythm: "Rhythm", rules: "Rules", today: date) -> str:
    """Return where the cycles would go: «№ 2: вт 22.12 → вт 29.12»."""
    if not moved:
        return _("The cycle starts on this day already.")
    days = moved[0].days
    by = ngettext_("{n} day later", "{n} days later", days) if days > 0 else ngettext_(
        "{n} day sooner", "{n} days sooner", -days)  # fmt: skip
    said = [f"{number_words(one.number)}: {day_month(one.old_on)} → {near_day(one.new_on, today)}" for one in moved]
    shown = said if len(said) <= _MOST else [*said[: _MOST - 1], "…", said[-1]]
    lines = [f"{by}: {' · '.join(shown)}"]
    lines += _off([day for one in moved for day in rhythm.infusions(one.new_on)], rules, today)
    lines.append(_("Visits and tests go with them; the visits are to be booked in EMIAS anew"))
    return "\n".join(lines)


def _off(infusions: Sequence[date], rules: "Rules", today: date) -> list[str]:
    from db.rules.cycles import clashes

    off = clashes(infusions, rules.calendar)
    return [_("! Days off: {days}. Ask the ward", days=dates_line(off, today))] if off else []


# Tests for an admission.


def bundle_words(admission: "Admission") -> str:
    """Return what a bundle of tests is called."""
    return admission.ru if language() == "ru" else admission.en


def need_words(need: "NeedLine") -> str:
    """Return how one test stands: «годен до 15.12», «пересдать не раньше 30.11»."""
    first = day_month(need.not_earlier) if need.not_earlier else ""
    if need.standing == "valid":
        return _("valid until {day}", day=day_month(need.valid_until)) if need.valid_until else _("valid")
    if need.standing == "ordered":
        return _("ordered")
    if need.standing == "expires":
        until = day_month(need.valid_until) if need.valid_until else ""
        return _("valid until {day} only: take again, not before {first}", day=until, first=first)
    if need.standing == "too_early":
        return _("ordered too early: not before {first}", first=first)
    return _("lacking: not before {first}", first=first) if first else _("lacking")


def admission_line(admission: "Admission", words: "ReasonWords") -> str:
    """Return what an admission lacks: «нет 3 анализов: кровь, моча»."""
    if not admission.bundle:
        return _("no list of tests is chosen")
    if not admission.lacking:
        return _("all tests are valid or ordered")
    names = ", ".join(dict.fromkeys(words.brief(need.service) for need in admission.lacking))
    said = ngettext_("{n} test lacking", "{n} tests lacking", len(admission.lacking))
    return f"{said}: {names}"


def validity_words(test: "OrderedTest", words: "ReasonWords") -> str:
    """Return until when a test holds for what it is for: «годен до 10.12; госпитализация 14.12 — пересдать …»."""
    if test.visit_on is None:
        return ""
    what = _("{what} {day}", what=words.service(test.visit_service), day=day_month(test.visit_on))
    if test.validity_days is None:
        return _("for: {what}", what=what)
    first = day_month(test.not_earlier) if test.not_earlier else ""
    if test.valid_until is None:
        return _("for: {what}; take it not before {first}", what=what, first=first)
    until = day_month(test.valid_until)
    if test.fits:
        return _("valid until {day}; {what}: in time", day=until, what=what)
    return _("valid until {day}; {what}: take again, not before {first}", day=until, what=what, first=first)
