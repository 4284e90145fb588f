"""The life of a visit and of a test: booked, reminded of, confirmed, attended or missed, looked up, with its result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from db.generate.booked import Test, Visit
from db.generate.story import Story
from db.generate.world import workday
from db.services import SERVICES

_SERVICES: Final = {service.code: service for service in SERVICES}
_FORGOTTEN: Final = 0.0012  # what nobody settled: it stays on the list and grows old
_WHY_MISSED: Final = ("was_ill", "patient_moved_it", "no_referral", "other")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be booked: a service, where, and on which day at the earliest."""

    service: str
    place: int
    day: date
    follows: int | None = None
    before: int | None = None


def live_visit(story: Story, wanted: Plan, booked_at: datetime, *, tests: tuple[Test, ...] = ()) -> Visit | None:
    """Book a visit and let it happen, moved and missed as it may be; return the attended one, or None so far."""
    if booked_at > story.now:
        return None
    service, rng = _SERVICES[wanted.service], story.rng
    booked = "booked" if rng.random() < 0.985 or booked_at < story.now - timedelta(days=9) else "planned"
    visit = story.book(
        wanted.service, wanted.place, wanted.day, booked_at, service.minutes, follows=wanted.follows, booked=booked
    )
    visit.before = wanted.before
    fate = rng.random()
    if fate < 0.055:
        return _called_off(story, wanted, visit, moved=fate < 0.037)
    _confirm(story, visit, tests)
    if visit.ends_at > story.now:
        return None
    if fate < 0.115:
        return _missed(story, wanted, visit)
    return _attended(story, visit)


def _day_before(story: Story, visit: Visit) -> date:
    return workday(visit.day, -1)


def _confirm(story: Story, visit: Visit, tests: tuple[Test, ...]) -> None:
    """Call about what to prepare, and the working day before about coming."""
    created, source = visit.created_at, f"visit:{visit.id}"
    ready = workday(visit.day - timedelta(days=4), 0)
    if (
        (_SERVICES[visit.service].preparation_ru or tests)
        and ready > created.date()
        and ready < _day_before(story, visit)
    ):
        about = tuple(
            ("TEST_DUE".lower(), f"test:{test.id}", "CONFIRMED") for test in tests if test.status == "ordered"
        )
        story.talk(story.moment(ready), ("readiness", source, "CONFIRMED"), *about, try_again=0.5)
    if _day_before(story, visit) > created.date():
        when = story.talk(
            story.moment(_day_before(story, visit)), ("confirm_visit", source, "CONFIRMED"), try_again=0.5
        )
        if when is not None and when < visit.starts_at:
            visit.status, visit.status_at, visit.status_source = "confirmed", when, "words"
    elif created <= story.now:
        # Booked for the next day while talking: confirmed in the same breath.
        visit.status, visit.status_at, visit.status_source = "confirmed", created, "words"


def _called_off(story: Story, wanted: Plan, visit: Visit, *, moved: bool) -> Visit | None:
    """Let the patient ask for another time, or give the visit up and be talked round the next working day."""
    source = f"visit:{visit.id}"
    start = story.moment(max(_day_before(story, visit), visit.created_at.date()))
    start = max(start, visit.created_at + timedelta(minutes=20))
    when = story.talk(start, ("confirm_visit", source, "RESCHEDULE" if moved else "NOT_COMING"))
    if when is None:
        return None
    visit.status, visit.status_at, visit.status_source = "moved" if moved else "cancelled", when, "words"
    visit.initiative = "patient" if moved or story.rng.random() < 0.7 else "clinic"
    if moved:
        again, day = when + timedelta(minutes=4), workday(visit.day, story.rng.randint(1, 6))
    else:
        visit.because = story.rng.choice(_WHY_MISSED)
        talked = story.talk(story.moment(workday(when.date(), 1)), ("rebook", source, "CONFIRMED"))
        if talked is None:
            return None
        again, day = talked + timedelta(minutes=4), workday(talked.date(), story.rng.randint(2, 8))
    return live_visit(story, Plan(wanted.service, wanted.place, day, visit.id, wanted.before), again)


def _missed(story: Story, wanted: Plan, visit: Visit) -> Visit | None:
    """Find out that the patient did not come, ask why, and book again."""
    source, looked = f"visit:{visit.id}", story.desk_moment(workday(visit.day, 1))
    because = story.rng.choice(_WHY_MISSED)
    if not story.at_desk(looked, "took_place", source, "NOT_COME", because=because):
        return None
    visit.because = because
    visit.status, visit.status_at, visit.status_source = "missed", looked, "system"
    when = story.talk(story.moment(workday(looked.date(), 1)), ("missed_visit", source, "ANSWERED"))
    if when is None:
        return None
    day = workday(when.date(), story.rng.randint(2, 9))
    return live_visit(
        story, Plan(wanted.service, wanted.place, day, visit.id, wanted.before), when + timedelta(minutes=3)
    )


def _attended(story: Story, visit: Visit) -> Visit | None:
    """Look up that the patient came; the result follows after some days."""
    looked = story.desk_moment(workday(visit.day, 1))
    if looked > story.now or story.rng.random() < _FORGOTTEN:
        return visit if looked <= story.now else None
    story.at_desk(looked, "took_place", f"visit:{visit.id}", "TOOK_PLACE")
    visit.status, visit.status_at, visit.status_source = "attended", looked, "system"
    days = _SERVICES[visit.service].result_days
    if days is not None:
        ready = story.desk_moment(visit.day + timedelta(days=days + story.rng.randint(0, 2)))
        if ready <= story.now and story.rng.random() >= _FORGOTTEN:
            visit.result_at = ready
    return visit


def live_test(story: Story, test: Test, *, call: bool = True) -> date | None:
    """Let an ordered test be reminded of, taken and answered; return the day it was taken, or None so far."""
    due = test.due_on or workday(test.ordered_on, 6)
    source, rng = f"test:{test.id}", story.rng
    remind = workday(due - timedelta(days=3), 0)
    if call and remind > test.ordered_on:
        story.talk(story.moment(remind), ("test_due", source, "CONFIRMED"))
    late = rng.random() < 0.06
    taken = workday(due, rng.randint(2, 4)) if late else _before(due, test.ordered_on, rng.randint(0, 2))
    if late:
        story.talk(story.moment(workday(due, 1)), ("test_overdue", source, "CONFIRMED"))
    if taken >= story.now.date() or rng.random() < _FORGOTTEN:
        return None
    test.taken_on, test.status, test.source = taken, "taken", "system"
    ready = taken + timedelta(days=_SERVICES[test.service].result_days or 1)
    if story.desk_moment(ready) <= story.now and rng.random() >= _FORGOTTEN:
        test.result_on, test.status = workday(ready, 0), "result_in"
    return taken


def _before(due: date, earliest: date, days: int) -> date:
    """Return a working day at or before a date, never before the order."""
    day = workday(due, -days) if days else due
    return max(day, earliest)
