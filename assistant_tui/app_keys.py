"""Keys that come faster than they are heard: where secrets are typed, each is heard to the end before the next."""

from collections import deque
from functools import partial
from time import monotonic
from typing import Final

from textual import events
from textual.message_pump import MessagePump

from assistant_tui.app_parts import PartedApp

PATIENCE_S: Final = 2.0
"""How long a key waits for the one before it: what does not come to an end must not make a terminal deaf."""


class KeysInOrder(PartedApp):
    """An app in which no key goes where an earlier one has just led away from.

    Textual hands a key to whatever has the focus, while the Enter before it is still on its way: on a slow line, or a
    busy computer, the first letters of a password would be typed into the name, where everybody reads them.
    """

    def __init__(self) -> None:
        super().__init__()
        self._typed: deque[events.Key | events.Paste] = deque()
        self._began = 0.0

    @property
    def one_key_at_a_time(self) -> bool:
        """Whether each key waits for the one before it."""
        return False

    async def on_event(self, event: events.Event) -> None:
        """Let a key wait for what the one before it does."""
        typed = isinstance(event, events.Key | events.Paste) and not event.is_forwarded
        if not typed or not (self._typed or self.one_key_at_a_time):
            await super().on_event(event)
            return
        assert isinstance(event, events.Key | events.Paste)
        self._typed.append(event)
        if len(self._typed) > 1:
            if monotonic() - self._began > PATIENCE_S:
                await self._heard(self._typed[0])
            return
        self._began = monotonic()
        if self.message_queue_size:
            self.call_later(self._hear)  # behind a change of focus that was asked for before
        else:
            await self._hear()

    async def _hear(self) -> None:
        key, self._began = self._typed[0], monotonic()
        await super().on_event(key)
        here: MessagePump | None = self.focused or self.screen
        above: list[MessagePump] = []
        while here is not None and here is not self:
            above += [here, here]  # once for what came, once for what was said of it
            here = here._parent  # noqa: SLF001 - whereto messages rise
        self._rise(key, [*above, self, *above])  # the key comes to the app, which has it acted upon; that rises anew

    def _rise(self, key: events.Key | events.Paste, above: list[MessagePump]) -> None:
        """Follow what a key began through everything it rises through; then it was heard."""
        while above:
            if above.pop(0).call_later(self._rise, key, above):
                return
        self.call_later(partial(self._heard, key))

    async def _heard(self, key: events.Key | events.Paste) -> None:
        if self._typed and self._typed[0] is key:  # else nobody waited for it any more
            self._typed.popleft()
            if self._typed:
                await self._hear()
