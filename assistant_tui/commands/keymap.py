"""The person's own keys: validation, and the keys that a command really has."""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

from assistant_tui.commands.catalogue import BY_ID, COMMANDS
from assistant_tui.commands.command import Command, Where
from assistant_tui.commands.layouts import key_words, twins
from assistant_tui.text.i18n import LANGUAGES, Language, _

Keymap = Mapping[str, tuple[str, ...]]
"""Command id → the keys that replace its own, in every language."""

_NAMED: Final = frozenset(
    ["enter", "escape", "tab", "space", "backspace", "insert", "delete", "home", "end", "pageup", "pagedown",
     "up", "down", "left", "right", *(f"f{number}" for number in range(1, 13))]
)  # fmt: skip
_SAME_BYTE: Final = frozenset({"ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m"})  # Backspace, Tab, a new line, Enter
_SIGNS: Final = {"?": "question_mark", "=": "equals_sign", "-": "minus", "+": "plus", "/": "slash", "*": "asterisk"}


def normal_key(key: str) -> str:
    """Return the name that Textual gives a key: ``?`` is ``question_mark``, ``cyrillic_small_letter_pe`` is ``п``."""
    prefix, plus, last = key.strip().rpartition("+") if len(key.strip()) > 1 else ("", "", key.strip())
    if len(last) > 1 and "_letter_" in last:
        try:
            last = unicodedata.lookup(last.replace("_", " "))
        except KeyError:
            return f"{prefix}{plus}{last}"
    last = last if len(last) == 1 else last.lower()
    return f"{prefix.lower()}{plus}{_SIGNS.get(last, last)}"


def keys_of(command: Command, keymap: Keymap, code: Language | None = None) -> tuple[str, ...]:
    """Return the keys of a command in a language as people see them: remapped ones replace its own, no twins."""
    own = keymap.get(command.id)
    return tuple(normal_key(key) for key in own) if own is not None else command.keys_in(code)


def heard_keys(command: Command, keymap: Keymap, code: Language | None = None) -> tuple[str, ...]:
    """Return every key name under which a command is heard, twins of the other layout included."""
    found = [name for key in keys_of(command, keymap, code) for name in twins(key)]
    return tuple(dict.fromkeys(found))


def shown_keys(command: Command, keymap: Keymap | None = None) -> str:
    """Return the keys of a command as one reads them on the keyboard: «F12 Ctrl+L»."""
    keys = [*keys_of(command, keymap or {}), *(normal_key(key) for key in command.plain_keys)]
    return " ".join(key_words(key) for key in keys)


def problems(keymap: Mapping[str, Iterable[str]]) -> list[str]:
    """Return one clear sentence for everything that is wrong with a person's own keys, in the present language."""
    found: list[str] = []
    sound: dict[str, tuple[str, ...]] = {}
    for command_id, keys in keymap.items():
        wrong = _wrong_entry(command_id, tuple(keys))
        if wrong:
            found.append(wrong)
        else:
            sound[command_id] = tuple(keys)
    return found + _clashes(sound)


def _wrong_entry(command_id: str, keys: tuple[str, ...]) -> str | None:
    command = BY_ID.get(command_id)
    if command is None:
        return _("Keys: there is no command “{id}”.", id=command_id)
    if command.builtin:
        return _("Keys: the keys of “{id}” belong to the list and cannot be changed.", id=command_id)
    if not keys:
        return _("Keys: “{id}” has no key; leave the line out to keep its own.", id=command_id)
    for key in keys:
        if wrong := unfit(command, key):
            return wrong
    return None


def unfit(command: Command, key: str) -> str | None:
    """Return why a command cannot have a key whoever else has it, in one sentence; None where it can."""
    if not key.strip():
        return _("Keys: an empty key for “{id}”.", id=command.id)
    name = normal_key(key)
    prefix, _plus, last = name.rpartition("+")
    single = len(last) == 1
    if prefix not in ("", "ctrl") and name != "shift+tab":
        return _("Keys: {key} for “{id}” does not arrive from every terminal.", key=key, id=command.id)
    if not (single and last.isprintable() or last in _NAMED or last in _SIGNS.values()):
        return _("Keys: there is no key “{key}” (for “{id}”).", key=key, id=command.id)
    if (
        last in ("f10", "f11")
        or name in _SAME_BYTE
        or prefix
        and not (single and last.isalpha())
        and name != "shift+tab"
    ):
        return _("Keys: {key} for “{id}” does not arrive from every terminal.", key=key, id=command.id)
    if not prefix and single and last.isalnum() and command.where is not Where.CALL:
        return _("Keys: {key} for “{id}”: letters and digits search on lists.", key=key, id=command.id)
    return None


def _clashes(keymap: Keymap) -> list[str]:
    found: dict[str, None] = {}
    for code in LANGUAGES:
        owners: dict[str, list[Command]] = {}
        for command in COMMANDS:
            heard = [*heard_keys(command, keymap, code), *(normal_key(key) for key in command.plain_keys)]
            for key in heard:
                rivals = owners.setdefault(key, [])
                for rival in rivals:
                    if rival.where.meets(command.where) and {rival.id, command.id} & keymap.keys():
                        sentence = _(
                            "Keys: {key} is given to both “{one}” and “{other}”.",
                            key=key_words(key), one=rival.id, other=command.id,
                        )  # fmt: skip
                        found.setdefault(f"{rival.id}/{command.id}|{sentence}")
                rivals.append(command)
    pairs: dict[str, str] = {}
    for entry in found:
        pair, _bar, sentence = entry.partition("|")
        pairs.setdefault(pair, sentence)
    return list(pairs.values())
