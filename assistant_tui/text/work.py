"""Work in a list: when it is due, where it stands, why it was closed."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from assistant_tui.text.dates import day_month, deadline_sentence, deadline_words, moment_words, near_day, near_moment
from assistant_tui.text.i18n import N_, _

if TYPE_CHECKING:
    from assistant_tui.text.reasons import ReasonWords
    from db.queries.open_work import WorkRow

_LONG_AGO: Final = -99
_PROMISES: Final = frozenset({"callback", "callback_offer"})
_CLOSED: Final = {
    "settled": N_("done"), "died": N_("the patient died"), "over": N_("the care has ended"),
    "with_supervisor": N_("is with the supervisor"), "paused": N_("calls were held"),
    "no_longer": N_("not needed any more"), "merged": N_("records were merged"), "erased": N_("data were erased"),
}  # fmt: skip


def closed_words(because: str | None) -> str:
    """Return why work was closed: «сделано», «больше не нужно»."""
    return _(_CLOSED.get(because or "", _CLOSED["no_longer"]))


def what_words(row: "WorkRow", words: "ReasonWords") -> str:
    """Return what work is, as short as a row wants it; a reminder by its own words."""
    text = dict(row.reason.params).get("text") if row.reason.kind == "reminder" else None
    return str(text) if text else words.short(row.reason)


def due_words(row: "WorkRow", words: "ReasonWords") -> str:
    """Return when work is due: «сегодня», «1 р. д.», «14:20», «с 27.11» for what waits for its day."""
    if row.state == "closed" and row.closed_at is not None:
        return near_day(row.closed_at.astimezone(words.zone).date(), words.today)
    start = row.reason.due_from.astimezone(words.zone)
    if start.date() > words.today:
        tomorrow = start.date() - words.today == timedelta(days=1)  # «с завтра» is no Russian
        return near_day(start.date(), words.today) if tomorrow else _("from {day}", day=day_month(start.date()))
    if row.reason.kind in _PROMISES:
        return near_moment(start, words.today)
    if row.due_left is None:
        return "—"
    if row.due_left < _LONG_AGO:
        return _("long ago")
    return deadline_words(row.due_left)


def is_late(row: "WorkRow") -> bool:
    """Tell whether the end of open work has passed, or is today."""
    return row.state == "open" and row.due_left is not None and row.due_left < 0


def state_words(row: "WorkRow") -> str:
    """Return where work stands in a word or two: «звонок», «без звонка», «у старшего», «сделано»."""
    if row.state == "closed":
        return closed_words(row.closed_because)
    if row.state == "silent":
        return _("its time is over")
    if row.reason.audience == "supervisor":
        return _("for the supervisor")
    return _("call") if row.reason.channel == "call" else _("no call")


def dates_line(row: "WorkRow", words: "ReasonWords", now: datetime) -> str:
    """Return from when work is shown, until when it is to be done, or when and why it was closed."""
    if row.state == "closed" and row.closed_at is not None:
        return _("Closed {when}: {why}", when=moment_words(row.closed_at, words.zone),
                 why=closed_words(row.closed_because))  # fmt: skip
    said = []
    if row.reason.due_from > now:
        said.append(_("On the list from {when}", when=moment_words(row.reason.due_from, words.zone)))
    if row.state == "silent":
        said.append(_("Nobody settled it in time; it is asked for no more"))
    elif row.reason.due_by is not None:
        said.append(_("To be done by {when}", when=moment_words(row.reason.due_by, words.zone)))
        if row.due_left is not None and row.due_left >= _LONG_AGO:
            said.append(deadline_sentence(row.due_left))
    return " · ".join(said)
