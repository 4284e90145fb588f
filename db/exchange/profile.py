"""How tables are written: header synonyms, words for empty, sex and kinship; the built-in profile or one's own."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from db.errors import BadInput
from db.exchange.files import read_regular
from db.rules.names import search_key

MOST_BYTES: Final = 1_000_000
LATIN_TO_CYRILLIC = str.maketrans("aceopxykmthb", "асеорхукмтнв")
_BRACKETS = re.compile(r"\([^()]*\)")
NAMES: Final = frozenset({"full_name", "last_name"})
NUMBERS: Final = frozenset({"snils", "oms_policy"})
ITEMS: Final = frozenset(
    {
        "visit_datetime", "visit_day", "booking_number", "ordered_on", "due_on", "taken_on", "result_on", "service",
        "test",
    }
)  # fmt: skip
"""Fields of visits and tests."""
REPEATED: Final = frozenset({"phone", "full_name"})  # several columns may hold it


@dataclass(frozen=True, slots=True)
class Profile:
    """One way of writing tables."""

    encodings: tuple[str, ...]
    delimiters: tuple[str, ...]
    header_search_rows: int
    region: str
    empty: frozenset[str]
    totals: frozenset[str]
    columns: Mapping[str, str]  # folded header → field
    sex: Mapping[str, str]
    relations: Mapping[str, str]
    services: Mapping[str, str]  # folded words → code of a service
    visit_status: Mapping[str, str]  # how a folded word begins → status, or moved
    test_status: Mapping[str, str]

    def field_of(self, header: str) -> str | None:
        """Return the field that a header names, or None."""
        for text in (header, _BRACKETS.sub(" ", header)):
            key = header_key(text)
            for form in (key, key.rstrip("0123456789")):
                if form in self.columns:
                    return self.columns[form]
        return None

    def recognised(self, cells: Sequence[str]) -> int:
        """Return how many cells of a row are known headers; 0 where none names a person, or only one is known.

        A visit or a test may name its person by a number alone.
        """
        found = {field for field in map(self.field_of, cells) if field is not None}
        named = found & NAMES or (found & NUMBERS and found & ITEMS)
        return len(found) if named and len(found - {"ignored"}) > 1 else 0

    def is_empty(self, text: str) -> bool:
        """Say whether a cell has nothing to say."""
        plain = " ".join(text.split()).casefold()
        return not plain or plain in self.empty or set(plain) <= {"#"}


def header_key(text: str) -> str:
    """Fold a header to what is compared: no case, no spaces, no signs, Latin look-alikes as Cyrillic letters."""
    plain = search_key(text).replace(" ", "")
    if not plain and text.strip():
        return unicodedata.normalize("NFKC", text.strip())[:8]  # «№», «#»
    return plain.translate(LATIN_TO_CYRILLIC)


def load_profile(name: str | Path | None = None) -> Profile:
    """Return the built-in profile, changed by the keys of a TOML file where one is named.

    Raises `BadInput("bad_profile")` with the key at fault, and what `read_regular` raises.
    """
    if name is None:
        return _built_in()
    try:
        own = tomllib.loads(read_regular(Path(name), MOST_BYTES).decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput("bad_profile", path=str(name), key="-") from error
    raw = _built_in_raw()
    for key, value in own.items():
        if key not in raw:
            raise BadInput("bad_profile", path=str(name), key=key)
        if key == "services":
            continue  # added to the built-in words, where other tables are replaced key by key
        raw[key] = {**raw[key], **value} if isinstance(raw[key], dict) and isinstance(value, dict) else value
    try:
        return _profile(raw, own)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise BadInput("bad_profile", path=str(name), key=str(error)[:40]) from error


def _built_in_raw() -> dict[str, Any]:
    return tomllib.loads(files("db.exchange").joinpath("profile.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _built_in() -> Profile:
    return _profile(_built_in_raw())


def _profile(raw: dict[str, Any], own: Mapping[str, Any] | None = None) -> Profile:
    def turned(key: str, fold: Callable[[str], str]) -> dict[str, str]:
        """Turn a table; where two meanings have one word, one's own wins."""
        return _turned(raw[key], fold) | _turned((own or {}).get(key, {}), fold)

    for encoding in raw["encodings"]:
        "".encode(encoding)  # an unknown one is a LookupError
    if not all(isinstance(sign, str) and len(sign) == 1 for sign in raw["delimiters"]):
        raise ValueError("delimiters")
    rows = raw["header_search_rows"]
    if not isinstance(rows, int) or not 1 <= rows <= 100:
        raise ValueError("header_search_rows")
    unknown = set(raw["columns"]) - set(_built_in_raw()["columns"])
    if unknown:
        raise ValueError(min(unknown))
    return Profile(
        encodings=tuple(raw["encodings"]), delimiters=tuple(raw["delimiters"]), header_search_rows=rows,
        region=str(raw["region"]), empty=frozenset(word.casefold() for word in raw["empty"]),
        totals=frozenset(word.casefold() for word in raw["totals"]),
        columns=turned("columns", header_key), sex=turned("sex", str.casefold),
        relations=turned("relations", search_key), services=turned("services", search_key),
        visit_status=turned("visit_status", search_key), test_status=turned("test_status", search_key),
    )  # fmt: skip


def _turned(table: Mapping[str, Sequence[str]], fold: Callable[[str], str]) -> dict[str, str]:
    """Return word → code for a table of code → words."""
    for code, words in table.items():
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise TypeError(code)
    return {fold(word): code for code, words in table.items() for word in words}
