"""A limit whose visit stands, but too late, says so in every place and in both languages."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from assistant_tui.text.i18n import Language, speaking
from assistant_tui.text.limits import limit_line, why_limit
from assistant_tui.text.reasons import ReasonWords
from db.defaults import default_rules
from db.queries.deadlines import DeadlineRow
from db.queries.reasons import Reason

DUE, LATE = date(2026, 11, 23), date(2026, 11, 26)


def row(booked_on: date | None) -> DeadlineRow:
    return DeadlineRow(
        7, "Ким Олег", "onc_consult", "onc_consult", date(2026, 11, 18), DUE, 1, "critical", None, "anna", booked_on
    )


def reason(**params: str) -> Reason:
    at = datetime(2026, 11, 20, tzinfo=UTC)
    given = tuple(sorted({"due_on": DUE.isoformat(), **params}.items()))
    return Reason(1, "deadline", "deadline", given, "onc_consult", "deadline:onc_consult", "desk", "assistant", at, at)


@pytest.mark.parametrize(
    ("language", "line", "full", "short", "unbooked"),
    [
        ("ru", "запись на 26.11, после срока", "срок 23.11, запись есть, но позже — 26.11",
         "срок 23.11, запись 26.11", "а записи нет"),
        ("en", "booked for 26.11, after the deadline", "due 23.11, booked later: 26.11",
         "due 23.11, booked for 26.11", "nothing is booked"),
    ],
)  # fmt: skip
def test_a_late_visit_is_named_beside_the_limit(
    language: Language, line: str, full: str, short: str, unbooked: str
) -> None:
    words = ReasonWords(date(2026, 11, 20), ZoneInfo("Europe/Moscow"), {})
    with speaking(language):
        assert line in limit_line(row(LATE)).plain
        assert any(line[1:] in each for each in why_limit(row(LATE), default_rules()))
        late = reason(booked_on=LATE.isoformat())
        assert full in words.full(late)
        assert short in words.short(late)
        assert unbooked not in words.full(late)


@pytest.mark.parametrize("booked_on", [None, DUE])
def test_one_that_keeps_it_or_none_is_not(booked_on: date | None) -> None:
    with speaking("ru"):
        assert "запись" not in limit_line(row(booked_on)).plain
        assert "а записи нет" in ReasonWords(date(2026, 11, 20), ZoneInfo("UTC"), {}).full(reason())
