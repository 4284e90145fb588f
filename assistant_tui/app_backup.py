"""Backups while people work: by themselves after a sign-in and every hour, and when somebody asks for one."""

import asyncio
import time
from abc import abstractmethod
from typing import TYPE_CHECKING, Final

from assistant_tui.app_caseload import CaseloadApp
from assistant_tui.lanes import Lane
from assistant_tui.text.i18n import N_, _
from db.errors import DAMAGE, CaseloadError

if TYPE_CHECKING:
    from db.backup import Backup
    from db.caseload import Caseload

_LOOK_EVERY: Final = 20.0
"""Seconds between looks whether somebody has come in."""
_OFFERED: Final = 9
"""So many backups are offered where the database cannot be opened: one digit each."""
_BETWEEN: Final = 600.0
"""Seconds between looks at the backups themselves."""


class BackupWays(CaseloadApp):
    """Takes backups on a thread of their own: the desk goes on meanwhile, and the end of the program waits for none."""

    _backup_lane: Lane | None = None
    _backing_up = False
    _backup_failed = False
    _looked_for: "Caseload | None" = None
    _next_look = 0.0

    def on_mount(self) -> None:
        """Begin to mind the backups."""
        self.set_interval(_LOOK_EVERY, self.mind_backups)

    def mind_backups(self) -> None:
        """Take a backup where one is due: at a sign-in a day after the last one, then hourly after changes."""
        caseload = self._caseload_to_back_up()
        if caseload is None or self._backing_up or caseload.training or caseload.dialect != "sqlite":
            return
        came_in = caseload is not self._looked_for
        if not came_in and time.monotonic() < self._next_look:
            return
        self._looked_for, self._next_look = caseload, time.monotonic() + _BETWEEN
        self._backing_up = True
        self.run_worker(self._back_up_by_itself(caseload, came_in), name="backup", group="backups", exclusive=False)

    async def do_back_up(self) -> None:
        """Take a backup now."""
        if self._backing_up:
            self.say(_("A backup is being taken just now. Try again in a moment."))
            return
        from assistant_tui.text.backups import size_words, when_words
        from db.backup import safety_of

        caseload = self.caseload
        self._backing_up = True
        self.say(_("Taking a backup …"))
        try:
            taken = await self._on_lane(caseload, asked=True)
        except CaseloadError as error:
            self.refuse(error)
            return
        finally:
            self._backing_up = False
        if taken is not None:
            self.say(_("The backup is taken and proven by opening ({size})", size=size_words(taken.size)))
            return
        last = safety_of(caseload.url).latest
        when = when_words(last.manifest.taken_at) if last else ""
        self.say(_("Nothing has changed since the last backup, {when}.", when=when))

    async def _back_up_by_itself(self, caseload: "Caseload", came_in: bool) -> None:
        try:
            await self._on_lane(caseload, asked=False, came_in=came_in)
        except CaseloadError as error:
            if not self._backup_failed and self.is_here:
                from assistant_tui.text.errors import sentence

                self._backup_failed = True  # said once; the next hour tries again
                self.say(_("No backup could be taken: {why}", why=sentence(error)))
        else:
            self._backup_failed = False
        finally:
            self._backing_up = False

    async def _on_lane(self, caseload: "Caseload", *, asked: bool, came_in: bool = False) -> "Backup | None":
        from db.backup import back_up, back_up_when_due

        if self._backup_lane is None:
            self._backup_lane = Lane("backup")
        lane = self._backup_lane
        if asked:
            return await asyncio.wrap_future(lane.submit(lambda: back_up(caseload)))
        return await asyncio.wrap_future(lane.submit(lambda: back_up_when_due(caseload, came_in=came_in)))

    # A database that cannot be opened.

    def damage_found(self, error: CaseloadError) -> None:
        """Offer a backup where somebody's password was right and what it opens is damaged."""
        self.run_worker(self.try_again(error), name="damage", exclusive=False)

    async def agrees_to_bring_up(self, error: CaseloadError) -> None:
        """Ask somebody whose password was right whether the record of an earlier version is to be brought up to date.

        Where it is not, the program closes, and the error is raised again.
        """
        from assistant_tui.screens.not_opened import NotOpenedScreen
        from assistant_tui.text.errors import sentence
        from assistant_tui.text.safe import safe

        if not await self.push_screen_wait(NotOpenedScreen(error, can_bring_up=True)):
            self.exit(return_code=error.exit_code, message=safe(sentence(error)))
            raise error

    @abstractmethod
    async def try_again(self, error: CaseloadError) -> bool:
        """Say why the database could not be opened; tell whether to try again."""

    async def last_backup_against(self, error: CaseloadError, url: str) -> str:
        """Return when the last backup was taken, where the error is one that a backup helps against; else nothing."""
        if error.code not in DAMAGE | {"database_gone"} or not url or "://" in url:
            return ""
        from assistant_tui.text.backups import when_words
        from db.backup import safety_of

        last = (await asyncio.to_thread(safety_of, url)).latest
        return when_words(last.manifest.taken_at) if last else ""

    async def restore_a_backup(self, url: str) -> None:
        """Ask which backup, and for the password of an administrator of then or the recovery key; and restore it."""
        from assistant_tui.dialogs.password import PasswordDialog
        from assistant_tui.dialogs.pick import PickDialog
        from assistant_tui.dialogs.text_prompt import TextPrompt
        from assistant_tui.text.backups import KINDS, size_words, when_words
        from assistant_tui.text.errors import sentence
        from assistant_tui.widgets.choice import Choice
        from db.backup import Credentials, folder_of, listed, restore

        there = (await asyncio.to_thread(listed, folder_of(url), url))[:_OFFERED]
        choices = [
            Choice(
                str(place), when_words(each.manifest.taken_at),
                f"{size_words(each.size)} · {_(KINDS.get(each.manifest.kind, each.manifest.kind))}",
            )
            for place, each in enumerate(there)
        ]  # fmt: skip
        picked = await self.push_screen_wait(PickDialog(_("Which backup?"), choices))
        if picked is None:
            return
        backup = there[int(picked.id)]
        title = _("Backup of {when}", when=when_words(backup.manifest.taken_at))
        login = await self.push_screen_wait(
            TextPrompt(title, N_("Administrator's login"), placeholder=N_("empty: by the recovery key"))
        )
        if login is None:
            return

        async def restored(secret: str) -> str | None:
            who = Credentials(login, secret) if login else Credentials(recovery_key=secret)
            try:
                await asyncio.to_thread(restore, url, backup.path, who)
            except CaseloadError as error:
                return sentence(error)
            return None

        why = (
            _("The password that {login} had when the backup was taken.", login=login)
            if login
            else _("The recovery key that was valid when the backup was taken.")
        )
        if await self.push_screen_wait(PasswordDialog(title, why, restored)):
            self.say(_("The backup is restored. The file that was there is kept beside it."))

    def _caseload_to_back_up(self) -> "Caseload | None":
        """Return the caseload of who is in front, or of anybody who is signed in here while the terminal is locked."""
        if self.front is not None:
            return self.front.caseload
        return self.seats[-1].caseload if self.seats else None
