"""Where one goes in the program: the day, a call, a card, a file; screens reach each other by the app alone."""

from typing import TYPE_CHECKING

from assistant_tui.app_calls import CallWays
from assistant_tui.app_organisations import OrganisationWays
from assistant_tui.app_people import PeopleWays
from assistant_tui.app_staff import StaffWays
from assistant_tui.app_tests import TestWays
from assistant_tui.app_workload import WorkloadWays
from assistant_tui.text.i18n import use_language

if TYPE_CHECKING:
    from db.caseload import Caseload


class Places(WorkloadWays, StaffWays, OrganisationWays, PeopleWays, TestWays, CallWays):
    """Opens the screens and dialogs; each is imported when it is first wanted."""

    file_to_begin_with: str | None = None
    """After a first run: the file to take patients from, empty to ask for one, None for later."""

    async def know_the_place(self) -> None:
        """Read what every screen says of the record: its services and the organisation; speak the person's language."""
        from db.queries.people import place, services

        self._services = {row.code: row for row in await self.asked(services) or ()}
        here = await self.asked(place)
        self._organisation = here.organisation if here else None
        if not self.settings.language and self.caseload.user.language:
            use_language(self.caseload.user.language)
            self.words_changed()

    def show_day(self) -> None:
        """Go back to the call list, or to what lies in its place for somebody who sees no patients."""
        from assistant_tui.desk_screens import desk_screen, first_screen
        from assistant_tui.screens.day import DayScreen

        first = desk_screen(first_screen(self.caseload.user.roles))
        kind = DayScreen if first is None else type(first)
        for screen in self.screen_stack[1:]:
            if isinstance(screen, kind):
                while self.screen is not screen:
                    self.pop_screen()
                return
        self.push_screen(first or DayScreen())

    async def show_list(self, name: str) -> None:
        """Go to a screen of the desk by its name, over the call list; Esc there comes back to it."""
        from assistant_tui.desk_screens import desk_screen, first_screen

        self.show_day()
        lowest = name == first_screen(self.caseload.user.roles)
        if not lowest and (opened := desk_screen(name)) is not None:
            await self.push_screen(opened)

    # Before the day.

    async def first_run(self) -> "Caseload | None":
        """Make the database and the first user; return it open, None where the person left."""
        from assistant_tui.screens.first_run import FirstRunScreen

        made = await self.push_screen_wait(FirstRunScreen())
        if made is None:
            self.exit(0)
            return None
        if not made.caseload.training:
            from assistant_tui.screens.recovery_key import RecoveryKeyScreen

            await self.push_screen_wait(RecoveryKeyScreen(made.recovery_key))
        self.file_to_begin_with = made.import_path
        return made.caseload

    # About a patient.

    async def open_card(self, patient_id: int, tab: str | None = None) -> None:
        """Open a patient's card; that somebody looked is noted."""
        from assistant_tui.screens.card import CardScreen
        from db.actions.patients import open_card

        patient_id = await self.kept_record(patient_id)
        if await self.done(open_card, patient_id):
            await self.push_screen(CardScreen(patient_id, tab=tab))

    async def open_import(self, path: str | None = None) -> None:
        """Open the taking of patients from a file."""
        from assistant_tui.screens.import_file import ImportScreen

        await self.push_screen(ImportScreen(path))
