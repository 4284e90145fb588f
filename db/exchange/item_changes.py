"""What a row would change of a known visit or test: nothing that a hand has set since, nothing by an empty cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from db.exchange.finding import Whose
from db.exchange.import_plan import Remark
from db.exchange.item_matching import STANDS
from db.exchange.items import FileSeen, ItemCandidate
from db.exchange.known_items import KnownItem, KnownItems, at_zone, written
from db.rules.facts import TestStatus, VisitStatus

_VISIT_FIELDS: Final = ("organisation_id", "clinician", "room", "booking_number", "booked_in", "note")
_TEST_FIELDS: Final = ("ordered_on", "due_on", "taken_on", "result_on", "valid_until", "organisation_id", "note")
_AS_ENTERED: Final = {"booked_in": "planned"}  # what a field holds before anybody says anything
_RANK: Final = {TestStatus.ORDERED.value: 0, TestStatus.TAKEN.value: 1, TestStatus.RESULT_IN.value: 2}


@dataclass(slots=True)
class ItemChange:
    """What would be written of a known visit or test; `move_to` is the local time to which a visit moves."""

    item: ItemCandidate
    whose: Whose
    known: KnownItem
    values: dict[str, Any] = field(default_factory=dict)
    move_to: datetime | None = None
    ends: datetime | None = None  # local, of a visit whose time is given with its end

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of what would change."""
        return (*(("starts_at",) if self.move_to else ()), *self.values)


class Comparison:
    """Compares the rows of one file with what is known, and says what is kept."""

    def __init__(self, known: KnownItems, seen: FileSeen, warnings: list[Remark]) -> None:
        """Compare what this file says."""
        self._known = known
        self._seen = seen
        self._warnings = warnings

    def visit(self, item: ItemCandidate, whose: Whose, known: KnownItem) -> ItemChange:
        """Return what a row changes of a visit: its time, what is booked, how it ended."""
        change = ItemChange(item, whose, known)
        if self._is_older(item, known, self._visit_differs(item, known)):
            return change
        status = self._visit_status(item, known)
        if status is not None:
            change.values["status"] = status
        if status is None or status == VisitStatus.CONFIRMED:
            self._time(item, known, change)
        self._fields(_VISIT_FIELDS, item, known, change)
        return change

    def test(self, item: ItemCandidate, whose: Whose, known: KnownItem) -> ItemChange:
        """Return what a row changes of a test: its days, and how far it has come."""
        change = ItemChange(item, whose, known)
        stored = known.values["status"]
        if self._is_older(item, known, self._differs(_TEST_FIELDS, item, known) or item.value("status") != stored):
            return change
        status = item.value("status")
        if isinstance(status, str) and self._test_goes_on(status, stored, item, known):
            change.values["status"] = status
        self._fields(_TEST_FIELDS, item, known, change)
        return change

    # Fields.

    def _fields(self, names: tuple[str, ...], item: ItemCandidate, known: KnownItem, change: ItemChange) -> None:
        for name in names:
            value = item.value(name)
            stored = known.values[name]
            if value is None or value == stored:
                continue
            if self._may_write(name, value, stored, item, known, plain=stored in (None, "", _AS_ENTERED.get(name))):
                change.values[name] = value

    def _may_write(
        self, name: str, value: object, stored: object, item: ItemCandidate, known: KnownItem, *, plain: bool
    ) -> bool:
        """Say whether a file may write: into what nobody has filled, or over what is older than it."""
        said = known.said.get(name)
        if said is None and plain:
            return True
        by_hand = said is not None and said != written(stored if stored is not None else "")
        if not by_hand:
            by_hand = self._known.changed_by_hand_at(known, name) > self._seen.made_at and said != written(stored)
        if by_hand:
            self._kept(item, "hand_edit_kept", name)
        return not by_hand

    def _kept(self, item: ItemCandidate, code: str, name: str = "") -> None:
        self._warnings.append(Remark(item.row, "", code, (("field", name),) if name else ()))

    def _differs(self, names: tuple[str, ...], item: ItemCandidate, known: KnownItem) -> bool:
        return any(item.value(name) not in (None, known.values[name]) for name in names)

    def _visit_differs(self, item: ItemCandidate, known: KnownItem) -> bool:
        moved = item.on is not None and (_moment(item) or known.local) != known.local
        status = item.value("status") not in (None, VisitStatus.PLANNED.value, known.values["status"])
        return moved or status or self._differs(_VISIT_FIELDS, item, known)

    def _is_older(self, item: ItemCandidate, known: KnownItem, differs: bool) -> bool:
        """Say whether a newer file has told of this one already: then an older one changes nothing of it."""
        older = known.told_at is not None and known.told_at > self._seen.made_at
        if older and differs:
            self._kept(item, "older_than_last_file")
        return older

    # The time and the status of a visit.

    def _time(self, item: ItemCandidate, known: KnownItem, change: ItemChange) -> None:
        moment = _moment(item)
        if moment is None or moment == known.local:
            return
        if known.values["status"] == VisitStatus.ATTENDED or known.values["status"] == VisitStatus.MOVED:
            self._kept(item, "visit_is_over")
            return
        if "starts_at" not in known.said and self._moved_by_hand(known):
            self._kept(item, "hand_edit_kept", "starts_at")
            return
        if not self._may_write("starts_at", moment, known.local, item, known, plain=False):
            return
        change.move_to = moment
        if item.until is not None and item.on is not None:
            change.ends = datetime.combine(item.on, item.until)

    def _moved_by_hand(self, known: KnownItem) -> bool:
        """Say whether a visit replaces one that a file brought: a file that moves takes what it said along."""
        seen: set[int] = set()
        while (follows := known.values["follows_id"]) in self._known.by_id and follows not in seen:
            seen.add(follows)
            known = self._known.by_id[follows]
            if "starts_at" in known.said:
                return True
        return False

    def _visit_status(self, item: ItemCandidate, known: KnownItem) -> str | None:
        """Return the status that a row brings: what is only planned says nothing, and an end is not taken back."""
        told = item.value("status")
        stored = known.values["status"]
        if not isinstance(told, str) or told in (VisitStatus.PLANNED.value, stored):
            return None
        if told == VisitStatus.CONFIRMED and stored != VisitStatus.PLANNED:
            return None
        said = known.said.get("status")
        if stored in STANDS:
            at = known.values["status_at"]
            newer = at is not None and at > self._seen.made_at and said != stored
            if newer or said == told:  # a hand has taken back what the file says, or has spoken since
                self._kept(item, "hand_edit_kept", "status")
                return None
            return told
        if said == stored:
            return told
        self._kept(item, "hand_edit_kept", "status")
        return None

    def _test_goes_on(self, told: str, stored: str, item: ItemCandidate, known: KnownItem) -> bool:
        """Say whether a status tells more than the record: a test goes on, or is called off while it waits."""
        cancelled = TestStatus.CANCELLED.value
        if told == stored or (told != cancelled and stored != cancelled and _RANK[told] < _RANK[stored]):
            return False
        if stored == cancelled and told == TestStatus.ORDERED:
            return False
        if told == cancelled and stored != TestStatus.ORDERED:
            self._kept(item, "hand_edit_kept", "status")
            return False
        if stored == cancelled:
            return self._may_write("status", told, stored, item, known, plain=False)
        if known.said.get("status") == told:  # a hand has taken it back since
            self._kept(item, "hand_edit_kept", "status")
            return False
        return True


