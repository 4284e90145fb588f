"""`grants`: who opened patients that are not theirs, and why; a supervisor says what was looked at."""

import argparse
from argparse import Namespace
from typing import TYPE_CHECKING

from assistant_tui.cli.arguments import RECORD_ID, Parser, add_format, command
from assistant_tui.cli.output import Column, Record, print_rows, tell
from assistant_tui.cli.records import local
from assistant_tui.cli.session import session_of
from assistant_tui.text.i18n import _

if TYPE_CHECKING:
    from db.queries.access import GrantRow


def add_grants(group: "argparse._SubParsersAction[Parser]") -> None:
    """Add the command."""
    what = _("list who opened patients that are not theirs, and why; --review notes what was reviewed")
    parser = command(group, "grants", what, run_grants)
    parser.add_argument("--every", action="store_true", help=_("what was reviewed too"))
    parser.add_argument("--review", type=RECORD_ID, metavar="ID", help=_("note that this one was reviewed"))
    parser.add_argument("--note", metavar="TEXT", help=_("what was found"))
    add_format(parser)


def run_grants(options: Namespace) -> int:
    """List what was opened, or note that one was looked at."""
    from db.actions.access import review_grant
    from db.queries.access import grants

    with session_of(options).signed_in() as caseload:
        if options.review is not None:
            caseload.do(review_grant, options.review, options.note)
            tell(_("№ {id} was reviewed", id=options.review))
            return 0
        rows = caseload.ask(grants, every=options.every)
    print_rows(rows, _columns(), grant_record, options.format, _("Nothing matches."))
    return 0


def _columns() -> "tuple[Column[GrantRow], ...]":
    from assistant_tui.text.access import why_words

    return (
        Column("ID", lambda row: row.id, right=True), Column(_("When"), lambda row: local(row.at)),
        Column(_("Who"), lambda row: row.user), Column(_("Patient"), lambda row: row.full_name),
        Column(_("Whose"), lambda row: row.whose or "—"),
        Column(_("Why"), why_words),
    )  # fmt: skip


def grant_record(row: "GrantRow") -> Record:
    """Return a grant as a JSON object."""
    return {
        "id": row.id, "user": row.user, "patient_id": row.patient_id, "full_name": row.full_name, "whose": row.whose,
        "kind": row.kind, "reason": row.reason, "text": row.text, "at": local(row.at), "until_at": local(row.until_at),
        "views": row.views, "reviewed_at": local(row.reviewed_at), "reviewed_by": row.reviewed_by,
        "review_note": row.review_note,
    }  # fmt: skip
