"""A process of several programs that work down one call list: for tests that run two of it on one database."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from db.actions.calls import open_call
from db.actions.connections import mark_connection
from db.auth import user_by_id
from db.clock import FrozenClock, machine_seconds
from db.errors import CaseloadError, Refused
from tests.desk import NOW, Desk


def work_down(url: str, user_id: int, tries: int, patients: int, lines: list[str]) -> None:
    """Call one patient after the other; a line for each try: called from when until when, or who was named."""
    try:
        _work_down(url, user_id, tries, patients, lines)
    except CaseloadError as error:
        lines.append(f"failed {error}")


def _work_down(url: str, user_id: int, tries: int, patients: int, lines: list[str]) -> None:
    with Desk(url, FrozenClock(NOW)) as program:
        program.terminal = f"terminal-{threading.get_ident()}"
        program.act_as(user_by_id(program, user_id))
        for number in range(tries):
            patient_id = number % patients + 1
            try:
                call_id = program.do(open_call, patient_id).result.call_id
            except Refused as refused:
                named = refused.params.get("name"), refused.params.get("since"), refused.params.get("terminal")
                lines.append(f"refused {refused.code} {patient_id} {'named' if all(named) else 'unnamed'}")
                continue
            since = machine_seconds()
            until = machine_seconds()
            program.do(mark_connection, call_id, "BUSY")
            lines.append(f"called {call_id} {patient_id} {since} {until}")


def main(url: str, ledger: Path, tries: int, patients: int) -> None:
    """Let a program of each of the two users work, at the same time."""
    lines: list[str] = []
    programs = [threading.Thread(target=work_down, args=(url, user_id, tries, patients, lines)) for user_id in (1, 2)]
    for program in programs:
        program.start()
    for program in programs:
        program.join()
    ledger.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
