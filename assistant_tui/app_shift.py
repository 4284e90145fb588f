"""The end of a shift: what is left, then out."""

from assistant_tui.app_reminders import ReminderWays


class ShiftWays(ReminderWays):
    """What is left when one goes home."""

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
