"""When somebody who was not reached is called again; 16 November 2026 is a Monday."""

from dataclasses import replace
from datetime import datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rules.facts import Call, CallHours, Connection, PatientFacts, Pause, Spoke
from db.rules.outcomes import is_conversation
from db.rules.retries import next_try, warns
from db.rules.rounds import rounds
from tests.db.rules.cases import DAY, HOUR, MINUTE, MOSCOW, RULES, at, call, contact, facts, local, mark, on, talk

C = Connection
TWO = (contact(1), contact(2))


def again(*calls: Call, **changes: object) -> str | None:
    return local(next_try(facts(calls=calls, **changes), RULES).at)


def counted(calls: tuple[Call, ...], contacts: tuple = (contact(),)) -> int:
    return sum(one.counted for one in rounds(calls, contacts, RULES.numbers))


def test_nothing_unanswered_asks_for_nothing() -> None:
    assert next_try(facts(calls=(talk(1, "2026-11-16 10:00"),)), RULES).at is None


@pytest.mark.parametrize("connection", [C.NO_ANSWER, C.UNAVAILABLE, C.REJECTED, C.MACHINE, C.OTHER_PERSON])
def test_not_reached_is_tried_three_hours_later_in_another_part_of_the_day(connection: Connection) -> None:
    assert again(call(1, "2026-11-16 10:00", connection)) == "2026-11-16 13:00"
    assert again(call(1, "2026-11-16 12:30", connection)) == "2026-11-16 16:00"
    assert again(call(1, "2026-11-16 17:00", connection)) == "2026-11-17 09:00"


def test_the_next_number_is_tried_now_and_both_are_one_round() -> None:
    first, second = call(1, "2026-11-16 10:00"), call(2, "2026-11-16 10:02", contact_id=2)
    half, whole = facts(calls=(first,), contacts=TWO), facts(calls=(first, second), contacts=TWO)

    assert next_try(half, RULES).other_number_now == 2
    assert local(next_try(half, RULES).at) == "2026-11-16 10:00"
    assert (next_try(whole, RULES).rounds, next_try(whole, RULES).other_number_now) == (1, None)
    assert local(next_try(whole, RULES).at) == "2026-11-16 13:02"


def test_numbers_are_dialled_by_priority_and_only_active_ones() -> None:
    contacts = (contact(1, priority=9), contact(2, active=False), contact(3, priority=1), contact(4, phone=None))

    assert next_try(facts(calls=(call(1, "2026-11-16 10:00"),), contacts=contacts), RULES).other_number_now == 3


def test_the_same_number_again_and_a_long_gap_begin_another_round() -> None:
    assert counted((call(1, "2026-11-16 10:00"), call(2, "2026-11-16 10:05")), TWO) == 2
    assert counted((call(1, "2026-11-16 10:00"), call(2, "2026-11-16 11:00", contact_id=2)), TWO) == 2


def test_a_number_of_nobody_is_matched_by_its_digits() -> None:
    calls = (call(1, "2026-11-16 10:00"), call(2, "2026-11-16 10:01", contact_id=None, phone="+79160000002"))

    assert rounds(calls, TWO, RULES.numbers)[0].tried == {1, 2}


def test_busy_is_tried_twice_after_a_quarter_of_an_hour_and_counts_from_the_third() -> None:
    calls = tuple(call(number, f"2026-11-16 10:{minute:02}", C.BUSY) for number, minute in ((1, 0), (2, 15), (3, 30)))

    assert again(*calls[:1]) == "2026-11-16 10:15"
    assert (again(*calls[:2]), counted(calls[:2])) == ("2026-11-16 10:30", 0)
    assert (again(*calls), counted(calls)) == ("2026-11-16 13:30", 1)


@pytest.mark.parametrize("connection", [C.CUT_OFF, C.WRONG_NUMBER, C.DISCONNECTED])
def test_what_nobody_could_answer_never_counts(connection: Connection) -> None:
    assert counted((call(1, "2026-11-16 10:00", connection),)) == 0


def test_cut_off_is_dialled_again_now() -> None:
    assert again(call(1, "2026-11-16 10:00", C.CUT_OFF)) == "2026-11-16 10:00"


def test_a_message_left_waits_for_the_next_working_day() -> None:
    assert again(call(1, "2026-11-20 10:00", C.MACHINE, message_left=True)) == "2026-11-23 12:00"


