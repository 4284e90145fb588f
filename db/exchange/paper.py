"""A page that is printed or handed out: one table with a heading, as PDF, plain text or CSV."""

from __future__ import annotations

import logging
import os
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from db.errors import BadInput, EnvironmentFault
from db.exchange.export import export, new_file

if TYPE_CHECKING:
    from fpdf import FPDF

ENDINGS: Final = (".pdf", ".txt", ".csv")
_MARGIN: Final = 15  # mm
_FONT: Final = "PT Sans"
_SIZE: Final = 9  # points, of the table
_LEADING: Final = 4.5  # mm
_PADDING: Final = (0.8, 1)  # mm above and below, at the sides
_LINE: Final = 170  # grey of the lines between rows, 0 is black
_COUNT: Final = 30  # mm at the right of the foot for the number of the sheet
_MOST: Final = 300
"""Letters of one cell: a longer one would not fit on a sheet."""
_CONTROLS: Final[dict[int, str | None]] = {
    **dict.fromkeys((*range(32), *range(0x7F, 0xA0), 0x2028, 0x2029), " "),
    **dict.fromkeys((*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF), None),
    **dict.fromkeys(range(0xE0000, 0xE0080), None),
}


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on a page, in finished words; `widths` are millimetres of a line of 180.

    `counted` says «стр. {n} из {of}» and `foot` what each sheet is about; of a page without rows `nothing` is said.
    """

    title: str
    above: Sequence[str]
    columns: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[str]]
    below: Sequence[str]
    counted: str
    foot: str
    nothing: str
    made_at: datetime


def write_page(page: Page, path: str | Path, *, overwrite: bool = False) -> int:
    """Write a page to a new file by its ending, and return how many rows its table has.

    The file is readable by its owner only. Raises `BadInput`: unknown_ending, file_exists, no_such_folder, not_a_file,
    unfit_file_name; `EnvironmentFault`: cannot_write, disk_full. Then nothing is left of it.
    """
    target = Path(path)
    shown = os.fsdecode(target)
    ending = target.suffix.casefold()
    if ending == ".csv":
        return export(page.rows, page.columns, target, overwrite=overwrite)
    if "\0" in shown:
        raise BadInput("unfit_file_name", name=shown.replace("\0", "?"))
    if ending not in ENDINGS:
        raise BadInput("unknown_ending", path=shown, known=", ".join(ENDINGS))
    content = page_pdf(page) if ending == ".pdf" else page_text(page).encode("utf-8", "replace")
    try:
        with new_file(target, overwrite=overwrite) as stream:
            _write(stream, content)
    except FileExistsError as error:
        raise BadInput("file_exists", path=shown) from error
    except (FileNotFoundError, NotADirectoryError) as error:
        raise BadInput("no_such_folder", path=shown) from error
    except OSError as error:
        raise EnvironmentFault("disk_full" if error.errno == 28 else "cannot_write", path=shown) from error
    return len(page.rows)


def _write(stream: FileIO, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[stream.write(left) :]


def _clean(text: str) -> str:
    """Return a text in one line, composed and not endless, without what would steer a printer or turn letters round."""
    return unicodedata.normalize("NFC", text[:_MOST]).translate(_CONTROLS)


def page_text(page: Page) -> str:
    """Return a page as plain text, its columns aligned."""
    above = [_clean(page.title), "", *map(_clean, page.above), ""]
    if not page.rows:
        return "\n".join([*above, _clean(page.nothing)]) + "\n"
    table = [[_clean(cell) for cell in row] for row in (page.columns, *page.rows)]
    widths = [max(len(row[place]) for row in table) for place in range(len(page.columns))]
    lines = []
    for number, row in enumerate(table):
        lines.append("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        if number == 0:
            lines.append("  ".join("-" * width for width in widths))
    return "\n".join([*above, *lines, "", *map(_clean, page.below)]).rstrip() + "\n"


def page_pdf(page: Page) -> bytes:
    """Return a page as PDF on A4; a long table goes on over several sheets, its head on each."""
    pdf = _sheets(_clean(page.counted), _clean(page.foot))
    pdf.set_creation_date(page.made_at)
    pdf.set_title(_clean(page.title))
    pdf.add_page()
    pdf.set_font(_FONT, "B", 16)
    pdf.cell(0, 9, _clean(page.title), new_x="LMARGIN", new_y="NEXT")
    _lines(pdf, page.above)
    pdf.ln(3)
    if page.rows:
        _table(pdf, page)
        pdf.ln(3)
    _lines(pdf, page.below if page.rows else [page.nothing])
    return bytes(pdf.output())


def _lines(pdf: FPDF, lines: Sequence[str]) -> None:
    pdf.set_font(_FONT, "", 10)
    for line in lines:
        pdf.multi_cell(0, 5, _clean(line), align="L", new_x="LMARGIN", new_y="NEXT")


def _table(pdf: FPDF, page: Page) -> None:
    from fpdf.enums import VAlign

    pdf.set_font(_FONT, "", _SIZE)
    pdf.set_draw_color(_LINE)
    with pdf.table(col_widths=tuple(page.widths), line_height=_LEADING, text_align="LEFT", padding=_PADDING,
                   borders_layout="HORIZONTAL_LINES", v_align=VAlign.T) as table:  # fmt: skip
        for row in (page.columns, *page.rows):
            cells = table.row()
            for cell, width in zip(row, page.widths, strict=True):
                room = pdf.epw * width / sum(page.widths) - 2 * _PADDING[1] - 2 * pdf.c_margin
                cells.cell(parted(pdf, _clean(cell), room))


def parted(pdf: FPDF, text: str, room: float) -> str:
    """Return a text in which a word that has no room in its column goes on after its hyphens."""
    return " ".join(
        word if pdf.get_string_width(word) <= room else word.replace("-", "-\n") for word in text.split(" ")
    )


def _sheets(counted: str, foot: str) -> FPDF:
    """Return an empty A4 document in PT Sans whose sheets say at the foot what they are about and which they are."""
    import fontpkg_pt_sans
    from fpdf import FPDF

    for name in ("fpdf", "fontTools"):  # they tell of letters that the font lacks, over whatever is on the screen
        logging.getLogger(name).setLevel(logging.ERROR)

    class Counted(FPDF):
        def footer(self) -> None:
            self.set_y(-12)
            self.set_font(_FONT, "", 8)
            said = foot
            while said and self.get_string_width(said + "…") > self.epw - _COUNT:
                said = said[:-1]
            self.cell(0, 5, said if said == foot else said.rstrip() + "…", new_x="LMARGIN")
            self.cell(0, 5, counted.format(n=self.page_no(), of="{nb}"), align="R")

    files = fontpkg_pt_sans.ROOT / "files"
    pdf = Counted(format="A4")
    pdf.set_margins(_MARGIN, _MARGIN, _MARGIN)
    pdf.set_auto_page_break(auto=True, margin=_MARGIN + 2)
    pdf.add_font(_FONT, "", files / "PT_Sans-Web-Regular.ttf")
    pdf.add_font(_FONT, "B", files / "PT_Sans-Web-Bold.ttf")
    return pdf
