"""Which rows of a list are shown: those of a section, or those that a search finds."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from assistant_tui.widgets.rows import Heading, RowKey
from db.rules.names import search_key, swap_layout

T = TypeVar("T")


@dataclass(frozen=True)
class Entry(Generic[T]):
    """One row of a list: its key, whose patient it is, in which sections it stands, under which heading.

    ``text`` is what a search looks in, as people write it.
    """

    key: RowKey
    item: T
    patient_id: int | None
    sections: Collection[str]
    text: str
    heading: str = ""


class ListedRows(Generic[T]):
    """The rows of a list, and which of them are shown now; the order is the one they were given in."""

    def __init__(self, sections: Sequence[str]) -> None:
        """Begin empty, at the first section."""
        self._sections = tuple(sections)
        self.section = self._sections[0] if self._sections else ""
        self.text = ""
        self._entries: Sequence[Entry[T]] = ()
        self._by_key: dict[RowKey, Entry[T]] = {}
        self._keys: list[str] | None = None
        self._hits: frozenset[int] = frozenset()
        self._shown: list[RowKey | Heading] = []
        self.loaded = False  # until then nobody knows whether there is anything

    def take(self, entries: Sequence[Entry[T]]) -> None:
        """Take what was read."""
        self.loaded = True
        self._entries = entries
        self._by_key = {entry.key: entry for entry in entries}
        self._keys = None

    @property
    def entries(self) -> Sequence[Entry[T]]:
        """All rows, of whatever section."""
        return self._entries

    def has_any(self, patient_ids: Collection[int]) -> bool:
        """Tell whether one of these patients has a row."""
        return any(entry.patient_id in patient_ids for entry in self._entries)

    def search(self, text: str) -> None:
        """Look for a text from now on; an empty one ends the search."""
        self.text, self._hits = text, frozenset()

    def found(self, text: str, patients: Collection[int]) -> None:
        """Add the rows of patients whom the whole record knows by this text, e.g. by digits of a phone."""
        if text == self.text:
            self._hits = frozenset(patients)

    def entry(self, key: object) -> Entry[T] | None:
        """Return the row of a key."""
        return self._by_key.get(key) if isinstance(key, int | str | tuple) else None

    def entry_at(self, place: int) -> Entry[T]:
        """Return the row at a place among those that are shown last by `shown()`."""
        key = self._shown[place]
        if isinstance(key, Heading):
            raise LookupError(place)
        return self._by_key[key]

    def shown(self) -> list[RowKey | Heading]:
        """Return the keys to show now, headings among them."""
        wanted = self._searched() if self.text else [each for each in self._entries if self.section in each.sections]
        shown: list[RowKey | Heading] = []
        heading = ""
        for entry in wanted:
            if entry.heading != heading:
                heading = entry.heading
                shown.append(Heading(heading))
            shown.append(entry.key)
        self._shown = shown
        return shown

    def counts(self) -> dict[str, int]:
        """Return how many rows each section has."""
        counts = dict.fromkeys(self._sections, 0)
        for entry in self._entries:
            for section in entry.sections:
                if section in counts:
                    counts[section] += 1
        return counts

    def step(self, step: int) -> None:
        """Go to the section so many places to the right."""
        if self._sections:
            place = self._sections.index(self.section) + step
            self.section = self._sections[place % len(self._sections)]

    def _searched(self) -> list[Entry[T]]:
        if self._keys is None:
            self._keys = [" " + search_key(entry.text) for entry in self._entries]
        tries = [_words(self.text), _words(swap_layout(self.text))]
        return [
            entry
            for entry, key in zip(self._entries, self._keys, strict=True)
            if entry.patient_id in self._hits or any(words and all(word in key for word in words) for words in tries)
        ]


def _words(text: str) -> list[str]:
    return [" " + word for word in search_key(text).split()]
