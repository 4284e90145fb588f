"""Draw the widgets as pictures: ``python tools/gallery.py FOLDER [light|dark|contrast|mono] [ru|en] [80x24]``."""

import asyncio
import sys
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from assistant_tui.app_base import BaseApp
from assistant_tui.commands.host import CommandScreen
from assistant_tui.dialogs.confirm import ConfirmDialog
from assistant_tui.dialogs.pick import PickDialog
from assistant_tui.settings import Settings
from assistant_tui.text.badges import Meaning, badge
from assistant_tui.text.safe import safe
from assistant_tui.widgets.choice import Choice
from assistant_tui.widgets.footer import KeysLine
from assistant_tui.widgets.header import TitleLine
from assistant_tui.widgets.record_table import RecordTable
from assistant_tui.widgets.rows import Column, Heading, Row
from assistant_tui.widgets.status_line import StatusLine

ROWS = (
    (Meaning.LATE, "сегодня", "Петрова Мария ИВАНОВНА, 67", "…45-67 +2", "приём пн + кровь", "1 из 2"),
    (Meaning.LATE, "1 р. д.", "Ким Олег Сергеевич, 54", "…10-22", "ПЕРВЫЙ ЗВОНОК", "1 из 2"),
    (Meaning.SOON, "14:20", "Орлова Нина Павловна, 71", "…88-03", "просила в 14:20", "—"),
    (Meaning.CALM, "3 р. д.", "Ёлкина Вера Ильинична, 84", "дочь …31-90", "КТ ср, подготовка", "—"),
    (Meaning.DONE, "", "Петрова Мария ИЛЬИНИЧНА, 70", "…02-18", "приём вт 24.11", "1 из 2"),
)


class Desk(CommandScreen[None]):
    """A call list with invented people."""

    OFFERS: ClassVar[tuple[str, ...]] = ("card", "book", "task", "note", "tests", "why", "leave")

    def compose(self) -> ComposeResult:
        """Yield every shared widget."""
        yield TitleLine("СЕГОДНЯ", moment="пт 20.11.2026 14:07", who="Иванова А. П. · ЦАОП № 3", training=True)
        yield Static(Text(" Сейчас 41 │ Перезвонить 3 │ Позже 12 │ Без звонка 17 │ Сделано 38 │ Старые 9"))
        yield RecordTable(
            (
                Column("sign", "", 1),
                Column("due", "Срок", 8),
                Column("name", "Пациент", 22, grow=3),
                Column("phone", "Телефон", 12, priority=1),
                Column("reason", "Повод", 16, grow=1),
                Column("tries", "Попытки", 7, priority=2, right=True),
            ),
            empty="Список пуст.",
        )
        yield StatusLine()
        yield KeysLine()

    def on_mount(self) -> None:
        """Fill the list."""
        self.query_one(RecordTable).set_rows(
            [0, 1, 2, Heading("Позже"), 4, 5, *range(6, 40)], lambda place: self._row(place)
        )
        self.query_one(StatusLine).show("Ким О. С.: не отвечает, повтор сегодня после 17:10", undo=True)
        self.query_one(RecordTable).focus()

    def _row(self, place: int) -> Row:
        meaning, due, name, phone, reason, tries = ROWS[place % len(ROWS)]
        return Row(
            (badge(meaning), safe(due, meaning.value), safe(name), safe(phone), safe(reason), safe(tries, "faint"))
        )

    def do_card(self) -> None:
        """Be on."""

    def do_note(self) -> None:
        """Be on."""

    def do_leave(self) -> None:
        """Be on."""


def dialog(name: str) -> PickDialog | ConfirmDialog | None:
    """Return the dialog to draw over the desk."""
    if name == "pick":
        reasons = ("нет талонов", "болел(а)", "не было направления", "другое")
        choices = [Choice(str(place), each) for place, each in enumerate(reasons)]
        return PickDialog("Почему не состоялось?", choices, text_label="Note")
    if name == "confirm":
        return ConfirmDialog("Завершить смену?", more="Не закрыто: 2 звонка отложены, 3 перезвонить завтра.")
    return None


async def draw(folder: Path, theme: str, lang: str, size: tuple[int, int]) -> None:
    """Write one SVG for the desk and each dialog."""
    for name in ("desk", "pick", "confirm", "menu", "help", "privacy"):
        app = BaseApp(Settings(language=lang, theme=theme))
        async with app.run_test(size=size) as pilot:
            await app.push_screen(Desk())
            await pilot.pause()
            question = dialog(name)
            if question:
                await app.push_screen(question)
            elif name != "desk":
                await pilot.press({"menu": "f9", "help": "f1", "privacy": "f12"}[name])
            await pilot.pause(0.2)
            path = folder / f"{name}-{theme}-{lang}-{size[0]}.svg"
            path.write_text(app.export_screenshot(), encoding="utf-8")


def main() -> None:
    """Draw what the arguments name."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    theme, lang, size = [*sys.argv[2:], *("dark", "ru", "80x24")[len(sys.argv) - 2 :]][:3]
    columns, rows = size.split("x")
    asyncio.run(draw(folder, theme, lang, (int(columns), int(rows))))


if __name__ == "__main__":
    main()
