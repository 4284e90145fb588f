"""A plan that the program makes otherwise than the one before it: the whole record is planned anew, once."""

from __future__ import annotations

from dataclasses import dataclass

from db.actions.staging import Progress, Staged, flip, stage
from db.rules.rules import Rules
from db.work import View, Work, action


@dataclass(frozen=True, slots=True)
class PlanRenewed:
    """How much of the record another revision of the plan changed."""

    stamp: str
    patients: int
    tasks: int


def plan_is_old(view: View) -> bool:
    """Say whether the stored tasks were planned by an earlier revision of the program; a query."""
    return view.rules.stamp != _renewed(view.rules).stamp


def preview_renewal(view: View, progress: Progress | None = None) -> Staged:
    """Return what this program would plan otherwise, for all patients; a query."""
    return stage(view, _renewed(view.rules), progress)


@action("renew_plan", undoable=False)
def renew_plan(work: Work, *, staged: Staged | None = None) -> PlanRenewed:
    """Plan everybody by the revision of this program, under a new stamp; nothing where that was done already.

    `staged` is what `preview_renewal` found, so that the record is held only for the writing.
    """
    rules = _renewed(work.rules)
    if rules.stamp == work.rules.stamp:
        return PlanRenewed(rules.stamp, 0, 0)
    patients, tasks = flip(work, rules, staged)
    return PlanRenewed(rules.stamp, patients, tasks)


def _renewed(rules: Rules) -> Rules:
    return Rules.of(rules.calendar, rules.numbers)