def test_distrust_waits_for_the_next_working_day_and_tries_no_other_number() -> None:
    assert again(call(1, "2026-11-20 17:00", C.DISTRUST), contacts=TWO) == "2026-11-23 09:00"


def test_two_rounds_fill_a_day() -> None:
    assert again(call(1, "2026-11-16 09:00"), call(2, "2026-11-16 12:30")) == "2026-11-17 16:00"


def test_the_first_three_rounds_fall_into_three_parts_of_the_day() -> None:
    calls: tuple[Call, ...] = (call(1, "2026-11-16 09:30"),)
    for number in (2, 3):
        retry = next_try(facts(calls=calls), RULES)
        assert retry.at is not None
        calls += (replace(calls[0], id=number, at=retry.at),)

    hours = [one.at.astimezone(MOSCOW).hour for one in calls]
    assert len({(hour >= 12) + (hour >= 16) for hour in hours}) == 3


def test_wishes_that_leave_one_part_of_the_day_are_kept() -> None:
    wishes = CallHours(not_before=time(9), not_after=time(11))

    assert again(call(1, "2026-11-16 10:00"), hours=wishes) == "2026-11-17 09:00"


def test_a_retry_is_moved_out_of_the_night_and_out_of_days_off() -> None:
    assert again(call(1, "2026-11-16 21:30")) == "2026-11-17 09:00"
    assert again(call(1, "2026-12-30 17:00")) == "2027-01-09 10:00"


def test_six_rounds_reach_the_cap() -> None:
    when = ("16 10:00", "16 14:00", "17 17:00", "18 10:00", "18 14:00", "19 17:00")
    calls = tuple(call(number, f"2026-11-{day}") for number, day in enumerate(when, start=1))

    assert not next_try(facts(calls=calls[:5]), RULES).capped
    retry = next_try(facts(calls=calls), RULES)
    assert (retry.capped, retry.escalate_because, retry.rounds) == (True, "cap_rounds", 6)


def test_five_working_days_since_the_first_call_reach_the_cap() -> None:
    retry = next_try(facts(calls=(call(1, "2026-11-16 10:00"), call(2, "2026-11-23 17:00"))), RULES)

    assert (retry.capped, retry.escalate_because) == (True, "cap_days")


def test_one_working_day_left_on_a_limit_escalates_at_once() -> None:
    known = facts(milestones={"suspicion": on("2026-11-18")}, calls=(call(1, "2026-11-20 10:00"),))

    assert next_try(known, RULES).escalate_because == "deadline"
    earlier = replace(known, calls=(call(1, "2026-11-19 10:00"),))
    assert next_try(earlier, RULES).escalate_because is None


def test_a_limit_that_was_broken_before_the_calls_began_escalates_nothing() -> None:
    known = facts(milestones={"suspicion": on("2026-11-02")}, calls=(call(1, "2026-11-20 10:00"),))

    assert next_try(known, RULES).escalate_because is None


def test_two_rejected_calls_suggest_a_message() -> None:
    calls = (call(1, "2026-11-16 10:00", C.REJECTED), call(2, "2026-11-16 14:00", C.REJECTED))

    assert next_try(facts(calls=calls), RULES).rejected_call_id is not None
    assert next_try(facts(calls=calls[:1]), RULES).rejected_call_id is None


def test_a_conversation_begins_anew() -> None:
    calls = (call(1, "2026-11-16 10:00"), talk(2, "2026-11-16 14:00"), call(3, "2026-11-17 10:00"))

    assert counted(calls) == 1


def test_a_stranger_at_the_phone_is_an_attempt_a_daughter_with_consent_is_a_conversation() -> None:
    assert counted((call(1, "2026-11-16 10:00", C.OTHER_PERSON, Spoke.OTHER),)) == 1
    assert counted((call(1, "2026-11-16 10:00", C.OTHER_PERSON, Spoke.TRUSTED),)) == 0


def test_incoming_calls_are_no_attempts() -> None:
    assert counted((call(1, "2026-11-16 10:00", C.CUT_OFF, incoming=True),)) == 0


def test_caps_warn_before_dialling() -> None:
    two = facts(calls=(call(1, "2026-11-16 10:00"), call(2, "2026-11-16 13:30")))

    assert warns(two, at("2026-11-16 17:00"), RULES) == ("rounds_today",)
    assert warns(two, at("2026-11-16 14:00"), RULES) == ("rounds_today", "too_soon")
    assert warns(two, at("2026-11-17 21:00"), RULES) == ("outside_hours",)
    away = facts(pauses=(Pause(1, "away", at("2026-11-16 09:00"), on("2026-11-20")),))
    assert warns(away, at("2026-11-17 12:00"), RULES) == ("pause",)
    assert warns(away, at("2026-11-20 12:00"), RULES) == ()


