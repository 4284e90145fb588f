"""Reminders and tasks that somebody set: added, changed, put off, cancelled, settled; and work settled at once."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from assistant_tui.app_ways import Ways
from assistant_tui.text.dates import full_day, near_day, short_date
from assistant_tui.text.events import every_words
from assistant_tui.text.i18n import N_, _
from assistant_tui.widgets.choice import Choice

if TYPE_CHECKING:
    from assistant_tui.merging import Row
    from db.caseload import Done
    from db.queries.lists import ReminderRow
    from db.queries.reasons import Reason

_FIELDS: Final = {
    "text": N_("What to remind of"), "due_at": N_("When"), "channel": N_("How"), "every": N_("Repeat every"),
    "until_on": N_("Repeat until"),
}  # fmt: skip


class ReminderWays(Ways):
    """What one does with reminders: F5 on a patient, Enter on a row of their list."""

    async def set_reminder(self, patient_id: int) -> None:
        """Ask for a reminder about a patient, and set it; one left half-way is offered again."""
        from assistant_tui.dialogs.reminder import ReminderDialog, reminder_of
        from db.actions.reminders import add_reminder

        name, drafts, form = await self.name_of(patient_id), self.drafts, f"reminder:{patient_id}"
        answers = await self.ask(
            ReminderDialog(
                name, self.local_now, kept=drafts.take(form), keep=lambda values: drafts.keep(form, _typed(values))
            )
        )
        if answers is None:
            return
        new = reminder_of(answers, self.local_now())
        if new.due_at is None:
            raise TypeError("when")
        done = await self.done(
            add_reminder, patient_id, new.text, new.due_at, channel=new.channel, every=new.every, until_on=new.until_on
        )
        if done is not None:
            drafts.forget(form)
            said = await self._set_words(name, patient_id, done.result.reminder_id, new.due_at, new.channel)
            self.say(said, undo=True)

    async def _set_words(self, name: str, patient_id: int, reminder_id: int, due_at: datetime, channel: str) -> str:
        """Say when a reminder comes; one to call by comes on another day where nobody is called on that day."""
        from db.queries.lists import tasks

        words = self.words()
        if channel != "call":
            return _("{name}: task for {when}", name=name, when=words.moment(due_at, zone=self.zone))
        found = await self.asked(tasks, patient_id=patient_id, assistant="*", kind="reminder") or ()
        comes = [task.due_from for task in found if task.source == f"reminder:{reminder_id}:0"]
        day = due_at.astimezone(self.zone).date()
        if comes and comes[0].astimezone(self.zone).date() > day:
            return _("{name}: reminder for {when}, no calls on {day}", name=name, day=near_day(day, self.today()),
                     when=words.moment(comes[0], zone=self.zone))  # fmt: skip
        return _("{name}: reminder for {when}", name=name, when=words.moment(due_at, zone=self.zone))

    # One that is there.

    async def act_on_reminder(self, row: "ReminderRow") -> None:
        """Ask what is to be done with a reminder, and do it."""
        from assistant_tui.dialogs.pick import PickDialog

        name, ended = await self.name_of(row.patient_id), row.status != "open"
        off = _("it has ended") if ended else None
        done = _("done, this time") if row.recurrence else _("done")
        picked = await self.ask(PickDialog(f"{name} · {row.text}", [
            Choice("settle", done, off=off or (None if row.task_id else _("nothing is to be done now"))),
            Choice("call", _("call the patient")),
            Choice("put_off", _("put it off …"), off=off),
            Choice("edit", _("change text, time, rhythm …"), off=off),
            Choice("cancel", _("cancel it"), off=off),
            Choice("card", _("open the card")),
        ]))  # fmt: skip
        if picked is None:
            return
        if picked.id == "settle":
            await self.settle_reminder(row)
        elif picked.id == "call":
            await self.open_call(row.patient_id, task_id=row.task_id)
        elif picked.id == "put_off":
            await self.put_off_reminder(row)
        elif picked.id == "edit":
            await self.edit_reminder(row)
        elif picked.id == "cancel":
            await self.cancel_reminder(row)
        else:
            await self.open_card(row.patient_id)

    async def settle_reminder(self, row: "ReminderRow") -> None:
        """Write that what a reminder asks for is done, without a call."""
        from db.actions.marks import settle_task

        if row.task_id is None:
            self.say(_("Nothing is to be done for this reminder now"))
        elif await self.done(settle_task, row.task_id, "DONE"):
            name, done = await self.name_of(row.patient_id), _("done")
            self.say(f"{name}: {done}", undo=True)

    async def cancel_reminder(self, row: "ReminderRow") -> None:
        """Cancel a reminder."""
        from db.actions.reminders import cancel_reminder

        if await self.done(cancel_reminder, row.id, version=row.version):
            self.say(_("{name}: the reminder is cancelled", name=await self.name_of(row.patient_id)), undo=True)

    async def put_off_reminder(self, row: "ReminderRow") -> None:
        """Ask for another time, and put a reminder off; one that comes again is counted from there."""
        from assistant_tui.dialogs.pick_date import DateDialog
        from assistant_tui.dialogs.reminder import moment_of
        from db.actions.reminders import edit_reminder

        name = await self.name_of(row.patient_id)
        more = _("It comes again {every}: later ones are counted from the new day.",
                 every=every_words(row.recurrence)) if row.recurrence else ""  # fmt: skip
        day = await self.ask(DateDialog(_("{name}: put off until?", name=name), self.local_now, more=more))
        if day is None:
            return
        due_at = moment_of(day, self.local_now())
        if await self.done(edit_reminder, row.id, version=row.version, due_at=due_at):
            when = self.words().moment(due_at, zone=self.zone)
            self.say(_("{name}: reminder for {when}", name=name, when=when), undo=True)

    async def edit_reminder(self, row: "ReminderRow") -> None:
        """Ask for what is to be changed of a reminder, and write that; what others changed meanwhile stays."""
        from assistant_tui.dialogs.reminder import ReminderDialog, reminder_of
        from assistant_tui.merging import write_merged
        from db.actions.reminders import edit_reminder

        name, drafts, form = await self.name_of(row.patient_id), self.drafts, f"reminder-change:{row.id}"
        first = drafts.take(form) or _as_typed(row, self.local_now())
        answers = await self.ask(ReminderDialog(
            name, self.local_now, kept=first, keep=lambda values: drafts.keep(form, dict(values)), old=True
        ))  # fmt: skip
        if answers is None:
            return
        new = reminder_of(answers, self.local_now())
        mine: dict[str, Any] = {
            "text": new.text, "channel": new.channel, "every": new.every, "until_on": new.until_on,
            "due_at": row.due_at if new.due_at is None or _same(new.due_at, row.due_at) else new.due_at,
        }  # fmt: skip

        async def write(changes: Mapping[str, Any], version: int) -> "Done[Any] | None":
            return await self.tried(edit_reminder, row.id, version=version, **changes)

        async def read() -> "Row[Any] | None":
            return await self._reminder_now(row)

        saved = await write_merged(
            self, read=read, before=_fields(row), mine=mine, write=write, label_of=lambda name: _(_FIELDS[name]),
            words_of=self._said,
        )  # fmt: skip
        if saved.finished:
            drafts.forget(form)
            if not saved.said and saved.done is not None:
                self.say(_("{name}: the reminder is changed", name=name), undo=True)

    async def _reminder_now(self, row: "ReminderRow") -> "Row[Any] | None":
        from db.queries.lists import reminders

        found = await self.asked(reminders, patient_id=row.patient_id, status=None) or ()
        return next((_fields(each) for each in found if each.id == row.id), None)

    def _said(self, field: str, value: Any) -> str:  # noqa: ANN401 - whatever a field of a reminder holds
        from assistant_tui.dialogs.reminder import CHANNELS

        if isinstance(value, datetime):
            return self.words().moment(value, zone=self.zone)
        if isinstance(value, date):
            return full_day(value)
        if field == "every":
            return every_words(value) or _("no")
        return _(dict(CHANNELS)[value]) if field == "channel" else str(value or "")

    # Work of any kind.

    async def settle_now(self, patient_id: int, reason: "Reason") -> None:
        """Settle work at once where there is one obvious way, else ask what came of it."""
        from assistant_tui.dialogs.settle import settlements

        ways = settlements(reason.kind)
        plain = reason.channel == "desk" and reason.audience != "supervisor" and len(ways) == 1
        if plain and ways[0].outcome == "DONE" and reason.kind != "conclusion":
            await self._settle(patient_id, await self.name_of(patient_id), reason, 0)
        else:
            await self.settle(patient_id, [reason])


def _typed(values: Mapping[str, str]) -> dict[str, str]:
    """Return a form as a draft; one in which nothing was typed is none."""
    return dict(values) if values.get("text", "").strip() or values.get("when", "").strip() else {}


def _fields(row: "ReminderRow") -> "Row[Any]":
    from assistant_tui.merging import Row

    return Row({"text": row.text, "due_at": row.due_at, "channel": row.channel, "every": row.recurrence,
                "until_on": row.until_on}, row.version)  # fmt: skip


def _as_typed(row: "ReminderRow", now: datetime) -> dict[str, str]:
    """Return a reminder as somebody would type it; a time that is over is left out: it stays as it is."""
    at = row.due_at.astimezone(now.tzinfo)
    return {
        "text": row.text, "when": f"{at:%d.%m.%Y %H:%M}" if at > now else "", "channel": row.channel,
        "every": row.recurrence or "", "until": f"{row.until_on:%d.%m.%Y}" if row.until_on else "",
    }  # fmt: skip


def _same(one: datetime, other: datetime) -> bool:
    return abs((one - other).total_seconds()) < 60


def when_words(row: "ReminderRow", now: datetime) -> str:
    """Return when a reminder is due: «сегодня 09:00», «пн 23.11 09:00», «30.09.2025»; ``now`` is the desk's time."""
    at = row.due_at.astimezone(now.tzinfo)
    day = near_day(at.date(), now.date())
    return day if day == short_date(at.date()) else f"{day} {at:%H:%M}"
