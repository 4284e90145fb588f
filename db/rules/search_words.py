"""The words by which a patient is found: what the search index holds, and how typed digits are looked up in it.

Names stand as their search keys. Digits stand with a sign before them, so that the end of one number is never taken for
the beginning of another: `-` and the digits backwards for phones and documents, `#` and the digits for documents.
"""

from __future__ import annotations

from collections.abc import Iterable

from db.rules.names import search_key

BACKWARDS = "-"
FORWARDS = "#"


def words_of(
    full_name: str, phones: Iterable[str | None] = (), policy: str | None = None, snils: str | None = None
) -> frozenset[str]:
    """Return the words to store for a patient; `phones` in E.164 or as written, of active and set-aside contacts."""
    words = set(search_key(full_name).split())
    for phone in phones:
        digits = _digits(phone)
        if digits:
            words.add(BACKWARDS + digits[::-1])
    for document in (policy, snils):
        digits = _digits(document)
        if digits:
            words |= {FORWARDS + digits, BACKWARDS + digits[::-1]}
    return frozenset(words)


def beginnings_of(digits: str) -> tuple[str, ...]:
    """Return how words begin that stand for typed digits: the end of a phone or document, the beginning of a document.

    A whole number of eleven digits from 7 or 8 is looked up without the first, as it is written in either way.
    """
    end = digits[1:] if len(digits) == 11 and digits[0] in "78" else digits
    return (BACKWARDS + end[::-1], FORWARDS + digits)


def _digits(text: str | None) -> str:
    return "".join(char for char in text or "" if "0" <= char <= "9")
