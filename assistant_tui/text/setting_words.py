"""Settings in words: their names, their values, what may be typed for them."""

import shlex
from collections.abc import Mapping
from typing import Final

from assistant_tui.settings import Settings
from assistant_tui.text.i18n import N_, _, ngettext_
from assistant_tui.themes import PALETTES

LABELS: Final[dict[str, str]] = {
    "language": N_("Language of the screen"), "theme": N_("Colours"), "dial_command": N_("Dialling program"),
    "escape_delay_ms": N_("Wait after Esc, ms"),
    "guard_after_change_ms": N_("Deaf after a new screen, ms"), "guard_same_mark_ms": N_("Deaf to the same mark, ms"),
    "terminal_kind": N_("This terminal"), "idle_minutes": N_("Lock after, minutes"),
    "sign_in_names": N_("Offer names when signing in"), "copying": N_("Copying to the clipboard"),
    "clipboard_seconds": N_("Empty the clipboard after, s"), "slow_line": N_("Slow line"),
    "keys": N_("Keys of commands"),
}  # fmt: skip
"""Names of settings as message ids, in the order of the file."""

CHOICES: Final[dict[str, tuple[tuple[object, str], ...]]] = {
    "language": (("ru", "Русский"), ("en", "English"), ("", N_("as the computer is set"))),
    "theme": tuple((name, palette.label) for name, palette in PALETTES.items()),
    "terminal_kind": (("own", N_("my own")), ("shared", N_("shared by several people"))),
    "sign_in_names": ((True, N_("yes")), (False, N_("no"))),
    "copying": ((True, N_("allowed")), (False, N_("not allowed"))),
    "slow_line": ((True, N_("yes")), (False, N_("no"))),
}
"""What can be chosen: the value as the file has it, and a message id."""


def label_words(name: str) -> str:
    """Return the name of a setting in the present language."""
    return _(LABELS[name])


def value_words(name: str, value: object) -> str:
    """Return a value as people say it."""
    if name in CHOICES:
        return next((_(words) for code, words in CHOICES[name] if code == value), str(value))
    if isinstance(value, Mapping):
        return ngettext_("{n} of your own", "{n} of your own", len(value)) if value else _("as they ship")
    if isinstance(value, tuple):
        return shlex.join(value) or _("none: by hand")
    if name == "idle_minutes" and value == 0:
        return _("as this terminal is")
    if name == "clipboard_seconds" and value == 0:
        return _("when you leave or hide")
    return str(value)


def typed_words(value: object) -> str:
    """Return a value as one types it in a field."""
    return shlex.join(value) if isinstance(value, tuple) else str(value)


def from_typed(name: str, text: str) -> object:
    """Return what was typed for a setting, as the file would have it; what is no such value is left as it is."""
    if name == "dial_command":
        try:
            return shlex.split(text)
        except ValueError:
            return text
    return int(text) if text.isascii() and text.isdigit() else text


def origin_words(name: str, now: Settings, stored: Settings | None) -> str:
    """Return where the present value comes from; ``stored`` is the file, None where it cannot be used."""
    value = getattr(now, name)
    if stored is not None and getattr(stored, name) != value or stored is None and value != getattr(Settings(), name):
        return _("only for this start")
    return _("as it ships") if value == getattr(Settings(), name) else _("the settings file")
