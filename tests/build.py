"""Short ways to put patients, visits and calls on a desk, through its own actions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from db.actions.calls import open_call
from db.actions.connections import mark_connection
from db.actions.contacts import NewContact
from db.actions.forms import MarkForm
from db.actions.marks import mark_outcome
from db.actions.patients import NewPatient, add_patient
from db.actions.people import add_user
from db.actions.visits import book_visit
from db.auth import user_by_id
from tests.desk import Desk


def patient(
    desk: Desk, name: str, *phones: str | NewContact, met: bool = True, birth: str = "1959-04-12", **more: Any
) -> int:
    """Add a patient of the signed-in user; `met`: the first call was made some days ago."""
    contacts = tuple(phone if isinstance(phone, NewContact) else NewContact(phone) for phone in phones)
    now = desk.frozen.now()
    added = desk.do(
        add_patient, NewPatient(name, contacts, birth_on=date.fromisoformat(birth), **more)
    ).result.patient_id
    if met:
        desk.frozen.move_to(now.replace(hour=6, minute=30))
        talk(desk, added, "ACCEPTS")
        desk.frozen.move_to(now)
    return added


def visit(desk: Desk, patient_id: int, service: str, starts_at: datetime, **more: Any) -> int:
    """Book a visit in the city's system."""
    return desk.do(
        book_visit, patient_id, service, starts_at, **{"booked_in": "booked", "booking_number": "7", **more}
    ).result.visit_id


def talk(
    desk: Desk, patient_id: int, outcome: str, task_id: int | None = None, *, spoke: str = "patient", **form: Any
) -> int:
    """Call a patient, speak with them, mark what came out; return the call."""
    call_id = desk.do(open_call, patient_id).result.call_id
    desk.do(mark_outcome, call_id, outcome, task_id=task_id, spoke=spoke, form=MarkForm(**form))
    return call_id


def miss(desk: Desk, patient_id: int, connection: str = "NO_ANSWER", **more: Any) -> int:
    """Call a patient and do not reach them; return the call."""
    call_id = desk.do(open_call, patient_id).result.call_id
    desk.do(mark_connection, call_id, connection, **more)
    return call_id


def colleague(
    desk: Desk, login: str = "olga", name: str = "Котова Ольга Сергеевна", roles: tuple[str, ...] = ("assistant",)
) -> int:
    """Add a user of the same centre."""
    user_id: int = desk.administer(add_user, login, name, roles, centre_id=desk.user.centre_id).result.user_id
    return user_id


def sign_in(desk: Desk, user_id: int) -> None:
    """Act as another user."""
    desk.act_as(user_by_id(desk, user_id))
