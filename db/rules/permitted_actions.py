"""Who may do what: one line an action, by its module and its name."""

from __future__ import annotations

from typing import Final

from db.rules.permissions import Hold, Right
from db.rules.permitted import ANYBODY, Rule, anybody, call, care, only

_R = Right
_GIVE: Final = frozenset({_R.ASSIGN, _R.GIVE_OWN})

ACTIONS: Final[dict[str, Rule]] = {
    "actions.access.break_glass": Rule(frozenset({_R.SEE_OWN_PATIENTS})),  # it looks itself at whose patient it is
    "actions.access.open_for_reason": Rule(frozenset({_R.SEE_OWN_PATIENTS})),
    "actions.access.review_grant": only(_R.REVIEW_ACCESS, undoable=False),
    "actions.assigning.assign_patients": Rule(_GIVE, ("patient_ids",), hold=Hold.OWN, blind=True, undoable=True),
    "actions.assigning.wrongly_assigned": Rule(_GIVE, ("patient_ids",), hold=Hold.OWN, undoable=True),
    "actions.bundles.order_bundle": care("visit_id"),
    "actions.calls.choose_number": call("call_id"),
    "actions.calls.drop_call": call("call_id"),
    "actions.calls.finish_call": call("call_id"),
    "actions.calls.open_call": call("patient_id"),
    "actions.calls.put_aside": call("call_id"),
    "actions.claims.release_claims": call(),
    "actions.claims.take_over": call("patient_id"),  # from oneself elsewhere; from others only a supervisor
    "actions.clipboard.copied": Rule(frozenset({_R.SEE_OWN_PATIENTS}), ("patient_id",)),
    "actions.closing.close_patient": care("patient_id", hold=Hold.HELD),
    "actions.closing.set_phase": care("patient_id"),
    "actions.colleagues.add_cover": Rule(_GIVE, ("patient_id",), hold=Hold.HELD, blind=True, undoable=True),
    "actions.colleagues.end_cover": Rule(_GIVE, near=True, blind=True, undoable=True),
    "actions.colleagues.hand_over": Rule(_GIVE, ("patient_id",), hold=Hold.HELD, undoable=True),
    "actions.colleagues.read_message": Rule(frozenset({_R.SEE_OWN_PATIENTS})),
    "actions.colleagues.send_message": care("patient_id"),
    "actions.colleagues.set_status": Rule(frozenset({_R.CALL, _R.MANAGE_USERS}), undoable=True),
    "actions.connections.mark_connection": call("call_id", undoable=True),
    "actions.contacts.add_contact": care("patient_id"),
    "actions.contacts.add_contacts": care("patient_id"),
    "actions.contacts.edit_contact": care("contact_id"),
    "actions.contacts.raise_contact": care("contact_id"),
    "actions.contacts.set_aside": care("contact_id"),
    "actions.corrections.correct_call": call("call_id", "patient_id", undoable=True),
    "actions.corrections.undo_call": call("call_id", undoable=True),
    "actions.courses.give_cycle": care("cycle_id"),
    "actions.courses.plan_course": care("patient_id"),
    "actions.courses.shift_cycle": Rule(care("cycle_id").rights, ("cycle_id",), undoable=True, kind="shift_course"),
    "actions.courses.skip_cycle": care("cycle_id"),
    "actions.courses.stop_course": care("course_id"),
    "actions.decisions.answer_decision": Rule(frozenset({_R.DECIDE}), ("decision_id",), hold=Hold.HELD, undoable=True),
    "actions.decisions.reopen_patient": care("patient_id", hold=Hold.HELD),
    "actions.difficulties.add_barrier": care("patient_id"),
    "actions.difficulties.edit_barrier": care("barrier_id"),
    "actions.difficulties.edit_pause": care("pause_id"),
    "actions.difficulties.end_pause": care("pause_id"),
    "actions.difficulties.pause_calls": care("patient_id"),
    "actions.difficulties.reopen_barrier": care("barrier_id"),
    "actions.difficulties.settle_barrier": care("barrier_id"),
    "actions.erasure.erase_patient": Rule(frozenset({_R.DECIDE}), ("patient_id",), hold=Hold.OWN, confirm=True),
    "actions.import_items.apply_items": Rule(
        frozenset({_R.IMPORT}), near=True, blind=True, undoable=True, kind="import_items"
    ),
    "actions.imports.apply_import": Rule(
        frozenset({_R.IMPORT}), near=True, blind=True, undoable=True, kind="import_patients"
    ),
    "actions.late_entries.log_call": call("patient_id", undoable=True),
    "actions.marks.mark_outcome": call("call_id", undoable=True),
    "actions.marks.settle_task": care("task_id"),
    "actions.notes.add_note": care("patient_id"),
    "actions.numbers.reset_number": Rule(frozenset({_R.MANAGE_RULES}), plans=True, undoable=True),
    "actions.numbers.set_number": Rule(frozenset({_R.MANAGE_RULES}), plans=True, undoable=True),
    "actions.patients.add_patient": care(),
    "actions.patients.edit_patient": care("patient_id"),
    "actions.patients.open_card": Rule(frozenset({_R.SEE_OWN_PATIENTS}), ("patient_id",)),
    "actions.patients.set_milestone": care("patient_id"),
    "actions.organisations.add_organisation": only(_R.MANAGE_ORGANISATIONS),
    "actions.organisations.disable_organisation": Rule(frozenset({_R.MANAGE_ORGANISATIONS}), blind=True, undoable=True),
    "actions.organisations.edit_organisation": Rule(frozenset({_R.MANAGE_ORGANISATIONS}), blind=True, undoable=True),
    "actions.organisations.enable_organisation": only(_R.MANAGE_ORGANISATIONS),
    "actions.people.edit_user": Rule(frozenset({_R.MANAGE_USERS}), blind=True, confirm=True, undoable=True),
    "actions.people.enable_user": only(_R.MANAGE_USERS, confirm=True, undoable=False),
    "actions.plan_revision.renew_plan": Rule(ANYBODY, plans=True),
    "actions.people.add_user": only(_R.MANAGE_USERS, confirm=True),
    "actions.people.disable_user": Rule(frozenset({_R.MANAGE_USERS}), blind=True, confirm=True, undoable=True),
    "actions.postponing.offer_callback": care("task_id"),
    "actions.postponing.postpone": care("task_id"),
    "actions.postponing.postpone_all": care("task_ids"),
    "actions.reminders.add_reminder": care("patient_id"),
    "actions.reminders.cancel_reminder": care("reminder_id"),
    "actions.reminders.edit_reminder": care("reminder_id"),
    "actions.tests.order_test": care("patient_id"),
    "actions.tests.set_test": care("test_id"),
    "actions.twins.merge_patients": Rule(_GIVE, ("keep_id", "gone_id"), hold=Hold.OWN, undoable=True),
    "actions.twins.say_not_same": Rule(_GIVE, ("a_id", "b_id"), near=True, undoable=True),
    "actions.twins.unmerge_patients": Rule(_GIVE, ("gone_id",), hold=Hold.OWN),
    "actions.undo.undo": anybody(),  # one's own steps alone, each by the rule of what it takes back
    "actions.visit_details.change_visit": care("visit_id"),
    "actions.visits.book_visit": care("patient_id"),
    "actions.visits.cancel_visit": care("visit_id"),
    "actions.visits.move_visit": care("visit_id"),
    "actions.visits.set_booking": care("visit_id"),
    "actions.visits.set_visit_status": care("visit_id"),
}

OF_KIND: Final[dict[str, Rule]] = {rule.kind or name.rpartition(".")[2]: rule for name, rule in ACTIONS.items()}
"""The rule of an action by the kind under which it stands in the journal."""
