"""What leaves the program by the clipboard: that it was copied is on record, never what."""

from __future__ import annotations

from db.work import Work, action


@action("copied", undoable=False)
def copied(work: Work, patient_id: int | None = None) -> None:
    """Note that something of a patient was copied; None where nobody knows of whom."""
    if patient_id is not None:
        work.fetch("patient", patient_id)
        work.patient_id = patient_id
