"""Organisations that give care: added, changed, switched off and on; for any screen."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from assistant_tui.app_records import RecordWays
from assistant_tui.text.i18n import _, ngettext_
from assistant_tui.widgets.choice import Choice

if TYPE_CHECKING:
    from assistant_tui.merging import Row
    from assistant_tui.record.parts import Stored
    from db.caseload import Done
    from db.queries.people import OrganisationRow


class OrganisationWays(RecordWays):
    """What an administrator does with organisations."""

    async def act_on_organisation(self, place: "OrganisationRow") -> None:
        """Ask what is to be done with an organisation, and do it."""
        from assistant_tui.dialogs.pick import PickDialog
        from db.actions.organisations import enable_organisation

        if place.active:
            choices = [Choice("change", _("change: name, address, number …")), Choice("off", _("switch off …"))]
        else:
            choices = [Choice("on", _("switch on again"))]
        picked = await self.ask(PickDialog(place.name, choices))
        if picked is None:
            return
        if picked.id == "change":
            await self._change(place)
        elif picked.id == "off":
            await self._switch_off_place(place)
        elif await self.done(enable_organisation, place.id):
            self.say(_("{name}: in use again", name=place.short_name), undo=True)

    async def new_organisation(self) -> None:
        """Ask for a new organisation, and add it."""
        from assistant_tui.record.office_parts import organisation_parts
        from db.actions.organisations import add_organisation

        first: dict[str, Stored] = {"kind": "polyclinic", "zone": self.zone.key}
        given = await self.fill(_("A new organisation"), organisation_parts(), first, "organisation:new")
        if given is None:
            return
        texts = {name: str(value) if value else None for name, value in given.items()}
        done = await self.done(
            add_organisation, texts["kind"] or "", texts["name"] or "", short_name=texts["short_name"],
            address=texts["address"], phone=texts["phone"], zone=texts["zone"] or "",
        )  # fmt: skip
        if done is not None:
            self.drafts.forget("organisation:new")
            self.say(_("{name}: added", name=texts["name"]), undo=True)

    async def _change(self, place: "OrganisationRow") -> None:
        from assistant_tui.record.office_parts import organisation_parts, organisation_row
        from db.actions.organisations import edit_organisation

        parts, draft, before = organisation_parts(), f"organisation:{place.id}", organisation_row(place)
        mine = await self.fill(_("Change: {name}", name=place.short_name), parts, before.fields, draft)
        if mine is None:
            return

        async def write(changes: "Mapping[str, Stored]", version: int) -> "Done[object] | None":
            given = dict(changes)
            return await self.tried(edit_organisation, place.id, version=version, **given)  # type: ignore[arg-type]  # by name

        saved = await self.save_filled(
            parts, draft, read=lambda: self._place_now(place.id), before=before, mine=mine, write=write
        )  # fmt: skip
        self.say_saved(saved, _("{name}: the organisation is changed", name=place.short_name))

    async def _place_now(self, organisation_id: int) -> "Row[Stored] | None":
        from assistant_tui.record.office_parts import organisation_row
        from db.queries.people import organisations

        rows = await self.asked(organisations, active=None) or ()
        found = next((row for row in rows if row.id == organisation_id), None)
        return organisation_row(found) if found else None

    async def _switch_off_place(self, place: "OrganisationRow") -> None:
        """Say what leads to an organisation, ask, and switch it off."""
        from assistant_tui.dialogs.confirm import ConfirmDialog
        from assistant_tui.text.dates import moment_words
        from db.actions.organisations import disable_organisation
        from db.queries.people import organisation_use

        use = await self.asked(organisation_use, place.id)
        if use is None:
            return
        more = _("It is offered nowhere any more; what is on record stays.")
        if use.visits and use.first_at is not None:
            first = moment_words(use.first_at, self.zone)
            more = ngettext_(
                "{n} visit to come leads there, {first}. It stays booked.",
                "{n} visits to come lead there, the first {first}. They stay booked.", use.visits, first=first,
            ) + " " + more  # fmt: skip
        if not await self.ask(ConfirmDialog(_("{name}: switch off?", name=place.name), more=more)):
            return
        if await self.done(disable_organisation, place.id, leave_visits=True):
            self.say(_("{name}: switched off", name=place.short_name), undo=True)
