"""Search by name, by the last digits of a phone, by policy and СНИЛС; own patients first.

A text is tried as typed, in the other keyboard layout, and transliterated; several words must all be found. Words are
found by their beginnings in `patient_word`; within the own caseload also by their parts, and with one slip where
nothing else was found. The index holds search keys of names, digits of phones backwards, and digits of documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from db.engine import instant
from db.queries.about import age_on
from db.rules.names import search_key, swap_layout, transliterate
from db.rules.search_words import BACKWARDS, beginnings_of
from db.work import View

LAST: Final = "\U0010ffff"  # above every letter: the end of a range of beginnings
MOST_TEXT: Final = 200
MOST_WORDS: Final = 6
LEAST_PART: Final = 2
LEAST_SLIP: Final = 4
_NUMBER = re.compile(r"[\d\s()+\-–—./№]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """A patient who was found."""

    patient_id: int
    full_name: str
    birth_on: date | None
    phone: str | None  # the first to dial, or the one that matched
    assistant: str | None  # short name
    own: bool
    how: str  # prefix, part, near: how it was found; the order of the list


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who may be calling in: who, what next, what was promised."""

    patient_id: int
    full_name: str
    birth_on: date | None
    age: int | None
    phone: str | None
    relation: str | None
    standing: str | None
    assistant: str | None
    own: bool
    next_visit_at: datetime | None
    promised_at: datetime | None  # a call back


def search(view: View, text: str, limit: int = 50) -> tuple[Hit, ...]:
    """Return the patients that a text finds, own ones first, in one order whatever the engine; any text is fine."""
    variants = readings(text)
    if not variants or limit < 1:
        return ()
    found: dict[int, str] = {}
    rows = _beginnings(view, variants, limit)
    for row in rows:
        found[row[0]] = "prefix"
    own = sum(1 for row in rows if row[4])
    if own < limit:
        more = _parts(view, variants)
        if not own and not more:
            more = _slips(view, variants)
            how = "near"
        else:
            how = "part"
        rows += _rows(view, [patient_id for patient_id in more if patient_id not in found])
        for patient_id in more:
            found.setdefault(patient_id, how)
    order = {"prefix": 0, "part": 1, "near": 2}
    rows.sort(key=lambda row: (not row[4], order[found[row[0]]], row[5], row[0]))
    rows = rows[:limit]
    phones = _phones(view, [row[0] for row in rows], variants)
    return tuple(
        Hit(patient_id, name, birth, phones.get(patient_id), assistant, bool(own), found[patient_id])
        for patient_id, name, birth, assistant, own, _ in rows
    )


def callers(view: View, digits_or_name: str, limit: int = 20) -> tuple[Caller, ...]:
    """Return who may be calling in, by the digits on the display or by a name: who, what next, what was promised."""
    hits = search(view, digits_or_name, limit)
    ids = [hit.patient_id for hit in hits]
    if not ids:
        return ()
    visits = dict(
        view.conn.rows(
            "SELECT patient_id, MIN(starts_at) FROM visit WHERE patient_id IN :ids AND starts_at >= :now"
            " AND status IN ('planned', 'confirmed') GROUP BY patient_id",
            ids=ids, now=view.now,
        )
    )  # fmt: skip
    promised: dict[int, datetime] = {}
    for patient_id, at in view.conn.rows(
        "SELECT t.patient_id, m.until_at FROM task t JOIN mark m ON t.source = 'mark:' || m.id"
        " WHERE t.patient_id IN :ids AND t.kind = 'callback' AND t.state = 'open' ORDER BY m.until_at DESC",
        ids=ids,
    ):  # fmt: skip
        promised[patient_id] = at
    whose = {
        (patient_id, phone): (relation, standing)
        for patient_id, phone, relation, standing in view.conn.rows(
            "SELECT patient_id, phone, relation, standing FROM contact WHERE patient_id IN :ids"
            " ORDER BY active, id DESC",
            ids=ids,
        )
    }
    return tuple(
        Caller(
            hit.patient_id, hit.full_name, hit.birth_on, age_on(hit.birth_on, view.today), hit.phone,
            relation, standing, hit.assistant, hit.own,
            instant(visits.get(hit.patient_id)), promised.get(hit.patient_id),
        )
        for hit in hits
        for relation, standing in (whose.get((hit.patient_id, hit.phone), (None, None)),)
    )  # fmt: skip


Reading = tuple[tuple[str, ...], ...]
"""One way to read a text: words that must all be found, each with the beginnings that stand for it in the index."""


def readings(text: str) -> tuple[Reading, ...]:
    """Return the ways to read a text, the likeliest first; none for a text without letters and digits."""
    text = text[:MOST_TEXT]
    if _NUMBER.fullmatch(text):
        digits = "".join(char for char in search_key(text) if char.isdecimal())
        return ((beginnings_of(digits),),) if digits else ()
    keys = dict.fromkeys((search_key(text), search_key(swap_layout(text)), *transliterate(text)))
    return tuple(tuple(_word(word) for word in _joined(key)[:MOST_WORDS]) for key in keys if key)


