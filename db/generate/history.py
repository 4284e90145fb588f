"""The way of one invented patient: suspicion, diagnosis, treatment, follow-up; as far as the years allow."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from db.generate.appointments import Plan, live_test, live_visit
from db.generate.booked import Visit
from db.generate.incidents import after_contact, between, died
from db.generate.record import instant_text as _text
from db.generate.story import Story
from db.generate.world import at, workday
from db.rules.follow_up import add_months

_WOMEN: Final = (
    ("C50.4", 26), ("C50.9", 8), ("C54.1", 11), ("C56", 7), ("C53.9", 6), ("C73", 8), ("C18.7", 8), ("C20", 5),
    ("C34.1", 5), ("C43.6", 5), ("C16.2", 5), ("C64", 4), ("C85.9", 2),
)  # fmt: skip
_MEN: Final = (
    ("C61", 26), ("C34.1", 13), ("C34.9", 5), ("C18.7", 9), ("C20", 8), ("C16.2", 8), ("C67.9", 7), ("C64", 7),
    ("C43.5", 4), ("C32.9", 4), ("C73", 2), ("C91.1", 3), ("C15.4", 3), ("C85.9", 2),
)  # fmt: skip
_STAGES: Final = ("IA", "IB", "IIA", "IIA", "IIB", "IIB", "IIIA", "IIIB", "IIIC", "IV", "IV", "unknown")
_LOOKS: Final = {
    "C50": ("mammography", "ultrasound", "biopsy"), "C54": ("ultrasound", "biopsy", "mri"), "C56": ("ultrasound",
    "ct", "biopsy"),
    "C53": ("biopsy", "mri", "ultrasound"), "C73": ("ultrasound", "biopsy", "ultrasound"), "C18": ("colonoscopy",
    "ct", "biopsy"),
    "C20": ("colonoscopy", "mri", "biopsy"), "C34": ("ct", "biopsy", "xray"), "C16": ("gastroscopy", "ct", "biopsy"),
    "C61": ("ultrasound", "mri", "biopsy"), "C64": ("ct", "ultrasound", "biopsy"), "C67": ("ultrasound", "ct",
    "biopsy"),
}  # fmt: skip


def live(story: Story, since: date, assigned: datetime) -> None:
    """Write a patient's way from the first day in care until now."""
    rng = story.rng
    story.milestones["suspicion_or_referral"] = since
    begun = workday(since, 0) if assigned.hour < 11 and rng.random() < 0.6 else workday(since, 1)
    start = max(story.moment(begun), assigned + timedelta(minutes=rng.randint(5, 50)))
    first = story.talk(start, ("first_contact", f"patient:{story.patient_id}", "ACCEPTS"), try_again=0.3)
    day = workday(since, rng.choice((1, 2, 2, 3, 3, 3)))
    booked = max(at(workday(since, 0), 11 * 60), assigned + timedelta(minutes=4))
    seen = live_visit(story, Plan("oncologist", story.helper.centre_id, day), booked)
    if first is None:
        return
    after_contact(story, first)
    if seen is None or seen.status != "attended":
        return
    story.milestones["oncologist_visit_done"] = seen.day
    between(story, seen.day)
    diagnosis = _diagnosis(rng, story.who.sex)
    known = _examine(story, seen.day, diagnosis)
    if known is None:
        return
    if rng.random() < 0.07 and not story.lasting:
        _ruled_out(story, known)
        return
    _diagnosed(story, known, diagnosis)
    done = _council(story, known)
    if done is not None:
        finished = _treat(story, known, done)
        if finished is not None:
            _follow_up(story, known, finished)


def _diagnosis(rng: Random, sex: str) -> str:
    table = _WOMEN if sex == "f" else _MEN
    return rng.choices([code for code, _ in table], [weight for _, weight in table])[0]


