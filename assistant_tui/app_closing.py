"""Phases by hand, the end of the support and the way back, and lawful erasure."""

from typing import TYPE_CHECKING, Final

from assistant_tui.app_difficulties import DifficultyWays
from assistant_tui.text.codes import label
from assistant_tui.text.dates import moment_words
from assistant_tui.text.i18n import N_, _, language, ngettext_
from assistant_tui.widgets.choice import Choice

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from db.queries.by_hand import Coming

BASES: Final = {
    "consent_withdrawn": N_("the consent is withdrawn"), "purpose_achieved": N_("there is nothing to keep it for"),
    "unlawful": N_("it was taken unlawfully"), "demanded": N_("the person demands it"),
    "court": N_("a court or an authority orders it"),
}  # fmt: skip
"""Why the law asks for an erasure, by code."""

_OF_ROWS: Final = frozenset({"contact", "consent", "barrier", "pause", "correct"})
"""Drafts whose number is that of a row, not of the patient."""

_CANCEL: Final = (("no", N_("let them stand")), ("yes", N_("cancel them all")))


def coming_words(coming: "Coming", zone: "ZoneInfo") -> str:
    """Return what is to come for a patient, empty where nothing is."""
    said = []
    if coming.visits:
        first = f" ({moment_words(coming.first_visit_at, zone)})" if coming.first_visit_at else ""
        said.append(ngettext_("{n} visit", "{n} visits", coming.visits) + first)
    said += [ngettext_("{n} test", "{n} tests", coming.tests)] if coming.tests else []
    said += [ngettext_("{n} reminder", "{n} reminders", coming.reminders)] if coming.reminders else []
    return ", ".join(said)


