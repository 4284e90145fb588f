"""Calendar and numbers together: what a plan was made by, frozen under a stamp."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Final

from db.rules.numbers import Numbers
from db.rules.working_days import Calendar

REVISION: Final = 1
"""Of the plan that this program makes of the same facts; raised by whoever changes what `plan` returns."""


@dataclass(frozen=True)
class Rules:
    """The rules of one moment; `stamp` names their content and the revision of the plan."""

    stamp: str
    calendar: Calendar
    numbers: Numbers

    @classmethod
    def of(cls, calendar: Calendar, numbers: Numbers) -> Rules:
        """Join a calendar and numbers; the stamp is a hash of all that a plan depends on but the facts."""
        content = f"{REVISION}\n{calendar.to_json()}\n{numbers.to_json()}"
        return cls(hashlib.sha256(content.encode()).hexdigest()[:16], calendar, numbers)

    def to_json(self) -> str:
        """Return the rules as text."""
        parts = {"stamp": self.stamp, "calendar": self.calendar.to_json(), "numbers": self.numbers.to_json()}
        return json.dumps(parts, sort_keys=True, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Rules:
        """Read rules back from the text that `to_json` made; the stamp is kept as it was stored."""
        parts = json.loads(text)
        return cls(parts["stamp"], Calendar.from_json(parts["calendar"]), Numbers.from_json(parts["numbers"]))
