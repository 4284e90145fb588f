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
    phones: dict[int, list[str]] = {}
    for patient_id, phone, written in conn.rows(
        "SELECT patient_id, phone, written FROM contact WHERE patient_id IN :ids", ids=ids
    ):
        phones.setdefault(patient_id, []).append(phone or written)
    wanted = {
        (word, i)
        for i, name, snils, policy in conn.rows(
            "SELECT id, full_name, snils, policy FROM patient WHERE id IN :ids", ids=ids
        )
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
