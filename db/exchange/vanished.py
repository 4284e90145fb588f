"""What the last file of a kind had and this one has not; and what an older file must not bring back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from db.engine import Connection
from db.exchange.item_matching import Row
from db.exchange.items import FileSeen, ItemCandidate, Kind, Vanished
from db.exchange.known_items import PRESENT, TakenFile, taken_files

_VISITS: Final = (
    "SELECT i.file_id, v.id, v.patient_id, p.full_name, p.assistant_id, v.organisation_id, v.service, v.status,"
    " v.starts_at, v.zone FROM imported_item i JOIN visit v ON v.id = i.item_id JOIN patient p ON p.id = v.patient_id"
    " WHERE i.kind = 'visits' AND i.field = :field"
)
_TESTS: Final = (
    "SELECT i.file_id, t.id, t.patient_id, p.full_name, p.assistant_id, t.organisation_id, t.service, t.status,"
    " t.ordered_on, t.due_on FROM imported_item i JOIN test_order t ON t.id = i.item_id"
    " JOIN patient p ON p.id = t.patient_id WHERE i.kind = 'tests' AND i.field = :field"
)
_OPEN: Final = {"visits": {"planned", "confirmed", "to_move"}, "tests": {"ordered"}}


@dataclass(frozen=True, slots=True)
class Brought:
    """A visit or test that a file brought, as far as files are compared."""

    file: TakenFile
    what: Vanished
    scope: tuple[int | None, int | None]  # its organisation, whose patient
    open: bool


@dataclass(slots=True)
class Before:
    """What files of one kind have brought so far."""

    brought: list[Brought] = field(default_factory=list)
    _spans: dict[tuple[int | None, int | None], dict[TakenFile, tuple[date, date]]] = field(default_factory=dict)

    def vanished(self, seen: FileSeen, rows: Sequence[Row], there: set[int], now: datetime) -> tuple[Vanished, ...]:
        """Return what the last file with the same organisations and assistants had in the days of this one.

        What is over does not vanish; an older file than the last one has nothing to say.
        """
        days = [day for item, _ in rows for day in item.days]
        scopes = {(item.place_id, whose.assistant_id) for item, whose in rows}
        alike = [one for one in self.brought if one.scope in scopes]
        if not days or not alike:
            return ()
        last = max((one.file for one in alike), key=lambda file: (file.made_at, file.id))
        if last.made_at > seen.made_at:
            return ()
        return tuple(
            one.what
            for one in sorted(alike, key=lambda one: (one.what.on, one.what.item_id))
            if one.file.id == last.id and one.open and one.what.item_id not in there
            and min(days) <= one.what.on <= max(days) and not _is_over(one.what, now)
        )  # fmt: skip

    def told_later(self, seen: FileSeen, item: ItemCandidate, assistant_id: int | None) -> TakenFile | None:
        """Return the newer file that covers the day of a row without having it: an older one does not bring it back."""
        for file, (first, last) in self._days_of_files().get((item.place_id, assistant_id), {}).items():
            if file.made_at > seen.made_at and any(first <= day <= last for day in item.days):
                return file
        return None

    def _days_of_files(self) -> dict[tuple[int | None, int | None], dict[TakenFile, tuple[date, date]]]:
        """Return the first and the last day that each file has of each organisation and assistant."""
        if not self._spans:
            for one in self.brought:
                spans, on = self._spans.setdefault(one.scope, {}), one.what.on
                first, last = spans.get(one.file, (on, on))
                spans[one.file] = min(first, on), max(last, on)
        return self._spans


def read_before(conn: Connection, kind: Kind) -> Before:
    """Read what files of a kind have brought."""
    files = {one.id: one for one in taken_files(conn, kind)}
    before = Before()
    if not files:
        return before
    for file_id, item_id, patient_id, name, assistant_id, place_id, service, status, first, second in conn.rows(
        _VISITS if kind == "visits" else _TESTS, field=PRESENT
    ):
        local = first.astimezone(ZoneInfo(second)) if kind == "visits" else None
        on, at = (first, None) if local is None else (local.date(), local.time())
        what = Vanished(item_id, patient_id, name, service, on, at)
        before.brought.append(Brought(files[file_id], what, (place_id, assistant_id), status in _OPEN[kind]))
    return before


def _is_over(what: Vanished, now: datetime) -> bool:
    return what.at is not None and (what.on, what.at) < (now.date(), now.time())
