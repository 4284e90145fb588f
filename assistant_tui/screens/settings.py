"""The settings: each with its meaning, what it is now, where that comes from; a change is in force at once."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from rich.text import Text

from assistant_tui.dialogs.pick import PickDialog
from assistant_tui.dialogs.text_prompt import TextPrompt
from assistant_tui.listing.meaning_list import MeaningList
from assistant_tui.settings import FIELDS, Settings, SettingsError, changed, load, settings_path
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.safe import safe
from assistant_tui.text.setting_words import (
    CHOICES,
    LABELS,
    from_typed,
    label_words,
    origin_words,
    typed_words,
    value_words,
)
from assistant_tui.widgets.choice import Choice
from assistant_tui.widgets.record_table import RecordTable
from assistant_tui.widgets.rows import Column, Row
from assistant_tui.widgets.status_line import StatusLine
from assistant_tui.widgets.zone_line import ZoneLine

if TYPE_CHECKING:
    from assistant_tui.app_comfort import Comfort


_PIN: Final = "pin"
"""A row beside the settings: it stands in no file."""
_PIN_LABEL: Final = N_("PIN of this terminal")


class SettingsScreen(MeaningList):
    """Every setting; Enter changes it by the field that fits, and what is wrong with it is said beside the field."""

    TITLE: ClassVar[str] = N_("Settings")
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("name", N_("Setting"), 30), Column("value", N_("Now"), 24, grow=1),
        Column("origin", N_("Where from"), 20),
    )  # fmt: skip
    HELP: ClassVar[str] = N_(
        "Every setting of yours. Enter changes the one under the cursor: it is checked, in force at once, and written"
        " to your settings file. What it means and what it was at first stands below the list."
    )
    DEFAULT_CSS = """
    SettingsScreen #about { height: 5; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._stored: Settings | None = None

    def on_mount(self) -> None:
        """Read the file, then show everything."""
        self._read()
        super().on_mount()

    def _read(self) -> None:
        try:
            self._stored = load()
        except SettingsError as error:
            self._stored = None
            self.query_one(StatusLine).error(_("{why} It is left as it is.", why=str(error)))

    def hint(self) -> tuple[str, str]:
        """Return what Enter does, and what the other keys do."""
        return _("Enter CHANGE"), _("↑↓ choose  Esc back")

    def fill(self) -> None:
        """List the settings, and say where their file lies."""
        self.query_one("#below", ZoneLine).show(_home(settings_path()))
        names = [*LABELS, _PIN]
        self.table.set_rows(list(names), lambda place: self._row(names[place]))

    def _row(self, name: str) -> Row:
        if name == _PIN:
            now_words = _("there is one") if self._has_pin() else _("there is none")
            return Row((safe(_(_PIN_LABEL)), safe(now_words), safe(_("until your shift ends"), "faint")))
        now = self.comfort.settings
        value, origin = getattr(now, name), origin_words(name, now, self._stored)
        own = value != getattr(Settings(), name)
        cells = safe(label_words(name)), safe(value_words(name, value), "strong" if own else ""), safe(origin, "faint")
        return Row(cells)

    def _has_pin(self) -> bool:
        has = getattr(self.app, "has_own_pin", None)
        return callable(has) and bool(has())

    def about_here(self) -> Text:
        """Return what the setting means, what it was at first, and how it is named in the file."""
        name = self.table.cursor_key
        if not isinstance(name, str):
            return Text("")
        if name == _PIN:
            return safe(_("Sets or changes the PIN that brings you back from the lock on this terminal."))
        said = safe(_(FIELDS[name])).append("\n")
        first = _("At first: {value}", value=value_words(name, getattr(Settings(), name)))
        said.append_text(safe(first, "faint")).append("\n")
        return said.append_text(safe(_("In the file: {name}", name=name), "faint"))

    def on_record_table_chosen(self, event: RecordTable.Chosen) -> None:
        """Change the setting."""
        event.stop()
        if isinstance(event.key, str):
            self.base_app.run_worker(self._change(event.key), name="change", exclusive=False)

    async def _change(self, name: str) -> None:
        app = self.comfort
        if name == _PIN:
            await app.carry_out(self, "set_pin")
            return
        if name == "keys":
            await app.do_show_keys()
            return
        if name == "theme":
            await app.do_theme()
        else:
            raw = await self._asked(name)
            if raw is None:
                return
            if await app.set_setting(name, raw):
                app.say(_("{setting}: {value}", setting=label_words(name), value=value_words(name, _now(app, name))))
        self._stored = _loaded()
        self.words_changed()

    async def _asked(self, name: str) -> object | None:
        now, question = self.comfort.settings, label_words(name)
        if name in CHOICES:
            choices = [Choice(str(place), _(words)) for place, (_code, words) in enumerate(CHOICES[name])]
            picked = await self.comfort.ask(PickDialog(question, choices))
            return None if picked is None else CHOICES[name][int(picked.id)][0]

        def wrong(text: str) -> str | None:
            try:
                changed(now, name, from_typed(name, text))
            except SettingsError as error:
                return str(error)
            return None

        prompt = TextPrompt(question, N_("New value"), value=typed_words(getattr(now, name)), check=wrong)
        text = await self.comfort.ask(prompt)
        return None if text is None else from_typed(name, text)

    def on_screen_resume(self) -> None:
        """Show what was changed elsewhere meanwhile."""
        super().on_screen_resume()
        if self.is_mounted:
            self._stored = _loaded()
            self.words_changed()


def _now(app: "Comfort", name: str) -> object:
    return getattr(app.settings, name)


def _loaded() -> Settings | None:
    try:
        return load()
    except SettingsError:
        return None


def _home(path: Path) -> str:
    return f"~/{path.relative_to(Path.home())}" if path.is_relative_to(Path.home()) else str(path)
