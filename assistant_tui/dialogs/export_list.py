"""Where a list is to be saved."""

from assistant_tui.dialogs.text_prompt import TextPrompt
from assistant_tui.text.i18n import N_, _


class ExportDialog(TextPrompt):
    """Ask for the file: its ending, .xlsx or .csv, says its kind; an existing file is never written over."""

    def __init__(self, proposed: str) -> None:
        """Ask with a proposed path in the field."""
        super().__init__(_("Save the call list to a file (.xlsx or .csv)"), N_("File"), value=proposed, check=_wrong)


def _wrong(path: str) -> str | None:
    if not path.lower().endswith((".xlsx", ".csv")):
        return _("The name must end with .xlsx or .csv")
    return None
