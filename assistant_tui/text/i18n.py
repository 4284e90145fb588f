"""Translation of what people read, switchable while the program runs."""

import gettext
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal, get_args

Language = Literal["ru", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
DOMAIN: Final = "assistant_tui"
LOCALES: Final = Path(__file__).parent.parent / "locales"

_current: list[Language] = ["ru"]
_other_keys: list[Callable[[str, str], str]] = []


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(code: Language) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALES, [code], fallback=True)


def language() -> Language:
    """Return the language that people read now."""
    return _current[0]


def use_language(code: str) -> None:
    """Switch every later translation to ``ru`` or ``en``; ValueError for anything else."""
    if code not in LANGUAGES:
        raise ValueError(code)
    _current[0] = code


@contextmanager
def speaking(code: Language) -> Iterator[None]:
    """Translate into another language for a moment."""
    before, _current[0] = _current[0], code
    try:
        yield
    finally:
        _current[0] = before


def name_keys_by(rename: Callable[[str, str], str] | None) -> None:
    """Let every later text name keys as ``rename(message, translated)`` does; None for the keys that texts have."""
    _other_keys[:] = [rename] if rename else []


def N_(message: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """Mark ``message`` for translation without translating it yet."""
    return message


def _(message: str, /, **params: object) -> str:
    """Translate ``message``, then fill in its ``{named}`` places."""
    found = _catalogue(_current[0]).gettext(message) if message else ""
    for rename in _other_keys:
        found = rename(message, found)
    return found.format(**params) if params else found


def ngettext_(one: str, many: str, n: int, /, **params: object) -> str:
    """Translate the form that fits the number ``n``; the places ``{n}`` and ``{named}`` are filled in."""
    found = _catalogue(_current[0]).ngettext(one, many, n)
    for rename in _other_keys:
        found = rename(one, found)
    return found.format(n=n, **params)
