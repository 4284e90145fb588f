"""What came of work without a call: a visit looked up, a result that is in, a booking, or simply done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from assistant_tui.dialogs.pick import PickDialog
from assistant_tui.text.codes import label
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.reasons import ReasonWords
from assistant_tui.widgets.choice import Choice
from db.actions.postponing import PROMISES
from db.defaults import outcome_table

if TYPE_CHECKING:
    from db.queries.reasons import Reason


@dataclass(frozen=True)
class Settlement:
    """One way to settle a task: the outcome, where it was learnt (`system` or `words`), what is asked further."""

    outcome: str
    told_from: str
    label: str
    asks: str = ""


_TOOK_PLACE: Final = (
    Settlement("TOOK_PLACE", "system", N_("took place: EMIAS says so")),
    Settlement("TOOK_PLACE", "words", N_("took place: as told")),
    Settlement("NOT_COME", "system", N_("did not come: EMIAS says so"), "because"),
    Settlement("NOT_COME", "words", N_("did not come: as told"), "because"),
)
_RESULT: Final = (
    Settlement("RESULT_IN", "system", N_("the result is in: EMIAS says so")),
    Settlement("RESULT_IN", "words", N_("the result is in: as told")),
)
_TAKEN: Final = (
    Settlement("TOOK_PLACE", "system", N_("taken: EMIAS says so")),
    Settlement("TOOK_PLACE", "words", N_("taken: as told")),
)
_BOOKED: Final = (
    Settlement("booked", "system", N_("booked in EMIAS: enter the number"), "number"),
    Settlement("not_found", "system", N_("not found in EMIAS")),
)
_LACKING: Final = (Settlement("order", "words", N_("choose the list of tests, order what lacks …")),)
_DONE: Final = (Settlement("DONE", "words", N_("done")),)
_TOLD: Final = (Settlement("DONE", "words", N_("the doctor is told")),)
HAPPENED: Final = "happened"
"""What a limit waits for has happened: its day is asked for, and the limit is over."""
_LIMIT: Final = (
    Settlement(HAPPENED, "words", N_("it has happened: on which day …")),
    Settlement("DONE", "words", N_("the work is done, the limit goes on")),
)
_BY_KIND: Final = {
    "took_place": _TOOK_PLACE, "ask_took_place": _TOOK_PLACE, "result_expected": _RESULT, "test_due": _TAKEN,
    "test_overdue": _TAKEN, "check_booking": _BOOKED, "admission_tests": _LACKING, "deadline": _LIMIT,
    "tell_doctor": _TOLD,
}  # fmt: skip

CALL: Final = "call"
CARD: Final = "card"
POSTPONE: Final = "postpone"


def settlements(kind: str) -> Sequence[Settlement]:
    """Return the ways to settle a task of a kind."""
    return _BY_KIND.get(kind, _DONE)


class SettleDialog(PickDialog):
    """Ask what came of a task; the answer's id is a place in `settlements(kind)`, or `CALL`, `CARD`, `POSTPONE`."""

    DEFAULT_CSS = """
    SettleDialog .settle-said { height: auto; max-height: 6; }
    """

    def __init__(self, name: str, reason: "Reason", words: ReasonWords, said: Text | None = None) -> None:
        """Ask about one reason of the patient with this ``name``; ``said`` is what the supervisor answered."""
        self._said = said
        ways = [Choice(str(place), _(way.label)) for place, way in enumerate(settlements(reason.kind))]
        more = [Choice(CALL, _("call the patient")), Choice(CARD, _("open the card"))]
        if reason.audience == "assistant":
            more.append(Choice(POSTPONE, _("put it off …"), off=_never_later(reason, words)))
        super().__init__(f"{name} · {words.full(reason)}", [*ways, *more])

    def body(self) -> ComposeResult:
        """Yield what was answered, then the choices."""
        if self._said is not None:
            yield Static(self._said, classes="settle-said")
        yield from super().body()


def _never_later(reason: "Reason", words: ReasonWords) -> str | None:
    """Return why work cannot be put off, None where it can."""
    if reason.kind in PROMISES:
        return _("it was promised")
    last_on = reason.due_by.astimezone(words.zone).date() if reason.due_by is not None else None
    return _("its last day has come") if last_on is not None and last_on <= words.today else None


class ReasonDialog(PickDialog):
    """Ask which of several reasons is to be settled; the answer's id is the place."""

    def __init__(self, name: str, reasons: Sequence["Reason"], words: ReasonWords) -> None:
        """Ask about the reasons of the patient with this ``name``."""
        choices = [Choice(str(place), words.numbered(reason, reasons)) for place, reason in enumerate(reasons)]
        super().__init__(_("{name}: which one?", name=name), choices)


class BecauseDialog(PickDialog):
    """Ask why a visit did not take place; the answer's id is a code of the table, with words if they are wanted."""

    def __init__(self) -> None:
        """Ask with the reasons of the table."""
        codes = [Choice(code, label("reasons_of_breach", code)) for code in outcome_table().reasons_of_breach]
        super().__init__(_("Why did it not take place?"), codes, text_label=N_("In words"), text_needed=("other",))
