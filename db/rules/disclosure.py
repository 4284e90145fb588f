"""What may be said to whom, and what never; as codes, the words are the screens'.

The patient, once identified, hears place, time, test, preparation and papers; the doctor's speciality only where the
patient was told of the illness. A trusted person hears what the signed consent names. Anybody else, and a machine only
where the patient allowed it, hears a name and a number to call back. An illness, results and drugs are named to nobody.
"""

from __future__ import annotations

from db.rules.facts import Spoke

LOGISTICS = ("visit_place", "visit_time", "test_name", "preparation", "documents")
"""All that belongs to the arranging of visits."""

SPECIALITY = "doctor_speciality"
CALL_BACK = ("please_call_back", "assistant_name", "neutral_number")
"""What a stranger and a machine may hear."""

NEVER = ("diagnosis", "stage", "results", "prognosis", "drug_names", "illness_words")
"""What is said to nobody, neither spoken nor printed."""

ANYTHING = "anything_about_health"

BY_SCOPE: dict[str, tuple[str, ...]] = {
    "none": (),
    "time_place_only": ("visit_place", "visit_time"),
    "preparation": ("visit_place", "visit_time", "preparation"),
    "full_logistics": LOGISTICS,
}
"""What a trusted person may hear by the scope of the consent in force."""


def may_hear(standing: str, scope: str = "none", *, told: bool = True) -> tuple[str, ...]:
    """Return what somebody may hear; `told` says whether the patient knows of the illness."""
    if standing in (Spoke.PATIENT, Spoke.REPRESENTATIVE):
        return (*LOGISTICS, SPECIALITY) if told else LOGISTICS
    if standing == Spoke.TRUSTED and BY_SCOPE.get(scope):
        return BY_SCOPE[scope]
    return CALL_BACK


def may_not_hear(standing: str, scope: str = "none", *, told: bool = True) -> tuple[str, ...]:
    """Return what somebody may not hear, the rest of the arranging included."""
    heard = may_hear(standing, scope, told=told)
    if heard == CALL_BACK:
        return (ANYTHING,)
    return (*NEVER, *(code for code in (*LOGISTICS, SPECIALITY) if code not in heard))
