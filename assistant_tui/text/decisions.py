"""What waits for the supervisor: who said it, in which call, what it would bring; and what was answered."""

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from rich.text import Text

from assistant_tui.text.dates import clock, full_day, moment_words, near_day
from assistant_tui.text.i18n import N_, _, ngettext_
from assistant_tui.text.outcomes import because_label
from assistant_tui.text.reason_sentences import DECISIONS
from assistant_tui.text.safe import safe

if TYPE_CHECKING:
    from assistant_tui.text.reasons import ReasonWords
    from db.queries.decisions import DecisionRow

_SAID_BY: Final = {
    "patient": N_("the patient"), "legal_representative": N_("representative"),
    "trusted": N_("trusted person"), "other": N_("somebody else"),
}  # fmt: skip
_SETTLED: Final = {"confirmed": N_("settled"), "rejected": N_("back to the assistant")}
_ANSWERS: Final = {"confirmed": N_("confirmed"), "rejected": N_("not confirmed")}
_SHOWN: Final = 3
_SAME_CALL: Final = timedelta(minutes=30)
"""A question that was asked so soon after its call began was asked in it: its time is not said twice."""


def kind_words(row: "DecisionRow") -> str:
    """Return what is asked: «смерть пациента», «не дозвонились»."""
    return _("not reached") if row.kind == "not_reached" else _(DECISIONS.get(row.kind, DECISIONS["escalated"]))


def answer_words(row: "DecisionRow") -> str:
    """Return how it was answered, empty while it waits."""
    if row.answer is None:
        return ""
    return _((_SETTLED if row.kind == "escalated" else _ANSWERS)[row.answer])


def who_words(row: "DecisionRow") -> str:
    """Return who said it: «другое лицо: соседка»; who asked where nobody did."""
    said = _(_SAID_BY[row.said_by]) if row.said_by in _SAID_BY else ""
    return ": ".join(filter(None, (said, row.said_name))) or row.asked_by or ""


def known_lines(row: "DecisionRow", words: "ReasonWords") -> list[Text]:
    """Return what stands behind a question, a line each: who said it, the call, the notes, what would be cancelled."""
    who = _("Said by {who}", who=who_words(row)) if row.said_by else ""
    asked = _("asked {when} by {name}", when=words.moment(row.asked_at, zone=words.zone), name=row.asked_by or "—")
    apart = row.call_at is not None and abs(row.asked_at - row.call_at) > _SAME_CALL
    call = _("call {when}", when=words.moment(row.call_at, zone=words.zone)) if apart else ""
    on = _("on {day}", day=full_day(row.happened_on)) if row.happened_on else ""
    because = because_label(row.because) if row.because else ""
    lines = [
        safe(" · ".join(filter(None, (who, asked, call)))),
        safe(" · ".join(filter(None, (on, row.place, because, row.note, row.call_note)))),
    ]
    if row.kind == "died" and row.answer is None:
        lines.append(safe(_cancelled(row, words), "soon"))
    return [line for line in lines if line.plain]


def _cancelled(row: "DecisionRow", words: "ReasonWords") -> str:
    if not row.coming:
        return _("No visit is to come. Calls are held already; confirmed, they end for good.")
    first = []
    for visit in row.coming[:_SHOWN]:
        at = visit.starts_at.astimezone(ZoneInfo(visit.zone))
        first.append(f"{words.service(visit.service)} {near_day(at.date(), words.today)} {clock(at)}")
    more = len(row.coming) - _SHOWN
    rest = ngettext_("{n} more", "{n} more", more) if more > 0 else ""
    return _("Confirmed, this will be cancelled: {visits}", visits=", ".join(filter(None, (*first, rest))))


def answered_line(row: "DecisionRow", words: "ReasonWords") -> Text:
    """Return who answered, when, in which words."""
    if row.answered_at is None:
        return Text("")
    head = _("{answer}, {when}, {name}", answer=answer_words(row), when=moment_words(row.answered_at, words.zone),
             name=row.answered_by or "—")  # fmt: skip
    return safe(": ".join(filter(None, (head[:1].upper() + head[1:], row.answer_text))), "done")
