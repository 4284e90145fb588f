"""Pages to print: PDF, text, CSV; for their owner only, and nothing is left of one that fails."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.errors import BadInput
from db.exchange.paper import Page, page_pdf, page_text, parted, write_page
from tests.hostile import FORBIDDEN, HOSTILE


def page(rows: Sequence[tuple[str, ...]]) -> Page:
    return Page(
        "Выписка звонков", ("Пациент: Ёлкина Вера",), ("Когда", "Номер", "Итог"), (2, 1, 3), rows, ("2 звонка",),
        "стр. {n} из {of}", "Выписка · Ёлкина Вера", "Звонков не было.", datetime(2026, 11, 20, 7, tzinfo=UTC),
    )  # fmt: skip


ROWS = [("пт 20.11.2026 10:00", "8 916 123-45-67", "не отвечает"), ("пт", "=1+1", "разговор")]


def test_text_is_aligned_and_has_no_signs_that_steer() -> None:
    said = page_text(page([*ROWS, ("a\x1b[31m", "\u202eb", "c\nd")]))
    lines = said.splitlines()
    assert lines[0] == "Выписка звонков"
    assert lines[4].index("Номер") == lines[6].index("8 916") == lines[7].index("=1+1")
    assert not [sign for sign in said if ord(sign) < 32 and sign != "\n"]
    assert "\u202e" not in said
    assert lines[-1] == "2 звонка"


def test_a_long_table_goes_on_over_several_sheets() -> None:
    short, long = page_pdf(page(ROWS)), page_pdf(page(ROWS * 60))
    assert short.startswith(b"%PDF-")
    assert short.count(b"/Type /Page\n") == 1
    assert long.count(b"/Type /Page\n") > 2
    assert page_pdf(page([])).startswith(b"%PDF-")


def test_a_page_without_rows_says_so_instead_of_an_empty_table() -> None:
    said = page_text(page([]))
    assert said.splitlines()[-1] == "Звонков не было."
    assert "Номер" not in said
    assert len(page_pdf(page([]))) < len(page_pdf(page(ROWS)))


def test_a_long_name_goes_on_after_its_hyphen_and_is_cut_at_the_foot_only() -> None:
    from fpdf import FPDF

    sheets = FPDF()
    sheets.add_page()
    sheets.set_font("helvetica", size=9)
    assert parted(sheets, "Anna-Maria Long", 100) == "Anna-Maria Long"
    assert parted(sheets, "Constantinople-Preobrazhenskaya Anna", 36) == "Constantinople-\nPreobrazhenskaya Anna"
    assert page_pdf(replace(page(ROWS), foot="Ёлкина-" * 100)).startswith(b"%PDF-")


def test_whatever_a_name_holds_the_page_is_made_in_silence(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    made = page([(name, name, name) for name in HOSTILE])
    assert page_pdf(made).startswith(b"%PDF-")
    said = page_text(made)
    assert not [sign for sign in said if sign in FORBIDDEN and sign != "\n"]
    assert max(len(line) for line in said.splitlines()) < 1000
    assert (capsys.readouterr().err, caplog.records) == ("", [])


@pytest.mark.parametrize("ending", [".pdf", ".txt", ".csv", ".PDF"])
def test_the_file_is_its_owners_and_is_never_written_over(tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"calls{ending}"
    assert write_page(page(ROWS), target) == 2
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    before = target.read_bytes()
    with pytest.raises(BadInput, match="file_exists"):
        write_page(page([]), target)
    assert target.read_bytes() == before
    assert write_page(page([]), target, overwrite=True) == 0


def test_other_endings_and_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="unknown_ending"):
        write_page(page(ROWS), tmp_path / "calls.docx")
    with pytest.raises(BadInput, match="no_such_folder"):
        write_page(page(ROWS), tmp_path / "none" / "calls.pdf")
    with pytest.raises(BadInput, match="unfit_file_name"):
        write_page(page(ROWS), "a\0.pdf")
    assert list(tmp_path.iterdir()) == []
