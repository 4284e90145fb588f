"""The rows of a list saved to a file, as they stand on the screen."""

from collections.abc import Callable, Sequence
from pathlib import Path

from assistant_tui.app_caseload import CaseloadApp
from assistant_tui.app_confirm import ConfirmWays
from assistant_tui.dialogs.export_list import ExportDialog
from assistant_tui.text.i18n import _, ngettext_
from assistant_tui.widgets.rows import Column, Row

Saver = Callable[[Path], int]
"""Writes a file and returns how many rows it has; run off the event loop."""


async def save_list(
    app: CaseloadApp, title: str, name: str, endings: Sequence[str], saver: Saver, whose: Callable[[Path], set[int]]
) -> None:
    """Ask for a file, save a list there, and say how many rows it has; that it was saved, and ``whose`` rows, is noted.

    Both are settled before the question: the rows that were shown when it was asked.
    """
    proposed = str(Path.home() / f"{name}-{app.today():%Y-%m-%d}{endings[0]}")
    question = _("{title}: save to a file ({endings})", title=title, endings=", ".join(endings))
    path = await app.ask(ExportDialog(proposed, question, endings))
    if path is None:
        return
    if not isinstance(app, ConfirmWays):
        raise TypeError(type(app).__name__)
    target = Path(path).expanduser()
    count = await app.write_out("export", name, target, lambda: saver(target), patients=whose(target))
    if count is not None:
        app.say(ngettext_("Saved {n} row: {path}", "Saved {n} rows: {path}", count, path=target))


def table_saver(columns: Sequence[Column], rows: Sequence[tuple[str, Row]]) -> Saver:
    """Return what saves rows as a table: a column a cell, before them their heading where there are headings."""
    headed = any(heading for heading, _row in rows)
    titles = [*([_("Section")] if headed else []), *(_(column.title) if column.title else "" for column in columns)]
    lines = [[*([heading] if headed else []), *(cell.plain for cell in row.cells)] for heading, row in rows]

    def save(target: Path) -> int:
        from db.exchange.export import export

        return export(lines, titles, target)

    return save
