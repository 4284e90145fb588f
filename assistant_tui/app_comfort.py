"""What makes the program one's own: settings, colours and keys, changed on the screen and in force at once."""

from collections.abc import Mapping

from textual import events
from textual.geometry import Size

from assistant_tui.app_backup import BackupWays
from assistant_tui.app_places import Places
from assistant_tui.commands.host import CommandHost
from assistant_tui.environment import locale_language
from assistant_tui.settings import SettingsError, changed, keep
from assistant_tui.text.i18n import _, language


class Comfort(BackupWays, Places):
    """Opens settings, colours and keys; each is imported when it is first wanted."""

    def on_resize(self, event: events.Resize) -> None:
        """Look whether what is in front has room still."""
        self._mind(event.size)

    def mind_size(self) -> None:
        """Say in one sentence that a window is too small, instead of showing pieces, whatever comes to the front."""
        self._mind(self.size)

    def _mind(self, size: Size) -> None:
        from assistant_tui.screens.too_small import TooSmallScreen, too_small

        if too_small(*size) and not isinstance(self.screen, TooSmallScreen):
            self.push_screen(TooSmallScreen())

    async def set_setting(self, name: str, raw: object) -> bool:
        """Let a setting have another value, as the file would have it: at once, and from the next start on.

        Tells whether the value is sound; what cannot be kept in the file is said and holds until one leaves.
        """
        try:
            self.settings = changed(self.settings, name, raw)
        except SettingsError as error:
            self.say(str(error))
            return False
        self._heed(name)
        try:
            await self.write(lambda: keep(name, raw))
        except SettingsError as error:
            self.say(_("{why} It is left as it is; your choice holds until you leave.", why=str(error)))
        except OSError:
            self.say(_("The settings could not be saved: the folder cannot be written"))
        return True

    async def set_keys(self, keys: Mapping[str, tuple[str, ...]]) -> bool:
        """Give commands other keys; those that are not named have their own."""
        return await self.set_setting("keys", {command: list(each) for command, each in keys.items()})

    def _heed(self, name: str) -> None:
        """Follow a setting that has changed."""
        if name == "theme":
            self.theme = self.settings.theme
        elif name == "language":
            self.switch_language(self.settings.language or locale_language())
        elif name == "keys":
            self.words_changed()
        else:
            self.heed_settings()

    async def do_language(self) -> None:
        """Switch to the other language, from now on."""
        await self.set_setting("language", "en" if language() == "ru" else "ru")

    async def do_theme(self) -> None:
        """Ask for colours, which are shown while one chooses; Esc puts the old ones back."""
        from assistant_tui.dialogs.pick_theme import ThemeDialog

        chosen = await self.ask(ThemeDialog(self.theme))
        if chosen is not None and await self.set_setting("theme", chosen):
            self.refresh_bindings()

    async def do_palette(self) -> None:
        """Find a command, a screen or a patient by typing, and do it where it was asked for."""
        from assistant_tui.dialogs.palette import PaletteDialog

        host = self.screen
        if not isinstance(host, CommandHost):
            return
        wanted = await self.ask(PaletteDialog(host))
        if wanted is None:
            return
        if wanted.what == "command":
            await self.carry_out(host, wanted.command)
        elif wanted.what == "card":
            await self.open_card(wanted.patient_id)
        else:
            await self.open_call(wanted.patient_id)

    async def do_show_settings(self) -> None:
        """Open the settings."""
        from assistant_tui.screens.settings import SettingsScreen

        if not isinstance(self.screen, SettingsScreen):
            await self.push_screen(SettingsScreen())

    async def do_show_keys(self) -> None:
        """Open the keys of all commands."""
        from assistant_tui.screens.keys import KeysScreen

        if not isinstance(self.screen, KeysScreen):
            await self.push_screen(KeysScreen())

    def off_show_numbers(self) -> str | None:
        """Say why there are no numbers yet."""
        return None if self.is_open else _("Sign in first")

    async def do_show_numbers(self) -> None:
        """Open the numbers of the rules."""
        from assistant_tui.screens.numbers import NumbersScreen

        if not isinstance(self.screen, NumbersScreen):
            await self.push_screen(NumbersScreen())
