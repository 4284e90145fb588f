"""Values of invented patients that no list may show, and where they are found all the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from db.actions.contacts import NewContact
from db.actions.patients import NewPatient, add_patient
from tests.desk import Desk

PHONE: Final = "+79161230467"
SNILS: Final = "11223344595"
DIAGNOSIS: Final = "C50.4"
OTHER_PHONE: Final = "+79265550142"
OTHER_SNILS: Final = "08765430300"
OTHER_DIAGNOSIS: Final = "C18.2"


@dataclass(frozen=True)
class Values:
    """A phone, a СНИЛС and a diagnosis."""

    phone: str
    snils: str
    diagnosis: str

    def found_in(self, text: str) -> set[str]:
        """Return which of them a text lets out, written in whatever way: `phone`, `tail`, `snils`, `diagnosis`."""
        joined = re.sub(r"[\s()\-–—]", "", text)
        found = set()
        if self.phone[2:] in joined:
            found.add("phone")
        elif f"…{self.phone[-4:]}" in joined:
            found.add("tail")
        if self.snils in joined or self.snils[:6] in joined:
            found.add("snils")
        if self.diagnosis in text or self.diagnosis.replace(".", "") in text:
            found.add("diagnosis")
        return found


OWN: Final = Values(PHONE, SNILS, DIAGNOSIS)
OTHER: Final = Values(OTHER_PHONE, OTHER_SNILS, OTHER_DIAGNOSIS)


def plant(desk: Desk, name: str, values: Values, *, assistant_id: int | None = None) -> int:
    """Put a patient with these values on the desk."""
    new = NewPatient(
        name, (NewContact(values.phone),), birth_on=date(1959, 4, 12), snils=values.snils, diagnosis=values.diagnosis,
        policy=None, region="Москва", address="Мира, 1", assistant_id=assistant_id,
    )  # fmt: skip
    return desk.do(add_patient, new).result.patient_id