def _examine(story: Story, start: date, diagnosis: str) -> date | None:
    """Let the ordered tests and examinations happen; return the day of the diagnosis, or None so far."""
    rng, place = story.rng, story.helper.centre_id
    ordered = at(start, 14 * 60)
    for service in rng.sample(
        ("markers", "cbc", "biochem", "coag", "infections", "ecg", "flg"), rng.choice((0, 1, 1, 2))
    ):
        if ordered <= story.now:
            due = workday(start, rng.randint(4, 7)) if service == "markers" else workday(start, rng.randint(4, 12))
            live_test(story, story.order(service, start, due), call=rng.random() < 0.8)
    looks = _LOOKS.get(diagnosis[:3], ("ct", "ultrasound", "biopsy"))
    done: Visit | None = None
    for number, service in enumerate(looks[: rng.choice((1, 1, 2, 2, 3))]):
        day = workday(start, 3 + 3 * number + rng.randrange(3))
        done = live_visit(story, Plan(service, place, day), ordered + timedelta(minutes=15))
    if done is None or done.status != "attended":
        return None
    answer = workday(done.day, rng.randint(6, 9))
    wanted = Plan("oncologist", place, answer)
    seen = live_visit(story, wanted, at(workday(done.day, 1), 12 * 60))
    return seen.day if seen is not None and seen.status == "attended" else None


def _diagnosed(story: Story, on: date, diagnosis: str) -> None:
    rng = story.rng
    story.phase, story.diagnosis, story.group = "diagnosed", diagnosis, "II"
    story.stage = rng.choice(_STAGES)
    story.milestones["diagnosis"] = on
    registered = workday(on, rng.choice((0, 1, 1, 2, 2, 3)))
    if registered < story.world.today:
        story.milestones["dispensary_set"] = registered


def _ruled_out(story: Story, on: date) -> None:
    when = story.talk(story.moment(workday(on, 1)), ("", "", "RULED_OUT"), try_again=0.2)
    if when is None:
        return
    answered = story.desk_moment(workday(when.date(), story.rng.randint(1, 4)))
    waits = answered > story.now
    story.add(
        "decision", kind="ruled_out", asked_at=_text(when), asked_by=story.helper.user_id, said_by="patient",
        answer=None if waits else "confirmed", answered_at=None if waits else _text(answered),
        answered_by=None if waits else story.helper.user_id,
    )  # fmt: skip
    if not waits:
        story.phase, story.closed_because, story.diagnosis = "closed", "ruled_out", "Z03.1"


def _council(story: Story, known: date) -> date | None:
    """Let the council of doctors decide; return its day, or None so far."""
    if story.rng.random() < 0.25:
        return known
    seen = live_visit(
        story, Plan("council", story.world.dispensary_id, workday(known, story.rng.randint(2, 4))), at(known, 15 * 60)
    )
    if seen is None or seen.status != "attended":
        return None
    story.phase = "council"
    return seen.day


def _treat(story: Story, known: date, decided: date) -> date | None:
    """Let the treatment begin and end; return the day of its end, or None so far."""
    rng, way = story.rng, story.rng.random()
    start = max(workday(known, rng.choice((4, 5, 6, 6, 7, 7, 9))), workday(decided, 1))
    booked = at(decided, 16 * 60)
    if booked > story.now:
        return None
    if way < 0.22:
        return _courses(story, start, booked)
    if way < 0.78:
        return _operated(story, start, booked)
    if way < 0.9:
        return _single(story, "radiotherapy", start, booked, rng.randint(20, 40))
    story.phase, story.group = "palliative", "IV"
    story.milestones["treatment_started"] = start if start <= story.world.today else known
    seen: Visit | None = None
    day, made = start, booked
    while made <= story.now:
        seen = live_visit(story, Plan("palliative", story.helper.centre_id, day), made)
        if seen is None or seen.status != "attended":
            return None
        between(story, seen.day)
        if rng.random() < 0.08 and not story.lasting:
            when = story.moment(workday(seen.day, rng.randint(8, 15)))
            if when <= story.now:
                died(story, when)
            return None
        made, day = at(seen.day, 15 * 60), workday(seen.day, rng.randint(30, 70))
    return None


