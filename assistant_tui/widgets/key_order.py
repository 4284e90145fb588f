"""The keys of a list in their order, and the places among them where a cursor may stand."""

from collections.abc import Sequence

from assistant_tui.widgets.rows import Heading, RowKey


class KeyOrder:
    """Keys and headings in the order in which they are shown; places count both from 0."""

    def __init__(self, keys: Sequence[RowKey | Heading] = ()) -> None:
        self.keys = keys
        self._places: dict[RowKey, int] | None = None

    def __len__(self) -> int:
        return len(self.keys)

    def key_at(self, place: int) -> RowKey | None:
        """Return the key at a place, None for a heading or a place outside."""
        key = self.keys[place] if 0 <= place < len(self.keys) else None
        return None if isinstance(key, Heading) else key

    def place_of(self, key: RowKey) -> int | None:
        """Return the place of a key, None if it is not there."""
        if self._places is None:
            self._places = {each: place for place, each in enumerate(self.keys) if not isinstance(each, Heading)}
        return self._places.get(key)

    def selectable(self, place: int, step: int) -> int | None:
        """Return the first place from here on, in steps, that is no heading; None where there is none."""
        while 0 <= place < len(self.keys):
            if not isinstance(self.keys[place], Heading):
                return place
            place += step
        return None

    def nearest(self, before: "KeyOrder", place: int) -> int:
        """Return where a cursor belongs that stood at a place before, -1 where nothing can be selected.

        That is: its key, the next old row that is still there, the one before it, the first.
        """
        if 0 <= place < len(before):
            for places in (range(place, len(before)), range(place - 1, -1, -1)):
                for old in places:
                    key = before.key_at(old)
                    if key is not None and (found := self.place_of(key)) is not None:
                        return found
        first = self.selectable(0, 1)
        return -1 if first is None else first

    def with_headings(self, place: int) -> int:
        """Return the place of the first of the headings right above a row, its own where it has none."""
        while place > 0 and isinstance(self.keys[place - 1], Heading):
            place -= 1
        return place
