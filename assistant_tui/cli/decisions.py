"""`decisions` and `decide`: what waits for the supervisor, and the answer."""

import argparse
from argparse import Namespace
from datetime import timedelta
from typing import TYPE_CHECKING

from assistant_tui.cli import filters
from assistant_tui.cli.arguments import RECORD_ID, Parser, add_format, command, whole
from assistant_tui.cli.calls import print_result
from assistant_tui.cli.faults import WrongUse
from assistant_tui.cli.list_tables import at_words
from assistant_tui.cli.output import Column, Json, Record, iso, print_rows
from assistant_tui.cli.records import local
from assistant_tui.cli.session import session_of
from assistant_tui.text.decisions import answer_words, kind_words, who_words
from assistant_tui.text.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.queries.decisions import DecisionRow

_ANSWERS = {"confirm": "confirmed", "reject": "rejected"}


def add_decisions(group: "argparse._SubParsersAction[Parser]") -> None:
    """Add the commands."""
    listed = command(group, "decisions", _("list what waits for the supervisor, and the latest answers"), run_decisions)
    filters.add_patient(listed)
    listed.add_argument(
        "--days", type=whole(0, 3660), default=14, metavar="N", help=_("answers of so many days; 14 by default")
    )
    add_format(listed)

    decide = command(group, "decide", _("confirm or reject what waits for the supervisor"), run_decide)
    decide.add_argument("decision", type=RECORD_ID, metavar="ID", help=_("the decision's number in `decisions`"))
    decide.add_argument("answer", choices=tuple(_ANSWERS), help=_("confirm or reject"))
    decide.add_argument("--text", metavar="TEXT", help=_("words for the assistant; needed to reject"))


def run_decisions(options: Namespace) -> int:
    """List them."""
    from db.queries.decisions import decisions

    session = session_of(options)
    with session.signed_in() as caseload:
        since = caseload.clock.now() - timedelta(days=options.days)
        rows = caseload.ask(decisions, since, patient_id=options.patient)
        print_rows(rows, _columns(), decision_record, options.format, _("Nothing waits for a decision."))
    return 0


def _columns() -> "Sequence[Column[DecisionRow]]":
    return (
        Column("ID", lambda row: row.id or "", right=True),
        Column(_("Patient"), lambda row: row.full_name),
        Column(_("What"), kind_words),
        Column(_("Who says so"), who_words),
        Column(_("Asked on"), lambda row: at_words(row.asked_at)),
        Column(_("Answer"), answer_words),
        Column(_("Assistant"), lambda row: row.assistant or "—"),
    )


def decision_record(row: "DecisionRow") -> Record:
    """Return a decision as JSON; `coming` are the visits that a confirmed death cancels."""
    coming: Json = [{"service": visit.service, "starts_at": local(visit.starts_at, visit.zone)} for visit in row.coming]
    return {
        "id": row.id, "patient_id": row.patient_id, "full_name": row.full_name, "kind": row.kind,
        "task_id": row.reason.task_id if row.reason else None, "asked_at": local(row.asked_at),
        "asked_by": row.asked_by, "said_by": row.said_by, "said_name": row.said_name,
        "happened_on": iso(row.happened_on), "place": row.place, "because": row.because, "note": row.note,
        "call_id": row.call_id, "call_at": local(row.call_at), "coming": coming, "answer": row.answer,
        "answered_at": local(row.answered_at), "answered_by": row.answered_by, "answer_text": row.answer_text,
        "assistant": row.assistant,
    }  # fmt: skip


def run_decide(options: Namespace) -> int:
    """Answer one."""
    from db.actions.decisions import answer_decision

    if options.answer == "reject" and not (options.text or "").strip():
        raise WrongUse(_("To reject, say why: --text."))
    with session_of(options).signed_in() as caseload:
        done = caseload.do(answer_decision, options.decision, _ANSWERS[options.answer], text=options.text)
    print_result(done.action_id, done.result)
    return 0