class ClosingWays(DifficultyWays):
    """What one does with the phase of a patient."""

    async def set_phase(self, patient_id: int) -> None:
        """Ask for the phase, the end of the support among them, and set it."""
        from assistant_tui.dialogs.pick import PickDialog
        from db.actions.closing import set_phase
        from db.defaults import outcome_table
        from db.queries.by_hand import coming

        now = await self.asked(coming, patient_id)
        if now is None:
            return
        name = await self.name_of(patient_id)
        if now.phase == "closed":
            await self.reopen(patient_id)
            return
        choices = [
            Choice(code, words.in_(language()), off=_("it is this one now") if code == now.phase else None)
            for code, words in outcome_table().phases.items() if code != "closed"
        ]  # fmt: skip
        choices.append(Choice("closed", _("end the support …")))
        picked = await self.ask(PickDialog(_("{name}: which phase?", name=name), choices))
        if picked is None:
            return
        if picked.id == "closed":
            await self.close_patient(patient_id)
        elif await self.done(set_phase, patient_id, picked.id):
            self.say(f"{name}: {label('phases', picked.id)}", undo=True)

    async def close_patient(self, patient_id: int) -> None:
        """Say what is to come, ask why the support ends and whether that is cancelled, and end it."""
        from assistant_tui.dialogs.form_fields import Ask
        from assistant_tui.record.parts import Part
        from db.actions.closing import BY_DECISION, close_patient
        from db.defaults import outcome_table
        from db.queries.by_hand import coming

        now = await self.asked(coming, patient_id)
        if now is None:
            return
        if now.phase == "closed":
            self.say(_("The support has ended already"))
            return
        name, draft = await self.name_of(patient_id), f"close:{patient_id}"
        reasons = [
            (code, words.in_(language())) for code, words in outcome_table().closed_because.items()
            if code != BY_DECISION
        ]  # fmt: skip
        parts = [Part(Ask("because", N_("Why"), "suggest", options=reasons, needed=True))]
        there = coming_words(now, self.zone)
        if there:
            parts.append(Part(Ask("cancel", N_("What is to come"), "choice", options=_CANCEL)))
        parts.append(Part(Ask("text", N_("In words"), "note")))
        lines = [_("All calls stop; questions to the supervisor stay.")]
        lines.append(_("To come: {what}.", what=there) if there else _("Nothing is to come."))
        lines.append(_("A death is no reason here: it is an outcome of a call, and the supervisor confirms it."))
        question = _("End the support of {name}", name=name)
        given = await self.fill(question, parts, {"cancel": "no"}, draft, more="\n".join(lines))
        if given is None:
            return
        done = await self.done(
            close_patient, patient_id, str(given["because"]), cancel=given.get("cancel") == "yes",
            text=str(given["text"]) if given["text"] else None,
        )  # fmt: skip
        if done is not None:
            self.drafts.forget(draft)
            why = label("closed_because", done.result.because)
            said = _("{name}: the support has ended ({why})", name=name, why=why)
            result = done.result
            if result.visits or result.tests or result.reminders:
                said += " · " + _("what was to come is cancelled")
            self.say(said, undo=True)

    async def reopen(self, patient_id: int) -> None:
        """Ask why somebody is taken back, and take them back."""
        from assistant_tui.dialogs.form_fields import Ask
        from assistant_tui.record.parts import Part
        from db.actions.decisions import reopen_patient
        from db.queries.by_hand import coming

        now = await self.asked(coming, patient_id)
        if now is None:
            return
        if now.phase != "closed":
            self.say(_("The support has not ended"))
            return
        name, draft = await self.name_of(patient_id), f"reopen:{patient_id}"
        more = _("It ended: {why}. What was cancelled stays cancelled.",
                 why=label("closed_because", now.closed_because or "other"))  # fmt: skip
        part = Part(Ask("text", N_("Why"), "note", needed=True))
        given = await self.fill(_("Take {name} back", name=name), [part], {}, draft, more=more)
        if given is None:
            return
        done = await self.done(reopen_patient, patient_id, text=str(given["text"]))
        if done is not None:
            self.drafts.forget(draft)
            phase = label("phases", done.result.phase)
            self.say(_("{name} is taken back: {phase}", name=name, phase=phase), undo=True)

    async def erase(self, patient_id: int) -> None:
        """Ask for basis, paper and the patient's number, then erase the personal data for good."""
        from assistant_tui.dialogs.form_fields import Ask
        from assistant_tui.record.parts import Part
        from db.actions.erasure import erase_patient
        from db.queries.by_hand import coming

        now = await self.asked(coming, patient_id)
        if now is None:
            return
        if now.erased_at is not None or now.phase != "closed":
            erased = now.erased_at is not None
            self.say(_("The personal data are erased already") if erased else _("First end the support, then erase"))
            return
        name = await self.name_of(patient_id)
        parts = [
            Part(Ask("basis", N_("By what right"), "suggest", options=[(code, _(said)) for code, said in BASES.items()],
                     needed=True)),
            Part(Ask("paper", N_("The request lies"), needed=True, placeholder=N_("folder and sheet, no names"))),
            Part(Ask("number", N_("Patient's number"), needed=True,
                     check=lambda text: None if text == str(patient_id) else _("This is not the number"))),
        ]  # fmt: skip
        more = "\n".join((
            _("For a supervisor or an administrator. This cannot be undone."),
            _("Name, numbers, papers, diagnosis and notes go, also from the journal."),
            _("Dates, outcomes and the audit stay. Earlier copies of the database keep all."),
            _("Type the number {number} to confirm.", number=patient_id),
        ))  # fmt: skip
        given = await self.fill(_("Erase the personal data of {name}", name=name), parts, {}, f"erase:{patient_id}",
                                more=more)  # fmt: skip
        if given is None:
            return
        rows = await self._rows_of(patient_id)
        done = await self.done(erase_patient, patient_id, str(given["basis"]), paper=str(given["paper"]))
        if done is not None:
            await self._clean_up(patient_id, rows)
            self.say(_("The personal data of patient {number} are erased", number=patient_id))

    async def _rows_of(self, patient_id: int) -> set[str]:
        """Return the rows of a patient that have forms, and with them drafts, of their own."""
        from db.queries.patients import card

        found = await self.asked(card, patient_id)
        if found is None:
            return set()
        rows = {f"{form}:{each.id}" for form in ("contact", "consent") for each in found.contacts}
        rows |= {f"{form}:{each.id}" for form in ("barrier", "barrier:end") for each in found.barriers}
        rows |= {f"correct:{each.id}" for each in found.calls}
        return rows | {f"pause:{each.id}" for each in found.pauses}

    async def _clean_up(self, patient_id: int, rows: set[str]) -> None:
        """Let no draft and no log beside the database keep what was erased."""
        for form in self.drafts.waiting():
            kind, *more = form.split(":")
            own = str(patient_id) in more and (kind not in _OF_ROWS or more[0] == "new")
            if own or form in rows:
                self.drafts.forget(form)
        caseload = self.caseload
        await self.write(caseload.settle_files)
