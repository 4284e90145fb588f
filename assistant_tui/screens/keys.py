"""All commands with their keys, and other keys for them."""

from collections.abc import Sequence
from itertools import groupby
from typing import ClassVar, Final

from rich.text import Text
from textual import events

from assistant_tui.commands.catalogue import BY_ID, COMMANDS
from assistant_tui.commands.command import GROUP_TITLES, Command
from assistant_tui.commands.keymap import shown_keys
from assistant_tui.commands.layouts import key_words
from assistant_tui.commands.remapping import against, spelled
from assistant_tui.dialogs.pick import PickDialog
from assistant_tui.dialogs.press_key import PressKeyDialog
from assistant_tui.listing.meaning_list import MeaningList
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.safe import safe
from assistant_tui.widgets.choice import Choice
from assistant_tui.widgets.record_table import RecordTable
from assistant_tui.widgets.rows import Column, Heading, Row, RowKey

_ALL: Final = "all"


class KeysScreen(MeaningList):
    """Every command under its chapter; Enter waits for a new key, Backspace gives a command its own one back."""

    TITLE: ClassVar[str] = N_("Keys")
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("command", N_("Command"), 40, grow=1), Column("keys", N_("Keys"), 20), Column("own", "", 12, priority=1),
    )  # fmt: skip
    HELP: ClassVar[str] = N_(
        "Every command with its keys. Enter, then the new key: it is checked at once, and said if another command has"
        " it. The same key of the other layout counts as one. Backspace gives the command its own key back; the last"
        " line gives all of them back."
    )
    DEFAULT_CSS = """
    KeysScreen #about { height: 2; }
    """

    def hint(self) -> tuple[str, str]:
        """Return what Enter does, and what the other keys do."""
        return _("Enter NEW KEY"), _("Backspace its own key back  ↑↓ choose  Esc back")

    def fill(self) -> None:
        """List the commands under their chapters."""
        keys: list[RowKey | Heading] = []
        for group, commands in groupby(COMMANDS, key=lambda command: command.group):
            keys.append(Heading(_(GROUP_TITLES[group])))
            keys += [command.id for command in commands]
        keys.append(_ALL)
        self.table.set_rows(keys, lambda place: self._row(keys[place]))

    def _row(self, key: RowKey | Heading) -> Row:
        command, own = BY_ID.get(str(key)), self.comfort.keys_of_person
        if command is None:
            return Row((safe(_("Give all commands their own keys back"), "" if own else "faint"),), whole=True)
        changed = safe(_("your own"), "accent") if command.id in own else Text("")
        return Row((safe(command.words()), safe(shown_keys(command, own) or _("menu"), "strong"), changed))

    @property
    def command_here(self) -> Command | None:
        """The command under the cursor."""
        return BY_ID.get(str(self.table.cursor_key))

    def about_here(self) -> Text:
        """Return what the command does, and which key was its own."""
        command = self.command_here
        said = safe(command.help_words()) if command else Text("")
        if command is not None and command.id in self.comfort.keys_of_person:
            own = _("Its own key: {keys}", keys=shown_keys(command) or _("menu"))
            said.append("\n").append_text(safe(own, "faint"))
        elif command is not None and command.builtin:
            said.append("\n").append_text(safe(_("These keys belong to the list and cannot be changed."), "faint"))
        return said

    def on_record_table_chosen(self, event: RecordTable.Chosen) -> None:
        """Ask for another key."""
        event.stop()
        self.base_app.run_worker(self._change(str(event.key)), name="change", exclusive=False)

    def on_key(self, event: events.Key) -> None:
        """Give the command under the cursor its own key back."""
        if event.key in ("backspace", "delete") and (command := self.command_here) is not None:
            event.stop()
            self.base_app.run_worker(self._own_again(command), name="own", exclusive=False)

    async def _change(self, name: str) -> None:
        app, command = self.comfort, BY_ID.get(name)
        if command is None:
            await self._all_again()
        elif command.builtin:
            app.say(_("These keys belong to the list and cannot be changed."))
        else:
            question = _("{command}: which key?", command=command.words())
            keymap = app.keys_of_person
            pressed = await app.ask(PressKeyDialog(question, lambda key: against(command, spelled(key), keymap)))
            if pressed is not None:
                key = spelled(pressed)
                await app.set_keys({**keymap, command.id: (key,)})
                app.say(_("{command}: {key} from now on", command=command.words(), key=key_words(key)))

    async def _own_again(self, command: Command) -> None:
        app = self.comfort
        kept = {name: keys for name, keys in app.keys_of_person.items() if name != command.id}
        if len(kept) == len(app.keys_of_person):
            app.say(_("{command} has its own key", command=command.words()))
        elif await app.set_keys(kept):
            app.say(_("{command} has its own key again", command=command.words()))

    async def _all_again(self) -> None:
        app = self.comfort
        if not app.keys_of_person:
            app.say(_("All commands have their own keys"))
            return
        yes, no = Choice("yes", _("yes, all of them")), Choice("no", _("no, leave them as they are"))
        picked = await app.ask(PickDialog(_("Give all commands their own keys back?"), [yes, no]))
        if picked is not None and picked.id == "yes" and await app.set_keys({}):
            app.say(_("All commands have their own keys again"))
