"""The first day, step by step, on the real screens: what to press next, and whether it was done."""

import json
import os
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assistant_tui.text.i18n import N_


@dataclass(frozen=True)
class Seen:
    """What the tour sees of the program: the screens from below to the front, what was written, what is searched."""

    screens: tuple[str, ...] = ()
    written: Collection[str] = ()
    search: str = ""

    @property
    def front(self) -> str:
        """The screen in front."""
        return self.screens[-1] if self.screens else ""


@dataclass(frozen=True)
class Step:
    """One step: its id, what to do (a message id of one line), and what tells that it was done.

    ``where`` names the screens on which it can be done: elsewhere the tour says the way ``back`` first.
    """

    id: str
    words: str
    done: Callable[[Seen], bool]
    where: tuple[str, ...] = ()
    back: str = N_("Press Esc: back to where the tour goes on.")


_DAY: Final = ("DayScreen",)
_CALL: Final = ("CallScreen",)
STEPS: Final[tuple[Step, ...]] = (
    Step("call", N_("The most urgent stands first. Press Enter: it calls."), lambda seen: "CallScreen" in seen.screens,
         _DAY),
    Step("mark", N_("Nobody answers. Press 1: digits say that nobody was reached."),
         lambda seen: bool({"mark_connection", "mark_outcome"} & set(seen.written)), _CALL,
         N_("The call was put aside. Press Enter: it opens again.")),
    Step("undo", N_("A slip costs nothing. Press F8: it takes the last step back."),
         lambda seen: "undo" in seen.written, ("DayScreen", "CallScreen")),
    Step("incoming", N_("Your phone rings. Press F2, type a part of a name, Enter."),
         lambda seen: "open_call" in seen.written and "CallScreen" in seen.screens),
    Step("talked", N_("They have talked. Press a letter that fits, or Esc: it stays on top."),
         lambda seen: seen.front == "DayScreen", _CALL),
    Step("search", N_("Type three letters of a name: the list searches, in either layout."),
         lambda seen: len(seen.search) >= 3, _DAY),
    Step("card", N_("Press F3: the card, everything on record about the patient."),
         lambda seen: seen.front == "CardScreen", _DAY),
    Step("back", N_("← → go through the tabs. Press Esc: back to the list."),
         lambda seen: seen.front == "DayScreen", ("CardScreen",)),
    Step("menu", N_("Press F9: every command with its key. F1 explains the place."),
         lambda seen: seen.front in ("MenuDialog", "HelpDialog")),
)  # fmt: skip
"""The steps in their order."""


class Tour:
    """Where one is in the tour; `look` goes on when the step was done."""

    def __init__(self, place: int = 0) -> None:
        """Begin at a step."""
        self.place = min(max(0, place), len(STEPS))
        self._written: set[str] = set()

    @property
    def step(self) -> Step | None:
        """The step to be done, None once all are."""
        return STEPS[self.place] if self.place < len(STEPS) else None

    def note(self, kind: str) -> None:
        """Note that something was written since the step began."""
        self._written.add(kind)

    def look(self, screens: tuple[str, ...], search: str = "") -> bool:
        """Look at the program; tell whether the step was done, then the next one has begun."""
        step = self.step
        if step is None or not step.done(Seen(screens, self._written, search)):
            return False
        self.place += 1
        self._written.clear()
        return True

    def astray(self, screens: tuple[str, ...]) -> bool:
        """Tell whether the step cannot be done where one is."""
        front = Seen(screens).front
        return bool(self.step and self.step.where and front not in self.step.where and not front.endswith("Dialog"))


# Where one was is kept from day to day.


def _note() -> Path:
    from platformdirs import user_state_path

    return user_state_path("onco-assistant", appauthor=False) / "tour.json"


def progress() -> int | None:
    """Return the step at which the tour was left, None where it was never begun nor offered."""
    try:
        found = json.loads(_note().read_text(encoding="utf-8")[:100])
    except (OSError, ValueError):
        return None
    place = found.get("place") if isinstance(found, dict) else None
    return place if isinstance(place, int) and 0 <= place <= len(STEPS) else 0


def keep_progress(place: int) -> None:
    """Keep where one is; that it cannot be kept harms nothing."""
    from db.folders import make_private_folder

    note = _note()
    with suppress(OSError):
        make_private_folder(note.parent)
        fresh = note.with_name(f"{note.name}.{os.getpid()}.new")
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump({"place": place}, file)
        fresh.replace(note)
