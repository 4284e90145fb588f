"""Lawful erasure: the personal data of a record go, everywhere; counts, dates, ids and the audit stay.

Nothing of it can be undone, and what was done to the record before cannot be undone any more either.
Rule: [152-FZ, articles 14 and 21].
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from db.actions.text import line, one_of
from db.errors import BadInput, Refused
from db.rules.facts import Phase, VisitStatus
from db.work import LARGEST_ID, Work, action, dumps, loads

BASES: Final = ("consent_withdrawn", "purpose_achieved", "unlawful", "demanded", "court")
"""Why the law asks for it: consent withdrawn, nothing to keep it for, taken unlawfully, demanded, by a court."""

GONE: Final = "—"
"""What stands in place of a text that must not be empty."""

_LAST: Final = "\uffff"  # behind every name
_CODE: Final = re.compile(r"[a-z][a-z_]{0,39}")
_STAYS: Final = frozenset({"id", "patient_id", "version"})
_PATIENT: Final[Mapping[str, Any]] = {
    "full_name": GONE, "search_key": "", "sort_key": _LAST, "flags": "",
    **dict.fromkeys((
        "birth_on", "birth_year", "sex", "snils", "policy", "residence", "region", "address", "diagnosis", "stage",
        "clinical_group", "flag_note", "code_word", "not_before", "not_after", "call_weekdays",
    )),
}  # fmt: skip
_ROWS: Final[Mapping[str, Mapping[str, Any]]] = {
    "contact": {
        "written": GONE, "active": False, "voicemail_ok": False, "relation": "other",
        **dict.fromkeys(("phone", "extension", "doubtful", "name", "consent_paper", "set_aside")),
    },
    "note": {"text": GONE},
    "call": dict.fromkeys(("phone", "spoke_name", "note")),
    "mark": {"detail": None},
    "visit": dict.fromkeys(("clinician", "room", "booking_number", "note")),
    "test_order": {"note": None},
    "course": {"note": None},
    "reminder": {"text": GONE},
    "barrier": dict.fromkeys(("action", "outcome")),
    "decision": dict.fromkeys(("said_name", "place", "note", "answer_text")),
    "message": {"text": GONE},
    "task": {"params": "{}"},
}  # fmt: skip
"""What is written over the rows of a patient, by table."""

_REASONED: Final = ("mark", "visit", "course", "cycle", "decision")
"""Tables whose `because` is a code, or words of somebody."""


@dataclass(frozen=True, slots=True)
class Erased:
    """That a record was erased: how many rows held something of it."""

    erasure_id: int
    patient_id: int
    rows: int


@action("erase_patient", undoable=False)
def erase_patient(work: Work, patient_id: int, basis: str, *, paper: str | None = None, force: bool = False) -> Erased:
    """Erase the personal data of a record for good; `paper` says where the request lies, and names nobody.

    Only a closed record is erased: before that somebody has to decide what becomes of the visits to come. With `force`
    a record in care is closed by it, and what was to come is cancelled: the law's term may leave no time.
    Raises `BadInput("unknown_code" | "paper_missing")`, `Refused("unknown_row" | "is_erased" | "not_closed_yet")`.
    """
    one_of(basis, BASES, "basis")
    where = line(paper, "paper")
    if where is None:
        raise BadInput("paper_missing")
    patient = work.fetch("patient", patient_id)
    if patient["erased_at"] is not None:
        raise Refused("is_erased", id=patient_id)
    if patient["phase"] != Phase.CLOSED and not force:
        raise Refused("not_closed_yet", id=patient_id)
    joined = work.conn.rows("SELECT id FROM patient WHERE merged_into_id = :id ORDER BY id", id=patient_id)
    rows = sum(_erase(work, one) for one in (patient_id, *(row[0] for row in joined)))
    erasure = work.insert(
        "erasure", patient_id=patient_id, at=work.now, by_id=work.user.id, basis=basis, paper=where, rows=rows
    )
    _note_that(work, patient_id)
    work.touch(patient_id)
    return Erased(erasure["id"], patient_id, rows)


def _erase(work: Work, patient_id: int) -> int:
    """Erase one record, the patient's own or one that was joined with it."""
    _stop(work, patient_id)
    rows = _overwrite(work, patient_id)
    rows += _forget_words(work, patient_id)
    rows += _empty_journal(work, patient_id)
    return rows + _empty_results(work, patient_id)


def _stop(work: Work, patient_id: int) -> None:
    """Close the record and cancel what was to come; without the journal, which would hold the values."""
    run = work.conn.run
    given: dict[str, Any] = {"id": patient_id, "now": work.now}
    run(
        "UPDATE patient SET closed_because = CASE WHEN phase = 'closed' THEN closed_because ELSE 'other' END,"
        " phase = 'closed', erased_at = :now WHERE id = :id",
        **given,
    )
    run(
        "UPDATE visit SET status = :cancelled, status_at = :now WHERE patient_id = :id AND starts_at > :now"
        " AND status IN ('planned', 'confirmed', 'to_move')",
        cancelled=VisitStatus.CANCELLED.value, **given,
    )  # fmt: skip
    for table, status, was in (
        ("test_order", "cancelled", "ordered"), ("reminder", "cancelled", "open"), ("course", "stopped", "active"),
    ):  # fmt: skip
        run(
            f"UPDATE {table} SET status = :status WHERE patient_id = :id AND status = :was",  # noqa: S608 - names from code
            status=status, was=was, id=patient_id,
        )  # fmt: skip
    run("UPDATE call SET state = 'done' WHERE patient_id = :id", id=patient_id)
    run("UPDATE pause SET ended_at = :now WHERE patient_id = :id AND ended_at IS NULL", **given)


