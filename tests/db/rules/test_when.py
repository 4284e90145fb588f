import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from db.rules.when import NotADate, parse

GOLDEN = tomllib.loads((Path(__file__).parents[2] / "data" / "when_golden.toml").read_text(encoding="utf-8"))
NOWS = [datetime.fromisoformat(text) for text in GOLDEN["now"]]
MOSCOW = ZoneInfo("Europe/Moscow")
BERLIN = ZoneInfo("Europe/Berlin")


def expected(text: str) -> date | datetime:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


@pytest.mark.parametrize("row", GOLDEN["phrases"], ids=lambda row: row[0])
def test_a_phrase_means_what_the_paper_calendar_says(row: list[str]) -> None:
    for now, meaning in zip(NOWS, row[1:], strict=True):
        found = parse(row[0], now)
        assert found == expected(meaning), (row[0], now)
        assert type(found) is type(expected(meaning))


@pytest.mark.parametrize("row", GOLDEN["phrases"], ids=lambda row: row[0])
def test_a_time_carries_the_zone_of_now(row: list[str]) -> None:
    for now, meaning in zip(NOWS, row[1:], strict=True):
        found = parse(row[0], now.replace(tzinfo=MOSCOW))
        wanted = expected(meaning)
        if isinstance(wanted, datetime):
            assert isinstance(found, datetime)
            assert found.tzinfo is MOSCOW
            assert found.replace(tzinfo=None) == wanted
        else:
            assert found == wanted


@pytest.mark.parametrize("text", GOLDEN["refused"])
def test_what_is_no_date_is_refused_with_a_sentence(text: str) -> None:
    for now in NOWS:
        with pytest.raises(NotADate) as caught:
            parse(text, now)
        assert str(caught.value).endswith(".")
        assert caught.value.code in ("empty", "unknown", "impossible")


def test_there_are_enough_golden_phrases() -> None:
    assert len(GOLDEN["phrases"]) >= 150


def test_an_impossible_date_is_told_from_an_unknown_one() -> None:
    with pytest.raises(NotADate) as caught:
        parse("31.02", NOWS[0])
    assert caught.value.code == "impossible"
    with pytest.raises(NotADate) as caught:
        parse("когда-нибудь", NOWS[0])
    assert (caught.value.code, caught.value.text) == ("unknown", "когда-нибудь")


def test_an_offset_is_turned_into_the_zone_of_now() -> None:
    now = NOWS[2].replace(tzinfo=MOSCOW)
    assert parse("2026-11-20T12:00:00Z", now) == datetime(2026, 11, 20, 15, 0, tzinfo=MOSCOW)
    assert parse("2026-11-20T12:00+07:00", now) == datetime(2026, 11, 20, 8, 0, tzinfo=MOSCOW)
    with pytest.raises(NotADate):
        parse("2026-11-20T12:00+07:00", NOWS[2])


def test_an_hour_is_an_hour_in_the_night_when_clocks_change() -> None:
    now = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN)  # the first of two 02:30
    found = parse("через час", now)
    assert isinstance(found, datetime)
    assert found.astimezone(UTC) - now.astimezone(UTC) == timedelta(hours=1)


def test_next_weekday_said_on_that_weekday_is_not_today() -> None:
    morning = datetime(2026, 11, 24, 8, 0)  # noqa: DTZ001 - a local naive now is allowed
    assert parse("next tuesday 10:00", morning) == datetime(2026, 12, 1, 10, 0)  # noqa: DTZ001 - as above
    assert parse("вт 10:00", morning) == datetime(2026, 11, 24, 10, 0)  # noqa: DTZ001 - as above


def test_a_weekday_with_its_date_is_a_date_not_a_time() -> None:
    friday = NOWS[2]
    assert parse("пн 23.11", friday) == date(2026, 11, 23)
    assert parse("пн, 23.11 10:30", friday) == datetime.fromisoformat("2026-11-23T10:30")
    assert parse("вторник 24 ноября", friday) == date(2026, 11, 24)
    with pytest.raises(NotADate, match="does not exist"):
        parse("вт 23.11", friday)


