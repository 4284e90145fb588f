"""The supervisor's answer to what waits for a confirmation."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from assistant_tui.dialogs.pick import PickDialog
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.reasons import ReasonWords
from assistant_tui.widgets.choice import Choice

if TYPE_CHECKING:
    from db.queries.reasons import Reason

CONFIRM: Final = "confirmed"
REJECT: Final = "rejected"


class DecisionDialog(PickDialog):
    """Confirm or reject; the answer's id is `CONFIRM` or `REJECT`, with words for the assistant. Reject needs words."""

    DEFAULT_CSS = """
    DecisionDialog .decision-known { height: auto; max-height: 8; }
    """

    def __init__(self, name: str, reason: "Reason", words: ReasonWords, known: Sequence[Text] = ()) -> None:
        """Ask about the decision of the patient with this ``name``; ``known`` are lines of what stands behind it."""
        self._known = list(known)
        kind = dict(reason.params).get("decision_kind")
        if kind == "escalated":
            said = (_("settled"), _("back to the assistant: say what to do"))
        elif reason.kind == "conclusion":
            said = (_("the doctor has ruled it out: the care ends"), _("the diagnosis stays: say why"))
        else:
            said = (_("confirm"), _("do not confirm: say why"))
        choices = [Choice(answer, words_of) for answer, words_of in zip((CONFIRM, REJECT), said, strict=True)]
        super().__init__(
            f"{name} · {words.full(reason)}", choices, text_label=N_("To the assistant"), text_needed=(REJECT,)
        )

    def body(self) -> ComposeResult:
        """Yield what is known, then the answers."""
        if self._known:
            yield Static(Text("\n").join(self._known), classes="decision-known")
        yield from super().body()
