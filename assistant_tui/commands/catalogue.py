"""All commands, each declared once."""

from typing import Final

from assistant_tui.commands.command import Command, Group, Where
from assistant_tui.text.i18n import N_, _


def _tests_reason() -> str:
    return _("Tests are on the card")


_EVERYWHERE: Final = (
    Command("help", {"*": ("f1",)}, N_("Help"), N_("Help for what is in focus."),
            Group.EVERYWHERE, Where.EVERYWHERE, footer=2, plain_keys=("?",)),
    Command("incoming", {"*": ("f2",)}, N_("Incoming call"),
            N_("Somebody is calling: type four digits or a name, and see who it is and what was promised."),
            Group.EVERYWHERE, Where.EVERYWHERE, short=N_("Incoming"), footer=3),
    Command("undo", {"*": ("f8",)}, N_("Undo my last step"),
            N_("Takes back your own last step; nothing that a colleague changed since is touched."),
            Group.EVERYWHERE, Where.EVERYWHERE, short=N_("Undo"), footer=4, plain_keys=("ctrl+z",)),
    Command("menu", {"*": ("f9",)}, N_("Menu"), N_("All commands and screens, by digit or by typing."),
            Group.EVERYWHERE, Where.EVERYWHERE, footer=1),
    Command("privacy", {"*": ("f12", "ctrl+l")}, N_("Lock the screen"),
            N_("Locks at once: nothing of a patient stays on the screen; the PIN or the password brings you back."),
            Group.EVERYWHERE, Where.EVERYWHERE, short=N_("Lock"), footer=5),
    Command("leave", {"*": ("escape",)}, N_("Leave"), N_("Leaves this place; nothing typed is lost."),
            Group.EVERYWHERE, Where.SCREEN),
    Command("palette", {"*": ("ctrl+p",)}, N_("Command palette"),
            N_("Finds a command, a screen or a patient by a part of the name, or by four digits."),
            Group.EVERYWHERE, Where.EVERYWHERE),
    Command("my_status", {}, N_("My status"),
            N_("Says whether you are on the line, at lunch, ill or away; what you promised is offered to the centre."),
            Group.EVERYWHERE, Where.EVERYWHERE),
    Command("cover", {}, N_("Cover"), N_("Lets one colleague stand in for another for some days."),
            Group.EVERYWHERE, Where.EVERYWHERE),
    Command("quit", {"*": ("ctrl+q",)}, N_("End the shift"), N_("Shows what is left, then ends the shift."),
            Group.EVERYWHERE, Where.EVERYWHERE),
)  # fmt: skip


def _screen(name: str, label: str, help_: str) -> Command:
    return Command("show_" + name, {}, label, help_, Group.SCREENS, Where.SCREEN)


# In the order of the menu's digits, which are the same on every screen of the desk.
_SCREENS: Final = (
    _screen("day", N_("Call list"), N_("Whom to call now, and why.")),
    _screen("visits", N_("Visits"), N_("What is booked, by day and by week, and what became of it.")),
    _screen("tests", N_("Tests"), N_("What is to be taken, what was not, which results are awaited; courses.")),
    _screen("tasks", N_("Work"), N_("All open work: by phone, without a call, later; and what was closed.")),
    _screen("reminders", N_("Reminders"), N_("What you want to be reminded of, once or again and again.")),
    _screen("calls", N_("Calls"), N_("The calls you made and took, what came out, and a page of them to hand out.")),
    _screen("patients", N_("Patients"), N_("Whom you accompany, what comes next for each; those whom nobody has.")),
    _screen("decisions", N_("Decisions"), N_("What waits for the supervisor, and what was answered lately.")),
    _screen("colleagues", N_("Colleagues"), N_("Who is at work, who stands in for whom, and what they wrote to you.")),
    _screen("twins", N_("One person twice?"), N_("Records that look like one person: compared, joined, told apart.")),
    _screen("workload", N_("Workload"), N_("How the assistants do, who needs help first and why; for supervisors.")),
    _screen("users", N_("Users"), N_("Who works with the program: added, changed, switched off, given a new code.")),
    _screen("organisations", N_("Organisations"), N_("Places that give care: added, changed, switched off.")),
    _screen("grants", N_("Access review"), N_("Who opened patients that are not theirs, and why; for supervisors.")),
    _screen("audit", N_("Audit"), N_("Who did what, when, from where and why; for auditors.")),
)

