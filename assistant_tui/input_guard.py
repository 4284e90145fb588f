"""A slip must cost nothing: presses that come too soon are ignored."""

import time
from collections.abc import Callable


class InputGuard:
    """Tell which presses of a mark count.

    A mark within `after_change` seconds of a screen change or Esc is ignored, and so is the same mark within
    `same_mark` seconds of its last press, ignored presses included: whoever leans on a key marks once.
    """

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, *, after_change: float = 0.3, same_mark: float = 0.7
    ) -> None:
        self.clock = clock
        self.after_change = after_change
        self.same_mark = same_mark
        self._changed_at = float("-inf")
        self._pressed_at: dict[str, float] = {}

    def changed(self) -> None:
        """Note that the screen changed or Esc was pressed, now."""
        self._changed_at = self.clock()

    def allows(self, mark: str, *, age: float = 0.0) -> bool:
        """Tell whether this press of ``mark`` counts; ``age`` is how many seconds ago the key came in."""
        pressed = self.clock() - age
        last = self._pressed_at.get(mark, float("-inf"))
        self._pressed_at[mark] = pressed
        return pressed - self._changed_at >= self.after_change and pressed - last >= self.same_mark
