"""Where a patient stands on the list, and why; 20 November 2026 is a Friday."""

from datetime import datetime
from typing import Any

import pytest

from db.rules.urgency import Moment, OpenTask, Place, Who, deadline_words_code, place
from tests.db.rules.cases import DAY, HOUR, MINUTE, RULES, at, local, on

NOW = at("2026-11-20 14:07")
MOMENT = Moment(NOW, RULES)


def task(kind: str = "reminder", since: str = "2026-11-20 09:00", by: str | None = None, **changes: Any) -> OpenTask:
    values: dict[str, Any] = {"reason": kind, "call": True}
    return OpenTask(kind=kind, due_from=at(since), due_by=at(by) if by else None, **{**values, **changes})


def stand(*tasks: OpenTask, **who: Any) -> Place:
    return place(tasks, Who("treatment", "Europe/Moscow", **who), MOMENT)


def codes(found: Place) -> dict[str, int]:
    return {part.code: part.points for part in found.parts}


@pytest.mark.parametrize(
    ("tasks", "section"),
    [
        ([task()], "now"),
        ([task("callback", "2026-11-20 14:20")], "callback"),
        ([task("callback", "2026-11-20 17:00")], "callback"),
        ([task("callback", "2026-11-20 17:00"), task()], "now"),
        ([task(since="2026-11-20 17:10")], "later"),
        ([task(call=False)], "desk"),
        ([task(call=False), task(since="2026-11-20 17:10")], "desk"),
        ([task("find_contacts", call=False), task(since="2026-11-20 17:10")], "desk"),
        ([task("find_contacts", call=False), task()], "desk"),
        ([task(since="2025-03-03 09:00", by="2025-03-04 20:00")], "old"),
        ([task(since="2025-03-03 09:00", by="2025-03-04 20:00"), task()], "now"),
        ([task(moot_at=NOW)], "later"),
        ([], "later"),
    ],
)
def test_a_row_stands_in_the_section_of_its_most_pressing_task(tasks: list[OpenTask], section: str) -> None:
    assert stand(*tasks).section == section


def test_nothing_left_to_do_today_is_done() -> None:
    assert stand(done_today=True).section == "done"


def test_a_call_put_aside_stays_on_top() -> None:
    top = stand(aside=True)
    others = [stand(task("callback", "2026-11-20 14:00")), stand(task("first_contact"), task(by="2026-11-20 20:00"))]

    assert top.section == "now"
    assert all(top.order < other.order for other in others)


def test_the_parts_add_up_to_the_points() -> None:
    found = stand(
        task("first_contact", by="2026-11-19 20:00"), task("confirm_visit", by="2026-11-20 20:00"), rounds_today=1,
        barriers=2, best_part=1, last_part=0, diagnosed_on=on("2026-11-10"),
    )  # fmt: skip

    assert found.points == sum(part.points for part in found.parts)
    assert {"first_contact", "visit_soon", "due_today", "late", "good_hour", "other_part_of_day"} <= set(codes(found))
    assert codes(found)["rounds_today"] < 0


def test_a_promised_call_within_a_quarter_of_an_hour_stands_before_late_work() -> None:
    promised = stand(task("callback", "2026-11-20 14:20", by="2026-11-20 14:35"))
    late = stand(task("confirm_visit", by="2026-11-13 20:00"), task("first_contact"))

    assert promised.order < late.order
    assert "callback_late" in codes(stand(task("callback", "2026-11-20 13:00", by="2026-11-20 13:15")))


def test_a_promise_later_today_waits_for_its_time() -> None:
    found = stand(task("callback", "2026-11-20 17:00"))

    assert local(found.waits_until) == "2026-11-20 17:00"
    assert stand(task()).order < found.order


@pytest.mark.parametrize(
    ("by", "code"),
    [
        ("2026-11-19 23:59", "deadline_late"),
        ("2026-11-20 23:59", "deadline_critical"),
        ("2026-11-23 23:59", "deadline_critical"),
        ("2026-11-25 23:59", "deadline_soon"),
        ("2026-11-27 23:59", None),
    ],
)
def test_statutory_limits_weigh_by_working_days_left(by: str, code: str | None) -> None:
    found = [name for name in codes(stand(task(by=by, statutory=True))) if name.startswith("deadline")]

    assert found == ([code] if code else [])


def test_later_is_worse_than_due_today_and_has_a_most() -> None:
    due = codes(stand(task(by="2026-11-20 20:00")))["due_today"]
    late = [codes(stand(task(by=f"2026-{day} 20:00")))["late"] for day in ("11-19", "11-16", "09-01", "02-02")]

    assert due < late[0] < late[1] < late[2] == late[3]


def test_work_without_a_call_and_promises_sort_behind_calls() -> None:
    rows = [stand(task(call=False)), stand(task(since="2026-11-20 17:10")), stand(task()), stand(done_today=True)]

    assert [row.section for row in sorted(rows, key=lambda row: row.order)] == ["now", "later", "desk", "done"]


def test_rows_that_wait_are_sorted_by_their_time() -> None:
    five, four = stand(task(since="2026-11-20 17:00")), stand(task(since="2026-11-20 16:00"))

    assert four.order < five.order


def test_the_day_is_the_patients() -> None:
    tonight = task(since="2026-11-20 16:00", by="2026-11-20 20:00")

    assert place([tonight], Who("treatment", "Asia/Kamchatka"), MOMENT).section == "later"
    assert codes(place([tonight], Who("treatment", "Asia/Kamchatka"), MOMENT)) == {"acuity": 4}


@pytest.mark.parametrize(
    ("by", "code", "left"),
    [
        ("2026-11-20 20:00", "today", 0),
        ("2026-11-20 10:00", "late", 0),
        ("2026-11-18 20:00", "late", -2),
        ("2026-11-23 20:00", "working_days", 1),
        ("2026-11-25 20:00", "working_days", 3),
        ("2026-11-26 20:00", "on", 4),
    ],
)
def test_a_deadline_is_said_in_words(by: str, code: str, left: int) -> None:
    words = deadline_words_code(at(by), "Europe/Moscow", MOMENT)

    assert (words.code, words.left, words.when) == (code, left, at(by))


def test_a_promised_time_is_said_as_it_is() -> None:
    words = deadline_words_code(None, "Europe/Moscow", MOMENT, at("2026-11-20 14:20"))

    assert (words.code, words.when) == ("at", at("2026-11-20 14:20"))
    assert deadline_words_code(None, "Europe/Moscow", MOMENT).code == "none"


def test_what_is_due_in_the_future_never_shows_as_late() -> None:
    for minutes in (1, 60, 600, 6000):
        due: datetime = NOW + minutes * MINUTE
        assert deadline_words_code(due, "Europe/Moscow", MOMENT).code != "late"
    assert deadline_words_code(NOW - DAY - HOUR, "Europe/Moscow", MOMENT).code == "late"
