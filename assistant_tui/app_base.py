"""The app without its record: commands, language, themes, what is told and asked."""

import inspect
import time
from collections.abc import Callable, Iterable
from typing import Any, ClassVar, Literal, Protocol, TypeVar, runtime_checkable

from rich.theme import Theme as RichTheme
from textual import constants, events
from textual import screen as textual_screen
from textual.app import SystemCommand
from textual.binding import BindingsMap
from textual.command import Provider
from textual.message import Message
from textual.reactive import Initialize, Reactive
from textual.screen import Screen
from textual.theme import Theme

from assistant_tui.app_ground import GroundApp
from assistant_tui.commands.catalogue import APP_WIDE, BY_ID, COMMANDS
from assistant_tui.commands.command import Command
from assistant_tui.commands.host import CommandHost, bindings_for, method_name, reason_off
from assistant_tui.commands.keymap import Keymap
from assistant_tui.commands.said_keys import follow
from assistant_tui.dialogs.base import Dialog
from assistant_tui.input_guard import InputGuard
from assistant_tui.settings import Settings
from assistant_tui.style_sheet import KeptStylesheet
from assistant_tui.text.i18n import language, use_language
from assistant_tui.text.safe import plain
from assistant_tui.themes import PALETTES, text_styles, themes, variables
from assistant_tui.widgets.status_line import StatusLine

R = TypeVar("R")
_SLOW_ESCAPE_MS = 400
_SLOW_FRAMES = 8
"""Frames a second on a slow line, for screens that are opened from then on."""


@runtime_checkable
class Worded(Protocol):
    """A widget that keeps words: after a switch of language or colours it is told to write them anew."""

    def words_changed(self) -> None:
        """Write the words in the present language."""


