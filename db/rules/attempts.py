"""Attempts to reach people: what a supervisor counts of an assistant's calls, by the same rounds as the call list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from db.rules.facts import Call
from db.rules.numbers import Numbers
from db.rules.outcomes import is_conversation
from db.rules.rounds import Round, join_rounds


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try over all numbers of a patient; `answered`: it ended in a talk with somebody who may speak for them."""

    calls: Round
    answered: bool


def attempts(calls: Sequence[Call], numbers: Numbers) -> tuple[Attempt, ...]:
    """Return the attempts that somebody's outgoing calls to one patient make, oldest first.

    A talk ends an attempt. Calls in which nobody could have answered (cut off, a stranger's number, busy for the
    first times) make none of their own.
    """
    found: list[Attempt] = []
    tail: list[Call] = []
    for call in calls:
        tail.append(call)
        if is_conversation(call.connection, call.spoke):
            found += _joined(tail, numbers, answered=True)
            tail = []
    return (*found, *_joined(tail, numbers, answered=False))


def _joined(tail: list[Call], numbers: Numbers, *, answered: bool) -> list[Attempt]:
    rounds = join_rounds(tail, (), numbers)
    last = len(rounds) - 1
    return [Attempt(each, answered and place == last) for place, each in enumerate(rounds) if each.counted]
