"""Tests that doctors ordered: entered, taken, their results in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from db.actions.living import living
from db.actions.text import one_of, page
from db.engine import Value
from db.errors import BadInput, Refused
from db.rules.facts import TestStatus
from db.work import Work, action

__test__ = False
_FIELDS: Final = frozenset(
    {
        "due_on",
        "taken_on",
        "valid_until",
        "result_on",
        "status",
        "for_visit_id",
        "organisation_id",
        "ordered_on",
        "note",
    }
)


@dataclass(frozen=True, slots=True)
class OrderSet:
    """A test order as it stands now."""

    test_id: int
    patient_id: int
    status: str


@action("order_test")
def order_test(
    work: Work,
    patient_id: int,
    service: str,
    *,
    ordered_on: date | None = None,
    due_on: date | None = None,
    organisation_id: int | None = None,
    for_visit_id: int | None = None,
    note: str | None = None,
) -> OrderSet:
    """Enter a test that a doctor ordered, by default today.

    Raises `Refused("unknown_row" | "other_patients_visit")`, `BadInput("due_before_ordered")`.
    """
    living(work, patient_id)
    work.fetch("service", service)
    ordered = ordered_on or work.today
    if due_on is not None and due_on < ordered:
        raise BadInput("due_before_ordered")
    _check_links(work, patient_id, organisation_id, for_visit_id)
    row = work.insert(
        "test_order", patient_id=patient_id, service=service, organisation_id=organisation_id, ordered_on=ordered,
        due_on=due_on, for_visit_id=for_visit_id, note=page(note, "note"), created_at=work.now,
    )  # fmt: skip
    work.touch(patient_id)
    return OrderSet(row["id"], patient_id, row["status"])


def _check_links(work: Work, patient_id: int, organisation_id: int | None, visit_id: int | None) -> None:
    if organisation_id is not None:
        work.fetch("organisation", organisation_id)
    if visit_id is not None and work.fetch("visit", visit_id)["patient_id"] != patient_id:
        raise Refused("other_patients_visit", id=visit_id)


@action("set_test")
def set_test(
    work: Work, /, test_id: int, *, version: int | None = None, told_from: str = "words", **changes: Value
) -> OrderSet:
    """Change dates or the status of a test order; a status brings its date of today where none is given.

    Fields: due_on, taken_on, valid_until, result_on, status, for_visit_id, organisation_id, ordered_on, note.
    Raises `BadInput("unknown_field" | "unknown_code")`, `Refused("unknown_row")`, `Conflict`.
    """
    fields: dict[str, Any] = dict(changes)
    unknown = sorted(fields.keys() - _FIELDS)
    if unknown:
        raise BadInput("unknown_field", field=unknown[0])
    one_of(told_from, ("words", "system"), "told_from")
    if "note" in fields:
        fields["note"] = page(fields["note"], "note")
    row = work.fetch("test_order", test_id)
    _check_links(work, row["patient_id"], fields.get("organisation_id"), fields.get("for_visit_id"))
    if "status" in fields:
        one_of(fields["status"], tuple(TestStatus), "status")
        fields = _dated(fields, row, work.today) | {"status_source": told_from}
    after = work.update("test_order", test_id, version=version, **fields)
    work.touch(row["patient_id"])
    return OrderSet(test_id, row["patient_id"], after["status"])


def _dated(fields: dict[str, Any], row: dict[str, Any], today: date) -> dict[str, Any]:
    """Give a status its day."""
    status = fields["status"]
    if status in (TestStatus.TAKEN, TestStatus.RESULT_IN) and not (fields.get("taken_on") or row["taken_on"]):
        fields["taken_on"] = today
    if status == TestStatus.RESULT_IN and not (fields.get("result_on") or row["result_on"]):
        fields["result_on"] = today
    return fields
