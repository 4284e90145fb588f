"""The palette: what is typed finds commands, screens and patients."""

from asyncio import sleep
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from rich.text import Text
from textual import events
from textual.app import ComposeResult

from assistant_tui.caseload_here import caseload_app
from assistant_tui.commands.command import GROUP_TITLES, Command, Group
from assistant_tui.commands.host import CommandHost
from assistant_tui.commands.keymap import shown_keys
from assistant_tui.dialogs.base import Dialog
from assistant_tui.text.dates import short_date
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.masks import masked_tail
from assistant_tui.text.safe import safe
from assistant_tui.widgets.field import Field
from assistant_tui.widgets.record_table import RecordTable
from assistant_tui.widgets.rows import Column, Heading, Row, RowKey
from db.rules.names import search_key, swap_layout

if TYPE_CHECKING:
    from db.queries.search import Hit

_PAUSE: Final = 0.03
_MOST: Final = 8
_NOT_LISTED: Final = ("menu", "palette", "leave")


@dataclass(frozen=True)
class Wanted:
    """What was chosen: a command by its id, or a patient and what to do."""

    what: Literal["command", "card", "call"]
    command: str = ""
    patient_id: int = 0


class PaletteDialog(Dialog[Wanted]):
    """Find anything by typing: a name in either layout or four digits too; Enter opens, Tab calls a patient."""

    HELP: ClassVar[str] = N_(
        "A part of a command's name, a screen, a patient's name in either layout, or the last four digits of a phone."
        " Enter does the command or opens the card; Tab calls the patient."
    )
    DEFAULT_CSS = """
    PaletteDialog RecordTable { height: 12; }
    """
    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column("what", "", 34, grow=2), Column("note", "", 30, grow=1),
    )  # fmt: skip

    def __init__(self, host: CommandHost) -> None:
        """Make the palette of the screen ``host``."""
        super().__init__()
        self._host = host
        self._patients: Sequence[Hit] = ()
        self._commands: dict[str, Command] = {}
        self._field = Field(N_("Find"), placeholder=N_("a command, a screen, a name, 4 digits"))
        empty = N_("Nothing like that. Backspace takes letters back.")
        self._table = RecordTable(self.COLUMNS, empty=empty, header=False)

    def title_words(self) -> Text:
        """Name the palette."""
        return safe(_("Find anything"), "strong")

    def hint_words(self) -> str:
        """Say which keys do what."""
        return _("↑↓ choose · Enter: do it, or the card · Tab: call the patient · Esc: leave")

    def body(self) -> ComposeResult:
        """Yield the field and what was found."""
        yield self._field
        yield self._table

    def on_mount(self) -> None:
        """Give the keys to the field; the list only shows."""
        super().on_mount()
        self._table.can_focus = False
        self._field.focus()
        self._show()

    def words_changed(self) -> None:
        """Write everything in the present language."""
        super().words_changed()
        self._show()

    def on_field_changed(self, event: Field.Changed) -> None:
        """Look again: commands at once, patients a moment later."""
        event.stop()
        self._patients = ()
        self._show()
        self._table.action_edge(-1)
        if caseload_app(self).is_open:
            self.run_worker(self._look(self._field.value), name="patients", group="patients", exclusive=True)

    async def _look(self, text: str) -> None:
        from db.queries.search import search

        await sleep(_PAUSE)
        found = (await caseload_app(self).asked(search, text, _MOST) or ()) if text.strip() else ()
        if text == self._field.value and self.is_mounted:
            key = {search_key(text), search_key(swap_layout(text))}
            self._patients = sorted(found, key=lambda hit: not search_key(hit.full_name).startswith(tuple(key)))
            self._show()

    def _show(self) -> None:
        """Show what was found: screens and commands first while their name begins so, else patients first."""
        commands = self._found_commands()
        self._commands = {command.id: command for command in commands}
        keys: list[RowKey | Heading] = []
        people: list[RowKey | Heading] = [each.patient_id for each in self._patients]
        for group, ids in _grouped(commands):
            keys += [Heading(_(GROUP_TITLES[group])), *ids]
        if people:
            people.insert(0, Heading(_("Patients")))
        # A name is typed more often than a command that has the letters somewhere inside.
        text = search_key(self._field.value)
        begins = any(search_key(each.words()).startswith(text) for each in commands)
        keys = [*keys, *people] if begins else [*people, *keys]
        here = self._table.cursor_key
        self._table.set_rows(keys, lambda place: self._row(keys[place]))
        if here not in keys:
            self._table.action_edge(-1)

    def _found_commands(self) -> list[Command]:
        wanted = {search_key(self._field.value), search_key(swap_layout(self._field.value))}
        app = self._host.base_app
        listed = [
            command
            for command in app.commands_here(self._host)
            if not command.builtin and not command.mark and command.id not in _NOT_LISTED
        ]
        # The chapter of the program stays whole, at the end: a heading stands once.
        late = {each.id for each in listed if each.group is Group.PROGRAM or each.id not in self._host.OFFERS}
        listed.sort(key=lambda each: (each.group is not Group.SCREENS, each.id in late, each.group is Group.PROGRAM))
        return [each for each in listed if any(_fits(key, each) for key in wanted)]

    def _row(self, key: RowKey | Heading) -> Row:
        if isinstance(key, int):
            hit = next(each for each in self._patients if each.patient_id == key)
            born = short_date(hit.birth_on) if hit.birth_on else ""
            said = (masked_tail(hit.phone), born, "" if hit.own else hit.assistant or _("nobody"))
            return Row((safe(hit.full_name, "strong"), safe(" · ".join(filter(None, said)), "faint")))
        command, app = self._commands[str(key)], self._host.base_app
        reason = app.reason_here(self._host, command)
        note = reason or shown_keys(command, app.keys_of_person)
        return Row((safe(command.words(), "faint" if reason else ""), safe(note, "faint")))

    def on_key(self, event: events.Key) -> None:
        """Move in the list while the field has the keys; Tab calls."""
        if event.key in ("up", "down"):
            event.stop()
            self._table.action_move(1 if event.key == "down" else -1)
        elif event.key == "tab":
            event.stop()
            event.prevent_default()
            if isinstance(key := self._table.cursor_key, int):
                self.finish(Wanted("call", patient_id=key))

    def on_record_table_highlighted(self, event: RecordTable.Highlighted) -> None:
        """Keep the list's message inside."""
        event.stop()

    def on_record_table_chosen(self, event: RecordTable.Chosen) -> None:
        """Take what was clicked."""
        event.stop()
        self._take(event.key)

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Take what is marked, once the list is that of what stands in the field."""
        event.stop()
        self.run_worker(self._take_when_found(), name="take", group="patients", exclusive=True)

    async def _take_when_found(self) -> None:
        if not self._table.keys:
            await self._look(self._field.value)
        self._take(self._table.cursor_key)

    def _take(self, key: RowKey | None) -> None:
        if isinstance(key, int):
            self.finish(Wanted("card", patient_id=key))
        elif isinstance(key, str):
            self.finish(Wanted("command", command=key))


def _fits(key: str, command: Command) -> bool:
    name = " " + search_key(command.words())
    return all(" " + word in name for word in key.split())


def _grouped(commands: Sequence[Command]) -> list[tuple[Group, list[str]]]:
    groups: dict[Group, list[str]] = {}
    for command in commands:
        groups.setdefault(command.group, []).append(command.id)
    return list(groups.items())
