"""Each kind of task that talks, and their failing, ask for."""

from dataclasses import replace
from datetime import time

from db.rules.facts import (
    Audience,
    Barrier,
    CallHours,
    Channel,
    Connection,
    Outcome,
    Pause,
    Reminder,
    Spoke,
    TaskKind,
)
from tests.db.rules.cases import (
    at,
    call,
    contact,
    desk,
    facts,
    kinds,
    local,
    mark,
    on,
    one,
    order,
    planned,
    talk,
    visit,
)

K = TaskKind
ASSIGNED = at("2026-11-20 15:00")


def test_a_new_patient_is_called_within_a_working_day_of_the_assignment() -> None:
    task = one(facts(first_assigned_at=ASSIGNED), K.FIRST_CONTACT)

    assert (local(task.due_from), local(task.due_by)) == ("2026-11-20 15:00", "2026-11-23 23:59")


def test_a_patient_assigned_at_night_is_called_when_the_hours_open() -> None:
    known = facts(first_assigned_at=at("2026-11-20 22:00"), zone="Asia/Vladivostok")

    assert local(one(known, K.FIRST_CONTACT).due_from, "Asia/Vladivostok") == "2026-11-21 10:00"


def test_any_talk_with_the_right_person_is_the_first_contact() -> None:
    said = mark(1, Outcome.UNWILLING, "2026-11-20 16:00", K.FIRST_CONTACT, "patient:7")

    assert planned(facts(first_assigned_at=ASSIGNED, marks=(said,)), K.FIRST_CONTACT) is None


def test_accepting_the_service_in_any_call_is_the_first_contact() -> None:
    said = mark(1, Outcome.ACCEPTS, "2026-11-20 16:00")

    assert planned(facts(first_assigned_at=ASSIGNED, marks=(said,)), K.FIRST_CONTACT) is None


def test_a_stranger_is_no_first_contact() -> None:
    said = mark(1, Outcome.HOSPITAL, "2026-11-20 16:00", K.FIRST_CONTACT, "patient:7", spoke=Spoke.OTHER)

    assert planned(facts(first_assigned_at=ASSIGNED, marks=(said,)), K.FIRST_CONTACT) is not None


PROMISE = mark(9, Outcome.CALLBACK, "2026-11-20 16:05", K.FIRST_CONTACT, "patient:7", until_at=at("2026-11-24 21:40"))


def test_a_call_back_is_made_at_the_exact_time_even_outside_the_hours_and_offered_when_late() -> None:
    known = facts(first_assigned_at=ASSIGNED, marks=(PROMISE,), calls=(talk(100, "2026-11-20 16:00"),))
    task, offer = one(known, K.CALLBACK), one(known, K.CALLBACK_OFFER)

    assert (task.source, local(task.due_from), local(task.due_by)) == ("mark:9", "2026-11-24 21:40", "2026-11-24 21:55")
    assert (offer.audience, local(offer.due_from)) == (Audience.CENTRE, "2026-11-24 22:10")


def test_a_call_back_keeps_the_first_contact_open_until_its_time() -> None:
    known = facts(first_assigned_at=ASSIGNED, marks=(PROMISE,), calls=(talk(100, "2026-11-20 16:00"),))

    assert local(one(known, K.FIRST_CONTACT).due_from) == "2026-11-25 09:00"


def test_a_promise_holds_the_other_calls_that_can_wait_for_it() -> None:
    promise = replace(PROMISE, until_at=at("2026-11-23 16:40"))
    known = facts(marks=(promise,), visits=(visit(),), tests=(order(due_on=on("2026-11-20")),))

    assert local(one(known, K.CONFIRM_VISIT).due_from) == "2026-11-23 16:40"
    assert local(one(known, K.TEST_DUE).due_from) == "2026-11-17 09:00"


def test_a_call_back_ends_with_a_later_conversation() -> None:
    known = facts(marks=(PROMISE,), calls=(talk(101, "2026-11-24 21:41"),))

    assert not kinds(known) & {"callback", "callback_offer"}


def test_a_call_back_ends_with_a_mark_on_it() -> None:
    said = mark(10, Outcome.ANSWERED, "2026-11-24 21:42", K.CALLBACK, "mark:9", call_id=101)

    assert not kinds(facts(marks=(PROMISE, said))) & {"callback", "callback_offer"}


def test_an_unanswered_call_back_moves_on_and_is_not_forgotten() -> None:
    promise = replace(PROMISE, until_at=at("2026-11-24 10:00"))
    known = facts(marks=(promise,), calls=(talk(100, "2026-11-20 16:00"), call(101, "2026-11-24 10:01")))

    assert local(one(known, K.CALLBACK).due_from) == "2026-11-24 13:01"


def test_a_pause_holds_no_promised_call_back() -> None:
    pause = Pause(1, "hospital", at("2026-11-20 16:00"), on("2026-12-01"))
    known = facts(marks=(PROMISE,), pauses=(pause,))

    assert local(one(known, K.CALLBACK).due_from) == "2026-11-24 21:40"


def test_two_promises_of_one_call_are_one_call_back() -> None:
    again = replace(PROMISE, id=10, task=K.TEST_DUE, source="test:1", until_at=at("2026-11-24 12:00"))

    assert one(facts(marks=(PROMISE, again)), K.CALLBACK).source == "mark:10"


