"""What an outcome changes in the record beside its mark: visits, tests, pauses, decisions, difficulties, contacts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from db.actions.contacts import NewContact, new_contact
from db.actions.forms import MarkForm, time_of_day
from db.actions.patient_words import index_words
from db.actions.reminders import count_occurrence
from db.actions.visits import move
from db.engine import Value
from db.errors import BadInput, Refused
from db.rules.facts import DecisionKind, Outcome, Spoke, TaskKind, TestStatus, VisitStatus
from db.rules.outcomes import settles
from db.rules.working_days import add_working_days
from db.work import Work


@dataclass(frozen=True, slots=True)
class Said:
    """Something that came out: of whom, in what call, for what task, when, and the answers of its form."""

    patient_id: int
    outcome: Outcome
    at: datetime
    spoke: Spoke
    form: MarkForm
    call: dict[str, Any] | None
    task_kind: TaskKind | None
    source: str | None  # of the task, or what it is about without one
    told_from: str  # words, system

    def about(self, what: str) -> int | None:
        """Return the id of the visit, test, … that the source names."""
        if self.source is None:
            return None
        kind, _, rest = self.source.partition(":")
        return int(rest.split(":")[0]) if kind == what else None

    @property
    def call_id(self) -> int | None:
        """The call's id, where there was a call."""
        return None if self.call is None else self.call["id"]


def apply(work: Work, said: Said) -> None:
    """Write what follows from an outcome."""
    effect = _EFFECTS.get(said.outcome)
    if effect is not None:
        effect(work, said)
    if said.task_kind is not None and settles(said.outcome, said.task_kind):
        _end(work, said, said.task_kind)


def _end(work: Work, said: Said, kind: TaskKind) -> None:
    """Write what ends together with a task, whatever was said."""
    if kind is TaskKind.REMINDER and said.source is not None:
        count_occurrence(work, said.source)
    elif kind is TaskKind.BARRIER and (barrier := said.about("barrier")) is not None:
        work.update("barrier", barrier, resolved_at=said.at, outcome=said.form.text or said.form.because)
    elif kind is TaskKind.CHECK_BOOKING and said.outcome is Outcome.DONE and (visit := said.about("visit")) is not None:
        work.update("visit", visit, booked_in="booked", booking_number=said.form.text)
    elif kind is TaskKind.RESULT_EXPECTED and said.outcome is Outcome.DONE:
        _result_in(work, said)
    elif kind in (TaskKind.TOOK_PLACE, TaskKind.ASK_TOOK_PLACE) and said.outcome is Outcome.DONE:
        _took_place(work, said)


def _visit(work: Work, said: Said, *, needed: bool = True) -> dict[str, Any] | None:
    visit_id = said.about("visit")
    if visit_id is None:
        if needed and said.about("test") is None:
            raise BadInput("which_visit")
        return None
    visit = work.fetch("visit", visit_id)
    if visit["patient_id"] != said.patient_id:
        raise Refused("other_patients_visit", id=visit_id)
    return visit


def _confirmed(work: Work, said: Said) -> None:
    visit = _visit(work, said, needed=False)
    if visit is not None and said.task_kind is not TaskKind.READINESS and visit["status"] == VisitStatus.PLANNED:
        work.update(
            "visit", visit["id"], status=VisitStatus.CONFIRMED.value, status_at=said.at, status_source=said.told_from
        )


def _took_place(work: Work, said: Said) -> None:
    visit = _visit(work, said)
    if visit is not None:
        work.update(
            "visit", visit["id"], status=VisitStatus.ATTENDED.value, status_at=said.at, status_source=said.told_from
        )
        return
    test = _test(work, said)
    if test is not None and test["status"] == TestStatus.ORDERED:
        day = said.form.on_date or said.at.astimezone(work.zone).date()
        work.update("test_order", test["id"], status=TestStatus.TAKEN.value, taken_on=day, status_source=said.told_from)


def _test(work: Work, said: Said) -> dict[str, Any] | None:
    test_id = said.about("test")
    if test_id is None:
        return None
    test = work.fetch("test_order", test_id)
    if test["patient_id"] != said.patient_id:
        raise Refused("other_patients_test", id=test_id)
    return test


def _not_come(work: Work, said: Said) -> None:
    visit = _visit(work, said)
    if visit is not None:
        work.update(
            "visit", visit["id"], status=VisitStatus.MISSED.value, status_at=said.at, status_source=said.told_from,
            because=said.form.because,
        )  # fmt: skip


def _result_in(work: Work, said: Said) -> None:
    day = said.form.on_date or said.at.astimezone(work.zone).date()
    visit = _visit(work, said, needed=False)
    if visit is not None:
        work.update("visit", visit["id"], result_at=said.at)
        return
    test = _test(work, said)
    if test is not None:
        work.update(
            "test_order", test["id"], status=TestStatus.RESULT_IN.value, result_on=day,
            taken_on=test["taken_on"] or day,
            status_source=said.told_from,
        )  # fmt: skip


