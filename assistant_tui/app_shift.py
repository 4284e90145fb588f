"""Reminders, and the end of a shift: what is left, then out."""

from collections.abc import Mapping

from assistant_tui.app_ways import Ways
from assistant_tui.text.i18n import _


class ShiftWays(Ways):
    """What is set for later, and what is left when one goes home."""

    async def set_reminder(self, patient_id: int) -> None:
        """Ask for a reminder about a patient, and set it; one left half-way is offered again."""
        from assistant_tui.dialogs.reminder import ReminderDialog, reminder_of
        from db.actions.reminders import add_reminder

        name, drafts, form = await self.name_of(patient_id), self.drafts, f"reminder:{patient_id}"
        answers = await self.ask(
            ReminderDialog(
                name, self.local_now, kept=drafts.take(form), keep=lambda values: drafts.keep(form, _typed(values))
            )
        )
        if answers is None:
            return
        new = reminder_of(answers, self.local_now())
        done = await self.done(add_reminder, patient_id, new.text, new.due_at, channel=new.channel, every=new.every)
        if done is not None:
            drafts.forget(form)
            when = self.words().moment(new.due_at, zone=self.zone)
            self.say(_("{name}: reminder for {when}", name=name, when=when), undo=True)

    async def do_quit(self) -> None:
        """Say what is left, then close the program; a new caseload without anybody signed in is closed at once."""
        if not self.is_open:
            self.exit(0)
            return
        from assistant_tui.dialogs.end_shift import EndShiftDialog, left_of
        from db.queries.call_list import call_list
        from db.queries.calls import open_calls

        found, calls = await self.asked(call_list), await self.asked(open_calls)
        if found is None or calls is None:  # the record does not answer: nobody is kept here for that
            self.exit(0)
            return
        left = left_of(found, calls, len(self.drafts.waiting()), self.today(), self.zone)
        if await self.ask(EndShiftDialog(left)):
            self.exit(0)


def _typed(values: Mapping[str, str]) -> dict[str, str]:
    """Return a form as a draft; one in which nothing was typed is none."""
    return dict(values) if values.get("text", "").strip() or values.get("when", "").strip() else {}
