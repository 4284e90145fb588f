"""Names as people write, type and misspell them: cleaning, keys to search and sort by, keyboard layouts."""

from __future__ import annotations

import re
import unicodedata

_EN_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_RU_KEYS = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_EN_SHIFT = '~QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>'
_RU_SHIFT = "ЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ"
_TO_RU = str.maketrans(_EN_KEYS + _EN_SHIFT, _RU_KEYS + _RU_SHIFT)
_TO_EN = str.maketrans(_RU_KEYS + _RU_SHIFT, _EN_KEYS + _EN_SHIFT)

# Controls, direction marks, zero-width characters and tags: they move or hide other text on a terminal.
_HIDDEN_CODES = (
    *range(0x00, 0x20),
    *range(0x7F, 0xA0),
    0x00AD,
    0x034F,
    0x061C,
    0x115F,
    0x1160,
    0x17B4,
    0x17B5,
    0x180E,
    *range(0x200B, 0x2010),
    *range(0x2028, 0x202F),
    *range(0x2060, 0x2070),
    0x3164,
    *range(0xD800, 0xE000),
    *range(0xFE00, 0xFE10),
    0xFEFF,
    0xFFA0,
    *range(0xFFF9, 0xFFFC),
    *range(0xE0000, 0xE0080),
)
_VISIBLE = dict.fromkeys(_HIDDEN_CODES, "�")
_VISIBLE.update({ord(space): " " for space in "\t\n\v\f\r\x85\u2028\u2029"})
_GONE = dict.fromkeys(_HIDDEN_CODES)
_GONE.update({ord(space): " " for space in "\t\n\v\f\r\x85\u2028\u2029"})

_WORD = re.compile(r"[^\W_]+")
_LOOKS_CYRILLIC = frozenset("aceopxykmthbABCEHKMOPTXY")
_LOOKS_LATIN = frozenset("асеорхукмтнвАВСЕНКМОРТХУ")


def clean(text: str) -> str:
    """Replace characters that could move, hide or reorder text by a visible sign; newlines and tabs by spaces.

    Used where text comes in (import) and where it goes to a terminal. Printable text is returned unchanged.
    """
    return text.replace("\r\n", " ").translate(_VISIBLE)


def search_key(text: str) -> str:
    """Fold a text to what is compared when people search: no case, no punctuation, ё as е, single spaces."""
    folded = unicodedata.normalize("NFKC", text.translate(_GONE)).casefold()
    folded = unicodedata.normalize("NFKC", folded).translate(_GONE).replace("ё", "е")
    return " ".join(_WORD.findall("".join(_letter_or_space(char) for char in folded)))


def _letter_or_space(char: str) -> str:
    """Keep letters and digits, drop accents left alone by normalisation, turn the rest into a space."""
    category = unicodedata.category(char)
    if category[0] in "LN":
        return char
    return "" if category[0] == "M" else " "


def sort_key(text: str) -> str:
    """Return a key by which ё sorts beside е; the text itself breaks ties, so the order is total.

    The separator sorts below every letter, so that «Иван» stands before «Иванов».
    """
    shown = clean(text)
    return f"{search_key(text)}\x01{shown.casefold()}\x01{shown}"


def swap_layout(text: str) -> str:
    """Read a text as if it had been typed in the other keyboard layout (Russian ЙЦУКЕН, English QWERTY).

    The direction follows the letters: more Cyrillic than Latin goes to Latin, otherwise to Cyrillic.
    """
    cyrillic = sum(1 for char in text if "\u0400" <= char <= "\u04ff")
    latin = sum(1 for char in text if char.isascii() and char.isalpha())
    return text.translate(_TO_EN if cyrillic > latin else _TO_RU)


# Longer Latin groups first; each with the Cyrillic readings seen in passports and in chats, the likeliest first.
_LATIN_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("shch", ("щ",)),
    ("sch", ("щ", "сч", "ш")),
    ("yo", ("е", "йо")),
    ("jo", ("е",)),
    ("zh", ("ж",)),
    ("kh", ("х",)),
    ("ts", ("ц", "тс")),
    ("ch", ("ч",)),
    ("sh", ("ш",)),
    ("yu", ("ю",)),
    ("iu", ("ю", "иу")),
    ("ju", ("ю",)),
    ("ya", ("я",)),
    ("ia", ("ия", "ья", "я", "иа")),
    ("ja", ("я",)),
    ("ye", ("е", "ье")),
    ("ie", ("ие", "ье")),
    ("ck", ("к",)),
    ("ph", ("ф",)),
)
_LATIN_LETTERS: dict[str, tuple[str, ...]] = {
    "a": ("а",),
    "b": ("б",),
    "c": ("к", "ц", "с"),
    "d": ("д",),
    "e": ("е", "э"),
    "f": ("ф",),
    "g": ("г",),
    "h": ("х", "г"),
    "i": ("и", "й"),
    "j": ("й", "ж", "дж"),
    "k": ("к",),
    "l": ("л", "ль"),
    "m": ("м",),
    "n": ("н",),
    "o": ("о",),
    "p": ("п",),
    "q": ("к",),
    "r": ("р",),
    "s": ("с",),
    "t": ("т",),
    "u": ("у",),
    "v": ("в",),
    "w": ("в",),
    "x": ("кс", "х"),
    "y": ("й", "ы", "и"),
    "z": ("з", "ц"),
    "'": ("ь", ""),
}
_MOST_VARIANTS = 24


def transliterate(text: str) -> tuple[str, ...]:
    """Return the Cyrillic readings of a Latin text, likeliest first, as search keys; empty without Latin letters.

    At most 24 readings: enough for a name, bounded for anything that is pasted.
    """
    source = unicodedata.normalize("NFKC", text).casefold()[:60]
    if not any("a" <= char <= "z" for char in source):
        return ()
    readings: list[str] = [""]
    at = 0
    while at < len(source):
        width, options = _next_letters(source, at)
        wider = [reading + option for option in options for reading in readings]
        readings = wider if len(wider) <= _MOST_VARIANTS else [reading + options[0] for reading in readings]
        at += width
    keys = (search_key(_soften(reading)) for reading in readings)
    return tuple(dict.fromkeys(key for key in keys if key))


def _next_letters(source: str, at: int) -> tuple[int, tuple[str, ...]]:
    """Return how many Latin characters are read at a place, and their Cyrillic readings."""
    for group, options in _LATIN_GROUPS:
        if source.startswith(group, at):
            return len(group), options
    if source[at] == "y" and (at + 1 == len(source) or not source[at + 1].isalpha()):
        return 1, ("ий", "ый", "й", "ы")
    return 1, _LATIN_LETTERS.get(source[at], (source[at],))


def _soften(reading: str) -> str:
    """Mend the endings that Latin spelling cannot tell: «Юрийй» is never a name."""
    return reading.replace("ийй", "ий").replace("иий", "ий").replace("ыий", "ый")


def looks_mixed(text: str) -> bool:
    """Tell whether a word mixes Cyrillic and Latin letters that look alike, as in «Петpова» with a Latin p [TR 39]."""
    for word in re.findall(r"[^\W\d_]+", text):
        latin = [char for char in word if char.isascii()]
        cyrillic = [char for char in word if "\u0400" <= char <= "\u04ff"]
        if latin and cyrillic and (_LOOKS_CYRILLIC.issuperset(latin) or _LOOKS_LATIN.issuperset(cyrillic)):
            return True
    return False