def test_a_pause_holds_calls_to_the_opening_of_its_last_day() -> None:
    pause = Pause(1, "away", at("2026-11-18 12:00"), on("2026-11-22"))
    task = one(facts(tests=(order(),), pauses=(pause,)), K.TEST_OVERDUE)

    assert local(task.due_from) == "2026-11-23 09:00"


def test_a_call_that_a_pause_would_make_useless_is_dropped_the_desk_goes_on() -> None:
    pause = Pause(1, "hospital", at("2026-11-20 12:00"), on("2026-11-25"))
    known = facts(visits=(visit(),), pauses=(pause,), milestones={"suspicion": on("2026-11-18")})

    assert kinds(known) == {"took_place", "ask_took_place", "deadline"}


def test_a_reminder_comes_at_its_time_by_phone_or_at_the_desk() -> None:
    reminder = Reminder(3, at("2026-11-21 18:00"), Channel.CALL, None, 0, True)

    assert local(one(facts(reminders=(reminder,)), K.REMINDER).due_from) == "2026-11-23 09:00"
    paper = replace(reminder, channel=Channel.DESK)
    assert local(one(facts(reminders=(paper,)), K.REMINDER).due_from) == "2026-11-21 18:00"


def test_a_reminder_of_every_month_is_counted_from_the_first_day() -> None:
    reminder = Reminder(3, at("2026-12-31 12:00"), Channel.DESK, "1m", 2, True)
    task = one(facts(reminders=(reminder,)), K.REMINDER)

    assert (task.source, local(task.due_from)) == ("reminder:3:2", "2027-02-28 12:00")


def test_a_reminder_that_is_done_is_gone() -> None:
    assert kinds(facts(reminders=(Reminder(3, at("2026-12-31 12:00"), Channel.DESK, None, 1, True),))) == set()


def test_occurrences_before_the_time_in_care_are_skipped() -> None:
    daily = Reminder(3, at("2020-01-01 12:00"), Channel.DESK, "1d", 0, True)

    assert local(one(facts(reminders=(daily,)), K.REMINDER).due_from) == "2026-11-02 12:00"


def test_complaints_reach_the_doctor_the_same_day() -> None:
    task = one(facts(marks=(mark(4, Outcome.UNWELL, "2026-11-20 18:00"),)), K.TELL_DOCTOR)

    assert (task.reason, task.channel, local(task.due_by)) == ("tell_doctor_unwell", Channel.DESK, "2026-11-20 23:59")
    done = desk(5, Outcome.DONE, "2026-11-20 18:30", K.TELL_DOCTOR, "mark:4")
    assert kinds(facts(marks=(mark(4, Outcome.UNWELL, "2026-11-20 18:00"), done))) == set()


def test_somebody_unwilling_is_told_to_the_doctor_and_talked_to_again_after_a_week() -> None:
    known = facts(marks=(mark(4, Outcome.UNWILLING, "2026-11-20 18:00"),))

    assert local(one(known, K.TELL_DOCTOR).due_by) == "2026-11-23 23:59"
    assert local(one(known, K.TALK_AGAIN).due_from) == "2026-11-27 09:00"


def test_a_difficulty_is_worked_on_by_its_day() -> None:
    known = facts(barriers=(Barrier(2, "transport", on("2026-11-27"), at("2026-11-20 12:00")),))
    task = one(known, K.BARRIER)

    assert (local(task.due_from), local(task.due_by)) == ("2026-11-20 12:00", "2026-11-27 23:59")


def test_numbers_are_looked_for_where_none_is_left() -> None:
    wrong = call(1, "2026-11-20 12:00", Connection.WRONG_NUMBER)
    task = one(facts(contacts=(contact(active=False),), calls=(wrong,)), K.FIND_CONTACTS)

    assert (task.source, local(task.due_from)) == ("patient:7", "2026-11-20 12:00")
    assert local(task.due_by) == "2026-11-23 23:59"


def test_two_rejected_calls_ask_for_a_message_that_a_third_call_does_not_undo() -> None:
    calls = (
        call(1, "2026-11-20 10:00", Connection.REJECTED),
        call(2, "2026-11-20 13:00", Connection.REJECTED),
        call(3, "2026-11-23 16:00"),
    )

    assert planned(facts(calls=calls[:1]), K.LEAVE_MESSAGE) is None
    assert one(facts(calls=calls[:2]), K.LEAVE_MESSAGE) == one(facts(calls=calls), K.LEAVE_MESSAGE)


def test_after_six_rounds_the_supervisor_is_told_and_the_calls_go_on() -> None:
    when = ("16 10:00", "16 14:00", "17 17:00", "18 10:00", "18 14:00", "19 17:00")
    calls = tuple(call(number, f"2026-11-{day}") for number, day in enumerate(when, start=1))
    known = facts(first_assigned_at=at("2026-11-16 09:00"), calls=calls)
    task = one(known, K.NOT_REACHED)

    assert (task.audience, task.source, dict(task.params)["because"]) == (Audience.SUPERVISOR, "round:1", "cap_rounds")
    assert one(known, K.FIRST_CONTACT).due_from > at("2026-11-19 17:00")


def test_wishes_that_leave_no_hour_forget_nobody() -> None:
    known = facts(first_assigned_at=ASSIGNED, hours=CallHours(not_before=time(22)))

    assert local(one(known, K.FIRST_CONTACT).due_from) == "2026-11-20 15:00"
