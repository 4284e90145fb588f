"""Passwords: the form in which they are hashed, what makes one unfit, and the key that is stretched out of one."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

from db.errors import BadInput

LEAST: Final = 12
MOST: Final = 1024
SALT_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Cost:
    """What one try costs, by argon2id: passes, memory, lanes."""

    passes: int
    kibibytes: int
    lanes: int

    def __str__(self) -> str:
        """Return the cost as it stands at the door."""
        return f"{self.passes},{self.kibibytes},{self.lanes}"

    @classmethod
    def read(cls, text: str) -> Cost:
        """Return the cost that stands at the door."""
        passes, kibibytes, lanes = (int(part) for part in text.split(","))
        return cls(passes, kibibytes, lanes)

    def below(self, other: Cost) -> bool:
        """Say whether the other cost asks for more passes or more memory."""
        return self.passes < other.passes or self.kibibytes < other.kibibytes


COST = Cost(3, 64 * 1024, 4)
"""The second choice of RFC 9106: a quarter of a second on two cores; more than OWASP asks for."""


def normal(password: str) -> str:
    """Return a password in the form in which it is hashed (NFKC), so that й typed in two ways is one letter."""
    return unicodedata.normalize("NFKC", password)


def stretched(password: str, salt: bytes, cost: Cost) -> bytes:
    """Return the key that a password stands for, 32 bytes; this is the slow step, and there is one for each try."""
    from argon2.low_level import Type, hash_secret_raw

    secret = normal(password).encode("utf-8", "surrogatepass")
    return hash_secret_raw(secret, salt, cost.passes, cost.kibibytes, cost.lanes, 32, Type.ID)


def check_password(password: str, least: int = LEAST) -> None:
    """Refuse a password that is too short, too long, or only blanks; raises `BadInput`."""
    if len(normal(password)) < least:
        raise BadInput("password_too_short", least=least)
    if len(password) > MOST:
        raise BadInput("password_too_long", most=MOST)
    if not password.strip():
        raise BadInput("password_blank")
