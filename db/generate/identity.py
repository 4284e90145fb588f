"""Invented numbers of documents and telephones, whose check digits are right (or wrong, where that is wanted)."""

from __future__ import annotations

from random import Random
from typing import Final

_UNUSED_CODES: Final = ("935", "943", "944", "945", "946", "973", "974", "976")


def snils(rng: Random, *, wrong: bool = False) -> str:
    """Invent a СНИЛС of eleven digits in the range that is checked."""
    body = f"{rng.randrange(2_000_000, 199_999_999):09d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, range(9, 0, -1), strict=True))
    check = total % 101 % 100
    return f"{body}{(check + 7) % 100 if wrong else check:02d}"


def policy(rng: Random, *, wrong: bool = False) -> str:
    """Invent a policy number of 16 digits with Luhn's check digit."""
    body = f"77{rng.randrange(10**13):013d}"
    total = 0
    for place, digit in enumerate(reversed(body)):
        doubled = int(digit) * (1 if place % 2 else 2)
        total += doubled - 9 if doubled > 9 else doubled
    check = -total % 10
    return f"{body}{(check + 3) % 10 if wrong else check}"


def mobile(rng: Random) -> str:
    """Invent a mobile number under a code that no operator holds: dialled by mistake, it reaches nobody."""
    return f"+7{rng.choice(_UNUSED_CODES)}{rng.randrange(10**7):07d}"


def landline(rng: Random) -> str:
    """Invent a landline number of Moscow; none begins with 0 there."""
    return f"+7{rng.choice(('495', '499'))}0{rng.randrange(10**6):06d}"


def national(phone: str) -> str:
    """Write a number as a clerk would: «8 916 123-45-67»."""
    return f"8 {phone[2:5]} {phone[5:8]}-{phone[8:10]}-{phone[10:12]}"
