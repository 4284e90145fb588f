"""Whatever is done in whatever order: a patient's report has every step that wrote a row of theirs."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test

from db.actions.access import open_for_reason, review_grant
from db.actions.claims import release_claims
from db.actions.clipboard import copied
from db.actions.colleagues import read_message
from db.actions.import_items import apply_items
from db.actions.imports import apply_import
from db.actions.patients import open_card
from db.actions.people import disable_user, enable_user
from db.clock import FrozenClock
from db.errors import CaseloadError
from db.exchange.plan_file import plan_file
from db.queries.audit import access_report, events
from tests.build import colleague, patient, sign_in, visit
from tests.db.exchange.files import apply
from tests.db.test_stateful import PICK, Caseloads, on_postgresql, on_sqlite
from tests.desk import NOW, Desk, make_template

EVERY = 10**6
PEOPLE = ("Сидорова Анна;12.03.1958", "Ёлкина Вера;01.02.1950", "Цой Виктор;04.07.1961", "Ким Олег;")
Opener = Callable[[FrozenClock], tuple[Desk, Callable[[], None]]]


def whose(desk: Desk) -> dict[int, set[int]]:
    """The patients of each step by its rows in the journal, read there and nowhere else."""
    rows = [
        (action, table, key, [json.loads(row) for row in (before, after) if row])
        for action, table, key, before, after in desk.rows(
            "SELECT action_id, table_name, row_key, before, after FROM change ORDER BY id"
        )
    ]
    items = {("visits", i): p for i, p in desk.rows("SELECT id, patient_id FROM visit")}
    items |= {("tests", i): p for i, p in desk.rows("SELECT id, patient_id FROM test_order")}
    kinds = {"visit": "visits", "test_order": "tests"}
    for _action, table, key, sides in rows:
        if table in kinds:
            items.setdefault((kinds[table], int(key)), sides[0]["patient_id"])
    found: dict[int, set[int]] = {}
    for action, table, key, sides in rows:
        mine = found.setdefault(action, set())
        if table == "patient":
            mine.add(int(key))
        if table == "not_same":
            mine |= {int(part) for part in key.split("|")}
        if table == "imported_item":
            kind, item, _field = key.split("|")
            mine.add(items[kind, int(item)])
        mine |= {side["patient_id"] for side in sides if side.get("patient_id") is not None}
    return {action: mine for action, mine in found.items() if mine}


def missing(desk: Desk) -> list[tuple[int, int]]:
    """Patient and step, of every step that a patient's report does not have."""
    roles = sorted(desk.user.roles)
    desk.be(*roles, "auditor")
    known = whose(desk)
    gaps = []
    for number in sorted(set().union(*known.values())):
        told = desk.ask(events, patient_id=number, limit=EVERY)
        report = [(each.at, each.event, each.user) for each in desk.ask(access_report, number)]
        assert [one for one in told if (one.at, one.event, one.user) not in report] == []
        there = {each.action_id for each in told}
        gaps += [(number, action) for action, mine in known.items() if number in mine and action not in there]
    desk.be(*roles)
    return gaps


class Asked(Caseloads):
    """As there, and files, messages that are read, colleagues who go; then everybody asks who had to do with them."""

    @rule(people=st.sets(st.sampled_from(PEOPLE), min_size=1), number=st.integers(10, 99), items=st.booleans())
    def take_a_file(self, people: set[str], number: int, items: bool) -> None:
        header, more = "ФИО;Дата рождения;Телефон", f";8 905 777-54-{number}"
        if items:
            header, more = "ФИО;Дата рождения;Дата приёма;Время;Услуга", f";25.11.2026;10:{number % 60:02};КТ"
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "file.csv"
            path.write_text("\n".join([header, *(one + more for one in sorted(people))]), encoding="utf-8-sig")
            try:
                plan = plan_file(self.desk, path, kind="visits" if items else "patients")
            except CaseloadError:
                return
        self.attempt(apply_items if items else apply_import, plan, skip_rejected=True)

    @rule(message=PICK)
    def read_what_came(self, message: int) -> None:
        if self.desk.rows("SELECT 1 FROM app_user WHERE id = 2 AND active"):
            sign_in(self.desk, 2)
            self.attempt(read_message, self.any_of("message", message))
            sign_in(self.desk, 1)

    @rule(share=st.booleans())
    def let_a_colleague_go(self, share: bool) -> None:
        self.desk.confirmed_at = self.clock.monotonic()
        active = self.desk.rows("SELECT active FROM app_user WHERE id = 2")[0][0]
        try:
            if active:
                self.desk.administer(disable_user, 2, share=share, unassign=not share)
            else:
                self.desk.administer(enable_user, 2)
        except CaseloadError:
            return

    @rule()
    def give_back(self) -> None:
        self.attempt(release_claims)

    def teardown(self) -> None:
        gaps = missing(self.desk) if hasattr(self, "desk") else []
        super().teardown()
        assert gaps == []


