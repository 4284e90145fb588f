"""What waits for a confirmation, and what its answer asks for."""

from __future__ import annotations

from datetime import datetime

from db.rules.facts import Answer, Audience, Decision, DecisionKind, Outcome, PatientFacts, Phase, TaskKind
from db.rules.follow_up import add_months
from db.rules.plan_case import Case

K = TaskKind
_BY_SUPERVISOR = frozenset(DecisionKind) - {DecisionKind.RULED_OUT}
_CONTROL_DUE_WORKING_DAYS = 5


def death_is_said(facts: PatientFacts) -> bool:
    """Tell whether somebody said that the patient died, and nobody found it untrue."""
    return any(
        decision.kind is DecisionKind.DIED and decision.answer is not Answer.REJECTED for decision in facts.decisions
    )


def is_over(facts: PatientFacts) -> bool:
    """Tell whether the service has ended: closed, or declined and confirmed and not accepted since."""
    if facts.phase is Phase.CLOSED:
        return True
    declined = [
        decision.answered_at or decision.asked_at
        for decision in facts.decisions
        if decision.kind is DecisionKind.DECLINED and decision.answer is Answer.CONFIRMED
    ]
    if not declined:
        return False
    return not any(mark.outcome is Outcome.ACCEPTS and mark.at > max(declined) for mark in facts.marks)


def is_with_supervisor(facts: PatientFacts) -> bool:
    """Tell whether the patient was referred to the supervisor and waits for the answer."""
    return any(decision.kind is DecisionKind.ESCALATED and decision.answer is None for decision in facts.decisions)


def plan_death(case: Case) -> None:
    """Ask the supervisor to confirm a death; nothing else is planned while it is not found untrue."""
    for decision in case.facts.decisions:
        if decision.kind is DecisionKind.DIED and decision.answer is None:
            _ask(case, decision)


def plan_decisions(case: Case) -> None:
    """Add the questions that wait, the answers that came back, and what a confirmed one leads to."""
    for decision in case.facts.decisions:
        if decision.answer is None:
            if decision.kind in _BY_SUPERVISOR:
                _ask(case, decision)
            else:
                _conclusion(case, decision)
            continue
        answered = decision.answered_at or decision.asked_at
        if case.clock.day(answered) < case.since:
            continue
        if decision.kind in _BY_SUPERVISOR:
            _answer(case, decision, answered, decision.answer)
        if decision.answer is Answer.CONFIRMED and decision.kind in (DecisionKind.ELSEWHERE, DecisionKind.MOVED):
            _control(case, decision, answered)


def _ask(case: Case, decision: Decision) -> None:
    """Wait for the supervisor's decision."""
    wait = case.numbers.waiting.supervisor_answer_working_days
    case.desk(
        K.DECISION, f"decision:{decision.id}", decision.asked_at,
        case.end_of_working_day(case.clock.day(decision.asked_at), wait),
        {"decision": decision.id, "decision_kind": decision.kind.value}, audience=Audience.SUPERVISOR,
        reason=f"decision_{decision.kind.value}", again=True,
    )  # fmt: skip


def _conclusion(case: Case, decision: Decision) -> None:
    """Enter the doctor's conclusion that the diagnosis was not confirmed."""
    wait = case.numbers.waiting.conclusion_working_days
    case.desk(
        K.CONCLUSION, f"decision:{decision.id}", decision.asked_at,
        case.end_of_working_day(case.clock.day(decision.asked_at), wait), {"decision": decision.id}, again=True,
    )  # fmt: skip


def _answer(case: Case, decision: Decision, answered: datetime, answer: Answer) -> None:
    """Bring the supervisor's answer back, until somebody has taken note of it."""
    case.desk(
        K.ANSWER, f"decision:{decision.id}", answered, case.end_of_working_day(case.clock.day(answered), 1),
        {"decision": decision.id, "decision_kind": decision.kind.value, "answer": answer.value},
        reason=f"answer_{decision.kind.value}_{answer.value}",
    )  # fmt: skip


def _control(case: Case, decision: Decision, answered: datetime) -> None:
    """Ask some months later how somebody fares who is treated elsewhere."""
    clock = case.clock
    due_from = clock.opening(add_months(clock.day(answered), case.numbers.waiting.control_call_months))
    due_by = case.close_of_working_day(clock.day(due_from), _CONTROL_DUE_WORKING_DAYS)
    case.call(
        K.CONTROL_CALL, f"decision:{decision.id}", due_from, due_by,
        {"decision": decision.id, "decision_kind": decision.kind.value},
    )  # fmt: skip
