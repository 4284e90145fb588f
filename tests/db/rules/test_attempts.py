"""Attempts: one try over all numbers of a patient is one, a talk ends it, what nobody could answer is none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from db.defaults import default_rules
from db.rules.attempts import attempts
from db.rules.facts import Call, Connection, Spoke

NUMBERS = default_rules().numbers
START = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)


def made(*calls: tuple[int, str, int]) -> list[bool]:
    """Return whether each attempt was answered; a call is its minute, what came out, and which number."""
    spoke = {"REACHED": Spoke.PATIENT}
    listed = [
        Call(place, START + timedelta(minutes=minute), False, number, None, Connection(code),
             spoke.get(code, Spoke.NOBODY))
        for place, (minute, code, number) in enumerate(calls)
    ]  # fmt: skip
    return [each.answered for each in attempts(listed, NUMBERS)]


def test_all_numbers_within_an_hour_are_one_attempt() -> None:
    assert made((0, "NO_ANSWER", 1), (2, "UNAVAILABLE", 2), (4, "REACHED", 3)) == [True]
    assert made((0, "NO_ANSWER", 1), (2, "UNAVAILABLE", 2)) == [False]


def test_an_hour_later_or_the_same_number_again_is_another_one() -> None:
    assert made((0, "NO_ANSWER", 1), (60, "NO_ANSWER", 2)) == [False, False]
    assert made((0, "NO_ANSWER", 1), (5, "REACHED", 1)) == [False, True]


def test_a_talk_ends_an_attempt() -> None:
    assert made((0, "REACHED", 1), (3, "NO_ANSWER", 2), (5, "NO_ANSWER", 3)) == [True, False]


def test_what_nobody_could_answer_is_no_attempt() -> None:
    assert made((0, "WRONG_NUMBER", 1), (1, "DISCONNECTED", 2), (2, "CUT_OFF", 3)) == []
    assert made((0, "BUSY", 1), (1, "BUSY", 1)) == []
    assert made((0, "BUSY", 1), (1, "BUSY", 1), (2, "BUSY", 1)) == [False]


def test_somebody_else_on_the_line_is_no_talk() -> None:
    call = Call(1, START, False, 1, None, Connection.OTHER_PERSON, Spoke.OTHER)
    assert [each.answered for each in attempts([call], NUMBERS)] == [False]


@given(st.lists(st.tuples(st.integers(0, 600), st.sampled_from(Connection), st.integers(1, 3)), max_size=12))
def test_there_are_as_many_answered_attempts_as_talks_and_never_more_than_calls(
    calls: list[tuple[int, Connection, int]],
) -> None:
    found = made(*((minute, code.value, number) for minute, code, number in sorted(calls)))
    assert sum(found) == sum(1 for _, code, _ in calls if code is Connection.REACHED)
    assert len(found) <= len(calls)
