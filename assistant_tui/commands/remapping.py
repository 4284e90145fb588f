"""Giving a command another key while the program runs: what stands against it."""

from typing import Final

from assistant_tui.commands.catalogue import COMMANDS
from assistant_tui.commands.command import Command
from assistant_tui.commands.keymap import Keymap, heard_keys, normal_key, unfit
from assistant_tui.commands.layouts import key_words, other_layout, twins
from assistant_tui.text.i18n import LANGUAGES, _

_WRITING: Final = ("backspace", "delete", "space", "escape")


def spelled(key: str) -> str:
    """Return a pressed key as it is kept: with Ctrl in Latin letters, whatever layout is on."""
    name = normal_key(key)
    prefix, plus, last = name.rpartition("+")
    if plus and len(last) == 1 and not last.isascii():
        return f"{prefix}{plus}{other_layout(last) or last}"
    return name.lower() if len(name) == 1 else name


def owner(command: Command, key: str, keymap: Keymap) -> Command | None:
    """Return the command that is heard by a key where ``command`` would be, in any language; None where it is free."""
    pressed = set(twins(normal_key(key)))
    for other in COMMANDS:
        if other.id == command.id or not other.where.meets(command.where):
            continue
        plain = {name for each in other.plain_keys for name in twins(normal_key(each))}
        if any(pressed & (plain | set(heard_keys(other, keymap, code))) for code in LANGUAGES):
            return other
    return None


def against(command: Command, key: str, keymap: Keymap) -> str | None:
    """Return why a command cannot have a key, in one sentence; None where it can."""
    if wrong := unfit(command, key):
        return wrong
    if taken := owner(command, key, keymap):
        return _("{key} is taken: {command}", key=key_words(normal_key(key)), command=taken.words())
    if normal_key(key) in _WRITING:
        return _("{key} is needed for typing and leaving", key=key_words(normal_key(key)))
    return None
