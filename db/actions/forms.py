"""What the small form of an outcome asks for, and its way into the record and back."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, time
from typing import Any

from db.actions.text import line, page
from db.errors import BadInput
from db.rules.complaints import COMPLAINTS, is_fever
from db.rules.facts import Booked, Outcome
from db.rules.outcomes import SCOPES
from db.work import dumps, loads

INITIATIVES = ("patient", "clinic", "equipment")
TEMPERATURES = (30.0, 45.0)


@dataclass(frozen=True, slots=True)
class MarkForm:
    """Answers of the form of an outcome; all may be missing.

    `visit_id` and `test_id` say what it is about where no task does. Instants are aware.
    """

    because: str | None = None
    until_at: datetime | None = None
    on_date: date | None = None
    place: str | None = None
    said_name: str | None = None
    initiative: str | None = None
    barrier: str | None = None
    new_starts_at: datetime | None = None
    new_ends_at: datetime | None = None
    organisation_id: int | None = None
    service: str | None = None
    clinician: str | None = None
    room: str | None = None
    booked_in: str | None = None
    booking_number: str | None = None
    unwell: tuple[str, ...] = ()
    temperature: float | None = None
    text: str | None = None
    not_before: str | None = None
    not_after: str | None = None
    trusted_name: str | None = None
    trusted_phone: str | None = None
    trusted_scope: str | None = None
    voicemail_ok: bool | None = None
    visit_id: int | None = None
    test_id: int | None = None


EMPTY = MarkForm()


def checked(form: MarkForm, outcome: Outcome) -> MarkForm:
    """Return the form with its texts made safe; raises `BadInput` for what cannot be meant.

    Codes: needs_time, needs_barrier, unknown_code, no_such_temperature, ends_before_it_starts, no_time_of_day,
    text_too_long, naive_instant.
    """
    _check_instants(form)
    if outcome is Outcome.CALLBACK and form.until_at is None:
        raise BadInput("needs_time")
    if outcome is Outcome.BARRIER:
        if form.barrier is None:
            raise BadInput("needs_barrier")
        from db.defaults import outcome_table

        _known(form.barrier, tuple(outcome_table().barriers), "barrier")
    if form.initiative is not None:
        _known(form.initiative, INITIATIVES, "initiative")
    if form.booked_in is not None:
        _known(form.booked_in, tuple(Booked), "booked_in")
    if form.trusted_scope is not None:
        _known(form.trusted_scope, SCOPES, "trusted_scope")
    for complaint in form.unwell:
        _known(complaint, COMPLAINTS, "unwell")
    if form.temperature is not None and not TEMPERATURES[0] <= form.temperature <= TEMPERATURES[1]:
        raise BadInput("no_such_temperature", least=int(TEMPERATURES[0]), most=int(TEMPERATURES[1]))
    for hour in (form.not_before, form.not_after):
        time_of_day(hour)
    return _cleaned(form)


def _check_instants(form: MarkForm) -> None:
    for value in (form.until_at, form.new_starts_at, form.new_ends_at):
        if value is not None and value.utcoffset() is None:
            raise BadInput("naive_instant")
    if form.new_starts_at is not None and form.new_ends_at is not None and form.new_ends_at <= form.new_starts_at:
        raise BadInput("ends_before_it_starts")


def _cleaned(form: MarkForm) -> MarkForm:
    if form == EMPTY:
        return form
    values = {one.name: getattr(form, one.name) for one in fields(form)}
    for name in ("because", "place", "said_name", "trusted_name", "trusted_phone", "service", "clinician"):
        values[name] = line(values[name], name)
    values["room"] = line(form.room, "room", 40)
    values["booking_number"] = line(form.booking_number, "booking_number", 60)
    values["text"] = page(form.text, "text")
    return MarkForm(**values)


def _known(value: str, known: tuple[str, ...], field: str) -> None:
    if value not in known:
        raise BadInput("unknown_code", field=field, value=value[:40], known=", ".join(known))


def time_of_day(text: str | None) -> str | None:
    """Return «9:30» as "09:30"; raises `BadInput("no_time_of_day")`."""
    if text is None or not text.strip():
        return None
    hours, colon, minutes = text.strip().partition(":")
    try:
        return time(int(hours), int(minutes) if colon else 0).strftime("%H:%M")
    except ValueError as error:
        raise BadInput("no_time_of_day", value=text[:20]) from error


def to_detail(form: MarkForm, outcome: Outcome) -> str | None:
    """Return the answers that were given as JSON; complaints come with whether they are a fever."""
    if form == EMPTY:
        return None
    given: dict[str, Any] = {name: value for name, value in asdict(form).items() if value is not None and value != ()}
    if outcome is Outcome.UNWELL:
        given["fever"] = is_fever(form.temperature, form.unwell)
    return dumps(given) if given else None


def from_detail(detail: str | None) -> MarkForm:
    """Return the form that `to_detail` wrote."""
    if detail is None:
        return EMPTY
    names = {one.name for one in fields(MarkForm)}
    given = {name: value for name, value in loads(detail).items() if name in names}
    if "unwell" in given:
        given["unwell"] = tuple(given["unwell"])
    return MarkForm(**given)
