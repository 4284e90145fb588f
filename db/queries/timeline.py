"""All that happened with a patient, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.queries.reasons import Params


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Something that happened; what was undone stays and says so."""

    at: datetime
    kind: str  # call, mark, note, visit, test, decision, answer, pause, barrier, reminder, milestone, import, added
    code: str  # connection, outcome, status, …
    params: Params
    text: str | None  # words that somebody wrote
    user: str | None  # short name
    undone: bool
    key: str  # call:<id>, visit:<id>, …
    marks: tuple[str, ...] = ()  # of a call: outcomes, in order
