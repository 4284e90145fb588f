"""People of a lively day with whom something is special: how they hear, where they are, who speaks for them."""

from __future__ import annotations

from datetime import datetime, timedelta

from db.generate import identity
from db.generate.names import Name
from db.generate.people import Contact
from db.generate.record import instant_text
from db.generate.story import Story
from db.generate.today import Scene, ago, days_ago, test_due, today, tomorrow
from db.generate.world import workday


def daughter(story: Story) -> None:
    """Show somebody hard of hearing, whose daughter may be told time and place."""
    story.who.flags |= {"hearing", "speak_with"}
    story.who.flag_note = "говорить с дочерью Анной"
    story.who.not_before = "11:00"
    anna = _add_number(story, "daughter", "Анна", "trusted")
    anna.scope, anna.consent_on = "time_place_only", today(story) - timedelta(days=48)
    anna.consent_paper = "папка пациента"
    tomorrow(story)


def _add_number(story: Story, relation: str, name: str, standing: str) -> Contact:
    number = identity.mobile(story.rng)
    priority = len(story.who.contacts) + 1
    contact = Contact(
        number,
        identity.national(number),
        "mobile",
        relation,
        name,
        standing,
        priority=priority,
        id=story.ids.take("contact"),
    )
    story.who.contacts.append(contact)
    return contact


def far_away(story: Story) -> None:
    """Show somebody whose day ends when the desk's begins to be busy."""
    story.who.region, story.who.zone, story.who.residence = "Приморский край", "Asia/Vladivostok", "other_region"
    story.who.address = "Приморский край, ул. Новая, д. 5"
    story.who.not_before = story.who.not_after = story.who.call_weekdays = None
    tomorrow(story)


def in_hospital(story: Story) -> None:
    """Show somebody in hospital: calls are held."""
    when = days_ago(story, 3)
    call = story.reached(when)
    story.mark(None, None, "HOSPITAL", when + timedelta(seconds=50), call=call, spoke="patient")
    until = workday(today(story), 5)
    story.add(
        "pause",
        kind="hospital",
        from_at=instant_text(when),
        until_on=until.isoformat(),
        said_by="patient",
        call_id=call,
    )
    test_due(story)


def referred(story: Story) -> None:
    """Ask a question that waits for the supervisor."""
    _refer(story, days_ago(story, 1))


def answered(story: Story) -> None:
    """Ask a question that the supervisor answered this morning."""
    _refer(
        story, days_ago(story, 2), answer="confirmed", answered_at=instant_text(ago(story, 20, 50)),
        answered_by=story.world.supervisor_id, answer_text="Договорилась с заведующей, талон на четверг.",
    )  # fmt: skip


def _refer(story: Story, when: datetime, **answer: str | int | None) -> None:
    call = story.reached(when)
    story.mark(None, None, "ESCALATE", when + timedelta(seconds=90), call=call, spoke="patient", because="other")
    story.add(
        "decision", kind="escalated", asked_at=instant_text(when), asked_by=story.helper.user_id, said_by="patient",
        because="other", call_id=call, **answer,
    )  # fmt: skip


def not_reached(story: Story) -> None:
    """Show somebody who has not answered for days: the supervisor is told."""
    for working in (3, 2, 1):
        for first, last in ((9 * 60 + 5, 11 * 60), (15 * 60, 17 * 60)):
            story.unanswered(story.moment(workday(today(story), -working), first, last), "NO_ANSWER")
    tomorrow(story)


def wrong_number(story: Story) -> None:
    """Show somebody whose own number turned out to be a stranger's; another one is left."""
    own = story.who.contacts[0]
    for working in (6, 4):
        story.unanswered(story.moment(workday(today(story), -working)), "WRONG_NUMBER", own)
    own.active, own.strikes, own.set_aside = False, 2, "wrong_number"
    _add_number(story, "son", "Сергей", "other")
    tomorrow(story)


def no_number(story: Story) -> None:
    """Show somebody without any number that works."""
    story.unanswered(story.moment(workday(today(story), -1)), "DISCONNECTED")
    for contact in story.who.contacts:
        contact.active, contact.set_aside = False, "disconnected"


def alike(patronymic: str) -> Scene:
    """Make a scene of one of two namesakes, both with a visit on the next working day."""

    def scene(story: Story) -> None:
        story.who.name, story.who.sex = Name("Петрова", "Мария", patronymic), "f"
        story.who.flags |= {"namesake"}
        tomorrow(story)

    return scene


def fresh(story: Story) -> None:
    """Show a new patient: nobody has called yet."""
    story.milestones["suspicion_or_referral"] = workday(today(story), -1)


def fresh_booked(story: Story) -> None:
    """Show a new patient with a visit already booked."""
    fresh(story)
    story.book("oncologist", story.helper.centre_id, workday(today(story), 1), days_ago(story, 1), 20)
