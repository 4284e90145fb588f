"""A record planned by an earlier version of the program: planned anew behind the screens, once."""

from typing import TYPE_CHECKING, Final

from assistant_tui.text.i18n import ngettext_

if TYPE_CHECKING:
    from assistant_tui.app_caseload import CaseloadApp

WHO_MAY: Final = frozenset({"assistant", "supervisor"})


async def renew_where_old(app: "CaseloadApp") -> None:
    """Plan everybody by this version where that was not done yet; one works on meanwhile, the writing is short."""
    from db.actions.plan_revision import plan_is_old, preview_renewal, renew_plan

    caseload = app.caseload
    if not caseload.user.roles & WHO_MAY or caseload.moved_without_training or not await app.asked(plan_is_old):
        return
    staged = await app.asked(preview_renewal)
    done = None if staged is None else await app.done(renew_plan, staged=staged)
    if done is not None and done.result.tasks:
        tasks = done.result.tasks
        app.say(
            ngettext_(
                "This version plans otherwise: {n} task was changed",
                "This version plans otherwise: {n} tasks were changed",
                tasks,
            )
        )
