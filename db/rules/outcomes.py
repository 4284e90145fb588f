"""What came out of a call: which outcome may be given when, what it asks for, and which tasks it settles.

Codes only, no words. Two questions stand apart: who may say it (`allowed`), and what it is about (`fits`).
A refusal counts only from the patient or the legal representative; a call in which nobody spoke says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from db.rules.facts import Connection, Outcome, Spoke, TaskKind

O, K = Outcome, TaskKind  # noqa: E741 -- the tables below are read by columns

SCOPES = ("time_place_only", "preparation", "full_logistics")
"""Scopes of a signed consent for a trusted person, from narrow to wide."""

NOT_COUNTED = frozenset({Connection.CUT_OFF, Connection.WRONG_NUMBER, Connection.DISCONNECTED})
"""Connections that are never an attempt: nobody could have answered for the patient."""

RIGHT_PERSON = frozenset({Spoke.PATIENT, Spoke.REPRESENTATIVE, Spoke.TRUSTED})
"""Who counts as reached; with anybody else there was no conversation for the patient."""

REFUSALS = frozenset({O.UNWILLING, O.DECLINES, O.NOT_COMING})
"""Words against the patient's own care: never taken from anybody but the patient or the representative."""

OWN_VOICE = REFUSALS | {O.ACCEPTS}
"""What only the patient or the representative can say."""

SAID_BY_ANY = frozenset({O.HOSPITAL, O.AWAY, O.ELSEWHERE, O.MOVED, O.DIED})
"""News that anybody may bring; who said it is stored."""

_STRANGER = SAID_BY_ANY | {O.CALLBACK}
# Complaints and difficulties are taken from a trusted person whatever the scope: listening discloses nothing.
_TRUSTED_ALWAYS = _STRANGER | {O.UNWELL, O.BARRIER, O.ESCALATE}
_TRUSTED: dict[str, frozenset[Outcome]] = {
    "time_place_only": _TRUSTED_ALWAYS | {O.CONFIRMED, O.RESCHEDULE, O.TOOK_PLACE, O.NOT_COME},
    # Papers and preparation may be talked through to the end.
    "preparation": _TRUSTED_ALWAYS | {O.CONFIRMED, O.RESCHEDULE, O.TOOK_PLACE, O.NOT_COME, O.ANSWERED},
    # All of the organising; still no refusal and no acceptance of the service.
    "full_logistics": frozenset(O) - OWN_VOICE - {O.DONE},
}

AT_DESK = frozenset({O.DONE, O.TOOK_PLACE, O.NOT_COME, O.RESULT_IN, O.CONFIRMED})
"""What can be entered without a call, from a system or from somebody's words."""

CALL_KINDS = frozenset(
    {
        K.FIRST_CONTACT, K.READINESS, K.CONFIRM_VISIT, K.ASK_TOOK_PLACE, K.MISSED_VISIT, K.REBOOK, K.TEST_DUE,
        K.TEST_OVERDUE, K.CALLBACK, K.CALLBACK_OFFER, K.REMINDER, K.TALK_AGAIN, K.CONTROL_CALL, K.WELLBEING,
    }
)  # fmt: skip
"""Kinds of task that are done by phone; a reminder says its channel itself."""

_TO_COME = frozenset({K.CONFIRM_VISIT, K.READINESS, K.TEST_DUE, K.TEST_OVERDUE, K.TALK_AGAIN})
_OF_A_VISIT = frozenset({K.CONFIRM_VISIT, K.READINESS, K.TOOK_PLACE, K.ASK_TOOK_PLACE, K.MISSED_VISIT, K.REBOOK})
_FITS: dict[Outcome, frozenset[TaskKind]] = {
    O.CONFIRMED: _TO_COME,
    O.TOOK_PLACE: frozenset({K.TOOK_PLACE, K.ASK_TOOK_PLACE, K.TEST_DUE, K.TEST_OVERDUE}),
    O.NOT_COME: frozenset({K.TOOK_PLACE, K.ASK_TOOK_PLACE}),
    O.RESULT_IN: frozenset({K.RESULT_EXPECTED}),
    O.ACCEPTS: frozenset({K.FIRST_CONTACT}),
    O.RESCHEDULE: _OF_A_VISIT | {K.CHECK_BOOKING, K.BOOK_MOVE},
    O.NOT_COMING: frozenset({K.CONFIRM_VISIT, K.READINESS, K.BOOK_MOVE, K.CHECK_BOOKING}),
    O.ANSWERED: frozenset(K),
    O.DONE: frozenset(K),
}

