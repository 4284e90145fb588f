"""A process that writes through the door and says what was confirmed: for tests that kill it, or run many of it."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from db.actions.calls import log_call
from db.actions.notes import add_note
from db.auth import user_by_id
from db.caseload import Caseload
from db.errors import CaseloadError


def main(url: str, ledger: Path, name: str, count: int, patient_id: int) -> int:
    """Write notes and calls in turn; each line of the ledger is a step that came back as done."""
    errors = 0
    with Caseload(url) as caseload, ledger.open("a", encoding="utf-8") as acknowledged:
        caseload.act_as(user_by_id(caseload, 1))
        for step in range(count):
            text = f"{name}-{step}"
            try:
                if step % 2:
                    done = caseload.do(log_call, patient_id, "BUSY")
                    line = f"call {done.result.call_id}"
                else:
                    line = f"note {caseload.do(add_note, patient_id, text).result.note_id} {text}"
            except CaseloadError as error:
                errors += 1
                line = f"error {error.code}"
            acknowledged.write(f"{line} {datetime.now(UTC).timestamp()}\n")
            acknowledged.flush()
    return errors


if __name__ == "__main__":
    os.environ.setdefault("TZ", "UTC")
    raise SystemExit(min(main(sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]), int(sys.argv[5])), 100))
