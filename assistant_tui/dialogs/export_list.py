"""Where a list is to be saved."""

from collections.abc import Sequence

from assistant_tui.dialogs.text_prompt import TextPrompt
from assistant_tui.text.i18n import N_, _


class ExportDialog(TextPrompt):
    """Ask for the file: its ending says its kind; an existing file is never written over."""

    def __init__(self, proposed: str, question: str = "", endings: Sequence[str] = (".xlsx", ".csv")) -> None:
        """Ask with a proposed path in the field; without a finished ``question`` for the call list."""
        self._endings = tuple(endings)
        question = question or _("Save the call list to a file (.xlsx or .csv)")
        super().__init__(question, N_("File"), value=proposed, check=self._wrong_path)

    def _wrong_path(self, path: str) -> str | None:
        if path.lower().endswith(self._endings):
            return None
        if self._endings == (".xlsx", ".csv"):
            return _("The name must end with .xlsx or .csv")
        return _("The name must end with one of these: {endings}", endings=", ".join(self._endings))
