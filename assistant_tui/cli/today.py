"""`today`: the call list, with every row's reasons and why it stands where it stands."""

import argparse
from argparse import Namespace
from datetime import date
from typing import TYPE_CHECKING, Final

from assistant_tui.cli.arguments import Parser, add_format, command
from assistant_tui.cli.list_tables import reason_words
from assistant_tui.cli.output import Column, Json, Record, print_csv, print_rows, tell
from assistant_tui.cli.records import local
from assistant_tui.cli.session import session_of
from assistant_tui.text.i18n import _

if TYPE_CHECKING:
    from assistant_tui.text.reasons import ReasonWords
    from db.caseload import Caseload
    from db.queries.claims import InWork
    from db.queries.placed_list import PlacedRow

_KEYS: Final = (
    "patient_id", "full_name", "age", "phone", "section", "place", "explanation", "reasons", "rounds_today",
    "local_time", "points", "flags", "in_work",
)  # fmt: skip


def add_today(group: "argparse._SubParsersAction[Parser]") -> None:
    """Add the command."""
    parser = command(group, "today", _("print the call list: whom to call, and why in this order"), run_today)
    parser.add_argument("--assistant", metavar="LOGIN", help=_("whose list; your own by default"))
    parser.add_argument("--date", metavar="DATE", help=_("as it will be at 9:00 of another day"))
    parser.add_argument(
        "--section", choices=("now", "callback", "later", "desk", "done", "old"), help=_("only this section")
    )
    add_format(parser)


def run_today(options: Namespace) -> int:
    """Print the call list in its order."""
    from db.queries.placed_list import placed_list

    session = session_of(options)
    day = session.day(options.date) if options.date is not None else None
    with session.signed_in() as caseload:
        found, rows = caseload.ask(placed_list, options.assistant, day)
        words = reason_words(caseload)
        own = options.assistant in (None, caseload.user.login)
    shown = [each for each in rows if options.section in (None, each.row.section)]
    if options.format == "csv":
        print_csv([_record(each, words, own=own) for each in shown], _KEYS)
        return 0
    columns, empty = _columns(words, own=own), _("Nobody is on the list.")
    print_rows(shown, columns, lambda each: _record(each, words, own=own), options.format, empty)
    if options.format == "table" and shown:
        counts = found.counts
        tell(
            _(
                "now {now} · call back {callback} · later {later} · without a call {desk} · done {done} · old {old}",
                now=counts.now,
                callback=counts.callback,
                later=counts.later,
                desk=counts.desk,
                done=counts.done,
                old=counts.old,
            )  # fmt: skip
        )
    return 0


def _columns(words: "ReasonWords", *, own: bool) -> "tuple[Column[PlacedRow], ...]":
    from assistant_tui.text.claims import in_work_words
    from assistant_tui.text.masks import masked_tail
    from assistant_tui.text.phones import tail
    from assistant_tui.text.places import SECTIONS

    def who(each: "PlacedRow") -> str:
        age = f", {each.row.age}" if each.row.age is not None else ""
        return f"{each.row.full_name}{age}"

    def number(each: "PlacedRow") -> str:
        phones = each.row.phones
        return (tail if own else masked_tail)(phones[0].phone, len(phones) - 1) if phones else "—"

    def reasons(each: "PlacedRow") -> str:
        held = in_work_words(each.row.in_work) if each.row.in_work is not None else ""
        return " · ".join(filter(None, (held, words.row(each.row.reasons))))

    return (
        Column("№", lambda each: each.place, right=True),
        Column(_("Section"), lambda each: _(SECTIONS[each.row.section])),
        Column("ID", lambda each: each.row.patient_id, right=True),
        Column(_("Patient"), who),
        Column(_("Number"), number),
        Column(_("Reasons"), reasons),
        Column(_("Why here"), lambda each: explanation(each, words)),
    )


def explanation(each: "PlacedRow", words: "ReasonWords") -> str:
    """Return why a row stands where it stands: its parts with their points, the heaviest first."""
    from assistant_tui.text.place_parts import part_words

    parts = sorted(each.parts, key=lambda part: -abs(part.points))
    return "; ".join(
        f"{part_words(part, words)} {part.points:+}" if part.points else part_words(part, words) for part in parts
    )


def _record(each: "PlacedRow", words: "ReasonWords", *, own: bool) -> Record:
    from assistant_tui.text.masks import masked_phone

    row = each.row
    phone = row.phones[0].phone if row.phones else None
    reasons: Json = [
        {
            "task_id": reason.task_id,
            "kind": reason.kind,
            "text": words.full(reason),
            "due_from": local(reason.due_from),
            "due_by": local(reason.due_by),
            "source": reason.source,
            "rule": reason.rule,
            "channel": reason.channel,
        }  # fmt: skip
        for reason in row.reasons
    ]
    return {
        "patient_id": row.patient_id, "full_name": row.full_name, "age": row.age,
        "phone": phone if own or phone is None else masked_phone(phone), "section": row.section, "place": each.place,
        "explanation": explanation(each, words), "reasons": reasons, "rounds_today": row.rounds_today,
        "local_time": each.local_time, "points": row.points, "flags": list(row.flags),
        "in_work": None if row.in_work is None else _held(row.in_work),
    }  # fmt: skip


def _held(held: "InWork") -> Json:
    """Return who has a patient in work at another terminal, or in another program of the same person."""
    return {"user": held.name, "mine": held.mine, "since": local(held.since), "terminal": held.terminal}


def export_today(caseload: "Caseload", assistant: str | None, day: date | None) -> tuple[list[Record], list[str]]:
    """Return the call list as JSON objects, for a file, and their keys."""
    from db.queries.placed_list import placed_list

    _found, rows = caseload.ask(placed_list, assistant, day)
    words = reason_words(caseload)
    return [_record(each, words, own=True) for each in rows], [name for name in _KEYS if name != "in_work"]
