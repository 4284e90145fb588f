"""Passwords: the form in which they are hashed, what makes one unfit, and the key that is stretched out of one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Final

from db.errors import BadInput
from db.rules.names import swap_layout, transliterate

LEAST: Final = 12
MOST: Final = 1024
SHORTEST_SETTABLE: Final = 8
SALT_BYTES: Final = 16
CONTEXT: Final = (
    "онкология", "онколог", "онкоцентр", "онкодиспансер", "диспансер", "больница", "поликлиника", "пациент", "помощник",
    "цаоп", "рак", "oncology", "onkolog", "onco", "assistant", "caop", "patient", "hospital",
)  # fmt: skip
"""Words that everybody thinks of in this place."""

_FEWEST_SIGNS: Final = 5
_LONGEST_UNIT: Final = 4
_SHORT_NUMBER: Final = 16
_SHORTEST_WORD: Final = 3
_LEAST_LEFT: Final = 6
_WORD: Final = re.compile(r"[\W_\d]+")
_AROUND: Final = "".join(sign for sign in map(chr, range(33, 127)) if not sign.isalpha())
_LEET: Final = str.maketrans("013457@$!", "oieastasi")


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


def check_new_password(password: str, *, least: int = LEAST, context: Iterable[str] = ()) -> None:
    """Refuse a new password that is unfit, or that others would think of first; raises `BadInput`.

    `context` is what is known of the person: login, name, organisation. [NIST SP 800-63B-4, 3.1.1.2]
    """
    check_password(password, least)
    known = tuple(context)
    plain = normal(password).casefold().replace("ё", "е")
    for read in (plain, swap_layout(plain)):
        bare = _bare(read)
        if _monotonous(read) or any(_common(word) for word in (read, bare, _bare(_unleet(read.strip(_AROUND))))):
            raise BadInput("password_common")
        if any(_about(word, known) for word in (read, *transliterate(bare))):
            raise BadInput("password_says_who")


@cache
def common_words() -> frozenset[str]:
    """Return what people choose as passwords: words, names, keys in a row, without the digits they add."""
    return frozenset((files("db") / "common_passwords.txt").read_text("utf-8").split())


def _common(text: str) -> bool:
    """Say whether a text is a common word, one such word again and again, or two of them."""
    known = common_words()
    if text in known:
        return True
    for at in range(3, len(text) - 2):
        if text[:at] in known and (text[at:] in known or text == (text[:at] * len(text))[: len(text)]):
            return True
    return False


def _monotonous(text: str) -> bool:
    """Say whether a text repeats a few signs, counts up or down, or has no letters, as dates have none."""
    if len(set(text)) < _FEWEST_SIGNS:
        return True
    for size in range(1, len(text) // 2 + 1):
        if size <= _LONGEST_UNIT and text == (text[:size] * len(text))[: len(text)]:
            return True
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return steps <= {1, -9} or steps <= {-1, 9} or (not _bare(text) and len(text) <= _SHORT_NUMBER)


def _bare(text: str) -> str:
    """Return a text without the digits and signs around its letters and between them."""
    return "".join(sign for sign in text if sign.isalpha())


def _unleet(text: str) -> str:
    return text.translate(_LEET)


def _about(text: str, context: Iterable[str]) -> bool:
    """Say whether little is left of a text once what everybody knows of the person and the place is taken out."""
    words = {*CONTEXT, *(word for one in context for word in _WORD.split(one.casefold().replace("ё", "е")))}
    left = text
    for word in sorted((word for word in words if len(word) >= _SHORTEST_WORD), key=len, reverse=True):
        left = left.replace(word, "")
    return left != text and len(_bare(left)) < _LEAST_LEFT
