"""The menu of all commands."""

from rich.text import Text
from textual.app import ComposeResult

from assistant_tui.commands.command import GROUP_TITLES, Group
from assistant_tui.commands.host import CommandHost
from assistant_tui.commands.keymap import shown_keys
from assistant_tui.dialogs.base import Dialog
from assistant_tui.text.i18n import _
from assistant_tui.text.safe import safe
from assistant_tui.widgets.choice import Choice
from assistant_tui.widgets.choice_list import ChoiceList

_NOT_LISTED = ("menu", "palette", "leave")


class MenuDialog(Dialog[str]):
    """All commands of a place, with their keys, by digit and by typing; the answer is the id of the chosen one."""

    DEFAULT_CSS = """
    MenuDialog ChoiceList > RecordTable { max-height: 70vh; }
    """

    def __init__(self, host: CommandHost) -> None:
        """Make the menu of the screen ``host``."""
        super().__init__()
        self._host = host

    def title_words(self) -> Text:
        """Name the menu."""
        return safe(_("Menu"), "strong")

    def hint_words(self) -> str:
        """Say how to choose."""
        return _("Digit or ↑↓ and Enter: do it · letters: find · Esc: leave")

    def body(self) -> ComposeResult:
        """Yield the commands."""
        yield ChoiceList(self._choices(), id="menu")

    def on_mount(self) -> None:
        """Give the keys to the list."""
        self.query_one(ChoiceList).focus()

    def words_changed(self) -> None:
        """Write everything in the present language."""
        super().words_changed()
        self.query_one(ChoiceList).set_choices(self._choices())

    def _choices(self) -> list[Choice]:
        app = self._host.base_app
        listed = [
            command
            for command in app.commands_here(self._host)
            if not command.builtin and not command.mark and command.id not in _NOT_LISTED
        ]
        # Screens come first, so that their digits are the same everywhere; then what belongs to this place.
        # The chapter of the program stays whole, at the end: a heading stands once.
        late = {each.id for each in listed if each.group is Group.PROGRAM or each.id not in self._host.OFFERS}
        listed.sort(key=lambda each: (each.group is not Group.SCREENS, each.id in late, each.group is Group.PROGRAM))
        return [
            Choice(
                command.id, command.words(), shown_keys(command, app.keys_of_person),
                app.reason_here(self._host, command), _(GROUP_TITLES[command.group]),
            )
            for command in listed
        ]  # fmt: skip

    def on_choice_list_picked(self, event: ChoiceList.Picked) -> None:
        """Answer with the command."""
        self.finish(event.choice.id)
