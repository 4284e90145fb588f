"""What the app asks and does about a patient for any screen: notes, work without a call, why, undo."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from assistant_tui.app_clipboard import ClipboardWays
from assistant_tui.text.i18n import N_, _, ngettext_
from assistant_tui.text.names import short_person

if TYPE_CHECKING:
    from rich.text import Text

    from db.queries.reasons import Reason

_PAST = 30


class Ways(ClipboardWays):
    """The small dialogs of the record; each is read, asked, written, and said in one place."""

    async def name_of(self, patient_id: int) -> str:
        """Return the short name of a patient."""
        from db.queries.panel import panel

        found = await self.asked(panel, patient_id)
        return short_person(found.full_name) if found else ""

    async def past_of(self, patient_id: int) -> "list[Text]":
        """Return the latest of what happened with a patient, a line each, as the history says it."""
        from assistant_tui.text.timeline import timeline_lines
        from db.queries.timeline import timeline

        return timeline_lines(await self.asked(timeline, patient_id, limit=_PAST) or (), self.words())

    async def write_note(self, patient_id: int) -> None:
        """Ask for a note about a patient, and write it; a note left half-way is offered again."""
        from assistant_tui.dialogs.note import NoteDialog
        from db.actions.notes import add_note

        name = await self.name_of(patient_id)
        drafts, form = self.drafts, f"note:{patient_id}"
        kept = (drafts.take(form) or {}).get("text", "")
        text = await self.ask(
            NoteDialog(_("Note: {name}", name=name), text=kept, keep=lambda text: drafts.keep(form, {"text": text}))
        )
        if text and await self.done(add_note, patient_id, text):
            drafts.forget(form)
            self.say(_("{name}: the note is saved", name=name), undo=True)

    async def explain(self, patient_id: int) -> None:
        """Show why a patient stands where the list has the row."""
        from assistant_tui.dialogs.why import WhyDialog
        from db.queries.call_list import explain

        found = await self.asked(explain, patient_id)
        if found is not None:
            await self.ask(WhyDialog(await self.name_of(patient_id), found, self.words()))

    # Work without a call.

    async def settle(self, patient_id: int, reasons: "Sequence[Reason]") -> None:
        """Ask what came of work that needs no call, and write it."""
        from assistant_tui.dialogs.settle import CALL, CARD, POSTPONE, ReasonDialog, SettleDialog

        name, reason = await self.name_of(patient_id), reasons[0]
        if len(reasons) > 1:
            which = await self.ask(ReasonDialog(name, reasons, self.words()))
            if which is None:
                return
            reason = reasons[int(which.id)]
        if reason.kind in ("decision", "conclusion"):
            await self.decide(patient_id, reason)
            return
        said = await self._answer_of(patient_id, reason) if reason.kind == "answer" else None
        picked = await self.ask(SettleDialog(name, reason, self.words(), said))
        if picked is None:
            return
        if picked.id == CALL:
            await self.open_call(patient_id, task_id=reason.task_id)
        elif picked.id == CARD:
            await self.open_card(patient_id)
        elif picked.id == POSTPONE:
            await self.postpone(name, reason)
        else:
            await self._settle(patient_id, name, reason, int(picked.id))

    async def _answer_of(self, patient_id: int, reason: "Reason") -> "Text | None":
        """Return what the supervisor answered, in the supervisor's words."""
        from assistant_tui.text.decisions import answered_line
        from db.queries.decisions import decisions

        found = await self.asked(decisions, reason.due_from - timedelta(days=1), patient_id=patient_id) or ()
        here = [row for row in found if row.id == dict(reason.params).get("decision")]
        return answered_line(here[0], self.words()) if here else None

    async def postpone(self, name: str, reason: "Reason") -> None:
        """Ask for a later time, and put work off; never behind its end."""
        from assistant_tui.dialogs.pick_date import DateDialog
        from assistant_tui.dialogs.reminder import moment_of
        from db.actions.postponing import postpone

        day = await self.ask(DateDialog(_("{name}: put off until?", name=name), self.local_now))
        if day is None:
            return
        done = await self.done(postpone, reason.task_id, moment_of(day, self.local_now()))
        if done is not None:
            when = self.words().moment(done.result.until_at, zone=self.zone)
            self.say(_("{name}: put off until {when}", name=name, when=when), undo=True)

    async def _settle(self, patient_id: int, name: str, reason: "Reason", place: int) -> None:
        from assistant_tui.dialogs.settle import BecauseDialog, settlements
        from db.actions.forms import MarkForm
        from db.actions.marks import settle_task

        way = settlements(reason.kind)[place]
        if reason.kind == "check_booking":
            await self._book(name, reason, way.outcome, bool(way.asks))
            return
        form = MarkForm()
        if way.asks == "because":
            because = await self.ask(BecauseDialog())
            if because is None:
                return
            form = MarkForm(because=because.id, text=because.text or None)
        if await self.done(settle_task, reason.task_id, way.outcome, told_from=way.told_from, form=form):
            self.say(f"{name}: {_(way.label)}", undo=True)

    async def _book(self, name: str, reason: "Reason", booked_in: str, asks_number: bool) -> None:
        from assistant_tui.dialogs.text_prompt import TextPrompt
        from db.actions.visits import set_booking

        number: str | None = None
        if asks_number:
            number = await self.ask(TextPrompt(_("{name}: the number of the booking", name=name), N_("Number")))
            if number is None:
                return
        visit_id = dict(reason.params).get("visit")
        if isinstance(visit_id, int) and await self.done(set_booking, visit_id, booked_in, number=number or None):
            said = _("booked in EMIAS") if booked_in == "booked" else _("not found in EMIAS")
            self.say(f"{name}: {said}", undo=True)

    async def decide(self, patient_id: int, reason: "Reason") -> None:
        """Ask for the decision that waits, and write it."""
        from assistant_tui.dialogs.decision import CONFIRM, DecisionDialog
        from assistant_tui.text.decisions import known_lines
        from db.actions.decisions import answer_decision
        from db.queries.decisions import decisions

        name, decision_id = await self.name_of(patient_id), dict(reason.params).get("decision")
        found = await self.asked(decisions, self.now(), patient_id=patient_id) or ()
        known = [line for row in found if row.id == decision_id for line in known_lines(row, self.words())]
        answer = await self.ask(DecisionDialog(name, reason, self.words(), known))
        if answer is None or not isinstance(decision_id, int):
            return
        said = "confirmed" if answer.id == CONFIRM else "rejected"
        if await self.done(answer_decision, decision_id, said, text=answer.text or None):
            self.say(_("{name}: decided", name=name), undo=True)

    # Files.

    async def export_list(self) -> None:
        """Ask for a file, and save the call list there."""
        from assistant_tui.dialogs.export_list import ExportDialog
        from assistant_tui.text.list_export import export_columns, export_lines
        from db.exchange.export import export
        from db.queries.call_list import call_list

        found = await self.asked(call_list)
        path = await self.ask(ExportDialog(str(Path.home() / _("calls-{day}.xlsx", day=f"{self.today():%Y-%m-%d}"))))
        if found is None or path is None:
            return
        lines, target = export_lines(found.rows, self.words()), Path(path).expanduser()
        count = await self.write_out(
            "export", "today", target, lambda: export(lines, export_columns(), target),
            patients=[row.patient_id for row in found.rows],
        )  # fmt: skip
        if count is not None:
            self.say(ngettext_("Saved {n} row: {path}", "Saved {n} rows: {path}", count, path=target))

    # Undo.

    async def say_last_step(self) -> None:
        """Say what was done last, after a start or a change of hands; first what the calendar does not know."""
        from assistant_tui.text.limits import calendar_words
        from assistant_tui.text.steps import step_words
        from db.queries.steps import last_step

        unknown = calendar_words(self.caseload.rules.calendar, self.today())
        if unknown and not self.last_said[0]:
            self.say(unknown)
            return
        step = await self.asked(last_step)
        if step is not None and not self.last_said[0]:
            self.say(step_words(step), undo=True)

    async def do_undo(self) -> None:
        """Take back the last step of the person, whatever it was."""
        from assistant_tui.text.steps import undone_words
        from db.actions.undo import undo
        from db.queries.steps import last_step

        step = await self.asked(last_step)
        if await self.done(undo):
            self.say(undone_words(step))
