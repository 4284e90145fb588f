"""What a list is made of: columns, rows, headings, and the widths that fit."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text

RowKey = int | str | tuple[int | str, ...]
"""What a row is known by, whatever its place: an id, or an id with more to it."""


@dataclass(frozen=True)
class Column:
    """One column: `title` is a message id; `width` is in cells, `grow` its share of what is left over.

    `priority` 0 stays always; of the others the highest number is dropped first when the list is narrow.
    """

    key: str
    title: str
    width: int
    grow: int = 0
    priority: int = 0
    right: bool = False


@dataclass(frozen=True)
class Row:
    """The cells of one row, one text a column in the columns' order; `style` is laid under all of them.

    ``whole``: the first cell has the line for itself.
    """

    cells: tuple[Text, ...]
    style: str = ""
    whole: bool = False


@dataclass(frozen=True)
class Heading:
    """A line between rows that cannot be selected."""

    text: str


def fit_columns(columns: Sequence[Column], width: int, gap: int = 1) -> list[tuple[int, Column, int]]:
    """Return which columns fit in ``width`` cells: place, column and width of each, the spare width shared out."""
    kept = list(enumerate(columns))
    while len(kept) > 1 and _needed([column for _place, column in kept], gap) > width:
        worst = max(kept, key=lambda each: (each[1].priority, each[0]))
        if worst[1].priority == 0:
            break
        kept.remove(worst)
    spare = max(0, width - _needed([column for _place, column in kept], gap))
    shares = sum(column.grow for _place, column in kept)
    fitted: list[tuple[int, Column, int]] = []
    for place, column in kept:
        extra = spare * column.grow // shares if shares else 0
        if column.grow:
            spare, shares = spare - extra, shares - column.grow
        fitted.append((place, column, column.width + extra))
    return fitted


def _needed(columns: Sequence[Column], gap: int) -> int:
    return sum(column.width for column in columns) + gap * max(0, len(columns) - 1)
