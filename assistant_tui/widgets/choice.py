"""One thing to pick from a list; it draws nothing, so that to name choices costs no list."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """One thing to pick: its id, finished words, a note at the right, why it is off, the group it stands in.

    ``also`` are other words that find it when they are typed.
    """

    id: str
    label: str
    note: str = ""
    off: str | None = None
    group: str = ""
    also: str = ""
