"""What a form asks, and the widget for each kind of question."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, Union

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from assistant_tui.text.i18n import _
from assistant_tui.text.safe import safe
from assistant_tui.widgets.choice_line import ChoiceLine
from assistant_tui.widgets.date_input import DateInput
from assistant_tui.widgets.field import Field
from assistant_tui.widgets.suggest_field import SuggestField

if TYPE_CHECKING:
    from assistant_tui.widgets.note_field import NoteField
    from assistant_tui.widgets.ticks import TicksField

Answer = str | date | datetime | None
Check = Callable[[str], str | None]


@dataclass(frozen=True)
class Ask:
    """One field: ``label`` is a message id; ``value`` stands in it at first (a code where there are ``options``).

    Options are pairs of a code and a message id; those of "suggest" are pairs of a code and finished words, the
    likeliest first, and ``free`` lets other words stay. "ticks" takes several codes, with commas between them.
    ``check(text)`` returns what is wrong with a text in a sentence, or None.
    """

    id: str
    label: str
    kind: Literal["text", "day", "moment", "choice", "suggest", "note", "ticks"] = "text"
    value: str = ""
    needed: bool = False
    past: bool = False
    options: Sequence[tuple[str, str]] = ()
    placeholder: str = ""
    check: Check | None = None
    free: bool = False


class AskedDate(DateInput):
    """A date of a form; Enter is reported also where it is empty or not understood."""

    class Entered(Message):
        """Enter was pressed."""

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Report Enter, whatever stands there."""
        event.stop()
        event.prevent_default()
        self.post_message(self.Entered())


class DateRow(Horizontal):
    """A date of a form with its label, which shows where the keys go."""

    DEFAULT_CSS = """
    DateRow { height: 2; }
    DateRow > .field-label { width: 22; color: $faint; }
    DateRow.-here > .field-label { color: $strong; }
    """

    def __init__(self, label: str, field: AskedDate) -> None:
        """Make the row; ``label`` is a message id."""
        super().__init__()
        self._label, self._field = label, field

    def compose(self) -> ComposeResult:
        """Yield label and date."""
        yield Static(safe(_(self._label)), classes="field-label")
        yield self._field

    def on_descendant_focus(self) -> None:
        """Show where the keys go."""
        self.set_class(True, "-here")

    def on_descendant_blur(self) -> None:
        """Show that they go elsewhere."""
        self.set_class(False, "-here")

    def words_changed(self) -> None:
        """Write the label in the present language."""
        self.query_one(".field-label", Static).update(safe(_(self._label)))


AskedField = Union["Field", "AskedDate", "ChoiceLine", "NoteField", "TicksField"]


def field_for(ask: Ask, now: Callable[[], datetime]) -> AskedField:
    """Return the widget of a question; ``now`` gives the present moment in the zone that dates are meant in."""
    if ask.kind == "choice":
        return ChoiceLine(ask.label, ask.options, ask.value)
    if ask.kind == "text":
        return Field(ask.label, ask.value, placeholder=ask.placeholder)
    if ask.kind == "suggest":
        return SuggestField(ask.label, ask.options, ask.value, free=ask.free, placeholder=ask.placeholder)
    if ask.kind == "note":
        from assistant_tui.widgets.note_field import NoteField  # a text area is slow to import, few forms have one

        return NoteField(ask.label, ask.value, placeholder=ask.placeholder)
    if ask.kind == "ticks":
        from assistant_tui.widgets.ticks import TicksField

        return TicksField(ask.label, ask.options, ask.value)
    return AskedDate(now, text=ask.value, with_time=ask.kind == "moment", past=ask.past)


def text_of(field: AskedField) -> str:
    """Return what stands in a field as a text: given as the value of its question, it stands there again."""
    if isinstance(field, AskedDate):
        return field.text
    return field.kept if isinstance(field, SuggestField) else field.value


def answer_of(field: AskedField) -> Answer:
    """Return the answer in a field, None where it is empty."""
    if isinstance(field, AskedDate):
        return field.value
    if isinstance(field, SuggestField):
        return field.answer
    return field.value.strip() or None


def wrong_with(ask: Ask, field: AskedField) -> str | None:
    """Return what is wrong with a field in a sentence, empty where the field says it itself; None where nothing is."""
    if isinstance(field, AskedDate):
        if field.value is not None or not (ask.needed or field.text.strip()):
            return None
        return "" if field.text.strip() else _("This is needed")
    if isinstance(field, ChoiceLine):
        return None
    if isinstance(field, SuggestField):
        said = field.wrong(needed=ask.needed)
    else:
        said = _("This is needed") if ask.needed and not field.value.strip() else None
    return said or (ask.check(field.value.strip()) if ask.check else None)


def say_wrong(field: AskedField, said: str) -> None:
    """Say beside a field what is wrong with it, until it is changed."""
    if isinstance(field, AskedDate):
        if said:
            field.say_wrong(said)
    elif not isinstance(field, ChoiceLine):
        field.error = said
