"""The call list: one row a patient with all reasons, in order of urgency, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from db.queries.about import age_on, codes
from db.queries.claims import LIVES, InWork, all_in_work
from db.queries.covering import NOW, Covered, short_names
from db.queries.listed import Listed, listed, scope_of_user
from db.queries.panel import Panel, panel
from db.queries.placing import (
    CALLBACKS,
    WorkedOn,
    open_calls_of,
    place_of,
    placed,
    placed_patient,
    reasons_today,
    worked_on_today,
)
from db.queries.reasons import Part, Reason
from db.rules.urgency import Moment, Place, deadline_words_code
from db.work import View

__all__ = [
    "CallList", "CallRow", "Counts", "Explanation", "Panel", "PhoneTail", "WorkedOn", "call_list", "explain",
    "panel",
]  # fmt: skip

_SECOND: Final = timedelta(seconds=1)
_ALARMING: Final = frozenset({"late", "deadline_late", "deadline_critical"})


@dataclass(frozen=True, slots=True)
class PhoneTail:
    """A number as a row shows it."""

    phone: str  # E.164
    relation: str
    standing: str


@dataclass(frozen=True, slots=True)
class CallRow:
    """A patient on the list."""

    patient_id: int
    section: str  # now, callback, later, desk, done, old
    points: int
    full_name: str
    age: int | None
    sex: str | None
    phones: tuple[PhoneTail, ...]  # active ones, the first to dial first
    reasons: tuple[Reason, ...]
    due_by: datetime | None  # the nearest of the reasons
    due_code: str  # late, today, working_days, at, on, none: how the deadline is said
    due_left: int | None  # working days left where `due_code` is working_days
    rounds_today: int
    rounds_cap: int
    zone: str
    flags: tuple[str, ...]  # codes, with namesake and shared_number as found now
    aside: bool  # a call of the user waits, put aside or open
    call_id: int | None  # that call
    sign: str  # late, asked, calm, done
    waits_until: datetime | None = None  # nothing can be done before, e.g. the time of a retry
    own: bool = True  # False for a colleague's patient: covered, or a call back that is offered to the centre
    done: WorkedOn | None = None  # what the user did for the patient today
    covered: bool = False  # the user stands in for a colleague
    whose: str | None = None  # short name of the colleague whose patient it is; None for one's own
    other: str | None = None  # short name of a colleague who called today, after anything that the user did
    other_at: datetime | None = None  # when that was
    with_whom: str | None = None  # short name of the colleague who was handed this patient of the user's for today
    in_work: InWork | None = None  # somebody else has the patient in work right now


@dataclass(frozen=True, slots=True)
class Counts:
    """What stands on top of the list."""

    now: int
    callback: int
    later: int
    desk: int
    done: int
    old: int
    calls_today: int
    reached_today: int


@dataclass(frozen=True, slots=True)
class CallList:
    """The whole list, in order."""

    rows: tuple[CallRow, ...]
    counts: Counts
    next_change_at: datetime  # the list is another one from this instant on, without anybody's doing
    assistant_id: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a row stands where it stands."""

    patient_id: int
    section: str
    points: int
    parts: tuple[Part, ...]


def call_list(view: View, assistant_id: int | None = None) -> CallList:
    """Return the list of a user, one's own by default, in order of urgency."""
    owner = view.user.id if assistant_id is None else assistant_id
    scope = scope_of_user(view, owner)
    found = listed(view, scope)
    names = _colleagues(view, found, owner)
    moment = Moment(view.now, view.rules)
    waiting = open_calls_of(view, owner)
    worked_on = worked_on_today(view, owner)
    handed = stand_ins(view, owner)
    alike = _namesakes(view, owner)
    held = {patient_id: one for patient_id, one in all_in_work(view).items() if patient_id in found}
    rows: list[tuple[tuple[object, ...], CallRow]] = []
    for patient in found.values():
        state = waiting.get(patient.id)
        row = _row(view, patient, moment, state, worked_on.get(patient.id), patient.id in alike, owner)
        if row is not None:
            shown = replace(row[1], with_whom=handed[patient.id]) if row[1].own and patient.id in handed else row[1]
            shown = replace(shown, in_work=held[patient.id]) if patient.id in held else shown
            rows.append((row[0], _with_colleagues(view, shown, patient, scope.covered, names, owner)))
    rows.sort(key=lambda pair: pair[0])
    listed_rows = tuple(row for _, row in rows)
    changes_at = min((_next_change(view, found, moment), *(_lapses_at(view, one) for one in held.values())))
    return CallList(listed_rows, _counts(view, owner, listed_rows), changes_at, owner)


def _lapses_at(view: View, held: InWork) -> datetime:
    """Return when a claim lapses unless its program goes on giving signs of life: nothing is written then."""
    return view.now + timedelta(seconds=max(LIVES - held.silent_s, 0) + 1)


def explain(view: View, patient_id: int) -> Explanation:
    """Return why a patient stands where they stand, part by part; the parts add up to the points.

    Raises `Refused("unknown_patient")`.
    """
    row = listed(view, scope_of_user(view, view.user.id)).get(patient_id)  # as the list reads it, offers and all
    at = placed(view, row) if row is not None else placed_patient(view, patient_id)
    return Explanation(patient_id, at.section or "none", at.points, at.parts)


