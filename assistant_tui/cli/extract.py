"""`export calls --extract`: the calls with one patient as a page to hand out."""

from argparse import Namespace

from assistant_tui.cli import filters
from assistant_tui.cli.faults import WrongUse
from assistant_tui.cli.output import tell
from assistant_tui.cli.session import DESK, session_of
from assistant_tui.text.i18n import _, ngettext_

PAGES = (".pdf", ".txt")
"""Endings of files that are pages; a page as CSV is asked for by --extract."""


def is_extract(options: Namespace) -> bool:
    """Tell whether the page is meant, not the table of calls."""
    return options.what == "calls" and (options.extract or options.to.suffix.casefold() in PAGES)


def run_extract(options: Namespace) -> int:
    """Write the page, and say how many calls it has."""
    from assistant_tui.text.call_extract import extract_page
    from db.errors import Refused
    from db.exchange.paper import write_page
    from db.queries.calls import calls
    from db.queries.patients import patients
    from db.queries.people import place

    if options.patient is None:
        raise WrongUse(_("The page is about one patient: --patient ID."))
    session = session_of(options)
    first, last = filters.days(session, options)
    with session.signed_in() as caseload:
        found = caseload.ask(patients, patient_ids=[options.patient])
        if not found:
            raise Refused("unknown_patient", id=options.patient)
        now = caseload.clock.now()
        until = last or now.astimezone(DESK).date()
        made = caseload.ask(calls, patient_id=options.patient, first_on=first, last_on=until, undone=False)
        here = caseload.ask(place)
        who = " · ".join(filter(None, (caseload.user.short_name, here.organisation)))
        count = write_page(extract_page(found[0], made, first, until, who, now, DESK), options.to,
                           overwrite=options.overwrite)  # fmt: skip
        caseload.record_file("print", "calls", count, options.to, patient_id=options.patient)
    tell(ngettext_("{n} row written.", "{n} rows written.", count))
    return 0
