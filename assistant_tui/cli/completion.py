"""`completion`: what a shell needs to complete commands and options."""

import argparse
from argparse import Namespace
from typing import Final

from assistant_tui.cli.arguments import Parser, command
from assistant_tui.cli.output import write
from assistant_tui.text.i18n import _

SHELLS: Final = ("bash", "zsh", "tcsh", "fish")


def add_completion(group: "argparse._SubParsersAction[Parser]") -> None:
    """Add the command."""
    parser = command(group, "completion", _("print what completes commands in a shell"), run_completion)
    parser.add_argument("shell", choices=SHELLS, metavar="SHELL", help="bash, zsh, tcsh, fish")


def run_completion(options: Namespace) -> int:
    """Print the script."""
    import shtab

    from assistant_tui.cli.tree import make_parser

    write(shtab.complete(make_parser(), options.shell) + "\n")
    return 0
