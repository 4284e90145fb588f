"""Clipping and padding by the width that a terminal gives a text, never by its number of characters."""

from typing import Final

from rich.cells import cell_len, set_cell_size
from rich.text import Text

ELLIPSIS: Final = "…"


def clip(text: str, width: int) -> str:
    """Return ``text`` in at most ``width`` cells; a cut text ends with «…»."""
    if width <= 0:
        return ""
    # A huge text is first cut by characters: combining marks aside, a cell needs at least one.
    if len(text) > 8 * width + 64:
        text = text[: 8 * width + 64]
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip() + ELLIPSIS


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Return ``text`` in exactly ``width`` cells, words left or (``right``) numbers right."""
    short = clip(text, width)
    space = " " * max(0, width - cell_len(short))
    return space + short if right else short + space


def fit(text: Text, width: int, *, right: bool = False) -> Text:
    """Return a copy of a styled text in exactly ``width`` cells, as `pad` does."""
    if width <= 0:
        return Text("")
    piece = text[: 8 * width + 64] if len(text) > 8 * width + 64 else text.copy()
    piece.no_wrap = True
    cut = cell_len(piece.plain) > width
    if cut:
        piece.truncate(width - 1)
        piece.rstrip()
        piece.append(ELLIPSIS)
    space = " " * max(0, width - cell_len(piece.plain))
    if right:
        return Text(space).append_text(piece)
    return piece.append(space)