def _overwrite(work: Work, patient_id: int) -> int:
    """Write over every row of the patient; return how many there were."""
    rows = _set(work, "patient", "id", patient_id, _PATIENT)
    for table, values in _ROWS.items():
        rows += _set(work, table, "patient_id", patient_id, values)
    for table in _REASONED:
        for row_id, because in work.conn.rows(
            f"SELECT id, because FROM {table} WHERE patient_id = :id AND because IS NOT NULL",  # noqa: S608 - as above
            id=patient_id,
        ):
            if not _CODE.fullmatch(because):
                _set(work, table, "id", row_id, {"because": None})
    return rows


def _set(work: Work, table: str, column: str, key: int, values: Mapping[str, Any]) -> int:
    sets = ", ".join(f"{name} = :{name}" for name in values)
    found = work.conn.rows(
        f"UPDATE {table} SET {sets}, version = version + 1 WHERE {column} = :the_key RETURNING 1",  # noqa: S608 - as above
        the_key=key, **values,
    )  # fmt: skip
    return len(found)


def _forget_words(work: Work, patient_id: int) -> int:
    """Take the record out of the search index, and out of what files said of it."""
    gone = 0
    for statement in (
        "DELETE FROM patient_word WHERE patient_id = :id RETURNING 1",
        "DELETE FROM imported_value WHERE patient_id = :id RETURNING 1",
        "DELETE FROM imported_item WHERE kind = 'visits' AND item_id IN"
        " (SELECT id FROM visit WHERE patient_id = :id) RETURNING 1",
        "DELETE FROM imported_item WHERE kind = 'tests' AND item_id IN"
        " (SELECT id FROM test_order WHERE patient_id = :id) RETURNING 1",
    ):
        gone += len(work.conn.rows(statement, id=patient_id))
    return gone


def _empty_journal(work: Work, patient_id: int) -> int:
    """Leave of the journal which rows were changed by whom and when, of the rows themselves only their ids.

    No action can be undone that has such a row, also one of many patients: nothing is left to restore it from.
    """
    here = f'%"patient_id":{patient_id}'
    found = work.conn.rows(
        "SELECT id, before, after, action_id FROM change WHERE (table_name = 'patient' AND row_key = :key)"
        " OR before LIKE :within OR before LIKE :last OR after LIKE :within OR after LIKE :last",
        key=str(patient_id), within=here + ",%", last=here + "}",
    )  # fmt: skip
    for kind, table in (("visits", "visit"), ("tests", "test_order")):
        for (row_id,) in work.conn.rows(f"SELECT id FROM {table} WHERE patient_id = :id", id=patient_id):  # noqa: S608 - as above
            start = f"{kind}|{row_id}|"
            found += work.conn.rows(
                "SELECT id, before, after, action_id FROM change WHERE table_name = 'imported_item'"
                " AND row_key >= :start AND row_key < :beyond",
                start=start, beyond=start + _LAST,
            )  # fmt: skip
    work.conn.many(
        "UPDATE change SET before = :before, after = :after WHERE id = :id",
        [{"id": i, "before": _bare(before), "after": _bare(after)} for i, before, after, _ in found],
    )
    work.conn.many(
        "UPDATE action SET undoable = :undoable WHERE id = :id",
        [{"id": i, "undoable": False} for i in sorted({row[3] for row in found})],
    )
    return len(found)


def _bare(row: str | None) -> str | None:
    if row is None:
        return None
    return dumps({name: value for name, value in loads(row).items() if name in _STAYS})


def _empty_results(work: Work, patient_id: int) -> int:
    """Leave of what actions returned only ids and counts, and let none of them be undone."""
    found = work.conn.rows(
        "SELECT id, result FROM action WHERE patient_id = :id AND id <> :own", id=patient_id, own=work.action_id
    )
    work.conn.many(
        "UPDATE action SET result = :result, undoable = :undoable WHERE id = :id",
        [{"id": i, "result": result and dumps(_numbers(loads(result))), "undoable": False} for i, result in found],
    )
    return len(found)


def _numbers(value: Any) -> Any:  # noqa: ANN401 - whatever JSON gives
    """Return a result without its texts; codes of one word in small letters say nothing of anybody."""
    if isinstance(value, dict):
        return {name: _numbers(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_numbers(one) for one in value]
    if isinstance(value, str):
        return None
    return value if not isinstance(value, int) or abs(value) <= LARGEST_ID else None


def _note_that(work: Work, patient_id: int) -> None:
    """Note in the journal that the record changed, so that nothing earlier is taken for untouched."""
    bare = dumps({"id": patient_id})
    work.conn.run(
        "INSERT INTO change (action_id, table_name, row_key, before, after)"
        " VALUES (:action, 'patient', :key, :bare, :bare)",
        action=work.action_id, key=str(patient_id), bare=bare,
    )  # fmt: skip
