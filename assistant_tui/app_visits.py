"""Visits: booked, moved, called off, settled and put right, for any screen; each is asked, written and said here."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from assistant_tui.app_ways import Ways
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.statuses import BOOKED, VISIT, status_words
from assistant_tui.widgets.choice import Choice

if TYPE_CHECKING:
    from db.queries.lists import VisitRow
    from db.queries.visits import PatientVisits, VisitSheet

_STANDS: Final = frozenset({"planned", "confirmed", "to_move"})
_SAID: Final = {"attended": N_("{name}: took place"), "missed": N_("{name}: did not come")}
_OUTCOMES: Final = (
    ("attended", "system", N_("took place: EMIAS says so")), ("attended", "words", N_("took place: as told")),
    ("missed", "system", N_("did not come: EMIAS says so")), ("missed", "words", N_("did not come: as told")),
)  # fmt: skip


class VisitWays(Ways):
    """What one does with visits: F4 about a patient, Enter and Space about a visit."""

    # About a patient.

    async def book_visit(self, patient_id: int) -> None:
        """Book a visit; where some stand, ask whether one of them is meant."""
        from assistant_tui.dialogs.pick import PickDialog
        from db.queries.visits import patient_visits

        found = await self.asked(patient_visits, patient_id)
        if found is None:
            return
        name = await self.name_of(patient_id)
        if not (found.unclear or found.coming or found.lost):
            await self._visit_new(patient_id, name)
            return

        async def again() -> list[Choice] | None:
            now = await self.asked(patient_visits, patient_id)
            return self._visit_choices(now) if now is not None else None

        picked = await self.ask(PickDialog(_("{name}: visits", name=name), self._visit_choices(found), again=again))
        if picked is None:
            return
        kind, _colon, visit_id = picked.id.partition(":")
        if visit_id:
            await self.visit_menu(int(visit_id))
        else:
            await self._visit_new(patient_id, name, over=kind == "late")

    def _visit_choices(self, found: "PatientVisits") -> list[Choice]:
        """Return what F4 offers about a patient: a new visit, those that stand, one that is over."""
        from assistant_tui.text.booking import visit_words

        words = self.words()
        choices = [Choice("new", _("book a new visit …"))]
        for each in (*found.unclear, *found.coming, *found.lost):
            state = "" if each.status == "planned" else status_words(VISIT, each.status)
            choices.append(
                Choice(f"visit:{each.id}", visit_words(each, words), state, group=_("Move, call off, settle"))
            )
        choices.append(Choice("late", _("enter a visit that is over …"), group=_("Enter")))
        return choices

    async def enter_visit(self, patient_id: int) -> None:
        """Enter a visit that is over."""
        await self._visit_new(patient_id, await self.name_of(patient_id), over=True)

    async def _visit_new(
        self, patient_id: int, name: str, follows: "VisitRow | None" = None, *, over: bool = False
    ) -> None:
        from assistant_tui.visiting.booking import Booking

        await Booking(self, patient_id, name, follows, over=over).write()

    # About a visit.

    async def visit_menu(self, visit_id: int) -> None:
        """Ask what is to be done with a visit, and do it."""
        from assistant_tui.dialogs.outcome_pick import QuickPick
        from assistant_tui.text.booking import when_words
        from db.queries.visits import visit_sheet

        sheet = await self.asked(visit_sheet, visit_id)
        if sheet is None:
            return
        visit, name = sheet.visit, await self.name_of(sheet.visit.patient_id)
        what = f"{self.words().service(visit.service, named=True)} {when_words(visit)}"
        ways = self._visit_ways(visit)
        first = next(way.id for way in ways if way.off is None)

        async def again() -> Sequence[Choice] | None:
            nonlocal visit
            now = await self.asked(visit_sheet, visit_id)
            visit = now.visit if now is not None else visit
            return self._visit_ways(visit)

        more = "\n".join(_about(sheet))
        picked = await self.ask(QuickPick(f"{name} · {what}", ways, default=first, more=more, again=again))
        if picked is not None:
            await self._visit_do(picked.id, visit, name)

    def _visit_ways(self, visit: "VisitRow") -> Sequence[Choice]:
        """Return what can be done with a visit, each always by the same digit."""
        state = status_words(VISIT, visit.status)
        ahead = _("it is still ahead") if visit.starts_at > self.now() else None
        stands = None if visit.status in _STANDS else state
        moved = state if visit.status == "moved" else None
        again = visit.status in ("missed", "cancelled")
        move = Choice("again", _("book a new time …")) if again else Choice("move", _("move …"), off=stands)
        booked = visit.booking_number or status_words(BOOKED, visit.booked_in)
        return [
            Choice("attended", _("took place"), off=moved or ahead or _if(state, visit.status == "attended")),
            Choice("missed", _("did not come"), off=moved or ahead or _if(state, visit.status == "missed")),
            move, Choice("cancel", _("call off …"), off=stands),
            Choice("number", _("number of the booking in EMIAS …"), booked, off=moved),
            Choice("change", _("change place, doctor, note …"), off=moved), Choice("card", _("open the card")),
            Choice("call", _("call the patient")),
        ]  # fmt: skip

    async def _visit_do(self, way: str, visit: "VisitRow", name: str) -> None:
        from assistant_tui.visiting.changing import Changing

        if way in _SAID:
            await self._visit_outcome(visit, name, way)
        elif way == "move":
            await self._visit_move(visit, name)
        elif way == "again":
            await self._visit_new(visit.patient_id, name, visit)
        elif way == "cancel":
            await self._visit_cancel(visit, name)
        elif way == "number":
            await self._visit_number(visit, name)
        elif way == "change":
            await Changing(self, name, visit.id).write()
        elif way == "card":
            await self.open_card(visit.patient_id, tab="visits")
        else:
            await self.open_call(visit.patient_id)

    async def settle_visit(self, visit_id: int) -> None:
        """Do what is plainly next with a visit: what became of it, its number, a new time."""
        from db.queries.visits import visit_sheet

        sheet = await self.asked(visit_sheet, visit_id)
        if sheet is None:
            return
        visit, name = sheet.visit, await self.name_of(sheet.visit.patient_id)
        if visit.status == "to_move":
            await self._visit_move(visit, name)
        elif visit.status in _STANDS and visit.starts_at <= self.now():
            await self._visit_outcome(visit, name)
        elif visit.status in _STANDS and visit.booked_in != "booked":
            await self._visit_number(visit, name)
        elif visit.status in ("missed", "cancelled") and sheet.chain[-1].id == visit.id:
            await self._visit_new(visit.patient_id, name, visit)
        else:
            self.say(_("{name}: nothing is left to settle here · Enter: all that can be done", name=name))

    async def _visit_outcome(self, visit: "VisitRow", name: str, status: str | None = None) -> None:
        """Ask where it is known from, why it was missed, and write what became of a visit."""
        from assistant_tui.dialogs.outcome_pick import QuickPick
        from assistant_tui.dialogs.settle import BecauseDialog
        from assistant_tui.text.booking import when_words
        from db.actions.visits import set_visit_status

        ways = [each for each in _OUTCOMES if status in (None, each[0])]
        what = f"{self.words().service(visit.service)} {when_words(visit)}"
        choices = [Choice(str(place), _(label)) for place, (_status, _from, label) in enumerate(ways)]
        picked = await self.ask(QuickPick(f"{name} · {what}", choices, default="0"))
        if picked is None:
            return
        status, told_from, _label = ways[int(picked.id)]
        because: str | None = None
        if status == "missed":
            why = await self.ask(BecauseDialog())
            if why is None:
                return
            because = why.text if why.id == "other" and why.text else why.id
        done = await self.done(
            set_visit_status, visit.id, status, told_from=told_from, because=because, version=visit.version
        )
        if done:
            self.say(_(_SAID[status], name=name), undo=True)

    async def _visit_move(self, visit: "VisitRow", name: str) -> None:
        from assistant_tui.visiting.moving import Moving
        from db.actions.visits import move_visit

        moving = Moving(self, name, visit.id)
        move = await moving.ask()
        if move is None:
            return
        done = await self.done(
            move_visit, visit.id, move.starts_at, organisation_id=move.organisation_id, initiative=move.initiative,
            because=move.because, booked_in=move.booked_in or "planned", booking_number=move.booking_number,
            clinician=move.clinician, room=move.room, version=visit.version,
        )  # fmt: skip
        if done is None:
            return
        moving.forget()
        if move.starts_at is None:
            self.say(_("{name}: to be moved, there is no new time yet", name=name), undo=True)
        else:
            when = self.words().moment(move.starts_at)
            self.say(_("{name}: moved to {when}", name=name, when=when), undo=True)
            await self.offer_shift(visit.patient_id)

    async def _visit_cancel(self, visit: "VisitRow", name: str) -> None:
        from assistant_tui.dialogs.outcome_pick import QuickPick
        from assistant_tui.dialogs.settle import BecauseDialog
        from assistant_tui.text.booking import INITIATIVES, when_words
        from db.actions.visits import cancel_visit

        choices = [Choice(code, _(label)) for code, label in INITIATIVES]
        question = _("{name}: because of whom is it called off?", name=name)
        who = await self.ask(QuickPick(question, choices, default="patient", more=when_words(visit)))
        if who is None:
            return
        why = await self.ask(BecauseDialog())
        if why is None:
            return
        because = why.text if why.id == "other" and why.text else why.id
        if await self.done(cancel_visit, visit.id, because=because, initiative=who.id, version=visit.version):
            self.say(_("{name}: called off", name=name), undo=True)

    async def _visit_number(self, visit: "VisitRow", name: str) -> None:
        """Ask what the booking system says: a number is what is wanted, nothing says that it is not found."""
        from assistant_tui.dialogs.outcome_form import Ask, OutcomeForm
        from db.actions.visits import set_booking

        booked = "booked" if visit.booked_in == "planned" else visit.booked_in
        asks = [
            Ask("number", N_("Booking number"), value=visit.booking_number or ""),
            Ask("booked", N_("In EMIAS"), "choice", booked, options=tuple(BOOKED.items())),
        ]
        more = _("Not found there: choose it below, a task then stays until it is booked.")
        form = OutcomeForm(_("{name}: the number of the booking", name=name), asks, self.local_now, more=more)
        answers = await self.ask(form)
        if answers is None:
            return
        number = answers["number"] if isinstance(answers["number"], str) else None
        state = "booked" if number else str(answers["booked"])
        if await self.done(set_booking, visit.id, state, number=number, version=visit.version):
            said = _("{name}: booked in EMIAS under № {number}", name=name, number=number)
            self.say(said if number else f"{name}: {status_words(BOOKED, state)}", undo=True)


def _if(said: str, true: bool) -> str | None:
    return said if true else None


def _about(sheet: "VisitSheet") -> list[str]:
    """Return what is known of a visit, in lines: its state, how it was moved, what comes before and after."""
    from assistant_tui.text.booking import chain_words, why_words

    visit, lines = sheet.visit, []
    state = status_words(VISIT, visit.status)
    lines.append(" · ".join(filter(None, (state[:1].upper() + state[1:], why_words(visit), visit.organisation or ""))))
    if chain := chain_words(sheet.chain):
        lines.append(chain[:1].upper() + chain[1:])
    return lines
