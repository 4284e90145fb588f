from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from assistant_tui.locales.build import main as build
from assistant_tui.text import dates
from assistant_tui.text.badges import Meaning, badge, sign
from assistant_tui.text.i18n import _, language, ngettext_, use_language
from assistant_tui.text.names import PersonName, all_apart, apart, short_name, split_name
from assistant_tui.text.phones import display, tail

FRIDAY = date(2026, 11, 20)


def test_the_catalogues_are_fresh_and_complete() -> None:
    assert build(["--check"]) == 0


@pytest.mark.parametrize(
    ("n", "ru", "en"),
    [
        (0, "осталось 0 рабочих дней", "0 working days left"),
        (1, "остался 1 рабочий день", "1 working day left"),
        (2, "осталось 2 рабочих дня", "2 working days left"),
        (5, "осталось 5 рабочих дней", "5 working days left"),
        (11, "осталось 11 рабочих дней", "11 working days left"),
        (21, "остался 21 рабочий день", "21 working days left"),
        (112, "осталось 112 рабочих дней", "112 working days left"),
    ],
)
def test_plurals(n: int, ru: str, en: str) -> None:
    assert ngettext_("{n} working day left", "{n} working days left", n) == ru
    use_language("en")
    assert ngettext_("{n} working day left", "{n} working days left", n) == en


def test_the_language_switches_at_once_and_a_wrong_one_is_refused() -> None:
    assert _("Menu") == "Меню"
    use_language("en")
    assert (_("Menu"), language()) == ("Menu", "en")
    with pytest.raises(ValueError, match="de"):
        use_language("de")
    assert _("Typed: {text}", text="{x} %s") == "Typed: {x} %s"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (FRIDAY, "сегодня"),
        (date(2026, 11, 21), "завтра"),
        (date(2026, 11, 19), "вчера"),
        (date(2026, 11, 23), "пн 23.11"),
        (date(2027, 1, 11), "пн 11.01"),
        (date(2028, 2, 29), "29.02.2028"),
    ],
)
def test_near_days(day: date, words: str) -> None:
    assert dates.near_day(day, FRIDAY) == words


def test_moments_and_deadlines_in_words() -> None:
    moment = datetime(2026, 11, 20, 11, 7, tzinfo=UTC)
    moscow = ZoneInfo("Europe/Moscow")
    assert dates.moment_words(moment, moscow) == "пт 20.11.2026 14:07"
    assert dates.near_moment(moment, FRIDAY, moscow) == "14:07"
    assert dates.near_moment(moment + timedelta(days=3), FRIDAY, moscow) == "пн 23.11 14:07"
    assert [dates.deadline_words(n) for n in (0, 1, 3, -2)] == ["сегодня", "1 р. д.", "3 р. д.", "−2 р. д."]
    use_language("en")
    assert [dates.deadline_words(n) for n in (0, 1)] == ["today", "1 wd"]
    assert dates.moment_words(moment, moscow) == "Fri 20.11.2026 14:07"


def test_the_echo_of_a_typed_date() -> None:
    assert dates.parsed_words(date(2026, 11, 21), FRIDAY) == "завтра, сб 21.11.2026"
    assert dates.parsed_words(datetime(2026, 11, 23, 9, 30, tzinfo=UTC), FRIDAY) == "пн 23.11.2026, 09:30"
    assert dates.stopwatch(timedelta(seconds=42)) == "00:42"
    assert dates.stopwatch(timedelta(seconds=3671)) == "1:01:11"


def test_phones_as_they_are_dialled() -> None:
    assert display("+79161234567") == "8 916 123-45-67"
    assert display("+77011234567") == "+7 701 123-45-67"
    assert display("+375291234567").startswith("+375 29")
    assert display("доб. 12") == "доб. 12"
    assert tail("+79161234567", 2) == "…45-67 +2"
    assert tail("+79161234567") == "…45-67"
    assert tail("") == ""


def test_names_short_and_told_apart() -> None:
    ivanovna, ilyinichna = split_name("Петрова Мария Ивановна"), split_name("Петрова Мария Ильинична")
    assert short_name(ivanovna) == "Петрова М. И."
    assert apart(ivanovna, [ilyinichna]) == "Петрова Мария ИВАНОВНА"
    names = [ivanovna, PersonName("Ким", "Олег"), ilyinichna, PersonName("Петрова", "Вера", "Львовна")]
    assert all_apart(names) == ["Петрова Мария ИВАНОВНА", "Ким Олег", "Петрова Мария ИЛЬИНИЧНА", "Петрова Вера Львовна"]
    assert apart(PersonName("Ёлкина", "Вера"), [PersonName("Елкина", "Вера")]) == "Ёлкина Вера"


def test_a_meaning_is_a_sign_first() -> None:
    assert [sign(each) for each in Meaning] == ["!", "»", "·", "✓"]
    assert badge(None).plain == " "