def _row(
    view: View, patient: Listed, moment: Moment, call_id: int | None, done: WorkedOn | None, alike: bool, owner: int
) -> tuple[tuple[object, ...], CallRow] | None:
    """Return a row with the key that orders it, or None where there is nothing to show today."""
    reasons = reasons_today(patient, moment)
    if not (reasons or done is not None or call_id is not None):
        return None
    at = place_of(patient, reasons, moment, call_id is not None, done is not None)
    shown = tuple(reason for reason, _ in reasons)
    asked = at.section == "callback"
    callback = next((reason for reason in shown if asked and reason.kind in CALLBACKS), None)
    due_by = at.due_by or min((reason.due_by for reason in shown if reason.due_by is not None), default=None)
    said = deadline_words_code(due_by, patient.zone, moment, None if callback is None else callback.due_from)
    shared = any(contact[4] for contact in patient.contacts)
    derived = (*(("namesake",) if alike else ()), *(("shared_number",) if shared else ()))
    row = CallRow(
        patient_id=patient.id, section=at.section, points=at.points, full_name=patient.full_name,
        age=age_on(patient.birth_on, view.today), sex=patient.sex,
        phones=tuple(PhoneTail(phone, relation, standing) for _, phone, relation, standing, _ in patient.contacts),
        reasons=shown, due_by=due_by, due_code=said.code, due_left=said.left, rounds_today=patient.rounds_today,
        rounds_cap=view.rules.numbers.attempts.max_rounds_per_day, zone=patient.zone,
        flags=tuple(dict.fromkeys((*codes(patient.flags), *derived))), aside=call_id is not None, call_id=call_id,
        sign=_sign(at, callback, said.code), waits_until=at.waits_until,
        own=patient.assistant_id == owner, done=done,
    )  # fmt: skip
    if at.section == "done" and done is not None:  # the latest first: that is what one looks for
        return (at.rank, -done.at.timestamp(), 0, 0.0, patient.sort_key, patient.id), row
    return (*at.order, patient.sort_key, patient.id), row


def stand_ins(view: View, user_id: int) -> dict[int | None, str]:
    """Return who has a user's patients today: by patient, and under None whoever has all."""
    return dict(
        view.conn.rows(
            "SELECT c.patient_id, b.short_name FROM cover c JOIN app_user b ON b.id = c.by_id"  # noqa: S608 - from code
            f" WHERE c.user_id = :id AND {NOW}",
            id=user_id, today=view.today,
        )
    )  # fmt: skip


def _colleagues(view: View, found: dict[int, Listed], owner: int) -> dict[int, str]:
    """Return the short names of the colleagues whom rows speak of; mostly there are none, and nothing is asked."""
    ids = {patient.assistant_id for patient in found.values()}
    ids |= {patient.last_try[1] for patient in found.values() if patient.last_try is not None}
    return short_names(view, ids - {owner})


def _with_colleagues(
    view: View, row: CallRow, patient: Listed, covered: Covered, names: dict[int, str], owner: int
) -> CallRow:
    """Add whose patient it is, and who else called today."""
    if not names:
        return row
    at, by = patient.last_try or (None, None)
    called = at is not None and by != owner and at >= view.midnight(view.today)
    if row.done is not None and at is not None and row.done.at > at:
        called = False
    if row.own and not called:
        return row
    return replace(
        row, covered=not row.own and covered.has(patient.id, patient.assistant_id),
        whose=None if row.own else names.get(patient.assistant_id or 0),
        other=names.get(by or 0) if called else None, other_at=at if called else None,
    )  # fmt: skip


def _sign(at: Place, callback: Reason | None, due_code: str) -> str:
    """Return the sign of a row: done, asked for this time, late, calm.

    Late is what is past its time or about to break a limit; a call that is merely due today is no alarm, or every row
    would be one.
    """
    if at.section == "done":
        return "done"
    if callback is not None:
        return "asked"
    if due_code == "late" or any(part.code in _ALARMING for part in at.parts):
        return "late"
    new = due_code == "today" and any(part.code == "first_contact" for part in at.parts)
    return "late" if new else "calm"


def _namesakes(view: View, user_id: int) -> set[int]:
    """Return the patients of a caseload who share family and given name with another of it."""
    first: dict[tuple[str, str], int] = {}
    alike: set[int] = set()
    for i, key in view.conn.rows("SELECT id, sort_key FROM patient WHERE assistant_id = :me", me=user_id):
        family, _, rest = key.partition(" ")
        given = rest.partition(" ")[0].partition("\x01")[0]
        other = first.setdefault((family, given), i) if given else i
        if other != i:
            alike.update((i, other))
    return alike


def _counts(view: View, user_id: int, rows: tuple[CallRow, ...]) -> Counts:
    sections = Counter(row.section for row in rows)
    calls, reached = view.conn.rows(
        "SELECT COUNT(*), COALESCE(SUM(CASE WHEN connection = 'REACHED' THEN 1 ELSE 0 END), 0) FROM call"
        " WHERE user_id = :me AND at >= :start AND undone_at IS NULL AND connection IS NOT NULL",
        me=user_id, start=view.midnight(view.today),
    )[0]  # fmt: skip
    return Counts(
        sections["now"], sections["callback"], sections["later"], sections["desk"], sections["done"], sections["old"],
        calls, reached,
    )  # fmt: skip


def _next_change(view: View, found: dict[int, Listed], moment: Moment) -> datetime:
    """Return the earliest instant at which something appears, falls silent, becomes late, or a day ends."""
    now, near = view.now, moment.near - moment.now
    instants = [view.midnight(view.today + timedelta(days=1)).astimezone(UTC)]
    for patient in found.values():
        for reason, moot_at in patient.reasons:
            instants.extend(at for at in (reason.due_from, reason.due_by, moot_at) if at is not None)
            if reason.kind in CALLBACKS:
                instants.append(reason.due_from - near)
    instants.extend(moment.today(zone).ends_at + _SECOND for zone in {patient.zone for patient in found.values()})
    return min(at for at in instants if at > now)
