"""The marks of a call: what each digit and each letter writes, and how the call ends."""

from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from assistant_tui.calling.questions import NO_WORDS
from assistant_tui.calling.speaker import REPRESENTATIVE, STRANGER, Speaker, chosen_contact, trusted
from assistant_tui.calling.state import CallState
from assistant_tui.text.i18n import _
from assistant_tui.text.outcomes import CONNECTIONS, OUTCOMES, logged_words, marked_words, person, stay_words
from db.rules.facts import Connection, Outcome, Spoke

if TYPE_CHECKING:
    from assistant_tui.calling.marking import Marking
    from db.actions.calls import CallLogged

_ASKING: Final = frozenset({"other_person", "machine", "wrong_number"})
"""Digits that ask something."""
_AT_ONCE: Final = frozenset({"confirmed", "took_place", "result_in", "asks_results"})
"""Letters that ask nothing: another one may follow before the first has done its work."""


class CallMarks(CallState):
    """Writes marks one after the other: a second key waits until the first has done its work."""

    # Digits.

    async def _digit(self, command_id: str) -> None:
        if self._asking:  # a key that was meant for the question on its way to the screen
            return
        async with self._lock:
            if self._over or self._off_digit(command_id):
                return
            self._asking = command_id in _ASKING
            try:
                await self._connect(CONNECTIONS[command_id])
            finally:
                self._asking = False

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
        from assistant_tui.widgets.choice import Choice

        contact = chosen_contact(self.sheet) if self.sheet else None
        if contact is None or not contact.voicemail_ok:
            await self._log(Connection.MACHINE)
            return
        choices = [Choice("no", _("no message")), Choice("yes", _("a message was left: name and number"))]
        more = _("Only “please call back”, your name and number. No health, no visits.")
        left = await self.base_app.ask(QuickPick(_("Voicemail: was a message left?"), choices, more=more))
        if left is not None:
            await self._log(Connection.MACHINE, message_left=left.id == "yes")

    async def _wrong_number(self) -> None:
        from assistant_tui.dialogs.outcome_pick import QuickPick
        from assistant_tui.text.phones import display
        from assistant_tui.widgets.choice import Choice

        phone = display(self.sheet.phone) if self.sheet and self.sheet.phone else "—"
        choices = [
            Choice("maybe", _("somebody else's number: a second time sets it aside")),
            Choice("sure", _("“no such person here”: set the number aside for good")),
        ]
        question = _("Wrong number: {phone}. Was it dialled like this?", phone=phone)
        contact, more = chosen_contact(self.sheet) if self.sheet else None, _("Dialled by a slip: Esc, and dial again.")
        if contact is not None and contact.shared_with:
            names = ", ".join(person(name) for name in contact.shared_with)
            more = _("The same number stands with {names}, and stays there: ask whose it is.", names=names)
        said = await self.base_app.ask(QuickPick(question, choices, more=more))
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
        contact = chosen_contact(self.sheet) if self.sheet else None
        if contact is None or contact.standing == Spoke.PATIENT:
            return None
        by_standing = {Spoke.REPRESENTATIVE: REPRESENTATIVE, Spoke.TRUSTED: trusted(contact)}
        return by_standing.get(Spoke(contact.standing), STRANGER)

    async def _from_stranger(self, marking: "Marking", speaker: Speaker) -> None:
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
            head, colon, who = self._who_talks().split(" · ")[0].partition(": ")  # the consent stands over the letters
            app.say(_("{who}. Now a letter, or Enter to finish", who=head.capitalize() + colon + who), undo=True)
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
        if self._asking:
            return
        async with self._lock:
            if self._over or self._off_letter(command_id):
                return
            self._asking = command_id not in _AT_ONCE or self._now_speaks() is None
            try:
                await self._said(command_id)
            finally:
                self._asking = False

    async def _said(self, command_id: str) -> None:
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
        if outcome is Outcome.DIED and speaker.spoke is Spoke.PATIENT:  # somebody else says it, whatever the number
            teller = await marking.who(self._owner() or STRANGER, also_patient=False)
            if teller is None:
                return
            speaker = teller
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
        left = len(marked.remaining)
        app.say(marked_words(marked, sheet.full_name, app.words(), left=left, now=app.now()), undo=True)
        if outcome is Outcome.RESCHEDULE and form.new_starts_at is not None:
            day = form.new_starts_at.astimezone(ZoneInfo(sheet.zone)).date()
            await app.offer_same_shift(sheet.patient_id, day, form.initiative or "patient")
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
                    app.say(_("{name}: the other number was not called", name=person(sheet.full_name)))
                    self._close()
            elif await app.done(put_aside, self.call_id):
                if untouched:
                    app.opened_by_slip = self.call_id
                name = person(sheet.full_name)
                app.say(_("{name}: put aside, stays on top until it is marked", name=name), undo=True)
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
