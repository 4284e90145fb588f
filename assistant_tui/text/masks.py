"""Phones, СНИЛС and diagnoses as they stand where nobody has opened the patient: enough to tell one from another."""

from typing import Final

from db.rules.identifiers import digits

HIDDEN: Final = "***"
"""What stands for a diagnosis, and for what has too few digits to show some."""
_SHOWN_OF_PHONE: Final = 2
_SNILS: Final = 11
_LEAST: Final = 6
_E164_RU: Final = 11


def masked_phone(number: str | None) -> str:
    """Return «+7 *** ***-**-67» for a number of ten digits behind +7, «+49 *** 67» for others; empty for none.

    What is no number, but words that a file said, is hidden whole.
    """
    if not number:
        return ""
    found = digits(number)
    if len(found) < _LEAST:
        return HIDDEN
    last = found[-_SHOWN_OF_PHONE:]
    russian = len(found) == _E164_RU and (number.startswith("+7") or (found[0] == "8" and not number.startswith("+")))
    if russian:
        return f"+7 *** ***-**-{last}"
    return f"{_country(number)} *** {last}".strip()


def masked_tail(number: str | None, more: int = 0) -> str:
    """Return the end of a number for a narrow column, «**-67 +2»: with how many other numbers there are."""
    if not number:
        return ""
    found = digits(number)
    shown = f"**-{found[-_SHOWN_OF_PHONE:]}" if len(found) >= _LEAST else HIDDEN
    return f"{shown} +{more}" if more > 0 else shown


def masked_snils(snils: str | None) -> str:
    """Return «***-***-445 95»; what has not 11 digits is hidden whole, and nothing stays nothing."""
    if not snils:
        return ""
    found = digits(snils)
    return f"***-***-{found[6:9]} {found[9:]}" if len(found) == _SNILS else HIDDEN


def masked_diagnosis(diagnosis: str | None) -> str:
    """Return that there is a diagnosis, not which."""
    return HIDDEN if diagnosis else ""


def _country(number: str) -> str:
    if not number.startswith("+"):
        return ""
    import phonenumbers

    try:
        return f"+{phonenumbers.parse(number).country_code}"
    except phonenumbers.NumberParseException:
        return ""
