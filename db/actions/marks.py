"""The second stage: what came out of a talk for one reason, or of a task done at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from db.actions.about import About, pick
from db.actions.claims import refuse_held, release
from db.actions.connections import read_spoke
from db.actions.consequences import Said, apply
from db.actions.counting import recount, recount_days
from db.actions.forms import EMPTY, MarkForm, checked, to_detail
from db.actions.own_calls import own_call
from db.actions.planning import plan_now
from db.actions.text import line, one_of
from db.errors import BadInput, Refused
from db.rules.facts import Connection, Outcome, Spoke, TaskKind
from db.rules.outcomes import REFUSALS, RIGHT_PERSON, allowed, allowed_at_desk
from db.work import Work, action

ENDS_THE_TALK: Final = frozenset({Outcome.CALLBACK, Outcome.DIED})
"""After these nothing else is said in the call, whatever reasons are left."""

_RANK: Final = (Spoke.NOBODY, Spoke.OTHER, Spoke.TRUSTED, Spoke.REPRESENTATIVE, Spoke.PATIENT)


@dataclass(frozen=True, slots=True)
class Marked:
    """What a mark did: reasons that remain, whether the call closed, and what follows when.

    `follow` is the kind of the next task that it brought, or "pause"; `shared_with` are patients whose number is the
    same as that of one who is said to have died; `moved_to` is when the visit is that the mark booked.
    """

    mark_id: int
    call_id: int
    patient_id: int
    outcome: str
    remaining: tuple[int, ...]
    closed: bool
    follow: str | None
    follow_at: datetime | None
    shared_with: tuple[int, ...] = ()
    moved_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """A task that was settled at the desk."""

    mark_id: int
    task_id: int
    patient_id: int


@action("mark_outcome", call=True)
def mark_outcome(
    work: Work,
    call_id: int,
    outcome: str,
    *,
    task_id: int | None = None,
    spoke: str = "patient",
    spoke_name: str | None = None,
    form: MarkForm = EMPTY,
) -> Marked:
    """Mark what came out of a talk, for one reason of the call or for the call as a whole.

    Without a task the only reason that fits is taken. Raises `BadInput`: unknown_code, which_reason, which_visit and
    those of the form; `Refused`: refusal_needs_patient, nobody_spoke, own_voice_only, outside_scope, other_person,
    does_not_fit, task_closed, not_yours, call_undone, unknown_row; `Conflict("in_work")`.
    """
    call = own_call(work, call_id)
    if call["state"] != "done":
        refuse_held(work, call)
    return write_mark(work, call, read_outcome(outcome), task_id, read_spoke(spoke), spoke_name, form, work.now)


def read_outcome(outcome: str) -> Outcome:
    """Return the code of an outcome; raises `BadInput("unknown_code")`."""
    try:
        return Outcome(outcome)
    except ValueError as error:
        raise BadInput("unknown_code", field="outcome", value=outcome[:40]) from error


def write_mark(
    work: Work,
    call: dict[str, Any],
    outcome: Outcome,
    task_id: int | None,
    spoke: Spoke,
    spoke_name: str | None,
    form: MarkForm,
    at: datetime,
) -> Marked:
    """Write a mark with all that follows from it, and plan."""
    form = checked(form, outcome)
    patient_id = call["patient_id"]
    _refuse_silence(call, outcome)
    about = pick(work, patient_id, outcome, task_id, form)
    refuse(work, call, outcome, spoke, spoke_name, about)
    call = _talked(work, call, spoke, line(spoke_name, "spoke_name"))
    mark = work.insert(
        "mark", patient_id=patient_id, call_id=call["id"], task_id=about.task_id,
        task=None if about.kind is None else about.kind.value, source=about.source, outcome=outcome.value, at=at,
        spoke=spoke.value, until_at=form.until_at if outcome is Outcome.CALLBACK else None, because=form.because,
        detail=to_detail(form, outcome), told_from="words", user_id=work.user.id,
    )  # fmt: skip
    apply(work, Said(patient_id, outcome, at, spoke, form, call, about.kind, about.source, "words"))
    work.touch(patient_id)
    work.call_id = call["id"]
    recount_days(work, (call["at"], at))
    plan_now(work)
    return _marked(work, call, mark, outcome, about)


def _refuse_silence(call: dict[str, Any], outcome: Outcome) -> None:
    """Refuse words from a call in which nobody spoke."""
    if call["connection"] in (None, Connection.REACHED, Connection.OTHER_PERSON):
        return
    raise Refused("refusal_needs_patient" if outcome in REFUSALS else "nobody_spoke", outcome=outcome.value)


def refuse(
    work: Work, call: dict[str, Any], outcome: Outcome, spoke: Spoke, spoke_name: str | None, about: About
) -> None:
    """Refuse an outcome that does not count from who spoke, or says nothing of the task."""
    if outcome in REFUSALS and spoke not in (Spoke.PATIENT, Spoke.REPRESENTATIVE):
        raise Refused("refusal_needs_patient", outcome=outcome.value)
    scope = _scope(work, call, spoke_name) if spoke is Spoke.TRUSTED else None
    why = allowed(outcome, spoke, scope, () if about.kind is None else (about.kind,))
    if why is not None:
        raise Refused(why, outcome=outcome.value)


def _scope(work: Work, call: dict[str, Any], spoke_name: str | None) -> str | None:
    """Return the scope of the consent that names who speaks, where one holds today."""
    rows = work.conn.dicts(
        "SELECT id, name, scope FROM contact WHERE patient_id = :id AND standing = 'trusted' AND scope <> 'none'"
        " AND consent_on IS NOT NULL AND consent_on <= :today AND (consent_until IS NULL OR consent_until >= :today)"
        " ORDER BY priority, id",
        id=call["patient_id"], today=work.today,
    )  # fmt: skip
    named = [row for row in rows if row["id"] == call["contact_id"]]
    if not named and spoke_name is not None:
        named = [row for row in rows if row["name"] == spoke_name]
    if not named and len(rows) == 1:
        named = rows
    scope: str | None = named[0]["scope"] if named else None
    return scope


def _talked(work: Work, call: dict[str, Any], spoke: Spoke, spoke_name: str | None) -> dict[str, Any]:
    """Let the call know who spoke; of several the one with the most say."""
    known = Spoke(call["spoke"])
    who = max((known, spoke), key=_RANK.index)
    connection = Connection.OTHER_PERSON if who is Spoke.OTHER else Connection.REACHED
    if call["connection"] == Connection.OTHER_PERSON and who is not Spoke.PATIENT:
        connection = Connection.OTHER_PERSON
    if call["contact_id"] is not None and who in RIGHT_PERSON:
        contact = work.fetch("contact", call["contact_id"])
        if contact["strikes"] and contact["active"]:
            work.update("contact", contact["id"], strikes=0)  # somebody of theirs answers there
    name = spoke_name or call["spoke_name"]
    return work.update("call", call["id"], connection=connection.value, spoke=who.value, spoke_name=name)


def _marked(work: Work, call: dict[str, Any], mark: dict[str, Any], outcome: Outcome, about: About) -> Marked:
    """Say what remains, close the call where nothing does, and name what follows."""
    patient_id = call["patient_id"]
    remaining = tuple(
        row[0]
        for row in work.conn.rows(
            "SELECT id FROM task WHERE patient_id = :id AND state = 'open' AND channel = 'call'"
            " AND audience = 'assistant' AND due_from <= :now AND (moot_at IS NULL OR moot_at > :now)"
            " ORDER BY due_by, id",
            id=patient_id, now=work.now,
        )
    )  # fmt: skip
    closed = not remaining or outcome in ENDS_THE_TALK
    if closed and call["state"] != "done":
        work.update("call", call["id"], state="done", ended_at=work.now)
        release(work, patient_id)
    kind, at = _follow(work, patient_id, mark["id"], about, outcome)
    shared = _sharing(work, patient_id) if outcome is Outcome.DIED else ()
    return Marked(
        mark["id"],
        call["id"],
        patient_id,
        outcome.value,
        remaining,
        closed or call["state"] == "done",
        kind,
        at,
        shared,
        _booked(work),
    )


def _booked(work: Work) -> datetime | None:
    """Return when the visit is that this mark booked."""
    row = work.conn.row(
        "SELECT row_key FROM change WHERE action_id = :id AND table_name = 'visit' AND before IS NULL",
        id=work.action_id,
    )
    starts: datetime | None = work.fetch("visit", int(row[0]))["starts_at"] if row else None
    return starts


def _follow(
    work: Work, patient_id: int, mark_id: int, about: About, outcome: Outcome
) -> tuple[str | None, datetime | None]:
    """Return the next task about what this mark made or named, and when it begins; of a barrier until when it is."""
    sources = {f"mark:{mark_id}"}
    if about.source is not None:
        sources.add(about.source)
    paused: int | None = None
    for table, key in work.conn.rows(
        "SELECT table_name, row_key FROM change WHERE action_id = :id AND before IS NULL", id=work.action_id
    ):
        sources.add(f"{'test' if table == 'test_order' else table}:{key}")
        if table == "pause":
            paused = int(key)
    if paused is not None:
        until: date = work.fetch("pause", paused)["until_on"]
        return "pause", work.midnight(until)
    row = work.conn.row(
        "SELECT kind, due_from, due_by FROM task WHERE patient_id = :id AND state = 'open' AND source IN :sources"
        " ORDER BY CASE WHEN kind = :first THEN 0 ELSE 1 END, due_from, id LIMIT 1",
        id=patient_id, sources=sorted(sources),
        # What was called about waits for the promised call as well; the promise is what was agreed upon.
        first=TaskKind.CALLBACK.value if outcome is Outcome.CALLBACK else "",
    )  # fmt: skip
    if row is None:
        return None, None
    kind, due_from, due_by = row
    return kind, due_by or due_from if kind == TaskKind.BARRIER else due_from


def _sharing(work: Work, patient_id: int) -> tuple[int, ...]:
    """Return other patients with one of this patient's numbers."""
    rows = work.conn.rows(
        "SELECT DISTINCT o.patient_id FROM contact c JOIN contact o ON o.phone = c.phone"
        " AND o.patient_id <> c.patient_id WHERE c.patient_id = :id AND c.phone IS NOT NULL AND o.active"
        " ORDER BY o.patient_id",
        id=patient_id,
    )
    return tuple(row[0] for row in rows)


