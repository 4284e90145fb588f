"""Letters find the one they mean: Enter calls that one, whoever was under the cursor before."""

from collections.abc import Callable

from tests.assistant_tui.screens.call.call_desk import patient, visit
from tests.desk import Desk
from tests.journeys.keyboard import sitting_at


async def test_the_first_one_found_is_under_the_cursor_and_names_that_begin_so_come_first(
    opened: Callable[[], Desk],
) -> None:
    desk = opened()
    names = ("Рожков Олег Ильич", "Дроздова Вера Ильинична", "Ильин Макар Петрович")
    for name in names:
        visit(desk, patient(desk, name))
    async with sitting_at(desk) as me:
        await me.press("home")
        for _row in names:
            if me.name_here.startswith("Дроздова"):
                break
            await me.press("down")
        assert me.name_here.startswith("Дроздова")
        await me.type("ильин")
        assert me.name_here == "Ильин Макар Петрович"
        await me.press("down")
        below = me.name_here
        await me.until(lambda: me.day.rows.answered)
        assert me.name_here == below  # what the record answers later moves nothing
        await me.press("escape")
        assert me.name_here == below


async def test_a_menu_is_narrowed_by_several_words(opened: Callable[[], Desk]) -> None:
    async with sitting_at(opened()) as me:
        await me.press("f9")
        await me.dialog("MenuDialog")
        await me.type("дела без")
        assert "Набрано: дела без" in me.seen
        assert "Такого нет" not in me.seen


async def test_after_a_search_what_is_more_urgent_is_in_sight_again(opened: Callable[[], Desk]) -> None:
    desk = opened()
    for number in range(14):
        visit(desk, patient(desk, f"Ильин{chr(1072 + number)} Макар"))
    visit(desk, patient(desk, "Козлова Анна Сергеевна"))
    async with sitting_at(desk) as me:
        await me.press("home")
        top = me.name_here
        await me.find("Козлова")
        await me.press("escape")
        await me.until(lambda: me.day.table.scroll_offset.y == max(0, me.day.table.cursor_index - 8))
        await me.press("home")
        assert me.name_here == top
