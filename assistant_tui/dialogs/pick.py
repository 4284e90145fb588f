"""One thing from a list, with a few words if they are wanted."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from rich.text import Text
from textual.app import ComposeResult

from assistant_tui.dialogs.base import Dialog
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.safe import plain, safe
from assistant_tui.widgets.choice import Choice
from assistant_tui.widgets.choice_list import ChoiceList
from assistant_tui.widgets.field import Field


@dataclass(frozen=True)
class Picked:
    """What was picked: the choice's id and the words beside it (empty if none)."""

    id: str
    text: str = ""


class PickDialog(Dialog[Picked]):
    """Pick one of ``choices`` by digit, arrows or typing.

    ``text_label`` (a message id) adds a field for words: the digit then goes on to the field, Enter there answers;
    ``text_needed`` names the ids for which the field must not stay empty. ``again`` reads the choices anew when others
    wrote meanwhile; it returns None where that cannot be told.
    """

    def __init__(
        self,
        question: str,
        choices: Sequence[Choice],
        *,
        text_label: str = "",
        text_needed: Sequence[str] = (),
        digits: bool = True,
        again: Callable[[], Awaitable[Sequence[Choice] | None]] | None = None,
    ) -> None:
        """Ask a finished ``question``."""
        super().__init__()
        self._question = question
        self._choices = list(choices)
        self._text_label = text_label
        self._text_needed = frozenset(text_needed)
        self._digits = digits
        self._again = again
        self._chosen: Choice | None = None

    def title_words(self) -> Text:
        """Return the question, with what was chosen so far."""
        title = safe(self._question, "strong")
        if self._chosen:
            asked = plain(self._question).endswith("?")
            title.append(" " if asked else " · ").append_text(safe(self._chosen.label, "accent"))
        return title

    def hint_words(self) -> str:
        """Say how to choose."""
        if self._digits:
            return _("Digit or ↑↓ and Enter: take · letters: find · Esc: leave, nothing changes")
        return _("↑↓ and Enter: take · letters: find · Esc: leave, nothing changes")

    def body(self) -> ComposeResult:
        """Yield the choices and the field."""
        yield ChoiceList(self._choices, digits=self._digits)
        if self._text_label:
            yield Field(self._text_label, id="words", placeholder=N_("a few words, or just Enter"))

    def on_mount(self) -> None:
        """Give the keys to the choices."""
        self.query_one(ChoiceList).focus()

    async def read_anew(self) -> None:
        """Let the choices follow what others did; whoever writes the words already has chosen."""
        choices = await self._again() if self._again is not None and self._chosen is None else None
        if choices is not None and self.is_mounted and not self._answered:
            self.query_one(ChoiceList).follow(choices)

    def on_choice_list_picked(self, event: ChoiceList.Picked) -> None:
        """Answer, or go on to the words."""
        self._chosen = event.choice
        if self._text_label:
            event.list.table.select(event.choice.id)
            self.words_changed()
            self.query_one(Field).focus()
        else:
            self.finish(Picked(event.choice.id))

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Answer with the words."""
        if self._chosen is None:
            self.query_one(ChoiceList).focus()
            return
        text = event.field.value.strip()
        if not text and self._chosen.id in self._text_needed:
            event.field.error = _("A few words are needed here")
            return
        self.finish(Picked(self._chosen.id, text))
