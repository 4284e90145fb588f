"""Tests: ordered, taken, their results in; what is asked, written and said, for any screen."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final, TypeVar

from assistant_tui.app_courses import CourseWays, day_of
from assistant_tui.text.courses import admission_line, bundle_words, need_words, rhythm_words, validity_words
from assistant_tui.text.dates import near_day
from assistant_tui.text.i18n import N_, _, language, ngettext_
from assistant_tui.widgets.choice import Choice

if TYPE_CHECKING:
    from db.queries.ordered_tests import Admission, OrderedTest
    from db.queries.reasons import Reason

T = TypeVar("T")
_TEST_KINDS: Final = frozenset({"test", "examination"})
_WAYS: Final[Mapping[str, Sequence[tuple[str, str]]]] = {
    "ordered": (
        ("taken", N_("taken today, as told")), ("taken_system", N_("taken today: EMIAS says so")),
        ("taken_on", N_("taken on another day …")), ("result_in", N_("the result is in")),
        ("due_on", N_("take it by another day …")), ("cancelled", N_("cancel the order")),
    ),
    "taken": (
        ("result_in", N_("the result is in")), ("taken_on", N_("taken on another day …")),
        ("ordered", N_("not taken after all")), ("again", N_("order it again …")),
    ),
    "result_in": (("again", N_("order it again …")), ("taken", N_("the result is not in yet"))),
    "cancelled": (("again", N_("order it again …")),),
}  # fmt: skip
_SAID: Final = {
    "taken": N_("{name}: {what} — taken"), "result_in": N_("{name}: {what} — the result is in"),
    "cancelled": N_("{name}: {what} — the order is cancelled"), "ordered": N_("{name}: {what} — waits to be taken"),
    "due_on": N_("{name}: {what} — take it by {day}"),
}  # fmt: skip


class TestWays(CourseWays):
    """What one does with tests; F7 of a list of tests, Enter on its rows."""

    __test__ = False

    async def tests_menu(self, patient_id: int) -> None:
        """Ask what to do with the tests and courses of a patient, and do it."""
        from assistant_tui.dialogs.pick import PickDialog
        from db.queries.courses import courses
        from db.queries.ordered_tests import admissions

        name = await self.name_of(patient_id)
        coming = await self.asked(admissions, patient_id=patient_id) or ()
        active = await self.asked(courses, patient_id=patient_id) or ()
        picked = await self.ask(PickDialog(_("Tests and courses: {name}", name=name), [
            Choice("order", _("order a test …")),
            Choice("admission", _("tests for an admission …"), off=None if coming else _("no admission is booked")),
            Choice("course", _("a new course of treatment …")),
            Choice("cycles", _("shift or end a course …"), off=None if active else _("no course is on record")),
            Choice("card", _("open the card at the tests")),
        ]))  # fmt: skip
        if picked is None:
            return
        if picked.id == "order":
            await self.order_test(patient_id)
        elif picked.id == "admission":
            if (one := await self._which(coming, lambda row: near_day(row.on, self.today()))) is not None:
                await self.order_for_admission(one)
        elif picked.id == "course":
            await self.plan_course(patient_id)
        elif picked.id == "cycles":
            found = await self._which(active, lambda row: rhythm_words(row.cycle_days, row.infusion_days))
            if found is not None:
                await self.act_on_course(found)
        else:
            await self.open_card(patient_id, tab="tests")

    async def _which(self, rows: Sequence[T], said: Callable[[T], str]) -> T | None:
        """Return the only one, or the one that is picked."""
        from assistant_tui.dialogs.pick import PickDialog

        if len(rows) == 1:
            return rows[0]
        choices = [Choice(str(place), said(row)) for place, row in enumerate(rows)]
        picked = await self.ask(PickDialog(_("Which one?"), choices))
        return rows[int(picked.id)] if picked else None

    async def order_test(self, patient_id: int, first: Mapping[str, str] | None = None) -> None:
        """Ask for a test of a patient, and order it; ``first`` stands in the form, else what was left half-way."""
        from zoneinfo import ZoneInfo

        from assistant_tui.dialogs.order_test import OrderForm, order_of
        from db.actions.tests import order_test
        from db.queries.habits import habits
        from db.queries.lists import visits
        from db.queries.ordered_tests import admissions

        name, drafts, form = await self.name_of(patient_id), self.drafts, f"test:{patient_id}"
        known = await self.asked(habits, patient_id)
        coming = await self.asked(visits, patient_id=patient_id, first_on=self.today()) or ()
        asking = await self.asked(admissions, patient_id=patient_id) or ()
        if known is None:
            return
        words = self.words()
        stand = [
            (row.id, f"{words.service(row.service)} "
             f"{near_day(row.starts_at.astimezone(ZoneInfo(row.zone)).date(), self.today())}")
            for row in coming if row.status in ("planned", "confirmed")
        ]  # fmt: skip
        answers = await self.ask(OrderForm(
            name, self.local_now, words, self._tests(known.services), stand, known.organisations, asking,
            kept=first or drafts.take(form),
            keep=lambda values: drafts.keep(form, dict(values) if values.get("test") else {}),
        ))  # fmt: skip
        if answers is None:
            return
        new = order_of(answers)
        done = await self.done(
            order_test, patient_id, new.service, due_on=new.due_on, for_visit_id=new.visit_id,
            organisation_id=new.organisation_id, note=new.note,
        )  # fmt: skip
        if done is not None:
            drafts.forget(form)
            day = near_day(new.due_on, self.today()) if new.due_on else _("without a day")
            self.say(_("{name}: {what} is ordered, {day}", name=name, what=words.service(new.service), day=day),
                     undo=True)  # fmt: skip

    def _tests(self, services: Sequence[tuple[str, str, str]]) -> list[tuple[str, str]]:
        """Return what can be ordered, the likeliest first, in words."""
        place = 1 if language() == "ru" else 2
        kinds = self.words().services
        return [
            (row[0], row[place])
            for row in services
            if (kind := kinds.get(row[0])) is not None and kind.kind in _TEST_KINDS
        ]

    async def order_for_admission(self, admission: "Admission") -> None:
        """Ask which tests an admission wants, show what it lacks, and order that."""
        from assistant_tui.dialogs.pick import PickDialog
        from db.actions.bundles import order_bundle
        from db.queries.ordered_tests import admissions

        name, words = await self.name_of(admission.patient_id), self.words()
        what = f"{words.service(admission.service)} {near_day(admission.on, self.today())}"
        choices = []
        for bundle in self.caseload.rules.numbers.bundles:
            if not bundle.enabled:
                continue
            found = await self.asked(admissions, patient_id=admission.patient_id, bundle=bundle.id) or ()
            one = next((row for row in found if row.visit_id == admission.visit_id), None)
            lacking = len(one.lacking) if one is not None and one.bundle in (None, bundle.id) else None
            note = "" if lacking is None else ngettext_("{n} test lacking", "{n} tests lacking", lacking)
            mark = "✓ " if admission.bundle == bundle.id else ""
            choices.append(Choice(bundle.id, mark + (bundle.ru if language() == "ru" else bundle.en), note))
        picked = await self.ask(PickDialog(_("{name} · {what}: whose list of tests?", name=name, what=what), choices))
        if picked is None:
            return
        done = await self.done(order_bundle, admission.visit_id, picked.id, version=admission.version)
        if done is not None:
            ordered = ngettext_("{n} test", "{n} tests", len(done.result.ordered))
            self.say(_("{name}: {ordered} ordered for {what}", name=name, ordered=ordered, what=what), undo=True)

    async def act_on_admission(self, admission: "Admission") -> None:
        """Tell how the tests of an admission stand, and ask what to do."""
        from assistant_tui.dialogs.pick import PickDialog

        words = self.words()
        name = await self.name_of(admission.patient_id)
        title = f"{name} · {words.service(admission.service)} {near_day(admission.on, self.today())}"
        picked = await self.ask(PickDialog(title, [
            Choice("order", _("order what it lacks …"), admission_line(admission, words)),
            Choice("tell", _("how each test stands"), off=None if admission.needs else _("no list is chosen")),
            Choice("card", _("open the card")),
        ]))  # fmt: skip
        if picked is None:
            return
        if picked.id == "order":
            await self.order_for_admission(admission)
        elif picked.id == "tell":
            await self._tell_needs(title, admission)
        else:
            await self.open_card(admission.patient_id, tab="visits")

    async def _tell_needs(self, title: str, admission: "Admission") -> None:
        from assistant_tui.dialogs.tell import TellDialog

        lines = [bundle_words(admission)]
        lines += [f"{each.ru if language() == 'ru' else each.en}: {need_words(each)}" for each in admission.needs]
        await self.ask(TellDialog(title, lines))

    # One order.

    async def act_on_test(self, test: "OrderedTest") -> None:
        """Ask what became of a test, and write it."""
        from assistant_tui.dialogs.pick import PickDialog

        name, words = await self.name_of(test.patient_id), self.words()
        ways = [Choice(way, _(said)) for way, said in _WAYS[test.status]]
        said = [f"{name} · {words.service(test.service, named=True)}", validity_words(test, words)]
        title = " · ".join(filter(None, said))
        picked = await self.ask(PickDialog(title, [*ways, Choice("card", _("open the card"))]))
        if picked is None:
            return
        if picked.id == "card":
            await self.open_card(test.patient_id, tab="tests")
        elif picked.id == "again":
            visit = str(test.visit_id) if test.visit_id else ""
            await self.order_test(test.patient_id, {"test": test.service, "visit": visit})
        elif picked.id in ("taken_on", "due_on"):
            await self._ask_day(name, test, picked.id)
        else:
            source = "system" if picked.id == "taken_system" else "words"
            await self.set_test(test, picked.id.removesuffix("_system"), source)

    async def act_on_test_of(self, patient_id: int, test_id: int) -> bool:
        """Ask what became of a test of a card; tell whether it is one of which something may still become."""
        from db.queries.ordered_tests import ordered_tests

        found = await self.asked(ordered_tests, patient_id=patient_id, done_since=date.min) or ()
        test = next((one for one in found if one.id == test_id), None)
        if test is not None:
            await self.act_on_test(test)
        return test is not None

    async def act_on_course_of(self, patient_id: int, course_id: int) -> bool:
        """Ask what is to be done with a course of a card; tell whether it goes on."""
        from db.queries.courses import courses

        active = await self.asked(courses, patient_id=patient_id) or ()
        course = next((one for one in active if one.id == course_id), None)
        if course is not None:
            await self.act_on_course(course)
        return course is not None

    async def settle_test(self, test: "OrderedTest") -> None:
        """Write the one obvious thing: what was ordered is taken, what was taken has its result."""
        after = {"ordered": "taken", "taken": "result_in"}.get(test.status)
        if after is not None:
            await self.set_test(test, after, "words")

    async def set_test(self, test: "OrderedTest", status: str, told_from: str) -> None:
        """Write where a test stands, and say it."""
        from db.actions.tests import set_test

        undated = {("taken", "ordered"): "taken_on", ("result_in", "taken"): "result_on"}.get((test.status, status))
        changes = {undated: None} if undated else {}
        done = await self.done(set_test, test.id, version=test.version, told_from=told_from, status=status, **changes)
        if done is not None:
            await self._say(test, status)

    async def _ask_day(self, name: str, test: "OrderedTest", field: str) -> None:
        from assistant_tui.dialogs.pick_date import DateDialog
        from db.actions.tests import set_test

        words, past = self.words(), field == "taken_on"
        what = words.service(test.service, named=True)
        asked = N_("{name} · {what}: taken on which day?") if past else N_("{name} · {what}: by which day?")
        more = validity_words(test, words)
        day = await self.ask(DateDialog(_(asked, name=name, what=what), self.local_now, past=past, more=more))
        if day is None:
            return
        on = day_of(day)
        if past:
            if on > self.today():
                self.say(_("This day is still to come"))
                return
            status = "taken" if test.status == "ordered" else test.status
            done = await self.done(set_test, test.id, version=test.version, taken_on=on, status=status)
        else:
            done = await self.done(set_test, test.id, version=test.version, due_on=on)
        if done is not None:
            await self._say(test, "taken" if past else "due_on", on)

    async def _say(self, test: "OrderedTest", what: str, day: date | None = None) -> None:
        name = await self.name_of(test.patient_id)
        on = near_day(day, self.today()) if day else ""
        self.say(_(_SAID[what], name=name, what=self.words().service(test.service), day=on), undo=True)

    # From the call list.

    async def _settle(self, patient_id: int, name: str, reason: "Reason", place: int) -> None:
        from assistant_tui.dialogs.settle import HAPPENED, settlements

        test_id = dict(reason.params).get("test")
        if settlements(reason.kind)[place].outcome == HAPPENED and isinstance(test_id, int):
            await self.act_on_test_of(patient_id, test_id)
            return
        if reason.kind != "admission_tests":
            await super()._settle(patient_id, name, reason, place)
            return
        from db.queries.ordered_tests import admissions

        visit_id = dict(reason.params).get("visit")
        found = await self.asked(admissions, visit_id=visit_id) if isinstance(visit_id, int) else None
        if found:
            await self.order_for_admission(found[0])
