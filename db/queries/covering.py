"""Who stands in for whom, and whose promises are offered because they are not at work: conditions of lists.

Who owns a patient, and whether they are at work, is no input of the plan: the stored tasks stay equal to it whatever
colleagues do. A cover and an absence are looked at when a list is read, by the indexes of covers and tasks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from db.rules.plan_contact import GIVEN
from db.work import View

NOW: Final = "c.ended_at IS NULL AND c.first_on <= :today AND c.last_on >= :today"
"""A cover that holds today."""

WHOLE: Final = f"SELECT c.user_id FROM cover c WHERE c.by_id = :me AND c.patient_id IS NULL AND {NOW}"  # noqa: S608 - from code
"""The colleagues whose caseloads a user covers today."""

ONE: Final = f"SELECT c.patient_id FROM cover c WHERE c.by_id = :me AND c.patient_id IS NOT NULL AND {NOW}"  # noqa: S608 - from code
"""The single patients of colleagues whom a user covers today."""

AWAY: Final = (
    "(NOT u.active OR (u.status <> 'on_line' AND (u.status_until IS NULL OR u.status_until > {at}))"
    " OR EXISTS (SELECT 1 FROM cover c WHERE c.user_id = u.id AND c.patient_id IS NULL AND {now}))"
)
"""A user `u` is not at work until an instant: disabled, on a break that lasts longer, or covered today."""

_NOT_AT_WORK: Final = "SELECT 1 FROM app_user u WHERE u.id = t.owner_id AND " + AWAY  # noqa: S608 - from code
PROMISED: Final = (
    "t.centre_id = :centre AND t.audience = 'centre' AND t.state = 'open' AND t.due_from > :now"
    " AND t.due_from < :until AND (t.owner_id IS NULL OR t.owner_id <> :me)"
    " AND (t.owner_id IS NULL OR t.rule = '{given}' OR EXISTS ({away}))"
).format(given=GIVEN, away=_NOT_AT_WORK.format(at="t.due_from", now=NOW))
"""Promised calls of today, offered before they are late: given by hand, of nobody, of whoever is not at work."""


@dataclass(frozen=True, slots=True)
class Covered:
    """For whom a user stands in today: colleagues with their whole caseload, and single patients."""

    users: frozenset[int]
    patients: frozenset[int]

    def has(self, patient_id: int, owner_id: int | None) -> bool:
        """Tell whether a patient is covered."""
        return owner_id in self.users or patient_id in self.patients


def covered_by(view: View, user_id: int) -> Covered:
    """Return for whom a user stands in today."""
    rows = view.conn.rows(
        f"SELECT c.user_id, c.patient_id FROM cover c WHERE c.by_id = :me AND {NOW}",  # noqa: S608 - from code
        me=user_id, today=view.today,
    )  # fmt: skip
    return Covered(
        frozenset(user for user, patient in rows if patient is None),
        frozenset(patient for _, patient in rows if patient is not None),
    )


def stood_in_for(view: View) -> dict[str, str]:
    """Return the short names of the colleagues for whom the user stands in today, by login; of single patients too."""
    return dict(view.conn.rows(
        "SELECT u.login, u.short_name FROM cover c LEFT JOIN patient p ON p.id = c.patient_id"  # noqa: S608 - from code
        " JOIN app_user u ON u.id = CASE WHEN c.patient_id IS NULL THEN c.user_id ELSE p.assistant_id END"
        f" WHERE c.by_id = :me AND u.id <> :me AND {NOW} ORDER BY u.short_name, u.id",
        me=view.user.id, today=view.today,
    ))  # fmt: skip


def short_names(view: View, user_ids: Iterable[int | None]) -> dict[int, str]:
    """Return the short names of users."""
    ids = sorted({i for i in user_ids if i is not None})
    return dict(view.conn.rows("SELECT id, short_name FROM app_user WHERE id IN :ids", ids=ids)) if ids else {}
