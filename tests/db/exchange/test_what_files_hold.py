"""What a file holds by its headers, and when a visit is by the words of a clerk."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.exchange.clerk_times import read_moment
from db.exchange.plan_file import kind_of
from db.exchange.profile import load_profile
from db.exchange.tables import read_table
from tests.desk import NOW


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("ФИО;Дата рождения;Телефон;МКБ-10;Стадия;Адрес", "patients"),
        ("ФИО;Дата рождения;Телефон;МКБ-10;Стадия;Адрес;Дата приёма;Услуга", "patients"),
        ("ФИО;Телефон;Дата;Врач", "patients"),
        ("ФИО;Дата направления;Талон", "patients"),
        ("ФИО;Дата рождения;Дата приёма;Врач", "visits"),
        ("Пациент;Дата записи;Исследование;Врач;ЛПУ", "visits"),
        ("СНИЛС;Приём;Услуга", "visits"),
        ("ФИО;Дата;Время;Услуга;Дата назначения", "visits"),
        ("ФИО;Исследование;Дата назначения;Сдать до", "tests"),
        ("Полис;Анализ;Срок", "tests"),
        ("Patient;Test;Ordered on;Due on", "tests"),
    ],
)
def test_the_headers_say_what_a_file_holds(tmp_path: Path, header: str, kind: str) -> None:
    path = tmp_path / "file.csv"
    path.write_text(f"{header}\n{';'.join('x' for _ in header.split(';'))}\n", encoding="utf-8")
    profile = load_profile()
    assert kind_of(read_table(path, profile), profile) == kind


@pytest.mark.parametrize(
    ("day", "hour", "read"),
    [
        ("25.11.2026 10:30", "", "2026-11-25 10:30"), ("25.11.26", "9-30", "2026-11-25 09:30"),
        ("2026-11-25T10:30:00+05:00", "", "2026-11-25 10:30"), ("46351.4375", "", "2026-11-25 10:30"),
        ("25.11.2026 в 10.30", "", "2026-11-25 10:30"), ("пн 23.11.2026 10:30", "", "2026-11-23 10:30"),
        ("4 декабря 2026 9 ч", "", "2026-12-04 09:00"), ("25.11.27", "10:00–10:40", "2027-11-25 10:00"),
        ("25.11.2026", "0.4375", "2026-11-25 10:30"), ("25.11.2026 00:00:00", "", "2026-11-25 None"),
        ("31.02.2026", "10:00", "impossible_date"), ("25.11.2036", "10:00", "date_too_far"),
        ("25.11.2026", "25:00", "unreadable_time"), ("завтра", "10:00", "unreadable_date"),
        ("25.11.2026 " * 2000, "", "unreadable_time"),
    ],
)  # fmt: skip
def test_when_a_visit_is(day: str, hour: str, read: str) -> None:
    found = read_moment(day, hour, NOW.date())
    assert (found.fault or f"{found.on} {found.at and found.at.isoformat('minutes')}") == read
