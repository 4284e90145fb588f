"""A reason to call, as lists and calls show it, read from stored tasks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TypeAlias

Params: TypeAlias = tuple[tuple[str, str | int | None], ...]
"""Parameters of a sentence, sorted by name; the words are made where people read them."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One open task: why somebody is to be called, or what is to be done at the desk."""

    task_id: int
    kind: str  # a TaskKind
    reason: str  # code of the sentence
    params: Params
    rule: str
    source: str  # visit:<id>, test:<id>, …
    channel: str  # call, desk
    audience: str  # assistant, supervisor, centre
    due_from: datetime
    due_by: datetime | None
    before: str | None = None  # source of what must come after it, e.g. visit:<id>; only in a call


@dataclass(frozen=True, slots=True)
class Part:
    """A named part of a row's place, with its points."""

    code: str
    points: int
    params: Params = ()


@dataclass(frozen=True, slots=True)
class Warn:
    """Something to be said before dialling; it warns and never refuses."""

    code: str
    params: Params = ()


@lru_cache(maxsize=8192)
def read_params(text: str) -> Params:
    """Return the parameters of a task from their JSON, sorted by name."""
    return tuple(sorted(json.loads(text).items()))
