"""Which visit or test of the record each row means: by booking number, else by patient, service and day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypeAlias

from db.exchange.finding import Whose
from db.exchange.items import ItemCandidate
from db.exchange.known_items import KnownItem, KnownItems
from db.rules.facts import TestStatus, VisitStatus

STANDS: Final = frozenset({VisitStatus.PLANNED.value, VisitStatus.CONFIRMED.value, VisitStatus.TO_MOVE.value})
Row: TypeAlias = tuple[ItemCandidate, Whose]
Finder: TypeAlias = Callable[[ItemCandidate, Whose], "KnownItem | None"]


@dataclass(frozen=True, slots=True)
class Match:
    """What a row means: something known, something new (neither), or what an earlier row has told already."""

    known: KnownItem | None = None
    earlier_row: int | None = None


class Matching:
    """Matches row after row; nothing of the record is meant by two rows."""

    def __init__(self, known: KnownItems, rows: Sequence[Row]) -> None:
        """Match all rows: the surest first, whatever their order in the file."""
        self._known = known
        self._rows = rows
        self._taken: dict[int, int] = {}  # item → row
        self.found: dict[int, Match] = {}
        if known.kind == "visits":
            reused = _reused_numbers(rows)
            self._pass(lambda item, whose: self._by_number(item, whose, reused))
            self._pass(lambda item, whose: self._on_day(item, whose, exact=True))
            self._pass_in_pairs()
        else:
            self._pass(lambda item, whose: self._by_order(item, whose, "ordered_on"))
            self._pass(lambda item, whose: self._by_order(item, whose, "due_on"))
            self._pass(self._only_open_order)
        self._tell_twins()

    def _pass(self, find: Finder) -> None:
        for item, whose in self._rows:
            if item.row in self.found:
                continue
            known = find(item, whose)
            if known is not None:
                self._take(item, known)

    def _take(self, item: ItemCandidate, known: KnownItem) -> None:
        earlier = self._taken.setdefault(known.id, item.row)
        self.found[item.row] = Match(known) if earlier == item.row else Match(known, earlier)

    # Visits.

    def _by_number(self, item: ItemCandidate, whose: Whose, reused: set[tuple[int, str, str]]) -> KnownItem | None:
        """Find by the booking number; small numbers come again, so the service must be the same too."""
        if item.number is None or (whose.id, item.service, item.number) in reused:
            return None
        there = [
            known
            for known in self._known.of(whose.id)
            if known.values["service"] == item.service
            and item.number in (known.values["booking_number"], known.said.get("booking_number"))
            and _may_be(item.place_id, known.values["organisation_id"])
        ]
        last = {self._known.last_of(known).id: self._known.last_of(known) for known in there}
        same_day = [known for known in last.values() if known.local.date() == item.on]
        open_ones = [known for known in last.values() if known.values["status"] in STANDS]
        for some in (same_day, open_ones):
            if len(some) == 1:
                return some[0]
        return None

    def _on_day(self, item: ItemCandidate, whose: Whose, *, exact: bool) -> KnownItem | None:
        """Find the visit of this service on this day, at this very time where `exact`."""
        there = [known for known in self._known.of(whose.id) if self._is_on_day(item, known)]
        if exact:
            there = [known for known in there if item.at is None or item.at.isoformat("minutes") in _times(item, known)]
            if item.at is None and len(there) > 1:
                return None
        last = {self._known.last_of(known).id: self._known.last_of(known) for known in there}
        free = [known for known in last.values() if exact or known.id not in self._taken]
        standing = [known for known in free if known.values["status"] in STANDS] or free
        return standing[0] if len(standing) == 1 or (exact and standing) else None

    def _is_on_day(self, item: ItemCandidate, known: KnownItem) -> bool:
        if known.values["service"] != item.service and known.said.get("service") != item.service:
            return False
        other_number = item.number and known.values["booking_number"] and item.number != known.values["booking_number"]
        same_time = item.at is not None and item.at.isoformat("minutes") in _times(item, known)
        return item.on in _days(known) and (not other_number or same_time)

    def _pass_in_pairs(self) -> None:
        """Where one row and one visit of a service are left of a day, the row tells of a changed time."""
        left: dict[tuple[int, str, date | None], list[Row]] = {}
        for item, whose in self._rows:
            if item.row not in self.found:
                left.setdefault((whose.id, item.service, item.on), []).append((item, whose))
        for rows in left.values():
            if len({(item.at, item.number) for item, _ in rows}) == 1:
                known = self._on_day(*rows[0], exact=False)
                if known is not None:
                    self._take(rows[0][0], known)

    # Tests.

    def _by_order(self, item: ItemCandidate, whose: Whose, name: str) -> KnownItem | None:
        day = item.day(name)
        if day is None:
            return None
        there = [
            known
            for known in self._known.of(whose.id)
            if known.values["service"] == item.service
            and (known.values[name] == day or known.said.get(name) == day.isoformat())
            and (name == "ordered_on" or _may_be_day(item.day("ordered_on"), known))
        ]
        exact = [known for known in there if known.values[name] == day] or there
        opened = [known for known in exact if known.values["status"] == TestStatus.ORDERED] or exact
        return opened[0] if opened else None

    def _only_open_order(self, item: ItemCandidate, whose: Whose) -> KnownItem | None:
        """Find what a row without the days of its order means: the one that waits, or was taken on that very day."""
        if item.day("ordered_on") or item.day("due_on"):
            return None
        there = [known for known in self._known.of(whose.id) if known.values["service"] == item.service]
        same = [known for known in there if item.day("taken_on") and known.values["taken_on"] == item.day("taken_on")]
        waiting = [
            known
            for known in there
            if known.values["status"] in (TestStatus.ORDERED, TestStatus.TAKEN) and known.id not in self._taken
        ]
        for some in (same, waiting):
            if len(some) == 1:
                return some[0]
        return None

    def _tell_twins(self) -> None:
        """Name rows that tell of a new one again."""
        first: dict[tuple[object, ...], int] = {}
        for item, whose in self._rows:
            if item.row in self.found:
                continue
            key = (whose.id, item.service, item.on, item.at, item.day("ordered_on"), item.day("due_on"))
            earlier = first.setdefault(key, item.row)
            self.found[item.row] = Match() if earlier == item.row else Match(None, earlier)


def _reused_numbers(rows: Iterable[Row]) -> set[tuple[int, str, str]]:
    """Return the numbers that a file gives to two different times: they tell nothing."""
    moments: dict[tuple[int, str, str], set[tuple[object, ...]]] = {}
    for item, whose in rows:
        if item.number is not None:
            moments.setdefault((whose.id, item.service, item.number), set()).add((item.on, item.at))
    return {key for key, some in moments.items() if len(some) > 1}


def _may_be(one: int | None, other: int | None) -> bool:
    return one is None or other is None or one == other


def _may_be_day(day: date | None, known: KnownItem) -> bool:
    """Let an order that only a hand has dated be known by its limit."""
    return day is None or "ordered_on" not in known.said


def _days(known: KnownItem) -> set[date]:
    said = known.said.get("starts_at")
    return {known.local.date()} | ({datetime.fromisoformat(said).date()} if said else set())


def _times(item: ItemCandidate, known: KnownItem) -> set[str]:
    """Return the times of a visit on the day of a row, as they are and as a file said."""
    moments = [known.local.isoformat(timespec="minutes"), known.said.get("starts_at", "")]
    return {moment[11:16] for moment in moments if item.on is not None and moment[:10] == item.on.isoformat()}
