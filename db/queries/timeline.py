"""All that happened with a patient, newest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from db.queries.about import Mark, details
from db.queries.calls import calls
from db.queries.lists import tests, visits
from db.queries.reasons import Params
from db.work import View


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Something that happened; what was undone stays and says so."""

    at: datetime
    kind: str  # call, mark, note, visit, test, decision, answer, pause, barrier, reminder, milestone, action
    code: str  # connection, outcome, status, …
    params: Params
    text: str | None  # words that somebody wrote
    user: str | None  # short name
    undone: bool
    key: str  # call:<id>, visit:<id>, …
    marks: tuple[str, ...] = ()  # of a call: outcomes, in order


def timeline(
    view: View, patient_id: int, before: datetime | None = None, limit: int = 100
) -> tuple[TimelineEntry, ...]:
    """Return what happened with a patient, newest first; `before` leaves out what is not older than an instant."""
    entries = [entry for source in _SOURCES for entry in source(view, patient_id)]
    kept = [entry for entry in entries if before is None or entry.at < before]
    kept.sort(key=lambda entry: (entry.at, entry.key), reverse=True)
    return tuple(kept[: max(limit, 0)])


def _params(**given: str | int | date | None) -> Params:
    """Return parameters as they are written, without empty ones; instants and dates in ISO form."""
    return tuple(
        (name, value.isoformat() if isinstance(value, date) else value)
        for name, value in sorted(given.items())
        if value is not None and value != ""
    )


def _calls(view: View, patient_id: int) -> Iterator[TimelineEntry]:
    for call in calls(view, patient_id=patient_id):
        if call.connection is None and not call.undone and call.note is None and not call.marks:
            continue  # opened and not yet marked
        standing = tuple(mark.conversation for mark in call.marks if not mark.undone)
        params = _params(
            phone=call.phone, direction=call.direction, spoke=call.spoke, spoke_name=call.spoke_name,
            duration_s=call.duration_s, late="late" if call.late else None, corrects=call.corrects_id,
            message="message" if call.message_left else None,
            entered_at=call.entered_at if call.late else None,
        )  # fmt: skip
        yield TimelineEntry(
            call.at, "call", call.connection or "opened", params, call.note, call.user_name, call.undone,
            f"call:{call.id}", standing,
        )  # fmt: skip
        for mark in call.marks:
            yield TimelineEntry(
                mark.at, "mark", mark.conversation, _of_mark(mark, call.id), None, call.user_name,
                mark.undone or call.undone, f"mark:{mark.id}",
            )  # fmt: skip


def _of_mark(mark: Mark, call_id: int | None) -> Params:
    own = dict(
        _params(
            task=mark.task, source=mark.source, spoke=mark.spoke, until_at=mark.until_at, because=mark.because,
            call=call_id,
        )
    )  # fmt: skip
    return tuple(sorted({**{name: value for name, value in mark.detail if value is not None}, **own}.items()))


def _desk_marks(view: View, patient_id: int) -> Iterator[TimelineEntry]:
    for i, at, task, source, outcome, spoke, until_at, because, detail, told_from, user, undone in view.conn.rows(
        "SELECT m.id, m.at, m.task, m.source, m.outcome, m.spoke, m.until_at, m.because, m.detail, m.told_from,"
        " u.short_name, m.undone_at FROM mark m LEFT JOIN app_user u ON u.id = m.user_id"
        " WHERE m.patient_id = :id AND m.call_id IS NULL",
        id=patient_id,
    ):
        mark = Mark(i, None, task, source, outcome, at, spoke, until_at, because, details(detail), undone is not None)
        params = tuple(sorted((*_of_mark(mark, None), *_params(told_from=told_from))))
        yield TimelineEntry(at, "mark", outcome, params, None, user, undone is not None, f"mark:{i}")


def _notes(view: View, patient_id: int) -> Iterator[TimelineEntry]:
    for i, at, text, user, undone in view.conn.rows(
        "SELECT n.id, n.at, n.text, u.short_name, n.undone_at FROM note n LEFT JOIN app_user u ON u.id = n.user_id"
        " WHERE n.patient_id = :id",
        id=patient_id,
    ):
        yield TimelineEntry(at, "note", "note", (), text, user, undone is not None, f"note:{i}")


def _visits(view: View, patient_id: int) -> Iterator[TimelineEntry]:
    """Yield visits where they take place, and above that when their status was set."""
    for row in visits(view, patient_id=patient_id):
        params = _params(
            service=row.service, ru=row.ru, en=row.en, organisation=row.organisation, starts_at=row.starts_at,
            zone=row.zone, room=row.room, booked_in=row.booked_in, booking_number=row.booking_number,
            because=row.because, initiative=row.initiative, follows=row.follows_id,
        )  # fmt: skip
        gone = row.status in ("cancelled", "moved")
        yield TimelineEntry(row.starts_at, "visit", row.status, params, row.note, None, gone, f"visit:{row.id}")


def _tests(view: View, patient_id: int) -> Iterator[TimelineEntry]:
    for row in tests(view, patient_id=patient_id):
        params = _params(
            service=row.test, ru=row.ru, en=row.en, ordered_on=row.ordered_on, due_on=row.due_on,
            taken_on=row.taken_on, result_on=row.result_on, organisation=row.organisation,
        )  # fmt: skip
        on = row.result_on or row.taken_on or row.ordered_on
        yield TimelineEntry(
            view.midnight(on).astimezone(UTC), "test", row.status, params, None, None, row.status == "cancelled",
            f"test:{row.id}",
        )  # fmt: skip


