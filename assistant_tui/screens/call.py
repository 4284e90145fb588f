"""The call: who it is, what to say, why, and one key for what came out."""

from functools import partial
from itertools import count
from typing import TYPE_CHECKING, ClassVar, Final

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from assistant_tui.app_caseload import RecordChanged
from assistant_tui.calling.marks import CallMarks
from assistant_tui.calling.speaker import chosen_contact, speaker_of
from assistant_tui.commands.catalogue import NOT_REACHED, TALKED
from assistant_tui.text.call_lines import CallWords, left_words
from assistant_tui.text.claims import held_words
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.outcomes import CONNECTIONS, OUTCOMES
from assistant_tui.text.safe import safe
from assistant_tui.text.width import clip
from assistant_tui.widgets.footer import KeysLine
from assistant_tui.widgets.header import in_sight
from assistant_tui.widgets.lines import Lines
from assistant_tui.widgets.note_line import NoteLine
from assistant_tui.widgets.outcome_grid import OutcomeGrid
from assistant_tui.widgets.side_panel import Group, SidePanel
from assistant_tui.widgets.status_line import StatusLine
from assistant_tui.widgets.zone_line import ZoneLine
from db.rules.facts import Connection

if TYPE_CHECKING:
    from textual.worker import WorkType

_KEYPAD: Final = frozenset({"home", "end", "pageup", "pagedown", "left", "right"})


