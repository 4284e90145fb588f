"""The unanswered calls since the last conversation, joined into rounds: one try over all numbers of a patient."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from db.rules.facts import Call, Connection, Contact
from db.rules.numbers import Numbers
from db.rules.outcomes import NOT_COUNTED
from db.rules.patient_clock import PatientClock
from db.rules.talks import since_conversation


@dataclass(frozen=True, slots=True)
class Round:
    """One try over the numbers of a patient; `counted` is False where nobody could have answered."""

    first_call_id: int
    started_at: datetime
    ended_at: datetime
    tried: frozenset[int | str]
    counted: bool


def active_numbers(contacts: tuple[Contact, ...]) -> tuple[Contact, ...]:
    """Return the numbers to try, in the order in which they are dialled."""
    found = [contact for contact in contacts if contact.active and contact.phone]
    return tuple(sorted(found, key=lambda contact: (contact.priority, contact.id)))


def rounds(calls: tuple[Call, ...], contacts: tuple[Contact, ...], numbers: Numbers) -> tuple[Round, ...]:
    """Join the unanswered calls since the last conversation into rounds, oldest first.

    A round ends when every active number was tried, when the smallest gap has passed, or when a number is tried again.
    """
    return join_rounds(since_conversation(calls), contacts, numbers)


def join_rounds(tail: list[Call], contacts: tuple[Contact, ...], numbers: Numbers) -> tuple[Round, ...]:
    """Join unanswered calls into rounds, oldest first."""
    gap = timedelta(minutes=numbers.attempts.min_gap_minutes)
    active: set[int | str] = {contact.id for contact in contacts if contact.active and contact.phone}
    found: list[Round] = []
    for call, free in zip(tail, leave_untried(tail, contacts, numbers), strict=True):
        if free:
            continue
        number = _number(call, contacts)
        current = found[-1] if found else None
        fresh = current is None or number in current.tried or call.at - current.ended_at >= gap
        if fresh or current is None or (active and active <= current.tried):
            found.append(Round(call.id, call.at, call.at, frozenset({number}), call.connection not in NOT_COUNTED))
        else:
            found[-1] = replace(
                current,
                ended_at=call.at,
                tried=current.tried | {number},
                counted=current.counted or call.connection not in NOT_COUNTED,
            )
    return tuple(found)


def _number(call: Call, contacts: tuple[Contact, ...]) -> int | str:
    """Return what number was dialled: a contact's id, or the phone where it is nobody's."""
    if call.contact_id is not None:
        return call.contact_id
    return next((contact.id for contact in contacts if call.phone and contact.phone == call.phone), call.phone or "")


def leave_untried(tail: list[Call], contacts: tuple[Contact, ...], numbers: Numbers) -> list[bool]:
    """Tell for each call whether it leaves its number untried: cut off, or busy for the first times in a row."""
    busy: dict[int | str, int] = {}
    found: list[bool] = []
    for call in tail:
        if call.connection is Connection.BUSY:
            number = _number(call, contacts)
            busy[number] = busy.get(number, 0) + 1
            found.append(busy[number] <= numbers.attempts.busy_free_retries)
        else:
            if call.connection is not Connection.CUT_OFF:
                busy.pop(_number(call, contacts), None)
            found.append(call.connection is Connection.CUT_OFF)
    return found


def rounds_on(counted: tuple[Round, ...], day: date, clock: PatientClock) -> int:
    """Count the rounds of one local day."""
    return sum(1 for one in counted if one.counted and clock.day(one.started_at) == day)
