"""The small form of an outcome: a few fields, Enter writes, Tab goes on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from assistant_tui.dialogs.base import Dialog
from assistant_tui.text.i18n import _
from assistant_tui.text.safe import safe, safe_block
from assistant_tui.widgets.choice_line import ChoiceLine
from assistant_tui.widgets.date_input import DateInput
from assistant_tui.widgets.field import Field

Answers = dict[str, str | date | datetime | None]
Check = Callable[[str], str | None]


@dataclass(frozen=True)
class Ask:
    """One field: ``label`` is a message id; ``value`` stands in it at first (a code where there are ``options``).

    ``check(text)`` returns what is wrong with a text in a sentence, or None.
    """

    id: str
    label: str
    kind: Literal["text", "day", "moment", "choice"] = "text"
    value: str = ""
    needed: bool = False
    past: bool = False
    options: Sequence[tuple[str, str]] = ()
    placeholder: str = ""
    check: Check | None = None


class AskedDate(DateInput):
    """A date of a form; Enter is reported also where it is empty or not understood."""

    class Entered(Message):
        """Enter was pressed."""

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Report Enter, whatever stands there."""
        event.stop()
        event.prevent_default()
        self.post_message(self.Entered())


class OutcomeForm(Dialog[Answers]):
    """Ask for a few things at once.

    Enter in a field writes the form, once nothing is missing; on a line of answers it goes on to the next field.
    ``keep(values)`` is told of every change, as texts, so that nothing typed is lost.
    """

    DEFAULT_CSS = """
    OutcomeForm .form-more { height: auto; max-height: 6; }
    OutcomeForm .form-row { height: 2; }
    OutcomeForm .form-row > .field-label { width: 22; color: $faint; }
    OutcomeForm .form-row:focus-within > .field-label { color: $strong; }
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
        self._fields: dict[str, Field | AskedDate | ChoiceLine] = {ask.id: self._field(ask, now) for ask in asks}

    @staticmethod
    def _field(ask: Ask, now: Callable[[], datetime]) -> Field | AskedDate | ChoiceLine:
        if ask.kind == "choice":
            return ChoiceLine(ask.label, ask.options, ask.value)
        if ask.kind == "text":
            return Field(ask.label, ask.value, placeholder=ask.placeholder)
        return AskedDate(now, text=ask.value, with_time=ask.kind == "moment", past=ask.past)

    def title_words(self) -> Text:
        """Return the question."""
        return safe(self._question, "strong")

    def hint_words(self) -> str:
        """Say how to go on and how to finish."""
        if len(self._asks) == 1:
            return _("Enter: write it · Esc: leave, nothing changes")
        return _("Enter: write it · Tab: next field · Esc: leave, nothing changes")

    def body(self) -> ComposeResult:
        """Yield the lines and the fields."""
        if self._warn:
            yield Static(safe_block(self._warn, "late"), classes="form-more")
        if self._more:
            yield Static(safe_block(self._more, "faint"), classes="form-more")
        for ask in self._asks:
            field = self._fields[ask.id]
            if isinstance(field, AskedDate):
                with Horizontal(classes="form-row"):
                    yield Static(safe(_(ask.label)), classes="field-label")
                    yield field
            else:
                yield field
        yield Static(Text(""), id="wrong")

    def on_mount(self) -> None:
        """Give the keys to the first field."""
        self._first().focus()
        self.query_one("#wrong").display = False

    def _first(self) -> Widget:
        return self._fields[self._asks[0].id]

    def texts(self) -> dict[str, str]:
        """Return what stands in the fields, as texts."""
        return {
            name: field.text if isinstance(field, AskedDate) else field.value for name, field in self._fields.items()
        }

    # Going on.

    def on_field_changed(self, event: Field.Changed) -> None:
        """Keep what was typed."""
        self._changed()

    def on_date_input_changed(self, event: DateInput.Changed) -> None:
        """Keep what was typed."""
        self._changed()

    def _changed(self) -> None:
        self.query_one("#wrong").display = False
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

    def on_choice_line_taken(self, event: ChoiceLine.Taken) -> None:
        """Go on to the next field; write the form after the last one."""
        event.stop()
        order = [self._fields[ask.id] for ask in self._asks]
        place = order.index(event.line)
        if place + 1 < len(order):
            order[place + 1].focus()
        elif isinstance(event, ChoiceLine.Submitted):
            self._write()

    on_choice_line_submitted = on_choice_line_taken

    def _write(self) -> None:
        for ask in self._asks:
            if not self._right(ask):
                return
        answers = self._answers()
        wrong = self._check(answers) if self._check else None
        if wrong:
            self.show_wrong(wrong)
            return
        self.finish(answers)

    def show_wrong(self, said: str) -> None:
        """Say a sentence under the fields, until something is typed."""
        line = self.query_one("#wrong", Static)
        line.update(safe("! " + said, "late"))
        line.display = True

    def _right(self, ask: Ask) -> bool:
        """Tell whether a field may stay as it is; else say what is wrong and go there."""
        field = self._fields[ask.id]
        if isinstance(field, AskedDate):
            wrong = field.value is None and bool(field.text.strip() or ask.needed)
        elif isinstance(field, Field):
            said = _("This is needed") if ask.needed and not field.value.strip() else None
            said = said or (ask.check(field.value.strip()) if ask.check else None)
            wrong = said is not None
            if said:
                field.error = said
        else:
            wrong = False
        if wrong:
            field.focus()
        return not wrong

    def _answers(self) -> Answers:
        found: Answers = {}
        for ask in self._asks:
            field = self._fields[ask.id]
            if isinstance(field, AskedDate):
                found[ask.id] = field.value
            else:
                found[ask.id] = field.value.strip() or None
        return found
