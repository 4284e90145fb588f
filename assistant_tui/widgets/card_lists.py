"""The lists of a patient's card: their columns, and the rows that a card fills them with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from rich.text import Text

from assistant_tui.text.card import CardWords
from assistant_tui.text.courses import COURSE, course_line, rhythm_words
from assistant_tui.text.dates import clock, near_day, short_date
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.people import aside_words, consent_words, relation_words
from assistant_tui.text.phones import display
from assistant_tui.text.safe import plain, safe
from assistant_tui.text.statuses import BOOKED, TEST, VISIT, status_words
from assistant_tui.text.timeline import Happening, happenings
from assistant_tui.widgets.rows import Column, Row

if TYPE_CHECKING:
    from db.queries.patients import Card, TimelineEntry

TABS: Final = {
    "summary": N_("Summary"), "timeline": N_("History"), "contacts": N_("Contacts"), "visits": N_("Visits"),
    "tests": N_("Tests"), "calls": N_("Calls"), "notes": N_("Notes"),
}  # fmt: skip
"""The tabs of a card, in their order."""

COLUMNS: Final = {
    "timeline": (
        Column("when", N_("When"), 15), Column("what", N_("What"), 30, grow=1),
        Column("who", N_("Who"), 14, priority=1),
    ),
    "contacts": (
        Column("number", N_("Number"), 16), Column("whose", N_("Whose"), 10, grow=1),
        Column("consent", N_("What may be said"), 26, grow=1), Column("voicemail", N_("Voicemail"), 12, priority=1),
    ),
    "visits": (
        Column("when", N_("When"), 15), Column("what", N_("What"), 15, grow=1),
        Column("where", N_("Where"), 9, grow=1), Column("status", N_("State"), 13),
        Column("booked", N_("EMIAS"), 13, priority=1),
    ),
    "tests": (
        Column("what", N_("What"), 15, grow=1), Column("ordered", N_("Ordered"), 11, priority=2),
        Column("due", N_("Due"), 10), Column("taken", N_("Taken"), 10), Column("status", N_("State"), 15),
    ),
    "calls": (
        Column("when", N_("When"), 15), Column("number", N_("Number"), 18, priority=2),
        Column("what", N_("What came out"), 24, grow=1), Column("who", N_("Who"), 14, priority=1),
    ),
    "notes": (
        Column("when", N_("When"), 15), Column("what", N_("Note"), 30, grow=1),
        Column("who", N_("Who"), 14, priority=1),
    ),
}  # fmt: skip
"""The columns of each list."""

EMPTY: Final = {
    "timeline": N_("Nothing has happened yet. Calls, visits, tests and notes come here, the latest first."),
    "contacts": N_("No number is on record. Ask the clinic, then enter it with the first call."),
    "visits": N_("No visit is on record. F4 books one."),
    "tests": N_("No test is on record. What the doctor orders comes here."),
    "calls": N_("Nobody has called yet. Enter on the call list opens the first call."),
    "notes": N_("No note yet. F6 writes one."),
}
"""What would fill an empty list."""


def test_of(key: object) -> int | None:
    """Return the id of the test that a row is, None for any other row."""
    return _id_of("test", key)


def visit_of(key: object) -> int | None:
    """Return the id of the visit that a row is, None for any other row."""
    return _id_of("visit", key)


def course_of(key: object) -> int | None:
    """Return the id of the course that a row is, None for any other row."""
    return _id_of("course", key)


def _id_of(kind: str, key: object) -> int | None:
    what, _colon, number = key.partition(":") if isinstance(key, str) else ("", "", "")
    return int(number) if what == kind and number.isdigit() else None


@dataclass(frozen=True)
class ListedRow:
    """A row with what Enter tells of it."""

    key: str
    row: Row
    title: str
    more: Sequence[str]


class CardLists:
    """Makes the rows of a card's lists, as of the words' moment."""

    def __init__(self, card: "Card", past: "Sequence[TimelineEntry]", words: CardWords) -> None:
        self.card, self.words = card, words
        self.past = happenings(past, words.words, named=True)

    def counts(self) -> dict[str, int]:
        """Return how many rows each list has."""
        card = self.card
        return {
            "timeline": len(self.past), "contacts": len(card.contacts), "visits": len(card.visits),
            "tests": len(card.tests) + len(card.courses), "calls": len(self._calls()), "notes": len(card.notes),
        }  # fmt: skip

    def rows(self, tab: str) -> list[ListedRow]:
        """Return the rows of a list."""
        makers: dict[str, Callable[[], list[ListedRow]]] = {
            "timeline": self._timeline, "contacts": self._contacts, "visits": self._visits, "tests": self._tests,
            "calls": self._call_rows, "notes": self._notes,
        }  # fmt: skip
        return makers[tab]()

    def _timeline(self) -> list[ListedRow]:
        return [self._happening(each) for each in self.past]

    def _happening(self, each: Happening) -> ListedRow:
        future = each.at > self.words.now
        row = Row((safe(each.when, "accent" if future else "faint"), each.line(), safe(each.user, "faint")))
        more = [each.what, each.more, each.user, _("This was undone.") if each.undone else ""]
        return ListedRow(each.key, row, each.when, [line for line in more if line])

    def _calls(self) -> list[Happening]:
        return [each for each in self.past if each.kind == "call"]

    def _call_rows(self) -> list[ListedRow]:
        numbers = {f"call:{call.id}": call.phone for call in self.card.calls}
        made = []
        for each in self._calls():
            number = safe(display(numbers.get(each.key) or ""), "faint")
            row = Row((safe(each.when, "faint"), number, each.line(), safe(each.user, "faint")))
            made.append(ListedRow(each.key, row, each.when, list(filter(None, (each.what, each.more, each.user)))))
        return made

    def _contacts(self) -> list[ListedRow]:
        made = []
        for contact in self.card.contacts:
            style = "" if contact.active else "faint"
            aside = aside_words(contact.set_aside) if not contact.active else ""
            number = safe(display(contact.phone or contact.written), style or "strong")
            if not contact.active:
                number.stylize("strike")
            if contact.doubtful:
                number.append(" ").append_text(safe("?", "soon"))
            whose = relation_words(contact.relation, contact.name, self.card.sex)
            consent = aside or consent_words(contact) or _("all but diagnosis, results")
            voicemail = _("yes") if contact.voicemail_ok else _("no")
            row = Row((number, safe(whose, style), safe(consent, style), safe(voicemail, style or "faint")))
            made.append(ListedRow(f"contact:{contact.id}", row, whose, self.words.contact(contact, self.card)))
        return made

    def _visits(self) -> list[ListedRow]:
        made = []
        for visit in self.card.visits:
            gone = visit.status in ("cancelled", "moved")
            coming = visit.starts_at > self.words.now and not gone
            style = "faint" if gone else ""
            local = visit.starts_at.astimezone(ZoneInfo(visit.zone))
            when = f"{near_day(local.date(), self.words.words.today)} {clock(local)}"
            name = self.words.words.service(visit.service, named=True)
            status = status_words(VISIT, visit.status)
            booked = visit.booking_number or status_words(BOOKED, visit.booked_in)
            cells = (
                safe(when, style or ("accent" if coming else "faint")), safe(name, "strong" if coming else style),
                safe(visit.organisation or "", style), safe(status, _VISIT_STYLES.get(visit.status, style)),
                safe(booked, "soon" if visit.booked_in == "not_found" and coming else "faint"),
            )  # fmt: skip
            room = _("room {room}", room=visit.room) if visit.room else ""
            place = ", ".join(filter(None, (visit.organisation, visit.address, room, visit.clinician)))
            more = [name, place, status, _("EMIAS: {booked}", booked=booked), visit.note or ""]
            made.append(ListedRow(f"visit:{visit.id}", Row(cells), when, [line for line in more if line]))
        return made

    def _tests(self) -> list[ListedRow]:
        made = self._courses()
        for test in self.card.tests:
            gone = "faint" if test.status == "cancelled" else ""
            late = test.status == "ordered" and test.due_on is not None and test.due_on < self.words.words.today
            name = self.words.words.service(test.test, named=True)
            status = status_words(TEST, test.status)
            cells = (
                safe(name, gone), safe(_day(test.ordered_on), "faint"),
                safe(_day(test.due_on), "late" if late else gone), safe(_day(test.taken_on), gone),
                safe(status, "done" if test.status == "result_in" else gone),
            )  # fmt: skip
            dates = (
                (N_("Ordered"), test.ordered_on), (N_("Due"), test.due_on), (N_("Taken"), test.taken_on),
                (N_("Result"), test.result_on), (N_("Valid until"), test.valid_until),
            )  # fmt: skip
            more = [f"{_(said)}: {short_date(on)}" for said, on in dates if on]
            made.append(ListedRow(f"test:{test.id}", Row(cells), name, [status, test.organisation or "", *more]))
        return made

    def _courses(self) -> list[ListedRow]:
        today = self.words.words.today
        made = []
        for course in self.card.courses:
            goes_on = course.status == "active"
            style = "" if goes_on else "faint"
            rhythm, coming = rhythm_words(course.cycle_days, course.infusion_days), course.next
            far = course_line(course, today) if goes_on else _(COURSE[course.status])
            short = _("cycle {n} of {all}", n=coming.number, all=len(course.cycles)) if coming and goes_on else far
            next_on = coming.starts_on if coming is not None and goes_on else None
            cells = (
                safe(_("Course: {rhythm}", rhythm=rhythm), style), safe(_day(course.starts_on), "faint"),
                safe(_day(next_on), style), safe("", style), safe(short, style),
            )  # fmt: skip
            more = (far, course.organisation, course.because, course.note)
            made.append(ListedRow(f"course:{course.id}", Row(cells), rhythm, [line for line in more if line]))
        return made

    def _notes(self) -> list[ListedRow]:
        made = []
        for note in self.card.notes:
            local = note.at.astimezone(self.words.words.zone)
            when = f"{near_day(local.date(), self.words.words.today)} {clock(local)}"
            said = safe(plain(note.text), "faint" if note.undone else "")
            if note.undone:
                said.stylize("strike")
                said.append(" ").append_text(safe(_("(undone)"), "soon"))
            row = Row((safe(when, "faint"), said, safe(note.user or "", "faint")))
            made.append(ListedRow(f"note:{note.id}", row, f"{when} · {note.user or ''}", [note.text]))
        return made


_VISIT_STYLES: Final = {"missed": "late", "attended": "done", "to_move": "soon"}


def summary_rows(words: CardWords, card: "Card") -> list[tuple[str, list[ListedRow]]]:
    """Return the headings of the summary with their rows."""
    return [
        (heading, [ListedRow(line.key, Row((_named(line.label), line.said)), line.label or heading, line.more)
                   for line in lines])
        for heading, lines in words.summary(card)
    ]  # fmt: skip


def _named(label: str) -> Text:
    return safe(label, "faint")


def _day(on: date | None) -> str:
    return short_date(on) if on else "—"
