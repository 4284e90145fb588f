"""Difficulties, pauses and dates of a patient's way by hand."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Final

from assistant_tui.app_contacts import ContactWays
from assistant_tui.app_courses import day_of
from assistant_tui.text.codes import label
from assistant_tui.text.dates import day_month, full_day
from assistant_tui.text.events import MILESTONES
from assistant_tui.text.i18n import N_, _, language
from assistant_tui.widgets.choice import Choice

if TYPE_CHECKING:
    from assistant_tui.dialogs.form_fields import Answer
    from assistant_tui.record.parts import Part, Stored
    from db.queries.reasons import Reason
    from db.rules.rules import Rules

_PAUSES: Final = (("hospital", N_("in hospital")), ("away", N_("away")))
_SAID_BY: Final = ("patient", "legal_representative", "trusted", "other")


def limits_echo(rules: "Rules", kind: str, on: date) -> str:
    """Say which limits begin with an event of the patient's way, and when each ends."""
    from assistant_tui.text.reason_sentences import rule_words
    from db.rules.deadlines import due_on

    found = [
        (due_on(rule, on, rules.calendar), rule.id)
        for rule in rules.numbers.deadlines
        if rule.enabled and rule.per != "each_test" and kind in rule.starts
    ]
    lines = [_("{what}: until {day}", what=rule_words(rule), day=full_day(day)) for day, rule in sorted(found)]
    return "\n".join(line[:1].upper() + line[1:] for line in lines)


