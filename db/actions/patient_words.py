"""The search index of patients: derived from names, phones and documents, so it is never in the journal."""

from __future__ import annotations

from collections.abc import Iterable

from db.actions.bulk import insert_many
from db.engine import Connection
from db.rules.search_words import words_of

_BATCH = 2000


def index_words(conn: Connection, patient_id: int) -> None:
    """Write the words of one patient, as far as they differ."""
    write_words(conn, (patient_id,))


def write_words(conn: Connection, patient_ids: Iterable[int]) -> None:
    """Write the words of these patients, as far as they differ; those who are gone lose theirs."""
    ids = sorted(set(patient_ids))
    for start in range(0, len(ids), _BATCH):
        _write(conn, ids[start : start + _BATCH])


def _write(conn: Connection, ids: list[int]) -> None:
    known = set(ids)
    phones: dict[int, list[str]] = {}
    for patient_id, phone, written in conn.rows(
        "SELECT patient_id, phone, written FROM contact WHERE patient_id IN :ids", ids=ids
    ):
        phones.setdefault(patient_id, []).append(phone or written)
    # A merged record has no words of its own: by its name and numbers the record is found that it became a part of.
    wanted = {
        (word, into or i)
        for i, name, snils, policy, into in conn.rows(
            "SELECT id, full_name, snils, policy, merged_into_id FROM patient WHERE id IN :ids"
            " OR merged_into_id IN :ids",
            ids=ids,
        )
        if into is None or into in known
        for word in words_of(name, phones.get(i, ()), policy=policy, snils=snils)
    }
    there = {
        (word, i)
        for word, i in conn.rows("SELECT word, patient_id FROM patient_word WHERE patient_id IN :ids", ids=ids)
    }
    gone, new = sorted(there - wanted), sorted(wanted - there)
    conn.many(
        "DELETE FROM patient_word WHERE word = :word AND patient_id = :id",
        [{"word": word, "id": i} for word, i in gone],
    )
    insert_many(conn, "patient_word", ("word", "patient_id"), [{"word": word, "patient_id": i} for word, i in new])