class CallScreen(CallMarks):
    """One call, from dialling to the last mark; it closes by itself when nothing is left to ask.

    Digits say that nobody was reached, letters what came out. Each mark is written at once and can be taken back.
    """

    CSS_PATH = "call.tcss"
    FOLLOWS: ClassVar[bool] = True
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (32, "-tall")]
    OFFERS: ClassVar[tuple[str, ...]] = (
        "card", "book", "task", "note", "tests", "copy_ids", "late_entry", "correct_call", *NOT_REACHED, *TALKED,
        "reason_prev", "reason_next", "number", "dial", "finish", "put_aside",
    )  # fmt: skip
    HELP: ClassVar[str] = N_(
        "Ask who it is, then talk. A digit says that nobody was reached, a letter what came out for the reason marked"
        " with >. The call closes by itself after the last reason; F8 takes back a slip."
    )

    def __init__(self, call_id: int, task_id: int | None = None, *, fresh: bool = False) -> None:
        """Show a call of the user; ``task_id`` is the reason to begin with, ``fresh``: it was opened just now."""
        super().__init__(call_id)
        self._task_id, self._fresh = task_id, fresh
        # Kept at hand: the call may be read before everything is mounted.
        self._head, self._who = Lines(self._head_lines, id="head"), Lines(self._who_lines, id="who")
        self._why, self._part = Lines(self._why_lines, id="why"), Lines(self._part_lines, id="parts")
        self._banner, self._grid, self._side = ZoneLine(id="banner"), OutcomeGrid(), SidePanel()
        self._note, self._status, self._keys = NoteLine(), StatusLine(), KeysLine()
        self._readings, self._shown_reading = count(1), 0
        for command_id in CONNECTIONS:
            setattr(self, f"do_{command_id}", partial(self._digit, command_id))
            setattr(self, f"off_{command_id}", partial(self._off_digit, command_id))
        for command_id in (*OUTCOMES, "other"):
            setattr(self, f"do_{command_id}", partial(self._letter, command_id))
            setattr(self, f"off_{command_id}", partial(self._off_letter, command_id))

    def compose(self) -> ComposeResult:
        """Put the zones under one another."""
        with Horizontal(id="desk"):
            with Vertical(id="call"):
                yield self._head
                yield self._banner
                yield self._who
                yield ZoneLine()
                yield self._why
                yield self._part
                yield self._grid
            with Vertical(id="side"):
                yield self._side
        yield self._note
        yield self._status
        yield self._keys

    def on_mount(self) -> None:
        """Read the call and begin to count the seconds."""
        self._since = self.caseload_app.now()
        self._keep_in_sight()
        self.set_interval(1.0, self._tick)
        begin: WorkType[None] = self._begin
        self.run_worker(begin, name="call", exclusive=False)

    async def _begin(self) -> None:
        await self.reload()
        sheet = self.sheet
        if sheet is None:
            return
        if self._task_id is not None:
            places = [place for place, each in enumerate(sheet.reasons) if each.task_id == self._task_id]
            self._cursor = places[0] if places else 0
        kept = self._drafts().take(self._note_form())
        if kept:
            self._note.text = kept.get("text", "")
        self._show()
        if self._fresh and sheet.direction == "out":
            await self._dial(asked=False)

    def on_screen_resume(self) -> None:
        """Take the call up again after whatever stood over it; leave where it is over."""
        said, undo = self.caseload_app.last_said
        self.base_app.clear_notifications()  # what a box over a dialog said stands on the line now
        self._status.show(said, undo=undo)
        if self._over:
            self._leave()
        elif self.sheet is not None:
            self.caseload_app.run_worker(self._resume(), name="resume", exclusive=False)

    def on_record_changed(self, event: RecordChanged) -> None:
        """Show the call anew, in place; what is typed and the reason under the cursor stay."""
        if self.sheet is not None and self.sheet.patient_id in event.patient_ids and not self._lock.locked():
            self.run_worker(self.reload(), name="call", group="reload", exclusive=True)

    async def reload(self) -> None:
        """Read the call anew; leave where it was taken back or finished elsewhere."""
        from db.queries.calls import call_sheet

        if self._over:  # the patient may be somebody else's by now, and nobody asks for them
            return
        turn = next(self._readings)
        sheet = await self.caseload_app.asked(call_sheet, self.call_id)
        if turn < self._shown_reading:  # a later reading was quicker: this one is of before
            return
        self._shown_reading = turn
        if sheet is None:
            self._close()
            return
        here, before = self._reason_id(), self.sheet
        self.sheet = sheet
        if sheet.in_work is not None and (before is None or before.in_work is None):
            self.caseload_app.say(held_words(sheet.in_work, self.caseload_app.zone))
        ids = [reason.task_id for reason in sheet.reasons]
        self._cursor = ids.index(here) if here in ids else min(self._cursor, max(0, len(ids) - 1))
        self._show()
        if self.is_current and sheet.connection in (Connection.REACHED, Connection.OTHER_PERSON) and self._speaker:
            self._speaker = None if speaker_of(sheet) == self._speaker else self._speaker

    def _reason_id(self) -> int | None:
        reasons = self.sheet.reasons if self.sheet else ()
        return reasons[self._cursor].task_id if self._cursor < len(reasons) else None

    # What is shown.

    def words_changed(self) -> None:
        """Write everything in the present language."""
        self._keep_in_sight()
        self._show()

    def _tick(self) -> None:
        self._head.refresh()
        self._keep_in_sight()

    def _keep_in_sight(self) -> None:
        words, style = in_sight(self.app, self.caseload_app.training)
        self._banner.show(" · ".join(words), "faint" if style == "soon" else style)

    def _words(self) -> CallWords:
        return CallWords(self.caseload_app.words(), self.caseload_app.now(), self.caseload_app.caseload.user.name)

    def _show(self) -> None:
        sheet = self.sheet
        if sheet is None or not self.is_mounted:
            return
        self._note.saved(sheet.note)
        self._note.hint(left_words(sheet))
        words = self._words()
        self._side.show(
            [Group(_("Ahead"), words.ahead(sheet)), Group(_("Today"), words.today(sheet)),
             Group(_("Before"), [safe(words.last(sheet))] if sheet.last else [])]
        )  # fmt: skip
        for each in (self._head, self._who, self._why, self._part, self._grid, self._keys):
            each.refresh()

    def _head_lines(self, width: int, height: int) -> list[Text]:
        if self.sheet is None or self._since is None:
            return []
        words = self._words()
        return [words.title(self.sheet, self._since, width), words.known(self.sheet, width)]

    def _who_lines(self, width: int, height: int) -> list[Text]:
        return self._words().who(self.sheet, chosen_contact(self.sheet), width, height) if self.sheet else []

    def _why_lines(self, width: int, height: int) -> list[Text]:
        return self._words().reasons(self.sheet, self._cursor, width, height) if self.sheet else []

    def _part_lines(self, width: int, height: int) -> list[Text]:
        start = self._grid.letters_start()
        left = _("NOT REACHED: digit")
        line = Text(clip(f"─ {left} ", start - 1))
        line.stylize("faint", 2)
        line.append("─" * max(1, start - line.cell_len - 1)).append(" ")
        line.append_text(safe(self._who_talks(), "soon" if self._talking() else "faint")).append(" ")
        return [line.append("─" * max(0, width - line.cell_len))]

    # Moving.

    def do_reason_prev(self) -> None:
        """Go to the reason above."""
        self._step(-1)

    def do_reason_next(self) -> None:
        """Go to the reason below."""
        self._step(1)

    def _step(self, step: int) -> None:
        count = len(self.sheet.reasons) if self.sheet else 0
        if count:
            self._cursor = min(max(self._cursor + step, 0), count - 1)
            self._show()

    def on_key(self, event: events.Key) -> None:
        """Say that NumLock is off when the keypad sends arrows."""
        if event.key in _KEYPAD and not self._note.writing:
            event.stop()
            self.base_app.say(_("NumLock is off: switch it on, then type the digit"))

    async def do_number(self) -> None:
        """Go to the next number."""
        from db.actions.calls import choose_number

        numbers = self._numbers()
        ids = [each.id for each in numbers]
        assert self.sheet is not None  # noqa: S101 - it is on
        place = ids.index(self.sheet.contact_id) if self.sheet.contact_id in ids else -1
        following = ids[(place + 1) % len(ids)]
        if await self.caseload_app.done(choose_number, self.call_id, following):
            self._speaker = None
            await self.reload()

    async def do_dial(self) -> None:
        """Dial by the person's own program."""
        await self._dial(asked=True)

    async def _dial(self, *, asked: bool) -> None:
        from assistant_tui.dialling import dial

        command, sheet = self.base_app.settings.dial_command, self.sheet
        if not command or sheet is None or not (asked or sheet.phone):
            return
        wrong = await self.base_app.read(lambda: dial(command, sheet.phone))
        if wrong:
            self.base_app.say(wrong)

    # The note.

    async def do_note(self) -> None:
        """Go to the note."""
        self._note.begin()

    def _note_form(self) -> str:
        return f"call:{self.call_id}:note"

    def on_note_line_typed(self, event: NoteLine.Typed) -> None:
        """Keep what is typed, in case the program is stopped."""
        self._drafts().keep(self._note_form(), {"text": event.text})

    def on_note_line_left(self, event: NoteLine.Left) -> None:
        """Write the note down."""
        self.base_app.guard.changed()
        if event.text:
            self.caseload_app.run_worker(self._write_note(event.text), name="note", exclusive=False)

    async def _write_note(self, text: str) -> None:
        from db.actions.notes import add_note

        async with self._lock:
            sheet = self.sheet
            if sheet is None:
                return
            if not await self.caseload_app.done(add_note, sheet.patient_id, text, call_id=self.call_id):
                return
            self._note.text = ""
            self._drafts().forget(self._note_form())
            self.caseload_app.say(_("The note is saved"), undo=True)
            await self.reload()