def _single(story: Story, service: str, start: date, booked: datetime, days: int) -> date | None:
    seen = live_visit(story, Plan(service, story.world.dispensary_id, start), booked)
    if seen is None or seen.status != "attended":
        return None
    story.phase = "treatment"
    story.milestones["treatment_started"] = seen.day
    return seen.day + timedelta(days=days)


def _operated(story: Story, start: date, booked: datetime) -> date | None:
    """Admission with its tests; calls pause while the patient is in hospital."""
    rng = story.rng
    tests = tuple(
        story.order(service, booked.date(), workday(start, -1))
        for service in ("cbc", "biochem", "coag", "ecg")[: rng.choice((0, 1, 2))]
    )
    for test in tests:
        live_test(story, test, call=False)
    seen = live_visit(story, Plan("admission", story.world.dispensary_id, start), booked, tests=tests)
    if seen is None or seen.status != "attended":
        return None
    story.phase = "treatment"
    story.milestones["treatment_started"] = seen.day
    out = workday(seen.day, rng.randint(6, 14))
    story.add("pause", kind="hospital", from_at=_text(seen.ends_at), until_on=out.isoformat(), said_by="patient",
              ended_at=_text(at(out, 9 * 60)) if out <= story.world.today else None)  # fmt: skip
    return out + timedelta(days=rng.randint(10, 25))


def _courses(story: Story, start: date, booked: datetime) -> date | None:
    """Courses of treatment every three weeks, each with blood tests some days before."""
    rng, day, made = story.rng, start, booked
    total = rng.choice((4, 4, 6))
    course = story.course(21, total, booked)
    for number in range(total):
        if made > story.now:
            return None
        tests = tuple(
            story.order(service, made.date(), workday(day, -2)) for service in ("cbc", "biochem")[: rng.choice((1, 2))]
        )
        for test in tests:
            live_test(story, test, call=False)
        before = len(story.visits)
        seen = live_visit(story, Plan("infusion", story.helper.centre_id, day), made, tests=tests)
        if not course.cycles:
            story.courses.append(course)
        story.cycle(course, number + 1, day, story.visits[before:], tests)
        if story.visits and tests:
            for test in tests:
                test.for_visit = story.visits[-1].id
        if seen is None or seen.status != "attended":
            return None
        if number == 0:
            story.phase = "treatment"
            story.milestones["treatment_started"] = seen.day
        between(story, seen.day + timedelta(days=3))
        day, made = workday(seen.day + timedelta(days=21), 0), at(seen.day, 16 * 60)
    return day + timedelta(days=14)


def _follow_up(story: Story, known: date, finished: date) -> None:
    """Visits to the oncologist by the schedule, with tests before them."""
    if finished > story.world.today:
        return
    rng = story.rng
    story.phase, story.group = "follow_up", "III"
    for index, months in enumerate((3, 6, 9, 12, 18, 24, 36, 48, 60, 72, 84, 96, 108, 120), start=1):
        due = add_months(known, months)
        if due <= finished + timedelta(days=14):
            # The doctors who treated saw the patient in those days.
            story.at_desk(story.desk_moment(finished), "follow_up", f"follow_up:diagnosis:{index}")
            continue
        day = workday(due + timedelta(days=rng.randint(-12, 12)), 0)
        made = at(workday(day - timedelta(days=rng.randint(18, 40)), 0), 10 * 60 + rng.randrange(300))
        if made > story.now:
            return
        service = rng.choice(("ct", "ultrasound", "mammography", "xray"))
        if rng.random() < 0.35:
            live_visit(story, Plan(service, story.helper.centre_id, workday(day, -rng.randint(4, 8))), made)
        if rng.random() < 0.35:
            live_test(story, story.order(rng.choice(("markers", "cbc")), made.date(), workday(made.date(), 6)))
        seen = live_visit(story, Plan("oncologist", story.helper.centre_id, day), made)
        if seen is None or seen.status != "attended":
            return
        between(story, seen.day + timedelta(days=20))
