"""What admissions with a bundle of tests, and infusions, ask for."""

from dataclasses import replace

from db.rules.facts import Channel, Outcome, PatientFacts, PlannedTask, TaskKind, TestStatus, Visit, VisitStatus
from db.rules.plan import plan
from db.rules.rules import Rules
from tests.db.rules.cases import RULES, at, desk, facts, local, mark, on, one, order, planned, visit

K = TaskKind
NUMBERS = RULES.numbers
CALLING = Rules.of(
    RULES.calendar, replace(NUMBERS, cycles=replace(NUMBERS.cycles, wellbeing_days_after_infusion=(3, 7, 15)))
)


def admission(**changes: object) -> Visit:
    """An admission on Monday the 14th of December that asks for the tests of a course of chemotherapy."""
    values: dict[str, object] = {"service": "admission", "kind": "admission", "bundle": "chemo_course_kuzbass"}
    return visit(3, "2026-12-14 08:00", **{**values, **changes})


def infusion(number: int, starts: str, **changes: object) -> Visit:
    values: dict[str, object] = {"service": "infusion", "kind": "treatment", "status": VisitStatus.ATTENDED}
    return visit(number, starts, **{**values, **changes})


def wellbeing(known: PatientFacts, rules: Rules = CALLING) -> list[PlannedTask]:
    tasks = [task for task in plan(known, rules) if task.kind is K.WELLBEING]
    return sorted(tasks, key=lambda task: task.due_from)


def test_an_admission_names_the_tests_that_it_lacks() -> None:
    blood = order(1, status=TestStatus.TAKEN, taken_on=on("2026-12-10"))
    urine = order(2, service="urine", due_on=on("2026-12-08"))
    task = one(facts(visits=(admission(),), tests=(blood, urine)), K.ADMISSION_TESTS)
    params = dict(task.params)

    assert (task.source, task.channel) == ("visit:3", Channel.DESK)
    assert (params["lacks"], params["lacking"]) == ("biochem,coag,helminths", 3)
    assert (local(task.due_from), local(task.due_by)) == ("2026-11-14 00:00", "2026-12-10 23:59")
    assert task.moot_at == at("2026-12-14 08:00")


def test_nothing_is_lacking_once_all_is_ordered_or_valid() -> None:
    codes = ("cbc", "urine", "biochem", "coag", "helminths")
    tests = tuple(order(n, service=code, due_on=on("2026-12-10")) for n, code in enumerate(codes, 1))

    assert planned(facts(visits=(admission(),), tests=tests), K.ADMISSION_TESTS) is None


def test_a_test_that_would_be_too_old_on_the_day_is_lacking() -> None:
    early = order(1, due_on=on("2026-12-08"))  # a blood count is valid for five days
    task = one(facts(visits=(admission(),), tests=(early,)), K.ADMISSION_TESTS)

    assert str(dict(task.params)["lacks"]).startswith("cbc,")


def test_an_admission_without_a_known_bundle_or_one_that_is_over_asks_for_nothing() -> None:
    for other in (
        admission(bundle=None),
        admission(bundle="elsewhere"),
        admission(status=VisitStatus.CANCELLED),
        admission(status=VisitStatus.ATTENDED),
    ):
        assert planned(facts(visits=(other,)), K.ADMISSION_TESTS) is None


def test_said_to_be_done_it_comes_back_while_tests_are_lacking() -> None:
    said = desk(1, Outcome.DONE, "2026-11-20 10:00", K.ADMISSION_TESTS, "visit:3")

    assert local(one(facts(visits=(admission(),), marks=(said,)), K.ADMISSION_TESTS).due_from) == "2026-11-27 10:00"


def test_calls_about_well_being_are_switched_off_as_shipped() -> None:
    assert NUMBERS.cycles.wellbeing_days_after_infusion is None
    assert wellbeing(facts(visits=(infusion(1, "2026-11-16 09:00"),)), RULES) == []


def test_after_an_infusion_there_are_three_calls() -> None:
    tasks = wellbeing(facts(visits=(infusion(1, "2026-11-16 09:00"),)))

    assert [task.source for task in tasks] == ["visit:1:3", "visit:1:7", "visit:1:15"]
    assert [local(task.due_from) for task in tasks] == ["2026-11-19 09:00", "2026-11-23 09:00", "2026-12-01 09:00"]
    assert {task.channel for task in tasks} == {Channel.CALL}


def test_only_the_latest_infusion_that_took_place_counts() -> None:
    known = facts(
        visits=(
            infusion(1, "2026-11-09 09:00"),
            infusion(2, "2026-11-16 09:00"),
            infusion(4, "2026-11-23 09:00", status=VisitStatus.PLANNED),
        )
    )

    assert {task.source.split(":")[1] for task in wellbeing(known)} == {"2"}


def test_a_talk_about_well_being_ends_that_call_alone() -> None:
    said = mark(1, Outcome.ANSWERED, "2026-11-19 10:00", K.WELLBEING, "visit:1:3")
    unwell = mark(2, Outcome.UNWELL, "2026-11-23 10:00", K.WELLBEING, "visit:1:7")
    known = facts(visits=(infusion(1, "2026-11-16 09:00"),), marks=(said, unwell))

    assert [task.source for task in wellbeing(known)] == ["visit:1:15"]
    assert one(known, K.TELL_DOCTOR).source == "mark:2"
