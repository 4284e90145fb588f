"""Text of people and files made harmless for the screen."""

from rich.text import Span, Text

from db.rules.names import clean


def plain(value: object) -> str:
    """Return the cleaned words of ``value`` on one line: no control, direction or invisible characters."""
    return " ".join(clean(str(value)).split())


def safe(value: object, style: str = "") -> Text:
    """Return the cleaned words of ``value`` on one line as a text in which no markup is read.

    ``style`` names a weight or a meaning (`assistant_tui.themes.STYLES`) or is a rich style.
    """
    words = plain(value)
    # As a span: a style of the whole text is not looked up in the theme by every widget.
    return Text(words, spans=[_span(words, style)] if style and words else None, no_wrap=True)


def safe_block(value: object, style: str = "") -> Text:
    """Return the cleaned words of ``value`` with its line breaks kept, for notes that span lines."""
    words = "\n".join(plain(line) for line in str(value).splitlines())
    return Text(words, spans=[_span(words, style)] if style and words else None)


def _span(words: str, style: str) -> Span:
    return Span(0, len(words), style)
