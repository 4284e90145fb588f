"""Dated events of a patient's way, complaints and rhythms, by their codes."""

from typing import Final

from assistant_tui.text.i18n import N_, _

MILESTONES: Final = {
    "suspicion_or_referral": N_("suspicion or referral"), "oncologist_visit_done": N_("first visit to the specialist"),
    "specialist_visit_done": N_("specialist's consultation"), "diagnosis": N_("diagnosis made"),
    "histology": N_("histology report"), "dispensary_set": N_("entered in the register"),
    "treatment_started": N_("treatment started"), "application": N_("application to the clinic"),
    "hospital_referral": N_("referral to hospital"), "admission": N_("admission to hospital"),
    "suspicion": N_("suspicion"), "referral": N_("referral"), "cancer_diagnosis": N_("diagnosis made"),
    "test_ordered": N_("test ordered"), "test_done": N_("test done"),
    "preliminary_diagnosis": N_("preliminary diagnosis"), "biopsy_taken": N_("biopsy taken"),
    "material_received": N_("material received"), "histology_report": N_("histology report"),
}  # fmt: skip
"""Dated events of a patient's way, by code."""

EVERY: Final = {"d": N_("every {n} d"), "w": N_("every {n} wk"), "m": N_("every {n} mo"), "y": N_("every {n} yr")}
"""Rhythms of a reminder by their letter."""

COMPLAINTS: Final = {
    "fever": N_("fever"), "fever_for_an_hour": N_("fever for an hour"), "chills": N_("chills"),
    "breath": N_("short of breath"), "bleeding": N_("bleeding"), "pain": N_("pain"), "vomiting": N_("vomiting"),
    "diarrhoea": N_("diarrhoea"), "mouth": N_("sore mouth"), "weakness": N_("weakness"), "swelling": N_("swelling"),
    "other": N_("other"),
}  # fmt: skip
"""Complaints by code."""


def every_words(every: str | None) -> str:
    """Return the rhythm of a reminder: «каждые 2 нед.»; empty for once."""
    if not every or every[-1] not in EVERY:
        return ""
    return _(EVERY[every[-1]], n=every[:-1])