def _moment(item: ItemCandidate) -> datetime | None:
    return datetime.combine(item.on, item.at) if item.on is not None and item.at is not None else None


def visit_values(item: ItemCandidate, zone: str, minutes: int) -> dict[str, Any]:
    """Return a new visit as stored, without what belongs to its patient; the row must name a time."""
    moment = _moment(item)
    assert moment is not None  # noqa: S101 - a row without a time is set aside before
    ends = datetime.combine(moment.date(), item.until) if item.until else moment + timedelta(minutes=minutes)
    values: dict[str, Any] = {name: item.value(name) for name in _VISIT_FIELDS}
    return values | {
        "service": item.service, "starts_at": at_zone(moment, zone), "ends_at": at_zone(ends, zone), "zone": zone,
        "status": item.value("status") or VisitStatus.PLANNED.value,
        "booked_in": item.value("booked_in") or "planned",
    }  # fmt: skip


def test_values(item: ItemCandidate, today: date) -> dict[str, Any]:
    """Return a new test order as stored: ordered on the first day that the row names, at the latest today."""
    values: dict[str, Any] = {name: item.value(name) for name in _TEST_FIELDS}
    days = [day for name in ("due_on", "taken_on", "result_on") if (day := item.day(name))]
    values["ordered_on"] = item.day("ordered_on") or min([*days, today])
    return values | {"service": item.service, "status": item.value("status") or TestStatus.ORDERED.value}


def said_by(item: ItemCandidate) -> dict[str, str]:
    """Return what a row says, for `imported_item`."""
    said = {name: written(value) for name, value in item.values if value is not None}
    moment = _moment(item)
    return said | {"service": item.service} | ({"starts_at": written(moment)} if moment else {})
