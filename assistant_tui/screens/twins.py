"""Records that may be one person: pairs with their reasons."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text

from assistant_tui.app_caseload import RecordChanged
from assistant_tui.commands.hands_commands import HandsCommands
from assistant_tui.listing.list_screen import ListScreen
from assistant_tui.listing.listed_rows import Entry
from assistant_tui.text.dates import full_day
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.names import short_person
from assistant_tui.text.safe import safe
from assistant_tui.text.twins import born_of, why_words
from assistant_tui.widgets.rows import Column, Row
from db.rules.twins import SURE

if TYPE_CHECKING:
    from db.queries.twins import Pair, TwinSide


class TwinsScreen(ListScreen["Pair"], HandsCommands):
    """Pairs of records that look like one person; people decide, never the program."""

    TITLE: ClassVar[str] = N_("ONE PERSON TWICE?")
    SECTIONS: ClassVar[Sequence[tuple[str, str]]] = (("all", N_("All pairs")), ("sure", N_("Very likely")))
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("one", N_("Patient"), 20, grow=1), Column("born", N_("Birth"), 10),
        Column("other", N_("Looks like"), 20, grow=1), Column("why", N_("Why"), 22, grow=2),
    )  # fmt: skip
    EMPTY: ClassVar[dict[str, str]] = {
        "all": N_("No two records look like one person."),
        "sure": N_("No two records are surely one person."),
    }
    ENTER: ClassVar[str] = N_("Enter COMPARE")
    HELP: ClassVar[str] = N_(
        "Records that look like one person, with what speaks for it and against it. Enter shows both side by side:"
        " there they are joined, or noted to be two people. Joined records can be taken apart again."
    )
    OFFERS: ClassVar[tuple[str, ...]] = (*ListScreen.LIST_OFFERS, "assign", "twins_of")

    CHANGED_BY: ClassVar[frozenset[str]] = frozenset({
        "merge_patients", "unmerge_patients", "say_not_same", "undo", "edit_patient", "add_patient", "import_patients",
        "add_contact", "edit_contact", "erase_patient",
    })  # fmt: skip
    """What can change which records look alike: comparing the whole record for every call would be too much."""

    async def read(self) -> "Sequence[Entry[Pair]] | None":
        """Compare the whole record."""
        from db.queries.twins import twin_pairs

        found = await self.caseload_app.asked(twin_pairs)
        if found is None:
            return None
        return [
            Entry(
                (pair.one.patient_id, pair.other.patient_id), pair, pair.one.patient_id,
                ("all", "sure") if pair.score >= SURE else ("all",), f"{pair.one.full_name} {pair.other.full_name}",
            )
            for pair in found
        ]  # fmt: skip

    def on_record_changed(self, event: RecordChanged) -> None:
        """Compare anew where names, numbers or pairs changed."""
        if event.done.kind in self.CHANGED_BY:
            self.refresh_list()

    def row(self, item: "Pair") -> Row:
        """Return both names and why they may be one person."""
        return Row((
            safe(short_person(item.one.full_name), "strong"), safe(born_of(item.one)),
            safe(short_person(item.other.full_name)), safe(why_words(item.reasons, item.against), "faint"),
        ))  # fmt: skip

    def about(self, item: "Pair") -> list[Text]:
        """Return both records, and all that speaks for and against it."""
        return [
            safe(self._side(item.one), "strong"), safe(self._side(item.other), "strong"),
            safe(why_words(item.reasons, item.against), "soon" if item.against else ""),
        ]  # fmt: skip

    def _side(self, side: "TwinSide") -> str:
        since = _("since {day}", day=full_day(side.in_care_since))
        whose = side.assistant or _("nobody")
        return f"№ {side.patient_id} {side.full_name}, {born_of(side)} · {whose}, {since}"

    async def act(self, item: "Pair") -> None:
        """Show both side by side."""
        await self.hands.compare_records(item.one.patient_id, item.other.patient_id, item)
