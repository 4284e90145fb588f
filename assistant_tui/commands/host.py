"""Screens and dialogs that offer commands: bindings, reasons, dispatch, live words."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from textual.actions import SkipAction
from textual.binding import Binding, BindingsMap
from textual.dom import DOMNode
from textual.screen import Screen, ScreenResultType
from textual.widgets import Input

from assistant_tui.commands.catalogue import APP_WIDE, BY_ID
from assistant_tui.commands.command import Command
from assistant_tui.commands.keymap import Keymap, heard_keys, normal_key
from assistant_tui.commands.layouts import twins
from assistant_tui.text.i18n import _

if TYPE_CHECKING:
    from assistant_tui.app_base import BaseApp


def method_name(command_id: str) -> str:
    """Return the name of the method that carries out a command: ``do_no_answer``."""
    return "do_" + command_id


def bindings_for(ids: tuple[str, ...], keymap: Keymap, *, priority: bool = False) -> BindingsMap:
    """Return the bindings of commands in the present language, twins of the other layout included."""
    made: list[Binding] = []
    for command in (BY_ID[command_id] for command_id in ids):
        if command.builtin:
            continue
        made += [
            Binding(key, f"command('{command.id}')", show=False, priority=priority)
            for key in heard_keys(command, keymap)
        ]
    return BindingsMap(made)


def plain_bindings_for(ids: tuple[str, ...]) -> BindingsMap:
    """Return the bindings of the keys that are heard only while no text is being typed (``?``, Ctrl+Z)."""
    return BindingsMap(
        Binding(name, f"plain_command('{command_id}')", show=False)
        for command_id in ids
        for key in BY_ID[command_id].plain_keys
        for name in twins(normal_key(key))
    )


def reason_off(doer: object, command: Command) -> str | None:
    """Return why ``doer`` cannot carry out the command now, or None if it can.

    Its own ``off_<id>()`` knows best; a command without a method there is off, with its own reason if it has one.
    """
    own = getattr(doer, "off_" + command.id, None)
    if callable(own):
        return cast("str | None", own())
    if callable(getattr(doer, method_name(command.id), None)):
        return None
    return (command.off() if command.off else None) or _("This does not work here")


class CommandHost(DOMNode):
    """Mix-in for a screen or dialog that offers commands.

    `OFFERS` names the commands by id; ``do_<id>()`` carries one out (plain, or async: then it runs as a worker of
    the app and may ask dialogs); ``off_<id>() -> str | None`` says why it is off now. While an async one runs, the
    same command is not started again. `words_changed()` is called after a switch of language or theme.
    """

    OFFERS: ClassVar[tuple[str, ...]] = ()
    HELP: ClassVar[str] = ""
    """Message id of a paragraph about this place, for F1."""
    SAID_HERE: ClassVar[Mapping[str, tuple[str, str]]] = {}
    """Label and help, message ids, of commands that do something else here than elsewhere, by id."""
    PRIVATE: ClassVar[bool] = False
    """True: nothing but this screen's own commands is heard."""

    @property
    def base_app(self) -> "BaseApp":
        """The app, with its type."""
        return cast("BaseApp", self.app)

    def offered(self) -> list[Command]:
        """Return the commands offered here, in the order of `OFFERS`."""
        return [BY_ID[command_id] for command_id in self.OFFERS]

    def command_off(self, command_id: str) -> str | None:
        """Return why a command is off here now, or None."""
        return reason_off(self, BY_ID[command_id])

    def rebind(self) -> None:
        """Make the bindings anew for the present language and keymap."""
        own = tuple(command_id for command_id in self.OFFERS if command_id not in APP_WIDE)
        plain = (*self.OFFERS, *(each for each in APP_WIDE if each not in self.OFFERS and not self.PRIVATE))
        inherited = type(self)._merge_bindings()
        self._bindings = BindingsMap.merge(
            [bindings_for(own, self.base_app.keys_of_person), plain_bindings_for(plain), inherited]
        )

    def words_changed(self) -> None:
        """Write all words anew after the language or theme changed; extend it where words are kept."""

    async def action_command(self, command_id: str) -> None:
        """Carry out a command, or say why it is off."""
        await self.base_app.carry_out(self, command_id)

    async def action_plain_command(self, command_id: str) -> None:
        """Carry out a command whose key is heard only outside text; app-wide ones go to the app."""
        focused = self.app.focused
        if isinstance(focused, Input) or getattr(focused, "TAKES_TEXT", False):
            raise SkipAction
        if command_id in APP_WIDE:
            await self.base_app.action_command(command_id)
        else:
            await self.base_app.carry_out(self, command_id)


class CommandScreen(CommandHost, Screen[ScreenResultType]):
    """A full screen that offers commands; screens of the program derive from it."""

    def on_mount(self) -> None:
        """Make the bindings."""
        self.rebind()

    def on_screen_resume(self) -> None:
        """Tell the input guard that the screen changed; what has no room is covered by a sentence."""
        self.base_app.guard.changed()
        if self.is_current:
            self.base_app.mind_size()
