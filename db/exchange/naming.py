"""Services and organisations by the words of a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from db.engine import Connection
from db.exchange.folding import folded
from db.exchange.profile import LATIN_TO_CYRILLIC, Profile

_OFFERED: Final = 3
_LIKE_ENOUGH: Final = 55


class Services:
    """The services of the record by their codes, names and the words of a profile."""

    def __init__(self, conn: Connection, profile: Profile, language: str) -> None:
        """Read the active services; `language` is that of the names that are offered."""
        rows = conn.rows("SELECT code, ru, en, minutes FROM service WHERE active ORDER BY code")
        self.names = {code: (ru, en) for code, ru, en, _ in rows}
        self.minutes = {code: minutes for code, _, _, minutes in rows}
        self._shown: dict[str, str] = {code: en if language == "en" else ru for code, ru, en, _ in rows}
        self._by_words = {_key(text): code for code, ru, en, _ in rows for text in (code, en, ru)}
        self._by_words |= {_key(text): code for text, code in profile.services.items() if code in self.names}
        known = {code for (code,) in conn.rows("SELECT code FROM service")}
        self.strangers = sorted(set(profile.services.values()) - known)  # codes that only the profile has

    def find(self, text: str) -> tuple[str, bool] | None:
        """Return the service that a text means, and whether it says that in so many words; else how it begins."""
        words = _key(text).split()
        for length in range(len(words), 0, -1):
            code = self._by_words.get(" ".join(words[:length]))
            if code is not None:
                return code, length == len(words)
        return None

    def nearest(self, text: str) -> list[str]:
        """Return the names of the services that are written most alike."""
        from rapidfuzz import fuzz, process

        found = process.extract(
            _key(text), list(self._by_words), scorer=fuzz.WRatio, limit=12, score_cutoff=_LIKE_ENOUGH
        )
        return list(dict.fromkeys(self._shown[self._by_words[words]] for words, _, _ in found))[:_OFFERED]

    def shown(self, code: str) -> str:
        """Return the name of a service in the language of the user."""
        return self._shown.get(code, code)


class Places:
    """The organisations of the record by their names."""

    def __init__(self, conn: Connection) -> None:
        """Read them; active ones win."""
        rows = conn.rows("SELECT id, name, short_name, zone FROM organisation ORDER BY active, id DESC")
        self.zones: Mapping[int, str] = {place_id: zone for place_id, _, _, zone in rows}
        self._by_name: dict[str, int] = {
            _key(text): place_id for place_id, name, short, _ in rows for text in (name, short)
        }

    def find(self, text: str) -> int | None:
        """Return the one whose name a text is, or the only one whose name begins as the text, or the text as it."""
        key = _key(text)
        if key in self._by_name:
            return self._by_name[key]
        meant = {place for name, place in self._by_name.items() if _begins(name, key) or _begins(key, name)}
        return next(iter(meant)) if len(meant) == 1 else None


def by_beginning(text: str, words: Mapping[str, str]) -> str | None:
    """Return the code whose word a text begins with, the longest such word; None where no word fits."""
    key = folded(text)
    fitting = [word for word in words if key.startswith(word)]
    return words[max(fitting, key=len)] if fitting else None


def _begins(text: str, beginning: str) -> bool:
    """Say whether a text begins with whole words, two at least."""
    return text.startswith(f"{beginning} ") and len(beginning.split()) > 1


def _key(text: str) -> str:
    return folded(text.replace("№", " ")).translate(LATIN_TO_CYRILLIC)


def joined(parts: Iterable[str | None]) -> str:
    """Return texts on one line, with a dot between them."""
    return " · ".join(filter(None, parts))
