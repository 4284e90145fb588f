"""Facts of invented patients for the tests of the rules, in Moscow unless said otherwise."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from db.defaults import default_rules
from db.rules.facts import (
    Booked,
    Call,
    CallHours,
    Connection,
    Contact,
    Decision,
    DecisionKind,
    Mark,
    Outcome,
    PatientFacts,
    Phase,
    PlannedTask,
    Spoke,
    TaskKind,
    Test,
    TestStatus,
    Visit,
    VisitStatus,
)
from db.rules.plan import plan

RULES = default_rules()
MOSCOW = ZoneInfo("Europe/Moscow")
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def at(text: str, zone: str = "Europe/Moscow") -> datetime:
    """Read "2026-11-20 14:00" as a local time."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def on(text: str) -> date:
    return date.fromisoformat(text)


def local(instant: datetime | None, zone: str = "Europe/Moscow") -> str | None:
    """Return an instant as "2026-11-20 14:00" of a zone."""
    return None if instant is None else instant.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def contact(number: int = 1, **changes: Any) -> Contact:
    values: dict[str, Any] = {
        "id": number, "phone": f"+7916000000{number}", "active": True, "priority": number, "standing": Spoke.PATIENT,
        "voicemail_ok": False,
    }  # fmt: skip
    return Contact(**{**values, **changes})


def facts(**changes: Any) -> PatientFacts:
    """Return a patient in care since 2 November 2026 with one number and nothing to do."""
    values: dict[str, Any] = {
        "patient_id": 7, "in_care_since": on("2026-11-02"), "zone": "Europe/Moscow", "first_assigned_at": None,
        "phase": Phase.DIAGNOSED, "hours": CallHours(), "icd": "C50.4", "stage": "II", "birth_on": on("1960-01-01"),
        "contacts": (contact(),),
    }  # fmt: skip
    return PatientFacts(**{**values, **changes})


def visit(number: int = 1, starts: str = "2026-11-24 10:30", **changes: Any) -> Visit:
    """Return a visit to a doctor on Tuesday the 24th, booked in the city's system."""
    zone = changes.get("zone", "Europe/Moscow")
    start = at(starts, zone)
    values: dict[str, Any] = {
        "id": number, "service": "therapist", "kind": "doctor", "starts_at": start, "ends_at": start + 30 * MINUTE,
        "zone": zone, "status": VisitStatus.PLANNED, "booked": Booked.BOOKED, "preparation": False,
        "result_days": None, "status_at": None, "result_at": None, "follows_id": None,
    }  # fmt: skip
    return Visit(**{**values, **changes})


def order(number: int = 1, **changes: Any) -> Test:
    """Return a test ordered on Monday the 16th, due on Friday the 20th."""
    values: dict[str, Any] = {
        "id": number, "service": "cbc", "ordered_on": on("2026-11-16"), "due_on": on("2026-11-20"), "taken_on": None,
        "status": TestStatus.ORDERED, "for_visit_id": None, "result_days": 3, "counts": False,
    }  # fmt: skip
    return Test(**{**values, **changes})


def call(
    number: int, when: str, connection: Connection = Connection.NO_ANSWER, spoke: Spoke = Spoke.NOBODY, **changes: Any
) -> Call:
    values: dict[str, Any] = {"incoming": False, "contact_id": 1, "phone": None}
    return Call(id=number, at=at(when), connection=connection, spoke=spoke, **{**values, **changes})


def talk(number: int, when: str, spoke: Spoke = Spoke.PATIENT, **changes: Any) -> Call:
    return call(number, when, Connection.REACHED, spoke, **changes)


def mark(
    number: int,
    outcome: Outcome,
    when: str,
    task: TaskKind | None = None,
    source: str | None = None,
    **changes: Any,
) -> Mark:
    """Return what the patient said in call 100."""
    values: dict[str, Any] = {"call_id": 100, "spoke": Spoke.PATIENT, "until_at": None, "because": None}
    return Mark(id=number, task=task, source=source, outcome=outcome, at=at(when), **{**values, **changes})


def desk(number: int, outcome: Outcome, when: str, task: TaskKind, source: str) -> Mark:
    return mark(number, outcome, when, task, source, call_id=None, spoke=Spoke.NOBODY)


def decision(kind: DecisionKind, **changes: Any) -> Decision:
    values: dict[str, Any] = {"id": 1, "asked_at": at("2026-11-18 12:00"), "answer": None, "answered_at": None}
    return Decision(kind=kind, **{**values, **changes})


def planned(known: PatientFacts, kind: TaskKind) -> PlannedTask | None:
    """Return the one task of a kind, None where there is none."""
    found = [task for task in plan(known, RULES) if task.kind is kind]
    assert len(found) <= 1, found
    return found[0] if found else None


def one(known: PatientFacts, kind: TaskKind) -> PlannedTask:
    """Return the one task of a kind, which must be there."""
    found = planned(known, kind)
    assert found is not None, sorted(task.kind for task in plan(known, RULES))
    return found


def kinds(known: PatientFacts) -> set[str]:
    return {task.kind.value for task in plan(known, RULES)}