_PATIENT: Final = (
    Command("card", {"*": ("f3",)}, N_("Card"), N_("Opens the patient's card."),
            Group.PATIENT, Where.PATIENT, footer=6),
    Command("book", {"*": ("f4",)}, N_("Book or move a visit"), N_("Books a visit for the patient, or moves one."),
            Group.PATIENT, Where.PATIENT, short=N_("Visit"), footer=8),
    Command("task", {"*": ("f5",)}, N_("Reminder or task"),
            N_("Sets a reminder to call the patient, or a task without a call; once or again and again."),
            Group.PATIENT, Where.PATIENT, short=N_("Reminder"), footer=9),
    Command("note", {"*": ("f6",)}, N_("Note"), N_("Writes a note about the patient; in a call, goes to its note."),
            Group.PATIENT, Where.PATIENT, footer=7),
    Command("tests", {"*": ("f7",)}, N_("Tests"),
            N_("Shows the patient's tests on the card; there, and on the list of tests, orders one or sees to a"
               " course."),
            Group.PATIENT, Where.PATIENT, footer=10, off=_tests_reason),
    Command("late_entry", {}, N_("Enter a call made elsewhere"),
            N_("Records a call that was made without this program; it is marked as a late entry."),
            Group.PATIENT, Where.PATIENT),
    Command("late_visit", {}, N_("Enter a visit that is over"),
            N_("Records a visit that took place or was missed without having been booked here."),
            Group.PATIENT, Where.PATIENT),
    Command("message", {}, N_("Message to a colleague"),
            N_("Tells a colleague something about the patient: “called you at 11:20”."),
            Group.PATIENT, Where.PATIENT),
    Command("correct_call", {}, N_("Correct a call of today"),
            N_("Gives a call of today another outcome or another patient; the trace stays."),
            Group.PATIENT, Where.PATIENT),
    Command("call_extract", {}, N_("The patient's calls on a page"),
            N_("Writes all calls with the patient as a page to hand out: number, time, duration, result, who."),
            Group.PATIENT, Where.PATIENT),
    Command("copy_ids", {}, N_("Copy policy and birth date"),
            N_("Copies the policy number and the birth date for the booking system."),
            Group.PATIENT, Where.PATIENT),
)  # fmt: skip

_RECORD: Final = (
    Command("assign", {}, N_("Assign …"), N_("Gives the patient, or those that are ticked, to a colleague."),
            Group.PATIENT, Where.PATIENT),
    Command("wrongly_assigned", {}, N_("Wrongly assigned …"),
            N_("Gives the patient back to the centre; the supervisor reads why."), Group.PATIENT, Where.PATIENT),
    Command("twins_of", {}, N_("Looks like another patient …"),
            N_("Compares the record with one that may be the same person's."), Group.PATIENT, Where.PATIENT),
    Command("edit_patient", {"*": ("insert",)}, N_("Change the record"),
            N_("Asks what of the patient's record is to be changed: data, numbers, difficulties, phase, dates."),
            Group.PATIENT, Where.PATIENT),
    Command("add_contact", {}, N_("Add a number"),
            N_("Adds a number, or several in one field, with the consent and where its paper lies."),
            Group.PATIENT, Where.PATIENT),
    Command("add_barrier", {}, N_("Add a difficulty"),
            N_("Says what stands in the way, what is done, by whom, by when."),
            Group.PATIENT, Where.PATIENT),
    Command("pause_calls", {}, N_("Hold the calls"), N_("Nobody calls until a day; deadlines and results go on."),
            Group.PATIENT, Where.PATIENT),
    Command("set_phase", {}, N_("Phase"), N_("Sets the phase of care by hand."), Group.PATIENT, Where.PATIENT),
    Command("close_patient", {}, N_("End the support"),
            N_("Ends the support for a reason; says before what is to come, and asks what becomes of it."),
            Group.PATIENT, Where.PATIENT),
    Command("reopen", {}, N_("Take back"), N_("Takes a patient back whose support has ended."),
            Group.PATIENT, Where.PATIENT),
    Command("erase", {}, N_("Erase the personal data by law"),
            N_("Erases the personal data of a record for good; only where the support has ended."),
            Group.PATIENT, Where.PATIENT),
)  # fmt: skip

_SECTIONS: Final = {
    "now": N_("To call now"), "callback": N_("Asked to be called back"), "later": N_("Later today"),
    "desk": N_("Work without a call"), "done": N_("Done today"), "old": N_("Over a year late"),
}  # fmt: skip

