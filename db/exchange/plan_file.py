"""Planning an import of any kind: what the file holds, then what taking it would do; nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from db.errors import BadInput
from db.exchange.candidates import read_rows, understood
from db.exchange.import_plan import ImportPlan, Remark
from db.exchange.item_resolving import resolve_items
from db.exchange.item_rows import TAKEN, ItemReader
from db.exchange.items import FileSeen, ItemsPlan, Kind
from db.exchange.known_items import IMPORT, is_last
from db.exchange.made_at import seen as seen_file
from db.exchange.naming import Places, Services
from db.exchange.patients import planned
from db.exchange.profile import Profile, load_profile
from db.exchange.tables import RawTable, read_table
from db.guard import accompanies, may_see, may_touch
from db.work import View

if TYPE_CHECKING:
    from db.caseload import Caseload

FileKind: TypeAlias = Literal["patients", "visits", "tests"]
KINDS: Final[tuple[FileKind, ...]] = ("patients", "visits", "tests")
_OF_PATIENTS: Final = frozenset(
    {"address", "icd10", "stage", "clinical_group", "diagnosis_date", "registration_date", "sex", "assistant"}
)
_OF_TESTS: Final = frozenset({"ordered_on", "due_on", "taken_on", "result_on", "test"})
_DAYS: Final = frozenset({"visit_datetime", "visit_day"})
_OF_VISITS: Final = frozenset({*_DAYS, "visit_time", "booking_number", "doctor", "room"})


def plan_file(
    caseload: Caseload,
    path: str | Path,
    *,
    kind: FileKind | None = None,
    profile: str | Path | None = None,
    assistant: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ImportPlan | ItemsPlan:
    """Return what importing a file would do; its headers say what it holds where `kind` is None.

    `assistant` (a login): whose new patients are where the file names nobody; of visits and tests, of whose part of the
    record the file tells. `progress` is told how many rows are read. Raises `BadInput` and `BadData` as `plan_import`.
    """
    known = load_profile(profile)
    table = read_table(Path(path), known)
    found = kind or kind_of(table, known)
    if found == "patients":
        return caseload.ask(planned, table, known, Path(path).name, assistant, progress)
    made = seen_file(Path(path), caseload.clock.now())
    return caseload.ask(planned_items, table, known, made, found, assistant, progress)


def kind_of(table: RawTable, profile: Profile) -> FileKind:
    """Return what a table holds by its headers: visits and tests need a day of their own and what it is for."""
    fields = {profile.field_of(header) for header in table.headers if header.strip()}
    if len(fields & _OF_PATIENTS) > 2:
        return "patients"
    named = fields & {"service", "test"}
    visits = bool(fields & _DAYS) and bool(named or fields & {"visit_time", "booking_number"})
    visits = visits or fields >= {"visit_datetime", "doctor"}
    tests = bool(fields & (_OF_TESTS - {"test"}) and named) or ("test" in fields and bool(fields & _DAYS))
    if visits and tests:
        return "tests" if len(fields & _OF_TESTS) > len(fields & _OF_VISITS) else "visits"
    return "visits" if visits else "tests" if tests else "patients"


def planned_items(
    view: View,
    table: RawTable,
    profile: Profile,
    seen: FileSeen,
    kind: Kind,
    assistant: str | None,
    progress: Callable[[int, int], None] | None = None,
) -> ItemsPlan:
    """Return the plan of a table of visits or tests that has been read."""
    owner = _assistant(view, assistant)
    columns, warnings = understood(table, profile, TAKEN[kind])
    services = Services(view.conn, profile, view.user.language)
    warnings += [
        Remark(table.header_row, "", "profile_service_unknown", (("name", code),)) for code in services.strangers
    ]
    reader = ItemReader(kind, columns, profile, view.today, services, Places(view.conn))
    read = read_rows(table.rows, reader, reader.read_item, progress)
    free = partial(may_touch, view, IMPORT)
    found = resolve_items(view.conn, kind, read.taken, seen, view.now, view.zone, owner, free)
    known = frozenset(row.patient_id for row in found.rows if row.patient_id is not None)
    known |= {one.patient_id for one in found.vanished}
    unseen = known - may_see(view, known)
    rejected = tuple(sorted((*read.rejected, *found.rejected), key=lambda one: one.row))
    aside = {remark.row for remark in rejected}
    names = read.names | {
        item.row: item.person.text("full_name") or "" for item in read.taken if item.row in aside
    }  # fmt: skip
    used = {item.service for item in read.taken} | {one.service for one in found.vanished}
    return ItemsPlan(
        kind=kind, seen=seen, sheet=table.sheet, encoding=table.encoding,
        columns=columns.named,
        candidates=tuple(read.taken), rows=tuple(found.rows), rejected=rejected,
        rejected_names=tuple(sorted(names.items())),
        warnings=tuple(sorted((*warnings, *read.warnings, *found.warnings), key=lambda one: one.row)),
        vanished=tuple(one for one in found.vanished if one.patient_id not in unseen or not accompanies(view)),
        services=tuple((code, services.names[code]) for code in sorted(used) if code in services.names),
        assistant_id=owner, unseen=unseen, taken_before=is_last(view.conn, kind, seen),
    )  # fmt: skip


def _assistant(view: View, login: str | None) -> int | None:
    if login is None:
        return None
    for user_id, known in view.conn.rows("SELECT id, login FROM app_user WHERE active ORDER BY id"):
        if known.casefold() == login.strip().casefold():
            return int(user_id)
    raise BadInput("unknown_login", login=login[:40])
