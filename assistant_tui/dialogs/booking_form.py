"""A form with a time for a visit in it: what speaks for and against the time is said while it is typed."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from rich.text import Text
from textual.app import ComposeResult
from textual.timer import Timer
from textual.widgets import Static

from assistant_tui.dialogs.form_fields import answer_of
from assistant_tui.dialogs.outcome_form import Answers, Ask, OutcomeForm

Look = Callable[[Answers], Awaitable[Sequence[Text]]]
_PAUSE: Final = 0.25
"""Seconds without a key after which the time is looked at."""


class BookingForm(OutcomeForm):
    """Ask for a time and what belongs to it; ``look(answers)`` returns the lines that are said of it."""

    DEFAULT_CSS = """
    BookingForm #doubts { height: auto; max-height: 4; display: none; }
    BookingForm #doubts.-said { display: block; }
    """

    def __init__(
        self,
        question: str,
        asks: Sequence[Ask],
        now: Callable[[], datetime],
        look: Look,
        *,
        more: str = "",
        keep: Callable[[Mapping[str, str]], None] | None = None,
        check: Callable[[Answers], str | None] | None = None,
    ) -> None:
        """Ask a finished ``question``; the rest is as `OutcomeForm` has it."""
        super().__init__(question, asks, now, more=more, keep=self._noticed, check=check)
        self._look, self._keep_too = look, keep
        self._timer: Timer | None = None

    def body(self) -> ComposeResult:
        """Yield the fields, and the lines about the time under them."""
        yield from super().body()
        yield Static(Text(""), id="doubts")

    def on_mount(self) -> None:
        """Look at what stands there already."""
        self._look_soon()

    def _noticed(self, texts: Mapping[str, str]) -> None:
        if self._keep_too is not None:
            self._keep_too(texts)
        self._look_soon()

    def _look_soon(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_PAUSE, self._begin)

    def _begin(self) -> None:
        self.run_worker(self._look_now(), name="look", group="look", exclusive=True)

    async def _look_now(self) -> None:
        lines = await self._look({name: answer_of(field) for name, field in self._fields.items()})
        if not self.is_mounted:
            return
        shown = self.query_one("#doubts", Static)
        shown.update(Text("\n", no_wrap=True, overflow="ellipsis").join(lines))
        shown.set_class(bool(lines), "-said")
        self._fit()

    def words_changed(self) -> None:
        """Say everything in the present language."""
        super().words_changed()
        self._look_soon()
