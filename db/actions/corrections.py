"""Correcting a call of today: another outcome, or another patient; the first entry leaves a trace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from db.actions.connections import follow, read_connection
from db.actions.counting import recount_days
from db.actions.forms import EMPTY, MarkForm, from_detail
from db.actions.living import living
from db.actions.marks import read_outcome, write_mark
from db.actions.own_calls import own_call
from db.actions.patient_words import write_words
from db.actions.planning import plan_now
from db.actions.restoring import MARKING, restore
from db.errors import BadInput, CaseloadError, Refused
from db.rules.facts import Connection, Outcome, Spoke
from db.work import Work, action

_MAKES_MARKS: Final = (*sorted(MARKING), "log_call")
_OF_THE_FIRST: Final = (
    "direction", "at", "late", "ended_at", "message_left", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Corrected:
    """The entry that was taken back and the one that took its place.

    `left` are outcomes that say nothing about the other patient and were not carried over.
    """

    old_call_id: int
    new_call_id: int
    patient_ids: tuple[int, ...]
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CallUndone:
    """A call that was taken back with all of its marks."""

    call_id: int
    patient_id: int


@action("correct_call", call=True)
def correct_call(
    work: Work,
    call_id: int,
    *,
    outcome: str | None = None,
    patient_id: int | None = None,
    spoke: str | None = None,
    form: MarkForm = EMPTY,
) -> Corrected:
    """Enter an own call of today anew, with another outcome, for another patient, or both.

    Raises `Refused`: not_today, nothing_marked, not_yours, call_undone, unknown_row, and as the new marks do;
    `BadInput("nothing_to_correct")`; `Conflict` where somebody touched since what the call had changed.
    """
    old = own_call(work, call_id)
    if outcome is None and patient_id in (None, old["patient_id"]):
        raise BadInput("nothing_to_correct")
    if old["connection"] is None:
        raise Refused("nothing_marked", id=call_id)
    if old["entered_at"].astimezone(work.zone).date() != work.today:
        raise Refused("not_today", id=call_id)
    right = old["patient_id"] if patient_id is None else work.fetch("patient", patient_id)["id"]
    marks = work.conn.dicts("SELECT * FROM mark WHERE call_id = :id AND undone_at IS NULL ORDER BY id", id=call_id)
    _take_back(work, old)
    moved = right != old["patient_id"]
    new = work.insert(
        "call", patient_id=right, user_id=work.user.id, state="done", entered_at=work.now, corrects_id=call_id,
        contact_id=None if moved else old["contact_id"], phone=old["phone"],
        **{name: old[name] for name in _OF_THE_FIRST},
    )  # fmt: skip
    left = _enter(work, new, old, marks, outcome, spoke, form, moved)
    work.patient_id, work.call_id = right, new["id"]
    patients = tuple(sorted({right, old["patient_id"]}))
    work.touch(*patients)
    return Corrected(call_id, new["id"], patients, left)


def _enter(
    work: Work,
    new: dict[str, Any],
    old: dict[str, Any],
    marks: list[dict[str, Any]],
    outcome: str | None,
    spoke: str | None,
    form: MarkForm,
    moved: bool,
) -> tuple[str, ...]:
    """Mark the new entry; return the outcomes that could not be carried over."""
    if outcome is not None and outcome not in tuple(Connection):
        said = read_outcome(outcome)
        who = Spoke(spoke or (old["spoke"] if old["spoke"] != Spoke.NOBODY else Spoke.PATIENT))
        when = max(old["at"], *(mark["at"] for mark in marks)) if marks else old["at"]
        write_mark(work, new, said, None, who, old["spoke_name"], form, when)
        return ()
    kept = old["spoke"] if outcome is None else Spoke.PATIENT
    code, who = read_connection(outcome or old["connection"], spoke or kept)
    new = work.update("call", new["id"], connection=code.value, spoke=who.value, spoke_name=old["spoke_name"])
    follow(work, new, no_such_person=False, closed=True)
    return _carry_over(work, new, marks, moved) if outcome is None else ()


def _carry_over(work: Work, new: dict[str, Any], marks: list[dict[str, Any]], moved: bool) -> tuple[str, ...]:
    """Make the marks of the first entry again, as far as they say something about the other patient."""
    left = []
    for mark in marks:
        said, form = Outcome(mark["outcome"]), from_detail(mark["detail"])
        if moved and (form.visit_id is not None or form.test_id is not None):
            left.append(said.value)
            continue
        try:
            _refuse_unfit(work, new, said, form)
        except CaseloadError:  # nothing was written yet: this is the other patient's
            left.append(said.value)
            continue
        write_mark(work, work.fetch("call", new["id"]), said, None, Spoke(mark["spoke"]), None, form, mark["at"])
    return tuple(left)


def _refuse_unfit(work: Work, call: dict[str, Any], outcome: Outcome, form: MarkForm) -> None:
    """Raise where an outcome has nothing to be about."""
    from db.actions.about import pick

    pick(work, call["patient_id"], outcome, None, form)


def _take_back(work: Work, call: dict[str, Any]) -> None:
    """Undo the marks of a call, newest first, and the call itself; an erased record has nothing left to go back to."""
    living(work, call["patient_id"])
    actions = work.conn.dicts(
        "SELECT * FROM action WHERE call_id = :id AND undone_by IS NULL AND kind IN :kinds ORDER BY id DESC",
        id=call["id"], kinds=_MAKES_MARKS,
    )  # fmt: skip
    touched, times = {call["patient_id"]}, [call["at"]]
    for one in actions:
        restored = restore(work, one)
        touched |= restored.patients
        times += restored.times
    corrected = _corrected_by(work, call["id"])
    if corrected is not None:
        restored = restore(work, corrected)
        touched |= restored.patients
        times += restored.times
    now = work.fetch("call", call["id"])
    # What was entered stays to be read in the entry that was taken back.
    work.update(
        "call", call["id"], state="done", undone_at=now["undone_at"] or work.now, connection=call["connection"],
        spoke=call["spoke"], spoke_name=call["spoke_name"], contact_id=call["contact_id"], phone=call["phone"],
        message_left=call["message_left"], ended_at=call["ended_at"] or work.now,
    )  # fmt: skip
    if corrected is not None:
        _take_back(work, work.fetch("call", call["corrects_id"]))  # it came back with its marks
    work.touch(*sorted(touched))
    write_words(work.conn, touched)
    plan_now(work)
    recount_days(work, times)


def _corrected_by(work: Work, call_id: int) -> dict[str, Any] | None:
    """Return the correction that made this entry, where one did."""
    rows = work.conn.dicts(
        "SELECT a.* FROM action a JOIN change c ON c.action_id = a.id WHERE c.table_name = 'call' AND c.row_key = :key"
        " AND c.before IS NULL AND a.kind = 'correct_call' AND a.undone_by IS NULL AND a.id <> :own",
        key=str(call_id), own=work.action_id,
    )  # fmt: skip
    return rows[0] if rows else None


@action("undo_call", call=True)
def undo_call(work: Work, call_id: int) -> CallUndone:
    """Take back a call with all of its marks; it stays to be read as undone.

    Raises `Refused("unknown_row" | "not_yours" | "call_undone" | "is_erased")`,
    `Conflict("changed_since" | "used_since")`.
    """
    call = own_call(work, call_id)
    work.patient_id, work.call_id = call["patient_id"], call_id
    _take_back(work, call)
    return CallUndone(call_id, call["patient_id"])
