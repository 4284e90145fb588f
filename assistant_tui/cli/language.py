"""Which language the command line speaks: asked for, set, else the computer's."""

from collections.abc import Sequence

from assistant_tui.environment import locale_language
from assistant_tui.text.i18n import LANGUAGES, use_language


def choose_language(arguments: Sequence[str]) -> None:
    """Use the language of --lang, of the settings, or of the locale; a wrong one is named later by the parser."""
    asked = _asked(arguments)
    use_language(asked if asked in LANGUAGES else _set() or locale_language())


def _asked(arguments: Sequence[str]) -> str:
    for place, word in enumerate(arguments):
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
        if word == "--lang" and place + 1 < len(arguments):
            return arguments[place + 1]
    return ""


def _set() -> str:
    from assistant_tui.settings import SettingsError, load

    try:
        return load().language
    except SettingsError:  # said by the app and by `doctor`
        return ""
