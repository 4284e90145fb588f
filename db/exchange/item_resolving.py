"""What a file of visits or tests means beside the record: what is new, changes, is kept, is gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from db.engine import Connection
from db.exchange.finding import Finder, Whose
from db.exchange.import_plan import Remark, Standing
from db.exchange.item_changes import Comparison, ItemChange
from db.exchange.item_matching import Match, Matching, Row
from db.exchange.items import FileSeen, ItemCandidate, ItemRow, Kind, Vanished
from db.exchange.known_items import KnownItem, KnownItems
from db.exchange.resolving import ELSEWHERE, Touchable
from db.exchange.vanished import Before, read_before


@dataclass(slots=True)
class ItemResolution:
    """A file beside the record, ready to be shown or written; `told` are known ones that the file had too."""

    new: list[Row] = field(default_factory=list)
    changes: list[ItemChange] = field(default_factory=list)
    told: list[tuple[ItemCandidate, KnownItem]] = field(default_factory=list)
    rows: list[ItemRow] = field(default_factory=list)
    rejected: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)
    vanished: tuple[Vanished, ...] = ()


def resolve_items(
    conn: Connection, kind: Kind, candidates: Sequence[ItemCandidate], seen: FileSeen, now: datetime, zone: ZoneInfo,
    assistant_id: int | None, touchable: Touchable,
) -> ItemResolution:  # fmt: skip
    """Compare the rows of a file with the record; nothing is written.

    Rows that mean somebody whom whoever imports may not touch are set aside, and nothing else is said of them.

    `assistant_id`: the file tells of this assistant's part of the record, so what it lacks there is named as gone.
    """
    found = ItemResolution()
    finder = Finder(conn, [item.person for item in candidates])
    free = touchable(finder.people)
    rows: list[Row] = []
    for item in candidates:
        said: list[Remark] = []
        whose = finder.find(item.person, said)
        if isinstance(whose, Remark):
            found.rejected.append(whose)
        elif whose.id not in free:
            found.rejected.append(Remark(item.row, "", ELSEWHERE, (("patient_id", whose.id),)))
            continue
        else:
            rows.append((item, whose))
        found.warnings += said
    known = KnownItems(conn, kind, {whose.id for _, whose in rows})
    matches = Matching(known, rows).found
    before = read_before(conn, kind)
    judge = _Judge(found, Comparison(known, seen, found.warnings), before, seen)
    for item, whose in rows:
        judge.row(item, whose, matches[item.row])
    there = {match.known.id for match in matches.values() if match.known is not None}
    there |= {other.id for match in matches.values() if match.known for other in _chain(known, match.known)}
    mine = [(item, whose) for item, whose in rows if assistant_id in (None, whose.assistant_id)]
    found.vanished = before.vanished(seen, mine, there, now.astimezone(zone).replace(tzinfo=UTC))
    for told in (found.rejected, found.warnings):
        told.sort(key=lambda one: one.row)
    found.rows.sort(key=lambda row: row.row)
    return found


def _chain(known: KnownItems, last: KnownItem) -> list[KnownItem]:
    """Return the visits that one has replaced: a file that still names one of them has not lost it."""
    found: list[KnownItem] = []
    while (follows := last.values.get("follows_id")) in known.by_id and len(found) < len(known.by_id):
        last = known.by_id[follows]
        found.append(last)
    return found


class _Judge:
    """Says of each row what becomes of it."""

    def __init__(self, found: ItemResolution, comparison: Comparison, before: Before, seen: FileSeen) -> None:
        self._found = found
        self._compare = comparison
        self._before = before
        self._seen = seen

    def row(self, item: ItemCandidate, whose: Whose, match: Match) -> None:
        """Judge one row."""
        if match.earlier_row is not None:
            self._warn(item, "row_again", other_row=match.earlier_row)
            self._stands(item, whose, "duplicate", match.known)
        elif whose.closed:
            self._warn(item, "patient_closed", patient_id=whose.id)
            self._stands(item, whose, "kept", match.known)
        elif match.known is None:
            self._new(item, whose)
        else:
            self._known(item, whose, match.known)

    def _new(self, item: ItemCandidate, whose: Whose) -> None:
        if item.on is not None and item.at is None:
            self._reject(item, "time_missing")
            return
        later = self._before.told_later(self._seen, item, whose.assistant_id)
        if later is not None:
            self._warn(item, "not_in_newer_file", name=later.name)
            self._stands(item, whose, "kept", None)
            return
        self._found.new.append((item, whose))
        self._stands(item, whose, "new", None)

    def _known(self, item: ItemCandidate, whose: Whose, known: KnownItem) -> None:
        if item.on is not None and item.at is None and known.local.date() != item.on:
            self._reject(item, "time_missing")
            return
        said = len(self._found.warnings)
        compare = self._compare.visit if item.on is not None else self._compare.test
        change = compare(item, whose, known)
        self._found.told.append((item, known))
        if change.fields:
            self._found.changes.append(change)
            self._stands(item, whose, "moved" if change.move_to else "updated", known, change.fields)
        else:
            self._stands(item, whose, "kept" if len(self._found.warnings) > said else "same", known)

    def _stands(
        self, item: ItemCandidate, whose: Whose, standing: Standing, known: KnownItem | None,
        changes: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        on = item.on or item.day("ordered_on") or item.day("due_on") or item.day("taken_on") or item.day("result_on")
        known_id = None if known is None else known.id
        self._found.rows.append(
            ItemRow(item.row, standing, whose.full_name, item.service, on, item.at, whose.id, known_id, changes)
        )

    def _warn(self, item: ItemCandidate, code: str, **params: str | int) -> None:
        self._found.warnings.append(Remark(item.row, "", code, tuple(sorted(params.items()))))

    def _reject(self, item: ItemCandidate, code: str) -> None:
        self._found.rejected.append(Remark(item.row, "", code))
