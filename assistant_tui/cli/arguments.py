"""Reading arguments with argparse, in the person's language, one sentence for what is wrong."""

import argparse
import sys
from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, NoReturn

from assistant_tui.cli.faults import WrongUse
from assistant_tui.text.i18n import N_, _

PROG: Final = "assistant-tui"

ARGPARSE: Final = (
    N_("usage: "), N_("options"), N_("positional arguments"), N_("show this help message and exit"),
    N_("show program's version number and exit"), N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"), N_("argument %(argument_name)s: %(message)s"),
    N_("not allowed with argument %s"), N_("one of the arguments %s is required"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"), N_("invalid %(type)s value: %(value)r"),
    N_("expected one argument"), N_("expected at most one argument"), N_("expected at least one argument"),
    N_("ambiguous option: %(option)s could match %(matches)s"), N_("ignored explicit argument %r"),
    N_("unknown parser %(parser_name)r (choices: %(choices)s)"), N_("subcommands"),
    N_("expected %s argument"), N_("expected %s arguments"), N_("unexpected option string: %s"),
    N_("invalid choice: %(value)r, maybe you meant %(suggestion)r? (choose from %(choices)s)"),
)  # fmt: skip
"""What argparse says of itself, as this Python words it."""


class Parser(ArgumentParser):
    """A parser that raises one sentence instead of leaving, and never guesses shortened options."""

    def __init__(self, *, prog: str | None = None, description: str | None = None, **more: object) -> None:
        plain: dict[str, object] = {"color": False} if sys.version_info >= (3, 14) else {}
        super().__init__(
            prog=prog, description=description, allow_abbrev=False, add_help=False,
            formatter_class=argparse.HelpFormatter, **plain, **more,  # type: ignore[arg-type]  # keywords of newer Pythons
        )  # fmt: skip
        self.add_argument("-h", "--help", action="help", default=SUPPRESS, help=_("show this help and leave"))

    def error(self, message: str) -> NoReturn:
        """Raise what is wrong, and where help is."""
        words = message[:1].upper() + message[1:]
        raise WrongUse(_("{wrong}. Help: {prog} --help", wrong=words.rstrip("."), prog=self.prog))


@contextmanager
def translated_argparse() -> Iterator[None]:
    """Let argparse speak the present language; it looks its words up in two names of its own module."""
    names = vars(argparse)
    before = names["_"], names["ngettext"]
    names["_"] = lambda message: _(message)
    names["ngettext"] = lambda one, many, n: _(one if n == 1 else many)
    try:
        yield
    finally:
        names["_"], names["ngettext"] = before


Command = Callable[[Namespace], int]


def command(group: "argparse._SubParsersAction[Parser]", name: str, help_text: str, run: Command | None) -> Parser:
    """Add a command with its help; `run` returns the exit code."""
    parser = group.add_parser(name, help=help_text, description=help_text)
    if run is not None:
        parser.set_defaults(run=run)
    return parser


def subcommands(parser: Parser) -> "argparse._SubParsersAction[Parser]":
    """Return where the commands of a command are added; one of them must be given."""
    return parser.add_subparsers(
        title=_("commands"), metavar=_("COMMAND"), required=True, parser_class=Parser, dest="subcommand"
    )


def add_format(parser: Parser) -> None:
    """Add --format."""
    parser.add_argument(
        "--format",
        choices=("table", "json", "csv"),
        default="table",
        help=_("how to print; json and csv have dates in ISO 8601"),
    )


def add_patient(parser: Parser, *, because: bool = True) -> None:
    """Add the number of a patient, and why a colleague's is opened; without `because` that option is the command's."""
    parser.add_argument("patient", type=RECORD_ID, metavar="PATIENT_ID", help=_("the patient's number"))
    if because:
        parser.add_argument(
            "--because", metavar="CODE",
            help=_("why a colleague's patient is opened: calling_in, late_callback, cover"),
        )  # fmt: skip
    parser.add_argument(
        "--text", dest="necessity", metavar="TEXT",
        help=_("why a patient of another centre is opened in an emergency; a supervisor reads it"),
    )  # fmt: skip
    parser.set_defaults(opens_patient="because" if because else "shared")


def whole(low: int, high: int) -> Callable[[str], int]:
    """Return a reader of whole numbers within bounds."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = low - 1
        if not low <= number <= high or len(text) > len(str(high)) + 1:
            raise argparse.ArgumentTypeError(_("a whole number from {low} to {high} is needed", low=low, high=high))
        return number

    return read


RECORD_ID: Final = whole(1, 2**31 - 1)
"""The number of a patient, a call, a task."""
