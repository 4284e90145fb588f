"""The calls with one patient as a page to hand out: number, time, duration, result, who; no illness, no third names."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Final

from assistant_tui.text.dates import full_day, moment_words, short_date, stopwatch
from assistant_tui.text.happened import connected_words, happened_words
from assistant_tui.text.i18n import N_, _, ngettext_
from assistant_tui.text.phones import display
from db.rules.facts import Connection, Outcome

if TYPE_CHECKING:
    from db.exchange.paper import Page
    from db.queries.calls import CallEntry
    from db.queries.patients import PatientRow

_WITH: Final = {
    "patient": N_("talked to the patient"), "legal_representative": N_("talked to the representative"),
    "trusted": N_("talked to a trusted person"), "other": N_("talked to somebody else"),
}  # fmt: skip
_NEUTRAL: Final = frozenset(
    {Outcome.CONFIRMED, Outcome.TOOK_PLACE, Outcome.NOT_COME, Outcome.RESCHEDULE, Outcome.NOT_COMING, Outcome.CALLBACK}
)
"""Outcomes that say nothing of anybody's health; of the others the page says only that one talked."""


def result_words(call: "CallEntry") -> str:
    """Return what came of a call, as anybody may read it."""
    if call.connection is None:
        return _("not marked yet")
    if call.connection not in (Connection.REACHED, Connection.OTHER_PERSON) or call.spoke not in _WITH:
        return connected_words(call.connection)
    said = [happened_words(mark.conversation) for mark in call.marks
            if not mark.undone and mark.conversation in _NEUTRAL]  # fmt: skip
    return "; ".join(dict.fromkeys((_(_WITH[call.spoke]), *said)))


def duration_words(call: "CallEntry") -> str:
    """Return how long a call took: «03:20»; «—» where nobody measured it."""
    return "—" if call.duration_s is None else stopwatch(timedelta(seconds=call.duration_s))


def extract_page(
    patient: "PatientRow", calls: Sequence["CallEntry"], first: date | None, last: date, made_by: str, now: datetime,
    zone: tzinfo,
) -> "Page":  # fmt: skip
    """Return the page of the calls of a period, oldest first; ``made_by`` is who made it and where."""
    from db.exchange.paper import Page

    ordered = sorted(calls, key=lambda call: (call.at, call.id))
    born = _(", born {day}", day=short_date(patient.birth_on)) if patient.birth_on else ""
    begins = first or (ordered[0].at.astimezone(zone).date() if ordered else None)
    until = full_day(last)
    late = _("entered later")
    talked = sum(1 for call in ordered if call.connection == Connection.REACHED)
    rows = [
        (
            moment_words(call.at, zone) + (f" ({late})" if call.late else ""),
            _("to us") if call.direction == "in" else _("from us"),
            display(call.phone) if call.phone else "—", duration_words(call), result_words(call), call.user_name,
        )
        for call in ordered
    ]  # fmt: skip
    return Page(
        title=_("Calls with a patient"),
        above=(
            _("Patient: {name}{born}", name=patient.full_name, born=born),
            _("From {first} to {last}", first=full_day(begins), last=until)
            if begins
            else _("Until {last}", last=until),
            _("Made {when}, {who}", when=moment_words(now, zone), who=made_by),
        ),
        columns=(_("When"), _("Whose call"), _("Number"), _("Duration"), _("Result"), _("Who called")),
        widths=(34, 15, 27, 16, 52, 36),
        rows=rows,
        below=(
            ngettext_("{n} call", "{n} calls", len(rows)) + ", " + _("of them with a conversation: {n}", n=talked),
        ),
        counted=_("page {n} of {of}", n="{n}", of="{of}"),
        foot=f"{_('Calls with a patient')} · {patient.full_name} · {full_day(now.astimezone(zone).date())}",
        nothing=_("No calls in this time."),
        made_at=now,
    )  # fmt: skip
