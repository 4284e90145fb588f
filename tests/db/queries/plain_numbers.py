"""The numbers of the board once more: plain SQL straight from facts, written differently, one assistant at a time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.desk import Desk

TALKED = (
    "connection || '/' || spoke IN ('REACHED/patient', 'REACHED/legal_representative', 'REACHED/trusted',"
    " 'OTHER_PERSON/legal_representative', 'OTHER_PERSON/trusted', 'OTHER_PERSON/patient')"
)
OPEN = (
    "SELECT x.* FROM task x, patient y WHERE y.id = x.patient_id AND y.assistant_id = :user AND x.state <> 'closed'"
    " AND x.audience = 'assistant' AND NOT COALESCE(x.moot_at <= :now, FALSE)"
)
MINUTES = {
    "sqlite": "(strftime('%s', at) - strftime('%s', before_at)) / 60.0",
    "postgresql": "EXTRACT(EPOCH FROM at - before_at) / 60.0",
}
LOCAL_DAY = {"sqlite": "date(at, '+3 hours')", "postgresql": "CAST(at AT TIME ZONE 'Europe/Moscow' AS date)"}
SILENT_DAYS = {"suspected": 7, "diagnosed": 14, "council": 14, "treatment": 30, "follow_up": 120, "palliative": 14}


def plain_numbers(desk: Desk, user: int) -> dict[str, Any]:
    """Return all numbers of an assistant."""
    today = desk.frozen.now().astimezone(desk.zone).date()
    given = {"user": user, "now": desk.frozen.now(), "tomorrow": _midnight(desk, today + timedelta(days=1))}

    def count(sql: str, **more: Any) -> int:
        wanted = {name: value for name, value in {**given, **more}.items() if f":{name}" in sql}
        return int(desk.rows(sql, **wanted)[0][0])

    calls_due = f"SELECT o.patient_id FROM ({OPEN}) o WHERE o.channel <> 'desk' AND NOT o.due_from > :now"
    return {
        "caseload": count(
            "SELECT SUM(CASE phase WHEN 'closed' THEN 0 ELSE 1 END) FROM patient WHERE assistant_id = :user"
        ),
        "due": count(f"SELECT COUNT(DISTINCT o.patient_id) FROM ({OPEN}) o WHERE NOT o.due_from >= :tomorrow"),
        "overdue": count(
            f"SELECT COUNT(*) FROM patient p WHERE p.id IN (SELECT o.patient_id FROM ({OPEN}) o WHERE o.due_by < :now"
            " AND o.due_from < :tomorrow)"
        ),
        "untried": count(
            f"SELECT COUNT(*) FROM patient p WHERE p.id IN ({calls_due}) AND COALESCE((SELECT CASE WHEN {TALKED}"
            " OR direction = 'in' THEN 1 ELSE 0 END FROM call WHERE patient_id = p.id AND undone_at IS NULL"
            f" AND connection IS NOT NULL AND (direction = 'out' OR {TALKED}) ORDER BY at DESC, id DESC LIMIT 1), 1)"
            " = 1"
        ),
        "done": count(
            "SELECT COUNT(*) FROM patient p WHERE EXISTS (SELECT 1 FROM mark m WHERE m.patient_id = p.id"
            " AND m.user_id = :user AND m.undone_at IS NULL AND m.at BETWEEN :start AND :tomorrow)",
            start=_midnight(desk, today),
        ),
        "reached": _reached(desk, user, today),
        "first": _first(desk, user, today),
        "silent": count(
            "SELECT COUNT(*) FROM patient p WHERE p.assistant_id = :user AND p.phase <> 'closed' AND NOT EXISTS"
            f" (SELECT 1 FROM call WHERE patient_id = p.id AND undone_at IS NULL AND {TALKED} AND at >= CASE p.phase "
            + " ".join(f"WHEN '{phase}' THEN :silent_{phase}" for phase in SILENT_DAYS)
            + " END) AND p.in_care_since < CASE p.phase "
            + " ".join(f"WHEN '{phase}' THEN CAST(:since_{phase} AS date)" if desk.dialect == "postgresql" else
                       f"WHEN '{phase}' THEN :since_{phase}" for phase in SILENT_DAYS)
            + " END",
            **{f"silent_{phase}": _midnight(desk, today - timedelta(days=days)) for phase, days in SILENT_DAYS.items()},
            **{f"since_{phase}": today - timedelta(days=days) for phase, days in SILENT_DAYS.items()},
        ),
        "nothing": count(
            "SELECT COUNT(*) FROM patient p WHERE p.assistant_id = :user AND p.phase <> 'closed'"
            " AND p.id NOT IN (SELECT patient_id FROM task WHERE state <> 'closed'"
            "  AND NOT COALESCE(moot_at <= :now, FALSE))"  # whomever it waits for
            " AND p.id NOT IN (SELECT patient_id FROM visit WHERE starts_at > :now"
            "  AND status IN ('planned', 'confirmed'))"
            " AND p.id NOT IN (SELECT patient_id FROM test_order WHERE due_on >= :today AND status = 'ordered')",
            today=today,
        ),
    }  # fmt: skip


def _midnight(desk: Desk, on: date) -> Any:
    from datetime import datetime, time

    return datetime.combine(on, time(0), desk.zone)


def _reached(desk: Desk, user: int, today: date) -> tuple[int, int]:
    """Count calls that begin a round: of the day, after a talk, after an hour, or to a number tried already."""
    made = (
        "SELECT c.*, LAG(at) OVER w AS before_at, LAG(talked) OVER w AS before_talked,"
        " LAG(phone) OVER w AS before_phone"
        f" FROM (SELECT id, patient_id, at, phone, CASE WHEN {TALKED} THEN 1 ELSE 0 END AS talked,"
        f"  {LOCAL_DAY[desk.dialect]} AS on_day FROM call WHERE user_id = :user AND direction = 'out'"
        "  AND undone_at IS NULL AND at >= :start AND at < :stop"
        "  AND connection NOT IN ('CUT_OFF', 'WRONG_NUMBER', 'DISCONNECTED', 'BUSY')) c"
        " WINDOW w AS (PARTITION BY patient_id, on_day ORDER BY at, id)"
    )
    begins = f"before_at IS NULL OR before_talked = 1 OR before_phone = phone OR {MINUTES[desk.dialect]} >= 60"
    (answered, of) = desk.rows(
        f"SELECT COALESCE(SUM(talked), 0), COALESCE(SUM(CASE WHEN {begins} THEN 1 ELSE 0 END), 0) FROM ({made}) r",
        user=user, start=_midnight(desk, today - timedelta(days=6)), stop=_midnight(desk, today + timedelta(days=1)),
    )[0]  # fmt: skip
    return int(answered), int(of)


def _first(desk: Desk, user: int, today: date) -> tuple[int, int]:
    """Count those spoken with by the end of the next working day, by the calendar's own days."""
    from datetime import datetime, time
    from zoneinfo import ZoneInfo

    kept = of = 0
    for assigned_at, zone, met_at in desk.rows(
        "SELECT p.first_assigned_at, p.zone, (SELECT at FROM call WHERE patient_id = p.id AND undone_at IS NULL"
        f" AND {TALKED} AND at >= p.first_assigned_at ORDER BY at LIMIT 1) FROM patient p"
        " WHERE p.assistant_id = :user AND p.first_assigned_at >= :since AND p.first_assigned_at <= :now",
        user=user,
        since=_midnight(desk, today - timedelta(days=29)),
        now=desk.frozen.now(),
    ):
        met = datetime.fromisoformat(met_at + "+00:00") if isinstance(met_at, str) else met_at
        last = assigned_at.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
        while not desk.rules.calendar.is_working(last):
            last += timedelta(days=1)
        over = datetime.combine(last, time(23, 59, 59), ZoneInfo(zone))
        if met is None and desk.frozen.now() <= over:
            continue
        of += 1
        kept += met is not None and met <= over
    return kept, of