def test_the_other_number_of_a_running_round_is_not_warned_about() -> None:
    known = facts(calls=(call(1, "2026-11-16 10:00"), call(2, "2026-11-16 13:30")), contacts=TWO)

    assert warns(known, at("2026-11-16 13:32"), RULES) == ()


def test_a_promised_call_back_overrides_every_warning() -> None:
    from db.rules.facts import Outcome

    promise = mark(1, Outcome.CALLBACK, "2026-11-16 15:00", until_at=at("2026-11-16 21:40"))
    known = facts(marks=(promise,), calls=(talk(100, "2026-11-16 15:00"),))

    assert warns(known, at("2026-11-16 21:35"), RULES) == ()
    assert warns(known, at("2026-11-16 21:00"), RULES) == ("outside_hours",)


START = at("2026-11-16 09:00")
CONNECTIONS = st.sampled_from([kind for kind in C if kind is not C.REACHED])


@st.composite
def histories(draw: st.DrawFn) -> tuple[Call, ...]:
    minutes = draw(st.lists(st.integers(0, 12 * 24 * 60), max_size=12, unique=True))
    return tuple(
        Call(
            number, START + minute * MINUTE, draw(st.integers(0, 3)) == 0, draw(st.sampled_from([1, 2])), None,
            draw(CONNECTIONS), Spoke.NOBODY, draw(st.booleans()),
        )
        for number, minute in enumerate(sorted(minutes), start=1)
    )  # fmt: skip


@given(histories(), st.integers(0, 12 * 24 * 60))
def test_a_conversation_never_makes_more_attempts(calls: tuple[Call, ...], minute: int) -> None:
    talked = Call(999, START + minute * MINUTE, False, 1, None, C.REACHED, Spoke.PATIENT)
    assert is_conversation(talked.connection, talked.spoke)

    assert counted((*calls, talked), TWO) <= counted(calls, TWO)


@given(histories(), st.randoms())
def test_the_order_in_which_calls_are_told_makes_no_difference(calls: tuple[Call, ...], random: object) -> None:
    shuffled = list(calls)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random

    known, told = facts(calls=calls, contacts=TWO), facts(calls=tuple(shuffled), contacts=TWO)
    assert next_try(known, RULES) == next_try(told, RULES)


@given(histories())
def test_a_retry_is_in_the_hours_and_not_before_the_last_call(calls: tuple[Call, ...]) -> None:
    retry = next_try(facts(calls=calls, contacts=TWO), RULES)
    if retry.at is None or retry.last_at is None:
        return
    moment = retry.at.astimezone(MOSCOW)
    assert moment.weekday() != 6
    assert time(9) <= moment.time() < time(20)
    assert retry.at >= retry.last_at


def dialled(known: PatientFacts, number: int, when: datetime, connection: Connection, who: int) -> PatientFacts:
    made = Call(number, when, False, who, None, connection, Spoke.NOBODY)
    return replace(known, calls=(*known.calls, made))


@given(st.lists(st.sampled_from([C.NO_ANSWER, C.UNAVAILABLE, C.REJECTED, C.BUSY, C.MACHINE]), min_size=40, max_size=40))
def test_followed_to_the_minute_no_day_has_more_than_two_rounds_in_a_month(answers: list[Connection]) -> None:
    known, when = facts(contacts=TWO, calls=()), START
    other: int | None = 1
    for number, connection in enumerate(answers, start=1):
        known = dialled(known, number, when, connection, other or 1)
        retry = next_try(known, RULES)
        assert retry.at is not None
        when, other = max(retry.at, when + MINUTE), retry.other_number_now or retry.redial
        if when > START + 30 * DAY:
            break

    days: dict[object, list[datetime]] = {}
    for one in rounds(known.calls, known.contacts, RULES.numbers):
        if one.counted:
            days.setdefault(one.started_at.astimezone(MOSCOW).date(), []).append(one.started_at)
    assert max(map(len, days.values()), default=0) <= 2
    gaps = [later - one for starts in days.values() for one, later in zip(starts, starts[1:], strict=False)]
    assert min(gaps, default=HOUR) >= HOUR
