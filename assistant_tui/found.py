"""What a search led to is written down, never what was searched for."""

from typing import TYPE_CHECKING

from db.errors import CaseloadError

if TYPE_CHECKING:
    from assistant_tui.app_caseload import CaseloadApp


async def found_by(app: "CaseloadApp", text: str, key: object) -> bool:
    """Note that a search led to a patient, the number `key`; False where it cannot be noted, which is said."""
    if not text or not isinstance(key, int):
        return True
    caseload = app.caseload
    try:
        await app.write(lambda: caseload.record_event("search", kind="patient", object_id=key))
    except CaseloadError as error:
        app.refuse(error)
        return False
    return True
