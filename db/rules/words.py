"""The words under which a patient is found: names, the ends of phones, numbers of documents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from db.rules.identifiers import digits
from db.rules.names import search_key

LONGEST: Final = 40  # nobody types more of one word; longer ones are cut


def words_of(
    full_name: str, phones: Iterable[str] = (), snils: str | None = None, policy: str | None = None
) -> frozenset[str]:
    """Return the words of a patient for the search index, each looked up by its beginning.

    Names are folded by `search_key`; the digits of a phone are reversed, so that its last digits are a beginning;
    СНИЛС and policy stand as their digits. `phones` may be E.164 or as written.
    """
    found = {word[:LONGEST] for word in search_key(full_name).split()}
    found.update(digits(phone)[::-1][:LONGEST] for phone in phones)
    found.update(digits(number)[:LONGEST] for number in (snils or "", policy or ""))
    return frozenset(found - {""})
