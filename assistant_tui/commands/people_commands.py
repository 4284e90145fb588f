"""Commands that change one patient's record; the card offers all of them, lists the first."""

from assistant_tui.caseload_here import caseload_app
from assistant_tui.commands.host import CommandHost
from assistant_tui.text.i18n import _


class PeopleCommands(CommandHost):
    """Mix-in of the commands on the record of the patient whom `patient_here()` names."""

    def patient_here(self) -> int | None:
        """Return the patient that commands are about, or None."""
        return None

    def _nobody(self) -> str | None:
        return _("First choose a patient") if self.patient_here() is None else None

    off_edit_patient = off_add_contact = off_add_barrier = off_pause_calls = off_set_phase = _nobody
    off_close_patient = off_reopen = off_erase = _nobody

    async def do_edit_patient(self) -> None:
        """Change the record."""
        if (patient_id := self.patient_here()) is not None:
            await caseload_app(self).change_record(patient_id)

    async def do_add_contact(self) -> None:
        """Add a number."""
        if (patient_id := self.patient_here()) is not None:
            await caseload_app(self).add_contact(patient_id)

    async def do_add_barrier(self) -> None:
        """Add a difficulty."""
        if (patient_id := self.patient_here()) is not None:
            await caseload_app(self).add_barrier(patient_id)

    async def do_pause_calls(self) -> None:
        """Hold the calls."""
        if (patient_id := self.patient_here()) is not None:
            await caseload_app(self).pause_calls(patient_id)

    async def do_set_phase(self) -> None:
        """Set the phase."""
        if (patient_id := self.patient_here()) is not None:
            await caseload_app(self).set_phase(patient_id)

    async def do_close_patient(self) -> None:
        """End the support."""
        if (patient_id := self.patient_here()) is not None:
            await caseload_app(self).close_patient(patient_id)

    async def do_reopen(self) -> None:
        """Take back."""
        if (patient_id := self.patient_here()) is not None:
            await caseload_app(self).reopen(patient_id)

    async def do_erase(self) -> None:
        """Erase the personal data by law."""
        if (patient_id := self.patient_here()) is not None:
            await caseload_app(self).erase(patient_id)
