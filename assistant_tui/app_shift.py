"""The end of a shift: what is left, each put off, handed over or offered by one digit; then out."""

from datetime import timedelta
from typing import TYPE_CHECKING

from assistant_tui.app_covers import CoverWays
from assistant_tui.app_reminders import ReminderWays
from assistant_tui.desk_screens import first_screen
from assistant_tui.text.dates import near_day
from assistant_tui.text.i18n import _, ngettext_
from assistant_tui.text.names import short_person
from assistant_tui.widgets.choice import Choice

if TYPE_CHECKING:
    from assistant_tui.dialogs.end_shift import ShiftStep
    from db.queries.left import Left, LeftRow


class ShiftWays(CoverWays, ReminderWays):
    """What is left when one goes home."""

    async def do_quit(self) -> None:
        """Show what is left until nothing is, or one leaves; a new caseload without anybody signed in is closed."""
        if not self.is_open:
            self.exit(0)
            return
        if first_screen(self.caseload.user.roles) != "day":  # nothing is ever left of who calls nobody
            await self._quit_alone()
            return
        from assistant_tui.dialogs.end_shift import EndShiftDialog
        from db.queries.left import left

        here, said = None, ""
        while True:
            found = await self.asked(left)
            if found is None:  # the record does not answer: nobody is kept here for that
                await self.end_shift()
                return
            step = await self.ask(
                EndShiftDialog(found, len(self.drafts.waiting()), self.words(), self.zone, here=here, said=said)
            )
            if step is None:
                return
            if step.kind == "leave":
                await self.end_shift()
                return
            here = step.patient_id
            if not await self._shift_step(step, found):
                return
            said = self.last_said[0]

    async def _quit_alone(self) -> None:
        from assistant_tui.dialogs.confirm import ConfirmDialog

        if await self.ask(ConfirmDialog(_("End the shift?"))):
            await self.end_shift()

    async def _shift_step(self, step: "ShiftStep", found: "Left") -> bool:
        """Do what a digit asks for; False where another screen is opened instead."""
        row = next((each for each in found.rows if each.patient_id == step.patient_id), None)
        if step.kind == "all":
            await self._put_all_off(found)
        elif row is not None and step.kind == "ways":
            return await self._ask_way(row, found)
        elif row is not None and step.kind == "tomorrow":
            await self._put_off(row, found)
        elif row is not None and step.kind == "hand":
            await self._hand(row, found)
        elif row is not None and step.kind == "offer":
            await self._offer(row)
        elif row is not None and step.kind == "call" and row.needs_call:
            await self.open_call(row.patient_id)
            return False
        elif row is not None and step.kind == "call":
            await self.settle(row.patient_id, row.reasons)
        return True

    async def _ask_way(self, row: "LeftRow", found: "Left") -> bool:
        from assistant_tui.dialogs.end_shift import ShiftStep
        from assistant_tui.dialogs.pick import PickDialog

        day = near_day(found.next_on, self.today())
        late = _("promised: cannot wait") if row.kind == "promised" else _("due today: cannot wait")
        no_promise = None if row.callback_id is not None else _("only a promised call")
        given = _("given to the centre") if row.offered else no_promise
        picked = await self.ask(PickDialog(f"{short_person(row.full_name)} · {self.words().row(row.reasons)}", [
            Choice("tomorrow", _("put it to {day}", day=day), off=None if row.may_wait else late),
            Choice("hand", _("hand over to a colleague …"), row.with_whom or ""),
            Choice("offer", _("offer it to the centre"), off=given),
            Choice("call", _("call now") if row.needs_call else _("mark it now …")),
        ]))  # fmt: skip
        return picked is None or await self._shift_step(ShiftStep(picked.id, row.patient_id), found)

    async def _put_off(self, row: "LeftRow", found: "Left") -> None:
        from db.actions.postponing import postpone_all

        name = short_person(row.full_name)
        if not row.may_wait:
            promised = _("{name}: this was promised, it can only be handed over or agreed upon anew", name=name)
            due = _("{name}: today is the last day, it cannot be put off", name=name)
            self.say(promised if row.kind == "promised" else due)
            return
        done = await self.done(postpone_all, row.may_wait, found.next_at)
        if done is not None:
            day = near_day(found.next_on, self.today())
            stays = "" if row.kind != "due" else "; " + _("what is due today stays")
            self.say(_("{name}: put to {day}", name=name, day=day) + stays, undo=True)

    async def _put_all_off(self, found: "Left") -> None:
        from db.actions.postponing import postpone_all

        ids = [task for row in found.open for task in row.may_wait]
        if not ids:
            self.say(_("Nothing of it can be put off."))
            return
        done = await self.done(postpone_all, ids, found.next_at)
        if done is not None:
            day = near_day(found.next_on, self.today())
            self.say(ngettext_("{n} task is put to {day}", "{n} tasks are put to {day}", done.result.put_off, day=day),
                     undo=True)  # fmt: skip

    async def _hand(self, row: "LeftRow", found: "Left") -> None:
        """Hand a patient to a colleague until the next working day, with a message that says what is to be done."""
        from assistant_tui.dialogs.note import NoteDialog
        from db.actions.colleagues import hand_over

        name = short_person(row.full_name)
        title = _("{name}: to whom?", name=name)
        by_id = await self.pick_colleague(title, self.caseload.user.id, row.patient_id)
        if by_id is None:
            return
        text = await self.ask(
            NoteDialog(_("Message to a colleague: {name}", name=name), text=self.words().row(row.reasons))
        )
        if not text:
            return
        done = await self.done(hand_over, row.patient_id, by_id, max(found.next_on, self.today() + timedelta(1)), text)
        if done is not None:
            day = near_day(done.result.last_on, self.today())
            self.say(_("{name}: with {by}, to {day}", name=name, by=done.result.by, day=day), undo=True)

    async def _offer(self, row: "LeftRow") -> None:
        from db.actions.postponing import offer_callback

        if row.callback_id is None:
            self.say(_("Only a promised call can be offered to the centre; hand the patient to a colleague."))
        elif await self.done(offer_callback, row.callback_id):
            self.say(_("{name}: the centre may call now", name=short_person(row.full_name)), undo=True)
