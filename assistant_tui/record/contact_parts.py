"""What the forms of a number ask: whose it is, who answers there, what may be said, where the paper lies."""

from collections.abc import Mapping
from typing import Final

from assistant_tui.dialogs.form_fields import Answer, Ask
from assistant_tui.record.parts import YES_NO, Part, yes
from assistant_tui.text.codes import label
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.people import RELATIONS
from assistant_tui.text.phones import display
from db.rules.phones import parse

DOUBTS: Final = {
    "no_number": N_("no number in it"), "no_area_code": N_("the area code is missing"), "too_short": N_("too short"),
    "too_long": N_("too long"), "invalid": N_("no such number exists"),
}  # fmt: skip
"""Why a number is doubted, by code."""

_STANDINGS: Final = ("patient", "legal_representative", "trusted", "other")
_SCOPES: Final = ("time_place_only", "preparation", "full_logistics")


def number_part() -> Part:
    """Return the field of the number itself."""
    return Part(Ask("written", N_("Number"), needed=True, placeholder="8 916 123-45-67"))


def whose_parts() -> tuple[Part, ...]:
    """Return the fields of whose a number is."""
    standings = [(code, label("speakers", code)) for code in _STANDINGS]
    return (
        Part(Ask("relation", N_("Whose"), "suggest", options=[(code, _(said)) for code, said in RELATIONS.items()],
                 needed=True)),
        Part(Ask("name", N_("Their name"))),
        Part(Ask("standing", N_("Who answers is"), "suggest", options=standings, needed=True)),
    )  # fmt: skip


def consent_parts(*, over: bool = False) -> tuple[Part, ...]:
    """Return the fields of a consent; ``over`` says that it has expired already."""
    scopes = [("none", _("name and number only")), *((code, label("scopes", code)) for code in _SCOPES)]
    return (
        Part(Ask("scope", N_("What may be said"), "suggest", options=scopes, needed=True)),
        Part(Ask("consent_on", N_("Consent of"), "day", past=True)),
        Part(Ask("consent_until", N_("Valid until"), "day", past=over)),
        Part(Ask("consent_paper", N_("The paper lies"), placeholder=N_("folder, box, sheet"))),
    )


def voicemail_part() -> Part:
    """Return the field of the voicemail."""
    return Part(Ask("voicemail_ok", N_("Message on voicemail"), "choice", options=YES_NO), value=yes)


def numbers_echo(answers: Mapping[str, Answer]) -> str:
    """Say which numbers a text holds, and which of them are doubtful."""
    text = str(answers["written"] or "")
    if not text:
        return ""
    said = []
    for found in parse(text):
        shown = display(found.e164 or found.original)
        said.append(f"! {shown}: {_(DOUBTS[found.doubtful])}" if found.doubtful else shown)
    lines = [" · ".join(said) or _("! There is no number in it; it is kept as it is.")]
    if answers.get("standing") == "trusted" and not answers.get("consent_on"):
        lines.append(_("! Without a signed consent only the name and the number are said there."))
    return "\n".join(lines)


def consent_echo(answers: Mapping[str, Answer]) -> str:
    """Say what is missing of a consent."""
    if answers.get("scope") in (None, "none"):
        return ""
    lacking = [_("the day it was signed")] if not answers.get("consent_on") else []
    lacking += [_("where the paper lies")] if not answers.get("consent_paper") else []
    return _("! Missing: {what}", what=", ".join(lacking)) if lacking else ""


def whose_wrong(answers: Mapping[str, Answer]) -> str | None:
    """Return what does not fit of whose a number is in a sentence, or None; for an added one of its consent too."""
    if answers.get("relation") != "self" and answers.get("standing") == "patient":
        return _("It is not the patient's own number: say who answers there")
    return consent_wrong(answers)


def one_number_wrong(answers: Mapping[str, Answer]) -> str | None:
    """Return what is wrong with a number that takes the place of another one, or None."""
    if len(parse(str(answers.get("written") or ""))) > 1:
        return _("One number here. Add the others as numbers of their own.")
    return whose_wrong(answers)


def consent_wrong(answers: Mapping[str, Answer]) -> str | None:
    """Return what is wrong with a consent in a sentence, or None."""
    since, until = answers.get("consent_on"), answers.get("consent_until")
    if since is not None and until is not None and str(until) < str(since):
        return _("The consent ends before it begins")
    return None
