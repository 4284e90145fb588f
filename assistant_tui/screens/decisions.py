"""What waits for the supervisor, and the answers of the last two weeks."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Final

from rich.text import Text

from assistant_tui.app_ways import Ways
from assistant_tui.listing.covered_list import CoveredList
from assistant_tui.listing.listed_rows import Entry
from assistant_tui.text.dates import near_day
from assistant_tui.text.decisions import answer_words, answered_line, kind_words, known_lines, who_words
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.names import short_person
from assistant_tui.text.safe import safe
from assistant_tui.widgets.rows import Column, Row

if TYPE_CHECKING:
    from db.queries.decisions import DecisionRow

_DAYS: Final = 14
_SECTIONS: Final = {
    "died": "died", "declined": "declined", "escalated": "questions", "not_reached": "unreached",
}  # fmt: skip


def sections_of(row: "DecisionRow") -> tuple[str, ...]:
    """Return the sections that a question stands in; an answered one has its own."""
    if row.answer is not None:
        return ("answered",)
    return ("waiting", _SECTIONS.get(row.kind, "elsewhere"))


class DecisionsScreen(CoveredList["DecisionRow"]):
    """Everything that waits for a confirmation, with what stands behind it."""

    TITLE: ClassVar[str] = N_("DECISIONS")
    SECTIONS: ClassVar[Sequence[tuple[str, str]]] = (
        ("waiting", N_("Waiting")), ("died", N_("Died")), ("declined", N_("Declined")),
        ("elsewhere", N_("Elsewhere")), ("questions", N_("Asked")), ("unreached", N_("Unreached")),
        ("answered", N_("Decided")),
    )  # fmt: skip
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("asked", N_("Asked on"), 9), Column("patient", N_("Patient"), 18, grow=1),
        Column("what", N_("What"), 26, grow=2), Column("who", N_("Who says so"), 18, grow=1, priority=1),
    )  # fmt: skip
    EMPTY: ClassVar[dict[str, str]] = {
        "waiting": N_("Nothing waits for a decision."),
        "died": N_("No death waits to be confirmed."),
        "declined": N_("Nobody who does not want the service waits for a confirmation."),
        "elsewhere": N_("Nobody moved, is treated elsewhere or was ruled out without an answer."),
        "questions": N_("No question waits for the supervisor."),
        "unreached": N_("Everybody has been reached, or is still tried."),
        "answered": N_("Nothing was decided in the last two weeks."),
    }
    ENTER: ClassVar[str] = N_("Enter DECIDE  F3 card")
    HELP: ClassVar[str] = N_(
        "What waits for the supervisor: who said it, in which call, what a death would cancel. Enter confirms or"
        " rejects with words for the assistant, to whom the answer goes as work. F8 takes one's own decision back and"
        " restores what it cancelled. Assistants see here what became of their own questions."
    )

    @property
    def ways(self) -> Ways:
        """The app, as one that knows how work is settled."""
        app = self.caseload_app
        if not isinstance(app, Ways):
            raise TypeError(type(app).__name__)
        return app

    async def read(self) -> "Sequence[Entry[DecisionRow]] | None":
        """Read what waits, and the answers of the last two weeks."""
        from db.queries.decisions import decisions

        app = self.caseload_app
        found = await app.asked(decisions, app.now() - timedelta(days=_DAYS))
        if found is None:
            return None
        entries: list[Entry[DecisionRow]] = []
        for row in found:
            key = ("decision", row.id) if row.id is not None else ("unreached", row.patient_id)
            text = f"{row.full_name} {kind_words(row)} {row.assistant or ''}"
            entries.append(Entry(key, row, row.patient_id, sections_of(row), text))
        return entries

    def row(self, item: "DecisionRow") -> Row:
        """Return since when, of whom, what, who says so; of an answer when and which."""
        app, words = self.caseload_app, self.caseload_app.words()
        answered = item.answered_at is not None
        at = (item.answered_at or item.asked_at).astimezone(app.zone).date()
        due = item.reason.due_by if item.reason else None
        late = not answered and due is not None and due < app.now()
        who = answer_words(item) if answered else who_words(item)
        return Row((
            safe(near_day(at, words.today), "late" if late else "faint" if answered else ""),
            safe(short_person(item.full_name), "faint" if answered else "strong"),
            safe(kind_words(item), "faint" if answered else ""),
            safe(who, "done" if item.answer == "confirmed" else "faint"),
        ))  # fmt: skip

    def about(self, item: "DecisionRow") -> list[Text]:
        """Return whose it is and what stands behind it; of an answer who gave it."""
        words = self.caseload_app.words()
        head = safe(item.full_name, "strong")
        if item.kind == "not_reached" and item.reason is not None:
            return [head, safe(words.full(item.reason)), safe(_("Assistant: {login}", login=item.assistant or "—"))]
        lines = [head, *known_lines(item, words)]
        return [*lines[:3], answered_line(item, words)] if item.answer is not None else lines

    def owner(self, item: "DecisionRow") -> str | None:
        """Return whose patient it is about."""
        return item.assistant

    async def act(self, item: "DecisionRow") -> None:
        """Decide; of what is not to be decided here open the card."""
        app = self.ways
        reason, roles = item.reason, app.caseload.user.roles
        mine = reason is not None and (reason.audience != "supervisor" or "supervisor" in roles)
        if reason is None or not mine:
            await app.open_card(item.patient_id)
            if reason is not None:
                app.say(_("This waits for the supervisor"))
        else:
            await app.settle(item.patient_id, [reason])
