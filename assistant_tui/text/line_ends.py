"""Lines of a width: an end at the right edge, words on a few lines."""

from collections.abc import Sequence

from rich.text import Text

from assistant_tui.text.safe import plain
from assistant_tui.text.width import clip, fit


def ended(line: Text, end: Text, width: int) -> Text:
    """Return a line with its end at the right edge; the line gives way."""
    if not end.cell_len:
        return line
    return fit(line, width - end.cell_len - 2).append(" ").append_text(end).append(" ")


def wrapped(said: str, width: int, most: int) -> Sequence[str]:
    """Return words on at most ``most`` lines; what is left over is cut with «…»."""
    lines: list[str] = [""]
    for word in plain(said).split():
        longer = f"{lines[-1]} {word}".strip()
        if Text(longer).cell_len <= width or len(lines) == most:
            lines[-1] = longer
        else:
            lines.append(word)
    return [clip(line, width) for line in lines]
