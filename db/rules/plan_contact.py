"""What talks, and their failing, ask for: first contact, call backs, reminders, the doctor, numbers, the supervisor."""

from __future__ import annotations

from datetime import datetime, timedelta

from db.rules.facts import Audience, Channel, Connection, Mark, Outcome, PlannedTask, Reminder, TaskKind
from db.rules.outcomes import RIGHT_PERSON
from db.rules.plan_case import Case, Params
from db.rules.plan_visits import starts_after
from db.rules.recurrence import occurrence_day
from db.rules.rounds import active_numbers

K = TaskKind
GIVEN = "plan.callback_given"
"""The rule of a call back that its owner gave to the centre by hand."""
_DOCTORS = ("oncologist", "doctor")
_LONGEST_UNIT = {"d": 1, "w": 7, "m": 31, "y": 366}


def plan_contact(case: Case) -> None:
    """Add the tasks that come from the patient's own way with the service."""
    _first_contact(case)
    _callbacks(case)
    for reminder in case.facts.reminders:
        if reminder.active:
            _reminder(case, reminder)
    if case.facts.marks:
        _book_doctor(case)
        plan_complaints(case)
        _talk_again(case)
    for barrier in case.facts.barriers:
        clock = case.clock
        due_on = barrier.due_on or clock.working(
            clock.day(barrier.opened_at), case.numbers.waiting.barrier_due_working_days
        )
        case.desk(
            K.BARRIER, f"barrier:{barrier.id}", barrier.opened_at, max(clock.end_of(due_on), barrier.opened_at),
            {"barrier": barrier.id, "barrier_kind": barrier.kind},
        )  # fmt: skip


def _first_contact(case: Case) -> None:
    """Call a new patient within a working day of the first assignment."""
    assigned = case.facts.first_assigned_at
    if assigned is None or case.clock.day(assigned) < case.since:
        return
    # Somebody who accepted the service, in whatever call, has been contacted.
    if any(mark.outcome is Outcome.ACCEPTS and mark.spoke in RIGHT_PERSON for mark in case.facts.marks):
        return
    clock = case.clock
    due_by = clock.end_of(clock.working(clock.day(assigned), case.numbers.reminding.first_contact_working_days))
    due_from = min(clock.fit(assigned), due_by)
    if not clock.allowed(due_from):
        # The wishes leave no hour in time: the service's own hours then.
        due_from = clock.plain().fit(assigned)
    case.call(K.FIRST_CONTACT, f"patient:{case.facts.patient_id}", due_from, due_by, {}, held=True)


def _callbacks(case: Case) -> None:
    """Call back at the exact time that was promised; an unanswered one moves on, and is offered when it is late.

    One that was given to the centre by hand is offered from its own time on. Whether its owner is at work is no fact
    of the patient: a promise of somebody who is not is offered where lists are read (`db.queries.covering`).
    """
    waiting = case.numbers.waiting
    for mark in case.callbacks:
        promised = mark.until_at
        if promised is None:
            continue
        due_from, due_by = promised, promised + timedelta(minutes=waiting.callback_punctual_minutes)
        at = case.retry.at
        if at is not None and not case.exact(promised) and at > due_from:
            due_from, due_by = at, case.clock.closing(case.clock.day(at))
        given = (K.CALLBACK_OFFER, f"mark:{mark.id}") in case.put_off
        offered = due_from if given else due_from + timedelta(minutes=waiting.callback_offer_minutes)
        params = (("mark", mark.id), ("promised_at", promised.isoformat()), ("task", mark.task and mark.task.value))
        for kind, audience, start, end, rule in (
            (K.CALLBACK, Audience.ASSISTANT, due_from, due_by, "plan.callback"),
            (K.CALLBACK_OFFER, Audience.CENTRE, offered, None, GIVEN if given else "plan.callback_offer"),
        ):
            case.add(
                PlannedTask(
                    kind=kind,
                    source=f"mark:{mark.id}",
                    rule=rule,
                    channel=Channel.CALL,
                    audience=audience,
                    reason=kind.value,
                    params=params,
                    due_from=start,
                    due_by=end,
                    moot_at=None,
                )  # fmt: skip
            )


