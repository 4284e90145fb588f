"""Where one goes in the program: the day, a call, a card, a file; screens reach each other by the app alone."""

from typing import TYPE_CHECKING

from assistant_tui.app_ways import Ways
from assistant_tui.text.i18n import use_language

if TYPE_CHECKING:
    from db.caseload import Caseload


class Places(Ways):
    """Opens the screens and dialogs; each is imported when it is first wanted."""

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
        """Go back to the call list."""
        from assistant_tui.screens.day import DayScreen

        for screen in self.screen_stack[1:]:
            if isinstance(screen, DayScreen):
                while not isinstance(self.screen, DayScreen):
                    self.pop_screen()
                return
        self.push_screen(DayScreen())

    # Before the day.

    async def sign_in(self) -> bool:
        """Ask who is here; tell whether somebody is signed in now."""
        from assistant_tui.screens.sign_in import SignInScreen

        return bool(await self.push_screen_wait(SignInScreen(self.caseload)))

    async def first_run(self) -> "Caseload | None":
        """Make the database and the first user; return it open, None where the person left."""
        from assistant_tui.screens.first_run import FirstRunScreen

        made = await self.push_screen_wait(FirstRunScreen())
        if made is None:
            self.exit(0)
        return made

    # About a patient.

    async def open_call(
        self, patient_id: int, task_id: int | None = None, incoming: bool = False, phone: str | None = None
    ) -> None:
        """Open a call to a patient, or take up the one that was put aside."""
        from assistant_tui.screens.call import CallScreen
        from db.actions.calls import open_call

        opened = await self.done(open_call, patient_id, incoming=incoming, phone=phone)
        if opened is not None:
            await self.push_screen(CallScreen(opened.result.call_id, task_id=task_id))

    async def open_card(self, patient_id: int, tab: str | None = None) -> None:
        """Open a patient's card; that somebody looked is noted."""
        from assistant_tui.screens.card import CardScreen
        from db.actions.patients import open_card

        if await self.done(open_card, patient_id):
            await self.push_screen(CardScreen(patient_id, tab=tab))

    async def open_import(self, path: str | None = None) -> None:
        """Open the taking of patients from a file."""
        from assistant_tui.screens.import_file import ImportScreen

        await self.push_screen(ImportScreen(path))
