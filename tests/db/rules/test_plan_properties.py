"""What holds of every plan, whatever the facts."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from db.rules.facts import (
    Answer,
    Barrier,
    Booked,
    Call,
    CallHours,
    Channel,
    Connection,
    Contact,
    Decision,
    DecisionKind,
    Mark,
    Outcome,
    PatientFacts,
    Pause,
    Phase,
    PlannedTask,
    Reminder,
    Spoke,
    TaskKind,
    Test,
    TestStatus,
    Visit,
    VisitStatus,
)
from db.rules.patient_clock import clock_of
from db.rules.plan import plan, reconcile
from tests.db.rules.cases import RULES

BASE = datetime(2026, 10, 1, 6, tzinfo=UTC)
SPAN = 120 * 24 * 60
K = TaskKind
PROMISED = {K.CALLBACK, K.CALLBACK_OFFER}

instants = st.integers(0, SPAN).map(lambda minutes: BASE + timedelta(minutes=minutes))
days = st.integers(0, 120).map(lambda number: BASE.date() + timedelta(days=number))
zones = st.sampled_from(["Europe/Moscow", "Europe/Kaliningrad", "Asia/Vladivostok", "Asia/Almaty"])
ids = st.integers(1, 6)
hours = st.one_of(
    st.just(CallHours()),
    st.builds(CallHours, st.sampled_from([None, time(11), time(17)]), st.sampled_from([None, time(14), time(19)]),
              st.sampled_from([None, frozenset({0}), frozenset({5, 6}), frozenset({1, 3})])),
)  # fmt: skip


def some(strategy: st.SearchStrategy, most: int = 3) -> st.SearchStrategy:
    return st.lists(strategy, max_size=most, unique_by=lambda item: item.id).map(tuple)


visits = st.builds(
    lambda number, service, start, zone, status, booked, preparation, days, status_at, follows: Visit(
        number, service[0], service[1], start, start + timedelta(minutes=30), zone, status, booked, preparation,
        days, status_at, None, follows,
    ),
    ids, st.sampled_from([("onc", "oncologist"), ("gp", "doctor"), ("ct", "examination"), ("chemo", "treatment")]),
    instants, zones, st.sampled_from(VisitStatus), st.sampled_from(Booked), st.booleans(),
    st.sampled_from([None, 0, 5]), st.none() | instants, st.none() | ids,
)  # fmt: skip
tests = st.builds(
    Test, ids, st.sampled_from(["cbc", "ct"]), days, st.none() | days, st.none() | days, st.sampled_from(TestStatus),
    st.none() | ids, st.sampled_from([0, 3]), st.booleans(),
)  # fmt: skip
contacts = st.builds(
    Contact, ids, st.sampled_from([None, "+79160000001", "+79160000002"]), st.booleans(), ids,
    st.sampled_from([Spoke.PATIENT, Spoke.TRUSTED]), st.booleans(),
)  # fmt: skip
marks = st.builds(
    lambda number, call_id, task, subject, outcome, at, spoke, until: Mark(
        number, call_id, task, f"{subject}:{number % 4 + 1}", outcome, at, spoke, until, None
    ),
    ids, st.none() | ids, st.none() | st.sampled_from(TaskKind), st.sampled_from(["visit", "test", "mark", "patient"]),
    st.sampled_from(Outcome), instants, st.sampled_from(Spoke), st.none() | instants,
)  # fmt: skip
unanswered = st.builds(
    Call, ids, instants, st.just(False), st.none() | ids, st.none(),
    st.sampled_from([kind for kind in Connection if kind is not Connection.REACHED]), st.just(Spoke.NOBODY),
    st.booleans(),
)  # fmt: skip
talks = st.builds(
    Call, st.integers(7, 9), instants, st.booleans(), st.none() | ids, st.none(), st.just(Connection.REACHED),
    st.sampled_from([Spoke.PATIENT, Spoke.OTHER, Spoke.TRUSTED]),
)  # fmt: skip
decisions = st.builds(
    lambda number, kind, at, answer, answered: Decision(number, kind, at, answer, answered if answer else None),
    ids, st.sampled_from(DecisionKind), instants, st.none() | st.sampled_from(Answer), instants,
)  # fmt: skip
reminders = st.builds(
    Reminder, ids, instants, st.sampled_from(Channel), st.sampled_from([None, "1d", "2w", "3m", "1y"]),
    st.integers(0, 3), st.booleans(),
)  # fmt: skip
pauses = st.builds(Pause, ids, st.sampled_from(["hospital", "away"]), instants, days)
barriers = st.builds(Barrier, ids, st.just("transport"), st.none() | days, instants)
milestones = st.dictionaries(st.sampled_from(["suspicion", "diagnosis", "histology", "application"]), days, max_size=3)

patients = st.builds(
    PatientFacts, patient_id=st.just(7), in_care_since=days, zone=zones, first_assigned_at=st.none() | instants,
    phase=st.sampled_from(Phase), hours=hours, icd=st.sampled_from([None, "C50.4", "C43.9"]),
    stage=st.sampled_from([None, "IB"]), birth_on=st.just(date(1960, 2, 29)), milestones=milestones,
    contacts=some(contacts), visits=some(visits), tests=some(tests), reminders=some(reminders, 2),
    barriers=some(barriers, 2), pauses=some(pauses, 1), decisions=st.just(()) | some(decisions, 1),
    marks=some(marks, 4), calls=some(unanswered | talks, 5),
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    planned: PlannedTask
    open: bool = True


@given(patients, st.randoms(use_true_random=False))
def test_the_order_in_which_facts_are_told_makes_no_difference(facts: PatientFacts, random: object) -> None:
    def mixed(items: tuple) -> tuple:
        order = list(items)
        random.shuffle(order)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
        return tuple(order)

    names = ("contacts", "visits", "tests", "reminders", "barriers", "pauses", "decisions", "marks", "calls")
    changes: dict[str, Any] = {name: mixed(getattr(facts, name)) for name in names}
    shuffled = replace(facts, **changes)

    assert plan(shuffled, RULES) == plan(facts, RULES)


@given(patients)
def test_every_identity_is_planned_once(facts: PatientFacts) -> None:
    tasks = plan(facts, RULES)

    assert len({(task.kind, task.source) for task in tasks}) == len(tasks)


@given(patients)
def test_no_task_is_due_before_it_begins(facts: PatientFacts) -> None:
    late = [task for task in plan(facts, RULES) if task.due_by is not None and task.due_by < task.due_from]

    assert late == []


@given(patients)
def test_every_instant_is_utc(facts: PatientFacts) -> None:
    for task in plan(facts, RULES):
        for instant in (task.due_from, task.due_by, task.moot_at):
            assert instant is None or instant.utcoffset() == timedelta(0)


@given(patients)
def test_no_call_begins_outside_the_hours_but_a_promised_one(facts: PatientFacts) -> None:
    clock = clock_of(facts.zone, facts.hours, RULES)
    outside = [
        task for task in plan(facts, RULES)
        if task.channel is Channel.CALL and task.kind not in PROMISED
        and not (clock.allowed(task.due_from) or clock.plain().allowed(task.due_from))
    ]  # fmt: skip

    assert outside == []


@given(patients, st.lists(unanswered, max_size=4))
def test_unanswered_calls_close_nothing(facts: PatientFacts, more: list[Call]) -> None:
    last = max((call.at for call in facts.calls), default=BASE)
    later = tuple(
        replace(call, id=100 + number, at=last + timedelta(minutes=1) + (call.at - BASE))
        for number, call in enumerate(more)
    )
    before, after = plan(facts, RULES), plan(replace(facts, calls=facts.calls + later), RULES)

    # A message is asked for by the run of rejected calls that began first, so it stays too.
    assert {(task.kind, task.source) for task in before} <= {(task.kind, task.source) for task in after}


@given(patients, pauses)
def test_a_pause_moves_no_deadline_and_no_work_at_the_desk(facts: PatientFacts, pause: Pause) -> None:
    def desk(known: PatientFacts) -> set[PlannedTask]:
        return {task for task in plan(known, RULES) if task.channel is Channel.DESK and task.kind is not K.NOT_REACHED}

    assert desk(replace(facts, pauses=(pause,))) == desk(replace(facts, pauses=()))


@given(patients)
def test_an_old_import_makes_no_flood(facts: PatientFacts) -> None:
    since = date(2027, 6, 1)
    old = replace(
        facts, in_care_since=since, contacts=(Contact(1, "+79160000001", True, 1, Spoke.PATIENT, False),),
        phase=Phase.TREATMENT, barriers=(), calls=(), decisions=(),
        reminders=tuple(one for one in facts.reminders if one.every is None),
    )  # fmt: skip

    assert plan(old, RULES) == frozenset()


@given(patients, instants)
def test_a_death_that_is_said_leaves_only_the_decision(facts: PatientFacts, at: datetime) -> None:
    said = replace(facts, decisions=(*facts.decisions, Decision(99, DecisionKind.DIED, at, None, None)))

    assert {task.kind for task in plan(said, RULES)} == {K.DECISION}


@given(patients, patients)
def test_reconciling_once_is_enough(old: PatientFacts, new: PatientFacts) -> None:
    stored = {(task.kind, task.source): Row(task) for task in plan(old, RULES)}
    wanted = plan(new, RULES)
    diff = reconcile(stored.values(), wanted, new)
    for task in (*diff.open, *diff.reopen, *diff.update):
        stored[task.kind, task.source] = Row(task)
    for task, because in diff.close:
        assert because
        stored[task.kind, task.source] = Row(task, open=False)

    assert not reconcile(stored.values(), wanted, new)
    assert {row.planned for row in stored.values() if row.open} == wanted


@given(patients)
def test_the_same_facts_make_the_same_plan(facts: PatientFacts) -> None:
    assert plan(facts, RULES) == plan(replace(facts), RULES)
