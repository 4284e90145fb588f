"""A call that was made elsewhere: when it was, with which number, what came out."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from assistant_tui.dialogs.outcome_form import Answers, Ask, OutcomeForm
from assistant_tui.dialogs.outcome_pick import QuickPick
from assistant_tui.text.codes import connection_label, outcome_label
from assistant_tui.text.dates import clock, short_date
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.outcomes import CONNECTIONS, OTHERS, OUTCOMES
from assistant_tui.widgets.choice import Choice

_DIRECTIONS: Final = (("out", N_("we called")), ("in", N_("they called")))


class LateEntryForm(OutcomeForm):
    """Ask when a call was, who called, and by which number; the moment must be over."""

    def __init__(self, name: str, phone: str, now: Callable[[], datetime]) -> None:
        """Ask about a call with the patient of this ``name``; ``phone`` is the likeliest number, masked."""
        local = now()
        asks = [
            Ask("at", N_("When it was"), "moment", f"{short_date(local.date())} {clock(local)}", needed=True,
                past=True),
            Ask("direction", N_("Who called"), "choice", options=_DIRECTIONS),
            Ask("phone", N_("Number"), value=phone),
        ]  # fmt: skip
        self._moment = now
        super().__init__(
            _("{name} · a call made elsewhere", name=name), asks, now, check=self._over,
            more=_("The call is marked as a late entry."),
        )  # fmt: skip

    def _over(self, answers: Answers) -> str | None:
        at = answers.get("at")
        return _("This moment has not come yet") if isinstance(at, datetime) and at > self._moment() else None


class AnyOutcome(QuickPick):
    """Ask what came out of a call, of all that can; the answer's id is a code of the record."""

    def __init__(self, question: str) -> None:
        """Ask a finished ``question``."""
        talked = [*OUTCOMES.values(), *OTHERS]
        choices = [
            *(Choice(each.value, connection_label(each), group=_("Not reached")) for each in CONNECTIONS.values()),
            *(Choice(each.value, outcome_label(each), group=_("Talked")) for each in talked),
        ]
        super().__init__(question, choices)