_LIST: Final = (
    Command("move", {"*": ("up", "down", "pageup", "pagedown", "home", "end")}, N_("Move"),
            N_("Moves along the list."), Group.LIST, Where.LIST, builtin=True),
    Command("search", {}, N_("Search"),
            N_("Letters and digits search: a name in either layout, a part of it, the last digits of a phone."),
            Group.LIST, Where.LIST, builtin=True),
    Command("choose", {"*": ("enter",)}, N_("Call or open"),
            N_("Calls the patient, or opens the row; work without a call is settled here."),
            Group.LIST, Where.LIST, builtin=True),
    Command("panels", {"*": ("tab",)}, N_("Other panel"), N_("Goes to the next panel."),
            Group.LIST, Where.LIST, builtin=True),
    Command("settle", {"*": ("space",)}, N_("Settle without a call"),
            N_("Says what came of work that needs no call: a visit looked up, a result, a decision."),
            Group.LIST, Where.LIST, short=N_("Settle")),
    Command("section_prev", {"*": ("left",)}, N_("Section to the left"),
            N_("Shows the section of the list to the left."), Group.LIST, Where.LIST),
    Command("section_next", {"*": ("right",)}, N_("Section to the right"),
            N_("Shows the section of the list to the right."), Group.LIST, Where.LIST),
    *(Command("go_" + section, {}, label, N_("Shows this section of the call list."), Group.LIST, Where.LIST)
      for section, label in _SECTIONS.items()),
    Command("everybody", {}, N_("All or mine"),
            N_("Shows the list of all colleagues of the centre, or one's own again; for supervisors."),
            Group.LIST, Where.LIST),
    Command("whose", {"*": ("asterisk",)}, N_("Whose rows …"),
            N_("Shows yours and those of a colleague for whom you stand in, only yours, or only the colleague's."),
            Group.LIST, Where.LIST),
    Command("why", {"*": ("equals_sign",)}, N_("Why is this row here"),
            N_("Says what puts this row in its place."), Group.LIST, Where.LIST),
)  # fmt: skip


def _not_reached(code: str, digit: str, label: str, help_: str) -> Command:
    return Command(code, {"*": (digit,)}, label, help_, Group.NOT_REACHED, Where.CALL, mark=True)


_NOT_REACHED: Final = (
    _not_reached("no_answer", "1", N_("No answer"), N_("Nobody took the phone.")),
    _not_reached("busy", "2", N_("Busy"), N_("The line is engaged.")),
    _not_reached("unavailable", "3", N_("Phone off"), N_("The phone is off or out of reach.")),
    _not_reached("rejected", "4", N_("Call rejected"), N_("The call was pressed away.")),
    _not_reached("machine", "5", N_("Voicemail or robot"), N_("A machine answered.")),
    _not_reached("cut_off", "6", N_("Cut off"), N_("The line broke, or there was silence on it.")),
    _not_reached("other_person", "7", N_("Someone else answered"),
                 N_("Asks who: representative, trusted person or somebody else.")),
    _not_reached("wrong_number", "8", N_("Wrong number"), N_("A stranger's number.")),
    _not_reached("disconnected", "9", N_("Number disconnected"), N_("The number is not in service.")),
    _not_reached("distrust", "0", N_("Did not believe us"), N_("They took us for swindlers and hung up.")),
)  # fmt: skip


def _talked(code: str, ru: str, en: str, label: str, help_: str) -> Command:
    return Command(code, {"ru": (ru,), "en": (en,)}, label, help_, Group.TALKED, Where.CALL, mark=True)


_TALKED: Final = (
    _talked("confirmed", "п", "w", N_("Will come"), N_("The patient will come; the visit is confirmed.")),
    _talked("took_place", "с", "t", N_("Took place"), N_("The visit took place or the test was taken.")),
    _talked("not_come", "я", "n", N_("Did not come"), N_("The patient did not come; asks why.")),
    _talked("result_in", "и", "i", N_("Result is in"), N_("The result is ready; a visit to the doctor is proposed.")),
    _talked("accepts", "а", "a", N_("Accepts the service"), N_("The patient accepts the service.")),
    _talked("reschedule", "н", "m", N_("Move the visit"), N_("Moves the visit to another time.")),
    _talked("not_coming", "о", "x", N_("Will not come, cancel"), N_("Cancels the visit; asks why.")),
    _talked("unwilling", "г", "u", N_("Unwilling (says so)"),
            N_("Does not want the examination, in the patient's own words; this is no legal refusal.")),
    _talked("callback", "з", "c", N_("Call back at …"), N_("Calls back at the time that was asked for.")),
    _talked("asks_results", "р", "r", N_("Asks for results"),
            N_("Results are never read out: a visit to the doctor is proposed.")),
    _talked("unwell", "в", "d", N_("Feels unwell: to the doctor today"),
            N_("Complaints go to the doctor today, or 103 at once.")),
    _talked("barrier", "т", "b", N_("Barrier"), N_("Something stands in the way: transport, papers, fear.")),
    _talked("other", "е", "o", N_("Other"),
            N_("Died, in hospital, away, treated elsewhere, moved, declines, ruled out, answered, refer.")),
)  # fmt: skip

