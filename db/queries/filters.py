"""What lists are narrowed by: whose patients, which patient, which days, which words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from db.engine import Bound
from db.errors import Refused
from db.queries.covering import covered_by
from db.rules.names import search_key
from db.work import View

EVERYBODY: Final = "*"
"""In place of a login: all patients."""
UNASSIGNED: Final = "-"
"""In place of a login: patients of nobody."""
WITH_COVERED: Final = "+"
"""In place of a login: one's own patients and those for whom one stands in today."""


class Where:
    """Conditions of one statement with their values; joined by AND."""

    def __init__(self, view: View) -> None:
        """Begin without conditions."""
        self._view = view
        self._conditions: list[str] = []
        self.params: dict[str, Bound] = {}

    def add(self, condition: str, **params: Bound) -> None:
        """Add a condition (from code) with its values."""
        self._conditions.append(condition)
        self.params.update(params)

    def equal(self, column: str, value: str | int | None) -> None:
        """Add that a column has a value, where one is given."""
        if value is not None:
            name = column.replace(".", "_")
            self.add(f"{column} = :{name}", **{name: value})

    def whose(self, column: str, login: str | None, patient_id: int | None, patient: str = "p.id") -> None:
        """Narrow to a patient, else to the patients of a user: by login, own by default; `patient` is their id.

        Let `patient` be of the table of `column`: where single patients are covered, each is then found by its index.
        Raises `Refused("unknown_user")`.
        """
        if patient_id is not None:
            self.add(f"{patient} = :patient_id", patient_id=patient_id)
        elif login == WITH_COVERED:
            self._with_covered(column, patient)
        else:
            if login == UNASSIGNED:
                self.add(f"{column} IS NULL")
            elif login != EVERYBODY:
                self.add(f"{column} = :whose", whose=user_id(self._view, login))
            if login not in (None, self._view.user.login):
                self._of_the_centre(patient)

    def _of_the_centre(self, patient: str) -> None:
        """Narrow what is not one's own to the centre, unless one supervises all."""
        user = self._view.user
        if user.centre_id is None or user.scope == "all":
            return
        centre = "p.centre_id" if patient == "p.id" else f"(SELECT q.centre_id FROM patient q WHERE q.id = {patient})"  # noqa: S608 - from code
        self.add(f"COALESCE({centre}, :own_centre) = :own_centre", own_centre=user.centre_id)

    def _with_covered(self, column: str, patient: str) -> None:
        """Narrow to the user and whom they stand in for today; mostly nobody, and then nothing is asked in addition."""
        me = self._view.user.id
        covered = covered_by(self._view, me)
        owned = f"{column} IN :whose" if covered.users else f"{column} = :whose"
        self.params["whose"] = sorted({me, *covered.users}) if covered.users else me
        if covered.patients:
            self.add(f"({owned} OR {patient} IN :covered)", covered=sorted(covered.patients))
        else:
            self.add(owned)

    def people(
        self, column: str, login: str | None, patient_id: int | None, text: str | None, patient: str = "p.id"
    ) -> None:
        """Narrow to somebody's patients, or one, and to the words of a name, as every list does; patients are `p`."""
        self.whose(column, login, patient_id, patient)
        self.text("p.search_key", text)

    def days(self, column: str, first_on: date | None, last_on: date | None) -> None:
        """Narrow instants to days at the desk, both included."""
        if first_on is not None:
            self.add(f"{column} >= :first_at", first_at=self._view.midnight(first_on))
        if last_on is not None:
            self.add(f"{column} < :last_at", last_at=self._view.midnight(last_on + timedelta(days=1)))

    def dates(self, column: str, first_on: date | None, last_on: date | None) -> None:
        """Narrow dates, both ends included."""
        if first_on is not None:
            self.add(f"{column} >= :first_on", first_on=first_on)
        if last_on is not None:
            self.add(f"{column} <= :last_on", last_on=last_on)

    def text(self, column: str, text: str | None) -> None:
        """Narrow to keys that hold every word of a text."""
        for index, word in enumerate(search_key(text or "").split()[:6]):
            self.add(f"{column} LIKE :text_{index}", **{f"text_{index}": f"%{word}%"})

    def among(self, column: str, values: Sequence[int] | None) -> None:
        """Narrow to ids, where some are given; an empty list matches nothing."""
        if values is not None:
            self.add(f"{column} IN :among", among=list(values))

    def __str__(self) -> str:
        """Return the condition as SQL."""
        return " AND ".join(self._conditions) or "TRUE"


def user_id(view: View, login: str | None) -> int:
    """Return the id of a user by login, of the one who asks where none is given."""
    if login is None or login == view.user.login:
        return view.user.id
    found: int | None = view.conn.value("SELECT id FROM app_user WHERE login = :login", login=login)
    if found is None:
        raise Refused("unknown_user", login=login)
    return found


def limited(limit: int | None) -> str:
    """Return the end of a statement that stops after so many rows."""
    return "" if limit is None else f" LIMIT {max(int(limit), 0)}"
