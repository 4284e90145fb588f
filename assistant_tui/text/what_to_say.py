"""What is said in a call, and what never, in words."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from assistant_tui.text.i18n import N_, _
from assistant_tui.text.names import split_name
from assistant_tui.text.phones import display

if TYPE_CHECKING:
    from db.queries.about import ContactLine
    from db.queries.calls import CallSheet

_HEARD: Final = {
    "visit_place": N_("place"), "visit_time": N_("time"), "test_name": N_("test"),
    "preparation": N_("preparation"), "documents": N_("papers"), "doctor_speciality": N_("which doctor"),
    "please_call_back": N_("“please call back”"), "assistant_name": N_("your name"),
    "neutral_number": N_("number to call"),
}  # fmt: skip
_NEVER: Final = {
    "diagnosis": N_("diagnosis"), "results": N_("results"), "prognosis": N_("prognosis"),
    "drug_names": N_("medicines"), "anything_about_health": N_("anything about health or the visits"),
    "visit_place": N_("place"), "visit_time": N_("time"), "test_name": N_("test"),
    "preparation": N_("preparation"), "documents": N_("papers"), "doctor_speciality": N_("which doctor"),
}  # fmt: skip


def script_words(sheet: "CallSheet", me: str) -> str:
    """Return how to introduce oneself, ready to be read out; ``me`` is the full name of who calls."""
    said = _("Hello, this is {name}, personal assistant.", name=_called(me))
    if sheet.script.card_phone:
        said += " " + _("My number is on your card: {phone}.", phone=display(_whole(sheet.script.card_phone)))
    else:
        said += " " + _("My number is on your card.")
    return said + " " + _("I ask for no codes.")


def _called(me: str) -> str:
    """Return what one is called on the phone: given name and patronymic, else the whole name."""
    name = split_name(me)
    return " ".join(filter(None, (name.given, name.patronymic))) or me


def _whole(number: str) -> str:
    """Return a number as E.164 where it is one, else as it is."""
    from db.rules.phones import parse

    found = parse(number)
    return (found[0].e164 if found else None) or number


def whom_words(sheet: "CallSheet") -> str:
    """Return what to ask before anything else is said."""
    if sheet.birth_year is None:
        said = _("full name and year of birth (not on record); never say the name first")
    else:
        said = _("full name and year of birth ({year}); never say them first", year=sheet.birth_year)
    if sheet.script.code_word:
        said = _("code word “{word}”", word=sheet.script.code_word) + " · " + said  # first: a narrow line cuts the end
    return said


def may_words(contact: "ContactLine") -> str:
    """Return what may be said at a number."""
    return _listed(_HEARD, contact.say)


def never_words(contact: "ContactLine | None") -> str:
    """Return what must not be said at a number; without a known one, what is said to nobody."""
    if contact is None:
        return _listed(_NEVER, ("diagnosis", "results", "prognosis", "drug_names"))
    return _listed(_NEVER, contact.never)


def _listed(words: dict[str, str], codes: Iterable[str]) -> str:
    return ", ".join(_(words[code]) for code in codes if code in words)
