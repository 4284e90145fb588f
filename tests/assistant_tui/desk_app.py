"""Apps for widget tests: a screen that offers commands and holds whatever is tested."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.message import Message
from textual.widget import Widget

from assistant_tui.app_base import BaseApp
from assistant_tui.commands.host import CommandScreen
from assistant_tui.settings import Settings


class Bench(CommandScreen[None]):
    """Holds widgets, records messages and marks."""

    OFFERS: ClassVar[tuple[str, ...]] = ("card", "book", "no_answer", "confirmed", "took_place", "note", "leave")

    def __init__(self, *widgets: Widget) -> None:
        super().__init__()
        self._widgets = widgets
        self.seen: list[Message] = []
        self.done: list[str] = []

    def compose(self) -> ComposeResult:
        yield from self._widgets

    def do_no_answer(self) -> None:
        self.done.append("no_answer")

    def do_confirmed(self) -> None:
        self.done.append("confirmed")

    def do_took_place(self) -> None:
        self.done.append("took_place")

    def do_note(self) -> None:
        self.done.append("note")

    def off_card(self) -> str | None:
        return "Карточки нет"


class BenchApp(BaseApp):
    def __init__(
        self, *widgets: Widget, settings: Settings | None = None, clock: Callable[[], float] | None = None
    ) -> None:
        super().__init__(settings or Settings(language="ru"), **({"clock": clock} if clock else {}))
        self.bench = Bench(*widgets)

    def on_mount(self) -> None:
        self.push_screen(self.bench)

    def do_undo(self) -> None:
        self.bench.done.append("undo")

    def kinds(self, kind: type[Message]) -> list[Message]:
        return [message for message in self.bench.seen if isinstance(message, kind)]
