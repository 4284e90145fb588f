"""Courses of treatment: entered, shifted, ended; what is asked, written and said, for any screen."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from assistant_tui.app_shift import ShiftWays
from assistant_tui.text.courses import cycle_words, rhythm_words
from assistant_tui.text.dates import near_day
from assistant_tui.text.i18n import N_, _, ngettext_
from assistant_tui.widgets.choice import Choice

if TYPE_CHECKING:
    from db.actions.courses import CourseShifted
    from db.queries.courses import CourseRow, CycleLine


def day_of(value: object) -> date:
    """Return the day of a date or a moment that a form gave; `TypeError` for anything else."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    raise TypeError("day")


class CourseWays(ShiftWays):
    """What one does with courses."""

    async def plan_course(self, patient_id: int) -> None:
        """Ask for a course of a patient, and enter it with its visits and blood tests; a draft is offered again."""
        from assistant_tui.dialogs.course import CourseForm, course_of
        from db.actions.courses import plan_course
        from db.queries.habits import habits

        name, drafts, form = await self.name_of(patient_id), self.drafts, f"course:{patient_id}"
        known = await self.asked(habits, patient_id)
        if known is None:
            return
        answers = await self.ask(
            CourseForm(
                name, self.local_now, self.caseload.rules, known.organisations, kept=drafts.take(form),
                keep=lambda values: drafts.keep(form, dict(values) if values.get("template") else {}),
            )
        )  # fmt: skip
        if answers is None:
            return
        new = course_of(answers)
        done = await self.done(
            plan_course, patient_id, new.template, new.starts_on, new.cycles, cycle_days=new.cycle_days,
            infusion_days=new.infusion_days, at=new.at, organisation_id=new.organisation_id, with_tests=new.with_tests,
            note=new.note,
        )  # fmt: skip
        if done is not None:
            drafts.forget(form)
            visits = ngettext_("{n} visit", "{n} visits", done.result.visits)
            tests = ngettext_("{n} test", "{n} tests", done.result.tests)
            self.say(_("{name}: the course is entered, {visits}, {tests}", name=name, visits=visits, tests=tests),
                     undo=True)  # fmt: skip

    async def act_on_course(self, course: "CourseRow") -> None:
        """Ask what to do with a course, and do it."""
        from assistant_tui.dialogs.pick import PickDialog

        name, today, coming = await self.name_of(course.patient_id), self.today(), course.next
        said = "" if coming is None else cycle_words(coming, today)
        nothing = _("no cycle is left") if coming is None else None
        given = coming or course.last_begun  # the last infusion of all was given: the course is over
        rhythm = rhythm_words(course.cycle_days, course.infusion_days)
        picked = await self.ask(PickDialog(f"{name} · {rhythm}", [
            Choice("shift", _("shift from a cycle on …"), off=nothing),
            Choice("given", _("given: {cycle}", cycle=cycle_words(given, today) if given else ""),
                   off=None if given else nothing),
            Choice("skip", _("leave out: {cycle}", cycle=said), off=nothing),
            Choice("stop", _("stop the course …")),
            Choice("days", _("all days of the course")),
            Choice("card", _("open the card")),
        ]))  # fmt: skip
        if picked is None:
            return
        if picked.id == "shift":
            await self.shift_course(course)
        elif picked.id == "given" and given is not None:
            await self._end_cycle(name, given.id, given.version, given=True)
        elif picked.id == "skip" and coming is not None:
            await self._end_cycle(name, coming.id, coming.version, given=False)
        elif picked.id == "stop":
            await self._stop(name, course)
        elif picked.id == "days":
            await self._tell_days(name, course)
        elif picked.id == "card":
            await self.open_card(course.patient_id, tab="visits")

    async def offer_shift(self, patient_id: int) -> None:
        """Offer to shift a course of which a visit was moved by itself: the later cycles go with it."""
        from assistant_tui.dialogs.confirm import ConfirmDialog

        found = await self._moved_alone(patient_id)
        if found is None:
            return
        course, cycle, moved_on = found
        question = self._ask_shift(cycle, moved_on)
        if await self.ask(ConfirmDialog(question, yes=_("yes, show the new days"), no=_("no, this visit only"))):
            await self.shift_course(course, cycle.number)

    async def offer_same_shift(self, patient_id: int, moved_to: date, initiative: str) -> None:
        """Offer, in a call, to let a course go by as many days as its visit was just moved by; the days are said."""
        from assistant_tui.dialogs.confirm import ConfirmDialog
        from assistant_tui.text.courses import shift_echo
        from db.actions.courses import shift_cycle
        from db.rules.cycles import shift

        found = await self._moved_alone(patient_id)
        if found is None or found[2] != moved_to:
            return
        course, cycle, moved_on = found
        starts_on = cycle.starts_on + (moved_on - course.rhythm.infusions(cycle.starts_on)[0])
        try:
            moved = shift(course.dates, cycle.number, starts_on)
        except ValueError:  # an earlier cycle stands in the way: only the course's own form can say what is to be done
            return
        more = shift_echo(moved, course.rhythm, self.caseload.rules, self.today())
        yes, no = _("yes, all of them by as many days"), _("no, this visit only")
        if await self.ask(ConfirmDialog(self._ask_shift(cycle, moved_on), more=more, yes=yes, no=no)):
            name = await self.name_of(patient_id)
            done = await self.done(shift_cycle, cycle.id, starts_on, initiative=initiative, version=cycle.version)
            if done is not None:
                self._say_shifted(name, done.result)

    async def _moved_alone(self, patient_id: int) -> "tuple[CourseRow, CycleLine, date] | None":
        """Return the first course with a cycle of which a visit was moved by itself, and to which day."""
        from db.queries.courses import courses

        for course in await self.asked(courses, patient_id=patient_id) or ():
            for cycle in course.cycles:
                if cycle.movable and cycle.moved_on is not None:
                    return course, cycle, cycle.moved_on
        return None

    def _ask_shift(self, cycle: "CycleLine", moved_on: date) -> str:
        old, new = near_day(cycle.starts_on, self.today()), near_day(moved_on, self.today())
        return _(
            "Cycle {n} stands for {old}, its visit is {new} now. Shift it and all later cycles too?",
            n=cycle.number, old=old, new=new,
        )  # fmt: skip

    async def shift_course(self, course: "CourseRow", number: int | None = None) -> None:
        """Ask to which day a cycle goes, the next one by default, and move it and all later ones."""
        from assistant_tui.dialogs.course import ShiftForm
        from db.actions.courses import shift_cycle

        name = await self.name_of(course.patient_id)
        answers = await self.ask(ShiftForm(name, self.local_now, course, self.caseload.rules, number))
        if answers is None:
            return
        cycle = next(one for one in course.cycles if str(one.number) == answers["cycle"])
        because, starts = answers["because"], answers["starts"]
        done = await self.done(
            shift_cycle, cycle.id, day_of(starts), because=str(because) if because else None,
            initiative=str(answers["initiative"] or "clinic"), version=cycle.version,
        )  # fmt: skip
        if done is not None:
            self._say_shifted(name, done.result)

    def _say_shifted(self, name: str, shifted: "CourseShifted") -> None:
        moved = ngettext_("{n} cycle", "{n} cycles", len(shifted.starts))
        day = near_day(shifted.starts[0], self.today())
        self.say(_("{name}: {moved} shifted, the next one starts {day}", name=name, moved=moved, day=day), undo=True)

    async def _end_cycle(self, name: str, cycle_id: int, version: int, *, given: bool) -> None:
        from assistant_tui.dialogs.text_prompt import TextPrompt
        from db.actions.courses import give_cycle, skip_cycle

        if given:
            done = await self.done(give_cycle, cycle_id, version=version)
            said = N_("{name}: cycle {n} is given")
        else:
            because = await self.ask(TextPrompt(_("{name}: why is the cycle left out?", name=name), N_("Why")))
            if because is None:
                return
            done = await self.done(skip_cycle, cycle_id, because=because or None, version=version)
            said = N_("{name}: cycle {n} is left out, its visits and tests are cancelled")
        if done is not None:
            told = _(said, name=name, n=done.result.number)
            if done.result.course_status == "done":
                told += " · " + _("the course is over")
            self.say(told, undo=True)

    async def _stop(self, name: str, course: "CourseRow") -> None:
        from assistant_tui.dialogs.text_prompt import TextPrompt
        from db.actions.courses import stop_course

        because = await self.ask(TextPrompt(_("{name}: why is the course stopped?", name=name), N_("Why")))
        if because is not None and await self.done(
            stop_course, course.id, because=because or None, version=course.version
        ):
            self.say(_("{name}: the course is stopped, what was to come is cancelled", name=name), undo=True)

    async def _tell_days(self, name: str, course: "CourseRow") -> None:
        from assistant_tui.dialogs.tell import TellDialog
        from assistant_tui.text.courses import CYCLE, number_words

        today, lines = self.today(), []
        for cycle in course.cycles:
            days = ", ".join(near_day(day, today) for day in course.rhythm.infusions(cycle.starts_on))
            state = _("has begun") if cycle.begun and cycle.status == "planned" else _(CYCLE[cycle.status])
            why = f" ({cycle.because})" if cycle.because else ""
            lines.append(f"{number_words(cycle.number)}: {days} — {state}{why}")
        if course.note:
            lines.append(course.note)
        await self.ask(TellDialog(name, lines))
