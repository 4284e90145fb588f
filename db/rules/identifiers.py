"""Numbers of documents and codes of diagnoses: check digits, one spelling, masks.

A wrong check digit is a warning, never a refusal: real documents have them.
"""

from __future__ import annotations

import re

# Letters of the Russian layout that look like those of ICD-10.
_LOOK_ALIKE = str.maketrans("АВСЕНКМОРТХ", "ABCEHKMOPTX")
_ICD10 = re.compile(r"([A-Z])([0-9]{2})(?:[.,]?([0-9]{1,2}))?")
_SNILS_UNCHECKED = 1_001_998  # numbers up to 001-001-998 were given before the check digits
_NOT_DIGITS = re.compile(r"[^0-9]")


def digits(text: str) -> str:
    """Return the ASCII digits of a text."""
    return _NOT_DIGITS.sub("", text)


def snils_ok(text: str) -> bool | None:
    """Tell whether a СНИЛС has its right check digits; None for old numbers, which have no check.

    The sum of digit × weight 9…1 over the first nine, modulo 101, modulo 100, equals the last two.
    """
    number = digits(text)
    if len(number) != 11 or not _only(text):
        return False
    if int(number[:9]) <= _SNILS_UNCHECKED:
        return None
    total = sum(int(digit) * weight for digit, weight in zip(number[:9], range(9, 0, -1), strict=True))
    return total % 101 % 100 == int(number[9:])


def policy_ok(text: str) -> bool | None:
    """Tell whether a policy of 16 digits (ЕНП) passes Luhn's check; None for old forms, which have no check.

    An old policy has a series, another length, or letters.
    """
    number = digits(text)
    if len(number) != 16 or not _only(text):
        return None if number else False
    total = 0
    for place, digit in enumerate(reversed(number)):
        doubled = int(digit) * (2 if place % 2 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def _only(text: str) -> bool:
    """Tell whether a text has nothing but digits and the signs between them."""
    return re.fullmatch(r"[0-9\s\-–—.]*", text.strip()) is not None


def icd10(text: str) -> str:
    """Return a code of ICD-10 in one spelling: «с50.9» with a Cyrillic letter gives "C50.9".

    A title after the code is left out («C50.9 Рак молочной железы»). `ValueError` where no code begins the text.
    """
    folded = text.strip().upper().translate(_LOOK_ALIKE)
    first = folded.split(maxsplit=1)[0] if folded else ""
    found = _ICD10.fullmatch(first.rstrip(".,;:-–—*+"))
    if found is None and re.match(r"[A-Z]\s[0-9]{2}", folded):
        return icd10(folded[0] + folded[1:].lstrip())
    if found is None:
        raise ValueError(f"{text[:40]!r} is no code of ICD-10")
    letter, heading, detail = found.groups()
    return f"{letter}{heading}.{detail}" if detail else f"{letter}{heading}"


def format_snils(text: str) -> str:
    """Write a СНИЛС as on the card, "112-233-445 95"; what has not 11 digits is returned as it was."""
    number = digits(text)
    if len(number) != 11:
        return text
    return f"{number[:3]}-{number[3:6]}-{number[6:9]} {number[9:]}"


def format_policy(text: str) -> str:
    """Write a policy of 16 digits in groups of four; others as they were."""
    number = digits(text)
    if len(number) != 16 or not _only(text):
        return text
    return " ".join(number[start : start + 4] for start in range(0, 16, 4))
