"""From the rows of a table to visits and tests: what each row tells, and which rows cannot be taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from db.exchange import cells
from db.exchange.assistants import Assistants
from db.exchange.candidates import Columns, Reader
from db.exchange.cells import RowRemarks
from db.exchange.clerk_dates import read_date
from db.exchange.clerk_times import Moment, read_moment
from db.exchange.import_plan import Candidate
from db.exchange.items import ItemCandidate, ItemValue, Kind
from db.exchange.naming import Places, Services, by_beginning, joined
from db.exchange.profile import Profile
from db.exchange.tables import RawRow
from db.rules.facts import TestStatus, VisitStatus
from db.rules.follow_up import add_months
from db.rules.names import looks_mixed

PERSON: Final = frozenset(
    {"full_name", "last_name", "first_name", "middle_name", "birth_date", "snils", "oms_policy", "phone"}
)
TAKEN: Final[Mapping[Kind, frozenset[str]]] = {
    "visits": PERSON | {
        "visit_day", "visit_datetime", "visit_time", "service", "test", "place", "room", "doctor", "booking_number",
        "status", "note",
    },
    "tests": PERSON | {
        "service", "test", "place", "status", "note", "ordered_on", "referral_date", "due_on", "taken_on", "result_on",
        "valid_until",
    },
}  # fmt: skip
_NOT_SAID: Final = frozenset({"name_incomplete", "birth_missing", "birth_from_name"})  # of somebody only to be found
_AS_CYRILLIC: Final = str.maketrans("ABCEHKMOPTXYaceopxy", "АВСЕНКМОРТХУасеорху")
_OVER: Final = frozenset({VisitStatus.ATTENDED.value, VisitStatus.MISSED.value})
_MONTHS_AHEAD: Final = 60  # two digits of a year mean one that may still come


class ItemReader(Reader):
    """Reads row after row of a table of visits or of tests."""

    def __init__(
        self, kind: Kind, columns: Columns, profile: Profile, today: date, services: Services, places: Places
    ) -> None:
        """Read by these columns."""
        super().__init__(columns, profile, today, Assistants(()))
        self.kind = kind
        self.services = services
        self.places = places

    def read_item(self, row: RawRow, remarks: RowRemarks) -> ItemCandidate | None:
        """Return what a row tells, or None where it cannot be taken or is to be passed over: `remarks` says why."""
        person = self._whose(row, remarks)
        service = self._service(row, remarks)
        found = self._visit(row, remarks) if self.kind == "visits" else self._test(row, remarks)
        if remarks.rejected or person is None or service is None or found is None:
            return None
        moment, values = found
        told = tuple((name, value) for name, value in values.items() if value not in (None, ""))
        return ItemCandidate(row.number, person, service, told, moment.on, moment.at, moment.until)

    def _whose(self, row: RawRow, remarks: RowRemarks) -> Candidate | None:
        """Return the person of a row as far as it helps to find them: only what can mean nobody rejects the row."""
        own = RowRemarks(row.number)
        values: dict[str, str | date | int | None] = {}
        for key, name, read in (("snils", "oms", cells.snils), ("policy", "oms_policy", cells.policy)):
            head, text = self._one(row, "snils" if name == "oms" else name, own)
            if text and not cells.shortened(text, head, own):
                values[key] = read(text, head, own)
        name_remarks = RowRemarks(row.number)
        name, beside = self._name(row, name_remarks)
        remarks.name = name
        if values and not name:
            name_remarks.rejected.clear()
        own.rejected += name_remarks.rejected
        own.warnings += name_remarks.warnings
        values["full_name"] = name.translate(_AS_CYRILLIC) if looks_mixed(name) else name
        birth = RowRemarks(row.number)
        self._birth(row, values, beside, birth)
        own.warnings += birth.warnings + birth.rejected  # a date of birth that cannot be is not compared
        numbers = self._phones(row, own)
        if name and not numbers and not any(values.get(key) for key in ("birth_on", "birth_year", "snils", "policy")):
            own.reject("", "no_way_to_tell")
        remarks.rejected += own.rejected
        remarks.warnings += [one for one in own.warnings if one.code not in _NOT_SAID]
        if own.rejected:
            return None
        return Candidate(
            row.number, tuple((key, value) for key, value in values.items() if value not in (None, "")), numbers
        )

    def _first(self, row: RawRow, remarks: RowRemarks, *names: str) -> tuple[str, str]:
        """Return header and text of the first of these fields that says something."""
        found = [self._one(row, name, remarks) for name in names]
        return next((pair for pair in found if pair[1]), next((pair for pair in found if pair[0]), ("", "")))

    def _service(self, row: RawRow, remarks: RowRemarks) -> str | None:
        names = ("service", "test") if self.kind == "visits" else ("test", "service")
        head, text = self._first(row, remarks, *names)
        if not text and self.kind == "visits":  # «Врач: онколог» says it too
            head, text = self._first(row, remarks, "doctor")
            if text and self.services.find(text) is None:
                text = ""
        if not text:
            remarks.reject(head, "service_missing")
            return None
        found = self.services.find(text)
        if found is None:
            nearest = ", ".join(self.services.nearest(text))
            remarks.reject(head, "service_unknown" if nearest else "service_unlike", name=text[:80], nearest=nearest)
            return None
        code, in_so_many_words = found
        if not in_so_many_words:
            remarks.warn(head, "service_read_as", name=text[:80], service=self.services.shown(code))
        return code

    def _place(self, row: RawRow, remarks: RowRemarks, values: dict[str, ItemValue]) -> None:
        """Read the organisation and the note; the name of an unknown organisation is kept in the note."""
        _, note = self._one(row, "note", remarks)
        head, place = self._one(row, "place", remarks)
        values["organisation_id"] = self.places.find(place) if place else None
        kept = ""
        if place and values["organisation_id"] is None:
            kept = cells.cut(place, "place", head, remarks)
            remarks.warn(head, "organisation_unknown", name=kept[:80])
        values["note"] = cells.cut(joined((kept, note)), "note", head, remarks)

    def _status(self, row: RawRow, remarks: RowRemarks, words: Mapping[str, str]) -> tuple[str, str | None]:
        head, text = self._one(row, "status", remarks)
        code = by_beginning(text, words) if text else None
        if text and code is None:
            remarks.warn(head, "status_unknown", name=text[:40])
        return head, code

    def _visit(self, row: RawRow, remarks: RowRemarks) -> tuple[Moment, dict[str, ItemValue]] | None:
        head, day = self._first(row, remarks, "visit_datetime", "visit_day")
        time_head, hour = self._one(row, "visit_time", remarks)
        moment = read_moment(day, hour, self.today) if day else Moment(fault="visit_date_missing")
        if moment.fault is not None:
            remarks.reject(time_head if moment.fault == "unreadable_time" and hour else head, moment.fault)
        elif moment.doubt is not None:
            remarks.warn(head, moment.doubt, date=str(moment.on))
        values: dict[str, ItemValue] = {}
        for name, column in (("clinician", "doctor"), ("room", "room"), ("booking_number", "booking_number")):
            title, text = self._one(row, column, remarks)
            if text and not (name == "booking_number" and cells.shortened(text, title, remarks)):
                values[name] = cells.cut(text, name, title, remarks)
        if values.get("booking_number"):
            values["booked_in"] = "booked"
        self._place(row, remarks, values)
        head, status = self._status(row, remarks, self.profile.visit_status)
        if status == VisitStatus.MOVED:
            remarks.warn(head, "row_is_moved")
            return None
        if status in _OVER and moment.on is not None and moment.on > self.today:
            remarks.warn(head, "status_in_future")
            status = None
        values["status"] = status
        return moment, values

    def _test(self, row: RawRow, remarks: RowRemarks) -> tuple[Moment, dict[str, ItemValue]]:
        values: dict[str, ItemValue] = {}
        for name, columns in (("ordered_on", ("ordered_on", "referral_date")), ("due_on", ("due_on",))):
            head, text = self._first(row, remarks, *columns)
            values[name] = self._dated(text, head, remarks.reject, remarks) if text else None
            ordered = values["ordered_on"]
            if name == "ordered_on" and isinstance(ordered, date) and ordered > self.today:
                remarks.warn(head, "date_in_future")
                values[name] = None
        for name in ("taken_on", "result_on"):
            head, text = self._one(row, name, remarks)
            values[name] = cells.past_date(text, head, remarks, self.today) if text else None
        head, text = self._one(row, "valid_until", remarks)
        values["valid_until"] = self._dated(text, head, remarks.warn, remarks) if text else None
        self._place(row, remarks, values)
        _, status = self._status(row, remarks, self.profile.test_status)
        if status in (None, TestStatus.ORDERED.value, TestStatus.TAKEN.value) and values["result_on"]:
            status = TestStatus.RESULT_IN.value
        elif status in (None, TestStatus.ORDERED.value) and values["taken_on"]:
            status = TestStatus.TAKEN.value
        values["status"] = status
        ordered, due = values["ordered_on"], values["due_on"]
        if isinstance(ordered, date) and isinstance(due, date) and due < ordered:
            remarks.reject("", "due_before_ordered")
        if not any(values[name] for name in ("ordered_on", "due_on", "taken_on", "result_on")) and not remarks.rejected:
            remarks.reject("", "no_day_of_order")
        return Moment(), values

    def _dated(self, text: str, head: str, say: Callable[[str, str], None], remarks: RowRemarks) -> date | None:
        """Read a date that may still come; what cannot be read is said by `say`."""
        found = read_date(text, add_months(self.today, _MONTHS_AHEAD))
        if found.on is None:
            say(head, found.fault or "unreadable_date")
        elif abs((found.on - self.today).days) > 3660:
            say(head, "date_too_far")
            return None
        elif found.doubt == "month_first":
            remarks.warn(head, found.doubt, date=str(found.on))
        return found.on