def ask_everybody(open_desk: Opener, examples: int, steps: int) -> None:
    run_state_machine_as_test(
        type("Machine", (Asked,), {"open_desk": staticmethod(open_desk)}),
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )  # fmt: skip


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_template(tmp_path_factory.mktemp("asked"))


def test_every_step_with_a_patient_is_in_their_report_on_sqlite(fresh: Path) -> None:
    ask_everybody(on_sqlite(fresh), 8, 40)


def test_every_step_with_a_patient_is_in_their_report_on_postgresql() -> None:
    ask_everybody(on_postgresql, 1, 25)


@pytest.fixture
def people(desk: Desk) -> list[int]:
    """Three patients of a desk."""
    return [patient(desk, name, met=False) for name in ("Орлова Нина", "Гусев Пётр", "Цой Виктор")]


def told(desk: Desk, number: int) -> list[tuple[str, int]]:
    """What a patient's report says, the newest first: the event, and how many patients it concerned."""
    roles = sorted(desk.user.roles)
    desk.be(*roles, "auditor")
    found = [(each.event, each.patients) for each in desk.ask(access_report, number)]
    desk.be(*roles)
    return found


def test_a_step_with_many_is_in_the_report_of_each_and_says_how_many(desk: Desk, people: list[int]) -> None:
    from db.actions.assigning import assign_patients

    first, second, third = people
    other = colleague(desk)
    desk.do(assign_patients, [first, second], other)
    assert told(desk, first)[0] == told(desk, second)[0] == ("assign_patients", 2)
    assert told(desk, third) == [("add_patient", 1)]


def test_ids_that_look_alike_are_told_apart(desk: Desk, people: list[int]) -> None:
    many = [patient(desk, f"Ивановская Анна{'а' * i}", met=False) for i in range(12)]
    desk.record_file("export", "patients", 3, Path("list.csv"), patients=[people[0], *many[-2:]])
    assert [number for number in (*people, *many) if ("export", 3) in told(desk, number)] == [people[0], *many[-2:]]


def test_files_pages_and_searches_are_in_the_report_of_everybody_in_them(desk: Desk, people: list[int]) -> None:
    first, second, third = people
    desk.record_file("export", "calls", 3, Path("list.xlsx"), patients=[second, first, second])
    desk.record_file("print", "calls", 3, Path("page.pdf"), patient_id=first)
    desk.record_event("search", detail={"patients": [second, third]})
    assert told(desk, first)[:2] == [("print", 1), ("export", 2)]
    assert told(desk, second)[:2] == [("search", 2), ("export", 2)]
    assert told(desk, third)[:1] == [("search", 2)]


def test_what_concerned_a_record_that_was_joined_is_told_of_the_one_person(desk: Desk, people: list[int]) -> None:
    from db.actions.twins import merge_patients, unmerge_patients

    keep, gone, _third = people
    desk.do(open_card, gone)
    desk.do(merge_patients, keep, gone)
    assert ("open_card", 1) in told(desk, keep)
    assert told(desk, keep) == told(desk, gone)
    desk.do(unmerge_patients, gone)
    assert ("open_card", 1) not in told(desk, keep)


def test_events_of_before_are_found_by_what_their_step_touched(desk: Desk, people: list[int]) -> None:
    from db.actions.assigning import assign_patients

    first, second, third = people
    desk.do(assign_patients, [first, second], None)
    with desk._writer.transaction(write=True) as conn:  # an earlier version wrote events without numbers
        conn.run(
            "INSERT INTO audit_event (real_at, user_id, terminal, event, outcome, action_id)"
            " SELECT at, user_id, 'old', kind, 'done', id FROM action WHERE kind = 'assign_patients'"
        )
    assert told(desk, first).count(("assign_patients", 2)) == told(desk, second).count(("assign_patients", 2)) == 2
    assert told(desk, third) == [("add_patient", 1)]


def test_who_opened_a_record_why_and_who_looked_at_that(desk: Desk, people: list[int]) -> None:
    other = colleague(desk)
    sign_in(desk, other)
    desk.do(open_for_reason, people[0], "calling_in")
    desk.do(copied, people[0])
    grants = desk.rows("SELECT id FROM access_grant")
    sign_in(desk, 1)
    desk.do(review_grant, grants[0][0])
    assert [event for event, _many in told(desk, people[0])] == [
        "review_grant", "copied", "open_for_reason", "add_patient"
    ]  # fmt: skip


def test_a_visit_that_a_file_tells_of_again_is_told_too(desk: Desk, people: list[int], tmp_path: Path) -> None:
    visit(desk, people[1], "ct", NOW + timedelta(days=5))
    path = tmp_path / "visits.csv"
    path.write_text(
        "ФИО;Дата рождения;Дата приёма;Время;Услуга;Талон\nГусев Пётр;12.04.1959;25.11.2026;10:00;КТ;7",
        encoding="utf-8-sig",
    )
    before: list[Any] = told(desk, people[1])
    apply(desk, plan_file(desk, path))
    assert told(desk, people[1]) == [("import_items", 1), *before]
    assert told(desk, people[0]) == [("add_patient", 1)]