class DifficultyWays(ContactWays):
    """What one does with difficulties, pauses and dates."""

    async def add_barrier(self, patient_id: int) -> None:
        """Ask for a difficulty: what it is, what is done about it, by whom, by when."""
        from db.actions.difficulties import add_barrier
        from db.rules.working_days import add_working_days

        name, draft, rules = await self.name_of(patient_id), f"barrier:new:{patient_id}", self.caseload.rules
        wait = rules.numbers.waiting.barrier_due_working_days
        due = add_working_days(self.today(), wait, calendar=rules.calendar)
        first: dict[str, Stored] = {"owner_id": self.caseload.user.id, "due_on": due}
        question = _("A difficulty of {name}", name=name)
        given = await self.fill(question, await self._barrier_parts(), first, draft)
        if given is None:
            return
        owner, until = given["owner_id"], given["due_on"]
        done = await self.done(
            add_barrier, patient_id, str(given["kind"]), action=str(given["action"]) if given["action"] else None,
            owner_id=owner if isinstance(owner, int) else None, due_on=until if isinstance(until, date) else None,
        )  # fmt: skip
        if done is not None:
            self.drafts.forget(draft)
            what = label("barriers", str(given["kind"])).lower()
            day = day_month(done.result.due_on) if done.result.due_on else ""
            self.say(_("{name}: difficulty “{what}”, until {day}", name=name, what=what, day=day), undo=True)

    async def _barrier_parts(self) -> "tuple[Part, ...]":
        from assistant_tui.dialogs.form_fields import Ask
        from assistant_tui.record.parts import Part, number
        from db.defaults import outcome_table
        from db.queries.people import users

        kinds = [(code, words.in_(language())) for code, words in outcome_table().barriers.items()]
        people = [(str(row.id), row.short_name) for row in await self.asked(users) or ()]
        return (
            Part(Ask("kind", N_("Difficulty"), "suggest", options=kinds, needed=True)),
            Part(Ask("action", N_("What is done"))),
            Part(Ask("owner_id", N_("By whom"), "suggest", options=people, needed=True), value=number),
            Part(Ask("due_on", N_("By when"), "day", needed=True)),
        )

    async def act_on_barrier(self, barrier_id: int) -> bool:
        """Ask what is to be done with a difficulty, and do it; False where it is only to be read."""
        from assistant_tui.dialogs.pick import PickDialog
        from db.actions.difficulties import edit_barrier, reopen_barrier

        row = await self.row_of("barrier", barrier_id)
        if row is None:
            return True
        name, what = await self.name_of(row.patient_id), label("barriers", str(row.fields["kind"])).lower()
        settled = row.fields["resolved_at"] is not None
        choices = [Choice("tell", _("tell it in full"))]
        if settled:
            choices.append(Choice("reopen", _("it stands in the way again")))
        else:
            choices += [Choice("settle", _("settled: what came of it …")), Choice("change", _("change it …"))]
        picked = await self.ask(PickDialog(f"{name} · {what}", [*choices, Choice("add", _("another difficulty …"))]))
        if picked is None or picked.id == "tell":
            return picked is None
        if picked.id == "add":
            await self.add_barrier(row.patient_id)
        elif picked.id == "reopen":
            if await self.done(reopen_barrier, barrier_id):
                self.say(_("{name}: “{what}” stands in the way again", name=name, what=what), undo=True)
        elif picked.id == "change":
            saved = await self.edit_row("barrier", barrier_id, f"{name} · {what}", await self._barrier_parts(),
                                        edit_barrier, draft=f"barrier:{barrier_id}")  # fmt: skip
            self.say_saved(saved, _("{name}: the difficulty is changed", name=name))
        else:
            await self._settle_barrier(barrier_id, name, what)
        return True

    async def _settle_barrier(self, barrier_id: int, name: str, what: str) -> None:
        from assistant_tui.dialogs.form_fields import Ask
        from assistant_tui.record.parts import Part
        from db.actions.difficulties import settle_barrier

        draft = f"barrier:end:{barrier_id}"
        question = _("{name} · {what}: what came of it?", name=name, what=what)
        part = Part(Ask("outcome", N_("What came of it"), needed=True))
        given = await self.fill(question, [part], {}, draft)
        if given is not None and await self.done(settle_barrier, barrier_id, str(given["outcome"])):
            self.drafts.forget(draft)
            self.say(_("{name}: “{what}” is settled", name=name, what=what), undo=True)

    # Pauses.

    async def pause_calls(self, patient_id: int) -> None:
        """Ask until when the calls are held, and hold them."""
        from db.actions.difficulties import pause_calls

        name, draft = await self.name_of(patient_id), f"pause:new:{patient_id}"
        first: dict[str, Stored] = {"kind": "hospital", "said_by": "patient"}
        given = await self.fill(_("Hold the calls to {name}", name=name), _pause_parts(), first, draft,
                                more=_("Deadlines and results go on meanwhile."))  # fmt: skip
        if given is None:
            return
        until = day_of(given["until_on"])
        done = await self.done(pause_calls, patient_id, str(given["kind"]), until, said_by=str(given["said_by"]))
        if done is not None:
            self.drafts.forget(draft)
            self.say(_("{name}: no calls until {day}", name=name, day=day_month(until)), undo=True)

    async def act_on_pause(self, pause_id: int) -> bool:
        """Ask what is to be done with a pause, and do it; False where it is only to be read."""
        from assistant_tui.dialogs.pick import PickDialog
        from db.actions.difficulties import edit_pause, end_pause

        row = await self.row_of("pause", pause_id)
        until = row.fields["until_on"] if row is not None else None
        if row is None or row.fields["ended_at"] is not None or not isinstance(until, date) or until < self.today():
            return row is None
        name = await self.name_of(row.patient_id)
        picked = await self.ask(PickDialog(_("{name}: no calls until {day}", name=name, day=day_month(until)), [
            Choice("change", _("change it …")), Choice("end", _("call again from now on")),
        ]))  # fmt: skip
        if picked is None:
            return True
        if picked.id == "end":
            if await self.done(end_pause, pause_id):
                self.say(_("{name}: calls go on", name=name), undo=True)
        else:
            question = _("Hold the calls to {name}", name=name)
            saved = await self.edit_row("pause", pause_id, question, _pause_parts(), edit_pause,
                                        draft=f"pause:{pause_id}")  # fmt: skip
            self.say_saved(saved, _("{name}: the pause is changed", name=name))
        return True

    # Dates of the way.

    async def add_milestone(self, patient_id: int) -> None:
        """Ask which event of the patient's way has a date, then for the date."""
        from assistant_tui.dialogs.pick import PickDialog

        rules = [rule for rule in self.caseload.rules.numbers.deadlines if rule.enabled and rule.per != "each_test"]
        begin, end = [kind for rule in rules for kind in rule.starts], [rule.to_event for rule in rules]
        kinds = dict.fromkeys(("diagnosis", *begin, *end))
        known = [Choice(kind, _(MILESTONES[kind])) for kind in kinds if kind in MILESTONES]
        name = await self.name_of(patient_id)
        picked = await self.ask(PickDialog(_("{name}: the day of what?", name=name), known))
        if picked is not None:
            await self.set_milestone(patient_id, picked.id)

    async def _settle(self, patient_id: int, name: str, reason: "Reason", place: int) -> None:
        """Ask for the day of what a limit waits for; a limit of a test ends with the test."""
        from assistant_tui.dialogs.settle import HAPPENED, settlements

        rules = {rule.id: rule for rule in self.caseload.rules.numbers.deadlines if rule.per != "each_test"}
        if settlements(reason.kind)[place].outcome == HAPPENED and reason.rule in rules:
            await self.set_milestone(patient_id, rules[reason.rule].to_event)
        else:
            await super()._settle(patient_id, name, reason, place)

    async def set_milestone(self, patient_id: int, kind: str) -> None:
        """Ask for the date of an event, say which limits follow from it, and write it; empty takes it away."""
        from assistant_tui.dialogs.form_fields import Ask
        from assistant_tui.record.parts import Part
        from db.actions.patients import set_milestone
        from db.queries.patients import card

        found = await self.asked(card, patient_id)
        if found is None:
            return
        name, what = await self.name_of(patient_id), _(MILESTONES.get(kind, kind.replace("_", " ")))
        there = next((each.on_date for each in found.milestones if each.kind == kind), None)
        rules, draft = self.caseload.rules, f"milestone:{patient_id}:{kind}"

        def echo(answers: "Mapping[str, Answer]") -> str:
            on = answers["on_date"]
            return limits_echo(rules, kind, day_of(on)) if isinstance(on, date) else ""

        part = Part(Ask("on_date", N_("Date"), "day", past=True))
        more = _("An empty field takes the date away.") if there else ""
        given = await self.fill(f"{name} · {what}", [part], {"on_date": there}, draft, echo=echo, more=more)
        if given is None:
            return
        self.drafts.forget(draft)
        on = given["on_date"]
        if on == there:
            self.say(_("Nothing was changed"))
        elif await self.done(set_milestone, patient_id, kind, on if isinstance(on, date) else None):
            day = full_day(on) if isinstance(on, date) else _("no date")
            self.say(f"{name}: {what} — {day}", undo=True)


def _pause_parts() -> "tuple[Part, ...]":
    from assistant_tui.dialogs.form_fields import Ask
    from assistant_tui.record.parts import Part

    people = [(code, label("speakers", code)) for code in _SAID_BY]
    return (
        Part(Ask("kind", N_("Why"), "choice", options=_PAUSES)),
        Part(Ask("until_on", N_("No calls until"), "day", needed=True)),
        Part(Ask("said_by", N_("Who says so"), "suggest", options=people, needed=True)),
    )
