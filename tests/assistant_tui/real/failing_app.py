"""The program, in which one key fails with a patient's words in its frames and in its message."""

import sys

import assistant_tui  # noqa: F401 - as in the program: before anything of Textual

# isort: split
from assistant_tui.app import AssistantApp
from assistant_tui.cli import main


async def fail(app: AssistantApp) -> None:
    """Read what is known of the patient here, and fall over it."""
    from db.queries.patients import card

    patient_id = app.patient_here()
    assert patient_id is not None
    found = await app.asked(card, patient_id)
    words = f"{found}"
    assert found is not None
    raise RuntimeError(words)


if __name__ == "__main__":
    setattr(AssistantApp, "do_incoming", fail)  # noqa: B010 - that is what this program is for
    sys.exit(main())
