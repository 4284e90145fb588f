"""Calls that were made: what can be done with one, and the page of a patient's calls to hand out."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assistant_tui.app_ways import Ways
from assistant_tui.text.i18n import _, ngettext_
from assistant_tui.widgets.choice import Choice

if TYPE_CHECKING:
    from db.queries.calls import CallEntry

_DAYS: Final = 90


class CallListWays(Ways):
    """What one does with calls that are over."""

    async def act_on_call(self, call: "CallEntry") -> None:
        """Ask what is to be done with a call, and do it."""
        from assistant_tui.dialogs.pick import PickDialog

        name = await self.name_of(call.patient_id)
        picked = await self.ask(PickDialog(name, [
            Choice("correct", _("put it right …"), off=self._fixed(call)),
            Choice("call", _("call again")),
            Choice("note", _("write a note …")),
            Choice("extract", _("the patient's calls on a page …")),
            Choice("card", _("open the card")),
        ]))  # fmt: skip
        if picked is None:
            return
        if picked.id == "correct":
            await self.correct_call(call.patient_id, call.id)
        elif picked.id == "call":
            await self.open_call(call.patient_id)
        elif picked.id == "note":
            await self.write_note(call.patient_id)
        elif picked.id == "extract":
            await self.save_calls(call.patient_id)
        else:
            await self.open_card(call.patient_id, tab="history")

    def _fixed(self, call: "CallEntry") -> str | None:
        """Return why a call cannot be put right here."""
        if call.undone:
            return _("it was taken back")
        if call.user != self.caseload.user.login:
            return _("a colleague's call")
        if call.entered_at.astimezone(self.zone).date() != self.today():
            return _("only on the day it was entered")
        return None if call.connection else _("not marked yet")

    async def save_calls(self, patient_id: int) -> None:
        """Ask for days and a file, and write the calls with a patient as a page to hand out."""
        from assistant_tui.dialogs.extract import ExtractDialog, days_of
        from assistant_tui.text.call_extract import extract_page
        from db.exchange.paper import write_page
        from db.queries.calls import calls
        from db.queries.patients import patients

        found = await self.asked(patients, patient_ids=[patient_id])
        if not found:
            return
        name, today = await self.name_of(patient_id), self.today()
        proposed = str(Path.home() / _("calls-{id}-{day}.pdf", id=patient_id, day=f"{today:%Y-%m-%d}"))
        answers = await self.ask(ExtractDialog(name, proposed, today - timedelta(days=_DAYS), today, self.local_now))
        if answers is None:
            return
        first, last = days_of(answers)
        made = await self.asked(calls, patient_id=patient_id, first_on=first, last_on=last, undone=False)
        if made is None:
            return
        page = extract_page(found[0], made, first, last, self.who(), self.now(), self.zone)
        target = Path(str(answers["path"])).expanduser()
        count = await self.write_out("print", "calls", target, lambda: write_page(page, target), patient_id=patient_id)
        if count is not None:
            self.say(ngettext_("Saved {n} call: {path}", "Saved {n} calls: {path}", count, path=target))
