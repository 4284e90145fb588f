"""Planning the import of patients: read the file, compare it with the record, write nothing."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from db.errors import BadInput
from db.exchange.assistants import Assistants
from db.exchange.candidates import Progress, Reader, read_rows, understood
from db.exchange.import_plan import ImportPlan
from db.exchange.profile import Profile, load_profile
from db.exchange.resolving import resolve
from db.exchange.tables import RawTable, read_table
from db.guard import may_see, may_touch
from db.work import View

if TYPE_CHECKING:
    from db.caseload import Caseload


def plan_import(
    caseload: Caseload, path: str | Path, *, profile: str | Path | None = None, assistant: str | None = None,
    progress: Progress | None = None,
) -> ImportPlan:  # fmt: skip
    """Return what importing a file would do; `apply_import` does it.

    New patients whom the file gives to nobody are those of `assistant` (a login), else of the user where they are an
    assistant, else they wait unassigned. `progress` is told how many rows are read. Raises `BadInput` and `BadData`, as
    `read_table` and `load_profile` do, and `BadInput("unknown_login")`.
    """
    known = load_profile(profile)
    table = read_table(Path(path), known)
    return caseload.ask(planned, table, known, Path(path).name, assistant, progress)


def planned(
    view: View, table: RawTable, profile: Profile, file: str, assistant: str | None, progress: Progress | None = None
) -> ImportPlan:
    """Return the plan of a table that has been read."""
    people = [
        (user_id, login, name)
        for user_id, login, name, roles in view.conn.rows("SELECT id, login, name, roles FROM app_user WHERE active")
        if "assistant" in roles.split(",")
    ]
    owner = _owner(view, people, assistant)
    columns, warnings = understood(table, profile)
    reader = Reader(columns, profile, view.today, Assistants(people))
    read = read_rows(table.rows, reader, reader.read, progress)
    found = resolve(view.conn, read.taken, partial(may_touch, view, "import_patients"))
    known = frozenset(row.patient_id for row in found.rows if row.patient_id is not None)
    rejected = tuple(sorted((*read.rejected, *found.rejected), key=lambda one: one.row))
    aside = {remark.row for remark in rejected}
    names = read.names | {person.row: str(person.value("full_name")) for person in read.taken if person.row in aside}
    return ImportPlan(
        file=file, sheet=table.sheet, encoding=table.encoding,
        columns=columns.named,
        candidates=tuple(read.taken), rows=found.rows,
        rejected=rejected, rejected_names=tuple(sorted(names.items())),
        warnings=tuple(sorted((*warnings, *read.warnings, *found.warnings), key=lambda one: one.row)),
        assistant_id=owner, unseen=known - may_see(view, known),
    )  # fmt: skip


def _owner(view: View, people: list[tuple[int, str, str]], assistant: str | None) -> int | None:
    if assistant is not None:
        for user_id, login, _ in people:
            if login.casefold() == assistant.strip().casefold():
                return user_id
        raise BadInput("unknown_login", login=assistant[:40])
    return view.user.id if "assistant" in view.user.roles else None
