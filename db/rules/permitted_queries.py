"""Who may ask what: one line a query, by its module and its name."""

from __future__ import annotations

from typing import Final

from db.rules.permissions import Right
from db.rules.permitted import Rule, anybody, only, see

_R = Right
_IMPORT: Final = Rule(frozenset({_R.IMPORT}))
_WHOLE: Final = only(_R.SEE_CENTRE_PATIENTS, undoable=False)

QUERIES: Final[dict[str, Rule]] = {
    "actions.numbers.preview_number": only(_R.MANAGE_RULES, undoable=False),
    "actions.plan_revision.plan_is_old": anybody(),
    "actions.plan_revision.preview_renewal": anybody(),
    "exchange.patients.planned": _IMPORT,
    "exchange.plan_file.planned_items": _IMPORT,
    "queries.access.access_to": see(),  # it says how a patient may be opened, and nothing of them
    "queries.access.open_glass": anybody(),  # one's own, of the last hour
    "queries.access.grants": only(_R.REVIEW_ACCESS, undoable=False),
    "queries.accompanied.accompanied": see(),
    "queries.audit.access_report": only(_R.SEE_AUDIT, undoable=False),
    "queries.audit.events": only(_R.SEE_AUDIT, undoable=False),
    "queries.audit.people_like": only(_R.SEE_AUDIT, undoable=False),
    "queries.booking_check.booking_check": see("patient_id", "visit_id"),
    "queries.by_hand.coming": see("patient_id"),
    "queries.by_hand.numbers_elsewhere": see("patient_id"),
    "queries.by_hand.stored_row": see("row_id"),
    "queries.call_list.call_list": see(whose="assistant_id"),
    "queries.call_list.explain": see("patient_id"),
    "queries.call_sheet.call_sheet": see("call_id"),
    "queries.calls.calls": see("patient_id", whose="assistant"),
    "queries.calls.open_calls": see(),
    "queries.card.card": see("patient_id"),
    "queries.claims.all_in_work": see(),
    "queries.claims.in_work": see("patient_id"),
    "queries.colleagues.colleagues": anybody(),
    "queries.colleagues.covers": see(),
    "queries.colleagues.messages": see(),
    "queries.colleagues.outlook": see("patient_id"),
    "queries.colleagues.standing": anybody(),
    "queries.colleagues.unread_messages": see(),
    "queries.courses.course": see("course_id"),
    "queries.courses.courses": see("patient_id", whose="assistant"),
    "queries.covering.stood_in_for": see(),
    "queries.deadlines.deadlines": see("patient_id", whose="assistant"),
    "queries.decisions.decisions": see("patient_id"),
    "queries.habits.habits": see("patient_id"),
    "queries.left.left": see(),
    "queries.lists.reminders": see("patient_id", whose="assistant"),
    "queries.lists.tasks": see("patient_id", whose="assistant"),
    "queries.lists.tests": see("patient_id", whose="assistant"),
    "queries.lists.visits": see("patient_id", whose="assistant"),
    "queries.numbers.number": anybody(),
    "queries.numbers.numbers": anybody(),
    "queries.open_work.open_work": see(whose="assistant"),
    "queries.ordered_tests.admissions": see("patient_id", "visit_id", whose="assistant"),
    "queries.ordered_tests.ordered_tests": see("patient_id", whose="assistant"),
    "queries.panel.panel": see("patient_id"),
    "queries.patients.patients": see("patient_ids", whose="assistant"),
    "queries.people.clinicians": anybody(),
    "queries.people.organisation_use": only(_R.MANAGE_ORGANISATIONS, undoable=False),
    "queries.people.organisations": anybody(),
    "queries.people.place": anybody(),
    "queries.people.services": anybody(),
    "queries.people.users": anybody(),
    "queries.placed_list.placed_list": see(whose="assistant"),
    "queries.search.callers": see(),
    "queries.search.search": see(),
    "queries.steps.last_step": anybody(),
    "queries.steps.todays_calls": see(),
    "queries.timeline.timeline": see("patient_id"),
    "queries.twins.kept_id": see(),
    "queries.twins.merged_into": see("patient_id"),
    "queries.twins.twin_pairs": see("patient_id", whose="patient_id"),
    "queries.visits.patient_visits": see("patient_id"),
    "queries.visits.visit_sheet": see("visit_id"),
    "queries.workload.workload": only(_R.SEE_WORKLOAD, undoable=False),
    "queries.workload_patients.workload_patients": _WHOLE,
    "watching.Watch._looked": anybody(),  # whose record others wrote to: numbers, no names
}
