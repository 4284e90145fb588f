"""The form that puts right what is written of a visit; what others changed meanwhile is merged."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from assistant_tui.app_caseload import CaseloadApp
from assistant_tui.dialogs.outcome_form import Answers, OutcomeForm
from assistant_tui.merging import Row, write_merged
from assistant_tui.text.booking import MODES, chain_words, when_words
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.statuses import BOOKED
from assistant_tui.visiting.fields import (
    before_ask,
    booked_asks,
    booking_in,
    filled,
    mode_ask,
    note_ask,
    text_in,
    where_asks,
)

if TYPE_CHECKING:
    from db.caseload import Done
    from db.queries.habits import Habits
    from db.queries.lists import VisitRow
    from db.queries.visits import VisitSheet

Told = str | int | None
LABELS = {
    "organisation_id": N_("Where"), "clinician": N_("Doctor"), "room": N_("Room"), "mode": N_("How"),
    "booked_in": N_("In EMIAS"), "booking_number": N_("Booking number"), "before_visit_id": N_("Must come before"),
    "note": N_("Note"),
}  # fmt: skip
"""What the fields of a visit are called in its form."""


class Changing:
    """Asks what is to be put right of a visit, and writes it."""

    def __init__(self, app: CaseloadApp, name: str, visit_id: int) -> None:
        self.app, self.name, self.visit_id = app, name, visit_id
        self.draft = f"visit:change:{visit_id}"
        self._places: dict[int, str] = {}

    async def write(self) -> bool:
        """Ask until it is written or left."""
        from db.queries.habits import habits
        from db.queries.visits import visit_sheet

        sheet = await self.app.asked(visit_sheet, self.visit_id)
        known = await self.app.asked(habits, sheet.visit.patient_id) if sheet is not None else None
        if sheet is None or known is None:
            return False
        before = _row(sheet.visit)
        here = {sheet.visit.organisation_id or 0: sheet.visit.organisation or ""}
        self._places = {**dict(known.organisations), **here}
        answers = await self._form(sheet, known)
        if answers is None:
            return False
        saved = await write_merged(
            self.app, read=self._read, before=before, mine=_fields(answers, sheet), write=self._write,
            label_of=lambda field: _(LABELS[field]), words_of=self._words_of,
        )  # fmt: skip
        if saved.finished:
            self.app.drafts.forget(self.draft)
            if not saved.said:
                said = _("{name}: the visit is put right", name=self.name)
                self.app.say(said if saved.done else _("Nothing was changed"), undo=saved.done is not None)
        return saved.done is not None

    async def _form(self, sheet: "VisitSheet", known: "Habits") -> Answers | None:
        drafts, visit = self.app.drafts, sheet.visit
        asks = [
            *where_asks(known, visit), *booked_asks(visit.booked_in, visit.booking_number or ""),
            *before_ask(sheet.coming, self.app.words(), visit.before_visit_id), mode_ask(visit.mode),
            note_ask(visit.note or ""),
        ]  # fmt: skip
        what = f"{self.app.words().service(visit.service, named=True)} {when_words(visit)}"
        chain = chain_words(sheet.chain)
        more = [chain[:1].upper() + chain[1:], _("The time is changed by moving the visit.")]
        return await self.app.ask(OutcomeForm(
            f"{self.name} · {what}", filled(asks, drafts.take(self.draft) or {}), self.app.local_now,
            more="\n".join(filter(None, more)), keep=lambda texts: drafts.keep(self.draft, texts),
        ))  # fmt: skip

    async def _read(self) -> Row[Told] | None:
        from db.queries.visits import visit_sheet

        sheet = await self.app.asked(visit_sheet, self.visit_id)
        if sheet is None:
            return None
        self._places.setdefault(sheet.visit.organisation_id or 0, sheet.visit.organisation or "")
        return _row(sheet.visit)

    async def _write(self, changes: Mapping[str, Told], version: int) -> "Done[object] | None":
        from db.actions.visit_details import change_visit

        return await self.app.tried(change_visit, self.visit_id, version=version, **changes)  # type: ignore[arg-type]  # each field has its own type

    def _words_of(self, field: str, value: Told) -> str:
        if value is None:
            return ""
        if field == "organisation_id":
            return self._places.get(int(value), str(value))
        if field == "mode":
            return _(dict(MODES).get(str(value), str(value)))
        if field == "booked_in":
            return _(BOOKED.get(str(value), str(value)))
        return str(value)


def _row(visit: "VisitRow") -> Row[Told]:
    fields: dict[str, Told] = {name: getattr(visit, name) for name in LABELS}
    return Row(fields, visit.version)


def _fields(answers: Answers, sheet: "VisitSheet") -> dict[str, Told]:
    """Return what stands in the form, as the record has it."""
    booked, number = booking_in(answers)
    place, before = text_in(answers, "place"), text_in(answers, "before")
    offered = "before" in answers and sheet.visit.before_visit_id in (None, *(each.id for each in sheet.coming))
    return {
        "organisation_id": int(place) if place else None, "clinician": text_in(answers, "clinician"),
        "room": text_in(answers, "room"), "mode": text_in(answers, "mode") or "in_person", "booked_in": booked,
        "booking_number": number, "note": text_in(answers, "note"),
        **({"before_visit_id": int(before) if before else None} if offered else {}),
    }  # fmt: skip
