"""The program: it opens the caseload behind the first frame, signs in, and shows the day."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from textual.app import ComposeResult
from textual.widgets import Static

from assistant_tui.app_tour import TourApp
from assistant_tui.settings import Settings
from assistant_tui.text.i18n import _
from assistant_tui.text.safe import safe
from assistant_tui.widgets.header import TitleLine
from db.errors import CaseloadError

if TYPE_CHECKING:
    from db.caseload import Caseload

LEAST_FREE: Final = 200 * 1024 * 1024
_SECONDS_BETWEEN_LOOKS: Final = 600


class AssistantApp(TourApp):
    """The whole program for one person at one terminal.

    ``open_caseload`` opens the database, on a thread; None where there is none yet: then the first run makes it.
    ``sign_in_as`` is a login and its password, where somebody has given them already (training). ``bring_up`` brings
    a database of an earlier version to the present schema, where the person may do that.
    """

    def __init__(
        self,
        open_caseload: "Callable[[], Caseload] | None",
        settings: Settings | None = None,
        *,
        sign_in_as: tuple[str, str] | None = None,
        bring_up: "Callable[[], object] | None" = None,
    ) -> None:
        super().__init__(settings)
        self._open_caseload = open_caseload
        self._sign_in_as = sign_in_as
        self._bring_up = bring_up

    def compose(self) -> ComposeResult:
        """Show the first frame: the name of the program, until the list has come."""
        yield TitleLine(_("Onco-assistant"))
        yield Static(safe(""), id="opening")

    def on_mount(self) -> None:
        """Open the database behind the first frame."""
        self.call_after_refresh(self.run_worker, self._begin, name="begin", exclusive=False)

    async def _begin(self) -> None:
        """Open, sign in, show the day; why a database cannot be opened is said on a frame, which can try again."""
        caseload = await self._opened()
        if caseload is None:
            return
        self.take_seat(caseload)
        if not caseload.signed_in and not await self._signed_in():
            return
        await self.know_the_place()
        self.show_day()
        self.call_after_refresh(self.mind_the_space)
        self.run_worker(self._renew_plan(), name="renew plan", exclusive=False)
        self.set_interval(_SECONDS_BETWEEN_LOOKS, self.mind_the_space)
        if self.file_to_begin_with is not None:
            await self.open_import(self.file_to_begin_with or None)

    async def _renew_plan(self) -> None:
        from assistant_tui.plan_renewal import renew_where_old

        await renew_where_old(self)

    def mind_the_space(self) -> None:
        """Warn before the disk is full: what is on record is safe, what comes next may not be taken."""
        free = self.caseload.free_bytes() if self.is_open else None
        if free is not None and free < LEAST_FREE:
            self.say(_("Only {size} MB are left on the disk: make room soon", size=free // (1024 * 1024)))

    async def _try_again(self, error: CaseloadError) -> bool:
        """Say why the database could not be opened; tell whether to try again.

        A file of an older version is brought up to date first, where the person says so; a copy of it stays.
        """
        from assistant_tui.screens.not_opened import NotOpenedScreen

        bring_up = self._bring_up if error.code == "older_schema" else None
        if not await self.push_screen_wait(NotOpenedScreen(error, can_bring_up=bring_up is not None)):
            return False
        if bring_up is not None:
            try:
                await self.write(bring_up)
            except CaseloadError as why:
                return await self._try_again(why)
        return True

    async def _opened(self) -> "Caseload | None":
        opening = self._open_caseload
        if opening is None:
            return await self.first_run()
        while True:
            try:
                return await self.read(opening)
            except CaseloadError as error:
                if not await self._try_again(error):
                    self._end(error)
                    return None

    async def _signed_in(self) -> bool:
        if self._sign_in_as is None:
            return await self.sign_in()
        login, password = self._sign_in_as
        self._sign_in_as = None
        from db.auth import sign_in

        caseload = self.caseload
        try:
            await self.write(lambda: sign_in(caseload, login, password))
        except CaseloadError as error:
            self._end(error)
            return False
        return True

    def _end(self, error: CaseloadError) -> None:
        """End the program with the sentence of what is wrong, and its exit code."""
        from assistant_tui.text.errors import sentence

        self.exit(return_code=error.exit_code, message=safe(sentence(error)))