class BaseApp(GroundApp):
    """An app whose commands come from the catalogue.

    It hears the commands of `APP_WIDE` over every screen and dialog: a screen's own ``do_<id>`` wins over the app's.
    `ask(dialog)` waits for a dialog's answer (from an async ``do_``); `say(text)` tells something on the status line.
    """

    ENABLE_COMMAND_PALETTE = False
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = set()
    NOTIFICATION_TIMEOUT = 6

    def _chosen_theme(self) -> str:
        return self.settings.theme

    theme: Reactive[str] = Reactive(Initialize(_chosen_theme))
    """The colours by name; those of the person from the start, so that no style sheet is read twice."""

    def __init__(self, settings: Settings | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Make the app; ``clock`` is what the input guard reads, in seconds."""
        self.settings = settings or Settings()
        self._own_themes = {theme.name: theme for theme in themes()}
        super().__init__()
        self.stylesheet = KeptStylesheet(variables=self.get_css_variables())
        if self.settings.language:
            use_language(self.settings.language)
        self.animation_level = "none"
        self.guard = InputGuard(clock)
        self.heed_settings()
        self._key_age = 0.0
        self._running_commands: set[tuple[int, int, str]] = set()
        self._styled = False
        for theme in self._own_themes.values():
            self.register_theme(theme)
        self._style_text(self.settings.theme)
        self.rebind()

    # Words, keys, colours.

    @property
    def keys_of_person(self) -> Keymap:
        """The person's own keys."""
        return self.settings.keys

    def rebind(self) -> None:
        """Make the app's bindings anew for the present language."""
        follow(self.keys_of_person)
        self._bindings = BindingsMap.merge([bindings_for(APP_WIDE, self.keys_of_person, priority=True)])

    def heed_settings(self) -> None:
        """Follow what the settings say of keys that come too soon or in pieces, and of slow lines."""
        settings, slow = self.settings, self.settings.slow_line
        self.guard.after_change = settings.guard_after_change_ms / 1000
        self.guard.same_mark = settings.guard_same_mark_ms / 1000
        least = _SLOW_ESCAPE_MS if slow else 0
        vars(constants)["ESCAPE_DELAY"] = max(settings.escape_delay_ms, least) / 1000
        vars(textual_screen)["UPDATE_PERIOD"] = 1 / (_SLOW_FRAMES if slow else constants.MAX_FPS)

    def switch_language(self, code: str) -> None:
        """Show everything in the other language, at once."""
        use_language(code)
        self.words_changed()

    def words_changed(self) -> None:
        """Write and draw everything anew in the present language and colours."""
        self.rebind()
        for screen in self.screen_stack:
            if isinstance(screen, CommandHost):
                screen.rebind()
                screen.words_changed()
            for widget in screen.walk_children():
                if isinstance(widget, Worded):
                    widget.words_changed()
                widget.refresh(layout=True)
        self.refresh_bindings()

    def get_theme(self, theme_name: str) -> Theme | None:
        """Return a theme of ours, which is asked for before it can be registered, or of Textual's."""
        return self._own_themes.get(theme_name) or super().get_theme(theme_name)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Let style sheets use our variables under any theme."""
        return variables(PALETTES["dark"])

    def watch_theme(self, name: str) -> None:
        """Give the names of weights and meanings the colours of the theme."""
        self._style_text(name)
        if self.is_running:
            self.call_next(self.words_changed)

    def _style_text(self, name: str) -> None:
        if name not in PALETTES:
            return
        if self._styled:
            self.console.pop_theme()
        self.console.push_theme(RichTheme(text_styles(name)))
        self._styled = True

    # Commands.

    def commands_here(self, host: CommandHost) -> list[Command]:
        """Return what can be asked for on a screen, in the catalogue's order."""
        ids = set(host.OFFERS) | (set() if host.PRIVATE else set(APP_WIDE))
        return [command.said(*host.SAID_HERE.get(command.id, ())) for command in COMMANDS if command.id in ids]

    def reason_here(self, host: CommandHost, command: Command) -> str | None:
        """Return why a command is off on a screen now, or None."""
        if callable(getattr(host, method_name(command.id), None)) or command.id not in APP_WIDE:
            return host.command_off(command.id)
        return reason_off(self, command)

    async def action_command(self, command_id: str) -> None:
        """Carry out an app-wide command for the screen in front."""
        if isinstance(self.screen, CommandHost):
            await self.carry_out(self.screen, command_id)

    async def carry_out(self, host: CommandHost, command_id: str) -> None:
        """Carry out a command on a screen; say why if it is off, ignore a mark that comes too soon."""
        command = BY_ID[command_id]
        if self._is_unheard(host, command_id):
            return
        if command.mark and not self.guard_input(command_id):
            return
        if reason := self.reason_here(host, command):
            self.say(reason)
            return
        owner: object = host if callable(getattr(host, method_name(command_id), None)) else self
        # A fast double key asks nothing twice; over what a command opened meanwhile it may be asked for again.
        running = (id(owner), id(host), command_id)
        if running in self._running_commands:
            return
        method = getattr(owner, method_name(command_id))
        if inspect.iscoroutinefunction(method):
            self._running_commands.add(running)
            self.run_worker(self._run_command(running, method), name=command_id, exclusive=False)
        else:
            method()

    def _is_unheard(self, host: CommandHost, command_id: str) -> bool:
        """Tell whether a command is not heard here: over a private frame only what that frame offers is."""
        if host.PRIVATE or command_id in host.OFFERS:
            return command_id not in host.OFFERS
        below = next((each for each in self.screen_stack if isinstance(each, CommandHost) and each.PRIVATE), None)
        return below is not None and command_id not in below.OFFERS

    async def _run_command(self, running: tuple[int, int, str], method: Callable[[], Any]) -> None:
        try:
            await method()
        finally:
            self._running_commands.discard(running)

    @property
    def one_key_at_a_time(self) -> bool:
        """Whether each key waits for the one before it: where a name and a password are typed."""
        return self.hidden

    def guard_input(self, mark: str) -> bool:
        """Tell whether a press of a mark counts (`InputGuard`)."""
        return self.guard.allows(mark, age=self._key_age)

    async def on_event(self, event: events.Event) -> None:
        """Note when keys came in, for the guard; Esc counts as a change of screen."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            self._key_age = max(0.0, Message().time - event.time)
            if event.key == "escape":
                self.guard.changed()
        elif isinstance(event, events.MouseDown):
            self._key_age = 0.0
        await super().on_event(event)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Offer none of Textual's own commands: no screenshots of patients, no English words."""
        return ()

    # Telling and asking.

    @property
    def hidden(self) -> bool:
        """Whether the screen is hidden from passers-by."""
        return isinstance(self.screen, CommandHost) and self.screen.PRIVATE

    def mind_size(self) -> None:
        """Say that a window is too small, where there is something that says it."""

    def say(self, text: str, *, undo: bool = False) -> None:
        """Tell something: on the status line of the screen in front, else as a notification."""
        screens = self.screen_stack[::-1] if self.hidden else [self.screen]
        for line in (line for screen in screens for line in screen.query(StatusLine)):
            line.show(text, undo=undo)
            return
        self.notify(text)

    def notify(
        self, message: str, *, title: str = "", severity: Literal["information", "warning", "error"] = "information",
        timeout: float | None = None, markup: bool = False,
    ) -> None:  # fmt: skip
        """Show a notification as plain text; nothing is shown over a hidden screen."""
        if not self.hidden:
            super().notify(plain(message), title=plain(title), severity=severity, timeout=timeout, markup=False)

    async def ask(self, dialog: Dialog[R]) -> R | None:
        """Open a dialog and return its answer, None when it was left; a second one of its kind is not opened.

        Call it from an async ``do_`` or another worker.
        """
        if any(type(screen) is type(dialog) for screen in self.screen_stack):
            return None
        return await self.push_screen_wait(dialog)

    # Commands of the app itself.

    async def do_language(self) -> None:
        """Switch to the other language."""
        self.switch_language("en" if language() == "ru" else "ru")

    async def do_theme(self) -> None:
        """Go to the next theme."""
        names = list(PALETTES)
        self.theme = names[(names.index(self.theme) + 1) % len(names)] if self.theme in names else names[0]

    async def do_help(self) -> None:
        """Explain the place and its keys."""
        from assistant_tui.screens.help import HelpDialog

        if isinstance(self.screen, CommandHost):
            await self.ask(HelpDialog(self.screen))

    async def do_menu(self) -> None:
        """Show all commands, then carry out the chosen one where it was asked for."""
        from assistant_tui.screens.menu import MenuDialog

        host = self.screen
        if isinstance(host, CommandHost):
            chosen = await self.ask(MenuDialog(host))
            if chosen:
                await self.carry_out(host, chosen)

    async def do_palette(self) -> None:
        """Show all commands; typing finds them."""
        await self.do_menu()

    async def do_quit(self) -> None:
        """Close the program."""
        self.exit(0)
