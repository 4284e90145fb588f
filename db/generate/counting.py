"""What adds up per user and day in an invented record, counted from its calls and marks by the rules of attempts."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime

from db.defaults import default_rules
from db.generate.record import Cell, Record
from db.generate.world import DESK, World
from db.rules.attempts import attempts
from db.rules.facts import Call, Connection, Spoke


def count_days(record: Record, world: World) -> None:
    """Count attempts, answered ones, and patients of whom something was settled; the patients are all of the part's."""
    centres = {helper.user_id: helper.centre_id for helper in world.helpers}
    numbers = default_rules().numbers
    calls: dict[tuple[int, int, str], list[Call]] = defaultdict(list)
    for i, patient, user, direction, _, at, _, _, contact, phone, connection, spoke, *_ in record.rows["call"]:
        if direction == "out":
            when = _instant(at)
            key = int(user or 0), int(patient or 0), _day(when)
            known = None if contact is None else int(contact)
            made = Call(int(i or 0), when, False, known, str(phone), Connection(str(connection)), Spoke(str(spoke)))
            calls[key].append(made)
    for (user, _, day), some in calls.items():
        found = attempts(sorted(some, key=lambda call: (call.at, call.id)), numbers)
        record.days[user, day, centres[user], "attempts"] += len(found)
        record.days[user, day, centres[user], "answered"] += sum(1 for each in found if each.answered)
    settled = {(row[-1], row[1], _day(_instant(row[6]))) for row in record.rows["mark"]}
    for user, _, day in settled:
        if isinstance(user, int):
            record.days[user, day, centres[user], "settled"] += 1


def _instant(text: Cell) -> datetime:
    return datetime.fromisoformat(str(text)).replace(tzinfo=UTC)


def _day(when: datetime) -> str:
    return when.astimezone(DESK).date().isoformat()
