"""The call: who it is, what to say, why, and one key for what came out."""

from asyncio import Lock
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from assistant_tui.app_caseload import CaseloadApp, RecordChanged
from assistant_tui.call_marking import NO_WORDS, Marking
from assistant_tui.call_speaker import Speaker, chosen_contact, speaker_of, targets
from assistant_tui.caseload_here import caseload_app
from assistant_tui.commands.catalogue import NOT_REACHED, TALKED
from assistant_tui.commands.host import CommandScreen
from assistant_tui.commands.patient_commands import PatientCommands
from assistant_tui.drafts import Drafts
from assistant_tui.text.call_lines import CallWords, left_words
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.outcomes import CONNECTIONS, OUTCOMES, logged_words, marked_words, stay_words
from assistant_tui.text.people import consent_words, relation_words
from assistant_tui.text.safe import plain, safe
from assistant_tui.text.width import clip
from assistant_tui.widgets.footer import KeysLine
from assistant_tui.widgets.lines import Lines
from assistant_tui.widgets.note_line import NoteLine
from assistant_tui.widgets.outcome_grid import OutcomeGrid
from assistant_tui.widgets.side_panel import Group, SidePanel
from assistant_tui.widgets.status_line import StatusLine
from assistant_tui.widgets.zone_line import ZoneLine
from db.rules.facts import Connection, Outcome, Spoke

if TYPE_CHECKING:
    from db.actions.calls import CallLogged
    from db.queries.about import ContactLine
    from db.queries.calls import CallSheet

_KEYPAD: Final = frozenset({"home", "end", "pageup", "pagedown", "left", "right"})
_NOBODY_CALLED: Final = frozenset(NOT_REACHED) - {"other_person", "cut_off"}
"""Digits that say nothing of somebody who calls us."""


