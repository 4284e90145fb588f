"""Tests as the desk works on them: when they are due, what they are for, until when they are valid there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from db.engine import instant
from db.queries.courses import IN_CARE
from db.queries.filters import Where
from db.rules.facts import Test, TestStatus
from db.rules.validity import Standing, bundle_of, needs, not_earlier_than, valid_until
from db.work import View


@dataclass(frozen=True, slots=True)
class OrderedTest:
    """A test order with what it is for; `not_earlier` and `valid_until` hold for that admission."""

    id: int
    patient_id: int
    full_name: str
    service: str
    ru: str
    en: str
    organisation: str | None
    ordered_on: date
    due_on: date | None
    taken_on: date | None
    result_on: date | None
    status: str
    visit_id: int | None
    visit_service: str | None
    visit_on: date | None
    bundle: str | None
    cycle_number: int | None
    note: str | None
    version: int
    expected_on: date | None  # when the result of a taken test is to be looked for
    not_earlier: date | None
    validity_days: int | None
    valid_until: date | None
    assistant: str | None = None  # login of whose patient it is

    @property
    def fits(self) -> bool | None:
        """Tell whether a taken test is valid on the day it is for; None where nothing is known of that."""
        if self.visit_on is None or self.valid_until is None:
            return None
        return self.valid_until >= self.visit_on


_TESTS: Final = (
    "SELECT t.id, t.patient_id, p.full_name, t.service, s.ru, s.en, o.short_name, t.ordered_on, t.due_on, t.taken_on,"
    " t.result_on, t.status, v.id, v.service, v.starts_at, v.zone, v.bundle, c.number, t.note, t.version,"
    " s.result_days, t.valid_until, u.login FROM test_order t JOIN patient p ON p.id = t.patient_id"
    " JOIN service s ON s.code = t.service LEFT JOIN organisation o ON o.id = t.organisation_id"
    " LEFT JOIN visit v ON v.id = t.for_visit_id AND v.status IN ('planned', 'confirmed')"
    " LEFT JOIN cycle c ON c.id = t.cycle_id LEFT JOIN app_user u ON u.id = p.assistant_id WHERE "
)


def ordered_tests(
    view: View, *, assistant: str | None = None, patient_id: int | None = None, done_since: date | None = None
) -> tuple[OrderedTest, ...]:
    """Return the tests that wait for something, and those whose result came since a day; by the day they are due."""
    where = Where(view)
    where.whose("p.assistant_id", assistant, patient_id)
    if patient_id is None:
        where.add(IN_CARE)
    if done_since is None:
        where.add("t.status IN ('ordered', 'taken')")
    else:
        where.add("(t.status IN ('ordered', 'taken') OR t.result_on >= :done_since)", done_since=done_since)
    order = "COALESCE(t.due_on, t.ordered_on), p.sort_key, t.id"
    rows = view.conn.rows(f"{_TESTS}{where} ORDER BY {order}", **where.params)  # noqa: S608 - values are parameters
    wait = view.rules.numbers.reminding.result_expected_days
    made = []
    for (
        i, patient, name, service, ru, en, place, ordered_on, due_on, taken_on, result_on, status, visit_id,
        visit_service, starts_at, zone, bundle, number, note, version, result_days, until,
        login,
    ) in rows:  # fmt: skip
        visit_on = _day_there(starts_at, zone)
        days = _validity(view, bundle, service)
        expected_on = taken_on and taken_on + timedelta(days=wait if result_days is None else result_days)
        first = None if visit_on is None or days is None else not_earlier_than(visit_on, days)
        end = until if taken_on is None or days is None else valid_until(taken_on, days)
        made.append(
            OrderedTest(
                i, patient, name, service, ru, en, place, ordered_on, due_on, taken_on, result_on, status, visit_id,
                visit_service, visit_on, bundle, number, note, version, expected_on, first, days, end, login,
            )
        )  # fmt: skip
    return tuple(made)


def _day_there(starts_at: datetime | None, zone: str | None) -> date | None:
    at = instant(starts_at)
    return None if at is None or zone is None else at.astimezone(ZoneInfo(zone)).date()


def _validity(view: View, bundle: str | None, service: str) -> int | None:
    found = bundle_of(view.rules.numbers.bundles, bundle)
    for item in found.items if found is not None else ():
        if item.enabled and item.asks_for == service:
            return item.validity_days
    return None


@dataclass(frozen=True, slots=True)
class NeedLine:
    """How one test of a bundle stands for an admission."""

    service: str
    ru: str
    en: str
    standing: Standing
    not_earlier: date | None
    validity_days: int | None
    taken_on: date | None
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class Admission:
    """An admission to come, with the tests that it asks for."""

    visit_id: int
    patient_id: int
    full_name: str
    service: str
    on: date
    organisation: str | None
    bundle: str | None
    ru: str  # of the bundle, empty without one
    en: str
    version: int
    needs: tuple[NeedLine, ...]
    assistant: str | None = None  # login of whose patient it is

    @property
    def lacking(self) -> tuple[NeedLine, ...]:
        """Return what lacks a valid test or an order that fits."""
        return tuple(need for need in self.needs if need.standing in _LACKING)


_LACKING: Final = frozenset({Standing.MISSING, Standing.EXPIRES, Standing.TOO_EARLY})
_ADMISSIONS: Final = (
    "SELECT v.id, v.patient_id, p.full_name, v.service, v.starts_at, v.zone, o.short_name, v.bundle, v.version,"
    " u.login FROM visit v JOIN patient p ON p.id = v.patient_id JOIN service s ON s.code = v.service"
    " LEFT JOIN organisation o ON o.id = v.organisation_id LEFT JOIN app_user u ON u.id = p.assistant_id WHERE "
)


def admissions(
    view: View,
    *,
    assistant: str | None = None,
    patient_id: int | None = None,
    visit_id: int | None = None,
    bundle: str | None = None,
) -> tuple[Admission, ...]:
    """Return the admissions to come and other visits that ask for a bundle of tests, by their time.

    `bundle` is taken for those that ask for none yet, so that a form can show what they would lack.
    """
    where = Where(view)
    if visit_id is None:
        where.whose("p.assistant_id", assistant, patient_id)
    if visit_id is None and patient_id is None:
        where.add(IN_CARE)
    where.equal("v.id", visit_id)
    where.add("v.status IN ('planned', 'confirmed') AND v.starts_at >= :now", now=view.now)
    where.add("(v.bundle IS NOT NULL OR s.kind = 'admission')")
    rows = view.conn.rows(f"{_ADMISSIONS}{where} ORDER BY v.starts_at, v.id", **where.params)  # noqa: S608 - as above
    tests = _tests_of(view, {row[1] for row in rows})
    made = []
    for i, patient, name, service, starts_at, zone, place, code, version, login in rows:
        on = _day_there(starts_at, zone)
        assert on is not None  # noqa: S101 - NOT NULL in the table
        found = bundle_of(view.rules.numbers.bundles, code or bundle)
        titles = {item.asks_for: (item.ru, item.en) for item in found.items} if found else {}
        lines = tuple(
            NeedLine(
                need.service, *titles[need.service], need.standing, need.not_earlier, need.validity_days, need.taken_on,
                need.valid_until,
            )
            for need in (needs(found, tests.get(patient, ()), on) if found else ())
        )  # fmt: skip
        ru, en = (found.ru, found.en) if found else ("", "")
        made.append(Admission(i, patient, name, service, on, place, code, ru, en, version, lines, login))
    return tuple(made)


def _tests_of(view: View, patient_ids: Iterable[int]) -> dict[int, tuple[Test, ...]]:
    ids = sorted(patient_ids)
    found: dict[int, list[Test]] = {}
    for patient, i, service, ordered_on, due_on, taken_on, status in (
        view.conn.rows(
            "SELECT patient_id, id, service, ordered_on, due_on, taken_on, status FROM test_order"
            " WHERE patient_id IN :ids AND status <> 'cancelled'",
            ids=ids,
        )
        if ids
        else ()
    ):
        test = Test(i, service, ordered_on, due_on, taken_on, TestStatus(status), None, None, False)
        found.setdefault(patient, []).append(test)
    return {patient: tuple(tests) for patient, tests in found.items()}
