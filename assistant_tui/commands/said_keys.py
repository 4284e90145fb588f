"""Keys in sentences: where a person has other keys, the texts name these.

Texts name the keys that the program has by itself («F4 books one»). A function key, Ins, the space bar and Ctrl with a
letter belong to one command each, so they can be replaced wherever they stand; Esc, Enter, Tab and the arrows mean a
command only in some texts, which are listed here. Names of people and what is typed never pass through here.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

from assistant_tui.commands.catalogue import BY_ID, COMMANDS
from assistant_tui.commands.command import Command
from assistant_tui.commands.keymap import Keymap, keys_of
from assistant_tui.commands.layouts import key_words
from assistant_tui.text.i18n import name_keys_by

_SHARED: Final = frozenset({"escape", "enter", "tab", "up", "down", "left", "right"})
_SPACE: Final = ("Space", "Пробел", "пробел")
_NO_COMMAND: Final = frozenset(
    [
        "Good keys: F1 to F9, F12, Ctrl with a letter; in a call also letters",
        "Several answers at once: a digit or Space ticks one, Enter goes on.",
        "Space",
    ]
)
"""Texts in which a key is a key."""
_LEAVE: Final = {"Esc": "leave"}
_SECTIONS: Final = {"←": "section_prev", "→": "section_next"}
_CALL: Final = {"Esc": "put_aside", "Enter": "finish"}
_MEANT: Final[Mapping[str, Mapping[str, str]]] = {
    **dict.fromkeys(
        (
            "Dialled by a slip: Esc, and dial again.",
            "{who}. Now a letter, or Enter to finish",
            "Something is marked already: Enter finishes, F8 takes it back",
            "Somebody is on the line: mark by a letter, or Enter finishes",
            "The question is answered: {key}, Enter",
            "Nothing is marked yet: a digit, a letter, or Esc puts the call aside",
            "They have talked. Press a letter that fits, or Esc: it stays on top.",
            "Esc: put aside",
            "Esc: put aside · Enter: finish",
            "Enter: finish, {n} is left",
            "{said}. Try the other number: {number}; Esc: not now",
            "{said}. Dial again now: {number}; Esc: not now",
        ),
        _CALL,
    ),
    **dict.fromkeys(("←→ sections", "←→ tabs", "←→ kinds of rows"), _SECTIONS),
}
"""What shared keys mean in texts of calls and of sections; elsewhere Esc leaves, and the others are of the place."""
_OF_ESCAPE: Final = frozenset({"Wait after Esc, ms"})


def follow(keymap: Keymap) -> None:
    """Let all texts name the keys of this person from now on."""
    name_keys_by(_renamer(keymap) if keymap else None)


def _renamer(keymap: Keymap) -> Callable[[str, str], str]:
    plain: dict[str, Command] = {}
    for command in COMMANDS:
        if command.id in keymap and not command.mark:
            for key in command.keys.get("*", ()):
                names = _SPACE if key == "space" else () if key in _SHARED else (key_words(key),)
                plain |= dict.fromkeys(names, command)

    def rename(message: str, said: str) -> str:
        if message in _NO_COMMAND:
            return said
        shared = {} if message in _OF_ESCAPE else _MEANT.get(message, _LEAVE)
        known = {**plain, **{key: BY_ID[owner] for key, owner in shared.items() if owner in keymap}}
        if not known:
            return said
        names = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
        return re.sub(rf"(?<![\w+])(?:{names})(?!\w)", lambda found: _first(known[found[0]], keymap), said)

    return rename


def _first(command: Command, keymap: Keymap) -> str:
    return key_words(keys_of(command, keymap)[0])
