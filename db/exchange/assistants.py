"""Whom a file means by the name of an assistant."""

from __future__ import annotations

import re
from collections.abc import Iterable

from db.rules.names import search_key


class Assistants:
    """The active assistants, found by login, name, name with initials, or a family name that only one has."""

    def __init__(self, people: Iterable[tuple[int, str, str]]) -> None:
        """Take id, login and name of everybody."""
        self._by_login: dict[str, int] = {}
        self._by_name: dict[str, set[int]] = {}
        for user_id, login, name in people:
            self._by_login[login.casefold()] = user_id
            for form in _forms(name):
                self._by_name.setdefault(form, set()).add(user_id)

    def find(self, text: str) -> int | None:
        """Return the id of the one who is meant; None where nobody is, or more than one."""
        login = self._by_login.get(text.strip().casefold())
        if login is not None:
            return login
        meant = self._by_name.get(search_key(re.sub(r"\.", " ", text)), set())
        return next(iter(meant)) if len(meant) == 1 else None


def _forms(name: str) -> set[str]:
    """Return the ways in which a name is written: whole, with initials (also one), the family name alone."""
    words = search_key(name).split()
    if not words:
        return set()
    family, given = words[0], words[1:]
    initials = [word[0] for word in given]
    forms = {" ".join(words), family, " ".join([family, *initials]), " ".join([family, *given[:1]])}
    forms.add(" ".join([family, *initials[:1]]))
    forms.add(" ".join([*initials, family]))
    return forms