def _accepts(work: Work, said: Said) -> None:
    """Keep the wishes of the first talk: hours, the trusted person, voicemail."""
    form = said.form
    wishes = {"not_before": time_of_day(form.not_before), "not_after": time_of_day(form.not_after)}
    given: dict[str, Any] = {name: value for name, value in wishes.items() if value is not None}
    if given:
        work.update("patient", said.patient_id, **given)
    if form.trusted_phone is not None:
        new_contact(
            work, said.patient_id, NewContact(
                form.trusted_phone, relation="other", standing=Spoke.TRUSTED.value, name=form.trusted_name,
                scope=form.trusted_scope or "none", consent_on=said.at.astimezone(work.zone).date(),
            ),
        )  # fmt: skip
        index_words(work.conn, said.patient_id)
    contact_id = None if said.call is None else said.call["contact_id"]
    if form.voicemail_ok is not None and contact_id is not None:
        work.update("contact", contact_id, voicemail_ok=form.voicemail_ok)


def _reschedule(work: Work, said: Said) -> None:
    visit = _visit(work, said)
    if visit is None:
        raise BadInput("which_visit")
    form = said.form
    move(
        work, visit, form.new_starts_at, form.new_ends_at, form.organisation_id, form.service,
        form.initiative or "patient", form.because, said.at, clinician=form.clinician, room=form.room,
        booked_in=form.booked_in, booking_number=form.booking_number,
    )  # fmt: skip


def _not_coming(work: Work, said: Said) -> None:
    visit = _visit(work, said)
    if visit is not None:
        work.update(
            "visit", visit["id"], status=VisitStatus.CANCELLED.value, status_at=said.at, status_source=said.told_from,
            because=said.form.because, initiative="patient",
        )  # fmt: skip


def _pause(work: Work, said: Said) -> None:
    """Hold the calls until a day, by default a week on; a new word replaces what was said before."""
    day = said.at.astimezone(work.zone).date()
    until = said.form.on_date
    if until is None and said.form.until_at is not None:
        until = said.form.until_at.astimezone(work.zone).date()
    if until is None:
        until = day + timedelta(days=work.rules.numbers.waiting.pause_default_days)
    if until <= day:
        raise BadInput("until_must_be_later", date=until.isoformat())
    for (pause_id,) in work.conn.rows(
        "SELECT id FROM pause WHERE patient_id = :id AND ended_at IS NULL AND until_on > :day ORDER BY id",
        id=said.patient_id,
        day=day,
    ):
        work.update("pause", pause_id, ended_at=said.at)
    work.insert(
        "pause", patient_id=said.patient_id, kind="hospital" if said.outcome is Outcome.HOSPITAL else "away",
        from_at=said.at, until_on=until, said_by=said.spoke.value, call_id=said.call_id,
    )  # fmt: skip


def _decision(work: Work, said: Said) -> None:
    form = said.form
    ask_decision(
        work, said.patient_id, _DECISIONS[said.outcome], at=said.at, said_by=said.spoke.value,
        said_name=form.said_name or (said.call or {}).get("spoke_name"), happened_on=form.on_date, place=form.place,
        because=form.because, note=form.text, call_id=said.call_id,
    )  # fmt: skip


def ask_decision(work: Work, patient_id: int, kind: DecisionKind, *, at: datetime, **what: Value) -> int:
    """Open a question to whoever confirms it, and return its id; one that is open already is not asked twice."""
    there: int | None = work.conn.value(
        "SELECT MAX(id) FROM decision WHERE patient_id = :id AND kind = :kind AND answer IS NULL",
        id=patient_id, kind=kind.value,
    )  # fmt: skip
    if there is not None:
        return there
    row = work.insert("decision", patient_id=patient_id, kind=kind.value, asked_at=at, asked_by=work.user.id, **what)
    decision_id: int = row["id"]
    return decision_id


def _barrier(work: Work, said: Said) -> None:
    """Open a difficulty, mine to work on, due in some working days."""
    if said.form.barrier is None:
        raise BadInput("needs_barrier")
    day = said.at.astimezone(work.zone).date()
    wait = work.rules.numbers.waiting.barrier_due_working_days
    due_on = said.form.on_date or add_working_days(day, wait, calendar=work.rules.calendar)
    work.insert(
        "barrier", patient_id=said.patient_id, kind=said.form.barrier, opened_at=said.at, owner_id=work.user.id,
        due_on=due_on, action=said.form.text, call_id=said.call_id,
    )  # fmt: skip


_DECISIONS: Final = {
    Outcome.DECLINES: DecisionKind.DECLINED,
    Outcome.ELSEWHERE: DecisionKind.ELSEWHERE,
    Outcome.MOVED: DecisionKind.MOVED,
    Outcome.DIED: DecisionKind.DIED,
    Outcome.RULED_OUT: DecisionKind.RULED_OUT,
    Outcome.ESCALATE: DecisionKind.ESCALATED,
}
_EFFECTS: Final[dict[Outcome, Callable[[Work, Said], None]]] = {
    Outcome.CONFIRMED: _confirmed,
    Outcome.TOOK_PLACE: _took_place,
    Outcome.NOT_COME: _not_come,
    Outcome.RESULT_IN: _result_in,
    Outcome.ACCEPTS: _accepts,
    Outcome.RESCHEDULE: _reschedule,
    Outcome.NOT_COMING: _not_coming,
    Outcome.HOSPITAL: _pause,
    Outcome.AWAY: _pause,
    Outcome.BARRIER: _barrier,
    **dict.fromkeys(_DECISIONS, _decision),
}
