"""The end of a shift: what is left, then out or back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo
from typing import TYPE_CHECKING

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from assistant_tui.dialogs.base import Dialog
from assistant_tui.text.dates import near_moment
from assistant_tui.text.i18n import _, ngettext_
from assistant_tui.text.list_rows import short_person
from assistant_tui.text.safe import safe
from assistant_tui.widgets.choice_list import Choice, ChoiceList

if TYPE_CHECKING:
    from db.queries.call_list import CallList
    from db.queries.calls import OpenCall

_NAMED = 4
"""So many names are said; the others are counted."""


@dataclass(frozen=True)
class Left:
    """What is left of a shift: counts, and the names behind them in finished words."""

    now: int = 0
    desk: int = 0
    callbacks: Sequence[str] = field(default=())
    aside: Sequence[str] = field(default=())
    drafts: int = 0

    @property
    def nothing(self) -> bool:
        """Tell whether one may leave with a quiet mind."""
        return not (self.now or self.callbacks or self.aside or self.drafts)


def left_of(found: "CallList", calls: "Sequence[OpenCall]", drafts: int, today: date, zone: tzinfo) -> Left:
    """Return what is left: patients to be called now, calls promised for today, calls without their mark, drafts."""
    promised = []
    for row in found.rows:
        times = [reason.due_from for reason in row.reasons if reason.kind in ("callback", "callback_offer")]
        if times and row.section in ("callback", "now", "later") and min(times).astimezone(zone).date() <= today:
            promised.append((min(times), f"{near_moment(min(times), today, zone)} {short_person(row.full_name)}"))
    aside = [short_person(call.full_name) for call in calls]
    return Left(found.counts.now, found.counts.desk, [said for _at, said in sorted(promised)], aside, drafts)


class EndShiftDialog(Dialog[bool]):
    """Say what is left; the answer is True to leave. Promises come first: somebody waits for them."""

    DEFAULT_CSS = """
    EndShiftDialog VerticalScroll { height: auto; max-height: 40vh; padding: 1 0; }
    EndShiftDialog VerticalScroll Static { height: auto; }
    """

    def __init__(self, left: Left) -> None:
        super().__init__()
        self._left = left

    def title_words(self) -> Text:
        """Ask."""
        return safe(_("End the shift?"), "strong")

    def hint_words(self) -> str:
        """Say how to choose."""
        return _("Digit or ↑↓ and Enter: do it · Esc: stay")

    def body(self) -> ComposeResult:
        """Yield what is left and the two answers."""
        with VerticalScroll(can_focus=False):
            yield Static(self._words(), id="left")
        yield ChoiceList(self._choices())

    def on_mount(self) -> None:
        """Give the keys to the answers."""
        self.query_one(ChoiceList).focus()

    def words_changed(self) -> None:
        """Write everything in the present language."""
        super().words_changed()
        self.query_one("#left", Static).update(self._words())
        self.query_one(ChoiceList).set_choices(self._choices())

    def _choices(self) -> list[Choice]:
        stay, leave = Choice("stay", _("stay")), Choice("leave", _("close the program"))
        return [leave, stay] if self._left.nothing else [stay, leave]

    def _words(self) -> Text:
        left = self._left
        lines = []
        if left.callbacks:
            said = ngettext_("{n} call is promised for today: {names}", "{n} calls are promised for today: {names}",
                             len(left.callbacks), names=_names(left.callbacks))  # fmt: skip
            lines.append(safe("!", "late").append(" ").append_text(safe(said, "late")))
        if left.aside:
            said = ngettext_("{n} call waits for its mark: {names}", "{n} calls wait for their marks: {names}",
                             len(left.aside), names=_names(left.aside))  # fmt: skip
            lines.append(safe("!", "late").append(" ").append_text(safe(said, "late")))
        if left.drafts:
            said = ngettext_("{n} form is not saved; it is offered to you again",
                             "{n} forms are not saved; they are offered to you again", left.drafts)  # fmt: skip
            lines.append(safe("»", "soon").append(" ").append_text(safe(said, "soon")))
        if left.now:
            said = ngettext_("{n} patient is still to be called", "{n} patients are still to be called", left.now)
            lines.append(safe("·").append(" ").append_text(safe(said)))
        if left.desk:
            said = ngettext_("{n} piece of work without a call", "{n} pieces of work without a call", left.desk)
            lines.append(safe("·").append(" ").append_text(safe(said)))
        if left.nothing:
            lines.insert(0, safe("✓", "done").append(" ").append_text(safe(_("Everybody was called who had to be."))))
        for line in lines:
            line.no_wrap = False
        return Text("\n").join(lines)

    def on_choice_list_picked(self, event: ChoiceList.Picked) -> None:
        """Answer."""
        self.finish(event.choice.id == "leave")


def _names(names: Sequence[str]) -> str:
    said = ", ".join(names[:_NAMED])
    more = len(names) - _NAMED
    return said + " " + ngettext_("and {n} more", "and {n} more", more) if more > 0 else said
