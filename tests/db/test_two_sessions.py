"""Two people with the same forms open: what clashes is refused with both texts, the rest merges, nothing is lost."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from assistant_tui.merging import merge
from db.actions.contacts import edit_contact
from db.actions.patients import edit_patient
from db.actions.undo import undo
from db.clock import FrozenClock
from db.engine import open_postgresql
from db.errors import Conflict
from tests.build import colleague, patient, sign_in
from tests.desk import NOW, Desk, copied, make_template, postgres_server

Fields = dict[str, Any]
KINDS: Final[dict[str, tuple[Any, tuple[str, ...]]]] = {
    "patient": (edit_patient, ("address", "flag_note", "code_word")),
    "contact": (edit_contact, ("name", "relation")),
}
TEXTS: Final = {"relation": ("self", "daughter", "son")}
WHO = st.sampled_from((0, 1))
KIND = st.sampled_from(sorted(KINDS))
PLACE = st.integers(0, 2)


@dataclass
class Form:
    """A form as one of the two has it open: filled from what, of which version, and what was typed."""

    before: Fields
    version: int
    mine: Fields = field(default_factory=dict)


@dataclass
class Step:
    """What somebody saved."""

    action_id: int
    who: int
    kind: str
    before: Fields
    undone: bool = False


class TwoSessions(RuleBasedStateMachine):
    """Two programs on one database; the model is what the two typed, in order."""

    open_desks: Callable[[FrozenClock], tuple[Desk, Desk, Callable[[], None]]]

    @initialize()
    def begin(self) -> None:
        one, other, self.end = type(self).open_desks(FrozenClock(NOW))
        self.desks = (one, other)
        patient(one, "Петрова Мария", "8 916 123-45-67", met=False, address="а", flag_note="а", code_word="а")
        sign_in(other, colleague(one, roles=("assistant", "supervisor")))
        self.forms: dict[tuple[int, str], Form] = {}
        self.steps: list[Step] = []
        self.record = {kind: self.read(0, kind)[0] for kind in KINDS}

    def teardown(self) -> None:
        if hasattr(self, "end"):
            for desk in self.desks:
                desk.close()
            self.end()

    def read(self, who: int, kind: str) -> tuple[Fields, int]:
        names = KINDS[kind][1]
        ((*values, version),) = self.desks[who].rows(f"SELECT {', '.join(names)}, version FROM {kind} WHERE id = 1")
        return dict(zip(names, values, strict=True)), version

    def write(self, who: int, kind: str, changes: Fields, version: int) -> None:
        before = dict(self.record[kind])
        done = self.desks[who].do(KINDS[kind][0], 1, version, **changes)
        self.record[kind] |= changes
        self.steps.append(Step(done.action_id, who, kind, before))

    @rule(who=WHO, kind=KIND)
    def open_form(self, who: int, kind: str) -> None:
        self.forms[who, kind] = Form(*self.read(who, kind))

    @rule(who=WHO, kind=KIND, place=PLACE, text=PLACE)
    def type(self, who: int, kind: str, place: int, text: int) -> None:
        names = KINDS[kind][1]
        name = names[place % len(names)]
        form = self.forms.setdefault((who, kind), Form(*self.read(who, kind)))
        form.mine[name] = TEXTS.get(name, ("а", "б", "в"))[text]

    @precondition(lambda self: self.forms)
    @rule(pick=PLACE, take_mine=st.booleans())
    def save(self, pick: int, take_mine: bool) -> None:
        who, kind = sorted(self.forms)[pick % len(self.forms)]
        form = self.forms.pop((who, kind))
        now = dict(self.record[kind])
        typed = {name: value for name, value in form.mine.items() if value != form.before[name]}
        theirs = {name for name, value in now.items() if value != form.before[name]}
        stale = self.read(who, kind)[1] != form.version
        changes = merge(form.before, form.mine, {}).values
        assert changes == typed
        if not changes:
            return
        if not stale:
            self.write(who, kind, changes, form.version)
            return
        with pytest.raises(Conflict, match="changed_meanwhile"):  # never over what somebody else wrote
            self.write(who, kind, changes, form.version)
        assert self.record[kind] == now
        shown, version = self.read(who, kind)
        merged = merge(form.before, form.mine, shown)
        clashing = {name for name in typed if name in theirs and typed[name] != now[name]}
        assert set(merged.clashes) == {(name, typed[name], now[name]) for name in clashing}
        answers = {name: mine for name, mine, _ in merged.clashes if take_mine}
        wanted = {name: value for name, value in typed.items() if name not in theirs}
        assert merged.values == wanted
        if wanted or answers:
            self.write(who, kind, wanted | answers, version)

    @rule(who=WHO)
    def take_back(self, who: int) -> None:
        mine = [step for step in self.steps if step.who == who and not step.undone]
        if not mine:
            return
        step = mine[-1]
        later = [
            other
            for other in self.steps
            if other.action_id > step.action_id and other.kind == step.kind and not other.undone
        ]
        if later:
            with pytest.raises(Conflict, match="changed_since") as refused:
                self.desks[who].do(undo)
            assert refused.value.params["action"] == later[0].action_id
            return
        assert self.desks[who].do(undo).result.action_id == step.action_id
        step.undone = True
        self.record[step.kind] = dict(step.before)

    @invariant()
    def both_see_what_was_typed(self) -> None:
        if hasattr(self, "record"):
            for who in (0, 1):
                assert {kind: self.read(who, kind)[0] for kind in KINDS} == self.record


def on_sqlite(template: Path) -> Callable[[FrozenClock], tuple[Desk, Desk, Callable[[], None]]]:
    def open_desks(clock: FrozenClock) -> tuple[Desk, Desk, Callable[[], None]]:
        folder = Path(tempfile.mkdtemp(prefix="two"))
        path = str(copied(template, folder / "caseload.db"))
        return Desk(path, clock), Desk(path, clock), lambda: shutil.rmtree(folder)

    return open_desks


def on_postgresql(clock: FrozenClock) -> tuple[Desk, Desk, Callable[[], None]]:
    url, drop = postgres_server().fresh()
    return Desk(url, clock), Desk(url, clock), drop


def run(open_desks: Callable[[FrozenClock], tuple[Desk, Desk, Callable[[], None]]], examples: int) -> None:
    machine = type("Machine", (TwoSessions,), {"open_desks": staticmethod(open_desks)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_two_sessions_lose_nothing_on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> None:
    run(on_sqlite(make_template(tmp_path_factory.mktemp("two"))), 40)


def test_two_sessions_lose_nothing_on_postgresql() -> None:
    run(on_postgresql, 10)


def test_of_two_who_save_at_the_same_moment_on_a_server_one_is_told() -> None:
    """Both have passed whatever asks for the version before the first is written: the second must still not win."""
    url, drop = postgres_server().fresh()
    try:
        with Desk(url, FrozenClock(NOW)) as one, Desk(url, FrozenClock(NOW)) as other:
            whom = patient(one, "Петрова Мария", met=False)
            ((version,),) = one.rows("SELECT version FROM patient")
            with open_postgresql(url) as held, ThreadPoolExecutor(2) as both:
                held.execute("BEGIN")
                held.execute("UPDATE patient SET created_at = created_at")  # a third hand keeps the row for a moment
                tries = [
                    both.submit(desk.do, edit_patient, whom, version, address=address)
                    for desk, address in ((one, "Мира, 1"), (other, "Лесная, 5"))
                ]
                with open_postgresql(url) as looking:
                    while looking.value("SELECT COUNT(*) FROM pg_locks WHERE NOT granted") < 2:
                        assert not any(each.done() for each in tries)
                held.execute("ROLLBACK")
                faults = [each.exception(30) for each in tries]
            assert sorted(type(fault).__name__ for fault in faults) == ["Conflict", "NoneType"]
            saved = "Мира, 1" if faults[0] is None else "Лесная, 5"
            assert one.rows("SELECT address, version FROM patient") == [(saved, version + 1)]
            assert one.rows("SELECT COUNT(*) FROM action WHERE kind = 'edit_patient'") == [(1,)]
    finally:
        drop()
