"""Tests and courses from the command line."""

from __future__ import annotations

import pytest

from tests.assistant_tui.cli.conftest import Cli
from tests.assistant_tui.cli.test_writing import value, whole


def patient_of(cli: Cli) -> str:
    return str(cli.ids("patients")[0])


def test_a_test_is_ordered_listed_and_taken_back(cli: Cli) -> None:
    patient = patient_of(cli)

    ran = cli("order", patient, "ecg", "--due", "+5", "--note", "без нагрузки")

    assert (ran.code, value(ran.out, "status")) == (0, "ordered")
    rows = cli("tests", "--patient", patient, "--format", "json").json
    assert {(row["test"], row["due_on"]) for row in rows} >= {("ecg", "2026-11-25")}
    whole(cli)
    assert cli("undo", value(ran.out, "action")).code == 0
    rows = cli("tests", "--patient", patient, "--format", "json").json
    assert ("ecg", "2026-11-25") not in {(row["test"], row["due_on"]) for row in rows}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("order", "999999", "cbc"), 3),
        (("order", "1", "no_such_test"), 3),
        (("order", "1", "cbc", "--due", "никогда"), 2),
        (("course", "1", "q99", "--from", "+5", "--cycles", "3"), 2),
        (("course", "1", "q21", "--from", "+5", "--cycles", "61"), 2),
        (("course", "1", "custom", "--from", "+5", "--cycles", "3"), 2),
        (("course", "1", "custom", "--from", "+5", "--cycles", "3", "--length", "7", "--infusions", "x"), 2),
        (("course", "1", "q21", "--from", "2046-01-01", "--cycles", "3"), 2),
        (("shift-cycle", "999999", "+5"), 3),
        (("cycle", "999999", "given"), 3),
        (("cycle", "999999", "skipped", "--because", "анализы"), 3),
        (("cycle", "1", "given", "--because", "анализы"), 2),
        (("cycle", "1", "moved"), 2),
        (("stop-course", "999999"), 3),
        (("order-bundle", "1", "elsewhere"), 2),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(cli: Cli, arguments: tuple[str, ...], code: int) -> None:
    ran = cli(*arguments)

    assert ran.code == code, ran.err
    assert ran.err.count("\n") == 1
    assert "Traceback" not in ran.err


def test_a_course_is_entered_listed_and_shifted(cli: Cli) -> None:
    patient = patient_of(cli)
    ran = cli("course", patient, "q21", "--from", "2026-12-01", "--cycles", "3", "--at", "8:30")
    assert (ran.code, value(ran.out, "visits"), value(ran.out, "tests")) == (0, "3", "6")
    assert ran.err == "Курсы: вт 01.12.2026, вт 22.12.2026, вт 12.01.2027\n"

    (course,) = cli("courses", "--patient", patient, "--format", "json").json
    assert course["infusion_days"] == [1]
    second = course["cycles"][1]
    ran = cli("shift-cycle", str(second["id"]), "29.12", "--because", "анализы")

    assert (ran.code, value(ran.out, "days")) == (0, "7")
    (course,) = cli("courses", "--patient", patient, "--format", "json").json
    assert [cycle["starts_on"] for cycle in course["cycles"]] == ["2026-12-01", "2026-12-29", "2027-01-19"]
    starts = [row["starts_at"][:16] for row in cli("visits", "--patient", patient, "--format", "json").json]
    assert {"2026-12-01T08:30", "2026-12-29T08:30", "2027-01-19T08:30"} <= set(starts)
    whole(cli)
    assert "каждый 21 день" in cli("courses", "--patient", patient).out
    assert "every 21 days" in cli("courses", "--patient", patient, lang="en").out


def test_a_list_of_tests_is_ordered_for_a_visit(cli: Cli) -> None:
    patient = patient_of(cli)
    cli("course", patient, "q14", "--from", "2026-12-14", "--cycles", "1", "--no-tests")
    visit = max(cli.ids("visits", "--patient", patient))

    ran = cli("order-bundle", str(visit), "chemo_course_kuzbass")

    assert ran.code == 0, ran.err
    assert len(value(ran.out, "ordered").split(", ")) >= 3
    whole(cli)


def test_cycles_are_given_left_out_and_the_course_is_stopped_and_each_is_taken_back(cli: Cli) -> None:
    patient = patient_of(cli)
    cli("course", patient, "q21", "--from", "2026-12-01", "--cycles", "3")

    def now() -> tuple[str, list[str]]:
        (course,) = cli("courses", "--patient", patient, "--status", "all", "--format", "json").json
        return course["status"], [cycle["status"] for cycle in course["cycles"]]

    (course,) = cli("courses", "--patient", patient, "--format", "json").json
    first, second, _third = (str(cycle["id"]) for cycle in course["cycles"])
    given = cli("cycle", first, "given")
    assert (given.code, value(given.out, "status"), value(given.out, "number")) == (0, "given", "1")
    skipped = cli("cycle", second, "skipped", "--because", "низкие лейкоциты")
    assert (skipped.code, now()) == (0, ("active", ["given", "skipped", "planned"]))
    assert cli("cycle", second, "given").code == 3
    visits = cli("visits", "--patient", patient, "--status", "cancelled", "--format", "json").json
    assert [row["starts_at"][:10] for row in visits] == ["2026-12-22"]

    stopped = cli("stop-course", str(course["id"]), "--because", "другая схема")
    assert (stopped.code, now()) == (0, ("stopped", ["given", "skipped", "skipped"]))
    assert cli("stop-course", str(course["id"])).code == 3
    whole(cli)
    for ran in (stopped, skipped, given):
        assert cli("undo", value(ran.out, "action")).code == 0
    assert now() == ("active", ["planned"] * 3)
    whole(cli)