MOMENTS = st.datetimes(datetime(2022, 1, 1), datetime(2040, 1, 1))  # noqa: DTZ001 - local naive


@given(MOMENTS, st.integers(0, 23), st.integers(0, 59))
@example(datetime(2026, 12, 31, 23, 59), 23, 59)  # noqa: DTZ001 - local naive
@example(datetime(2028, 2, 28, 23, 59), 0, 0)  # noqa: DTZ001 - local naive
def test_a_time_alone_is_within_the_next_day(now: datetime, hour: int, minute: int) -> None:
    found = parse(f"{hour}:{minute:02}", now)
    assert isinstance(found, datetime)
    assert timedelta(0) < found - now <= timedelta(days=1)
    assert (found.hour, found.minute) == (hour, minute)


@given(MOMENTS, st.dates(date(2024, 1, 1), date(2024, 12, 31)))
def test_a_day_without_a_year_is_the_nearest_not_past(now: datetime, day: date) -> None:
    found = parse(f"{day:%d.%m}", now)
    assert found == parse(f"{day.day}.{day.month}.", now)
    assert isinstance(found, date)
    assert (found.day, found.month) == (day.day, day.month)
    assert now.date() <= found
    if (day.month, day.day) != (2, 29):
        assert [year for year in range(now.year, found.year) if day.replace(year=year) >= now.date()] == []


@given(MOMENTS, st.dates(date(1950, 1, 1), date(2090, 1, 1)))
def test_a_full_date_reads_back(now: datetime, day: date) -> None:
    assert parse(day.isoformat(), now) == day
    assert parse(f"{day:%d.%m.%Y}", now) == day


def read_or_refused(text: str, now: datetime) -> date | NotADate:
    """Return what was read, or the refusal; anything else fails the test."""
    try:
        return parse(text, now)
    except NotADate as refusal:
        return refusal


@given(st.text(max_size=120), MOMENTS)
@example("1" * 10_000, datetime(2026, 1, 1))  # noqa: DTZ001 - local naive
@example("+" + "9" * 50, datetime(2026, 1, 1))  # noqa: DTZ001 - local naive
@example("\x1b[31mзавтра", datetime(2026, 1, 1))  # noqa: DTZ001 - local naive
def test_any_text_is_read_or_refused(text: str, now: datetime) -> None:
    assert isinstance(read_or_refused(text, now), date | NotADate)


WORDS = "завтра в 9 утра пн через 2 недели 04.03 +3 10:30 next monday конце месяца 31 числа pm".split()


@given(st.lists(st.sampled_from(WORDS), max_size=6), MOMENTS)
def test_any_mix_of_known_words_is_read_or_refused(parts: list[str], now: datetime) -> None:
    assert isinstance(read_or_refused(" ".join(parts), now), date | NotADate)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("пт 17:10", "2026-11-20T17:10"), ("пн 9:00", "2026-11-23T09:00"), ("пн 11:00", "2026-11-16T11:00"),
        ("20.11 17:10", "2026-11-20T17:10"), ("10:20", "2026-11-22T10:20"), ("9:00", "2026-11-23T09:00"),
        ("4 марта", "2026-03-04"), ("пн", "2026-11-23"), ("5-го", "2026-11-05"), ("29.02", "2024-02-29"),
        ("вчера", "2026-11-22"), ("01.12.2026", "2026-12-01"), ("завтра", "2026-11-24"),
    ],
)  # fmt: skip
def test_what_is_over_is_read_behind(typed: str, meant: str) -> None:
    assert parse(typed, datetime(2026, 11, 23, 10, 0, tzinfo=MOSCOW), behind=True) == (
        datetime.fromisoformat(meant).replace(tzinfo=MOSCOW) if "T" in meant else date.fromisoformat(meant)
    )
