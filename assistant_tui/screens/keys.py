"""All commands with their keys, and other keys for them."""

from itertools import groupby
from typing import TYPE_CHECKING, ClassVar, Final, cast

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.widgets import Static

from assistant_tui.commands.catalogue import BY_ID, COMMANDS
from assistant_tui.commands.command import GROUP_TITLES, Command
from assistant_tui.commands.host import CommandScreen
from assistant_tui.commands.keymap import shown_keys
from assistant_tui.commands.layouts import key_words
from assistant_tui.commands.remapping import against, spelled
from assistant_tui.dialogs.pick import PickDialog
from assistant_tui.dialogs.press_key import PressKeyDialog
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.safe import safe
from assistant_tui.widgets.choice import Choice
from assistant_tui.widgets.footer import KeysLine
from assistant_tui.widgets.header import TitleLine
from assistant_tui.widgets.record_table import RecordTable
from assistant_tui.widgets.rows import Column, Heading, Row, RowKey
from assistant_tui.widgets.status_line import StatusLine
from assistant_tui.widgets.zone_line import ZoneLine

if TYPE_CHECKING:
    from assistant_tui.app_comfort import Comfort

COLUMNS: Final = (
    Column("command", N_("Command"), 40, grow=1), Column("keys", N_("Keys"), 20), Column("own", "", 12, priority=1),
)  # fmt: skip
_ALL: Final = "all"


class KeysScreen(CommandScreen[None]):
    """Every command under its chapter; Enter waits for a new key, Backspace gives a command its own one back."""

    OFFERS: ClassVar[tuple[str, ...]] = ("leave",)
    HELP: ClassVar[str] = N_(
        "Every command with its keys. Enter, then the new key: it is checked at once, and said if another command has"
        " it. The same key of the other layout counts as one. Backspace gives the command its own key back; the last"
        " line gives all of them back."
    )
    DEFAULT_CSS = """
    KeysScreen { layout: vertical; background: $ground; color: $ink; }
    KeysScreen RecordTable { height: 1fr; }
    KeysScreen #about { height: 2; padding: 0 1; }
    KeysScreen #hint { height: 1; padding: 0 1; }
    """

    @property
    def comfort(self) -> "Comfort":
        """The app, with its type."""
        return cast("Comfort", self.app)

    @property
    def table(self) -> RecordTable:
        """The list."""
        return self.query_one(RecordTable)

    def compose(self) -> ComposeResult:
        """Put the zones under one another."""
        yield TitleLine(_("Keys"))
        yield ZoneLine()
        yield RecordTable(COLUMNS, search=False)
        yield ZoneLine()
        yield Static(Text(""), id="about")
        yield ZoneLine()
        yield StatusLine()
        yield Static(Text(""), id="hint")
        yield KeysLine()

    def on_mount(self) -> None:
        """Show everything."""
        super().on_mount()
        self.query_one(TitleLine).show(training=self.comfort.training)
        self.table.focus()
        self.words_changed()

    def words_changed(self) -> None:
        """Write everything in the present language."""
        self.query_one(TitleLine).show(title=_("Keys"))
        hint = safe(_("Enter NEW KEY"), "accent").append("  ")
        hint.append_text(safe(_("Backspace its own key back  ↑↓ choose  Esc back"), "faint"))
        self.query_one("#hint", Static).update(hint)
        keys: list[RowKey | Heading] = []
        for group, commands in groupby(COMMANDS, key=lambda command: command.group):
            keys.append(Heading(_(GROUP_TITLES[group])))
            keys += [command.id for command in commands]
        keys.append(_ALL)
        self.table.set_rows(keys, lambda place: self._row(keys[place]))
        self._show_about()

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

    def _show_about(self) -> None:
        command = self.command_here
        said = safe(command.help_words()) if command else Text("")
        if command is not None and command.id in self.comfort.keys_of_person:
            own = _("Its own key: {keys}", keys=shown_keys(command) or _("menu"))
            said.append("\n").append_text(safe(own, "faint"))
        elif command is not None and command.builtin:
            said.append("\n").append_text(safe(_("These keys belong to the list and cannot be changed."), "faint"))
        self.query_one("#about", Static).update(said)

    def on_record_table_highlighted(self, event: RecordTable.Highlighted) -> None:
        """Say what the command does."""
        event.stop()
        self._show_about()

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

    def do_leave(self) -> None:
        """Go back."""
        if self.is_current:
            self.dismiss(None)
