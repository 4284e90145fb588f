"""The four meanings: a sign first, a colour second."""

from enum import StrEnum

from rich.text import Span, Text


class Meaning(StrEnum):
    """What a row or a word means for the person at the desk; the value is the style's name."""

    LATE = "late"
    SOON = "soon"
    CALM = "calm"
    DONE = "done"


_SIGNS = {Meaning.LATE: "!", Meaning.SOON: "»", Meaning.CALM: "·", Meaning.DONE: "✓"}


def sign(meaning: Meaning) -> str:
    """Return the sign alone: ``!`` late, ``»`` asked for this time, ``·`` no hurry, ``✓`` done."""
    return _SIGNS[meaning]


def badge(meaning: Meaning | None) -> Text:
    """Return the sign in the colour of its meaning; one blank for None, so that columns keep their place."""
    return Text(_SIGNS[meaning], spans=[_span(meaning)]) if meaning else Text(" ")


def _span(meaning: Meaning) -> Span:
    return Span(0, 1, meaning.value)
