"""The numbers that plans are made by: what each is about, what ships, what is set here; a change moves all plans."""

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult

from assistant_tui.app_caseload import RecordChanged
from assistant_tui.dialogs.pick import PickDialog
from assistant_tui.dialogs.text_prompt import TextPrompt
from assistant_tui.listing.meaning_list import MeaningList
from assistant_tui.text.dates import moment_words
from assistant_tui.text.errors import sentence
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.number_words import (
    chapter_of,
    choice_words,
    may_be,
    number_label,
    number_value,
    origin_of,
    outlook_words,
    typed_value,
)
from assistant_tui.text.safe import safe
from assistant_tui.widgets.choice import Choice
from assistant_tui.widgets.patience import Count, Patience
from assistant_tui.widgets.record_table import RecordTable
from assistant_tui.widgets.rows import Column, Heading, Row, RowKey
from db.errors import BadInput

if TYPE_CHECKING:
    from db.queries.numbers import NumberEntry
    from db.rules.own_numbers import Plain

_CHANGES = frozenset({"set_number", "reset_number", "undo"})


class NumbersScreen(MeaningList):
    """Every number under its chapter; Enter sets one, Backspace gives it the value back that ships."""

    TITLE: ClassVar[str] = N_("Numbers of the rules")
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("name", N_("What it is"), 44, grow=1), Column("value", N_("Now"), 18),
        Column("ships", N_("As it ships"), 12),
    )  # fmt: skip
    HELP: ClassVar[str] = N_(
        "The numbers that plans are made by. Enter changes the one under the cursor: it is checked, said how many"
        " tasks would change, and asked why; then all plans follow. Backspace gives the value back that ships. Where a"
        " number comes from, and who set it, stands below the list."
    )
    DEFAULT_CSS = """
    NumbersScreen #about { height: 4; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._numbers: dict[str, NumberEntry] = {}
        self._busy = False

    def compose(self) -> ComposeResult:
        """Put the zones under one another, and a line for what takes long."""
        yield from super().compose()
        yield Patience()

    def on_mount(self) -> None:
        """Show the screen, and read the numbers."""
        super().on_mount()
        self._reload()

    def _reload(self) -> None:
        self.run_worker(self._load(), name="numbers", group="numbers", exclusive=True)

    async def _load(self) -> None:
        from db.queries.numbers import numbers

        found = await self.comfort.asked(numbers)
        if found is not None:
            self._numbers = {entry.key: entry for entry in found}
            self.words_changed()

    def on_record_changed(self, event: RecordChanged) -> None:
        """Show what a number is now."""
        if event.done.kind in _CHANGES:
            self._reload()

    def hint(self) -> tuple[str, str]:
        """Return what Enter does, and what the other keys do."""
        return _("Enter CHANGE"), _("Backspace as it ships  ↑↓ choose  Esc back")

    def fill(self) -> None:
        """List the numbers under their chapters."""
        keys: list[RowKey | Heading] = []
        for chapter, entries in groupby(self._numbers, key=chapter_of):
            keys += [Heading(chapter), *entries]
        self.table.set_rows(keys, lambda place: self._row(str(keys[place])))

    def _row(self, key: str) -> Row:
        entry = self._numbers[key]
        ships = number_value(entry.setting, entry.default)
        now = safe(number_value(entry.setting, entry.value), "strong" if entry.own else "")
        return Row((safe(number_label(key)), now, safe(ships, "faint")))

    @property
    def here(self) -> "NumberEntry | None":
        """The number under the cursor."""
        return self._numbers.get(str(self.table.cursor_key))

    def about_here(self) -> Text:
        """Return what the number may be, where its value comes from, and who set it."""
        entry = self.here
        if entry is None:
            return Text("")
        setting, app = entry.setting, self.comfort
        said = safe(number_label(entry.key), "strong")
        may, ships = _("May be: {what}", what=may_be(setting)), number_value(setting, entry.default)
        origin, first = _("Source: {source}", source=origin_of(setting)), _("As it ships: {value}", value=ships)
        lines = [f"{may} · {first}", origin]
        for line in lines:
            said.append("\n").append_text(safe(line, "faint"))
        if entry.own and entry.at is not None:
            when = moment_words(entry.at.astimezone(app.zone))
            whose = _("Set here: {who}, {when}: {why}", who=entry.by or "—", when=when, why=entry.reason or "")
            said.append("\n").append_text(safe(whose, "accent"))
        return said

    def on_record_table_chosen(self, event: RecordTable.Chosen) -> None:
        """Ask for another value."""
        event.stop()
        if (entry := self.here) is not None:
            self._work(entry, back=False)

    def on_key(self, event: events.Key) -> None:
        """Give the number under the cursor the value back that ships."""
        if event.key in ("backspace", "delete") and (entry := self.here) is not None:
            event.stop()
            self._work(entry, back=True)

    def _work(self, entry: "NumberEntry", *, back: bool) -> None:
        if not self._busy:
            self._busy = True
            self.base_app.run_worker(self._change(entry, back=back), name="change", exclusive=False)

    async def _change(self, entry: "NumberEntry", *, back: bool) -> None:
        """Ask for the value, say what it would change and ask why, then change it."""
        from db.actions.numbers import preview_number, reset_number, set_number

        app, key = self.comfort, entry.key
        try:
            if back and not entry.own and entry.value == entry.default:
                app.say(_("{number}: it is as it ships", number=number_label(key)))
                return
            typed = None if back else await self._typed(entry)
            if typed is None and not back:
                return
            count = Count()
            looked = app.asked(preview_number, key, typed, count)
            staged = await self.query_one(Patience).during(looked, _("Planning"), count)
            if staged is None:
                return
            after = number_value(entry.setting, entry.default if typed is None else _read(entry, typed))
            now, outlook = number_value(entry.setting, entry.value), outlook_words(staged)
            question = f"{number_label(key)}: {now} → {after}. {outlook}"
            why = await app.ask(TextPrompt(question, N_("Why"), check=_empty))
            if why is None:
                return
            if typed is None:
                done = await app.done(reset_number, key, why, staged=staged)
            else:
                done = await app.done(set_number, key, typed, why, staged=staged)
            if done is not None:
                app.say(f"{number_label(key)}: {after}. {outlook}", undo=True)
        finally:
            self._busy = False

    async def _typed(self, entry: "NumberEntry") -> str | None:
        """Ask for the value: by choice where there are few, else as text that is checked beside the field."""
        app, setting = self.comfort, entry.setting
        question = f"{chapter_of(entry.key)}: {number_label(entry.key)}"
        if setting.kind in ("switch", "choice"):
            codes = setting.choices or ("on", "off")
            picked = await app.ask(PickDialog(question, [Choice(code, choice_words(code)) for code in codes]))
            return None if picked is None else picked.id
        rules = app.caseload.rules

        def wrong(text: str) -> str | None:
            from db.rules.own_numbers import UnfitNumber, with_value

            try:
                with_value(rules.numbers, entry.key, _read(entry, text))
            except UnfitNumber as error:
                return sentence(BadInput(error.code, **error.params))
            return None

        label = _("New value, {range}", range=may_be(setting))
        return await app.ask(TextPrompt(question, label, value=typed_value(entry.value), check=wrong))


def _read(entry: "NumberEntry", typed: str) -> "Plain":
    from db.rules.own_numbers import read_value

    return read_value(entry.setting, typed)


def _empty(text: str) -> str | None:
    return None if text.strip() else sentence(BadInput("reason_missing"))
