"""The whole command line: global options, then commands."""

from argparse import SUPPRESS, Namespace
from collections.abc import Sequence

from assistant_tui.cli.arguments import PROG, Parser
from assistant_tui.text.i18n import LANGUAGES, _


def make_parser() -> Parser:
    """Return the parser in the present language."""
    from assistant_tui.cli.audit import add_audit
    from assistant_tui.cli.calls import add_calls
    from assistant_tui.cli.colleagues import add_colleagues
    from assistant_tui.cli.coming_in import add_coming_in
    from assistant_tui.cli.completion import add_completion
    from assistant_tui.cli.contacts import add_contacts
    from assistant_tui.cli.courses import add_courses
    from assistant_tui.cli.database import add_database
    from assistant_tui.cli.decisions import add_decisions
    from assistant_tui.cli.doctor import add_doctor
    from assistant_tui.cli.files import add_files
    from assistant_tui.cli.grants import add_grants
    from assistant_tui.cli.lists import add_lists
    from assistant_tui.cli.patient_record import add_patient_record
    from assistant_tui.cli.people import add_people
    from assistant_tui.cli.rules import add_rules
    from assistant_tui.cli.show import add_show
    from assistant_tui.cli.today import add_today
    from assistant_tui.cli.training import add_training
    from assistant_tui.cli.twins import add_twins
    from assistant_tui.cli.visits import add_visits
    from assistant_tui.cli.work import add_work
    from assistant_tui.cli.workload import add_workload

    parser = _global_options()
    group = parser.add_subparsers(title=_("commands"), metavar=_("COMMAND"), parser_class=Parser, dest="command")
    for add in (
        add_training, add_today, add_lists, add_calls, add_work, add_decisions, add_visits, add_courses,
        add_patient_record, add_contacts, add_show, add_files, add_people, add_colleagues, add_workload, add_grants,
        add_twins, add_rules, add_audit, add_database, add_coming_in, add_doctor, add_completion,
    ):  # fmt: skip
        add(group)
    return parser


def opening_options(arguments: Sequence[str]) -> Namespace | None:
    """Return the options where nothing but global ones is asked for, without making every command's parser.

    None where there is a command, a word of help or version, or anything unknown: the whole parser then says it.
    """
    if {"-h", "--help", "--version"} & set(arguments):
        return None
    options, rest = _global_options().parse_known_args(arguments)
    if rest:
        return None
    options.command = None
    return options


def _global_options() -> Parser:
    parser = Parser(
        prog=PROG,
        description=_("Workplace of a personal assistant: whom to call today, and why. Without a command it opens."),
    )
    parser.add_argument("--version", action="store_true", default=SUPPRESS, help=_("show the version and leave"))
    parser.add_argument(
        "--db", metavar="PATH|URL", help=_("the database; else ASSISTANT_TUI_DB, else your data folder")
    )
    parser.add_argument("--lang", choices=LANGUAGES, help=_("the language; else the computer's"))
    parser.add_argument("--now", metavar="ISO", help=_("another time than now; writes only into a training database"))
    parser.add_argument("--user", metavar="LOGIN", help=_("who acts"))
    parser.add_argument("--password-stdin", action="store_true", help=_("read passwords from stdin, one line each"))
    return parser
