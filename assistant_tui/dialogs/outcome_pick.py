"""One answer by one digit, with words only where they are wanted."""

from collections.abc import Awaitable, Callable, Sequence

from textual.app import ComposeResult
from textual.widgets import Static

from assistant_tui.dialogs.pick import PickDialog, Picked
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.safe import safe_block
from assistant_tui.widgets.choice import Choice
from assistant_tui.widgets.choice_list import DIGITS, ChoiceList
from assistant_tui.widgets.field import Field


class QuickPick(PickDialog):
    """Pick one of ``choices``: its digit, or Enter on the one that is likeliest, answers at once.

    With a ``text_label`` there is a field for words, reached by Tab; only the choices in ``text_needed`` lead there
    by themselves. ``default`` is the id under the cursor at first.
    """

    DEFAULT_CSS = """
    QuickPick .pick-more { height: auto; max-height: 5; }
    QuickPick RecordTable { max-height: 12; }
    """

    def __init__(
        self,
        question: str,
        choices: Sequence[Choice],
        *,
        default: str = "",
        more: str = "",
        warn: bool = False,
        text_label: str = "",
        text_needed: Sequence[str] = (),
        digits: bool = True,
        again: Callable[[], Awaitable[Sequence[Choice] | None]] | None = None,
    ) -> None:
        """Ask a finished ``question`` with ``more`` lines under it (``warn``: they are a warning)."""
        super().__init__(question, choices, text_label=text_label, text_needed=text_needed, digits=digits, again=again)
        self._default, self._more, self._warn = default, more, warn

    def hint_words(self) -> str:
        """Say how to choose."""
        if not self._digits:
            return _("↑↓ and Enter: take · letters: find · Esc: leave, nothing changes")
        if len(self._choices) > len(DIGITS):
            if self._text_label:
                return _("Digit or ↑↓ and Enter: take · letters: find · Tab: words · Esc: leave")
            return _("Digit or ↑↓ and Enter: take · letters: find · Esc: leave, nothing changes")
        if self._text_label:
            return _("Digit, or Enter: take · Tab: words · Esc: leave, nothing changes")
        return _("Digit, or Enter: take · Esc: leave, nothing changes")

    def body(self) -> ComposeResult:
        """Yield the lines, the choices and the field."""
        if self._more:
            yield Static(safe_block(self._more, "late" if self._warn else "faint"), classes="pick-more")
        yield ChoiceList(self._choices, digits=self._digits)
        if self._text_label:
            yield Field(self._text_label, id="words", placeholder=N_("if words are wanted"))

    def on_mount(self) -> None:
        """Put the cursor on the likeliest answer."""
        if self._default:
            self.call_after_refresh(lambda: self.query_one(ChoiceList).table.select(self._default))

    def on_choice_list_picked(self, event: ChoiceList.Picked) -> None:
        """Answer at once; only an answer that needs words goes on to them."""
        event.prevent_default()
        self._chosen = event.choice
        words = self.query_one(Field).value.strip() if self._text_label else ""
        if event.choice.id in self._text_needed and not words:
            event.list.table.select(event.choice.id)
            self.words_changed()
            self.query_one(Field).focus()
        else:
            self.finish(Picked(event.choice.id, words))
