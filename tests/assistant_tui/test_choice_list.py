"""Choices that follow what others did: none changes its place under the finger of whoever is about to press it."""

from __future__ import annotations

from assistant_tui.widgets.choice import Choice
from assistant_tui.widgets.choice_list import ChoiceList
from tests.assistant_tui.desk_app import BenchApp
from tests.assistant_tui.screen_text import screen_text


async def test_what_is_gone_is_off_what_is_new_comes_last_and_the_cursor_stays() -> None:
    choices = ChoiceList([Choice("a", "первый"), Choice("b", "второй"), Choice("c", "третий")])
    app = BenchApp(choices)
    async with app.run_test() as pilot:
        choices.focus()
        await pilot.press("down")
        choices.follow([Choice("n", "новый"), Choice("a", "первый, иначе"), Choice("c", "третий")])
        await pilot.pause()
        said = screen_text(app)
        assert "1 первый, иначе" in said
        assert "2 второй · этого больше нет" in said
        assert "3 третий" in said
        assert "4 новый" in said
        assert choices.table.cursor_key == "b"
        choices.follow([Choice("b", "второй")])
        await pilot.pause()
        assert "этого больше нет" not in screen_text(app).splitlines()[1]
        assert choices.table.cursor_key == "b"