# These end with a fact (it took place, it was taken), not with a talk: what else was said leaves them open.
_FACT_KINDS = frozenset({K.CONFIRM_VISIT, K.TOOK_PLACE, K.ASK_TOOK_PLACE, K.TEST_DUE, K.TEST_OVERDUE})
# The task comes back by itself: at the promised time, after the pause, with the answer.
_COMES_BACK = frozenset({O.CALLBACK, O.HOSPITAL, O.AWAY, O.ESCALATE})
_FACT_STAYS_OPEN = _COMES_BACK | {O.BARRIER, O.UNWELL, O.ASKS_RESULTS}


def allowed(
    outcome: Outcome, spoke: Spoke, scope: str | None = None, task_kinds: Iterable[TaskKind] = ()
) -> str | None:
    """Return why an outcome may not be given in a call, or None where it may.

    `scope` is the trusted person's consent; `task_kinds` are the reasons it is meant for (none: the call as a whole).
    Codes: `desk_only`, `nobody_spoke`, `own_voice_only`, `outside_scope`, `other_person`, `does_not_fit`.
    """
    if outcome is O.DONE:
        return "desk_only"
    refused = _not_from(outcome, spoke, scope)
    if refused is not None:
        return refused
    kinds = tuple(task_kinds)
    return "does_not_fit" if kinds and not any(fits(outcome, kind) for kind in kinds) else None


def _not_from(outcome: Outcome, spoke: Spoke, scope: str | None) -> str | None:
    """Return why these words do not count from that person."""
    if spoke is Spoke.NOBODY:
        return "nobody_spoke"
    if spoke in (Spoke.PATIENT, Spoke.REPRESENTATIVE):
        return None
    if outcome in OWN_VOICE:
        return "own_voice_only"
    if spoke is Spoke.TRUSTED:
        letters = _TRUSTED.get(scope, _TRUSTED_ALWAYS) if scope is not None else _TRUSTED_ALWAYS
        return None if outcome in letters else "outside_scope"
    return None if outcome in _STRANGER else "other_person"


def allowed_at_desk(outcome: Outcome, kind: TaskKind) -> str | None:
    """Return why an outcome may not be entered for a task without a call, or None where it may."""
    if outcome not in AT_DESK:
        return "needs_a_call"
    return None if fits(outcome, kind) else "does_not_fit"


def fits(outcome: Outcome, kind: TaskKind) -> bool:
    """Tell whether an outcome says something about a task of that kind."""
    kinds = _FITS.get(outcome)
    return kind in CALL_KINDS if kinds is None else kind in kinds


def outcomes_for(spoke: Spoke, scope: str | None = None) -> tuple[Outcome, ...]:
    """Return the outcomes that the person on the line may give, in the order in which they are declared."""
    return tuple(outcome for outcome in O if outcome is not O.DONE and _not_from(outcome, spoke, scope) is None)


def settles(outcome: Outcome, kind: TaskKind) -> bool:
    """Tell whether an outcome, from the right person or at the desk, ends a task of that kind.

    A first contact is ended by any talk but a promise to call back. Tasks that ask for a fact stay open after
    a complaint, a difficulty or a question. What comes back by itself ends nothing.
    """
    if outcome is O.DONE:
        return True
    if kind is K.FIRST_CONTACT:
        return outcome is not O.CALLBACK
    if kind in (K.CALLBACK, K.CALLBACK_OFFER):
        return True
    if kind not in CALL_KINDS and kind is not K.TOOK_PLACE:
        return fits(outcome, kind)
    return outcome not in (_FACT_STAYS_OPEN if kind in _FACT_KINDS else _COMES_BACK)


def is_conversation(connection: Connection, spoke: Spoke) -> bool:
    """Tell whether a call was a conversation with somebody who may speak for the patient."""
    return spoke in RIGHT_PERSON and connection in (Connection.REACHED, Connection.OTHER_PERSON)