def _decisions(view: View, patient_id: int) -> Iterator[TimelineEntry]:
    for (
        i,
        kind,
        asked_at,
        said_by,
        said_name,
        on,
        place,
        because,
        note,
        answer,
        answered_at,
        text,
        asker,
        judge,
    ) in view.conn.rows(
        "SELECT d.id, d.kind, d.asked_at, d.said_by, d.said_name, d.happened_on, d.place, d.because, d.note, d.answer,"
        " d.answered_at, d.answer_text, a.short_name, b.short_name FROM decision d"
        " LEFT JOIN app_user a ON a.id = d.asked_by LEFT JOIN app_user b ON b.id = d.answered_by"
        " WHERE d.patient_id = :id",
        id=patient_id,
    ):
        said = _params(said_by=said_by, said_name=said_name, happened_on=on, place=place, because=because)
        yield TimelineEntry(asked_at, "decision", kind, said, note, asker, False, f"decision:{i}")
        if answered_at is not None:
            params = _params(kind=kind)
            yield TimelineEntry(answered_at, "answer", answer or "", params, text, judge, False, f"answer:{i}")


def _pauses(view: View, patient_id: int) -> Iterator[TimelineEntry]:
    for i, kind, from_at, until_on, said_by, ended_at in view.conn.rows(
        "SELECT id, kind, from_at, until_on, said_by, ended_at FROM pause WHERE patient_id = :id", id=patient_id
    ):
        params = _params(until_on=until_on, said_by=said_by, ended_at=ended_at)
        yield TimelineEntry(from_at, "pause", kind, params, None, None, False, f"pause:{i}")


def _barriers(view: View, patient_id: int) -> Iterator[TimelineEntry]:
    for i, kind, opened_at, due_on, action, user, resolved_at, outcome in view.conn.rows(
        "SELECT b.id, b.kind, b.opened_at, b.due_on, b.action, u.short_name, b.resolved_at, b.outcome FROM barrier b"
        " LEFT JOIN app_user u ON u.id = b.owner_id WHERE b.patient_id = :id",
        id=patient_id,
    ):
        params = _params(due_on=due_on, resolved_at=resolved_at, outcome=outcome)
        yield TimelineEntry(opened_at, "barrier", kind, params, action, user, False, f"barrier:{i}")


def _reminders(view: View, patient_id: int) -> Iterator[TimelineEntry]:
    for i, created, due_at, channel, every, status, text, user in view.conn.rows(
        "SELECT r.id, r.created_at, r.due_at, r.channel, r.every, r.status, r.text, u.short_name FROM reminder r"
        " LEFT JOIN app_user u ON u.id = r.user_id WHERE r.patient_id = :id",
        id=patient_id,
    ):
        params = _params(due_at=due_at, channel=channel, every=every)
        yield TimelineEntry(created, "reminder", status, params, text, user, status == "cancelled", f"reminder:{i}")


def _milestones(view: View, patient_id: int) -> Iterator[TimelineEntry]:
    for i, kind, on in view.conn.rows("SELECT id, kind, on_date FROM milestone WHERE patient_id = :id", id=patient_id):
        at = view.midnight(on).astimezone(UTC)
        yield TimelineEntry(at, "milestone", kind, (), None, None, False, f"milestone:{i}")


def _assignments(view: View, patient_id: int) -> Iterator[TimelineEntry]:
    """Yield through whose hands the patient went, and why."""
    for i, at, because, by, from_name, to_name in view.conn.rows(
        "SELECT a.id, a.at, a.because, b.short_name, f.short_name, t.short_name FROM assignment a"
        " LEFT JOIN app_user b ON b.id = a.by_id LEFT JOIN app_user f ON f.id = a.from_id"
        " LEFT JOIN app_user t ON t.id = a.to_id WHERE a.patient_id = :id",
        id=patient_id,
    ):
        yield TimelineEntry(
            at, "assignment", because, _params(from_name=from_name, to_name=to_name), None, by, False, f"assignment:{i}"
        )


_CARE_OF_THE_RECORD: Final = (
    "add_patient", "edit_patient", "apply_import", "import_patients", "correct_call", "add_contact",
    "edit_contact", "set_aside", "merge_patients", "unmerge_patients", "add_contacts", "set_phase", "close_patient",
    "reopen_patient", "erase_patient",
)  # fmt: skip


def _actions(view: View, patient_id: int) -> Iterator[TimelineEntry]:
    """Yield what was done to the record itself: taken in, imported, corrected, assigned; undone ones say so.

    An action of many patients (an import, an assignment) is found by what it changed of this one.
    """
    for i, kind, at, user, undone_by in view.conn.rows(
        "SELECT a.id, a.kind, a.at, u.short_name, a.undone_by FROM action a LEFT JOIN app_user u ON u.id = a.user_id"
        " WHERE a.kind IN :kinds AND (a.patient_id = :id OR a.id IN (SELECT c.action_id FROM change c"
        " WHERE c.table_name = 'patient' AND c.row_key = :key))",
        kinds=list(_CARE_OF_THE_RECORD), id=patient_id, key=str(patient_id),
    ):  # fmt: skip
        yield TimelineEntry(at, "action", kind, (("action", i),), None, user, undone_by is not None, f"action:{i}")


_SOURCES: Final = (
    _calls, _desk_marks, _notes, _visits, _tests, _decisions, _pauses, _barriers, _reminders, _milestones, _assignments,
    _actions,
)  # fmt: skip
