"""Which backups are kept: the table over 400 days of work."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from db.rules.rotation import kept

START = datetime(2026, 1, 1, 6, tzinfo=UTC)


def by_the_table(taken: list[datetime], now: datetime) -> set[datetime]:
    """Say it another way: the last of each day, of each week, of each month, each no later than the finer ones go."""
    keep = {at for at in taken if now - at < timedelta(days=2)}
    for most, name in ((12, "%Y-%m-%d"), (10, "%G-%V"), (9, "%Y-%m")):
        seen = {at.strftime(name) for at in keep}
        older = [at for at in taken if at not in keep and at < min(keep, default=now)]
        last = {at.strftime(name): at for at in sorted(older) if at.strftime(name) not in seen}
        keep |= set(sorted(last.values())[-most:])
    return keep


def test_400_days_of_hourly_backups_leave_what_the_table_says() -> None:
    there: list[datetime] = []
    for day in range(400):
        for hour in range(12):
            now = START + timedelta(days=day, hours=hour)
            there = sorted(kept([*there, now], now))
    now = START + timedelta(days=399, hours=11)
    ages = [now - at for at in there]
    recent = [age for age in ages if age < timedelta(days=2)]
    assert len(recent) == 24
    days = {at.date() for at in there}
    assert [now.date() - timedelta(days=n) in days for n in range(14)] == [True] * 14
    older = sorted((at for at in there if now - at > timedelta(days=14, hours=12)), reverse=True)
    weeks = {at.isocalendar()[:2] for at in older}
    assert len(weeks) == len(older) == 10 + 9
    assert all(at.weekday() == 6 for at in older[1:10])  # the last day of its week
    months = older[10:]
    assert len({(at.year, at.month) for at in months}) == 9
    assert timedelta(days=330) < now - there[0] < timedelta(days=400)
    assert len(there) == 24 + 12 + 10 + 9


def test_a_desk_that_rests_on_weekends_keeps_as_many() -> None:
    there: list[datetime] = []
    for day in range(400):
        now = START + timedelta(days=day)
        if now.weekday() < 5:
            evening = now + timedelta(hours=8)
            there = sorted(kept([*there, now, evening], evening))
    assert sum(evening - at < timedelta(days=2) for at in there) == 4
    assert len(there) == 4 + 12 + 10 + 9


moments = st.lists(st.integers(0, 24 * 500).map(lambda hours: START + timedelta(hours=hours)), max_size=80)


@given(moments)
def test_the_newest_is_always_kept_and_keeping_twice_changes_nothing(taken: list[datetime]) -> None:
    now = max(taken, default=START) + timedelta(hours=1)
    once = kept(taken, now)
    assert not taken or max(taken) in once
    assert kept(once, now) == once
    assert len(once) <= 48 + 12 + 10 + 9


@given(moments)
def test_it_is_the_table(taken: list[datetime]) -> None:
    now = START + timedelta(hours=24 * 500)
    assert kept(taken, now) == by_the_table(taken, now)


def test_a_clock_that_was_set_back_removes_nothing_new() -> None:
    ahead = [START + timedelta(days=300 + n) for n in range(20)]
    assert kept(ahead, START) == set(ahead)