@action("settle_task")
def settle_task(work: Work, task_id: int, outcome: str, *, told_from: str = "words", form: MarkForm = EMPTY) -> Settled:
    """Settle a task without a call: looked up in a system, told by somebody, or done at the desk.

    Raises `Refused`: unknown_row, task_closed, needs_a_call, does_not_fit, needs_an_answer (a decision's task);
    `BadInput("unknown_code")`.
    """
    one_of(told_from, ("words", "system"), "told_from")
    code = read_outcome(outcome)
    form = checked(form, code)
    task = work.fetch("task", task_id)
    if task["state"] != "open":
        raise Refused("task_closed", id=task_id)
    kind = TaskKind(task["kind"])
    if kind in (TaskKind.DECISION, TaskKind.CONCLUSION):
        raise Refused("needs_an_answer", id=task_id)
    why = allowed_at_desk(code, kind)
    if why is not None:
        raise Refused(why, outcome=code.value)
    patient_id = task["patient_id"]
    mark = work.insert(
        "mark", patient_id=patient_id, task_id=task_id, task=kind.value, source=task["source"], outcome=code.value,
        at=work.now, spoke=Spoke.NOBODY.value, because=form.because, detail=to_detail(form, code), told_from=told_from,
        user_id=work.user.id,
    )  # fmt: skip
    apply(work, Said(patient_id, code, work.now, Spoke.NOBODY, form, None, kind, task["source"], told_from))
    work.touch(patient_id)
    recount(work)
    return Settled(mark["id"], task_id, patient_id)
