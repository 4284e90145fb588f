"""What came out of a conversation, told afterwards: the labels of the keys say what to do, these what was done."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from assistant_tui.text.codes import connection_label, outcome_label
from assistant_tui.text.i18n import N_, _
from db.rules.facts import Connection, Outcome

if TYPE_CHECKING:
    from db.queries.calls import CallEntry

_HAPPENED: Final[Mapping[str, str]] = {
    Outcome.CONFIRMED: N_("will come"), Outcome.TOOK_PLACE: N_("took place"), Outcome.NOT_COME: N_("did not turn up"),
    Outcome.RESULT_IN: N_("the result is in"), Outcome.ACCEPTS: N_("accepts the service"),
    Outcome.RESCHEDULE: N_("a move"), Outcome.NOT_COMING: N_("will not come, the visit is cancelled"),
    Outcome.UNWILLING: N_("does not want the examination (says so)"), Outcome.CALLBACK: N_("a call is promised"),
    Outcome.ASKS_RESULTS: N_("asks for the results"), Outcome.UNWELL: N_("feels unwell"),
    Outcome.BARRIER: N_("a barrier"), Outcome.ANSWERED: N_("the question is answered"),
    Outcome.HOSPITAL: N_("in hospital"), Outcome.AWAY: N_("away for a time"),
    Outcome.ELSEWHERE: N_("treated elsewhere"), Outcome.MOVED: N_("moved to another region"),
    Outcome.ESCALATE: N_("referred to the supervisor"),
    Outcome.RULED_OUT: N_("the diagnosis was not confirmed"),
    Outcome.DECLINES: N_("does not want the service (says so)"), Outcome.DIED: N_("we were told of the death"),
    Outcome.DONE: N_("done"),
}  # fmt: skip
_WHEN: Final[Mapping[str, str]] = {
    Outcome.RESCHEDULE: N_("moved to {when}"), Outcome.CALLBACK: N_("a call is promised {when}"),
    Outcome.HOSPITAL: N_("in hospital until {when}"), Outcome.AWAY: N_("away until {when}"),
    Outcome.DIED: N_("we were told of the death {when}"),
}  # fmt: skip


def happened_words(code: str, when: str = "") -> str:
    """Return an outcome as something that happened: «обещан звонок завтра 16:40»; ``when`` is in words already."""
    if when:
        said = _WHEN.get(code)
        return _(said, when=when) if said else f"{happened_words(code)} {when}"
    return _(_HAPPENED[code]) if code in _HAPPENED else outcome_label(code).lower()


def now_words(code: str, when: str = "") -> str:
    """Return an outcome in the moment it was marked, when what is still to be done about it is known too."""
    if code == Outcome.RESCHEDULE and not when:
        return _("to be moved, no new time yet")
    if code == Outcome.UNWELL:
        return _("unwell, for the doctor today")
    return happened_words(code, when)


def connected_words(code: str) -> str:
    """Return how a call ended before anybody talked, within a line: «не отвечает»."""
    if code == Connection.REACHED:
        return _("talked")
    said = connection_label(code)
    return said[:1].lower() + said[1:]


def call_words(call: "CallEntry", *, undone: bool = False) -> str:
    """Return what came out of a call, each thing once; with ``undone`` also what was taken back. Empty: not marked."""
    said = [happened_words(mark.conversation) for mark in call.marks if undone or not mark.undone]
    return " · ".join(dict.fromkeys(said)) or (connected_words(call.connection) if call.connection else "")
