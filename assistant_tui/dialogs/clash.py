"""Two people changed the same field: one asks which of the two texts stays."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from assistant_tui.dialogs.base import Dialog
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.safe import safe
from assistant_tui.widgets.choice import Choice
from assistant_tui.widgets.choice_list import ChoiceList


@dataclass(frozen=True)
class Clash:
    """A field with finished words: what it is called, what stands there now, what is in the form."""

    field: str
    label: str
    theirs: str
    mine: str


class ClashDialog(Dialog[frozenset[str]]):
    """Ask about each field in turn: 1 leaves theirs, 2 writes mine. The answer names the fields where mine is written.

    Esc leaves everything as it is: nothing is written, the form is kept.
    """

    HELP = N_("Somebody changed the same while your form was open. Nothing is written until you have chosen.")

    def __init__(self, clashes: Sequence[Clash], *, who: str = "") -> None:
        """Ask about ``clashes``; ``who`` changed them meanwhile, empty where that is not known."""
        super().__init__()
        self._clashes, self._who = list(clashes), who
        self._at = 0
        self._mine: set[str] = set()

    def title_words(self) -> Text:
        """Say which field it is."""
        here = self._clashes[self._at]
        title = safe(here.label, "strong")
        if len(self._clashes) > 1:
            title.append(" · ").append_text(safe(f"{self._at + 1}/{len(self._clashes)}", "faint"))
        return title

    def hint_words(self) -> str:
        """Say how to choose."""
        return _("1 or 2: choose · Esc: write nothing, the form is kept")

    def body(self) -> ComposeResult:
        """Yield what happened and both texts."""
        yield Static(safe(self._why(), "soon"), id="why")
        yield ChoiceList(self._choices())

    def _why(self) -> str:
        if self._who:
            return _("While the form was open, {who} wrote something else here.", who=self._who)
        return _("While the form was open, somebody wrote something else here.")

    def _choices(self) -> list[Choice]:
        here = self._clashes[self._at]
        return [
            Choice("theirs", _("Leave theirs: {words}", words=here.theirs or "—")),
            Choice("mine", _("Write mine: {words}", words=here.mine or "—")),
        ]

    def on_mount(self) -> None:
        """Give the keys to the choices."""
        self.query_one(ChoiceList).focus()

    def words_changed(self) -> None:
        """Write everything in the present language."""
        super().words_changed()
        self.query_one("#why", Static).update(safe(self._why(), "soon"))
        self.query_one(ChoiceList).set_choices(self._choices())

    def on_choice_list_picked(self, event: ChoiceList.Picked) -> None:
        """Go on to the next field, or answer."""
        event.stop()
        if event.choice.id == "mine":
            self._mine.add(self._clashes[self._at].field)
        if self._at + 1 < len(self._clashes):
            self._at += 1
            self.words_changed()
            self.query_one(ChoiceList).table.action_edge(-1)
        else:
            self.finish(frozenset(self._mine))
