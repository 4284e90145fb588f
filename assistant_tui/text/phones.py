"""Phone numbers as people read and dial them."""

from assistant_tui.text.safe import plain
from assistant_tui.text.width import ELLIPSIS


def _digits(number: str) -> str:
    return "".join(sign for sign in number if sign in "0123456789")


def display(number: str) -> str:
    """Return an E.164 number as it is dialled: «8 916 123-45-67»; Kazakh ones keep «+7», others their own grouping.

    What is no number is returned as cleaned words, so that nothing a file said is hidden.
    """
    digits = _digits(number)
    if not number.startswith("+") or len(digits) < 7:
        return plain(number)
    if digits[0] == "7" and len(digits) == 11:
        # +7 6 and +7 7 are Kazakhstan: from Russia they are dialled with the country code.
        prefix = "+7" if digits[1] in "67" else "8"
        return f"{prefix} {digits[1:4]} {digits[4:7]}-{digits[7:9]}-{digits[9:]}"
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return plain(number)
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL))


def tail(number: str, more: int = 0) -> str:
    """Return the last four digits as a list shows them, with how many other numbers there are: «…45-67 +2»."""
    digits = _digits(number)
    if not digits:
        return ""
    last = digits[-4:]
    shown = ELLIPSIS + (f"{last[:2]}-{last[2:]}" if len(last) == 4 else last)
    return f"{shown} +{more}" if more > 0 else shown