class CallScreen(PatientCommands, CommandScreen[None]):
    """One call, from dialling to the last mark; it closes by itself when nothing is left to ask.

    Digits say that nobody was reached, letters what came out. Each mark is written at once and can be taken back.
    """

    CSS_PATH = "call.tcss"
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
        super().__init__()
        self.call_id, self._task_id, self._fresh = call_id, task_id, fresh
        self.sheet: CallSheet | None = None
        self._since: datetime | None = None
        self._cursor = 0
        self._speaker: Speaker | None = None
        self._follows_mark = False  # opened by itself after a mark: on another number, or again
        self._over = False
        self._lock = Lock()
        # Kept at hand: the call may be read before everything is mounted.
        self._head, self._who = Lines(self._head_lines, id="head"), Lines(self._who_lines, id="who")
        self._why, self._part = Lines(self._why_lines, id="why"), Lines(self._part_lines, id="parts")
        self._training, self._grid, self._side = ZoneLine(id="training"), OutcomeGrid(), SidePanel()
        self._note, self._status, self._keys = NoteLine(), StatusLine(), KeysLine()
        for command_id in CONNECTIONS:
            setattr(self, f"do_{command_id}", partial(self._digit, command_id))
            setattr(self, f"off_{command_id}", partial(self._off_digit, command_id))
        for command_id in (*OUTCOMES, "other"):
            setattr(self, f"do_{command_id}", partial(self._letter, command_id))
            setattr(self, f"off_{command_id}", partial(self._off_letter, command_id))

    @property
    def caseload_app(self) -> CaseloadApp:
        """The app, with its type."""
        return caseload_app(self)

    def compose(self) -> ComposeResult:
        """Put the zones under one another."""
        with Horizontal(id="desk"):
            with Vertical(id="call"):
                yield self._head
                yield self._training
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
        self._training.show(_("TRAINING DATABASE") if self.caseload_app.training else "")
        self.set_interval(1.0, self._head.refresh)
        self.run_worker(self._begin(), name="call", exclusive=False)

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
        self._status.show(said, undo=undo)
        if self._over:
            self._leave()
        elif self.sheet is not None:
            self.caseload_app.run_worker(self._resume(), name="resume", exclusive=False)

    async def _resume(self) -> None:
        await self.reload()
        here = self.is_current and not self._over and not self.caseload_app.opening_call
        if self.sheet is not None and self.sheet.state == "aside" and here:
            from db.actions.calls import open_call

            await self.caseload_app.done(open_call, self.sheet.patient_id, incoming=self.sheet.direction == "in")
            await self.reload()

    def on_record_changed(self, event: RecordChanged) -> None:
        """Show the call anew, in place."""
        if self.sheet is not None and self.sheet.patient_id in event.patient_ids and not self._lock.locked():
            self.run_worker(self.reload(), name="call", group="reload", exclusive=True)

    async def show_call(self, call_id: int) -> None:
        """Go over to another call of the same patient, without leaving the screen."""
        self.call_id, self._speaker, self._follows_mark = call_id, None, False
        self._since = self.caseload_app.now()
        self.base_app.guard.changed()
        await self.reload()

    async def reload(self) -> None:
        """Read the call anew; leave where it was taken back or finished elsewhere."""
        from db.queries.calls import call_sheet

        sheet = await self.caseload_app.asked(call_sheet, self.call_id)
        if sheet is None:
            self._close()
            return
        here = self._reason_id()
        self.sheet = sheet
        ids = [reason.task_id for reason in sheet.reasons]
        self._cursor = ids.index(here) if here in ids else min(self._cursor, max(0, len(ids) - 1))
        self._show()
        if self.is_current and sheet.connection in (Connection.REACHED, Connection.OTHER_PERSON) and self._speaker:
            self._speaker = None if speaker_of(sheet) == self._speaker else self._speaker

    def _reason_id(self) -> int | None:
        reasons = self.sheet.reasons if self.sheet else ()
        return reasons[self._cursor].task_id if self._cursor < len(reasons) else None

    # What is shown.

    def patient_here(self) -> int | None:
        """Return the patient on the line."""
        return self.sheet.patient_id if self.sheet else None

    def words_changed(self) -> None:
        """Write everything in the present language."""
        self._training.show(_("TRAINING DATABASE") if self.caseload_app.training else "")
        self._show()

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

    def _talking(self) -> bool:
        speaker = self._now_speaks()
        return speaker is not None and speaker.spoke is not Spoke.PATIENT

    def _who_talks(self) -> str:
        speaker = self._now_speaks()
        if speaker is None or speaker.spoke is Spoke.PATIENT:
            return _("TALKED: letter, closes the reason >")
        if speaker.spoke is Spoke.REPRESENTATIVE:
            return _("SPEAKS: the legal representative")
        people = self.sheet.contacts if self.sheet else ()
        contact = next((each for each in people if each.name == speaker.name), None)
        if speaker.spoke is Spoke.TRUSTED and contact is not None:
            whose = relation_words(contact.relation, contact.name)
            return _("SPEAKS: {who} · {consent}", who=whose, consent=consent_words(contact))
        return _("SPEAKS: somebody else, nothing about health")

    def _now_speaks(self) -> Speaker | None:
        return self._speaker or (speaker_of(self.sheet) if self.sheet else None)

    # Why a key is off.

    def _marked(self) -> bool:
        return self.sheet is not None and any(not mark.undone for mark in self.sheet.marks)

    def _off_digit(self, command_id: str) -> str | None:
        if self.sheet is None:
            return _("The call is being opened")
        if self._marked() and command_id != "other_person":
            return _("Something is marked already: Enter finishes, F8 takes it back")
        if self.sheet.direction == "in" and command_id in _NOBODY_CALLED:
            return _("They are calling us: somebody is on the line")
        if self.sheet.connection is not None and command_id != "other_person":
            return _("Somebody is on the line: mark by a letter, or Enter finishes")
        return None

    def _off_letter(self, command_id: str) -> str | None:
        if self.sheet is None:
            return _("The call is being opened")
        speaker = self._now_speaks()
        if command_id == "other":
            return None
        outcome = OUTCOMES[command_id]
        if speaker is not None and speaker.may(outcome) is not None:
            return _("This does not count from the one who speaks")
        if not targets(self.sheet, outcome, self._cursor):
            return _("There is no reason that this fits")
        return None

    def off_finish(self) -> str | None:
        """Say why the call cannot be finished yet."""
        if self.sheet is None or self.sheet.connection is None:
            return _("Nothing is marked yet: a digit, a letter, or Esc puts the call aside")
        return None

    def off_dial(self) -> str | None:
        """Say why the program cannot dial."""
        return None if self.base_app.settings.dial_command else _("No dialling program is set: dial by hand")

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

    def off_number(self) -> str | None:
        """Say why another number cannot be chosen."""
        if self.sheet is None or self.sheet.connection is not None:
            return _("The call has its number: somebody is on the line")
        return None if len(self._numbers()) > 1 else _("There is no other number")

    def _numbers(self) -> "list[ContactLine]":
        return [each for each in self.sheet.contacts if each.active and each.phone] if self.sheet else []

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

    def _drafts(self) -> Drafts:
        return self.caseload_app.drafts

    # Digits.

    def _marking(self) -> Marking:
        assert self.sheet is not None  # noqa: S101 - commands are off until it is there
        return Marking(self.caseload_app, self.sheet, f"call:{self.call_id}", self._drafts())

    async def _digit(self, command_id: str) -> None:
        async with self._lock:
            if self._over or self._off_digit(command_id):
                return
            await self._connect(CONNECTIONS[command_id])

    async def _connect(self, connection: Connection) -> None:
        if connection is Connection.OTHER_PERSON:
            await self._other_person()
        elif connection is Connection.MACHINE:
            await self._machine()
        elif connection is Connection.WRONG_NUMBER:
            await self._wrong_number()
        else:
            await self._log(connection)

    async def _machine(self) -> None:
        from assistant_tui.dialogs.outcome_pick import QuickPick
        from assistant_tui.widgets.choice_list import Choice

        contact = chosen_contact(self.sheet) if self.sheet else None
        if contact is None or not contact.voicemail_ok:
            await self._log(Connection.MACHINE)
            return
        choices = [Choice("no", _("no message")), Choice("yes", _("a message was left: name and number"))]
        more = _("Only “please call back”, your name and the number. Nothing about health or visits.")
        left = await self.base_app.ask(QuickPick(_("Voicemail: was a message left?"), choices, more=more))
        if left is not None:
            await self._log(Connection.MACHINE, message_left=left.id == "yes")

    async def _wrong_number(self) -> None:
        from assistant_tui.dialogs.outcome_pick import QuickPick
        from assistant_tui.text.phones import display
        from assistant_tui.widgets.choice_list import Choice

        phone = display(self.sheet.phone) if self.sheet and self.sheet.phone else "—"
        choices = [
            Choice("maybe", _("somebody else's number: a second time sets it aside")),
            Choice("sure", _("“no such person here”: set the number aside for good")),
        ]
        question = _("Wrong number: {phone}. Was it dialled like this?", phone=phone)
        said = await self.base_app.ask(QuickPick(question, choices, more=_("Dialled by a slip: Esc, and dial again.")))
        if said is not None:
            await self._log(Connection.WRONG_NUMBER, no_such_person=said.id == "sure")

    async def _other_person(self) -> None:
        assert self.sheet is not None  # noqa: S101 - commands are off until it is there
        marking = self._marking()
        talking = self.sheet.connection is not None or self._marked()
        default = self._owner()
        speaker = await marking.who(default, also_patient=talking)
        if speaker is None:
            return
        if speaker.spoke is Spoke.OTHER:
            await self._from_stranger(marking, speaker)
        elif speaker.spoke is Spoke.PATIENT or self._marked():
            self._speaker = speaker
            self._show()
        else:
            await self._log(Connection.OTHER_PERSON, spoke=speaker.spoke.value, spoke_name=speaker.name)

    def _owner(self) -> Speaker | None:
        """Return who most likely speaks at the number chosen, where it is not the patient's own."""
        from assistant_tui.call_speaker import REPRESENTATIVE, STRANGER, trusted

        contact = chosen_contact(self.sheet) if self.sheet else None
        if contact is None or contact.standing == Spoke.PATIENT:
            return None
        by_standing = {Spoke.REPRESENTATIVE: REPRESENTATIVE, Spoke.TRUSTED: trusted(contact)}
        return by_standing.get(Spoke(contact.standing), STRANGER)

    async def _from_stranger(self, marking: Marking, speaker: Speaker) -> None:
        said = await marking.stranger()
        if said is None:
            return
        if isinstance(said, Outcome):
            await self._mark(said, speaker)
        elif said == NO_WORDS and not self._marked():
            await self._log(Connection.OTHER_PERSON, spoke=Spoke.OTHER.value)

    async def _log(
        self, connection: Connection, *, spoke: str = Spoke.NOBODY.value, spoke_name: str | None = None,
        message_left: bool = False, no_such_person: bool = False,
    ) -> None:  # fmt: skip
        from db.actions.calls import mark_connection

        done = await self.caseload_app.done(
            mark_connection, self.call_id, connection.value, spoke=spoke, spoke_name=spoke_name,
            message_left=message_left, no_such_person=no_such_person,
        )  # fmt: skip
        if done is None:
            return
        logged: CallLogged = done.result
        app, sheet = self.caseload_app, self.sheet
        assert sheet is not None  # noqa: S101 - it was marked
        if not logged.closed:
            self._speaker = None
            await self.reload()
            app.say(_("{who}. Now a letter, or Enter to finish", who=self._who_talks().capitalize()), undo=True)
            return
        again = logged.other_contact_id
        if again is None and connection is Connection.CUT_OFF and logged.why == "retry" and sheet.direction == "out":
            again = sheet.contact_id
        if again is not None and await self._go_on(logged, again):
            return
        app.say(logged_words(logged, sheet.full_name, app.words(), app.now()), undo=True)
        self._close()

    async def _go_on(self, logged: "CallLogged", contact_id: int) -> bool:
        """Open the next call of the round, on the number that is worth trying now; tell whether it is open."""
        from db.actions.calls import open_call

        app, sheet = self.caseload_app, self.sheet
        assert sheet is not None  # noqa: S101 - it was marked
        contact = next((each for each in sheet.contacts if each.id == contact_id), None)
        if contact is None:
            return False
        opened = await app.done(open_call, sheet.patient_id, contact_id=contact_id)
        if opened is None:
            return False
        await self.show_call(opened.result.call_id)
        self._follows_mark = True
        app.say(stay_words(logged, contact, sheet.sex), undo=True)
        return True

    # Letters.

    async def _letter(self, command_id: str) -> None:
        async with self._lock:
            if self._over or self._off_letter(command_id):
                return
            speaker = self._now_speaks() or await self._marking().who(self._owner(), also_patient=True)
            if speaker is None:
                return
            if speaker.spoke is Spoke.OTHER and command_id != "callback":
                await self._from_stranger(self._marking(), speaker)
                return
            outcome = await self._marking().other(speaker) if command_id == "other" else OUTCOMES[command_id]
            if outcome is not None:
                await self._mark(outcome, speaker)

    async def _mark(self, outcome: Outcome, speaker: Speaker) -> None:
        from db.actions.calls import mark_outcome

        app, sheet, marking = self.caseload_app, self.sheet, self._marking()
        assert sheet is not None  # noqa: S101 - commands are off until it is there
        if speaker.may(outcome) is not None:
            app.say(_("This does not count from the one who speaks"))
            return
        target = await marking.about(outcome, self._cursor)
        form = await marking.form(outcome, target, speaker) if target is not None else None
        if target is None or form is None:
            return
        done = await app.done(
            mark_outcome, self.call_id, outcome.value, task_id=target.reason.task_id if target.reason else None,
            spoke=speaker.spoke.value, spoke_name=speaker.name, form=form,
        )  # fmt: skip
        if done is None:
            return
        marked = done.result
        app.say(marked_words(marked, sheet.full_name, app.words(), left=len(marked.remaining)), undo=True)
        if marked.closed:
            marking.forget()
            self._close()
        else:
            await self.reload()

    # Ends.

    async def do_finish(self) -> None:
        """Finish the call; what is not settled stays open."""
        from db.actions.calls import finish_call

        async with self._lock:
            sheet = self.sheet
            if self._over or sheet is None or self.off_finish():
                return
            if await self.caseload_app.done(finish_call, self.call_id):
                self._marking().forget()
                self._close()

    async def do_put_aside(self) -> None:
        """Put the call aside; one that opened by itself on another number is simply left."""
        from db.actions.calls import drop_call, put_aside

        async with self._lock:
            sheet, app = self.sheet, self.caseload_app
            if self._over or sheet is None:
                return
            untouched = sheet.connection is None and not self._marked()
            if untouched and self._follows_mark:
                if await app.done(drop_call, self.call_id):
                    self._close()
            elif await app.done(put_aside, self.call_id):
                if untouched:
                    app.opened_by_slip = self.call_id
                app.say(_("{name}: put aside, stays on top until it is marked", name=plain(sheet.full_name)), undo=True)
                self._close()

    async def do_undo(self) -> None:
        """Take back the last step; where nothing is marked yet, the call itself."""
        from db.actions.calls import drop_call

        async with self._lock:
            sheet, app = self.sheet, self.caseload_app
            if self._over or sheet is None:
                return
            untouched = sheet.connection is None and not self._marked()
            if untouched and not sheet.note:
                if not await app.done(drop_call, self.call_id):
                    return
                if not self._follows_mark:
                    app.say(_("The call is taken back: nothing was recorded"))
                    self._close()
                    return
            await app.take_back()
            self._speaker = None
            await self._after_undo()

    async def _after_undo(self) -> None:
        """Go to the call that the undo opened again, or show this one anew."""
        from db.queries.calls import open_calls

        found = await self.caseload_app.asked(open_calls) or ()
        mine = [each for each in found if each.patient_id == self.patient_here()]
        if not mine:
            self._close()
        elif mine[0].call_id != self.call_id:
            await self.show_call(mine[0].call_id)
        else:
            await self.reload()

    def _close(self) -> None:
        self._over = True
        self._leave()

    def _leave(self) -> None:
        if self.is_current:
            self.dismiss()
