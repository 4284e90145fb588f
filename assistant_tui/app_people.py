"""One patient's record by hand: what can be changed, from the menu and from the lines of a card."""

from assistant_tui.app_closing import ClosingWays
from assistant_tui.text.i18n import _
from assistant_tui.widgets.choice import Choice

_ROWS = ("contact", "barrier", "pause")


class PeopleWays(ClosingWays):
    """What one does with a patient's record."""

    async def change_record(self, patient_id: int) -> None:
        """Ask what of a patient's record is to be changed, and change it."""
        from assistant_tui.dialogs.pick import PickDialog
        from assistant_tui.record.patient_parts import SECTIONS
        from db.queries.by_hand import coming

        now = await self.asked(coming, patient_id)
        if now is None:
            return
        if now.erased_at is not None:
            self.say(_("The personal data are erased already"))
            return
        closed, name = now.phase == "closed", await self.name_of(patient_id)
        open_only = _("the support has ended") if closed else None
        choices = [Choice(section, _(said)) for section, said in SECTIONS.items()]
        choices += [
            Choice("contact", _("add a number …")), Choice("barrier", _("add a difficulty …"), off=open_only),
            Choice("pause", _("hold the calls …"), off=open_only),
            Choice("reopen", _("take back …")) if closed else Choice("phase", _("phase, end of the support …")),
            Choice("milestone", _("a date of the way …")),
            Choice("erase", _("erase the personal data by law …"), off=None if closed else _("end the support first")),
        ]  # fmt: skip
        picked = await self.ask(PickDialog(_("Change the record: {name}", name=name), choices))
        if picked is None:
            return
        if picked.id in SECTIONS:
            await self.change_section(patient_id, picked.id)
            return
        ways = {
            "contact": self.add_contact, "barrier": self.add_barrier, "pause": self.pause_calls,
            "phase": self.set_phase, "reopen": self.reopen, "milestone": self.add_milestone, "erase": self.erase,
        }  # fmt: skip
        await ways[picked.id](patient_id)

    async def change_section(self, patient_id: int, section: str) -> None:
        """Change one section of a patient's data by its form."""
        from assistant_tui.record.patient_parts import form_of, shown_patient, stored_patient
        from db.actions.patients import edit_patient

        if not await self.opened_for_form(patient_id):
            return
        name, form = await self.name_of(patient_id), form_of(section, self.today())
        saved = await self.edit_row(
            "patient", patient_id, _("Change the record: {name}", name=name), form.parts, edit_patient,
            draft=f"patient:{patient_id}:{section}", echo=form.echo, shown=shown_patient, stored=stored_patient,
        )  # fmt: skip
        self.say_saved(saved, _("{name}: the record is changed", name=name))

    # Lines of a card.

    def acts_on(self, key: str) -> bool:
        """Tell whether something can be done with a line of a card."""
        from assistant_tui.record.patient_parts import section_of

        kind, _colon, rest = key.partition(":")
        if kind in _ROWS:
            return rest == "none" or rest.isdigit()
        return kind in ("phase", "difficulties") or (kind == "milestone" and not rest.isdigit()) or bool(
            section_of(key))  # fmt: skip

    async def act_on_line(self, patient_id: int, key: str) -> bool:
        """Ask what is to be done with a line of a card, and do it; False where it is only to be read."""
        from assistant_tui.record.patient_parts import section_of
        from assistant_tui.widgets.card_lists import course_of, test_of, visit_of
        from db.queries.by_hand import coming

        if (visit_id := visit_of(key)) is not None:
            await self.visit_menu(visit_id)
            return True
        if (test_id := test_of(key)) is not None:
            return await self.act_on_test_of(patient_id, test_id)
        if (course_id := course_of(key)) is not None:
            return await self.act_on_course_of(patient_id, course_id)
        if not self.acts_on(key):
            return False
        now = await self.asked(coming, patient_id)
        if now is None or now.erased_at is not None:
            return False
        kind, _colon, rest = key.partition(":")
        if kind in _ROWS and rest.isdigit():
            ways = {"contact": self.act_on_contact, "barrier": self.act_on_barrier, "pause": self.act_on_pause}
            return await ways[kind](int(rest))
        section = section_of(key)
        if section is not None:
            await self.change_section(patient_id, section)
        elif kind == "contact":
            await self.add_contact(patient_id)
        elif kind == "phase":
            await self.set_phase(patient_id)
        elif kind == "milestone" and rest != "none":
            await self.set_milestone(patient_id, rest)
        elif kind == "milestone":
            await self.add_milestone(patient_id)
        else:
            await self.add_barrier(patient_id)
        return True
