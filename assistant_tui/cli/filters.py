"""The filters of reading commands, declared once."""

from argparse import Namespace
from datetime import date

from assistant_tui.cli.arguments import RECORD_ID, Parser, whole
from assistant_tui.cli.faults import WrongUse
from assistant_tui.cli.session import Session
from assistant_tui.text.i18n import _

MOST_ROWS = 10_000_000


def add_whose(parser: Parser, *, covered: bool = False) -> None:
    """Add --assistant; its help says whether those whom one covers today are listed by default."""
    if covered:
        said = _("whose patients: a login, * for all, - for nobody's; your own and those you cover today by default")
    else:
        said = _("whose patients: a login, * for all, - for nobody's; your own by default")
    parser.add_argument("--assistant", metavar="LOGIN", help=said)


def add_patient(parser: Parser) -> None:
    """Add --patient."""
    parser.add_argument("--patient", type=RECORD_ID, metavar="ID", help=_("only this patient"))


def add_days(parser: Parser) -> None:
    """Add --from and --to."""
    parser.add_argument("--from", dest="first", metavar="DATE", help=_("from this day on: 2026-11-20, tomorrow, +3"))
    parser.add_argument("--to", dest="last", metavar="DATE", help=_("to this day, included"))


def add_text_and_limit(parser: Parser) -> None:
    """Add --text and --limit."""
    parser.add_argument("--text", metavar="TEXT", help=_("only names that hold these words"))
    parser.add_argument("--limit", type=whole(0, MOST_ROWS), metavar="N", help=_("at most so many rows"))


def days(session: Session, options: Namespace) -> tuple[date | None, date | None]:
    """Return the first and the last day that were asked for. Raises NotADate and WrongUse."""
    first = session.day(options.first) if options.first is not None else None
    last = session.day(options.last) if options.last is not None else None
    if first and last and last < first:
        raise WrongUse(_("--to is earlier than --from."))
    return first, last
