"""The last conversation with a patient in a line."""

from typing import TYPE_CHECKING, Final

from assistant_tui.text.codes import label
from assistant_tui.text.dates import clock, near_day
from assistant_tui.text.happened import connected_words, happened_words
from assistant_tui.text.i18n import _
from assistant_tui.text.reasons import ReasonWords

if TYPE_CHECKING:
    from db.queries.about import LastTalk

_TALKED: Final = ("REACHED", "OTHER_PERSON")


def last_words(last: "LastTalk", words: ReasonWords) -> str:
    """Return «чт 12.11 — дочь Анна: придёт · просила напомнить про полис»."""
    local = last.at.astimezone(words.zone)
    when = near_day(local.date(), words.today)
    if local.date() == words.today:
        when = f"{when} {clock(local)}"
    said = " · ".join(happened_words(code) for code in last.outcomes)
    if last.connection not in _TALKED or last.spoke == "nobody":
        said = connected_words(last.connection)
    elif not said:
        said = _("talked")
    who = "" if last.spoke in ("patient", "nobody") else label("speakers", last.spoke)
    if last.spoke_name:
        who = last.spoke_name
    parts = [_("{when} — {who}: {said}", when=when, who=who, said=said) if who else f"{when} — {said}"]
    if last.direction == "in":
        parts[0] = _("{said} (called us)", said=parts[0])
    if last.note:
        parts.append(last.note)
    return " · ".join(parts)
