"""Patients whom others opened: who, whose, why, when, for how long; a supervisor looks at each once."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text

from assistant_tui.listing.list_screen import ListScreen
from assistant_tui.listing.listed_rows import Entry
from assistant_tui.text.access import why_words
from assistant_tui.text.dates import near_moment
from assistant_tui.text.i18n import N_, _, ngettext_
from assistant_tui.text.names import short_person
from assistant_tui.text.safe import safe
from assistant_tui.widgets.hint_line import HintLine
from assistant_tui.widgets.rows import Column, Row

if TYPE_CHECKING:
    from db.queries.access import GrantRow


def sections_of(row: "GrantRow") -> tuple[str, ...]:
    """Return the sections that a grant stands in: what was reviewed has its own."""
    if row.reviewed_at is not None:
        return ("reviewed",)
    return ("waiting", "glass") if row.kind == "break_glass" else ("waiting", "reasons")


class GrantsScreen(ListScreen["GrantRow"]):
    """What was opened that was not one's own, to be looked at by a supervisor."""

    TITLE: ClassVar[str] = N_("ACCESS REVIEW")
    SECTIONS: ClassVar[Sequence[tuple[str, str]]] = (
        ("waiting", N_("To review")), ("glass", N_("Emergencies")), ("reasons", N_("For a reason")),
        ("reviewed", N_("Reviewed")),
    )  # fmt: skip
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("when", N_("When"), 11), Column("who", N_("Who"), 17), Column("patient", N_("Patient"), 15),
        Column("why", N_("Why"), 28, grow=1),
    )  # fmt: skip
    EMPTY: ClassVar[dict[str, str]] = {
        "waiting": N_("Everything that was opened has been reviewed."),
        "glass": N_("Nothing was opened in an emergency."),
        "reasons": N_("Nothing of a colleague's was opened for a reason."),
        "reviewed": N_("Nothing has been reviewed yet."),
    }
    ENTER: ClassVar[str] = N_("Enter REVIEWED  F3 card")
    HELP: ClassVar[str] = N_(
        "Patients who were opened by somebody they do not belong to: for a reason within the centre, or in an emergency"
        " across centres. Enter notes that you reviewed it, with a few words if you like. Nobody reviews what they"
        " opened themselves. Every look into the record is in the audit."
    )

    def _show_hint(self) -> None:
        super()._show_hint()
        item = self.item_here()
        if item is not None and item.reviewed_at is not None and not self.rows.text:
            self.query_one(HintLine).show_keys(_("Enter CARD"))

    async def read(self) -> "Sequence[Entry[GrantRow]] | None":
        """Read what was opened."""
        from db.queries.access import grants

        found = await self.caseload_app.asked(grants, every=True)
        if found is None:
            return None
        return [
            Entry(each.id, each, each.patient_id, sections_of(each), f"{each.user} {each.full_name} {each.whose or ''}")
            for each in found
        ]

    def row(self, item: "GrantRow") -> Row:
        """Return when, who, whose patient, why."""
        app = self.caseload_app
        done = "faint" if item.reviewed_at is not None else ""
        return Row((
            safe(near_moment(item.at, app.today(), app.zone), done), safe(item.user, done or "strong"),
            safe(short_person(item.full_name), done),
            safe(why_words(item), done or ("soon" if item.kind == "break_glass" else "")),
        ))  # fmt: skip

    def about(self, item: "GrantRow") -> list[Text]:
        """Return who opened whose patient, why, for how long; of what was looked at by whom."""
        app = self.caseload_app
        whose = _("patient of {name}", name=item.whose) if item.whose else _("nobody's patient")
        minutes = round((item.until_at - item.at).total_seconds() / 60)
        open_for = _("open for {minutes} min", minutes=minutes)
        looks = ngettext_("{n} entry in the audit", "{n} entries in the audit", item.views)
        lines = [
            safe(f"{item.user} → {item.full_name}, {whose}", "strong"), safe(why_words(item)),
            safe(f"{near_moment(item.at, app.today(), app.zone)} · {open_for} · {looks}", "faint"),
        ]  # fmt: skip
        if item.reviewed_at is not None:
            when = near_moment(item.reviewed_at, app.today(), app.zone)
            said = f"{when} · {item.reviewed_by or ''} · {item.review_note or ''}".rstrip(" ·")
            lines.insert(1, safe(_("Reviewed: {said}", said=said), "done"))
        return lines

    async def act(self, item: "GrantRow") -> None:
        """Note that it was looked at, with a few words; of what was, open the card."""
        from assistant_tui.dialogs.text_prompt import TextPrompt
        from db.actions.access import review_grant

        app = self.caseload_app
        if item.reviewed_at is not None:
            await app.open_card(item.patient_id)
            return
        question = f"{item.user} → {short_person(item.full_name)}: {why_words(item)}"
        note = await self.base_app.ask(TextPrompt(question, N_("What you found"), placeholder=N_("may stay empty")))
        if note is None:
            return
        if await app.done(review_grant, item.id, note or None, version=item.version) is not None:
            app.say(_("Reviewed: {who}", who=item.user))
            self.refresh_list()
