"""Bundles of tests that a receiving hospital asks for: what an admission lacks is ordered at once."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from db.actions.text import one_of
from db.actions.visits import STANDS
from db.errors import Refused
from db.queries.facts import load
from db.rules.facts import Test
from db.rules.validity import Standing, bundle_of, due_day, lacking
from db.services import SERVICES
from db.work import Work, action


@dataclass(frozen=True, slots=True)
class BundleOrdered:
    """What an admission asks for now: the new orders, and those that got another day."""

    visit_id: int
    patient_id: int
    bundle: str
    ordered: tuple[int, ...] = ()
    moved: tuple[int, ...] = ()


@action("order_bundle")
def order_bundle(
    work: Work, visit_id: int, bundle: str, *, organisation_id: int | None = None, version: int | None = None
) -> BundleOrdered:
    """Say which tests an admission asks for, and order those that lack a valid one on its day.

    An order for a day that is too early gets a later one; what is valid or ordered already stays.
    Raises `BadInput("unknown_code")`, `Refused("unknown_row" | "visit_is_over")`, `Conflict`.
    """
    known = work.rules.numbers.bundles
    one_of(bundle, tuple(one.id for one in known if one.enabled), "bundle")
    visit = work.fetch("visit", visit_id)
    if visit["status"] not in STANDS:
        raise Refused("visit_is_over", id=visit_id, status=visit["status"])
    if organisation_id is not None:
        work.fetch("organisation", organisation_id)
    work.update("visit", visit_id, version=version, bundle=bundle)
    target_on = visit["starts_at"].astimezone(ZoneInfo(visit["zone"])).date()
    (loaded,) = load(work.conn, [visit["patient_id"]])
    found = bundle_of(known, bundle)
    assert found is not None  # noqa: S101 - looked up above
    tests: list[Test] = list(loaded.facts.tests)
    ordered: list[int] = []
    moved: list[int] = []
    done: set[str] = set()
    for need in lacking(found, tests, target_on):
        if need.service in done:
            continue
        done.add(need.service)
        days = _result_days(work, need.service)
        due_on = due_day(target_on, need.not_earlier, days, work.today, work.rules.calendar)
        if need.standing is Standing.TOO_EARLY and need.test_id is not None:
            work.update("test_order", need.test_id, due_on=due_on, for_visit_id=visit_id)
            moved.append(need.test_id)
        else:
            row = work.insert(
                "test_order", patient_id=visit["patient_id"], service=need.service, organisation_id=organisation_id,
                ordered_on=min(work.today, due_on), due_on=due_on, for_visit_id=visit_id, created_at=work.now,
            )  # fmt: skip
            ordered.append(row["id"])
    work.touch(visit["patient_id"])
    return BundleOrdered(visit_id, visit["patient_id"], bundle, tuple(ordered), tuple(moved))


def _result_days(work: Work, code: str) -> int:
    """Return how long the result of a test takes; a service that the program knows and the record not is entered.

    It is no change of the record: undoing an order leaves the kind of test known.
    """
    rows = work.conn.rows("SELECT result_days FROM service WHERE code = :code", code=code)
    if rows:
        return rows[0][0] or 0
    service = next((one for one in SERVICES if one.code == code), None)
    if service is None:
        raise Refused("unknown_row", table="service", id=code)
    columns = service.columns()
    names, marks = ", ".join(columns), ", ".join(f":{name}" for name in columns)
    work.conn.run(f"INSERT INTO service ({names}) VALUES ({marks})", **columns)  # noqa: S608 - names from code
    return service.result_days or 0
