"""Every screen and dialog of the program, found by its class, and the way to open each in a running program."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from textual.screen import Screen

import assistant_tui
from assistant_tui.app import AssistantApp
from assistant_tui.commands.host import CommandHost
from assistant_tui.widgets.card_lists import TABS
from db.errors import CaseloadError

NOT_WALKED: Final = {
    "CommandScreen": "what all screens derive from",
    "Dialog": "what all dialogs derive from",
    "ListScreen": "what all lists derive from",
    "CoveredList": "what lists with the patients of covered colleagues derive from",
    "MeaningList": "what settings, keys and numbers derive from",
    "CallState": "the half of the call that keeps what is on the screen",
    "TooSmallScreen": "it goes away where there is room; it is looked at in a small window of its own",
    "DoorFrame": "the half of the frame at the door that shows things",
    "CallMarks": "the half of the call that marks what came out",
}
"""Classes that are not opened on the way, each with the reason."""


@dataclass(frozen=True)
class Stay:
    """Who and what is on the invented caseload."""

    app: AssistantApp
    patient: int
    other: int
    visit: int

    async def reasons(self, *kinds: str) -> tuple[int, list[Any]]:
        """Return a patient with reasons of some kinds (of any, where none is named), and these reasons."""
        from db.queries.call_list import call_list

        found = await self.app.asked(call_list)
        assert found is not None
        rows = sorted(found.rows, key=lambda row: -len(row.reasons))
        for row in rows:
            reasons = [reason for reason in row.reasons if not kinds or reason.kind in kinds]
            if reasons:
                return row.patient_id, reasons
        raise AssertionError(f"nobody has {kinds}")

    async def course(self) -> Any:
        """Return the course of the patient."""
        from db.queries.courses import courses

        found = await self.app.asked(courses, patient_id=self.patient)
        assert found
        return found[0]


Way = Callable[[Stay], Awaitable[object]]


@dataclass(frozen=True)
class Place:
    """A screen or dialog by the name of its class, what is shown of it, and the way there."""

    kind: str
    way: Way
    what: str = ""


def kinds() -> dict[str, type]:
    """Return all screens and dialogs of the program by the names of their classes."""
    for module in pkgutil.walk_packages(assistant_tui.__path__, "assistant_tui."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found: dict[str, type] = {}
    left: list[type] = [CommandHost]
    while left:
        kind = left.pop()
        left += kind.__subclasses__()
        if issubclass(kind, Screen) and kind.__module__.startswith("assistant_tui."):
            found[kind.__name__] = kind
    return found


def dialog(module: str, name: str, *given: Any, **named: Any) -> Way:
    """Return the way that asks a dialog of `assistant_tui.dialogs` made of what is given."""

    async def ask(stay: Stay) -> object:
        kind = getattr(importlib.import_module(f"assistant_tui.dialogs.{module}"), name)
        return await stay.app.ask(kind(*given, **named))

    return ask


def screen(module: str, name: str, *given: Any) -> Way:
    """Return the way that opens a screen of `assistant_tui.screens`."""

    async def push(stay: Stay) -> object:
        return await stay.app.push_screen(
            getattr(importlib.import_module(f"assistant_tui.screens.{module}"), name)(*given)
        )

    return push


async def _settle_one(stay: Stay) -> object:
    from assistant_tui.dialogs.settle import SettleDialog

    patient_id, reasons = await stay.reasons()
    name = await stay.app.name_of(patient_id)
    return await stay.app.ask(SettleDialog(name, reasons[0], stay.app.words()))


async def _which_reason(stay: Stay) -> None:
    patient_id, reasons = await stay.reasons()
    await stay.app.settle(patient_id, reasons * 2)


async def _decide(stay: Stay) -> object:
    from assistant_tui.dialogs.decision import DecisionDialog

    patient_id, reasons = await stay.reasons()
    return await stay.app.ask(DecisionDialog(await stay.app.name_of(patient_id), reasons[0], stay.app.words()))


async def _shift(stay: Stay) -> None:
    await stay.app.shift_course(await stay.course())


async def _course(stay: Stay) -> None:
    await stay.app.act_on_course(await stay.course())


async def _palette(stay: Stay) -> object:
    from assistant_tui.dialogs.palette import PaletteDialog

    assert isinstance(stay.app.screen, CommandHost)
    return await stay.app.ask(PaletteDialog(stay.app.screen))


async def _late(stay: Stay) -> object:
    from assistant_tui.dialogs.late_entry import LateEntryForm

    name = await stay.app.name_of(stay.patient)
    return await stay.app.ask(LateEntryForm(name, "89161234567", stay.app.local_now))


async def _new_caller(stay: Stay) -> object:
    from assistant_tui.dialogs.new_caller import NewCallerForm

    return await stay.app.ask(NewCallerForm({}, stay.app.local_now, lambda *_kept: None))


async def _clash(stay: Stay) -> object:
    from assistant_tui.dialogs.clash import Clash, ClashDialog

    return await stay.app.ask(ClashDialog([Clash("region", "…", "Москва", "Химки")], who="Котова О. С."))


async def _sign_in(stay: Stay) -> None:
    from assistant_tui.screens.sign_in import SignInScreen

    await stay.app.push_screen(SignInScreen())


async def _date(stay: Stay) -> object:
    from assistant_tui.dialogs.pick_date import DateDialog

    return await stay.app.ask(DateDialog("?", stay.app.local_now, with_time=True))


async def _extract(stay: Stay) -> object:
    from assistant_tui.dialogs.extract import ExtractDialog

    name = await stay.app.name_of(stay.patient)
    last = stay.app.today()
    return await stay.app.ask(ExtractDialog(name, "1.csv", date(2026, 1, 1), last, stay.app.local_now))


def _listed(name: str) -> Way:
    return lambda stay: stay.app.show_list(name)


def _card(tab: str) -> Way:
    return lambda stay: stay.app.open_card(stay.patient, tab)


PLACES: Final = (
    # Screens.
    Place("DayScreen", lambda stay: stay.app.show_list("day")),
    Place("VisitsScreen", _listed("visits")),
    Place("TestsScreen", _listed("tests")),
    Place("TasksScreen", _listed("tasks")),
    Place("RemindersScreen", _listed("reminders")),
    Place("CallsScreen", _listed("calls")),
    Place("PatientsScreen", _listed("patients")),
    Place("DecisionsScreen", _listed("decisions")),
    Place("ColleaguesScreen", _listed("colleagues")),
    Place("TwinsScreen", _listed("twins")),
    Place("WorkloadScreen", _listed("workload")),
    Place("WorkloadPatientsScreen", lambda stay: stay.app.show_behind("due", None, "—")),
    Place("UsersScreen", _listed("users")),
    Place("OrganisationsScreen", _listed("organisations")),
    Place("GrantsScreen", _listed("grants")),
    Place("AuditScreen", _listed("audit")),
    *(Place("CardScreen", _card(tab), tab) for tab in TABS),
    Place("CallScreen", lambda stay: stay.app.open_call(stay.patient)),
    Place("SettingsScreen", lambda stay: stay.app.do_show_settings()),
    Place("KeysScreen", lambda stay: stay.app.do_show_keys()),
    Place("NumbersScreen", lambda stay: stay.app.do_show_numbers()),
    Place("ImportScreen", screen("import_file", "ImportScreen", "tests/data/clerk_cp1251.csv")),
    # Dialogs for everything.
    Place("HelpDialog", lambda stay: stay.app.do_help()),
    Place("MenuDialog", lambda stay: stay.app.do_menu()),
    Place("PaletteDialog", _palette),
    Place("ThemeDialog", lambda stay: stay.app.do_theme()),
    Place("PressKeyDialog", dialog("press_key", "PressKeyDialog", "?", lambda _key: None)),
    Place("TellDialog", dialog("tell", "TellDialog", "", ("1", "2"))),
    Place("TextPrompt", dialog("text_prompt", "TextPrompt", "?", "Why")),
    Place("ConfirmDialog", dialog("confirm", "ConfirmDialog", "?")),
    Place("PasswordDialog", dialog("password", "PasswordDialog", "?", "", None)),
    Place("ReasonNeededDialog", dialog("reason_needed", "ReasonNeededDialog", "—", "—")),
    Place("BreakGlassDialog", dialog("reason_needed", "BreakGlassDialog", "—", "—", "—")),
    Place("SetPinDialog", dialog("set_pin", "SetPinDialog", another=False)),
    Place("DateDialog", _date),
    Place("ClashDialog", _clash),
    Place("EndShiftDialog", lambda stay: stay.app.do_quit()),
    Place("PickDialog", lambda stay: stay.app.do_my_status(), "status"),
    Place("PickDialog", lambda stay: stay.app.do_cover(), "cover"),
    Place("ExportDialog", lambda stay: stay.app.export_list()),
    # Calls.
    Place("CallerDialog", lambda stay: stay.app.do_incoming()),
    Place("NewCallerForm", _new_caller),
    Place("CorrectDialog", lambda stay: stay.app.correct_call(None)),
    Place("LateEntryForm", _late),
    Place("AnyOutcome", dialog("late_entry", "AnyOutcome", "?")),
    Place("QuickPick", dialog("outcome_pick", "QuickPick", "?", ())),
    Place("UnwellDialog", dialog("outcome_unwell", "UnwellDialog", "?")),
    # Work.
    Place("SettleDialog", _settle_one),
    Place("ReasonDialog", _which_reason),
    Place("BecauseDialog", dialog("settle", "BecauseDialog")),
    Place("DecisionDialog", _decide),
    Place("WhyDialog", lambda stay: stay.app.explain(stay.patient)),
    Place("NoteDialog", lambda stay: stay.app.write_note(stay.patient)),
    Place("ReminderDialog", lambda stay: stay.app.set_reminder(stay.patient)),
    # Visits, tests, courses.
    Place("BookingForm", lambda stay: stay.app.book_visit(stay.other)),
    Place("PickDialog", lambda stay: stay.app.book_visit(stay.patient), "visits"),
    Place("QuickPick", lambda stay: stay.app.visit_menu(stay.visit), "visit"),
    Place("PickDialog", lambda stay: stay.app.tests_menu(stay.patient), "tests"),
    Place("OrderForm", lambda stay: stay.app.order_test(stay.patient)),
    Place("CourseForm", lambda stay: stay.app.plan_course(stay.patient)),
    Place("PickDialog", _course, "course"),
    Place("ShiftForm", _shift),
    # The record of a patient.
    Place("EchoForm", lambda stay: stay.app.add_contact(stay.patient), "contact"),
    Place("OutcomeForm", lambda stay: stay.app.add_barrier(stay.patient), "barrier"),
    Place("EchoForm", lambda stay: stay.app.set_milestone(stay.patient, "histology"), "milestone"),
    Place("ExtractDialog", _extract),
    Place("CompareDialog", lambda stay: stay.app.compare_records(stay.patient, stay.other)),
    Place("TextPrompt", lambda stay: stay.app.wrongly_assigned([stay.patient]), "wrong"),
    Place("PickDialog", lambda stay: stay.app.assign_patients([stay.patient]), "assign"),
    Place("PickDialog", lambda stay: stay.app.add_milestone(stay.patient), "milestones"),
    # Screens that hear nothing but their own keys.
    Place("FirstRunScreen", screen("first_run", "FirstRunScreen")),
    Place("NotOpenedScreen", screen("not_opened", "NotOpenedScreen", CaseloadError("database_busy"))),
    Place("SignInScreen", _sign_in),
    Place("RecoveryKeyScreen", screen("recovery_key", "RecoveryKeyScreen", "-".join(["1234"] * 7))),
)
