"""The last step of a person in words, for the line that offers to take it back."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from assistant_tui.text.happened import connected_words, happened_words
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.names import short_name, split_name

if TYPE_CHECKING:
    from db.queries.steps import LastStep

_KINDS: Final = {
    "add_patient": N_("new patient"), "edit_patient": N_("the card was changed"), "set_milestone": N_("a date was set"),
    "add_contact": N_("a number was added"), "edit_contact": N_("a number was changed"),
    "set_aside": N_("a number was set aside"), "add_contacts": N_("a number was added"),
    "raise_contact": N_("the order of numbers was changed"), "add_barrier": N_("a difficulty was entered"),
    "edit_barrier": N_("a difficulty was changed"), "settle_barrier": N_("a difficulty was settled"),
    "reopen_barrier": N_("a difficulty was taken up again"), "pause_calls": N_("the calls are held"),
    "edit_pause": N_("a pause was changed"), "end_pause": N_("a pause was ended"),
    "set_phase": N_("the phase was changed"), "close_patient": N_("the support was ended"),
    "reopen_patient": N_("the patient was taken back"), "erase_patient": N_("the personal data were erased"),
    "add_note": N_("a note was written"),
    "add_reminder": N_("a reminder was set"), "cancel_reminder": N_("a reminder was cancelled"),
    "edit_reminder": N_("a reminder was changed"),
    "book_visit": N_("a visit was booked"), "move_visit": N_("a visit was moved"),
    "cancel_visit": N_("a visit was cancelled"), "set_visit_status": N_("a visit was looked up"),
    "change_visit": N_("a visit was put right"),
    "set_booking": N_("the booking was looked up"), "order_test": N_("a test was ordered"),
    "set_test": N_("a test was changed"), "settle_task": N_("work without a call was settled"),
    "answer_decision": N_("a decision was made"), "apply_import": N_("patients were taken from a file"),
    "import_patients": N_("patients were taken from a file"),
    "import_items": N_("visits or tests were taken from a file"),
    "assign_patients": N_("patients were handed over"),
    "plan_course": N_("a course was planned"), "shift_course": N_("a course was shifted"),
    "give_cycle": N_("a cycle was given"), "skip_cycle": N_("a cycle was left out"),
    "stop_course": N_("a course was stopped"), "order_bundle": N_("tests for an admission were ordered"),
    "merge_patients": N_("two records were joined"), "say_not_same": N_("two records were said to be two people"),
    "disable_user": N_("a user was switched off"), "enable_user": N_("a user was switched on again"),
    "add_user": N_("a user was added"), "edit_user": N_("a user was changed"),
    "add_organisation": N_("an organisation was added"), "edit_organisation": N_("an organisation was changed"),
    "disable_organisation": N_("an organisation was switched off"),
    "enable_organisation": N_("an organisation is in use again"),
    "correct_call": N_("a call was corrected"),
    "set_status": N_("the status was changed"), "send_message": N_("a message was sent"),
    "add_cover": N_("a cover was arranged"), "end_cover": N_("a cover was ended"),
    "hand_over": N_("the patient was handed to a colleague"), "postpone": N_("work was put off"),
    "postpone_all": N_("work was put off"), "offer_callback": N_("the call was offered to the centre"),
    "log_call": N_("a call was entered"),
    "set_number": N_("a number of the rules was set"), "reset_number": N_("a number of the rules was given back"),
}  # fmt: skip


def knows_kind(kind: str) -> bool:
    """Tell whether there are words for what an action of a kind did."""
    return kind in _KINDS


def kind_words(kind: str, params: Mapping[str, str | int | None] | None = None) -> str:
    """Return what an action did: «не отвечает», «приём перенесён»."""
    given = params or {}
    if isinstance(given.get("outcome"), str):
        return happened_words(str(given["outcome"]))
    if isinstance(given.get("connection"), str):
        return connected_words(str(given["connection"]))
    return _(_KINDS[kind]) if kind in _KINDS else kind.replace("_", " ")


def step_words(step: "LastStep") -> str:
    """Return whom a step was about and what it was: «Ким О. С.: не отвечает»."""
    said = kind_words(step.kind, dict(step.params))
    return f"{short_name(split_name(step.patient_name))}: {said}" if step.patient_name else said[:1].upper() + said[1:]


def undone_words(step: "LastStep | None") -> str:
    """Return what was taken back."""
    return _("Taken back: {step}", step=step_words(step)) if step else _("Your last step is taken back")
