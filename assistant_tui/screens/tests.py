"""Tests of the person's patients: to be taken, not taken in time, waited for; courses and admissions beside them."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar, Final

from rich.text import Text

from assistant_tui.app_tests import TestWays
from assistant_tui.listing.covered_list import CoveredList
from assistant_tui.listing.listed_rows import Entry
from assistant_tui.text.courses import (
    admission_line,
    bundle_words,
    course_line,
    dates_line,
    rhythm_words,
    validity_words,
)
from assistant_tui.text.dates import day_month, full_day, near_day
from assistant_tui.text.i18n import N_, _, ngettext_
from assistant_tui.text.names import short_person
from assistant_tui.text.safe import safe
from assistant_tui.text.statuses import TEST, status_words
from assistant_tui.widgets.rows import Column, Row
from db.queries.courses import CourseRow
from db.queries.ordered_tests import Admission, OrderedTest

if TYPE_CHECKING:
    from assistant_tui.text.reasons import ReasonWords

Item = OrderedTest | CourseRow | Admission
_DONE_DAYS: Final = 14


def section_of(test: OrderedTest, today: date) -> str:
    """Return the section that a test stands in."""
    if test.status == "taken":
        return "waiting"
    if test.status != "ordered":
        return "done"
    return "overdue" if test.due_on is not None and test.due_on < today else "due"


class TestsScreen(CoveredList[Item]):
    """What was ordered and what became of it, courses and admissions with what they still need."""

    __test__ = False

    TITLE: ClassVar[str] = N_("TESTS")
    SECTIONS: ClassVar[Sequence[tuple[str, str]]] = (
        ("due", N_("To take")), ("overdue", N_("Not taken")), ("waiting", N_("Result awaited")), ("done", N_("Ready")),
        ("courses", N_("Courses")),
    )  # fmt: skip
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("day", N_("Due"), 9), Column("patient", N_("Patient"), 18, grow=2),
        Column("what", N_("What"), 17, grow=1), Column("state", N_("State"), 30, grow=3),
    )  # fmt: skip
    EMPTY: ClassVar[dict[str, str]] = {
        "due": N_("No test waits to be taken. F7 orders one for a patient."),
        "overdue": N_("Every test that was due has been taken."),
        "waiting": N_("No result is awaited."),
        "done": N_("No result has come in the last two weeks."),
        "courses": N_("Neither a course nor an admission is on record. F7 enters a course for a patient."),
    }
    ENTER: ClassVar[str] = N_("Enter WHAT OF IT  Space next  F7 order")
    HELP: ClassVar[str] = N_(
        "Tests by what they wait for. Enter asks what became of one, Space takes the obvious next step: taken, then the"
        " result is in. F7 orders a test, the tests for an admission, or a course for the patient. Courses and"
        " admissions have a section of their own."
    )
    OFFERS: ClassVar[tuple[str, ...]] = (*CoveredList.OFFERS, "settle")

    @property
    def ways(self) -> TestWays:
        """The app, as one that knows of tests."""
        app = self.caseload_app
        if not isinstance(app, TestWays):
            raise TypeError(type(app).__name__)
        return app

    async def read(self) -> Sequence[Entry[Item]] | None:
        """Read tests, courses and admissions of the person's patients."""
        from db.queries.courses import courses
        from db.queries.filters import WITH_COVERED
        from db.queries.ordered_tests import admissions, ordered_tests

        app = self.caseload_app
        today = app.today()
        done_since = today - timedelta(days=_DONE_DAYS)
        tests = await app.asked(ordered_tests, assistant=WITH_COVERED, done_since=done_since)
        active = await app.asked(courses, assistant=WITH_COVERED)
        coming = await app.asked(admissions, assistant=WITH_COVERED)
        if tests is None or active is None or coming is None:
            return None
        entries: list[Entry[Item]] = [_test_entry(test, today) for test in tests]
        for admission in coming:
            text = f"{admission.full_name} {admission.organisation or ''}"
            key = ("admission", admission.visit_id)
            entries.append(Entry(key, admission, admission.patient_id, ("courses",), text, _("Admissions")))
        for course in active:
            text = f"{course.full_name} {course.organisation or ''}"
            key = ("course", course.id)
            entries.append(Entry(key, course, course.patient_id, ("courses",), text, _("Courses of treatment")))
        return entries

    def row(self, item: Item) -> Row:
        """Return the day, the patient, what it is and where it stands."""
        words, today = self.caseload_app.words(), self.caseload_app.today()
        if isinstance(item, CourseRow):
            coming = item.next
            day = near_day(coming.starts_on, today) if coming else "—"
            return _row(day, item.full_name, words.service("infusion"), course_line(item, today))
        if isinstance(item, Admission):
            lacks = "late" if item.lacking or not item.bundle else "done"
            name = words.service(item.service)
            return _row(near_day(item.on, today), item.full_name, name, admission_line(item, words), lacks)
        section = section_of(item, today)
        day, style = _day_words(item, today), "late" if section == "overdue" else ""
        return _row(day, item.full_name, words.service(item.service), _state(item, words), style, late=bool(style))

    def about(self, item: Item) -> list[Text]:
        """Return whose it is, what it is for, until when it holds."""
        words, today = self.caseload_app.words(), self.caseload_app.today()
        lines = [safe(item.full_name, "strong")]
        if isinstance(item, CourseRow):
            starts = [cycle.starts_on for cycle in item.cycles if cycle.status != "skipped"]
            rhythm = rhythm_words(item.cycle_days, item.infusion_days)
            lines.append(safe(" · ".join(filter(None, (rhythm, item.organisation)))))
            return [*lines, safe(dates_line(starts, today)), safe(item.note or "", "faint")]
        if isinstance(item, Admission):
            when = f"{words.service(item.service)} {full_day(item.on)}"
            lines.append(safe(" · ".join(filter(None, (when, item.organisation)))))
            lines += [safe(bundle_words(item))] if item.bundle else []
            return [*lines, safe(admission_line(item, words), "late" if item.lacking else "")]
        known = [words.service(item.service, named=True), item.organisation or "",
                 _("ordered {day}", day=full_day(item.ordered_on))]  # fmt: skip
        lines.append(safe(" · ".join(filter(None, known))))
        lines.append(safe(validity_words(item, words), "late" if item.fits is False else ""))
        cycle = _("before cycle {n}", n=item.cycle_number) if item.cycle_number else ""
        lines.append(safe(" · ".join(filter(None, (cycle, item.note))), "faint"))
        return [line for line in lines if line.plain]

    def owner(self, item: Item) -> str | None:
        """Return whose patient's test, course or admission it is."""
        return item.assistant

    async def act(self, item: Item) -> None:
        """Ask what became of it."""
        if isinstance(item, CourseRow):
            await self.ways.act_on_course(item)
        elif isinstance(item, Admission):
            await self.ways.act_on_admission(item)
        else:
            await self.ways.act_on_test(item)

    async def do_tests(self) -> None:
        """Order something for the patient, or see to a course."""
        if (patient_id := self.patient_here()) is not None:
            await self.ways.tests_menu(patient_id)

    def off_settle(self) -> str | None:
        """Say where there is no obvious next step."""
        item = self.item_here()
        if isinstance(item, OrderedTest) and item.status in ("ordered", "taken"):
            return None
        return _("Enter asks what is to be done here")

    async def do_settle(self) -> None:
        """Take the obvious next step."""
        item = self.item_here()
        if isinstance(item, OrderedTest):
            await self.ways.settle_test(item)


