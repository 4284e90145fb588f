"""The program: it opens the caseload behind the first frame, signs in, and shows the day."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from textual.app import ComposeResult
from textual.widgets import Static

from assistant_tui.app_leaving import LeavingWays
from assistant_tui.seats import HERE
from assistant_tui.settings import Settings
from assistant_tui.text.i18n import _
from assistant_tui.text.safe import safe
from assistant_tui.way_in import AtDoor, WayIn
from assistant_tui.widgets.header import TitleLine
from db.errors import CaseloadError

if TYPE_CHECKING:
    from db.caseload import Caseload

LEAST_FREE: Final = 200 * 1024 * 1024
_SECONDS_BETWEEN_LOOKS: Final = 600


class AssistantApp(LeavingWays):
    """The whole program at one terminal, for several people in turn.

    ``opens`` is the way into the database, by the frame where one signs in; or opens it for somebody who is signed in
    already, on a thread; None where there is no database yet: then the first run makes it. ``sign_in_as`` is a login
    and its password, where somebody has given them already (training). ``bring_up`` brings a database of an earlier
    version to the present schema, where the person may do that.
    """

    def __init__(
        self,
        opens: "WayIn | Callable[[], Caseload] | None",
        settings: Settings | None = None,
        *,
        sign_in_as: tuple[str, str] | None = None,
        bring_up: "Callable[[], object] | None" = None,
    ) -> None:
        super().__init__(settings)
        if isinstance(opens, WayIn):
            way, self.way_in = opens, opens
            signed_in = None if sign_in_as is None else partial(way.sign_in, *sign_in_as)
            self._open_caseload: Callable[[], Caseload] | None = signed_in
        else:
            self._open_caseload = opens
        self._bring_up = bring_up

    def compose(self) -> ComposeResult:
        """Show the first frame: the name of the program, until the list has come."""
        yield TitleLine(_("Onco-assistant"))
        yield Static(safe(""), id="opening")

    def on_mount(self) -> None:
        """Show the frame where one signs in, or open the database behind the first frame."""
        if self.way_in is not None and self._open_caseload is None:
            self.call_after_refresh(self._come_to_door)
        else:
            self.call_after_refresh(self.run_worker, self._begin, name="begin", exclusive=False)
        self.set_interval(_SECONDS_BETWEEN_LOOKS, self.mind_the_space)

    def _come_to_door(self) -> None:
        self.show_door()
        self.call_after_refresh(self.run_worker, self._look_at_door, name="door", exclusive=False)

    async def _look_at_door(self) -> None:
        """Read what the door says, and import what signing in needs, while somebody types."""
        way = self.way_in
        HERE.set(None)
        while way is not None:
            try:
                self.knows_door(await self.read(way.entrance))
            except CaseloadError as error:
                if not await self.try_again(error):
                    self._end(error)
                    return
            else:
                return

    async def _begin(self) -> None:
        """Open, show the day; why a database cannot be opened is said on a frame, which can try again."""
        caseload = await self._opened_first()
        if caseload is None:
            return
        if self.way_in is None:
            self.way_in = WayIn(caseload.url, lambda: caseload.clock)
        self.at_door = AtDoor(caseload.training, not caseload.plain)
        self.bring_to_front(self.make_seat(caseload))
        await self.begin_shift()

    async def begin_shift(self) -> None:
        """Show somebody who has just signed in the first screen, and what there is to say."""
        await super().begin_shift()
        self.call_after_refresh(self.mind_the_space)
        self.run_worker(self._renew_plan(), name="renew plan", exclusive=False)
        path, self.file_to_begin_with = self.file_to_begin_with, None
        if path is not None:
            await self.open_import(path or None)

    async def _renew_plan(self) -> None:
        from assistant_tui.plan_renewal import renew_where_old

        await renew_where_old(self)

    def plain_words(self) -> str:
        """Return what a banner says of a database that whoever has the file can read; empty for others."""
        plain = not self.at_door.encrypted if self.front is None else self.front.caseload.plain
        return _("NOT ENCRYPTED") if plain else ""

    def mind_the_space(self) -> None:
        """Warn before the disk is full: what is on record is safe, what comes next may not be taken."""
        free = self.caseload.free_bytes() if self.is_open else None
        if free is not None and free < LEAST_FREE:
            self.say(_("Only {size} MB are left on the disk: make room soon", size=free // (1024 * 1024)))

    async def try_again(self, error: CaseloadError) -> bool:
        """Say why the database could not be opened; tell whether to try again.

        A file of an older version is brought up to date first, where the person says so; a copy of it stays.
        """
        from assistant_tui.screens.not_opened import NotOpenedScreen

        bring_up = self._bring_up if error.code == "older_schema" else None
        url = "" if self.way_in is None else self.way_in.url
        backup = await self.last_backup_against(error, url)
        screen = NotOpenedScreen(error, can_bring_up=bring_up is not None, backup=backup)
        if not await self.push_screen_wait(screen):
            return False
        if screen.restore_wanted:
            await self.restore_a_backup(url)
        if bring_up is not None:
            try:
                await self.write(bring_up)
            except CaseloadError as why:
                return await self.try_again(why)
        return True

    async def _opened_first(self) -> "Caseload | None":
        opening = self._open_caseload
        if opening is None:
            return await self.first_run()
        while True:
            try:
                return await self.read(opening)
            except CaseloadError as error:
                if error.code == "wrong_name_or_password" or not await self.try_again(error):
                    self._end(error)
                    return None

    def _end(self, error: CaseloadError) -> None:
        """End the program with the sentence of what is wrong, and its exit code."""
        from assistant_tui.text.errors import sentence

        self.exit(return_code=error.exit_code, message=safe(sentence(error)))