def _joined(key: str) -> list[str]:
    """Return the words of a key; digits that stand in groups are one number."""
    words: list[str] = []
    for word in key.split():
        if words and word.isdecimal() and words[-1].isdecimal():
            words[-1] += word
        else:
            words.append(word)
    return words


def _word(word: str) -> tuple[str, ...]:
    return beginnings_of(word) if word.isdecimal() else (word,)


def _beginnings(view: View, variants: Sequence[Reading], limit: int) -> list[tuple[Any, ...]]:
    """Return rows of patients who have words that begin so, own ones first."""
    params: dict[str, str | int] = {"me": view.user.id, "limit": limit}
    ways = [_way(index, reading, params) for index, reading in enumerate(variants)]
    return view.conn.rows(
        f"{_COLUMNS} WHERE p.id IN ({' UNION '.join(ways)}) ORDER BY 5 DESC, p.sort_key, p.id LIMIT :limit",  # noqa: S608 - built from code, values are parameters
        **params,
    )


def _way(index: int, reading: Reading, params: dict[str, str | int]) -> str:
    """Return the statement that finds the patients of one reading; the longest word leads."""
    words = sorted(reading, key=lambda word: -max(map(len, word)))
    joins, conditions = [], []
    for at, beginnings in enumerate(words):
        alias = f"w{at}"
        if at:
            joins.append(f"JOIN patient_word {alias} ON {alias}.patient_id = w0.patient_id")
        ranges = []
        for number, beginning in enumerate(beginnings):
            name = f"v{index}_{at}_{number}"
            params[name], params[name + "z"] = beginning, beginning + LAST
            ranges.append(f"({alias}.word >= :{name} AND {alias}.word < :{name}z)")
        conditions.append(f"({' OR '.join(ranges)})")
    return f"SELECT w0.patient_id FROM patient_word w0 {' '.join(joins)} WHERE {' AND '.join(conditions)}"  # noqa: S608 - as above


_COLUMNS: Final = (
    "SELECT p.id, p.full_name, p.birth_on, u.short_name, CASE WHEN p.assistant_id = :me THEN 1 ELSE 0 END, p.sort_key"
    " FROM patient p LEFT JOIN app_user u ON u.id = p.assistant_id"
)


def _rows(view: View, ids: Sequence[int]) -> list[tuple[Any, ...]]:
    return view.conn.rows(f"{_COLUMNS} WHERE p.id IN :ids", me=view.user.id, ids=ids) if ids else []  # noqa: S608 - from code


def _parts(view: View, variants: Sequence[Reading]) -> list[int]:
    """Return own patients in whose names every word of a reading is found, anywhere in a word."""
    params: dict[str, str | int] = {"me": view.user.id}
    ways = []
    for index, reading in enumerate(variants):
        words = [word[0] for word in reading if len(word) == 1]
        if len(words) < len(reading) or min(map(len, words)) < LEAST_PART:
            continue
        for at, word in enumerate(words):
            params[f"v{index}_{at}"] = f"%{word}%"
        ways.append(" AND ".join(f"search_key LIKE :v{index}_{at}" for at in range(len(words))))
    if not ways:
        return []
    found = view.conn.rows(
        f"SELECT id FROM patient WHERE assistant_id = :me AND ({' OR '.join(ways)})", **params  # noqa: S608 - from code
    )  # fmt: skip
    return [row[0] for row in found]


def _slips(view: View, variants: Sequence[Reading]) -> list[int]:
    """Return own patients whose names come within one slip of every word of a reading."""
    readable = [[word[0] for word in reading] for reading in variants]
    readable = [words for words in readable if all(len(word) >= LEAST_SLIP and word.isalpha() for word in words)]
    if not readable:
        return []
    names = view.conn.rows("SELECT id, search_key FROM patient WHERE assistant_id = :me", me=view.user.id)
    known = {word for _, key in names for word in key.split()}
    near = {word: _near(word, known) for words in readable for word in words}
    return [
        patient_id
        for patient_id, key in names
        if any(all(near[word] & set(key.split()) for word in words) for words in readable)
    ]


def _near(word: str, known: Iterable[str]) -> frozenset[str]:
    """Return the known words that a word begins but for one slip: a letter more, less, another, or two swapped."""
    from rapidfuzz.distance import OSA

    size = len(word)
    return frozenset(
        other
        for other in known
        if len(other) >= size - 1
        and any(OSA.distance(word, other[:cut], score_cutoff=1) <= 1 for cut in (size - 1, size, size + 1))
    )


def _phones(view: View, ids: Sequence[int], variants: Sequence[Reading]) -> dict[int, str]:
    """Return for each patient the number that was asked for, else the first to dial."""
    ends = [word[0].removeprefix(BACKWARDS) for reading in variants for word in reading if len(word) > 1]
    found: dict[int, tuple[bool, str]] = {}
    for patient_id, phone in view.conn.rows(
        "SELECT patient_id, phone FROM contact WHERE patient_id IN :ids AND phone IS NOT NULL"
        " ORDER BY active DESC, priority, id",
        ids=ids,
    ):  # fmt: skip
        asked = any(phone[::-1].startswith(end) for end in ends)
        if patient_id not in found or (asked and not found[patient_id][0]):
            found[patient_id] = asked, phone
    return {patient_id: phone for patient_id, (_, phone) in found.items()}
