"""What stands behind the numbers of the supervisor's board, for its screens."""

from importlib import import_module
from typing import TYPE_CHECKING, Final

from assistant_tui.app_ways import Ways
from assistant_tui.text.i18n import _

if TYPE_CHECKING:
    from db.queries.workload_patients import Behind

_SCREEN: Final = "assistant_tui.screens.workload_patients"


class WorkloadWays(Ways):
    """Reading and showing the patients behind a number."""

    def sees_patients(self) -> bool:
        """Tell whether the person may see who stands behind a number."""
        from db.rules.permissions import Right, may

        return may(self.caseload.user.roles, Right.SEE_CENTRE_PATIENTS)

    def off_incoming(self) -> str | None:
        """Say who takes no calls."""
        from db.rules.permissions import Right, may

        known = self.is_open and not may(self.caseload.user.roles, Right.CALL)
        return _("This is not among what your roles may do") if known else None

    def supervises_only(self) -> bool:
        """Tell whether the board is the person's first screen: a supervisor without a caseload of their own."""
        roles = self.caseload.user.roles
        return "supervisor" in roles and "assistant" not in roles

    async def behind(self, number: str, user_id: int | None) -> "tuple[Behind, ...] | None":
        """Return the patients behind a number of an assistant, of all without one."""
        from db.queries.workload_patients import workload_patients

        return await self.asked(workload_patients, number, user_id)

    async def show_behind(self, number: str, user_id: int | None, whose: str) -> None:
        """Open the list of the patients behind a number; Esc there comes back."""
        await self.push_screen(import_module(_SCREEN).WorkloadPatientsScreen(number, user_id, whose))
