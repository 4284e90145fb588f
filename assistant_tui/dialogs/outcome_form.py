"""The small form of an outcome: a few fields, Enter writes, Tab goes on."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from assistant_tui.dialogs.base import Dialog
from assistant_tui.dialogs.form_fields import (
    Answer,
    Ask,
    AskedDate,
    AskedField,
    DateRow,
    answer_of,
    field_for,
    say_wrong,
    text_of,
    wrong_with,
)
from assistant_tui.text.i18n import _
from assistant_tui.text.safe import safe, safe_block
from assistant_tui.widgets.choice_line import ChoiceLine
from assistant_tui.widgets.date_input import DateInput
from assistant_tui.widgets.field import Field
from assistant_tui.widgets.suggest_field import SuggestField

__all__ = ["Answers", "Ask", "OutcomeForm"]

Answers = dict[str, Answer]


class Fields(VerticalScroll, can_focus=False):
    """The fields of a form: they scroll with the keys where the screen is too small for all of them."""


class OutcomeForm(Dialog[Answers]):
    """Ask for a few things at once.

    Enter in a field writes the form, once nothing is missing; on a line of answers, and where it takes a suggestion,
    it goes on to the next field. What is wrong is said beside every field at once, the keys go to the first of them.
    ``keep(values)`` is told of every change, as texts, so that nothing typed is lost.
    """

    DEFAULT_CSS = """
    OutcomeForm .form-more { height: auto; max-height: 6; }
    OutcomeForm Fields { height: auto; max-height: 50vh; scrollbar-size-vertical: 1; }
    OutcomeForm AskedDate { width: 1fr; }
    """

    def __init__(
        self,
        question: str,
        asks: Sequence[Ask],
        now: Callable[[], datetime],
        *,
        more: str = "",
        warn: str = "",
        keep: Callable[[Mapping[str, str]], None] | None = None,
        check: Callable[[Answers], str | None] | None = None,
    ) -> None:
        """Ask a finished ``question``; ``more`` and ``warn`` are lines under it, ``check`` looks at all answers."""
        super().__init__()
        self._question, self._more, self._warn = question, more, warn
        self._asks, self._keep, self._check = list(asks), keep, check
        self._fields: dict[str, AskedField] = {ask.id: field_for(ask, now) for ask in asks}

    def title_words(self) -> Text:
        """Return the question."""
        return safe(self._question, "strong")

    def hint_words(self) -> str:
        """Say how to go on and how to finish."""
        if len(self._asks) == 1:
            return _("Enter: write it · Esc: leave, nothing changes")
        here = next((field for field in self._fields.values() if field.has_focus or field.has_focus_within), None)
        if isinstance(here, ChoiceLine) and here is not self._fields[self._asks[-1].id]:
            return _("Digit: take it and go on · Enter: next field · Esc: leave, nothing changes")
        if isinstance(here, SuggestField):
            return _("↓: choose · Enter: take ▸, else write · Tab: next field · Esc: leave")
        return _("Enter: write it · Tab: next field · Esc: leave, nothing changes")

    def body(self) -> ComposeResult:
        """Yield the lines and the fields."""
        if self._warn:
            yield Static(safe_block(self._warn, "late"), classes="form-more")
        if self._more:
            yield Static(safe_block(self._more, "faint"), classes="form-more")
        with Fields():
            for ask in self._asks:
                field = self._fields[ask.id]
                if isinstance(field, AskedDate):
                    yield DateRow(ask.label, field)
                else:
                    yield field
        yield Static(Text(""), id="wrong")

    def on_mount(self) -> None:
        """Give the keys to the first field."""
        self._first().focus()
        self.query_one("#wrong").display = False
        self._fit()

    def on_resize(self) -> None:
        """Leave the fields as much room as the lines around them do."""
        self._fit()

    def _fit(self) -> None:
        self.call_after_refresh(self._fit_now)

    def _fit_now(self) -> None:
        fields = self.query_one(Fields)
        others = (each for each in self.query("#dialog > *") if each.display and each is not fields)
        around = sum(each.outer_size.height or 2 for each in others)  # what is out of sight has no size yet
        frame = 2  # the line above a dialog and the one left free below it
        fields.styles.max_height = max(self.app.size.height * 9 // 10 - frame - around, 4)
        self.call_after_refresh(self._show_focused)

    def _show_focused(self) -> None:
        """Scroll so that what has the keys is in sight, with what stands under it."""
        fields = self.query_one(Fields)
        part = next((each for each in fields.children if each.has_focus_within or each.has_focus), None)
        if part is not None:
            fields.scroll_to_widget(part, animate=False)

    def on_descendant_focus(self) -> None:
        """Say what Enter does in this field: not everywhere it writes the form."""
        self.query_one(".dialog-hint", Static).update(safe(self.hint_words()))

    def _first(self) -> Widget:
        return self._fields[self._asks[0].id]

    def texts(self) -> dict[str, str]:
        """Return what stands in the fields, as texts."""
        return {name: text_of(field) for name, field in self._fields.items()}

    # Going on.

    def on_field_changed(self) -> None:
        """Keep what was typed."""
        self._changed()

    def on_date_input_changed(self, event: DateInput.Changed) -> None:
        """Keep what was typed."""
        self._changed()

    def on_ticks_ticked(self) -> None:
        """Keep what was ticked."""
        self._changed()

    on_note_field_changed = on_ticks_ticked

    def _changed(self) -> None:
        if self.query_one("#wrong").display:
            self.query_one("#wrong").display = False
            self._fit()
        if self._keep is not None:
            self._keep(self.texts())

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Write the form."""
        event.stop()
        self._write()

    def on_asked_date_entered(self, event: AskedDate.Entered) -> None:
        """Write the form."""
        event.stop()
        self._write()

    def on_ticks_entered(self) -> None:
        """Write the form."""
        self._write()

    on_note_field_submitted = on_ticks_entered

    def on_choice_line_taken(self, event: ChoiceLine.Taken) -> None:
        """Go on to the next field; write the form after the last one."""
        event.stop()
        if not self._go_on(event.line) and isinstance(event, ChoiceLine.Submitted):
            self._write()

    on_choice_line_submitted = on_choice_line_taken

    def on_suggest_field_taken(self, event: SuggestField.Taken) -> None:
        """Go on to the next field; write the form after the last one."""
        event.stop()
        if not self._go_on(event.field):
            self._write()

    def _go_on(self, field: AskedField) -> bool:
        """Give the keys to the next field; tell whether there is one."""
        order = [self._fields[ask.id] for ask in self._asks]
        after = order[order.index(field) + 1 :]
        if after:
            after[0].focus()
        return bool(after)

    def _write(self) -> None:
        wrong = [(self._fields[ask.id], said) for ask in self._asks
                 if (said := wrong_with(ask, self._fields[ask.id])) is not None]  # fmt: skip
        for field, said in wrong:
            say_wrong(field, said)
        if wrong:
            wrong[0][0].focus()
            return
        answers = {ask.id: answer_of(self._fields[ask.id]) for ask in self._asks}
        said = self._check(answers) if self._check else None
        if said:
            self.show_wrong(said)
            return
        self.finish(answers)

    def show_wrong(self, said: str) -> None:
        """Say a sentence under the fields, until something is typed."""
        line = self.query_one("#wrong", Static)
        line.update(safe("! " + said, "late"))
        line.display = True
        self._fit()
