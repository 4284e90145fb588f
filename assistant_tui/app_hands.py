"""Whose patients are whose, and records of one person: what is asked, written and said, for any screen."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant_tui.app_ways import Ways
from assistant_tui.text.i18n import N_, _, ngettext_
from assistant_tui.widgets.choice import Choice

if TYPE_CHECKING:
    from db.queries.twins import Pair

_NOBODY = "-"
_BY_NUMBER = "number"
_APART = "apart:"
_LEFT = (
    ("to", N_("all to one colleague …")), ("share", N_("shared: each to whoever has fewest")),
    ("unassign", N_("to nobody: back to the centre")),
)  # fmt: skip


class HandWays(Ways):
    """Giving patients to colleagues, and joining records of one person."""

    async def assign_patients(self, patient_ids: Sequence[int]) -> bool:
        """Ask to whom patients go, with everybody's load before and after, and give them; tell whether it was done."""
        from assistant_tui.dialogs.pick import PickDialog
        from db.actions.assigning import assign_patients
        from db.queries.patients import patients

        rows = await self.asked(patients, patient_ids=list(patient_ids))
        if not rows:
            return False
        held = Counter(row.assistant for row in rows)

        async def read() -> list[Choice] | None:
            return await self._heirs(held)

        choices = await read()
        if choices is None:
            return False
        who = await self._who(patient_ids)
        picked = await self.ask(PickDialog(_("{who}: assign to whom?", who=who), choices, again=read))
        if picked is None:
            return False
        to_id = None if picked.id == _NOBODY else int(picked.id)
        because = "handed_over" if held.keys() - {None} else "assigned"
        done = await self.done(assign_patients, list(patient_ids), to_id, because=because)
        if done is None:
            return False
        name = next((choice.label for choice in choices if choice.id == picked.id and to_id), "") or _("nobody")
        self.say(_("{who} → {name}", who=who, name=name), undo=True)
        return True

    async def _heirs(self, held: "Counter[str | None]") -> list[Choice] | None:
        """Return to whom patients may go, with the load before and after; ``held``: how many each has of them."""
        from db.queries.colleagues import colleagues

        found = await self.asked(colleagues)
        if found is None:
            return None
        return [
            *(
                Choice(str(each.id), each.short_name, _("{now} patients, {then} after it", now=each.patients,
                       then=each.patients + held.total() - held[each.login]), also=each.name)
                for each in found if each.active and "assistant" in each.roles
            ),
            Choice(_NOBODY, _("to nobody: back to the centre")),
        ]  # fmt: skip

    async def wrongly_assigned(self, patient_ids: Sequence[int]) -> bool:
        """Ask why patients are not the person's, and give them back to the centre; tell whether it was done."""
        from assistant_tui.dialogs.text_prompt import TextPrompt
        from db.actions.assigning import wrongly_assigned

        who = await self._who(patient_ids)
        text = await self.ask(
            TextPrompt(
                _("{who}: why wrongly assigned? The supervisor reads it", who=who), N_("Why"),
                check=lambda text: None if text else _("A few words are needed here."),
            )
        )  # fmt: skip
        if not text or not await self.done(wrongly_assigned, list(patient_ids), text):
            return False
        self.say(_("{who}: given back to the centre, the supervisor is told", who=who), undo=True)
        return True

    async def _who(self, patient_ids: Sequence[int]) -> str:
        if len(patient_ids) == 1:
            return await self.name_of(patient_ids[0])
        return ngettext_("{n} patient", "{n} patients", len(patient_ids))

    async def switch_off_user(self, user_id: int | None = None) -> None:
        """Ask what becomes of a user's patients and switch them off; without a user ask first who it is."""
        from assistant_tui.dialogs.pick import PickDialog
        from db.actions.people import disable_user
        from db.queries.people import users

        found = [row for row in await self.asked(users) or () if row.id != self.caseload.user.id]
        if user_id is None:
            picked = await self.ask(PickDialog(_("Who works here no more?"), [
                Choice(str(row.id), row.name, ngettext_("{n} patient", "{n} patients", row.patients)) for row in found
            ]))  # fmt: skip
            user_id = int(picked.id) if picked else None
        gone = next((row for row in found if row.id == user_id), None)
        if gone is None:
            return
        what, to_id = "", None
        if gone.patients:
            count = ngettext_("{n} patient", "{n} patients", gone.patients)
            left = await self.ask(PickDialog(
                _("{name}: {count}. What becomes of them?", name=gone.short_name, count=count),
                [Choice(code, _(said)) for code, said in _LEFT],
            ))  # fmt: skip
            if left is None:
                return
            what = left.id
        elif not await self._sure(gone.short_name):
            return
        if what == "to":
            heir = await self.ask(PickDialog(_("To whom?"), [
                Choice(str(row.id), row.short_name, ngettext_("{n} patient", "{n} patients", row.patients))
                for row in found if row.id != gone.id and "assistant" in row.roles
            ]))  # fmt: skip
            if heir is None:
                return
            to_id = int(heir.id)
        if await self.done(disable_user, gone.id, to_id=to_id, share=what == "share", unassign=what == "unassign"):
            await self._shut_the_door(gone.login)
            self.say(_("{name}: switched off", name=gone.short_name))

    async def _sure(self, name: str) -> bool:
        """Ask before somebody without patients is switched off; with patients a question has been asked already."""
        from assistant_tui.dialogs.confirm import ConfirmDialog

        more = _("They are out everywhere within seconds; to come back they need a new code.")
        answer = await self.ask(ConfirmDialog(_("{name}: switch off?", name=name), more=more))
        return bool(answer)

    async def _shut_the_door(self, login: str) -> None:
        """Take the password away, so that nobody signs in under this name."""
        from db.door import Door

        def shut() -> None:
            with Door(self.caseload.url) as door:
                door.remove(login)

        await self.write(shut)

    # Records of one person.

    async def take_apart(self, gone_id: int) -> None:
        """Make two records of one that was joined by mistake."""
        from db.actions.twins import unmerge_patients

        if await self.done(unmerge_patients, gone_id):
            self.say(_("№ {gone} is a record of its own again", gone=gone_id))

    async def kept_record(self, patient_id: int) -> int:
        """Return the record that a merged one leads to, and say so; any other stays as it is."""
        from db.queries.twins import kept_id

        kept = await self.asked(kept_id, patient_id)
        if kept is None or kept == patient_id:
            return patient_id
        self.say(_("№ {gone} is a part of № {kept} now.", gone=patient_id, kept=kept))
        return kept

    async def twins_of(self, patient_id: int) -> None:
        """Show who looks like a patient, or ask for a record's number, and compare the two."""
        from assistant_tui.dialogs.pick import PickDialog
        from assistant_tui.dialogs.text_prompt import TextPrompt
        from assistant_tui.text.twins import born_of, why_words
        from db.queries.twins import merged_into, twin_pairs

        async def read() -> list[Choice]:
            pairs = await self.asked(twin_pairs, patient_id) or ()
            others = [pair.other if pair.one.patient_id == patient_id else pair.one for pair in pairs]
            whose = zip(others, pairs, strict=True)
            return [
                *(Choice(str(side.patient_id), f"{side.full_name}, {born_of(side)}",
                         why_words(pair.reasons, pair.against)) for side, pair in whose),
                *(Choice(f"{_APART}{gone}", _("take apart again: № {number} {name}", number=gone, name=full))
                  for gone, full in await self.asked(merged_into, patient_id) or ()),
                Choice(_BY_NUMBER, _("another record, by its number …")),
            ]  # fmt: skip

        choices, name = await read(), await self.name_of(patient_id)
        picked = await self.ask(PickDialog(_("{name}: looks like another patient", name=name), choices, again=read))
        if picked is None:
            return
        number = picked.id
        if number.startswith(_APART):
            await self.take_apart(int(number.removeprefix(_APART)))
            return
        if number == _BY_NUMBER:
            number = await self.ask(
                TextPrompt(
                    _("{name}: the number of the other record", name=name), N_("Number"),
                    check=lambda text: None if text.isdecimal() else _("A number is needed here"),
                )
            ) or ""  # fmt: skip
        if number:
            await self.compare_records(patient_id, int(number))

    async def compare_records(self, one_id: int, other_id: int, pair: "Pair | None" = None) -> None:
        """Show two records side by side; join them, note that they are two people, or leave them."""
        from assistant_tui.dialogs.compare import JOIN, CompareDialog
        from db.actions.patients import open_card
        from db.actions.twins import merge_patients, say_not_same
        from db.queries.patients import card

        if not await self.done(open_card, one_id) or not await self.done(open_card, other_id):
            return
        one, other = await self.asked(card, one_id), await self.asked(card, other_id)
        if one is None or other is None:
            return
        answer = await self.ask(CompareDialog(one, other, self.words(), pair))
        if answer is None:
            return
        name = await self.name_of(one_id)
        if answer.what == JOIN:
            if await self.done(merge_patients, one_id, other_id, answer.choices):
                self.say(_("{name}: two records are one now", name=name), undo=True)
        elif await self.done(say_not_same, one_id, other_id):
            self.say(_("{name}: these are two people", name=name), undo=True)
