"""`doctor`: what this computer has and lacks; needs no sign-in and shows no patient."""

import argparse
from argparse import Namespace
from typing import Final

from assistant_tui.cli.arguments import Parser, add_format, command
from assistant_tui.cli.output import Record, print_csv, print_json, write
from assistant_tui.text.i18n import _

_SIGNS: Final = {"ok": "✓", "note": "·", "warning": "!", "fault": "✗"}


def add_doctor(group: "argparse._SubParsersAction[Parser]") -> None:
    """Add the command."""
    add_format(command(group, "doctor", _("look at this computer: versions, rights, terminal, database"), run_doctor))


def run_doctor(options: Namespace) -> int:
    """Look at everything; 1 where something is at fault."""
    from assistant_tui.cli.doctor_checks import Finding, findings
    from assistant_tui.text.safe import plain

    found = findings(options.db)

    def record(each: Finding) -> Record:
        return {"check": each.check, "status": each.status, "value": each.value, "advice": each.advice}

    if options.format == "json":
        print_json([record(each) for each in found])
    elif options.format == "csv":
        print_csv([record(each) for each in found], ["check", "status", "value", "advice"])
    else:
        for each in found:
            advice = f" → {each.advice}" if each.advice else ""
            write(plain(f"{_SIGNS[each.status]} {each.title}: {each.value}{advice}") + "\n")
    return 1 if any(each.status == "fault" for each in found) else 0
