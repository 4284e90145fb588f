"""What can be done with the patient under the cursor or on the line; every list and the card offer it."""

from functools import partial

from assistant_tui.app_caseload import CaseloadApp
from assistant_tui.caseload_here import caseload_app
from assistant_tui.commands.catalogue import SCREENS
from assistant_tui.commands.people_commands import PeopleCommands
from assistant_tui.desk_screens import NEEDS
from assistant_tui.text.i18n import _


class PatientCommands(PeopleCommands):
    """Mix-in of the commands about one patient, and of going to other screens.

    The screen says who it is by `patient_here()`.
    """

    def __init__(self) -> None:
        super().__init__()
        for command in SCREENS:
            name = command.removeprefix("show_")
            setattr(self, f"do_{command}", partial(self._open_list, name))
            if name in NEEDS:
                setattr(self, f"off_{command}", partial(self._no_right, name))

    async def _open_list(self, name: str) -> None:
        await self.caseload_app.show_list(name)

    def _no_right(self, name: str) -> str | None:
        """Say who may not see a screen."""
        from db.rules.permissions import Right, may

        roles = self.caseload_app.caseload.user.roles
        return None if may(roles, Right(NEEDS[name])) else _("This is not among what your roles may do")

    def patient_here(self) -> int | None:
        """Return the patient that commands are about, or None."""
        return None

    @property
    def caseload_app(self) -> CaseloadApp:
        """The app, with its type."""
        return caseload_app(self)

    def _nobody(self) -> str | None:
        return _("First choose a patient") if self.patient_here() is None else None

    off_card = off_book = off_late_visit = off_task = off_note = off_tests = off_why = off_copy_ids = _nobody
    off_call_extract = _nobody

    off_message = _nobody

    async def do_card(self) -> None:
        """Open the card."""
        if (patient_id := self.patient_here()) is not None:
            await self.caseload_app.open_card(patient_id)

    async def do_book(self) -> None:
        """Book or move a visit."""
        if (patient_id := self.patient_here()) is not None:
            await self.caseload_app.book_visit(patient_id)

    async def do_late_visit(self) -> None:
        """Enter a visit that is over."""
        if (patient_id := self.patient_here()) is not None:
            await self.caseload_app.enter_visit(patient_id)

    async def do_tests(self) -> None:
        """Open the card at the tests."""
        if (patient_id := self.patient_here()) is not None:
            await self.caseload_app.open_card(patient_id, tab="tests")

    async def do_task(self) -> None:
        """Set a reminder."""
        if (patient_id := self.patient_here()) is not None:
            await self.caseload_app.set_reminder(patient_id)

    async def do_note(self) -> None:
        """Write a note."""
        if (patient_id := self.patient_here()) is not None:
            await self.caseload_app.write_note(patient_id)

    async def do_message(self) -> None:
        """Write to a colleague about the patient."""
        if (patient_id := self.patient_here()) is not None:
            await self.caseload_app.send_message(patient_id)

    async def do_why(self) -> None:
        """Say why the row is here."""
        if (patient_id := self.patient_here()) is not None:
            await self.caseload_app.explain(patient_id)

    async def do_copy_ids(self) -> None:
        """Copy policy and birth date."""
        if (patient_id := self.patient_here()) is not None:
            await self.caseload_app.copy_ids(patient_id)

    async def do_call_extract(self) -> None:
        """Write the calls with the patient as a page."""
        if (patient_id := self.patient_here()) is not None:
            await self.caseload_app.save_calls(patient_id)

    async def do_late_entry(self) -> None:
        """Enter a call made elsewhere."""
        await self.caseload_app.enter_late(self.patient_here())

    async def do_correct_call(self) -> None:
        """Correct a call of today."""
        await self.caseload_app.correct_call(self.patient_here())

    async def do_import(self) -> None:
        """Take patients from a file."""
        await self.caseload_app.open_import()

    async def do_export(self) -> None:
        """Save the call list to a file."""
        await self.caseload_app.export_list()
