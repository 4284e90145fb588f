"""Strings that break screens: driven through every widget, dialog, toast and file."""

from typing import Final

HOSTILE: Final = (
    "Петров [/x]",
    "Петров [/bold]",
    "Петров [не звонить]",
    "[@click=app.exit(3)]Петров[/]",
    "[bold red]Петров",
    "Петр\x1b[2Jов",
    "Петр\x1b]52;c;YWJj\x07ов",
    "Петр\x1b]8;;http://x.example/\x1b\\ов\x1b]8;;\x1b\\",
    "Петр\x9b31mов",
    "Петр\u202eвои",
    "Пе\u2066тр\u2069ов",
    "Пет\u200bр\u200dов\ufeff",
    "Пет\U000e0041ров",
    "Петров\nМария\r\nИвановна\tтаб",
    "Пётров 👩‍⚕️ 🩺",
    "Й" * 20 + "и\u0306" * 20,
    "病院" * 40,
    "\x00\x07\x08Петров",
    "Петров {name} %s {0}",
    "П" * 10_000,
    "",
)
"""Names that a file or a person may bring."""

FORBIDDEN: Final = frozenset(
    [*map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0)), "\u202a", "\u202b", "\u202c", "\u202d", "\u202e",
     *map(chr, range(0x2066, 0x206A)), *map(chr, range(0x200B, 0x2010)), "\ufeff",
     *map(chr, range(0xE0000, 0xE0080))]
)  # fmt: skip
"""Characters that never reach the terminal from data."""
