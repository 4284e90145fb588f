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

from db.engine import Bound, instant
from db.queries.about import age_on
from db.queries.access import accesses
from db.queries.claims import InWork, all_in_work
from db.queries.covering import covered_by
from db.rules.names import search_key, swap_layout, transliterate
from db.rules.permissions import Access
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
    covered: bool = False  # a colleague's patient for whom the user stands in today
    in_work: InWork | None = None  # somebody else has the patient in work right now
    access: Access = Access.FREE  # how the patient may be opened


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
    sex: str | None = None
    covered: bool = False  # a colleague's patient for whom the user stands in today
    in_work: InWork | None = None  # somebody else has the patient in work right now
    access: Access = Access.FREE  # how the patient may be opened


def search(view: View, text: str, limit: int = 50) -> tuple[Hit, ...]:
    """Return the patients that a text finds, own ones first, in one order whatever the engine; any text is fine."""
    variants = readings(text)
    if not variants or limit < 1:
        return ()
    found = {row[0]: (row, "prefix") for row in _beginnings(view, variants, limit)}
    own = sum(1 for row, _ in found.values() if row[4])
    if own < limit:
        more, how = _parts(view, variants, limit), "part"
        if not own and not more:
            more, how = _slips(view, variants, limit), "near"
        for row in more:
            found.setdefault(row[0], (row, how))
    order = {"prefix": 0, "part": 1, "near": 2}
    hits = sorted(found.values(), key=lambda hit: (not hit[0][4], order[hit[1]], hit[0][5], hit[0][0]))[:limit]
    asked = _asked_phones(view, [row[0] for row, _ in hits], variants)
    covered, held = covered_by(view, view.user.id), all_in_work(view)
    how_open = accesses(view, [row[0] for row, _ in hits if not row[4] and not covered.has(row[0], row[7])])
    return tuple(
        Hit(
            patient_id, name, birth, asked.get(patient_id, phone), assistant, bool(mine), how,
            not mine and covered.has(patient_id, owner_id), held.get(patient_id),
            how_open.get(patient_id, Access.FREE),
        )
        for (patient_id, name, birth, assistant, mine, _, phone, owner_id), how in hits
    )  # fmt: skip


def callers(view: View, digits_or_name: str, limit: int = 20) -> tuple[Caller, ...]:
    """Return who may be calling in, by the digits on the display or by a name: who, what next, what was promised.

    Of patients who are not free to open it is not said what is next and what was promised.
    """
    hits = search(view, digits_or_name, limit)
    if not hits:
        return ()
    ids = [hit.patient_id for hit in hits if hit.access is Access.FREE]
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
            ids=[hit.patient_id for hit in hits],
        )
    }
    sexes = dict(view.conn.rows("SELECT id, sex FROM patient WHERE id IN :ids", ids=[hit.patient_id for hit in hits]))
    return tuple(
        Caller(
            hit.patient_id, hit.full_name, hit.birth_on, age_on(hit.birth_on, view.today), hit.phone,
            relation, standing, hit.assistant, hit.own,
            instant(visits.get(hit.patient_id)), promised.get(hit.patient_id), sexes.get(hit.patient_id),
            hit.covered, hit.in_work, hit.access,
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
    params: dict[str, Bound] = {"me": view.user.id, "limit": limit}
    ways = [_way(index, reading, params) for index, reading in enumerate(variants)]
    return _rows(view, f"p.id IN ({' UNION '.join(ways)})", params)


def _way(index: int, reading: Reading, params: dict[str, Bound]) -> str:
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


_FOUND: Final = (
    "SELECT p.id, p.full_name, p.birth_on, p.assistant_id, CASE WHEN p.assistant_id = :me THEN 1 ELSE 0 END AS mine,"
    " p.sort_key FROM patient p WHERE {which} ORDER BY mine DESC, p.sort_key, p.id LIMIT :limit"
)
# What a row shows beside its name is looked up for the rows that are left after the limit.
_ROWS: Final = (
    "SELECT x.id, x.full_name, x.birth_on, u.short_name, x.mine, x.sort_key, (SELECT c.phone FROM contact c"
    " WHERE c.patient_id = x.id AND c.phone IS NOT NULL ORDER BY c.active DESC, c.priority, c.id LIMIT 1),"
    " x.assistant_id FROM ({found}) x LEFT JOIN app_user u ON u.id = x.assistant_id"
    " ORDER BY x.mine DESC, x.sort_key, x.id"
)


def _rows(view: View, which: str, params: dict[str, Bound]) -> list[tuple[Any, ...]]:
    """Return the rows of the first patients of a condition: own ones first, by name."""
    return view.conn.rows(_ROWS.format(found=_FOUND.format(which=which)), **params)


def _parts(view: View, variants: Sequence[Reading], limit: int) -> list[tuple[Any, ...]]:
    """Return rows of own patients in whose names every word of a reading is found, anywhere in a word."""
    params: dict[str, Bound] = {"me": view.user.id, "limit": limit}
    ways = []
    for index, reading in enumerate(variants):
        words = [word[0] for word in reading if len(word) == 1]
        if len(words) < len(reading) or min(map(len, words)) < LEAST_PART:
            continue
        for at, word in enumerate(words):
            params[f"v{index}_{at}"] = f"%{word}%"
        ways.append(" AND ".join(f"p.search_key LIKE :v{index}_{at}" for at in range(len(words))))
    return _rows(view, f"p.assistant_id = :me AND ({' OR '.join(ways)})", params) if ways else []


def _slips(view: View, variants: Sequence[Reading], limit: int) -> list[tuple[Any, ...]]:
    """Return rows of own patients whose names come within one slip of every word of a reading."""
    readable = [[word[0] for word in reading] for reading in variants]
    readable = [words for words in readable if all(len(word) >= LEAST_SLIP and word.isalpha() for word in words)]
    if not readable:
        return []
    names = view.conn.rows("SELECT id, search_key FROM patient WHERE assistant_id = :me", me=view.user.id)
    known = {word for _, key in names for word in key.split()}
    near = {word: _near(word, known) for words in readable for word in words}
    readable = [words for words in readable if all(near[word] for word in words)]
    ids = [i for i, key in names if any(all(near[word] & set(key.split()) for word in words) for words in readable)]
    return _rows(view, "p.id IN :ids", {"ids": ids, "me": view.user.id, "limit": limit}) if ids else []


def _near(word: str, known: Iterable[str]) -> frozenset[str]:
    """Return the known words that a word begins but for one slip: a letter more, less, another, or two swapped."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    size = len(word)
    cuts: dict[str, set[str]] = {}
    for other in known:
        for cut in range(size - 1, size + 2):
            cuts.setdefault(other[:cut], set()).add(other)
    alike = process.extract(word, list(cuts), scorer=OSA.distance, score_cutoff=1, limit=None)
    return frozenset(other for cut, _, _ in alike for other in cuts[cut])


def _asked_phones(view: View, ids: Sequence[int], variants: Sequence[Reading]) -> dict[int, str]:
    """Return for each patient the number whose end was asked for, where one was."""
    ends = [word[0].removeprefix(BACKWARDS) for reading in variants for word in reading if len(word) > 1]
    if not ends or not ids:
        return {}
    found: dict[int, str] = {}
    for patient_id, phone in view.conn.rows(
        "SELECT patient_id, phone FROM contact WHERE patient_id IN :ids AND phone IS NOT NULL"
        " ORDER BY active DESC, priority, id",
        ids=ids,
    ):  # fmt: skip
        if any(phone[::-1].startswith(end) for end in ends):
            found.setdefault(patient_id, phone)
    return found