def _reminder(case: Case, reminder: Reminder) -> None:
    """Add the next occurrence of a reminder; every one is counted from the first, so that none drifts."""
    clock, first = case.clock, case.clock.local(reminder.due_at)
    index = reminder.done
    if reminder.every is None and index:
        return
    if reminder.every is not None:
        behind = (case.since - first.date()).days
        index = max(index, behind // (int(reminder.every[:-1]) * _LONGEST_UNIT[reminder.every[-1]]))
    day = occurrence_day(first.date(), reminder.every, index)
    while day < case.since or not case.is_open(K.REMINDER, f"reminder:{reminder.id}:{index}"):
        if reminder.every is None:
            return
        index += 1
        day = occurrence_day(first.date(), reminder.every, index)
    if reminder.until_on is not None and day > reminder.until_on:
        return
    at = reminder.due_at + (clock.start_of(day) - clock.start_of(first.date()))
    source = f"reminder:{reminder.id}:{index}"
    params: Params = {"reminder": reminder.id, "index": index}
    if reminder.channel is Channel.DESK:
        case.desk(K.REMINDER, source, at, clock.end_of(day), params)
    else:
        due_from = clock.fit(at)
        case.call(K.REMINDER, source, due_from, clock.closing(clock.day(due_from)), params)


def _book_doctor(case: Case) -> None:
    """Book a doctor after a result is in or asked for: one task, until a visit after it exists."""
    wanted: Mark | None = None
    for mark in case.facts.marks:
        asks = mark.outcome in (Outcome.RESULT_IN, Outcome.ASKS_RESULTS) and case.clock.day(mark.at) >= case.since
        if asks and (wanted is None or (mark.at, mark.id) > (wanted.at, wanted.id)):
            wanted = mark
    if wanted is None:
        return
    if any(visit.kind in _DOCTORS and starts_after(visit, wanted.at) for visit in case.facts.visits):
        return
    case.desk(
        K.BOOK_DOCTOR, f"mark:{wanted.id}", wanted.at, case.end_of_working_day(case.clock.day(wanted.at), 1),
        {"mark": wanted.id, "because": wanted.outcome.value},
    )  # fmt: skip


def plan_complaints(case: Case) -> None:
    """Tell the doctor: of complaints the same day, of somebody who is unwilling the next working day."""
    for mark in case.facts.marks:
        if mark.outcome not in (Outcome.UNWELL, Outcome.UNWILLING) or case.clock.day(mark.at) < case.since:
            continue
        day = case.clock.day(mark.at)
        due_by = case.clock.end_of(day) if mark.outcome is Outcome.UNWELL else case.end_of_working_day(day, 1)
        case.desk(
            K.TELL_DOCTOR, f"mark:{mark.id}", mark.at, due_by,
            {"mark": mark.id, "because": mark.because}, reason=f"tell_doctor_{mark.outcome.value.lower()}",
        )  # fmt: skip


def _talk_again(case: Case) -> None:
    """Talk again some days after somebody said to be unwilling; the last such talk counts."""
    unwilling = [mark for mark in case.facts.marks if mark.outcome is Outcome.UNWILLING]
    if not unwilling:
        return
    mark = max(unwilling, key=lambda one: (one.at, one.id))
    clock = case.clock
    day = clock.day(mark.at)
    if day < case.since:
        return
    due_from = clock.opening(day + timedelta(days=case.numbers.waiting.unwilling_days))
    due_by = case.close_of_working_day(clock.day(due_from), 1)
    case.call(K.TALK_AGAIN, f"mark:{mark.id}", due_from, due_by, {"mark": mark.id, "because": mark.because})


def plan_unreached(case: Case) -> None:
    """Add what unanswered calls ask for; planned last, when it is known which calls fell behind their end."""
    _find_contacts(case)
    retry, clock = case.retry, case.clock
    if retry.first_call_id is None or retry.last_at is None:
        return
    if retry.rejected_call_id is not None:
        at = next(call.at for call in case.facts.calls if call.id == retry.rejected_call_id)
        source = f"call:{retry.rejected_call_id}"
        params: Params = {"call": retry.rejected_call_id}
        case.desk(K.LEAVE_MESSAGE, source, at, case.end_of_working_day(clock.day(at), 1), params)
    because = retry.escalate_because or ("due_by" if case.late_kind is not None else None)
    if because is not None:
        at = retry.escalate_at or retry.last_at
        wait = case.numbers.waiting.supervisor_answer_working_days
        case.desk(
            K.NOT_REACHED, f"round:{retry.first_call_id}", at, case.end_of_working_day(clock.day(at), wait),
            {"because": because, "rounds": retry.rounds, "task": case.late_kind and case.late_kind.value},
            audience=Audience.SUPERVISOR, reason=f"not_reached_{because}",
        )  # fmt: skip


def _find_contacts(case: Case) -> None:
    """Look for numbers where none is left to call; asked for again some days after somebody looked in vain."""
    facts, clock = case.facts, case.clock
    if active_numbers(facts.contacts):
        return
    source = f"patient:{facts.patient_id}"
    wrong = (Connection.WRONG_NUMBER, Connection.DISCONNECTED)
    failed = [call.at for call in facts.calls if call.connection in wrong]
    start = max(failed) if failed else facts.first_assigned_at
    due_from = max(start or clock.start_of(case.since), clock.start_of(case.since))
    due_from = _latest(due_from, case.again_after(K.FIND_CONTACTS, source))
    case.desk(K.FIND_CONTACTS, source, due_from, case.end_of_working_day(clock.day(due_from), 1), {}, again=True)


def _latest(at: datetime, other: datetime | None) -> datetime:
    return at if other is None else max(at, other)
