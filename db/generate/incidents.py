"""What happens beside the way itself: questions, call backs, complaints, difficulties, reminders, absences."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from db.generate.names import relative
from db.generate.record import instant_text
from db.generate.story import Story
from db.generate.world import at, workday

_BARRIERS: Final = (
    "transport",
    "documents",
    "family_care",
    "fear",
    "scheduling",
    "money",
    "work",
    "distance",
    "other_illness",
)
_STEPS: Final = (
    "заказать социальное такси", "объяснить, где взять выписку", "попросить другое время", "рассказать про выплаты",
    "связать со школой пациентов", "уточнить у регистратуры",
)  # fmt: skip
_REMINDERS: Final = (
    "спросить про выписку из поликлиники", "напомнить про полис", "проверить направление",
    "передать адрес дневного стационара",
    "узнать, пришла ли группа инвалидности", "уточнить адрес для доставки документов",
)  # fmt: skip


def after_contact(story: Story, when: datetime) -> None:
    """Add what the first talk brings: a note, sometimes a difficulty."""
    if story.rng.random() < 0.2:
        story.note(
            when + timedelta(minutes=3), "первый разговор: рассказала о сопровождении, карточка с номером у пациента"
        )
    if story.rng.random() < 0.05:
        difficulty(story, when)


def between(story: Story, day: date) -> None:
    """Let something happen in the days after an event, or nothing."""
    rng = story.rng
    for happens, likely in ((asks, 0.45), (promised, 0.2), (unwell, 0.03), (absent, 0.02), (to_remember, 0.04)):
        if rng.random() < likely:
            when = story.moment(day + timedelta(days=rng.randint(1, 6)))
            if when <= story.now:
                happens(story, when)


def asks(story: Story, when: datetime) -> None:
    """Let the patient call with a question; one about results leads to a visit that is proposed the next day."""
    if story.rng.random() < 0.8:
        call = story.reached(when, incoming=True)
        story.mark(None, None, "ANSWERED", when + timedelta(seconds=60), call=call, spoke="patient")
        return
    call = story.reached(when, incoming=True)
    mark = story.mark(None, None, "ASKS_RESULTS", when + timedelta(seconds=60), call=call, spoke="patient")
    story.at_desk(story.desk_moment(workday(when.date(), 1)), "book_doctor", f"mark:{mark}")


def promised(story: Story, when: datetime, until: datetime | None = None) -> None:
    """Let the patient ask to be called back at a time, and call back then."""
    if until is None:
        until = story.moment(workday(when.date(), story.rng.choice((0, 1, 1))), 11 * 60)
    if until <= when:
        until = story.moment(workday(when.date(), 1))
    until = until.replace(second=0)
    call = story.reached(when)
    mark = story.mark(None, None, "CALLBACK", when + timedelta(seconds=40), call=call, spoke="patient", until=until)
    story.talk(
        until + timedelta(minutes=story.rng.randrange(9)), ("callback", f"mark:{mark}", "ANSWERED"), try_again=0.15
    )


def unwell(story: Story, when: datetime) -> None:
    """Let the patient complain; the doctor is told the same day."""
    call = story.reached(when, incoming=story.rng.random() < 0.6)
    mark = story.mark(None, None, "UNWELL", when + timedelta(seconds=60), call=call, spoke="patient",

                      detail='{"unwell":["weakness"],"fever":false}')  # fmt: skip
    story.at_desk(when + timedelta(minutes=story.rng.randint(4, 70)), "tell_doctor", f"mark:{mark}")


def difficulty(story: Story, when: datetime) -> None:
    """Open a difficulty and, as a rule, settle it within some days."""
    kind = story.rng.choice(_BARRIERS)
    call = story.reached(when + timedelta(minutes=2))
    story.mark(
        None, None, "BARRIER", when + timedelta(minutes=3), call=call, spoke="patient", detail=f'{{"barrier":"{kind}"}}'
    )
    solved = story.desk_moment(workday(when.date(), story.rng.randint(1, 5)))
    done = solved <= story.now
    barrier = story.add(
        "barrier", kind=kind, opened_at=instant_text(when), owner_id=story.helper.user_id, call_id=call,
        due_on=workday(when.date(), 5).isoformat(), action=story.rng.choice(_STEPS),
        resolved_at=instant_text(solved) if done else None, outcome="solved" if done else None,
    )  # fmt: skip
    story.at_desk(solved, "barrier", f"barrier:{barrier}")


def absent(story: Story, when: datetime) -> None:
    """Let the patient go away for some days; calls are held."""
    until = workday(when.date() + timedelta(days=story.rng.randint(5, 20)), 0)
    call = story.reached(when)
    story.mark(
        None,
        None,
        "AWAY",
        when + timedelta(seconds=50),
        call=call,
        spoke="patient",
        detail=f'{{"on_date":{{"#":"{until}"}}}}',
    )
    story.add(
        "pause", kind="away", from_at=instant_text(when), until_on=until.isoformat(), said_by="patient", call_id=call,
        ended_at=instant_text(at(until, 9 * 60)) if until <= story.world.today else None,
    )  # fmt: skip


def to_remember(story: Story, when: datetime) -> None:
    """Set a reminder, done in time where its day has passed."""
    due = story.moment(workday(when.date(), story.rng.randint(2, 15)))
    done = due <= story.now
    reminder = story.add(
        "reminder", user_id=story.helper.user_id, text=story.rng.choice(_REMINDERS), due_at=instant_text(due),
        channel="call", done=int(done), status="done" if done else "open", created_at=instant_text(when),
    )  # fmt: skip
    if done:
        story.talk(due, ("reminder", f"reminder:{reminder}:0", "ANSWERED"), try_again=0.3)


def died(story: Story, when: datetime) -> None:
    """Let somebody close call and say that the patient has died; the supervisor confirms it on one of the next days."""
    who = relative(story.rng, story.rng.choice("fm"))
    call = story.told(when, who)
    story.mark(None, None, "DIED", when + timedelta(seconds=70), call=call, spoke="other")
    answered = story.desk_moment(workday(when.date(), story.rng.randint(1, 2)))
    waits = answered > story.now
    story.add(
        "decision", kind="died", asked_at=instant_text(when), asked_by=story.helper.user_id, said_by="other",
        said_name=who, happened_on=(when.date() - timedelta(days=1)).isoformat(), call_id=call,
        answer=None if waits else "confirmed", answered_at=None if waits else instant_text(answered),
        answered_by=None if waits else story.world.supervisor_id,
    )  # fmt: skip
    if not waits:
        story.phase, story.closed_because = "closed", "died"
