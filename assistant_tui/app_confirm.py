"""Confirming oneself by the password once more: before files leave, roles change, a record is restored."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from assistant_tui.app_caseload import CaseloadApp
from assistant_tui.seats import OfSeat
from assistant_tui.text.i18n import _
from db.errors import CaseloadError

_CYRILLIC: Final = re.compile("[А-Яа-яЁё]")
_LATIN: Final = re.compile("[A-Za-z]")
_LEAST_LETTERS: Final = 4


class ConfirmWays(CaseloadApp):
    """What asks for the password again where it was typed too long ago."""

    _confirming = OfSeat[bool](False)

    async def confirmed(self) -> bool:
        """Tell whether the password was typed in the last minutes; else ask for it once more.

        False where it was left: then nothing is done. A wrong one is asked for again, ever more slowly.
        """
        caseload = self.caseload
        if caseload.confirmed:
            return True
        if self._confirming:  # it is being asked for already
            return False
        from assistant_tui.dialogs.password import PasswordDialog

        async def check(password: str) -> str | None:
            from assistant_tui.text.errors import sentence

            try:
                await self.write(lambda: caseload.confirm(password))
            except CaseloadError as error:
                wrong = error.code == "wrong_name_or_password"  # the login was not typed here
                said = _("Wrong password.") if wrong else sentence(error)
                return " ".join(filter(None, (said, _slip(password, caseload.user.login))))
            return None

        self._confirming = True
        try:
            answer = await self.ask(PasswordDialog(
                _("{name}: your password, once more", name=caseload.user.short_name),
                _("What comes now is for you alone: a file with data, a role, a key. For five minutes you are not asked"
                  " again."),
                check,
            ))  # fmt: skip
        finally:
            self._confirming = False
        return bool(answer)

    async def write_out(
        self, event: str, what: str, target: Path, writer: Callable[[], int], *, patient_id: int | None = None,
        patients: Iterable[int] = (),
    ) -> int | None:  # fmt: skip
        """Write a file with data by ``writer``, which returns its rows; note that it left and with whom, return them.

        The only way of the screens to write one: None where the person did not confirm themselves, or it failed.
        """
        if not await self.confirmed():
            return None
        caseload = self.caseload
        try:
            count = await self.read(writer)
            await self.write(
                lambda: caseload.record_file(event, what, count, target, patient_id=patient_id, patients=patients)
            )
        except CaseloadError as error:
            self.refuse(error)
            return None
        return count


def _slip(password: str, login: str) -> str:
    """Say what probably went wrong while typing; empty where nothing shows."""
    letters = [sign for sign in password if sign.isalpha()]
    if len(letters) >= _LEAST_LETTERS and all(sign.isupper() for sign in letters):
        return _("The password has capital letters only: is Caps Lock on?")
    if _LATIN.search(login) and _CYRILLIC.search(password):
        return _("The password has Russian letters: is that the right layout?")
    return ""
