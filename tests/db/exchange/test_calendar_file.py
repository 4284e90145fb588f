"""Calendar files: whatever a clerk typed, a strict reader finds the same entries and nothing more."""

from __future__ import annotations

import re
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import BadInput
from db.exchange.calendar_file import CalendarEvent, calendar_text, export_calendar
from tests.hostile import HOSTILE

AT = datetime(2026, 11, 25, 7, 0, tzinfo=UTC)
NAME = re.compile(r"[A-Z-]+\Z")
ESCAPED = re.compile(r"\\(.)")


def event(**changes: object) -> CalendarEvent:
    ends = AT + timedelta(minutes=20)
    values = {"uid": "visit-1@assistant-tui", "starts_at": AT, "ends_at": ends, "summary": "Приём"}
    return CalendarEvent(**{**values, **changes})  # type: ignore[arg-type]  # fields by name


def read(text: str) -> list[dict[str, str]]:
    """Read a calendar strictly: lines end with CR LF, are short, have a name, and every BEGIN its END."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert "\r" not in text.replace("\r\n", "")
    raw = text.split("\r\n")[:-1]
    assert all(len(line.encode()) <= 75 for line in raw)
    lines: list[str] = []
    for line in raw:
        if line.startswith(" "):
            lines[-1] += line[1:]
        else:
            lines.append(line)
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    events: list[dict[str, str]] = []
    inside = False
    for line in lines[1:-1]:
        name, colon, value = line.partition(":")
        assert colon
        assert NAME.match(name)
        if name in ("BEGIN", "END"):
            assert value == "VEVENT"
            assert inside is (name == "END")
            inside = name == "BEGIN"
            if inside:
                events.append({})
        elif inside:
            assert name not in events[-1], "each property once"
            assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value) or name not in ("SUMMARY", "LOCATION", "DESCRIPTION")
            events[-1][name] = ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)
    assert not inside
    return events


def test_an_entry_says_what_it_says() -> None:
    (found,) = read(calendar_text([event(location="ул. Вавилова, 61; вход 2", sure=False, sequence=3)], AT, "-//x//EN"))
    assert found == {
        "UID": "visit-1@assistant-tui", "DTSTAMP": "20261125T070000Z", "DTSTART": "20261125T070000Z",
        "DTEND": "20261125T072000Z", "SEQUENCE": "3", "STATUS": "TENTATIVE", "CLASS": "PRIVATE", "SUMMARY": "Приём",
        "LOCATION": "ул. Вавилова, 61; вход 2",
    }  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_within_their_line(text: str) -> None:
    events = read(calendar_text([event(summary=text, location=text, description=text), event()], AT, "-//x//EN"))
    assert len(events) == 2
    assert set(events[0]) - set(events[1]) <= {"LOCATION", "DESCRIPTION"}


@given(st.text(max_size=300))
def test_any_text_comes_back_but_for_what_nobody_sees(text: str) -> None:
    (found,) = read(calendar_text([event(summary="Приём " + text)], AT, "-//x//EN"))
    seen = [sign for sign in "Приём " + text.replace("\t", " ") if sign.isprintable()]
    assert [sign for sign in found["SUMMARY"] if sign.isprintable()] == seen


def test_a_line_is_never_cut_within_a_character() -> None:
    for length in range(60, 90):
        (found,) = read(calendar_text([event(summary="a" * length + "Ё😀" * 40)], AT, "-//x//EN"))
        assert found["SUMMARY"] == "a" * length + "Ё😀" * 40


def test_the_file_is_new_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    target = tmp_path / "visits.ics"
    assert export_calendar([event(), event(uid="visit-2@assistant-tui")], target, made_at=AT) == 2
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert len(read(target.read_bytes().decode())) == 2
    with pytest.raises(BadInput) as wrong:
        export_calendar([], target, made_at=AT)
    assert wrong.value.code == "file_exists"
    with pytest.raises(BadInput):
        export_calendar([event(starts_at=datetime(2026, 11, 25))], tmp_path / "b.ics", made_at=AT)  # noqa: DTZ001 - it is refused
    assert not (tmp_path / "b.ics").exists()
