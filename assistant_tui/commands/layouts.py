"""The same physical key in the other keyboard layout, and key names as people read them."""

from typing import Final

from assistant_tui.text.i18n import _

_LATIN: Final = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_CYRILLIC: Final = "йцукенгшщзхъфывапролджэячсмитьбюё"
_TO_CYRILLIC: Final = dict(zip(_LATIN, _CYRILLIC, strict=True))
_TO_LATIN: Final = dict(zip(_CYRILLIC, _LATIN, strict=True))

_SHOWN: Final = {
    "enter": "Enter", "escape": "Esc", "tab": "Tab", "up": "↑", "down": "↓", "left": "←", "right": "→",
    "pageup": "PgUp", "pagedown": "PgDn", "home": "Home", "end": "End", "delete": "Del",
    "insert": "Ins", "backspace": "Backspace", "question_mark": "?", "equals_sign": "=", "asterisk": "*",
}  # fmt: skip


def other_layout(letter: str) -> str | None:
    """Return the lower-case letter of the same physical key in the other layout (Latin or Russian), or None."""
    small = letter.lower()
    twin = _TO_LATIN.get(small) or _TO_CYRILLIC.get(small)
    return twin if twin and twin.isalpha() and small.isalpha() else None


def twins(key: str) -> tuple[str, ...]:
    """Return ``key`` with all names under which the same physical key may arrive.

    Textual names a letter by itself in every alphabet (``п``, ``П``), with Ctrl as ``ctrl+п`` where a terminal speaks
    the Kitty protocol; upper case arrives with Shift or Caps Lock.
    """
    prefix, plus, last = key.rpartition("+")
    if len(last) != 1 or not last.isalpha():
        return (key,)
    letters = [last.lower()]
    if twin := other_layout(last):
        letters.append(twin)
    names = [f"{prefix}{plus}{letter}" for letter in letters]
    if not plus:
        names += [letter.upper() for letter in letters]
    return tuple(dict.fromkeys(names))


def key_words(key: str) -> str:
    """Return a key as it is printed on a keyboard: «F2», «Esc», «Ctrl+Q», «П»."""
    prefix, plus, last = key.rpartition("+")
    if last == "space":
        return _("Space")
    shown = _SHOWN.get(last, last.upper() if len(last) == 1 or last[:1] == "f" and last[1:].isdigit() else last)
    return f"{prefix.title()}{plus}{shown}"
