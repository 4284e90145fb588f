"""Calls from wherever one is: opened, coming in, made elsewhere, put right."""

from typing import TYPE_CHECKING, Final

from assistant_tui.app_claims import ClaimWays
from assistant_tui.text.i18n import _
from db.errors import Conflict

if TYPE_CHECKING:
    from assistant_tui.calling.marking import Marking
    from db.actions.forms import MarkForm
    from db.queries.calls import CallEntry

_NEXT_CALLER: Final = "new_caller_next"
"""The draft of what was typed of a caller while the form of another one was open."""


class CallWays(ClaimWays):
    """Opens calls and what belongs to them; each dialog is imported when it is first wanted."""

    async def open_call(
        self, patient_id: int, task_id: int | None = None, incoming: bool = False, phone: str | None = None
    ) -> bool:
        """Open a call to a patient, or take up the one that was put aside; one that is on the screen is shown.

        Return False where somebody else has the patient in work.
        """
        from assistant_tui.screens.call import CallScreen

        self.opening_call = True
        try:
            opened = await self.claimed(patient_id, incoming=incoming, phone=phone)
            if opened is None or isinstance(opened, Conflict):
                return opened is None
            call, front = opened.result, self.screen
            if isinstance(front, CallScreen) and front.patient_here() == patient_id:
                await front.show_call(call.call_id)
                return True
            fresh = not call.resumed and not incoming
            await self.push_screen(CallScreen(call.call_id, task_id=task_id, fresh=fresh))
            return True
        finally:
            self.opening_call = False

    async def do_incoming(self) -> None:
        """Ask who is calling, over whatever is open; a running call is put aside and taken up again afterwards."""
        from assistant_tui.dialogs.incoming import CallerDialog
        from assistant_tui.dialogs.new_caller import NewCallerForm

        waiting = (self.drafts.take(_NEXT_CALLER) or {}).get("text", "")
        form_open = any(isinstance(screen, NewCallerForm) for screen in self.screen_stack)
        who = await self.ask(CallerDialog(_("INCOMING CALL: who is it?"), text="" if form_open else waiting))
        if who is None:
            return
        patient_id, phone = who.patient_id, who.phone
        if patient_id is None and (patient_id := await self._add(who.text)) is not None:
            phone = await self._first_number(patient_id)  # who calls for the first time gives the number they call from
        if patient_id is not None:
            self.calls_in = patient_id
            try:
                await self.open_call(patient_id, incoming=True, phone=phone)
            finally:
                self.calls_in = None

    async def _first_number(self, patient_id: int) -> str | None:
        from db.queries.panel import panel

        known = await self.asked(panel, patient_id)
        return next((each.phone for each in known.contacts if each.phone), None) if known else None

    async def new_caller(self, text: str = "") -> None:
        """Ask for a new patient, with what was typed in the form; the first call comes to the list by itself."""
        await self._add(text)

    async def _add(self, text: str) -> int | None:
        from assistant_tui.dialogs.new_caller import NewCallerForm, first_values, patient_of
        from db.actions.patients import add_patient

        drafts = self.drafts
        unfinished = next((screen for screen in self.screen_stack if isinstance(screen, NewCallerForm)), None)
        if unfinished is not None:
            if not unfinished.take_in(text):
                drafts.keep(_NEXT_CALLER, {"text": text})
            return None
        drafts.forget(_NEXT_CALLER)
        kept = {**(drafts.take("new_caller") or {}), **first_values(text)}
        answers = await self.ask(NewCallerForm(kept, self.local_now, lambda values: drafts.keep("new_caller", values)))
        if answers is None:
            return None
        added = await self.done(add_patient, patient_of(answers, self.today()))
        if added is None:
            return None
        drafts.forget("new_caller")
        self.say(_("{name}: new patient, the first call is in the list", name=answers["name"]), undo=True)
        return added.result.patient_id

    # Made elsewhere.

    async def enter_late(self, patient_id: int | None) -> None:
        """Ask for a call that was made elsewhere, and record it."""
        from datetime import datetime

        from assistant_tui.calling.marking import Marking
        from assistant_tui.dialogs.incoming import CallerDialog
        from assistant_tui.dialogs.late_entry import AnyOutcome, LateEntryForm
        from assistant_tui.text.masks import masked_phone
        from assistant_tui.text.outcomes import person
        from db.actions.calls import log_call
        from db.queries.panel import panel

        if patient_id is None:
            who = await self.ask(CallerDialog(_("A call made elsewhere: with whom?"), new=False, number=False))
            patient_id = who.patient_id if who else None
        known = await self.asked(panel, patient_id) if patient_id is not None else None
        if known is None or patient_id is None:
            return
        numbers = [each.written for each in known.contacts if each.active]
        name = person(known.full_name)
        likely = numbers[0] if numbers else ""
        first = await self.ask(LateEntryForm(name, masked_phone(likely), self.local_now))
        if first is None:
            return
        picked = await self.ask(AnyOutcome(_("{name}: what came out?", name=name)))
        if picked is None:
            return
        given = await self._answers(Marking(self, known, f"late:{patient_id}", self.drafts), picked.id)
        at = first["at"]
        if given is None or not isinstance(at, datetime):
            return
        spoke, spoke_name, task_id, form = given
        phone = likely if first["phone"] == masked_phone(likely) else first["phone"]
        logged = await self.done(
            log_call, patient_id, picked.id, reason=task_id, spoke=spoke, spoke_name=spoke_name, at=at, form=form,
            incoming=first["direction"] == "in", phone=str(phone) if phone else None,
        )  # fmt: skip
        if logged:
            self.say(_("{name}: the late call is entered", name=name), undo=True)

    async def _answers(
        self, marking: "Marking", code: str
    ) -> "tuple[str | None, str | None, int | None, MarkForm] | None":
        """Return who spoke, their name, the reason and the form for an outcome; None where the person left."""
        from assistant_tui.calling.speaker import PATIENT, STRANGER
        from db.actions.forms import MarkForm
        from db.rules.facts import Connection, Outcome, Spoke

        if code in tuple(Connection):
            if code != Connection.OTHER_PERSON:
                return None, None, None, MarkForm()
            who = await marking.who(STRANGER, also_patient=False)
            return (who.spoke.value, who.name, None, MarkForm()) if who else None
        who = await marking.who(PATIENT, also_patient=True)
        if who is None:
            return None
        if who.may(Outcome(code)) is not None:
            self.say(_("This does not count from the one who speaks"))
            return None
        target = await marking.about(Outcome(code), 0)
        if target is None:
            self.say(_("There is no reason that this fits"))
            return None
        form = await marking.form(Outcome(code), target, who)
        if form is None:
            return None
        marking.forget()
        return Spoke(who.spoke).value, who.name, target.reason.task_id if target.reason else None, form

    # Put right.

    async def correct_call(self, patient_id: int | None, call_id: int | None = None) -> None:
        """Ask which call of today is to be another one, and correct it; ``call_id`` is asked about alone."""
        from assistant_tui.dialogs.correct_call import CorrectDialog
        from db.queries.steps import todays_calls

        mine = [each for each in await self.asked(todays_calls) or () if not each.undone and each.connection]
        if call_id is not None:
            mine = [each for each in mine if each.id == call_id]
        mine.sort(key=lambda each: each.patient_id != patient_id)
        wanted = await self.ask(CorrectDialog(mine, chosen=call_id is not None))
        if wanted is None:
            return
        if wanted.outcome is None:
            await self._other_patient(wanted.call)
        else:
            await self._other_outcome(wanted.call, wanted.outcome)

    async def _other_patient(self, call: "CallEntry") -> None:
        from assistant_tui.dialogs.incoming import CallerDialog
        from assistant_tui.text.outcomes import person
        from db.actions.calls import correct_call

        question = _("{name}: with whom was the call?", name=person(call.full_name))
        family = call.full_name.split()[0] if call.full_name.split() else ""
        who = await self.ask(CallerDialog(question, new=False, number=False, text=family))
        if who is None or who.patient_id is None:
            return
        done = await self.done(correct_call, call.id, patient_id=who.patient_id)
        if done:
            name = person(await self.name_of(who.patient_id))
            said = _("The call is now that of {name}; the trace stays", name=name)
            if done.result.left:
                said += " · " + _("what does not fit was left out: mark it anew")
            self.say(said, undo=True)

    async def _other_outcome(self, call: "CallEntry", code: str) -> None:
        from assistant_tui.calling.marking import Marking
        from assistant_tui.calling.speaker import PATIENT
        from assistant_tui.dialogs.correct_call import OTHER
        from assistant_tui.text.outcomes import person
        from db.actions.calls import correct_call
        from db.actions.forms import MarkForm
        from db.queries.panel import panel
        from db.rules.facts import Connection, Outcome

        known = await self.asked(panel, call.patient_id)
        if known is None:
            return
        marking = Marking(self, known, f"correct:{call.id}", self.drafts)
        if code == OTHER:
            picked = await marking.other(PATIENT)
            if picked is None:
                return
            code = picked.value
        form, spoke = MarkForm(), None
        if code == Connection.OTHER_PERSON:
            who = await marking.who(None, also_patient=False)
            if who is None:
                return
            spoke = who.spoke.value
        elif code not in tuple(Connection):
            target = await marking.about(Outcome(code), 0)
            asked = await marking.form(Outcome(code), target, PATIENT) if target is not None else None
            if target is None:
                # The reason is settled by the very mark that is put right: the record knows which one it was.
                from assistant_tui.calling.speaker import Target

                asked = await marking.form(Outcome(code), Target(), PATIENT)
            if asked is None:
                return
            form = asked
            marking.forget()
        if await self.done(correct_call, call.id, outcome=code, spoke=spoke, form=form):
            self.say(_("{name}: the call is put right; the trace stays", name=person(call.full_name)), undo=True)

    # Undo.

    async def do_undo(self) -> None:
        """Take back the last step of the person, whatever it was; an opened call that has no mark first."""
        from db.actions.calls import drop_call

        call_id, self.opened_by_slip = self.opened_by_slip, None
        if call_id is not None and await self.done(drop_call, call_id):
            self.say(_("The call is taken back: nothing was recorded"))
            return
        await self.take_back()

    async def take_back(self) -> None:
        """Take back the last step that was written."""
        await super().do_undo()
