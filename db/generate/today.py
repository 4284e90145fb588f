"""A lively day for one caseload: what a working day brings, each scene on a patient of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from db.generate.booked import Visit
from db.generate.record import instant_text
from db.generate.story import Story
from db.generate.world import at, workday

Scene = Callable[[Story], None]


def today(story: Story) -> date:
    """Return the working day that the scenes are about."""
    return workday(story.world.today, 0)


def ago(story: Story, least: int, most: int) -> datetime:
    """Return a moment some minutes ago; before the desk opens it is the afternoon before."""
    opened = at(today(story), 9 * 60 + 2)
    when = story.now - timedelta(minutes=story.rng.randint(least, most))
    return when if when >= opened else story.moment(workday(today(story), -1), 16 * 60)


def days_ago(story: Story, working: int) -> datetime:
    """Return a moment at the desk so many working days ago."""
    return story.desk_moment(workday(today(story), -working))


def _visit(story: Story, service: str, working: int, *, minutes: int = 20, booked: str = "booked") -> Visit:
    """Book a visit so many working days from today, a fortnight ago."""
    day = workday(today(story), working)
    return story.book(service, story.helper.centre_id, day, days_ago(story, 10), minutes, booked=booked)


def tomorrow(story: Story) -> None:
    """Book a visit on the next working day, to be confirmed."""
    _visit(story, story.rng.choice(("oncologist", "oncologist", "ultrasound", "surgeon", "xray")), 1)


def tried(story: Story) -> None:
    """Book a visit on the next working day; nobody answered a while ago, on any number."""
    tomorrow(story)
    when = ago(story, 15, 100)
    for number, contact in enumerate(story.who.contacts):
        story.unanswered(when + timedelta(minutes=number), "NO_ANSWER", contact)


def confirmed(story: Story) -> None:
    """Book a visit on the next working day, confirmed this morning."""
    _visit(story, "oncologist", 1)
    visit = story.visits[-1]
    when = ago(story, 5, 55)
    story.reached(when, ("confirm_visit", f"visit:{visit.id}", "CONFIRMED"))
    visit.status, visit.status_at, visit.status_source = "confirmed", when, "words"


def prepare(story: Story) -> None:
    """Book an examination in some days that wants preparation."""
    _visit(story, story.rng.choice(("ct", "mri", "gastroscopy")), 3, minutes=30)


def test_due(story: Story) -> None:
    """Order a test to be taken in these days."""
    story.order(
        story.rng.choice(("cbc", "biochem")), workday(today(story), -4), workday(today(story), story.rng.randint(0, 2))
    )


def test_late(story: Story) -> None:
    """Order a test that was not taken in time."""
    story.order("cbc", workday(today(story), -8), workday(today(story), -2))


def missed(story: Story) -> None:
    """Leave a missed visit, looked up yesterday: a new time is to be offered."""
    visit = _visit(story, "oncologist", -2)
    looked = days_ago(story, 1)
    story.at_desk(looked, "took_place", f"visit:{visit.id}", "NOT_COME", because="was_ill")
    visit.status, visit.status_at, visit.status_source = "missed", looked, "system"


def not_looked_up(story: Story) -> None:
    """Leave a visit of some days ago of which nobody knows whether it took place."""
    _visit(story, "ultrasound", -3)


def yesterday(story: Story) -> None:
    """Leave a visit of yesterday, to be looked up."""
    _visit(story, story.rng.choice(("oncologist", "ct", "ultrasound")), -1)


def result(story: Story) -> None:
    """Leave an examination whose result should be in."""
    visit = _visit(story, "ct", -7, minutes=30)
    visit.status, visit.status_at, visit.status_source = "attended", days_ago(story, 6), "system"


def not_booked(story: Story) -> None:
    """Book a visit that the city's system does not know."""
    _visit(story, "oncologist", 2, booked=story.rng.choice(("planned", "not_found")))


def to_move(story: Story) -> None:
    """Leave a visit that the patient asked to move; there is no new time yet."""
    visit = _visit(story, "oncologist", 2)
    when = ago(story, 30, 60)
    story.reached(when, ("confirm_visit", f"visit:{visit.id}", "RESCHEDULE"))
    visit.status, visit.status_at, visit.status_source, visit.initiative = "to_move", when, "words", "patient"


def complaint(story: Story) -> None:
    """Bring complaints of this morning: the doctor is to be told today."""
    when = ago(story, 8, 40)
    call = story.reached(when, incoming=True)
    story.mark(None, None, "UNWELL", when + timedelta(seconds=60), call=call, spoke="patient",
               detail='{"temperature":37.9,"unwell":["fever"],"fever":false}')  # fmt: skip


def difficulty(story: Story) -> None:
    """Open a difficulty that wants a step of the assistant."""
    when = days_ago(story, 5)
    call = story.reached(when)
    story.mark(
        None,
        None,
        "BARRIER",
        when + timedelta(seconds=80),
        call=call,
        spoke="patient",
        detail='{"barrier":"documents"}',
    )
    story.add(
        "barrier", kind="documents", opened_at=instant_text(when), owner_id=story.helper.user_id, call_id=call,
        due_on=today(story).isoformat(), action="узнать, где взять выписку",
    )  # fmt: skip


def promise(minutes: int) -> Scene:
    """Make a scene in which a call back was promised so many minutes from now, today if there is time left."""

    def scene(story: Story) -> None:
        until = (story.now + timedelta(minutes=minutes)).replace(second=0, microsecond=0)
        until -= timedelta(minutes=until.minute % 10)
        if not at(today(story), 9 * 60) <= until <= at(today(story), 19 * 60 + 30):
            until = at(
                workday(today(story), 1) if story.now > at(today(story), 12 * 60) else today(story),
                10 * 60 + minutes % 300,
            )
        when = min(days_ago(story, 1), until - timedelta(hours=1))
        call = story.reached(when)
        story.mark(None, None, "CALLBACK", when + timedelta(seconds=40), call=call, spoke="patient", until=until)

    return scene


def remembered(story: Story) -> None:
    """Set a reminder for this day."""
    due = at(today(story), 9 * 60 + 30 * story.rng.randrange(1, 4))
    _remind(story, "спросить про выписку из поликлиники", due, story.rng.choice(("call", "desk")))


def forgotten(story: Story) -> None:
    """Leave a reminder that nobody settled for more than a year."""
    due = at(workday(today(story) - timedelta(days=420), 0), 11 * 60)
    _remind(story, "уточнить адрес для доставки документов", due, "call")


def _remind(story: Story, text: str, due: datetime, channel: str) -> None:
    story.add(
        "reminder", user_id=story.helper.user_id, text=text, due_at=instant_text(due), channel=channel, done=0,
        status="open", created_at=instant_text(due - timedelta(days=3)),
    )  # fmt: skip


def course(story: Story) -> None:
    """Book a course of treatment on the next working day, with blood tests before it."""
    visit = _visit(story, "infusion", 1, minutes=240)
    tests = [story.order(code, workday(today(story), -5), today(story), visit.id) for code in ("cbc", "biochem")]
    course = story.course(21, 4, at(workday(visit.day, -2), 12 * 60))
    story.courses.append(course)
    story.cycle(course, 1, visit.day, [visit], tests)
    story.phase = "treatment"
    story.diagnosis, story.stage, story.group = "C50.4" if story.who.sex == "f" else "C18.7", "IIB", "II"
    story.milestones.setdefault("diagnosis", workday(today(story), -60))
    story.milestones.setdefault("dispensary_set", workday(today(story), -58))
    story.milestones.setdefault("treatment_started", workday(today(story), -55))
