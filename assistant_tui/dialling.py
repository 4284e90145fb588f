"""Dialling by a program of the person's own: a list of words, never a shell, and only a whole international number."""

import re
import subprocess
from collections.abc import Sequence
from typing import Final

from assistant_tui.text.i18n import _

E164: Final = re.compile(r"\+[0-9]{7,15}")
PLACE: Final = "{phone}"
SECONDS: Final = 2.0
"""So long a dialling program may take to say that it failed; one that still runs then is at work."""


def can_be_dialled(phone: str | None) -> bool:
    """Tell whether a number is whole: a plus sign and 7 to 15 digits, nothing else [ITU-T E.164]."""
    return phone is not None and E164.fullmatch(phone) is not None


def words_of(command: Sequence[str], phone: str) -> list[str]:
    """Return the command with the number in its places; ValueError for anything but a whole number, or no command."""
    if not command or not can_be_dialled(phone):
        raise ValueError("no command, or no whole number")
    program, *rest = command
    return [program, *(word.replace(PLACE, phone) for word in rest)]


def dial(command: Sequence[str], phone: str | None) -> str | None:
    """Start the dialling program; return one sentence when it fails, None when it is at work. It blocks for 2 s."""
    if not can_be_dialled(phone):
        return _("This number cannot be dialled by the program: dial it by hand")
    try:
        process = subprocess.Popen(
            words_of(command, phone or ""), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
    except (OSError, ValueError):
        return _("The dialling program cannot be started: dial by hand, look at the settings later")
    try:
        code = process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        return None
    return _("The dialling program failed (code {code}): dial by hand", code=code) if code else None
