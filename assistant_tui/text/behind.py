"""The patients behind a number of the board in words: what counts of each, and when."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from rich.text import Text

from assistant_tui.text.dates import near_day, near_moment
from assistant_tui.text.happened import happened_words
from assistant_tui.text.i18n import N_, _, ngettext_
from assistant_tui.text.names import short_person
from assistant_tui.text.reasons import ReasonWords
from assistant_tui.text.safe import safe
from assistant_tui.text.width import clip
from db.rules.workload import RATES

if TYPE_CHECKING:
    from db.queries.workload_patients import Behind

_MOST: Final = 200
_WIDEST_NAME: Final = 22
PHASES: Final[Mapping[str, str]] = {
    "suspected": N_("suspicion"), "diagnosed": N_("diagnosis"), "council": N_("council"),
    "treatment": N_("treatment"), "follow_up": N_("follow-up"), "palliative": N_("palliative"),
    "closed": N_("ended"),
}  # fmt: skip
"""Short words for a narrow column."""


def what_words(row: "Behind", number: str, words: ReasonWords) -> str:
    """Return what counts: the work that is open, what came out, whether somebody was reached."""
    if row.reason is not None:
        return words.short(row.reason)
    if row.outcome is not None:
        return happened_words(row.outcome)
    if number == "reached":
        return _("talked") if row.good else _("nobody reached")
    if number == "first":
        if row.met_at is None:
            return _("not spoken with yet")
        return _("in time") if row.good else _("reached late")
    if number in ("silent", "caseload"):
        if row.at is None:
            return _("not spoken with yet")
        days = (words.today - row.at.astimezone(words.zone).date()).days
        return ngettext_("{n} day ago", "{n} days ago", days) if days > 0 else _("today")
    return _("nothing to come")


def when_words(row: "Behind", number: str, words: ReasonWords) -> str:
    """Return when: until when it was to be done, when it happened, when somebody last spoke with them."""
    if row.reason is not None:
        return near_day(row.due_by.astimezone(words.zone).date(), words.today) if row.due_by else "—"
    at = row.met_at if number == "first" and row.met_at is not None else row.due_by if number == "first" else row.at
    if at is None:
        return ""
    if number in ("reached", "done", "first"):
        return near_moment(at, words.today, words.zone)
    return near_day(at.astimezone(words.zone).date(), words.today)


def what_style(row: "Behind", number: str, words: ReasonWords) -> str:
    """Return whether it is trouble; where all rows are late none of them says so."""
    if number in RATES:
        return "" if row.good else "soon"
    late = row.due_by is not None and row.due_by.astimezone(words.zone).date() < words.today
    return "late" if late and number in ("due", "untried") else ""


def side_lines(found: "Sequence[Behind]", number: str, words: ReasonWords) -> list[Text]:
    """Return the patients as lines of a panel, the rest counted."""
    lines = []
    for row in found[:_MOST]:
        line = safe(clip(short_person(row.full_name), _WIDEST_NAME)).append("  ")
        said = what_words(row, number, words)
        if number in ("reached", "done", "silent"):  # there the words are the same for all
            said = when_words(row, number, words) + (" ✓" if row.good else "")
        lines.append(line.append_text(safe(said, what_style(row, number, words) or "faint")))
    if len(found) > _MOST:
        lines.append(safe(ngettext_("{n} more row", "{n} more rows", len(found) - _MOST), "faint"))
    return lines or [safe(_("Nobody"), "faint")]
