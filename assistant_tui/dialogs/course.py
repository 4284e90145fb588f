"""A course of treatment: entered with its rhythm and dates, and shifted by a delay."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from textual.widget import Widget

from assistant_tui.dialogs.echo_form import EchoForm
from assistant_tui.dialogs.form_fields import Ask
from assistant_tui.dialogs.outcome_form import Answers
from assistant_tui.text.courses import course_echo, cycle_words, numbers_of, rhythm_words, shift_echo, time_of
from assistant_tui.text.dates import day_month
from assistant_tui.text.i18n import N_, _
from db.rules.cycles import MOST_CYCLES, Rhythm, shift

if TYPE_CHECKING:
    from db.queries.courses import CourseRow
    from db.rules.rules import Rules

CUSTOM: Final = "custom"
WITH_TESTS: Final = (("yes", N_("yes")), ("no", N_("no")))
INITIATIVES: Final = (("clinic", N_("clinic, doctor")), ("patient", N_("patient")), ("equipment", N_("equipment")))
_FARTHEST: Final = timedelta(days=800)
"""Days farther from today are a slip of the keys; the record refuses them too."""
_ERRORS: Final = {
    "cycle_before_earlier": N_("A cycle cannot start before the one that comes earlier, or on the same day."),
    "cycle_is_over": N_("This cycle was given, left out, or has begun: its days stay. Move the visit itself."),
}


@dataclass(frozen=True)
class NewCourse:
    """What was asked for."""

    template: str
    starts_on: date
    cycles: int
    at: time
    cycle_days: int | None
    infusion_days: tuple[int, ...] | None
    organisation_id: int | None
    with_tests: bool
    note: str | None


def _whole(text: str) -> str | None:
    fits = not text or (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_CYCLES)
    return None if fits else _("A number from 1 to {most}", most=MOST_CYCLES)


def _time(text: str) -> str | None:
    try:
        time_of(text or 0)
    except ValueError:
        return _("A time like 9:30")
    return None


def _days(text: str) -> str | None:
    try:
        numbers_of(text)
    except ValueError:
        return _("Days of the cycle like 1, 8, 15")
    return None


def rhythm_of(answers: Answers, rules: "Rules") -> Rhythm | None:
    """Return the rhythm that the answers name, None while they name none."""
    if answers["template"] == CUSTOM:
        try:
            return Rhythm(int(str(answers["length"] or 0)), numbers_of(answers["infusions"]))
        except ValueError:
            return None
    for row in rules.numbers.cycles.templates:
        if row.id == answers["template"] and row.enabled:
            return Rhythm(row.cycle_days, row.infusion_days)
    return None


class CourseForm(EchoForm):
    """Ask for a course; all its days are said before anything is written. `course_of` reads the answers."""

    def __init__(
        self,
        name: str,
        now: Callable[[], datetime],
        rules: "Rules",
        places: Sequence[tuple[int, str]],
        *,
        kept: Mapping[str, str] | None = None,
        keep: Callable[[Mapping[str, str]], None] | None = None,
    ) -> None:
        """Ask about the patient with this ``name``; ``places`` are organisations, the likeliest first."""
        kept = kept or {}
        templates = [
            (row.id, rhythm_words(row.cycle_days, row.infusion_days))
            for row in rules.numbers.cycles.templates
            if row.enabled
        ]

        def echo(answers: Answers) -> str:
            rhythm, starts_on, cycles = rhythm_of(answers, rules), answers["starts"], str(answers["cycles"] or "")
            if rhythm is None or not isinstance(starts_on, date) or not cycles or _whole(cycles) is not None:
                return ""
            if abs(_day(starts_on) - now().date()) > _FARTHEST:
                return _("! This day is too far away")
            tests = answers["tests"] != "no"
            return course_echo(rhythm, _day(starts_on), int(cycles), rules, now().date(), tests=tests)

        super().__init__(
            _("Course of treatment: {name}", name=name),
            [
                Ask("template", N_("Rhythm"), "suggest", kept.get("template", ""), needed=True,
                    options=[*templates, (CUSTOM, _("another rhythm"))], placeholder=N_("down arrow: choose")),
                Ask("starts", N_("First day"), "day", kept.get("starts", ""), needed=True),
                Ask("cycles", N_("How many cycles"), value=kept.get("cycles", ""), needed=True, check=_whole),
                Ask("at", N_("Hour at the ward"), value=kept.get("at", "9:00"), needed=True, check=_time),
                Ask("place", N_("Where"), "suggest", kept.get("place", ""),
                    options=[(str(i), place) for i, place in places]),
                Ask("tests", N_("Blood before each"), "choice", kept.get("tests", "yes"), options=WITH_TESTS),
                Ask("note", N_("Note"), value=kept.get("note", "")),
                Ask("length", N_("Length of a cycle"), value=kept.get("length", ""), check=_whole,
                    placeholder=N_("days, for another rhythm")),
                Ask("infusions", N_("Days of infusion"), value=kept.get("infusions", ""), check=_days,
                    placeholder=N_("1, 8 — for another rhythm")),
            ],
            now, echo, keep=keep, check=lambda answers: _wrong_rhythm(answers, rules),
        )  # fmt: skip


def _wrong_rhythm(answers: Answers, rules: "Rules") -> str | None:
    if rhythm_of(answers, rules) is not None:
        return None
    return _("Another rhythm needs its length in days and the days of infusion within it")


def _day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


def course_of(answers: Answers) -> NewCourse:
    """Return what was asked for."""
    starts_on = answers["starts"]
    if not isinstance(starts_on, date):
        raise TypeError("starts")
    own = answers["template"] == CUSTOM
    return NewCourse(
        str(answers["template"]), _day(starts_on), int(str(answers["cycles"])), time_of(answers["at"]),
        int(str(answers["length"])) if own else None, numbers_of(answers["infusions"]) if own else None,
        int(str(answers["place"])) if answers["place"] else None, answers["tests"] != "no",
        str(answers["note"]) if answers["note"] else None,
    )  # fmt: skip


class ShiftForm(EchoForm):
    """Ask from which cycle on a course goes, to which day and why; all new days are said before they are written."""

    def __init__(
        self,
        name: str,
        now: Callable[[], datetime],
        course: "CourseRow",
        rules: "Rules",
        number: int | None = None,
    ) -> None:
        """Ask about a course of the patient with this ``name``; the next cycle is proposed, or the one named."""
        today = now().date()
        first = next((one for one in course.cycles if one.number == number), None) or course.next
        moved_on = day_month(first.moved_on) if first is not None and first.moved_on is not None else ""
        movable = [(str(cycle.number), cycle_words(cycle, today)) for cycle in course.cycles if cycle.movable]

        def echo(answers: Answers) -> str:
            number, starts_on = answers["cycle"], answers["starts"]
            if not number or not isinstance(starts_on, date):
                return ""
            if abs(_day(starts_on) - today) > _FARTHEST:
                return _("! This day is too far away")
            try:
                moved = shift(course.dates, int(str(number)), _day(starts_on))
            except ValueError as error:
                return "! " + _(_ERRORS.get(str(error), _ERRORS["cycle_is_over"]))
            return shift_echo(moved, course.rhythm, rules, today)

        super().__init__(
            _("Shift the course: {name}", name=name),
            [
                Ask("cycle", N_("From cycle"), "suggest", str(first.number) if first else "", needed=True,
                    options=movable),
                Ask("starts", N_("New first day"), "day", moved_on, needed=True),
                Ask("initiative", N_("Who asks for it"), "choice", "clinic", options=INITIATIVES),
                Ask("because", N_("Why")),
            ],
            now, echo, more=_("This cycle and all later ones go by as many days; what was given keeps its days."),
        )  # fmt: skip

    def _first(self) -> Widget:
        """Return the new day: the cycle is proposed already."""
        return self._fields["starts"]
