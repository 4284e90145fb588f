"""Outcomes of a call in words: as short as the columns of the call want them, and what follows from each."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

from assistant_tui.text.codes import connection_label, label
from assistant_tui.text.happened import connected_words, now_words
from assistant_tui.text.i18n import N_, _, ngettext_
from assistant_tui.text.names import short_name, split_name
from assistant_tui.text.people import relation_words
from assistant_tui.text.phones import display
from assistant_tui.text.reasons import ReasonWords
from db.rules.facts import Connection, Outcome

if TYPE_CHECKING:
    from db.actions.calls import CallLogged, Marked
    from db.queries.about import ContactLine

CONNECTIONS: Final[Mapping[str, Connection]] = {
    "no_answer": Connection.NO_ANSWER, "busy": Connection.BUSY, "unavailable": Connection.UNAVAILABLE,
    "rejected": Connection.REJECTED, "machine": Connection.MACHINE, "cut_off": Connection.CUT_OFF,
    "other_person": Connection.OTHER_PERSON, "wrong_number": Connection.WRONG_NUMBER,
    "disconnected": Connection.DISCONNECTED, "distrust": Connection.DISTRUST,
}  # fmt: skip
"""What the digits of a call mean, by command."""

OUTCOMES: Final[Mapping[str, Outcome]] = {
    "confirmed": Outcome.CONFIRMED, "took_place": Outcome.TOOK_PLACE, "not_come": Outcome.NOT_COME,
    "result_in": Outcome.RESULT_IN, "accepts": Outcome.ACCEPTS, "reschedule": Outcome.RESCHEDULE,
    "not_coming": Outcome.NOT_COMING, "unwilling": Outcome.UNWILLING, "callback": Outcome.CALLBACK,
    "asks_results": Outcome.ASKS_RESULTS, "unwell": Outcome.UNWELL, "barrier": Outcome.BARRIER,
}  # fmt: skip
"""What the letters of a call mean, by command."""

OTHERS: Final = (
    Outcome.ANSWERED, Outcome.HOSPITAL, Outcome.AWAY, Outcome.ELSEWHERE, Outcome.MOVED, Outcome.ESCALATE,
    Outcome.RULED_OUT, Outcome.DECLINES, Outcome.DIED,
)  # fmt: skip
"""What stands under «ещё», the lightest first; chosen by arrows or typing, never by one key."""

_ALSO_CALLED: Final[Mapping[Outcome, str]] = {
    Outcome.HOSPITAL: N_("in hospital, ward, ambulance"), Outcome.AWAY: N_("went away, leave, holidays"),
    Outcome.ELSEWHERE: N_("another clinic"), Outcome.MOVED: N_("moved away, another city"),
    Outcome.RULED_OUT: N_("no disease, healthy"), Outcome.DECLINES: N_("declines, do not call"),
    Outcome.DIED: N_("died, dead"),
}  # fmt: skip
"""Words of people for them, which find them as well."""

SHORT: Final[Mapping[str, str]] = {
    "no_answer": N_("no answer"), "busy": N_("line busy"), "unavailable": N_("phone off"),
    "rejected": N_("pressed away"), "machine": N_("voicemail"), "cut_off": N_("cut off"),
    "other_person": N_("someone else"), "wrong_number": N_("wrong number"), "disconnected": N_("not in use"),
    "distrust": N_("no trust"), "confirmed": N_("will come"), "took_place": N_("took place"),
    "not_come": N_("missed it"), "result_in": N_("result ready"), "accepts": N_("accepts"),
    "reschedule": N_("move …"), "not_coming": N_("cancel …"), "unwilling": N_("unwilling …"),
    "callback": N_("call back …"), "asks_results": N_("wants results"), "unwell": N_("UNWELL …"),
    "barrier": N_("barrier …"), "other": N_("other …"),
}  # fmt: skip
"""Labels of the columns, 13 cells at most; «…» says that something is asked."""

_FOLLOWS: Final[Mapping[str, str]] = {
    "ask_took_place": N_("we ask {when} whether it took place"),
    "took_place": N_("look up whether it took place: {when}"),
    "confirm_visit": N_("to be confirmed {when}"),
    "readiness": N_("readiness is asked {when}"),
    "missed_visit": N_("offer a new time"),
    "rebook": N_("call again {when}"),
    "book_move": N_("work without a call: book a new time"),
    "check_booking": N_("look up the booking in EMIAS"),
    "result_expected": N_("the result is expected {when}"),
    "book_doctor": N_("work without a call: book a doctor"),
    "callback": N_("call back {when}"),
    "tell_doctor": N_("work without a call: tell the doctor today"),
    "talk_again": N_("another talk {when}"),
    "barrier": N_("the barrier is yours until {when}"),
    "decision": N_("waits for the supervisor"),
    "conclusion": N_("waits for the doctor's conclusion"),
    "control_call": N_("control call {when}"),
    "pause": N_("calls are held until {when}"),
    "test_due": N_("asked again {when}"),
    "test_overdue": N_("asked again {when}"),
    "first_contact": N_("first call {when}"),
}
"""What follows from a mark, by the kind of the next task."""

_SAID_ALREADY: Final = frozenset({(Outcome.CALLBACK, "callback"), (Outcome.UNWELL, "tell_doctor")})
"""Outcomes whose own words say what follows."""


def also_called(outcome: Outcome) -> str:
    """Return other words for an outcome under «ещё»; they are typed, not shown."""
    return _(_ALSO_CALLED[outcome]) if outcome in _ALSO_CALLED else ""


def because_label(code: str | None) -> str:
    """Return why something did not take place, or is not wanted; empty where nothing was said."""
    if not code:
        return ""
    said = label("reasons_of_breach", code)
    if said == code:
        said = label("barriers", code)
    return label("closed_because", code) if said == code else said


def person(name: str) -> str:
    """Return «Ким О. С.»."""
    return short_name(split_name(name))


def logged_words(logged: "CallLogged", name: str, words: ReasonWords, now: datetime) -> str:
    """Return how a call ended and what comes next: «Ким О. С.: не отвечает — повтор сегодня 17:10»."""
    said = f"{person(name)}: {connected_words(logged.connection)}"
    if logged.why == "no_number":
        return _("{said} — no number is left: look for one", said=said)
    if logged.escalated:
        return _("{said} — the supervisor knows, retry {when}", said=said, when=_when(logged.next_at, words, now))
    if logged.next_at is None:
        return said
    if logged.why == "callback":
        return _("{said} — call back {when}", said=said, when=_when(logged.next_at, words, now))
    if logged.next_at <= now:
        return _("{said} — may be called now", said=said)
    return _("{said} — retry {when}", said=said, when=_when(logged.next_at, words, now))


def stay_words(logged: "CallLogged", other: "ContactLine", sex: str | None) -> str:
    """Return why the call stays: another number is worth trying now, or the line broke."""
    said = connection_label(logged.connection)
    number = f"{display(other.phone or '')} {relation_words(other.relation, other.name, sex)}"
    if logged.connection == Connection.CUT_OFF:
        return _("{said}. Dial again now: {number}; Esc: not now", said=said, number=number)
    return _("{said}. Try the other number: {number}; Esc: not now", said=said, number=number)


def marked_words(
    marked: "Marked", name: str, words: ReasonWords, *, left: int, now: datetime | None = None
) -> str:  # fmt: skip
    """Return what happened, what follows, and how many reasons are left: what matters least comes last.

    What follows at a time that is over by ``now`` follows now.
    """
    when = words.moment(_agreed(marked), zone=words.zone)
    said = f"{person(name)}: {now_words(marked.outcome, when)}"
    if marked.shared_with:
        said += " — " + _("another patient has the same number!")
    follows = _FOLLOWS.get(marked.follow or "")
    if follows and (marked.outcome, marked.follow) not in _SAID_ALREADY:
        said += " · " if marked.shared_with else " — "
        said += _(follows, when=_follow_when(marked.follow_at, words, now)).strip()
    if not marked.closed and left:
        said += " · " + ngettext_("{n} reason left", "{n} reasons left", left)
    return said


def _follow_when(at: datetime | None, words: ReasonWords, now: datetime | None) -> str:
    """Return when something follows: now, where its time is over already."""
    said = words.moment(at, zone=words.zone)
    day = said.removesuffix(" 00:00")  # midnight is not a time that anybody agreed upon: it is the day
    if at is None or now is None:
        return day
    over = at < now if day == said else at.astimezone(words.zone).date() < words.today
    return _("now") if over else day


def _agreed(marked: "Marked") -> datetime | None:
    """Return the moment that was agreed upon: of the new visit, or of the call back."""
    if marked.outcome == Outcome.CALLBACK and marked.follow == "callback":
        return marked.follow_at
    return marked.moved_to if marked.outcome == Outcome.RESCHEDULE else None


def _when(at: datetime | None, words: ReasonWords, now: datetime) -> str:
    if at is None:
        return ""
    return words.moment(max(at, now), zone=words.zone)
