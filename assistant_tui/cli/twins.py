"""`twins`, `merge`, `unmerge`, `not-same`: records that may be one person."""

import argparse
from argparse import Namespace
from typing import TYPE_CHECKING

from assistant_tui.cli.arguments import RECORD_ID, Parser, add_format, command
from assistant_tui.cli.output import Column, Record, iso, print_rows, tell, write
from assistant_tui.cli.session import session_of
from assistant_tui.text.i18n import _

if TYPE_CHECKING:
    from db.queries.twins import Pair, TwinSide


def add_twins(group: "argparse._SubParsersAction[Parser]") -> None:
    """Add the commands."""
    listed = command(group, "twins", _("list records that may be one person"), run_twins)
    listed.add_argument("--patient", type=RECORD_ID, metavar="ID", help=_("only those that look like this patient"))
    add_format(listed)
    merge = command(group, "merge", _("join two records of one person"), run_merge)
    merge.add_argument("keep", type=RECORD_ID, metavar="KEEP_ID", help=_("the record that stays"))
    merge.add_argument("gone", type=RECORD_ID, metavar="GONE_ID", help=_("the record that becomes a part of it"))
    merge.add_argument(
        "--take", action="append", default=[], metavar="FIELD", help=_("take this field from the second record")
    )
    apart = command(group, "unmerge", _("take a joined record apart again"), run_unmerge)
    apart.add_argument("gone", type=RECORD_ID, metavar="GONE_ID", help=_("the record that was joined with another"))
    two = command(group, "not-same", _("note that two records are two people"), run_not_same)
    two.add_argument("one", type=RECORD_ID, metavar="A", help=_("one record"))
    two.add_argument("other", type=RECORD_ID, metavar="B", help=_("the other record"))


def _born(side: "TwinSide") -> str:
    return side.birth_on.strftime("%d.%m.%Y") if side.birth_on else str(side.birth_year or "")


def _columns() -> "tuple[Column[Pair], ...]":
    from assistant_tui.text.twins import why_words

    return (
        Column("%", lambda pair: pair.score, right=True),
        Column("A", lambda pair: pair.one.patient_id, right=True),
        Column(_("Full name"), lambda pair: f"{pair.one.full_name} {_born(pair.one)}".strip()),
        Column("B", lambda pair: pair.other.patient_id, right=True),
        Column(_("Full name"), lambda pair: f"{pair.other.full_name} {_born(pair.other)}".strip()),
        Column(_("Why"), lambda pair: why_words(pair.reasons, pair.against)),
    )


def _record(pair: "Pair") -> Record:
    return {
        "a": pair.one.patient_id, "a_name": pair.one.full_name, "a_birth_on": iso(pair.one.birth_on),
        "b": pair.other.patient_id, "b_name": pair.other.full_name, "b_birth_on": iso(pair.other.birth_on),
        "score": pair.score, "reasons": ",".join(pair.reasons), "against": ",".join(pair.against),
    }  # fmt: skip


def run_twins(options: Namespace) -> int:
    """List pairs."""
    from db.queries.twins import twin_pairs

    with session_of(options).signed_in() as caseload:
        pairs = caseload.ask(twin_pairs, options.patient)
    print_rows(pairs, _columns(), _record, options.format, _("No two records look like one person."))
    return 0


def run_merge(options: Namespace) -> int:
    """Join two records."""
    from db.actions.twins import merge_patients

    with session_of(options).signed_in() as caseload:
        done = caseload.do(merge_patients, options.keep, options.gone, dict.fromkeys(options.take, "gone")).result
    gone, kept = done.gone_id, done.patient_id
    tell(_("№ {gone} is a part of № {kept} now. Take it apart: unmerge {gone}", gone=gone, kept=kept))
    write(f"{done.patient_id}\n")
    return 0


def run_unmerge(options: Namespace) -> int:
    """Take a joined record apart."""
    from db.actions.twins import unmerge_patients

    with session_of(options).signed_in() as caseload:
        done = caseload.do(unmerge_patients, options.gone).result
    tell(_("№ {one} and № {other} are two records again.", one=done.patient_id, other=done.gone_id))
    write(f"{done.gone_id}\n")
    return 0


def run_not_same(options: Namespace) -> int:
    """Note that two records are two people."""
    from db.actions.twins import say_not_same

    with session_of(options).signed_in() as caseload:
        done = caseload.do(say_not_same, options.one, options.other).result
    tell(_("№ {one} and № {other} are two people.", one=done.a_id, other=done.b_id))
    return 0