_CALL: Final = (
    Command("reason_prev", {"*": ("up",)}, N_("Reason above"), N_("Goes to the reason above."),
            Group.CALL, Where.CALL),
    Command("reason_next", {"*": ("down",)}, N_("Reason below"), N_("Goes to the reason below."),
            Group.CALL, Where.CALL),
    Command("number", {"*": ("tab",)}, N_("Other number"), N_("Goes to the next number of the patient."),
            Group.CALL, Where.CALL),
    Command("dial", {"*": ("ctrl+n",)}, N_("Dial by the program"),
            N_("Dials the number by the program that the settings name."), Group.CALL, Where.CALL),
    Command("finish", {"*": ("enter",)}, N_("Finish the call"), N_("Closes the call once something is marked."),
            Group.CALL, Where.CALL, short=N_("Finish")),
    Command("put_aside", {"*": ("escape",)}, N_("Put the call aside"),
            N_("The call stays on top of the list until it is marked."),
            Group.CALL, Where.CALL, short=N_("Put aside")),
)  # fmt: skip

_PROGRAM: Final = (
    Command("switch_off_user", {}, N_("Switch a user off …"),
            N_("Lets somebody sign in no more; asks what becomes of their patients."), Group.PROGRAM, Where.SCREEN),
    Command("import", {}, N_("Take a list from a file"),
            N_("Reads patients, visits or tests from CSV or XLSX; shows them before anything is written."),
            Group.PROGRAM, Where.SCREEN),
    Command("export", {}, N_("Save this list to a file"), N_("Writes the list as CSV or XLSX."),
            Group.PROGRAM, Where.SCREEN),
    Command("language", {}, N_("Русский / English"), N_("Switches the language at once."),
            Group.PROGRAM, Where.EVERYWHERE),
    Command("theme", {}, N_("Colours"), N_("Light, dark, high contrast or monochrome; seen while one chooses."),
            Group.PROGRAM, Where.EVERYWHERE),
    Command("set_pin", {}, N_("Set a PIN"),
            N_("Sets or changes the PIN that brings you back from the lock on this terminal."),
            Group.PROGRAM, Where.EVERYWHERE),
    Command("show_settings", {}, N_("Settings"), N_("Every setting with its meaning; a change is in force at once."),
            Group.PROGRAM, Where.EVERYWHERE),
    Command("show_keys", {}, N_("Keys"), N_("All commands with their keys; gives a command another key."),
            Group.PROGRAM, Where.EVERYWHERE),
    Command("show_numbers", {}, N_("Numbers of the rules"),
            N_("How often, how soon and when one calls: every number with its source; a change moves all plans."),
            Group.PROGRAM, Where.EVERYWHERE),
    Command("back_up", {}, N_("Make a backup"),
            N_("Takes a copy of the database now and proves it by opening; by itself it does so every hour."),
            Group.PROGRAM, Where.EVERYWHERE),
    Command("show_tour", {}, N_("Guided tour"), N_("The first day, step by step, on invented patients."),
            Group.PROGRAM, Where.EVERYWHERE),
)  # fmt: skip

COMMANDS: Final[tuple[Command, ...]] = (
    *_SCREENS, *_EVERYWHERE, *_PATIENT, *_RECORD, *_LIST, *_NOT_REACHED, *_TALKED, *_CALL, *_PROGRAM,
)  # fmt: skip
"""Every command, in the order of menus and key sheets."""

BY_ID: Final[dict[str, Command]] = {command.id: command for command in COMMANDS}
"""Every command by its id."""

SCREENS: Final = tuple(command.id for command in _SCREENS)
"""Ids of the commands that open a screen of the desk; all of these screens offer them."""

RECORD: Final = tuple(command.id for command in _RECORD)
"""Ids of the commands that change one patient's record; the card offers all of them, lists the first."""

NOT_REACHED: Final = tuple(command.id for command in _NOT_REACHED)
"""Ids of the marks that say nobody was reached."""

TALKED: Final = tuple(command.id for command in _TALKED)
"""Ids of the marks that say what came out."""

APP_WIDE: Final = tuple(command.id for command in COMMANDS if command.where is Where.EVERYWHERE and not command.builtin)
"""Ids of the commands that the app itself hears, over every screen and dialog."""

NOBODYS_SHIFT: Final = {"quit": (N_("Close the program"), N_("Ends the program."))}
"""What the key that ends a shift does where nobody is on shift."""
