"""Slips of the keyboard that are seen from what was typed alone."""

import re
from typing import Final

from assistant_tui.text.i18n import _

_LATIN: Final = re.compile("[A-Za-z]")
_CODE: Final = re.compile(r"(?=.*\d)[0-9A-ZА-ЯЁ]{3,6}(-[0-9A-ZА-ЯЁ]{3,6})+", re.IGNORECASE)
_CYRILLIC: Final = re.compile("[А-Яа-яЁё]")


def likely_slip(login: str, password: str) -> str:
    """Return what probably went wrong while typing, judged by what was typed alone; empty where nothing shows."""
    if _CODE.fullmatch(password):
        return _("Is it a code? One of its letters or digits is wrong then.")
    letters = [sign for sign in password if sign.isalpha()]
    if _CYRILLIC.search(login) and not _LATIN.search(login):
        return _("The login is in Russian letters: is that the right layout?")
    if _LATIN.search(login) and _CYRILLIC.search(login):
        return _("The login mixes Russian and Latin letters.")
    if len(letters) > 3 and all(sign.isupper() for sign in letters) or len(login) > 2 and login.isupper():
        return _("There are capital letters only: is Caps Lock on?")
    if _LATIN.search(login) and _CYRILLIC.search(password):
        return _("The password has Russian letters: is that the right layout?")
    return ""