def _test_entry(test: OrderedTest, today: date) -> Entry[Item]:
    text = f"{test.full_name} {test.ru} {test.en} {test.organisation or ''}"
    return Entry(("test", test.id), test, test.patient_id, (section_of(test, today),), text)


def _row(day: str, name: str, what: str, state: str, style: str = "", *, late: bool = False) -> Row:
    due = safe(day, "late" if late else "")
    return Row((due, safe(short_person(name), "strong"), safe(what), safe(state, style or "faint")))


def _day_words(test: OrderedTest, today: date) -> str:
    if test.status == "ordered":
        return near_day(test.due_on, today) if test.due_on else "—"
    day = test.expected_on if test.status == "taken" else test.result_on
    return near_day(day, today) if day else "—"


def _state(test: OrderedTest, words: "ReasonWords") -> str:
    """Return where a test stands, and what it is for."""
    if test.status == "taken" and test.taken_on is not None:
        said = _("taken {day}", day=day_month(test.taken_on))
    elif test.status == "ordered" and test.due_on is not None and test.due_on < words.today:
        late = (words.today - test.due_on).days
        said = ngettext_("{n} day late", "{n} days late", late)
    else:
        said = "" if test.status == "ordered" else status_words(TEST, test.status)
    if test.visit_on is None:
        return said or test.organisation or status_words(TEST, test.status)
    what = _("for {what} {day}", what=words.brief(test.visit_service), day=day_month(test.visit_on))
    if test.fits is False:
        what = _("expires before {what} {day}", what=words.brief(test.visit_service), day=day_month(test.visit_on))
    return ", ".join(filter(None, (said, what)))
