"""Why somebody else's patient is opened: one digit within the centre, words across centres."""

from assistant_tui.dialogs.pick import PickDialog
from assistant_tui.dialogs.text_prompt import TextPrompt
from assistant_tui.text.access import REASON_WORDS
from assistant_tui.text.i18n import N_, _
from assistant_tui.widgets.choice import Choice
from db.rules.permissions import LEAST_TEXT, REASONS


class ReasonNeededDialog(PickDialog):
    """Ask by one digit why a colleague's patient is opened; Esc leaves the record closed."""

    def __init__(self, name: str, whose: str | None) -> None:
        """Say who it is and whose patient; both are short names, ``whose`` is None for nobody's."""
        about = _("a patient of {name}", name=whose) if whose else _("nobody accompanies them")
        super().__init__(_("{name} ({whose}): why do you open the record?", name=name, whose=about), reason_choices())


class BreakGlassDialog(TextPrompt):
    """Ask for the words with which a patient of another centre is opened; a supervisor reads them afterwards."""

    def __init__(self, name: str, whose: str | None, centre: str | None) -> None:
        """Say who it is, whose patient, and where."""
        about = " · ".join(filter(None, (whose, centre))) or _("another centre")
        question = _(
            "{name}: another centre's patient ({whose}). The record opens for an hour; every look is written down, a"
            " supervisor reads why.",
            name=name, whose=about,
        )  # fmt: skip
        super().__init__(question, N_("What is it needed for?"), check=_too_short)


def reason_choices() -> list[Choice]:
    """Return the reasons in the order of their digits."""
    return [Choice(code, _(REASON_WORDS[code])) for code in REASONS]


def _too_short(text: str) -> str | None:
    return None if len(text) >= LEAST_TEXT else _("Say it in {least} characters at least.", least=LEAST_TEXT)
