"""Who needs help first: named parts, whose sum orders the board."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from db.rules.workload import WEIGHTS, Load, Share, need, points

NOW = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
HOURS = (datetime(2026, 11, 20, 6, 0, tzinfo=UTC), datetime(2026, 11, 20, 17, 0, tzinfo=UTC))
CALM = Load(0, 0, 0, Share(0, 0), 0, 0, 0, True, False, NOW, HOURS)

counts = st.integers(0, 2000)
shares = st.integers(0, 300).flatmap(lambda of: st.builds(Share, st.integers(0, of), st.just(of)))
moments = st.one_of(st.none(), st.integers(0, 20_000).map(lambda minutes: NOW - timedelta(minutes=minutes)))


@st.composite
def loads(draw: st.DrawFn) -> Load:
    due = draw(counts)
    return Load(
        due, draw(st.integers(0, due)), draw(st.integers(0, due)), draw(shares), draw(counts), draw(counts),
        draw(counts), draw(st.booleans()), draw(st.booleans()), draw(moments), draw(st.sampled_from([None, HOURS])),
    )  # fmt: skip


def codes(load: Load) -> list[str]:
    return [part.code for part in need(load, NOW)]


@given(loads())
def test_parts_have_points_each_stands_once_and_the_heaviest_first(load: Load) -> None:
    parts = need(load, NOW)
    weights = [part.points for part in parts]
    assert all(weight > 0 for weight in weights)
    assert weights == sorted(weights, reverse=True)
    assert len({part.code for part in parts}) == len(parts)
    assert points(parts) == sum(weights)


@given(loads(), st.sampled_from(["overdue", "untried", "first_late", "silent", "nothing"]), st.integers(1, 50))
def test_more_trouble_never_asks_for_less_help(load: Load, name: str, more: int) -> None:
    worse = load._replace(**{name: getattr(load, name) + more})
    assert points(need(worse, NOW)) >= points(need(load, NOW))


@given(loads())
def test_a_cover_and_being_there_never_ask_for_more_help_than_nobody(load: Load) -> None:
    alone = load._replace(at_work=False, covered=False, due=max(load.due, 1))
    assert need(alone, NOW)[0].code == "nobody_there"
    assert "nobody_there" not in codes(alone._replace(covered=True))
    assert "nobody_there" not in codes(alone._replace(at_work=True))


@given(loads())
def test_nobody_is_called_idle_on_a_day_off_or_without_work(load: Load) -> None:
    assert "idle" not in codes(load._replace(hours=None))
    assert "idle" not in codes(load._replace(due=0))


def test_no_sign_of_trouble_hides_all_the_others() -> None:
    """The heaviest count alone never outweighs somebody who is away with work that nobody does."""
    most = CALM._replace(due=5000, overdue=5000)
    assert points(need(most, NOW)) == WEIGHTS.overdue_most < WEIGHTS.nobody_there


def test_who_did_nothing_for_two_hours_is_asked_about() -> None:
    busy: dict[str, Any] = {"due": 3}
    assert codes(CALM._replace(**busy, last_at=NOW - timedelta(minutes=119))) == []
    assert codes(CALM._replace(**busy, last_at=NOW - timedelta(minutes=120))) == ["idle"]
    assert codes(CALM._replace(**busy, last_at=None)) == ["idle"]
    early = HOURS[0] + timedelta(minutes=30)
    assert need(CALM._replace(**busy, last_at=None), early) == ()


def test_few_attempts_say_nothing_of_a_rate() -> None:
    assert codes(CALM._replace(reached=Share(2, 19))) == []
    assert codes(CALM._replace(reached=Share(7, 20))) == ["rarely_reached"]
    assert codes(CALM._replace(reached=Share(8, 20))) == []
