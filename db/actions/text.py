"""What people type into fields, made safe to store: hidden characters shown, blanks trimmed, lengths bounded."""

from __future__ import annotations

from collections.abc import Sequence

from db.errors import BadInput
from db.rules.names import clean

LINE = 200
PAGE = 10_000


def line(value: str | None, field: str, most: int = LINE) -> str | None:
    """Return one line of text, or None for an empty one; raises `BadInput("text_too_long")`."""
    if value is None:
        return None
    text = clean(value).strip()
    if len(text) > most:
        raise BadInput("text_too_long", field=field, most=most)
    return text or None


def page(value: str | None, field: str) -> str | None:
    """Return a text of several lines, or None for an empty one; raises `BadInput("text_too_long")`."""
    if value is None:
        return None
    text = "\n".join(clean(part).rstrip() for part in value.splitlines()).strip()
    if len(text) > PAGE:
        raise BadInput("text_too_long", field=field, most=PAGE)
    return text or None


def one_of(value: str, known: Sequence[str], field: str) -> str:
    """Return a code of a closed set; raises `BadInput("unknown_code")`."""
    if value not in known:
        raise BadInput("unknown_code", field=field, value=value[:40], known=", ".join(known))
    return value
