import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from dateutil.relativedelta import relativedelta
from defusedxml import ElementTree
from hypothesis import example, given
from hypothesis import strategies as st

from db.rules.follow_up import add_months
from db.rules.working_days import CALENDAR, Calendar, add_working_days, is_working_day, working_days_between

ROOT = Path(__file__).parents[3]
DAYS = st.dates(date(2020, 1, 1), date(2032, 12, 31))
COUNTRIES = st.sampled_from(["RU", "KZ"])


def official(year: int) -> tuple[set[date], set[date], set[date]]:
    """Read days off, short days and working weekends of an official calendar."""
    root = ElementTree.parse(ROOT / "tests" / "data" / "calendar" / f"ru-{year}.xml").getroot()
    kinds: dict[str, set[date]] = {"1": set(), "2": set(), "3": set()}
    for day in root.iter("day"):
        month, number = day.attrib["d"].split(".")
        kinds[day.attrib["t"]].add(date(year, int(month), int(number)))
    return kinds["1"], kinds["2"], kinds["3"]


@pytest.mark.parametrize("year", [2022, 2023, 2024, 2025])
def test_every_day_agrees_with_the_official_calendar(year: int) -> None:
    off, short, work = official(year)
    day = date(year, 1, 1)
    while day.year == year:
        # A shortened Saturday is worked: the official file marks it short, not as a working weekend.
        working = day in work or day in short or (day.weekday() < 5 and day not in off)
        assert is_working_day(day) == working, day
        day += timedelta(days=1)
    assert {day for day in CALENDAR.of("RU").short if day.year == year} == short


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        ("2026-11-20", 3, "2026-11-25"),
        ("2025-10-30", 3, "2025-11-05"),
        ("2024-12-27", 3, "2025-01-10"),
        ("2025-12-30", 7, "2026-01-20"),
        ("2024-12-27", 1, "2024-12-28"),
        ("2027-02-19", 1, "2027-02-20"),
        ("2027-02-20", 1, "2027-02-24"),
        ("2027-02-24", -1, "2027-02-20"),
        ("2026-12-30", 1, "2027-01-11"),
        ("2028-02-28", 1, "2028-02-29"),
        ("2028-02-29", 1, "2028-03-01"),
        ("2026-11-22", -1, "2026-11-20"),
        ("2026-11-22", 0, "2026-11-22"),
    ],
)
def test_known_distances(start: str, n: int, expected: str) -> None:
    assert add_working_days(date.fromisoformat(start), n) == date.fromisoformat(expected)


WORKED = ["2024-04-27", "2024-11-02", "2024-12-28", "2025-11-01", "2027-02-20"]
OFF = """2024-04-29 2024-04-30 2024-05-10 2024-12-30 2024-12-31 2025-05-02 2025-05-08 2025-06-13 2025-11-03 2025-12-31
2026-01-09 2026-03-09 2026-05-11 2026-12-31 2027-02-22 2027-05-03 2027-05-10 2027-06-14 2027-11-05 2027-12-31""".split()


def test_transferred_days_of_russia_and_kazakhstan() -> None:
    assert all(is_working_day(date.fromisoformat(day)) for day in WORKED)
    assert not any(is_working_day(date.fromisoformat(day)) for day in OFF)
    assert all(is_working_day(date.fromisoformat(day), "KZ") for day in ("2024-05-04", "2025-01-05"))
    assert {day.isoformat() for day in CALENDAR.of("RU").work if day.year >= 2024} == set(WORKED)
    assert {"2026-04-30", "2026-05-08", "2026-06-11", "2026-11-03"} <= {str(d) for d in CALENDAR.of("RU").short}


def test_years_without_published_transfers_are_provisional() -> None:
    assert CALENDAR.provisional_after == date(2027, 12, 31)
    assert not CALENDAR.provisional(date(2027, 12, 31))
    assert CALENDAR.provisional(date(2028, 1, 1))
    assert not is_working_day(date(2029, 3, 8))
    assert is_working_day(date(2029, 3, 9))
    assert not is_working_day(date(2028, 12, 16), "KZ")


def test_the_generated_module_is_what_the_tool_writes() -> None:
    done = subprocess.run([sys.executable, ROOT / "tools" / "make_calendar.py", "--check"], check=False)
    assert done.returncode == 0


def test_the_organisations_own_days_win() -> None:
    own = CALENDAR.with_days("RU", off=[date(2026, 11, 23)], work=[date(2026, 11, 21), date(2028, 1, 3)])
    assert add_working_days(date(2026, 11, 20), 2, calendar=own) == date(2026, 11, 24)
    assert own.is_working(date(2028, 1, 3))
    assert CALENDAR.is_working(date(2026, 11, 23))
    with pytest.raises(ValueError, match="2026-11-23"):
        CALENDAR.with_days("RU", off=[date(2026, 11, 23)], work=[date(2026, 11, 23)])


def test_a_calendar_comes_back_equal_from_json() -> None:
    own = CALENDAR.with_days("RU", off=[date(2026, 11, 23)])
    again = Calendar.from_json(own.to_json())
    assert again == own
    assert again != CALENDAR
    assert again.to_json() == own.to_json()


def test_an_unknown_country_and_a_day_beyond_the_calendar_are_named() -> None:
    with pytest.raises(ValueError, match="'XX'"):
        is_working_day(date(2026, 1, 1), "XX")
    with pytest.raises(ValueError, match="outside"):
        add_working_days(date(9999, 12, 1), 1)
    with pytest.raises(ValueError, match="outside"):
        working_days_between(date(2026, 1, 1), date(9999, 12, 31))


@given(DAYS, st.integers(-300, 300), COUNTRIES)
@example(date(2026, 12, 31), 1, "RU")
@example(date(2028, 2, 29), -1, "RU")
def test_adding_is_counting_day_by_day(start: date, n: int, country: str) -> None:
    step = timedelta(days=1 if n > 0 else -1)
    day, left = start, abs(n)
    while left:
        day += step
        left -= is_working_day(day, country)
    assert add_working_days(start, n, country) == day


@given(DAYS, DAYS, COUNTRIES)
def test_between_is_the_inverse_of_adding(a: date, b: date, country: str) -> None:
    count = working_days_between(a, b, country)
    assert (count <= 0) if b <= a else (count >= 0)
    if is_working_day(b, country):
        assert add_working_days(a, count, country) == b


@given(DAYS, st.integers(-30, 30), st.integers(-30, 30))
def test_a_fresh_calendar_counts_as_a_used_one(start: date, n: int, m: int) -> None:
    fresh = Calendar.from_json(CALENDAR.to_json())
    assert add_working_days(start, n, calendar=fresh) == add_working_days(start, n)
    assert add_working_days(date(2050, 1, 1), m, calendar=fresh) == add_working_days(date(2050, 1, 1), m)


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(-600, 600))
@example(date(2024, 2, 29), 12)
@example(date(2026, 8, 31), 1)
def test_months_are_added_as_dateutil_does(day: date, months: int) -> None:
    assert add_months(day, months) == day + relativedelta(months=months)
