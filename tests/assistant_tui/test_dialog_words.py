"""What dialogs say: the question with its answer, the keys, nothing cut that has room."""

from datetime import UTC

import pytest
from rich.text import Text
from textual.widgets import Static

from assistant_tui.dialogs.decision import DecisionDialog
from assistant_tui.dialogs.late_entry import AnyOutcome
from assistant_tui.dialogs.outcome_pick import QuickPick
from assistant_tui.dialogs.pick import PickDialog
from assistant_tui.text.i18n import use_language
from assistant_tui.text.reasons import ReasonWords
from assistant_tui.widgets.choice import Choice
from assistant_tui.widgets.date_input import DateInput
from assistant_tui.widgets.record_table import RecordTable
from assistant_tui.widgets.rows import Column, Row
from db.queries.reasons import Reason
from tests.assistant_tui.desk_app import BenchApp
from tests.assistant_tui.screen_text import screen_text
from tests.assistant_tui.test_app_base import NOW

ROOM = 54
"""Cells for the echo of a date in a form at 80 columns."""


@pytest.mark.parametrize(
    ("question", "said"), [("Почему?", "Почему? болел"), ("Решить: перевод", "Решить: перевод · болел")]
)
async def test_the_answer_stands_behind_its_question(question: str, said: str) -> None:
    app = BenchApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        dialog = PickDialog(question, [Choice("moved", "перенёс"), Choice("ill", "болел")], text_label="Note")
        await app.push_screen(dialog)
        await pilot.press("2")
        await pilot.pause()
        assert dialog.query_one(RecordTable).cursor_key == "ill"
        assert str(dialog.query_one(".dialog-title", Static).content) == said


async def test_where_digits_do_not_reach_all_answers_the_keys_that_do_are_named() -> None:
    app = BenchApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "буквы — найти" in AnyOutcome("?").hint_words()
        many = [Choice(str(place), "x") for place in range(11)]
        assert "буквы — найти" in QuickPick("?", many, text_label="Note").hint_words()
        assert "буквы" not in QuickPick("?", many[:10], text_label="Note").hint_words()
        for dialog in (QuickPick("?", many), QuickPick("?", many, text_label="Note"), PickDialog("?", many)):
            assert len(dialog.hint_words()) <= 78


async def test_a_row_may_have_its_line_for_itself() -> None:
    app = BenchApp(table := RecordTable((Column("one", "", 8), Column("two", "", 8))))
    async with app.run_test(size=(40, 6)) as pilot:
        table.set_rows([1, 2], lambda place: Row((Text("сказано целиком, до края"),) * (2 - place), whole=place == 1))
        await pilot.pause()
        shown = screen_text(app)
        assert "сказано целиком, до края" in shown
        assert "сказано… сказано…" in shown


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("past", [False, True])
async def test_what_is_said_of_a_date_fits_a_form(lang: str, past: bool) -> None:
    app = BenchApp(field := DateInput(lambda: NOW, with_time=True, past=past))
    async with app.run_test() as pilot:
        await pilot.pause()
        use_language(lang)
        for text in ("", "щ"):
            field.text = text
            field.words_changed()
            await pilot.pause()
            assert len(str(field.query_one(".date-echo", Static).content)) <= ROOM


async def test_a_diagnosis_that_was_ruled_out_is_answered_in_its_own_words() -> None:
    app = BenchApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        asked = Reason(
            1, "conclusion", "conclusion", (("decision", 1),), "", "decision:1", "desk", "assistant", NOW, NOW
        )
        await app.push_screen(DecisionDialog("Ким О. С.", asked, ReasonWords(NOW.date(), UTC)))
        await pilot.pause()
        assert "врач снял диагноз: сопровождение закончить" in screen_text(app)
        assert "диагноз остаётся" in screen_text(app)
