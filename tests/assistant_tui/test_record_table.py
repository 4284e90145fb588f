from collections.abc import Sequence

import pytest
from rich.text import Text
from textual import on
from textual.message import Message
from textual.pilot import Pilot

from assistant_tui.widgets.record_table import RecordTable
from assistant_tui.widgets.rows import Column, Heading, Row, RowKey, fit_columns
from tests.assistant_tui.desk_app import BenchApp

COLUMNS = (Column("id", "", 6, right=True), Column("name", "Menu", 10, grow=1), Column("more", "", 8, priority=1))


class Listening(RecordTable):
    """A list that keeps its own messages."""

    def __init__(self) -> None:
        super().__init__(COLUMNS, empty="Lists")
        self.sent: list[Message] = []
        self.fetched: list[int] = []

    @on(RecordTable.Highlighted)
    @on(RecordTable.Chosen)
    @on(RecordTable.Typed)
    def keep(self, message: Message) -> None:
        self.sent.append(message)

    def fill(self, keys: Sequence[RowKey | Heading]) -> None:
        def fetch(place: int) -> Row:
            self.fetched.append(place)
            return Row((Text(str(keys[place])), Text(f"имя {keys[place]}"), Text("x")))

        self.set_rows(keys, fetch)

    def highlighted(self) -> list[RowKey | None]:
        return [message.key for message in self.sent if isinstance(message, RecordTable.Highlighted)]

    def line(self, y: int) -> str:
        return self.render_line(y).text


async def opened(table: Listening, pilot: Pilot[int]) -> None:
    await pilot.pause()
    table.focus()
    await pilot.pause()


async def test_the_cursor_stays_on_its_key_and_at_its_height_when_rows_come_and_go() -> None:
    table = Listening()
    async with BenchApp(table).run_test(size=(40, 12)) as pilot:
        await opened(table, pilot)
        table.fill(list(range(100)))
        await pilot.pause()
        await pilot.press(*["down"] * 30)
        assert table.cursor_key == 30
        height = table.cursor_index - table.scroll_offset.y
        table.sent.clear()
        table.fill([1000, 1001, *range(100)])
        await pilot.pause()
        assert table.cursor_key == 30
        assert table.cursor_index - table.scroll_offset.y == height
        assert table.highlighted() == []


async def test_when_the_row_goes_the_cursor_stands_on_the_next_one() -> None:
    table = Listening()
    async with BenchApp(table).run_test() as pilot:
        await opened(table, pilot)
        table.fill([1, 2, 3, 4])
        table.select(2)
        table.fill([1, 3, 4])
        assert table.cursor_key == 3
        table.fill([1])
        assert table.cursor_key == 1
        table.fill([])
        assert table.cursor_key is None
        await pilot.pause()
        assert table.highlighted() == [1, 2, 3, 1, None]


async def test_ninety_thousand_rows_draw_only_what_is_seen() -> None:
    table = Listening()
    async with BenchApp(table).run_test(size=(60, 20)) as pilot:
        await opened(table, pilot)
        table.fill(range(90_000))
        await pilot.pause()
        await pilot.press("end")
        assert table.cursor_key == 89_999
        assert table.line(table.size.height - 1).split()[:3] == ["89999", "имя", "89999"]
        await pilot.press("pageup", "home")
        assert table.cursor_key == 0
        assert len(set(table.fetched)) <= 4 * 20


async def test_a_changed_row_is_fetched_again_alone() -> None:
    table = Listening()
    async with BenchApp(table).run_test() as pilot:
        await opened(table, pilot)
        table.fill([10, 20, 30])
        await pilot.pause()
        table.fetched.clear()
        table.update_row(20)
        table.update_row(777)
        await pilot.pause()
        assert table.fetched == [1]


async def test_headings_are_seen_but_never_stood_on() -> None:
    table = Listening()
    async with BenchApp(table).run_test(size=(40, 12)) as pilot:
        await opened(table, pilot)
        table.fill([Heading("Сейчас"), 1, 2, Heading("Позже"), 3])
        assert table.cursor_key == 1
        await pilot.press("down", "down")
        assert table.cursor_key == 3
        await pilot.press("up", "home", "up")
        assert table.cursor_key == 1
        assert table.line(1).strip() == "Сейчас"
        await pilot.click(table, offset=(3, 4))
        assert table.cursor_key == 1


async def test_enter_and_double_click_choose_letters_and_digits_are_typed() -> None:
    table = Listening()
    async with BenchApp(table).run_test(size=(40, 12)) as pilot:
        await opened(table, pilot)
        table.fill([1, 2, 3])
        await pilot.press("enter")
        await pilot.click(table, offset=(3, 3))
        await pilot.click(table, offset=(3, 3), times=2)
        await pilot.press("П", "7", "x")
        await pilot.pause()
        chosen = [message.key for message in table.sent if isinstance(message, RecordTable.Chosen)]
        assert chosen == [1, 3]
        typed = [message.character for message in table.sent if isinstance(message, RecordTable.Typed)]
        assert typed == ["П", "7", "x"]


async def test_an_empty_list_says_a_sentence_in_the_language_of_the_person() -> None:
    table = Listening()
    app = BenchApp(table)
    async with app.run_test(size=(40, 12)) as pilot:
        await opened(table, pilot)
        assert table.line(2).strip() == "Списки"
        app.switch_language("en")
        await pilot.pause()
        assert table.line(2).strip() == "Lists"


@pytest.mark.parametrize(("width", "kept"), [(80, ["id", "name", "more"]), (24, ["id", "name"]), (8, ["id", "name"])])
def test_narrow_lists_lose_columns_in_the_stated_order(width: int, kept: list[str]) -> None:
    fitted = fit_columns(COLUMNS, width)
    assert [column.key for _place, column, _cells in fitted] == kept
    if width >= 24:
        assert sum(cells for _place, _column, cells in fitted) + len(fitted) - 1 == width
