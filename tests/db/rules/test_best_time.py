"""The best time to call, from the patient's own calls."""

from db.rules.best_time import best_time, good_now, tallies
from db.rules.facts import Connection
from tests.db.rules.cases import RULES, at, call, talk

PARTS = RULES.numbers.attempts.parts_of_day


def test_fewer_than_three_calls_say_nothing() -> None:
    assert best_time([(2, 2), (0, 0), (0, 0)], PARTS) is None


def test_the_part_with_the_greater_share_of_answers_wins() -> None:
    found = best_time([(1, 4), (3, 4), (0, 2)], PARTS)

    assert found is not None
    assert (found.part, found.answered, found.tried) == (1, 3, 4)


def test_one_lucky_call_does_not_beat_many_answered_ones() -> None:
    found = best_time([(1, 1), (9, 10), (0, 0)], PARTS)

    assert found is not None
    assert found.part == 1


def test_no_answers_or_no_difference_say_nothing() -> None:
    assert best_time([(0, 3), (0, 4), (0, 0)], PARTS) is None
    assert best_time([(2, 2), (2, 2), (2, 2)], PARTS) is None


def test_calls_are_counted_by_the_patients_part_of_the_day() -> None:
    calls = (
        call(1, "2026-11-16 10:00"),
        talk(2, "2026-11-16 13:00"),
        call(3, "2026-11-16 17:00", Connection.DISCONNECTED),
        talk(4, "2026-11-17 19:00", incoming=True),
        call(5, "2026-11-17 10:00", incoming=True),
    )

    assert tallies(calls, "Europe/Moscow", PARTS) == ((0, 1), (1, 1), (1, 1))


def test_now_is_good_only_within_the_part() -> None:
    found = best_time([(0, 2), (2, 2), (0, 0)], PARTS)

    assert good_now(found, at("2026-11-20 14:00"), "Europe/Moscow")
    assert not good_now(found, at("2026-11-20 16:00"), "Europe/Moscow")
    assert not good_now(None, at("2026-11-20 14:00"), "Europe/Moscow")
