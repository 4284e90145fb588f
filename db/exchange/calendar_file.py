"""Visits on their way out as a calendar file [RFC 5545]: no text of a clerk can end its line or begin another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from typing import Final

from db.errors import BadInput
from db.exchange.export import write_new

_LINE: Final = 75
"""Octets of a line, without its end [RFC 5545, 3.1]."""
_HIDDEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One entry; instants are aware, texts are as people read them."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str = ""
    description: str = ""
    sure: bool = True  # booked, else only planned
    sequence: int = 0  # grows with every change


def export_calendar(
    events: Iterable[CalendarEvent], path: str | Path, *, made_at: datetime, overwrite: bool = False
) -> int:
    """Write a calendar to a new file that ends in `.ics` and return how many events it has; raises as `export`."""
    listed = list(events)

    def write(product: str, stream: FileIO) -> int:
        stream.write(calendar_text(listed, made_at, product).encode())
        return len(listed)

    return write_new(path, {".ics": "-//assistant-tui//calendar//EN"}, write, overwrite=overwrite)


def calendar_text(events: Iterable[CalendarEvent], made_at: datetime, product: str) -> str:
    """Return a calendar as text; raises `BadInput("naive_instant")`."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{product}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    for event in events:
        lines += _event(event, made_at)
    lines.append("END:VCALENDAR")
    return "".join(part + "\r\n" for line in lines for part in _folded(line))


def _event(event: CalendarEvent, made_at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.uid)}"
    yield f"DTSTAMP:{_instant(made_at)}"
    yield f"DTSTART:{_instant(event.starts_at)}"
    yield f"DTEND:{_instant(event.ends_at)}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"STATUS:{'CONFIRMED' if event.sure else 'TENTATIVE'}"
    yield "CLASS:PRIVATE"
    yield f"SUMMARY:{_text(event.summary)}"
    if event.location:
        yield f"LOCATION:{_text(event.location)}"
    if event.description:
        yield f"DESCRIPTION:{_text(event.description)}"
    yield "END:VEVENT"


def _instant(at: datetime) -> str:
    """Return an instant in UTC, which every calendar shows in its own zone without being told of zones."""
    if at.utcoffset() is None:
        raise BadInput("naive_instant")
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    """Return a text with what has a meaning in the format escaped; hidden characters are left out [3.3.11]."""
    plain = _HIDDEN.sub("", value.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n"))
    for sign in ("\\", ";", ","):
        plain = plain.replace(sign, "\\" + sign)
    return plain.replace("\n", "\\n").replace("\t", " ")


def _folded(line: str) -> Iterator[str]:
    """Cut a line where it is longer than allowed, never within a character; what goes on begins with a blank."""
    part, size = "", 0
    for character in line:
        width = len(character.encode())
        if size + width > _LINE:
            yield part
            part, size = " ", 1
        part, size = part + character, size + width
    yield part
