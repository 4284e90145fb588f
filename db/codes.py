"""Codes that people copy from paper: the recovery key and the one-time code, in Crockford's base 32 with check signs.

They are read in either case and keyboard layout, with or without dashes; O is read as 0, I and L as 1.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final

from db.errors import BadInput
from db.rules.names import swap_layout

SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ALIKE: Final = str.maketrans("OIL", "011")
_BETWEEN: Final = str.maketrans("", "", "- \t\u00a0\u2010\u2011\u2012\u2013\u2014\u2212")


@dataclass(frozen=True, slots=True)
class Kind:
    """How long a code is, how many of its signs only check the others, by which prime, and how it is grouped."""

    signs: int
    checks: int
    prime: int  # one wrong sign, or two that changed places, leave another remainder
    group: int


RECOVERY: Final = Kind(26, 2, 1021, 4)  # 130 random bits
ONE_TIME: Final = Kind(10, 1, 29, 11)  # 50 random bits, against which the door is throttled


def new_code(kind: Kind) -> str:
    """Return a new random code as it is printed."""
    return printed(kind, secrets.randbits(5 * kind.signs))


def printed(kind: Kind, number: int) -> str:
    """Return a number as the code of this kind, in groups."""
    signs = _signs(number, kind.signs) + _signs(number % kind.prime, kind.checks)
    return "-".join(signs[at : at + kind.group] for at in range(0, len(signs), kind.group))


def read_code(kind: Kind, text: str) -> bytes:
    """Return the random part of a code as bytes; raises `BadInput("mistyped_code")`."""
    for typed in (text, swap_layout(text)):
        signs = typed.translate(_BETWEEN).upper().translate(_ALIKE)
        if len(signs) != kind.signs + kind.checks or not set(signs) <= set(SIGNS):
            continue
        number, check = _number(signs[: kind.signs]), _number(signs[kind.signs :])
        if number % kind.prime == check:
            return number.to_bytes((5 * kind.signs + 7) // 8, "big")
    raise BadInput("mistyped_code", signs=kind.signs + kind.checks)


def _signs(number: int, count: int) -> str:
    return "".join(SIGNS[(number >> (5 * place)) & 31] for place in reversed(range(count)))


def _number(signs: str) -> int:
    number = 0
    for sign in signs:
        number = number * 32 + SIGNS.index(sign)
    return number
