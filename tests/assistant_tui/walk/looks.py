"""What is looked for on a drawn screen: words of the wrong language, cut words, keys without a twin."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from rich.cells import cell_len
from textual.screen import Screen
from textual.widgets import Static

from assistant_tui.app import AssistantApp
from assistant_tui.commands.host import CommandHost
from assistant_tui.commands.keymap import keys_of
from assistant_tui.dialogs.base import Dialog
from assistant_tui.widgets.choice_list import ChoiceList
from assistant_tui.widgets.record_table import RecordTable

LATIN: Final = frozenset(
    [
        *("Enter", "Esc", "Tab", "Ctrl", "PgUp", "PgDn", "Home", "End", "Space", "Backspace", "Del", "Ins"),  # keys
        *("CSV", "XLSX", "ICS", "PIN", "csv", "xlsx", "clerk", "cp"),  # what Russian has no letters for
        *("Onco", "English", "Language"),  # names, also of the other language
        *("anna", "olga"),  # logins
        *("ru", "en"),  # values of settings
        *("Europe", "Moscow", "RW"),  # time zones and tests by their only names
    ]
)
"""Latin words that stand on Russian screens."""
CYRILLIC: Final = frozenset(
    "Петрова Мария Ивановна Сидорова Анна Зимина Вера Николаевна Котова Ольга Сергеевна Иванова ЦАОП "
    "Москва Химки Мира Русский Петровна ЦА "
    "Дубов Иван Сергеевич Грушин Семён Ильич Калинина Зоя Павловна Дата рождения пациента Язык".split()
)
"""Russian words that stand on English screens: what is on record, in a file, and the name of the other language."""
_PATH: Final = re.compile(r"\S*/\S+/\S*|В файле: .*")
"""Paths, and the name of a setting in the file of settings."""
_CLIPPED: Final = re.compile(
    rf"{_PATH.pattern}"
    r"|^\s*>?[◦•].*…"  # the subject of a call
    r"|^\s*(Дальше|Then) .*…"  # the visits that follow
    r"|To be done by .* ·…"  # what is said of a task behind its times
    r"|Иванова А\. П\. · ЦА…"  # who and where, at the right of a long title
    r"|согласен\(на\)…|ЖАЛОБЫ врачу…"  # outcomes that ask for more, without room for a space before the dots
)
"""What ends in dots and may: data, and labels whose dots say that a question follows."""
_EN, _RU = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`", "йцукенгшщзхъфывапролджэячсмитьбюё"
_PHYSICAL: Final = {**dict(zip(_EN, _RU, strict=True)), **dict(zip(_RU, _EN, strict=True))}


def in_front(screen: Screen[Any], text: str) -> str:
    """Return the lines of a dialog alone, or all of a screen."""
    if not isinstance(screen, Dialog):
        return text
    part = screen.query_one("#dialog").region
    return "\n".join(text.splitlines()[part.y : part.bottom])


def foreign(text: str, language: str) -> list[str]:
    """Return the words of the language that is not spoken here."""
    text = _PATH.sub(" ", text)
    letters, known = (r"[A-Za-z]{2,}", LATIN) if language == "ru" else (r"[А-Яа-яЁё]{2,}", CYRILLIC)
    return [word for word in re.findall(letters, text) if word not in known]


def cut(screen: Screen[Any], text: str) -> list[str]:
    """Return the lines that are too wide, or in which a word ends in dots; a choice ends in « …» on purpose.

    Rows of lists are data and may be clipped; their headings, and lists of choices, may not.
    """
    lines = in_front(screen, text).splitlines()
    first = screen.query_one("#dialog").region.y if isinstance(screen, Dialog) else 0
    data: set[int] = set()
    for table in screen.query(RecordTable):
        if not isinstance(table.parent, ChoiceList):
            data |= set(range(table.region.y + 1, table.region.bottom))
    return [
        line.strip()
        for place, line in enumerate(lines, first)
        if cell_len(line) > screen.size.width
        or place not in data
        and re.search(r"[^\s(]…(?!\d)", _CLIPPED.sub(" ", line))
    ]


def hidden(screen: Screen[Any]) -> list[str]:
    """Return the question and hint of a dialog, and every plain text, that does not stand whole on the screen."""
    found: list[str] = []
    for part in screen.query(".dialog-title, .dialog-hint"):
        if not screen.region.contains_region(part.region) or not part.region.height:
            found.append(f"{part}: outside")
    for static in screen.query(Static):
        wide = static.region.width
        if not static.display or not wide or static.has_class("header", "footer"):
            continue
        needed = (
            static.get_content_height(static.size, static.size, static.content_size.width) if static.content_size else 0
        )
        if needed > static.content_size.height:
            found.append(f"{static}: {needed} lines in {static.content_size.height}")
    return found


DEAF: Final = {"PressKeyDialog": "it hears every key itself, to give it to a command"}
"""Dialogs in which keys do nothing of their own, each with the reason."""


def twinless(app: AssistantApp, host: CommandHost) -> list[str]:
    """Return the keys of commands offered here that are not heard, or not under the Russian letter of the key."""
    if type(host).__name__ in DEAF:
        return []
    heard = {*host._bindings.key_to_bindings, *app._bindings.key_to_bindings}
    missing: list[str] = []
    for command in app.commands_here(host):
        if command.builtin:
            continue
        for key in keys_of(command, app.keys_of_person):
            missing += [f"{command.id}: {name}" for name in _names(key) if name not in heard]
    return missing


def _names(key: str) -> Iterable[str]:
    prefix, plus, last = key.rpartition("+")
    yield key
    if len(last) == 1 and last.isalpha() and _PHYSICAL[last.lower()].isalpha():
        yield f"{prefix}{plus}{_PHYSICAL[last.lower()]}"
