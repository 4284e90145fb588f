"""Taking a file of any kind: looking at it, then writing what was seen."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant_tui.text.i18n import _

if TYPE_CHECKING:
    from db.actions.imports import Imported
    from db.caseload import Caseload, Done
    from db.exchange.import_plan import ImportPlan
    from db.exchange.items import ItemsPlan

    Plan = ImportPlan | ItemsPlan


def take(
    caseload: "Caseload", plan: "Plan", skip_rejected: bool, progress: Callable[[int, int], None]
) -> "Done[Imported]":
    """Write what a plan shows; raises what the actions raise."""
    from db.actions.import_items import apply_items
    from db.actions.imports import apply_import

    if plan.kind == "patients":
        return caseload.do(apply_import, plan, skip_rejected=skip_rejected, progress=progress)
    return caseload.do(apply_items, plan, skip_rejected=skip_rejected, progress=progress)


def writing_words(plan: "Plan") -> str:
    """Return what is being written, for people who wait."""
    takes = plan.new + plan.updated
    return _("Writing {n} patients", n=takes) if plan.kind == "patients" else _("Writing {n} rows", n=takes)


def has_something(plan: "Plan") -> bool:
    """Say whether taking a file does anything: a file of visits or tests is remembered even where nothing changes."""
    return bool(plan.new or plan.updated) or (plan.kind != "patients" and not plan.taken_before and bool(plan.rows))
