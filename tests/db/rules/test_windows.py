from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from db.defaults import default_rules
from db.rules.windows import (
    ANY_HOURS,
    CallHours,
    allowed,
    country_of,
    fit,
    hours_on,
    last_before,
)
from db.rules.zones import REGION_ZONES, is_zone, zone_of

RULES = default_rules()
ZONES = st.sampled_from(["Europe/Moscow", "Europe/Kaliningrad", "Asia/Kamchatka", "Asia/Almaty", "Europe/Berlin"])
INSTANTS = st.datetimes(datetime(2024, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - given UTC
HOURS = st.none() | st.times().map(lambda t: t.replace(microsecond=0))
PREFS = st.builds(CallHours, HOURS, HOURS, st.none() | st.frozensets(st.integers(0, 6), min_size=1))


def at(text: str, zone: str = "Europe/Moscow") -> datetime:
    """Return a local time of a zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("asked", "zone", "prefs", "expected"),
    [
        ("2026-11-20T14:07", "Europe/Moscow", ANY_HOURS, "2026-11-20T14:07"),
        ("2026-11-20T08:59", "Europe/Moscow", ANY_HOURS, "2026-11-20T09:00"),
        ("2026-11-20T20:00", "Europe/Moscow", ANY_HOURS, "2026-11-21T10:00"),
        ("2026-11-21T17:00", "Europe/Moscow", ANY_HOURS, "2026-11-23T09:00"),
        ("2026-12-30T23:59", "Europe/Moscow", ANY_HOURS, "2027-01-09T10:00"),
        ("2026-12-31T12:00", "Europe/Moscow", CallHours(weekdays=frozenset(range(5))), "2026-12-31T12:00"),
        ("2027-02-20T09:30", "Europe/Moscow", ANY_HOURS, "2027-02-20T09:30"),
        ("2024-12-28T18:00", "Europe/Moscow", ANY_HOURS, "2024-12-28T18:00"),
        ("2028-02-28T20:30", "Europe/Moscow", ANY_HOURS, "2028-02-29T09:00"),
        ("2026-11-20T09:00", "Europe/Moscow", CallHours(not_before=time(11)), "2026-11-20T11:00"),
        ("2026-11-20T09:00", "Europe/Moscow", CallHours(not_before=time(7)), "2026-11-20T09:00"),
        ("2026-11-20T19:00", "Europe/Moscow", CallHours(not_after=time(18)), "2026-11-21T10:00"),
        ("2026-11-20T09:00", "Europe/Moscow", CallHours(weekdays=frozenset({6})), "2026-11-22T10:00"),
        ("2026-11-21T09:00", "Europe/Moscow", CallHours(not_before=time(18)), "2026-11-23T18:00"),
        ("2026-11-20T09:00", "Europe/Moscow", CallHours(not_before=time(22)), "2026-11-20T09:00"),
        ("2026-03-23T12:00", "Asia/Almaty", ANY_HOURS, "2026-03-26T09:00"),
    ],
)
def test_the_first_allowed_moment(asked: str, zone: str, prefs: CallHours, expected: str) -> None:
    found = fit(at(asked, zone), zone, prefs, RULES)
    assert found == at(expected, zone)
    assert found.tzinfo is UTC


def test_the_patients_own_time_counts_not_moscows() -> None:
    evening_in_moscow = at("2026-11-20T14:30")
    assert fit(evening_in_moscow, "Asia/Kamchatka", ANY_HOURS, RULES) == at("2026-11-21T10:00", "Asia/Kamchatka")
    assert fit(at("2026-11-20T09:00"), "Europe/Kaliningrad", ANY_HOURS, RULES) == at("2026-11-20T10:00")


def test_an_urgent_call_may_use_the_hard_hours_of_any_day() -> None:
    sunday = at("2026-11-22T12:00")
    wish = CallHours(not_before=time(15), weekdays=frozenset({0}))
    assert fit(sunday, "Europe/Moscow", wish, RULES, urgent=True) == sunday
    assert not allowed(sunday, "Europe/Moscow", ANY_HOURS, RULES)
    assert fit(at("2026-11-22T03:00"), "Europe/Moscow", wish, RULES, urgent=True) == at("2026-11-22T10:00")


def test_the_last_moment_before() -> None:
    assert last_before(at("2026-11-23T00:00"), "Europe/Moscow", ANY_HOURS, RULES) == at("2026-11-21T16:59")
    assert last_before(at("2026-11-20T14:00"), "Europe/Moscow", ANY_HOURS, RULES) == at("2026-11-20T14:00")
    assert last_before(at("2026-11-20T08:00"), "Europe/Moscow", ANY_HOURS, RULES) == at("2026-11-19T19:59")


@given(INSTANTS, ZONES, PREFS, st.booleans())
@example(datetime(2026, 12, 31, 20, 59, tzinfo=UTC), "Europe/Moscow", ANY_HOURS, False)
@example(datetime(2028, 2, 29, 20, 59, tzinfo=UTC), "Europe/Moscow", ANY_HOURS, False)
def test_fit_never_leaves_the_hard_hours_and_never_goes_back(
    instant: datetime, zone: str, prefs: CallHours, urgent: bool
) -> None:
    found = fit(instant, zone, prefs, RULES, urgent)
    assert instant <= found <= instant + timedelta(days=22)
    local = found.astimezone(ZoneInfo(zone))
    working = RULES.calendar.is_working(local.date(), country_of(zone))
    hard = RULES.numbers.windows.hard_working_day if working else RULES.numbers.windows.hard_day_off
    assert hard[0] <= local.time() < hard[1]
    assert fit(found, zone, prefs, RULES, urgent) == found
    assert allowed(found, zone, prefs, RULES, urgent)
    hours = hours_on(local.date(), prefs, country_of(zone), RULES, urgent)
    assert hours is None or hours[0] <= local.time()


@given(INSTANTS, ZONES, PREFS, st.booleans())
@example(at("2024-01-01T03:00"), "Europe/Moscow", CallHours(not_after=time(9, 0, 1)), False)
def test_the_last_moment_is_allowed_and_nothing_allowed_lies_after_it(
    instant: datetime, zone: str, prefs: CallHours, urgent: bool
) -> None:
    found = last_before(instant, zone, prefs, RULES, urgent)
    assert found <= instant
    local = found.astimezone(ZoneInfo(zone)).time()
    assert time(9) <= local < time(20)


@pytest.mark.parametrize(
    ("address", "zone"),
    [
        ("г. Москва, ул. Новосибирская, 5", "Europe/Moscow"),
        ("Новосибирская обл., г. Новосибирск, ул. Московская, 5", "Asia/Novosibirsk"),
        ("Сахалинская область", "Asia/Sakhalin"),
        ("Респ. Саха (Якутия), Якутск", "Asia/Yakutsk"),
        ("Респ. Саха (Якутия), Оймяконский улус", "Asia/Ust-Nera"),
        ("Санкт-Петербург, Приморский р-н", "Europe/Moscow"),
        ("Приморский край", "Asia/Vladivostok"),
        ("Томская область", "Asia/Tomsk"),
        ("Омск", "Asia/Omsk"),
        ("Калининградская обл", "Europe/Kaliningrad"),
        ("Удмуртская Республика", "Europe/Samara"),
        ("Ненецкий АО", "Europe/Moscow"),
        ("Ямало-Ненецкий АО", "Asia/Yekaterinburg"),
        ("Кемеровская область — Кузбасс", "Asia/Novokuznetsk"),
        ("Казахстан, г. Алматы", "Asia/Almaty"),
        ("Чукотский АО", "Asia/Anadyr"),
        ("", "Europe/Moscow"),
        ("неизвестно где", "Europe/Moscow"),
    ],
)
def test_an_address_leads_to_its_zone(address: str, zone: str) -> None:
    assert zone_of(address) == zone


def test_zones_of_the_table_exist() -> None:
    assert all(ZoneInfo(zone).key == zone for zone in REGION_ZONES)
    assert is_zone("Europe/Berlin")
    assert not is_zone("Mars/Phobos")
    assert not is_zone("../etc/passwd")
    assert not is_zone("")


@given(st.text(max_size=80))
def test_any_address_gives_a_zone(address: str) -> None:
    assert is_zone(zone_of(address))


def test_kazakhstan_has_one_time() -> None:
    noon = datetime.combine(date(2026, 11, 20), time(12), UTC)
    zones = [zone for zone in REGION_ZONES if country_of(zone) == "KZ"]
    assert {noon.astimezone(ZoneInfo(zone)).hour for zone in zones} == {17}
