"""Numbers of a patient by hand: added, changed, consents, voicemail, set aside and taken back, in which order."""

from datetime import date
from typing import TYPE_CHECKING, Any

from assistant_tui.app_records import RecordWays
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.phones import display
from assistant_tui.widgets.choice import Choice

if TYPE_CHECKING:
    from assistant_tui.record.parts import Stored

_ASIDE = {
    "wrong_number": N_("a stranger's number"), "disconnected": N_("not in use"), "on_request": N_("asked not to call"),
}  # fmt: skip


class ContactWays(RecordWays):
    """What one does with the numbers of a patient."""

    async def add_contact(self, patient_id: int) -> None:
        """Ask for a number, or several in one field, with the consent; say who else has it."""
        from assistant_tui.record.contact_parts import (
            consent_parts,
            number_part,
            numbers_echo,
            voicemail_part,
            whose_parts,
            whose_wrong,
        )
        from db.actions.contacts import NewContact, add_contacts

        name, draft = await self.name_of(patient_id), f"contact:new:{patient_id}"
        first: dict[str, Stored] = {"relation": "self", "standing": "patient", "scope": "none", "voicemail_ok": False}
        given: dict[str, Any] | None = await self.fill(
            _("A number of {name}", name=name),
            (number_part(), *whose_parts(), *consent_parts(), voicemail_part()), first, draft,
            echo=numbers_echo, check=whose_wrong,
        )  # fmt: skip
        if given is None:
            return
        done = await self.done(add_contacts, patient_id, NewContact(**given))
        if done is None:
            return
        self.drafts.forget(draft)
        count = len(done.result.contact_ids)
        said = _("{name}: the number is added", name=name) if count == 1 else _(
            "{name}: {n} numbers are added", name=name, n=count)  # fmt: skip
        if done.result.doubtful:
            said += " · " + _("a doubtful one is marked")
        self.say(said + await self._shared(patient_id, str(given["written"])), undo=True)

    async def _shared(self, patient_id: int, written: str) -> str:
        """Return who else has one of the numbers in a text, to be said behind something."""
        from db.queries.by_hand import numbers_elsewhere
        from db.rules.phones import parse

        numbers = tuple(found.e164 for found in parse(written) if found.e164)
        others = await self.asked(numbers_elsewhere, patient_id, numbers) or ()
        return " · " + _("the same number as {names}", names="; ".join(others)) if others else ""

    async def act_on_contact(self, contact_id: int) -> bool:
        """Ask what is to be done with a number, and do it; False where it is only to be read."""
        from assistant_tui.dialogs.pick import PickDialog

        row = await self.row_of("contact", contact_id)
        if row is None or not await self.opened_for_form(row.patient_id):
            return True
        fields, own = row.fields, row.fields["standing"] == "patient"
        number = display(str(fields["phone"] or fields["written"]))
        allowed = bool(fields["voicemail_ok"])
        choices = [
            Choice("tell", _("tell it in full")),
            Choice("change", _("another number or name …")),
            Choice("consent", _("consent: what may be said …"), off=_("the patient's own number") if own else None),
            Choice("voicemail", _("leave no message on voicemail") if allowed else _("allow messages on voicemail")),
        ]
        if fields["active"]:
            choices += [Choice("up", _("try it earlier")), Choice("aside", _("call it no more …"))]
        else:
            choices.append(Choice("back", _("take it back: call it again")))
        choices.append(Choice("add", _("add a number …")))
        name = await self.name_of(row.patient_id)
        picked = await self.ask(PickDialog(f"{name} · {number}", choices))
        if picked is None:
            return True
        if picked.id == "tell":
            return False
        if picked.id == "add":
            await self.add_contact(row.patient_id)
        elif picked.id == "aside":
            await self._set_aside(contact_id, name, number)
        else:
            await self._contact_ways(contact_id, picked.id, f"{name}: {number}", allowed=allowed)
        return True

    async def _contact_ways(self, contact_id: int, way: str, whose: str, *, allowed: bool) -> None:
        if way == "change":
            await self._change_contact(contact_id, whose)
        elif way == "consent":
            await self._change_consent(contact_id, whose)
        elif way == "up":
            from db.actions.contacts import raise_contact

            if await self.done(raise_contact, contact_id):
                self.say(_("{whose} is tried earlier", whose=whose), undo=True)
        else:
            await self._flip(contact_id, way, whose, allowed=allowed)

    async def _flip(self, contact_id: int, way: str, whose: str, *, allowed: bool) -> None:
        """Change a yes into a no: voicemail, or whether the number is called."""
        from db.actions.contacts import edit_contact

        row = await self.row_of("contact", contact_id)
        if row is None:
            return
        if way == "back":
            if await self.done(edit_contact, contact_id, version=row.version, active=True):
                self.say(_("{whose} is called again", whose=whose), undo=True)
        elif await self.done(edit_contact, contact_id, version=row.version, voicemail_ok=not allowed):
            said = N_("{whose}: no messages on voicemail") if allowed else N_("{whose}: messages on voicemail allowed")
            self.say(_(said, whose=whose), undo=True)

    async def _change_contact(self, contact_id: int, whose: str) -> None:
        from assistant_tui.record.contact_parts import number_part, numbers_echo, one_number_wrong, whose_parts
        from db.actions.contacts import edit_contact

        saved = await self.edit_row(
            "contact", contact_id, whose, (number_part(), *whose_parts()), edit_contact,
            draft=f"contact:{contact_id}", echo=numbers_echo, check=one_number_wrong,
        )  # fmt: skip
        now = await self.row_of("contact", contact_id) if saved and saved.done else None
        if now is not None:
            shared = await self._shared(now.patient_id, str(now.fields["written"]))
            self.say_saved(saved, _("{whose} is changed", whose=whose) + shared)

    async def _change_consent(self, contact_id: int, whose: str) -> None:
        from assistant_tui.record.contact_parts import consent_echo, consent_parts, consent_wrong
        from db.actions.contacts import edit_contact

        row = await self.row_of("contact", contact_id)
        until = row.fields["consent_until"] if row is not None else None
        parts = consent_parts(over=isinstance(until, date) and until < self.today())
        saved = await self.edit_row(
            "contact", contact_id, _("Consent · {whose}", whose=whose), parts, edit_contact,
            draft=f"consent:{contact_id}", echo=consent_echo, check=consent_wrong,
        )  # fmt: skip
        self.say_saved(saved, _("{whose}: the consent is changed", whose=whose))

    async def _set_aside(self, contact_id: int, name: str, number: str) -> None:
        from assistant_tui.dialogs.pick import PickDialog
        from db.actions.contacts import set_aside

        choices = [*(Choice(code, _(said)) for code, said in _ASIDE.items()), Choice("other", _("in words …"))]
        question = _("{name} · {number}: why no more?", name=name, number=number)
        picked = await self.ask(PickDialog(question, choices, text_label=N_("In words"), text_needed=("other",)))
        if picked is None:
            return
        known = picked.id in ("wrong_number", "disconnected") and not picked.text
        because = picked.id if known else picked.text or _(_ASIDE[picked.id])
        if await self.done(set_aside, contact_id, because):
            self.say(_("{whose} is called no more", whose=f"{name}: {number}"), undo=True)
