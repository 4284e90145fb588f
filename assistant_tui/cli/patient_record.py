"""`edit`, `close`, `reopen`, `erase`: one patient's record, changed by hand from the command line."""

import argparse
from argparse import Namespace
from typing import TYPE_CHECKING, Final

from assistant_tui.cli.arguments import RECORD_ID, Parser, add_patient, command
from assistant_tui.cli.calls import print_result
from assistant_tui.cli.faults import WrongUse
from assistant_tui.cli.output import tell
from assistant_tui.cli.session import session_of
from assistant_tui.text.i18n import N_, _

if TYPE_CHECKING:
    from datetime import date

    from db.caseload import Caseload

BASES: Final = ("consent_withdrawn", "purpose_achieved", "unlawful", "demanded", "court")
_FIELDS: Final = {
    "name": ("full_name", N_("full name, family name first")), "sex": ("sex", N_("f or m")),
    "policy": ("policy", N_("policy number")), "snils": ("snils", N_("SNILS")),
    "diagnosis": ("diagnosis", N_("code of ICD-10")), "stage": ("stage", N_("stage")),
    "group": ("clinical_group", N_("clinical group")), "phase": ("phase", N_("phase of care: treatment, follow_up …")),
    "residence": ("residence", N_("kind of residence, a code")), "region": ("region", N_("region")),
    "address": ("address", N_("address")), "zone": ("zone", N_("its time zone: Europe/Moscow")),
    "not-before": ("not_before", N_("no calls before this time: 11:00")),
    "not-after": ("not_after", N_("no calls after this time: 19:00")),
    "weekdays": ("call_weekdays", N_("calls only on these days: digits, Monday is 0")),
    "code-word": ("code_word", N_("code word")), "flags": ("flags", N_("what is to be known: codes, comma between")),
    "flag-note": ("flag_note", N_("the same in words")),
}  # fmt: skip
"""Options of `edit`: the field and what it is."""


def add_patient_record(group: "argparse._SubParsersAction[Parser]") -> None:
    """Add the commands."""
    edit = command(group, "edit", _("change a patient's data; an empty text empties its field"), run_edit)
    add_patient(edit)
    for option, (_field, said) in _FIELDS.items():
        edit.add_argument(f"--{option}", metavar="TEXT", help=_(said))
    edit.add_argument("--birth", metavar="DATE", help=_("day or year of birth"))
    edit.add_argument(
        "--date", metavar="KIND=DATE", action="append", default=[],
        help=_("a date of the patient's way, diagnosis=17.11.2026; may be repeated"),
    )  # fmt: skip

    close = command(group, "close", _("end the support of a patient"), run_close)
    _add_patient(close)
    close.add_argument(
        "--because", required=True, metavar="CODE", help=_("why: ruled_out, declined, transferred, moved, other")
    )
    close.add_argument("--cancel", action="store_true", help=_("cancel visits, tests and reminders to come"))
    close.add_argument("--note", metavar="TEXT", help=_("why, in words"))
    reopen = command(group, "reopen", _("take a patient back whose support has ended"), run_reopen)
    _add_patient(reopen)
    reopen.add_argument("--note", metavar="TEXT", help=_("why, in words"))

    erase = command(group, "erase", _("erase the personal data of a record by law; this cannot be undone"), run_erase)
    _add_patient(erase)
    erase.add_argument("--basis", required=True, choices=BASES, help=_("by what right"))
    erase.add_argument("--paper", required=True, metavar="WHERE", help=_("where the written request lies; no names"))
    erase.add_argument("--force", action="store_true", help=_("also a record in care: that ends the support"))


def _add_patient(parser: Parser) -> None:
    parser.add_argument("patient", type=RECORD_ID, metavar="PATIENT_ID", help=_("the patient's number"))


def run_edit(options: Namespace) -> int:
    """Change fields and dates of a patient."""
    from db.actions.patients import edit_patient, set_milestone
    from db.queries.by_hand import stored_row

    changes: dict[str, str | int | date | None] = {
        field: given for option, (field, _said) in _FIELDS.items()
        if (given := getattr(options, option.replace("-", "_"))) is not None
    }  # fmt: skip
    changes = {name: value or None for name, value in changes.items()} | (_birth(options.birth))
    if "flags" in changes:
        changes["flags"] = changes["flags"] or ""
    session = session_of(options)
    dates = [_dated(text) for text in options.date]
    days = [(kind, session.past_moment(text).date() if text else None) for kind, text in dates]
    if not changes and not days:
        raise WrongUse(_("Say what is to be changed: one of the options at least."))
    with session.signed_in() as caseload:
        if changes:
            version = caseload.ask(stored_row, "patient", options.patient).version
            done = caseload.do(edit_patient, options.patient, version, **changes)
            print_result(done.action_id, done.result)
            _warn(caseload, options.patient)
        for kind, day in days:
            dated = caseload.do(set_milestone, options.patient, kind, day)
            print_result(dated.action_id, dated.result)
    return 0


def _birth(text: str | None) -> "dict[str, str | int | date | None]":
    """Return the fields of a birth, known by its day or by its year alone."""
    from datetime import date

    if text is None:
        return {}
    if text.isdigit() and len(text) == 4:
        return {"birth_on": None, "birth_year": int(text)}
    for parts in (text.split(".")[::-1], text.split("-")):
        if len(parts) == 3 and all(part.isdigit() for part in parts):
            try:
                return {"birth_on": date(*map(int, parts))}
            except ValueError:
                continue
    raise WrongUse(_("This cannot be a date of birth"))


def _dated(text: str) -> tuple[str, str]:
    kind, equals, day = text.partition("=")
    if not equals:
        raise WrongUse(_("A date is given as KIND=DATE, diagnosis=17.11.2026; without a date it is taken away."))
    return kind, day


def _warn(caseload: "Caseload", patient_id: int) -> None:
    """Say of wrong check digits, which are kept."""
    from db.queries.by_hand import stored_row
    from db.rules.identifiers import policy_ok, snils_ok

    fields = caseload.ask(stored_row, "patient", patient_id).fields
    if fields["policy"] and policy_ok(str(fields["policy"])) is False:
        tell(_("! The policy has a wrong check digit. Compare it; it is kept as it is."))
    if fields["snils"] and snils_ok(str(fields["snils"])) is False:
        tell(_("! The SNILS has wrong check digits. Compare it; it is kept as it is."))


def run_close(options: Namespace) -> int:
    """End the support of a patient."""
    from db.actions.closing import close_patient

    with session_of(options).signed_in() as caseload:
        done = caseload.do(
            close_patient, options.patient, options.because, cancel=options.cancel, text=options.note
        )  # fmt: skip
    print_result(done.action_id, done.result)
    return 0


def run_reopen(options: Namespace) -> int:
    """Take a patient back."""
    from db.actions.decisions import reopen_patient

    with session_of(options).signed_in() as caseload:
        done = caseload.do(reopen_patient, options.patient, text=options.note)
    print_result(done.action_id, done.result)
    return 0


def run_erase(options: Namespace) -> int:
    """Erase the personal data of a record."""
    from db.actions.erasure import erase_patient

    with session_of(options).signed_in() as caseload:
        done = caseload.do(
            erase_patient, options.patient, options.basis, paper=options.paper, force=options.force
        )  # fmt: skip
        caseload.settle_files()
    tell(_("The personal data of patient {number} are erased", number=options.patient))
    tell(_("Copies of the database made before keep the data."))
    print_result(done.action_id, done.result)
    return 0
