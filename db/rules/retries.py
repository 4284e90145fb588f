"""When to call again somebody who was not reached: gaps, parts of the day, caps that warn, escalation.

An attempt is a round over all active numbers. A cap never refuses a call and never closes anything: it warns before
dialling and tells the supervisor.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from db.rules.deadlines import Deadline, days_left
from db.rules.facts import Call, Connection, PatientFacts
from db.rules.numbers import Numbers
from db.rules.patient_clock import PatientClock, clock_of
from db.rules.patient_deadlines import open_deadlines
from db.rules.rounds import Round, active_numbers, join_rounds, leave_untried, rounds_on
from db.rules.rules import Rules
from db.rules.talks import open_callbacks, since_conversation

_DAY = timedelta(days=1)
_SEARCH_DAYS = 7


@dataclass(frozen=True, slots=True)
class Retry:
    """When to try again, and what else the unanswered calls ask for; `at` is None where none is unanswered.

    `other_number_now` is the next number of a round that goes on, `redial` the one that was busy or cut off;
    `soonest` is the first moment that keeps the gaps and the day's cap, in whatever part of the day.
    """

    at: datetime | None = None
    soonest: datetime | None = None
    rounds: int = 0
    other_number_now: int | None = None
    redial: int | None = None
    escalate_because: str | None = None  # cap_rounds, cap_days, deadline
    capped: bool = False
    first_call_id: int | None = None
    last_at: datetime | None = None
    escalate_at: datetime | None = None
    rejected_call_id: int | None = None
    counted: tuple[Round, ...] = ()


NONE = Retry()


def next_try(facts: PatientFacts, rules: Rules, limits: tuple[Deadline, ...] | None = None) -> Retry:
    """Return when to call again after the calls that reached nobody; `limits` are the open ones, if at hand."""
    tail = since_conversation(facts.calls)
    if not tail:
        return NONE
    numbers, clock = rules.numbers, clock_of(facts.zone, facts.hours, rules)
    every = join_rounds(tail, facts.contacts, numbers)
    counted = tuple(one for one in every if one.counted)
    last, last_day = tail[-1], clock.day(tail[-1].at)
    last_free = leave_untried(tail, facts.contacts, numbers)[-1]
    other = None
    if not last_free and last.connection is not Connection.DISTRUST and not _left_message(last):
        untried = (contact.id for contact in active_numbers(facts.contacts) if contact.id not in every[-1].tried)
        other = next(untried, None)
    at, soonest = _try_at(last, last_free, other, counted, clock)
    because = _cap(counted, at, clock, numbers)
    if because is not None:
        waited = _slot(clock.start_of(clock.working(last_day, 1)), counted, clock)
        at, other = max(at, waited), None
    elif counted:
        because = _limit_is_near(counted, last_day, facts, rules, limits, clock)
    cap = numbers.attempts.cap_rounds
    rejected = _rejected(tail, numbers.attempts.rejected_suggest_message_after)
    return Retry(
        at=at,
        soonest=min(soonest, at),
        rounds=len(counted),
        other_number_now=other,
        redial=last.contact_id if last_free else None,
        escalate_because=because,
        capped=because in ("cap_rounds", "cap_days"),
        first_call_id=tail[0].id,
        last_at=last.at,
        escalate_at=counted[cap - 1].ended_at if because == "cap_rounds" else last.at,
        rejected_call_id=rejected,
        counted=counted,
    )


def _left_message(call: Call) -> bool:
    return call.connection is Connection.MACHINE and call.message_left


def _try_at(
    last: Call, free: bool, other: int | None, counted: tuple[Round, ...], clock: PatientClock
) -> tuple[datetime, datetime]:
    """Return when the next try should be, before any cap, and the soonest that the gaps allow."""
    attempts = clock.rules.numbers.attempts
    if last.connection is Connection.BUSY and free:
        at = clock.fit(last.at + timedelta(minutes=attempts.busy_delay_minutes))
        return at, at
    if free or other is not None:
        at = clock.fit(last.at)
        return at, at
    wait = 0
    if last.connection is Connection.DISTRUST:
        wait = attempts.distrust_working_days
    elif _left_message(last):
        wait = attempts.message_left_working_days
    if wait:
        earliest = soonest = clock.start_of(clock.working(clock.day(last.at), wait))
    else:
        earliest = last.at + timedelta(minutes=attempts.retry_delay_minutes)
        soonest = last.at + timedelta(minutes=attempts.min_gap_minutes)
    return _slot(earliest, counted, clock), _on_a_free_day(soonest, counted, clock)


def _slot(earliest: datetime, counted: tuple[Round, ...], clock: PatientClock) -> datetime:
    """Return the first allowed moment in another part of the day, on a day that is not full.

    Parts that were tried less come first, the part of the last round never; where wishes leave no other, any part.
    """
    avoid = _parts_to_avoid(counted, clock)
    limit = earliest + _SEARCH_DAYS * _DAY
    at = first = _on_a_free_day(earliest, counted, clock)
    starts = [part[0] for part in clock.rules.numbers.attempts.parts_of_day]
    while at <= limit:
        local = clock.local(at)
        now = local.time()
        if _part(at, clock) not in avoid:
            return at
        later = next((start for start in starts if start > now), None)
        day = local.date() if later is not None else local.date() + _DAY
        begin = datetime.combine(day, later or starts[0], clock.zone).astimezone(UTC)
        at = _on_a_free_day(begin, counted, clock)
    return first


def _on_a_free_day(at: datetime, counted: tuple[Round, ...], clock: PatientClock) -> datetime:
    """Return the first allowed moment on a day with room for another round."""
    most = clock.rules.numbers.attempts.max_rounds_per_day
    at = clock.fit(at)
    while rounds_on(counted, clock.day(at), clock) >= most:
        at = clock.fit(clock.start_of(clock.day(at) + _DAY))
    return at


def _part(at: datetime, clock: PatientClock) -> int:
    now = clock.local(at).time()
    parts = clock.rules.numbers.attempts.parts_of_day
    return max(sum(1 for start, _ in parts if start <= now) - 1, 0)


def _parts_to_avoid(counted: tuple[Round, ...], clock: PatientClock) -> frozenset[int]:
    """Return the parts of the day that the next round should not fall into."""
    attempts = clock.rules.numbers.attempts
    if not counted or attempts.distinct_parts < 2 or len(attempts.parts_of_day) < 2:
        return frozenset()
    used = [0] * len(attempts.parts_of_day)
    for one in counted:
        used[_part(one.started_at, clock)] += 1
    last = _part(counted[-1].started_at, clock)
    worn = frozenset(part for part, times in enumerate(used) if times > min(used)) | {last}
    return worn if len(worn) < len(used) else frozenset({last})


def _cap(counted: tuple[Round, ...], at: datetime, clock: PatientClock, numbers: Numbers) -> str | None:
    """Name the cap that the next try would pass."""
    if len(counted) >= numbers.attempts.cap_rounds:
        return "cap_rounds"
    if counted:
        waited = clock.working_between(clock.day(counted[0].started_at), clock.day(at))
        return "cap_days" if waited > numbers.attempts.cap_working_days else None
    return None


def _limit_is_near(
    counted: tuple[Round, ...],
    today: date,
    facts: PatientFacts,
    rules: Rules,
    limits: tuple[Deadline, ...] | None,
    clock: PatientClock,
) -> str | None:
    """Name a limit that stood when the calls began and has no time left for another day of trying."""
    least = rules.numbers.attempts.escalate_with_working_days_left
    began = clock.day(counted[0].started_at)
    for limit in open_deadlines(facts, rules) if limits is None else limits:
        if limit.due_on >= began and days_left(limit.due_on, today, rules.calendar) <= least:
            return "deadline"
    return None


def _rejected(tail: list[Call], times: int) -> int | None:
    """Return the call that completed the first run of rejected ones."""
    run = 0
    for call in tail:
        run = run + 1 if call.connection is Connection.REJECTED else 0
        if run == times:
            return call.id
    return None


def warns(facts: PatientFacts, now: datetime, rules: Rules) -> tuple[str, ...]:
    """Return what to warn of before dialling; never a refusal.

    Codes: `rounds_today`, `too_soon`, `cap_rounds`, `cap_days`, `outside_hours`, `pause`. A promised call back that is
    due overrides all of them.
    """
    near = timedelta(minutes=rules.numbers.waiting.callback_punctual_minutes)
    if any(mark.until_at is not None and abs(mark.until_at - now) <= near for mark in open_callbacks(facts)):
        return ()
    attempts, clock = rules.numbers.attempts, clock_of(facts.zone, facts.hours, rules)
    retry, found = next_try(facts, rules), []
    gap = timedelta(minutes=attempts.min_gap_minutes)
    last = retry.counted[-1] if retry.counted else None
    goes_on = last is not None and retry.other_number_now is not None and now - last.ended_at < gap
    if not goes_on and rounds_on(retry.counted, clock.day(now), clock) >= attempts.max_rounds_per_day:
        found.append("rounds_today")
    if not goes_on and last is not None and timedelta(0) <= now - last.ended_at < gap:
        found.append("too_soon")
    if retry.capped and retry.escalate_because is not None:
        found.append(retry.escalate_because)
    if not clock.allowed(now):
        found.append("outside_hours")
    if any(pause.from_at <= now and clock.day(now) < pause.until_on for pause in facts.pauses):
        found.append("pause")
    return tuple(found)
