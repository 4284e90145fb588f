"""A form that says, while one types, what would be written."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from assistant_tui.dialogs.form_fields import Ask, answer_of
from assistant_tui.dialogs.outcome_form import Answers, OutcomeForm
from assistant_tui.text.safe import safe_block

Echo = Callable[[Answers], str]
"""Says in lines what the answers so far would come to; empty while they do not suffice."""


class EchoForm(OutcomeForm):
    """Ask for a few things at once, and say under them what would come of it."""

    DEFAULT_CSS = """
    EchoForm #echo { height: auto; max-height: 6; }
    """

    def __init__(
        self,
        question: str,
        asks: Sequence[Ask],
        now: Callable[[], datetime],
        echo: Echo,
        *,
        more: str = "",
        keep: Callable[[Mapping[str, str]], None] | None = None,
        check: Callable[[Answers], str | None] | None = None,
    ) -> None:
        """Ask a finished ``question``; see `OutcomeForm`."""
        super().__init__(question, asks, now, more=more, keep=keep, check=check)
        self._echo = echo

    def body(self) -> ComposeResult:
        """Yield the fields, and the line under them."""
        yield from super().body()
        yield Static(Text(""), id="echo")

    def on_mount(self) -> None:
        """Say what the first answers come to."""
        self.show_echo()

    def _changed(self) -> None:
        super()._changed()
        self.show_echo()

    def show_echo(self) -> None:
        """Say what the answers so far would come to."""
        said = self._echo({ask.id: answer_of(self._fields[ask.id]) for ask in self._asks})
        line = self.query_one("#echo", Static)
        line.update(safe_block(said, "accent"))
        line.display = bool(said)
        self._fit()
