"""The patients behind a number of the supervisor's board."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final

from rich.text import Text

from assistant_tui.app_workload import WorkloadWays
from assistant_tui.listing.list_screen import ListScreen
from assistant_tui.listing.listed_rows import Entry, ListedRows
from assistant_tui.text.behind import PHASES, what_style, what_words, when_words
from assistant_tui.text.codes import label
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.names import short_person
from assistant_tui.text.people import age_words
from assistant_tui.text.safe import safe
from assistant_tui.text.workload import MEANINGS, definition
from assistant_tui.widgets.rows import Column, Row
from db.rules.workload import RATES

if TYPE_CHECKING:
    from db.queries.workload_patients import Behind

_PLAIN: Final = (("all", N_("All")),)
_WHEN: Final = {
    **dict.fromkeys(("due", "overdue", "untried"), N_("Due")),
    **dict.fromkeys(("silent", "caseload", "nothing"), N_("Last talk")),
}  # fmt: skip
"""What the moment of a row is, where it is not when it happened."""
_SHARES: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "reached": (("all", N_("All attempts")), ("bad", N_("Nobody reached")), ("good", N_("Talked"))),
    "first": (("all", N_("All new")), ("bad", N_("Not in time")), ("good", N_("In time"))),
}


class WorkloadPatientsScreen(ListScreen["Behind"]):
    """One row for each patient, or attempt, that the number counts; Enter opens the card."""

    SECTIONS: ClassVar[Sequence[tuple[str, str]]] = _PLAIN
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("patient", N_("Patient"), 18, grow=1), Column("age", N_("Aged"), 4, right=True),
        Column("phase", N_("Phase"), 11, priority=1), Column("what", N_("What"), 16, grow=1),
        Column("when", N_("When"), 14), Column("assistant", N_("Assistant"), 13, priority=2),
    )  # fmt: skip
    EMPTY: ClassVar[dict[str, str]] = {
        "all": N_("Nobody stands behind this number now."), "bad": N_("Nobody: all went well."),
        "good": N_("Nobody yet."),
    }  # fmt: skip
    ENTER: ClassVar[str] = N_("Enter CARD")
    HELP: ClassVar[str] = N_(
        "The patients whom the number counts, as many rows as it says; who needs something stands first. Enter opens"
        " the card, = says how the number is counted, Esc goes back to the board."
    )

    def __init__(self, number: str, user_id: int | None, whose: str) -> None:
        """Show what stands behind a number of an assistant, of all without one; ``whose`` is said in the title."""
        super().__init__()
        self.__dict__["SECTIONS"] = _SHARES.get(number, _PLAIN)
        self.rows = ListedRows([each for each, _label in self.SECTIONS])
        self._number, self._user_id, self._whose = number, user_id, whose

    def heading(self) -> str:
        """Return which number, and whose."""
        return f"{_(MEANINGS[self._number].name).upper()} · {self._whose}"

    async def read(self) -> "Sequence[Entry[Behind]] | None":
        """Read the rows; those of a share that went well stand apart too."""
        app = self.caseload_app
        found = await app.behind(self._number, self._user_id) if isinstance(app, WorkloadWays) else None
        if found is None:
            return None
        return [
            Entry((place, each.patient_id), each, each.patient_id, self._sections_of(each), each.full_name)
            for place, each in self._placed(found)
        ]

    @staticmethod
    def _placed(found: "Sequence[Behind]") -> "list[tuple[int, Behind]]":
        """Return the rows numbered by patient, so that the cursor stays on its row when others come."""
        seen: dict[int, int] = {}
        placed = []
        for each in found:
            seen[each.patient_id] = seen.get(each.patient_id, 0) + 1
            placed.append((seen[each.patient_id], each))
        return placed

    def _sections_of(self, item: "Behind") -> tuple[str, ...]:
        return ("all", "good" if item.good else "bad") if self._number in RATES else ("all",)

    def columns(self) -> Sequence[Column]:
        """Return the columns; whose a row is only where there are several."""
        shown = self.COLUMNS if self._user_id is None else self.COLUMNS[:-1]
        when = _WHEN.get(self._number)
        return [replace(each, title=when) if when and each.key == "when" else each for each in shown]

    def row(self, item: "Behind") -> Row:
        """Return who, what counts, and when."""
        words = self.caseload_app.words()
        cells = (
            safe(short_person(item.full_name), "strong"), safe("" if item.age is None else str(item.age)),
            safe(_(PHASES.get(item.phase, item.phase)), "faint"),
            safe(what_words(item, self._number, words), what_style(item, self._number, words)),
            safe(when_words(item, self._number, words), "faint"), safe(item.assistant, "faint"),
        )  # fmt: skip
        return Row(cells if self._user_id is None else cells[:-1])

    def about(self, item: "Behind") -> list[Text]:
        """Return who it is, and what counts in full."""
        words = self.caseload_app.words()
        lines = [
            safe(f"{item.full_name}, {age_words(item.age)}".rstrip(", "), "strong"),
            safe(_("accompanied by {name}", name=item.assistant)),
            safe(label("phases", item.phase), "faint"),
        ]
        if item.reason is not None:
            lines.insert(1, safe(words.full(item.reason), what_style(item, self._number, words)))
        return lines

    async def act(self, item: "Behind") -> None:
        """Open the card."""
        await self.caseload_app.open_card(item.patient_id)

    def off_why(self) -> str | None:
        """Say that a number is explained without anybody behind it too."""
        return None

    async def do_why(self) -> None:
        """Say how the number is counted."""
        from assistant_tui.dialogs.tell import TellDialog

        await self.base_app.ask(TellDialog(_(MEANINGS[self._number].name), definition(self._number)))
