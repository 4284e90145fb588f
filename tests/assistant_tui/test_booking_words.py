"""What is said of a time for a visit: a sentence for everything, in both languages, the gravest first."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from assistant_tui.text.booking import chain_words, check_lines, doubt_words
from assistant_tui.text.calendar_events import neutral_place
from assistant_tui.text.i18n import use_language
from assistant_tui.text.reasons import ReasonWords
from db.queries.booking_check import BookingCheck, OtherVisit, RunningLimit
from db.queries.lists import VisitRow
from db.rules.booking import Doubt, Said

AT = datetime(2026, 11, 25, 7, 0, tzinfo=UTC)
WORDS = ReasonWords(date(2026, 11, 20), UTC)
OTHER = OtherVisit(4, "ct", AT, "Europe/Moscow", None)


def said(doubt: Doubt) -> Said:
    return Said(doubt, 4, "onc_consult", date(2026, 11, 25), 2, ("cbc",))


def row(**changes: object) -> VisitRow:
    values = dict.fromkeys(VisitRow.__slots__)
    given = {"id": 1, "starts_at": AT, "zone": "Europe/Moscow", "status": "planned", "service": "ct", "version": 1}
    return VisitRow(**{**values, **given, **changes})  # type: ignore[arg-type]  # fields by name


@pytest.mark.parametrize("doubt", Doubt)
@pytest.mark.parametrize("language", ["ru", "en"])
def test_everything_has_its_words(doubt: Doubt, language: str) -> None:
    use_language(language)
    words = doubt_words(said(doubt), BookingCheck((), (OTHER,), ()), WORDS)
    assert words
    assert "{" not in words
    assert not re.search(r"[a-z]{3}" if language == "ru" else r"[а-яё]{3}", words), words


def test_the_gravest_comes_first_and_what_is_kept_last() -> None:
    check = BookingCheck(tuple(said(each) for each in (Doubt.KEEPS, Doubt.DAY_OFF, Doubt.CLASH)), (OTHER,), ())
    lines = [line.plain for line in check_lines(check, WORDS)]
    assert lines == [
        "! в это время уже: ср 25.11 10:00 приём", "! это нерабочий день", "✓ консультация врача до ср 25.11: успевает",
    ]  # fmt: skip
    many = BookingCheck(tuple(said(each) for each in Doubt), (OTHER,), ())
    lines = [line.plain for line in check_lines(many, WORDS)]
    assert (len(lines), lines[-1]) == (4, f"и ещё {len(Doubt) - 3}")
    before = BookingCheck((), (), (RunningLimit("onc_consult", date(2026, 11, 25)),))
    assert [line.plain for line in check_lines(before, WORDS)] == ["Срок: консультация врача до ср 25.11.2026"]


@pytest.mark.parametrize(("times", "words"), [
    (0, ""), (1, "перенесён один раз: 25.11 → 26.11"), (2, "перенесён дважды: 25.11 → 26.11 → 27.11"),
    (3, "перенесён 3 раза: 25.11 → 26.11 → 27.11 → 28.11"),
    (5, "перенесён 5 раз: 25.11 → 26.11 → 27.11 → 28.11 → 29.11 → 30.11"),
])  # fmt: skip
def test_a_chain_of_moves(times: int, words: str) -> None:
    chain = [replace(row(), id=number, starts_at=AT + timedelta(days=number)) for number in range(times + 1)]
    assert chain_words(chain) == words


@pytest.mark.parametrize(("organisation", "address", "room", "place"), [
    ("ЦАОП № 3", "ул. Новая, 43", "12", "ул. Новая, 43, каб. 12"), ("ЦАОП № 3", None, "12", "каб. 12"),
    ("Поликлиника № 5", None, None, "Поликлиника № 5"), ("Городской онкодиспансер", None, None, ""),
    ("НМИЦ", None, None, ""), ("Хоспис", "при онкоцентре, корп. 2", None, ""), (None, None, "Химиотерапия", ""),
])  # fmt: skip
def test_a_calendar_names_no_place_that_tells(
    organisation: str | None, address: str | None, room: str | None, place: str
) -> None:
    assert neutral_place(row(organisation=organisation, address=address, room=room)) == place
