"""What waits for a confirmation, what its answer leads to, and what stops everything."""

from dataclasses import dataclass, replace

import pytest

from db.rules.facts import (
    Answer,
    Audience,
    DecisionKind,
    Outcome,
    PatientFacts,
    Pause,
    Phase,
    PlannedTask,
    TaskKind,
    VisitStatus,
)
from db.rules.plan import plan, reconcile
from tests.db.rules.cases import (
    RULES,
    at,
    call,
    decision,
    desk,
    facts,
    kinds,
    local,
    mark,
    on,
    one,
    order,
    planned,
    visit,
)

K = TaskKind
BUSY = facts(
    first_assigned_at=at("2026-11-18 10:00"), visits=(visit(),), tests=(order(),),
    milestones={"suspicion": on("2026-11-18")}, calls=(call(1, "2026-11-18 11:00"),),
)  # fmt: skip
YES = {"answer": Answer.CONFIRMED, "answered_at": at("2026-11-19 12:00")}
NO = {"answer": Answer.REJECTED, "answered_at": at("2026-11-19 12:00")}


def test_a_death_that_is_said_leaves_only_the_supervisors_question() -> None:
    known = replace(BUSY, decisions=(decision(DecisionKind.DIED),))
    (task,) = plan(known, RULES)

    assert (task.kind, task.audience, task.reason) == (K.DECISION, Audience.SUPERVISOR, "decision_died")


def test_a_confirmed_death_leaves_nothing() -> None:
    assert plan(replace(BUSY, decisions=(decision(DecisionKind.DIED, **YES),)), RULES) == frozenset()


def test_a_death_that_was_not_true_restores_everything() -> None:
    known = replace(BUSY, decisions=(decision(DecisionKind.DIED, **NO),))

    assert plan(known, RULES) - plan(BUSY, RULES) == {one(known, K.ANSWER)}
    assert plan(BUSY, RULES) <= plan(known, RULES)


@pytest.mark.parametrize("kind", [DecisionKind.DECLINED, DecisionKind.MOVED, DecisionKind.ELSEWHERE])
def test_what_waits_for_the_supervisor_stops_no_other_work(kind: DecisionKind) -> None:
    known = replace(BUSY, decisions=(decision(kind),))

    assert plan(BUSY, RULES) < plan(known, RULES)
    assert local(one(known, K.DECISION).due_by) == "2026-11-19 23:59"


def test_somebody_referred_to_the_supervisor_leaves_the_call_list_until_the_answer() -> None:
    waiting = replace(BUSY, decisions=(decision(DecisionKind.ESCALATED),))
    answered = replace(BUSY, decisions=(decision(DecisionKind.ESCALATED, **YES),))

    assert {task.channel for task in plan(waiting, RULES)} == {"desk"}
    assert {"first_contact", "confirm_visit", "answer"} <= kinds(answered)


def test_an_answer_waits_until_somebody_has_taken_note() -> None:
    known = replace(BUSY, decisions=(decision(DecisionKind.ESCALATED, **YES),))
    noted = replace(known, marks=(desk(1, Outcome.DONE, "2026-11-19 13:00", K.ANSWER, "decision:1"),))

    assert one(known, K.ANSWER).reason == "answer_escalated_confirmed"
    assert planned(noted, K.ANSWER) is None


def test_a_declined_service_leaves_only_the_answer_and_comes_back_when_accepted() -> None:
    known = replace(BUSY, decisions=(decision(DecisionKind.DECLINED, **YES),))
    accepted = replace(known, marks=(mark(1, Outcome.ACCEPTS, "2026-11-20 10:00"),))

    assert kinds(known) == {"answer"}
    assert {"confirm_visit", "test_due", "deadline"} <= kinds(accepted)


def test_closed_leaves_complaints_and_control_calls() -> None:
    known = replace(
        BUSY,
        phase=Phase.CLOSED,
        decisions=(decision(DecisionKind.MOVED, **YES),),
        marks=(mark(1, Outcome.UNWELL, "2026-11-18 12:00"),),
    )

    assert kinds(known) == {"answer", "control_call", "tell_doctor"}


def test_a_control_call_comes_three_months_after_the_confirmation() -> None:
    task = one(replace(BUSY, decisions=(decision(DecisionKind.ELSEWHERE, **YES),)), K.CONTROL_CALL)

    assert (task.source, local(task.due_from)) == ("decision:1", "2027-02-19 09:00")


def test_ruled_out_asks_for_the_doctors_conclusion_at_the_desk() -> None:
    known = facts(decisions=(decision(DecisionKind.RULED_OUT),))

    assert kinds(known) == {"conclusion"}
    assert one(known, K.CONCLUSION).audience is Audience.ASSISTANT


@dataclass(frozen=True)
class Row:
    planned: PlannedTask
    open: bool = True


def test_what_equals_the_plan_needs_no_change() -> None:
    tasks = plan(BUSY, RULES)

    assert not reconcile([Row(task) for task in tasks], tasks, BUSY)


def test_new_changed_and_closed_tasks_are_told_apart() -> None:
    before = plan(BUSY, RULES)
    after_facts = replace(BUSY, visits=(visit(status=VisitStatus.CONFIRMED),), calls=())
    diff = reconcile([Row(task) for task in before], plan(after_facts, RULES), after_facts)

    assert diff.open == ()
    assert [(task.kind, because) for task, because in diff.close] == [(K.CONFIRM_VISIT, "settled")]
    assert [task.kind for task in diff.update] == [K.FIRST_CONTACT, K.TEST_DUE]


def test_a_closed_task_whose_identity_is_planned_again_is_opened_again() -> None:
    tasks = plan(BUSY, RULES)
    diff = reconcile([Row(task, open=False) for task in tasks], tasks, BUSY)

    assert (diff.open, set(diff.reopen), diff.close) == ((), set(tasks), ())


@pytest.mark.parametrize(
    ("known", "because"),
    [
        (replace(BUSY, decisions=(decision(DecisionKind.DIED),)), "died"),
        (replace(BUSY, phase=Phase.CLOSED), "over"),
        (replace(BUSY, decisions=(decision(DecisionKind.ESCALATED),)), "with_supervisor"),
        (replace(BUSY, pauses=(Pause(1, "away", at("2026-11-18 11:30"), on("2026-12-01")),)), "paused"),
        (replace(BUSY, visits=(visit(status=VisitStatus.ATTENDED),)), "settled"),
        (replace(BUSY, visits=(visit(status=VisitStatus.CANCELLED),)), "no_longer"),
    ],
)
def test_closing_names_its_reason(known: PatientFacts, because: str) -> None:
    diff = reconcile([Row(task) for task in plan(BUSY, RULES)], plan(known, RULES), known)

    assert {task.kind: reason for task, reason in diff.close}[K.CONFIRM_VISIT] == because
