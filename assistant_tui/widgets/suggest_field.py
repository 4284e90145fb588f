"""A field of a form that suggests what may stand in it."""

from collections.abc import Sequence
from typing import ClassVar, Final

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.widgets import Input, Static

from assistant_tui.text.i18n import N_, _
from assistant_tui.text.safe import plain, safe
from assistant_tui.widgets.field import Field
from db.rules.names import search_key, swap_layout

SHOWN: Final = 4
"""How many suggestions stand under the field."""
NOT_LISTED: Final = N_("Not in the list: choose with ↑↓, or go on typing")


class SuggestField(Field):
    """A labelled line with suggestions under it while it has the keys.

    ``options`` are pairs of a code and finished words, the likeliest first: an empty field shows the first of them.
    What is typed narrows them by the beginning of any word, in either keyboard layout, ё as е. ↑↓ choose; Tab and
    Enter take the one that is marked. With ``free`` other words may stay, and nothing is marked but what was chosen
    or typed in full. ``value`` is a code, or words. Enter posts `Taken` where it took something, else `Submitted`.
    """

    HELP: ClassVar[str] = N_(
        "Type a part of any word, in either keyboard layout: what fits stands below, what is likely first. ↑↓ choose,"
        " Tab or Enter takes the one that is marked."
    )
    DEFAULT_CSS = """
    SuggestField > .suggestions {
        height: auto; padding-left: 23; display: none; text-wrap: nowrap; text-overflow: ellipsis;
    }
    SuggestField.-here.-offers > .suggestions { display: block; }
    """

    class Taken(Field.Changed):
        """A suggestion was taken: the form goes on to the next field."""

    def __init__(
        self,
        label: str,
        options: Sequence[tuple[str, str]],
        value: str = "",
        *,
        free: bool = False,
        placeholder: str = "",
        id: str | None = None,  # noqa: A002 - Textual's own name
    ) -> None:
        """Make the field; ``label`` and ``placeholder`` are message ids."""
        self._options = [(code, plain(words)) for code, words in options]
        self._words = dict(reversed(self._options))
        known = value if value in self._words else None
        super().__init__(label, self._words[known] if known is not None else value.strip(), placeholder=placeholder,
                         id=id)  # fmt: skip
        self._keys = [search_key(words) for _code, words in self._options]
        self._free = free
        self._taken = known
        self._found: list[int] = []
        self._marked: int | None = None
        self._top = 0

    def compose(self) -> ComposeResult:
        """Yield label, input, suggestions and error."""
        yield from super().compose()
        yield Static(Text(""), classes="suggestions")

    def on_mount(self) -> None:
        """Find what fits."""
        self._find()

    # What stands there.

    @property
    def code(self) -> str | None:
        """The code of the suggestion that was taken, or whose words were typed in full; None for anything else."""
        if self._taken is not None:
            return self._taken
        whole = search_key(self.value)
        return next((code for (code, _w), key in zip(self._options, self._keys, strict=True) if whole and key == whole),
                    None)  # fmt: skip

    @property
    def answer(self) -> str | None:
        """The code; where the field is free also the words; None where neither stands there."""
        code = self.code
        return code if code is not None or not self._free else self.value.strip() or None

    @property
    def kept(self) -> str:
        """What a draft keeps, to be given as ``value`` again: a code, or words behind a space, which no code has."""
        code, text = self.code, self.value.strip()
        return code if code is not None else f" {text}" if text else ""

    def wrong(self, *, needed: bool = False) -> str | None:
        """Return what is wrong with what stands there in a sentence, or None."""
        if not self.value.strip():
            return _("This is needed") if needed else None
        return _(NOT_LISTED) if self.answer is None else None

    # Finding and choosing.

    def _find(self) -> None:
        text = self.value
        if self._taken is not None or not text.strip():
            self._found, self._marked = list(range(len(self._options))), None
        else:
            self._found = self._matches(text)
            whole = {search_key(text), search_key(swap_layout(text))}
            exact = next((at for at, place in enumerate(self._found) if self._keys[place] in whole), None)
            self._marked = exact if exact is not None or self._free or not self._found else 0
        self._top = 0
        self._show()

    def _matches(self, text: str) -> list[int]:
        """Return the places of the options in which every typed word begins a word, as typed or in the other layout."""
        typed = [key.split() for key in (search_key(text), search_key(swap_layout(text))) if key]
        found = []
        for place, key in enumerate(self._keys):
            words = key.split()
            if any(all(any(word.startswith(part) for word in words) for part in parts) for parts in typed):
                found.append(place)
        return found

    def _show(self) -> None:
        nothing = not self._found and bool(self.value.strip()) and not self._free
        offers = (bool(self._found) or nothing) and (self._taken is None or self._marked is not None)
        self.set_class(offers, "-offers")
        if not offers:
            return
        if self._marked is not None:
            self._top = min(max(self._top, self._marked - SHOWN + 1), self._marked)
        lines = [_line(self._options[place][1], at == self._marked)
                 for at, place in enumerate(self._found) if self._top <= at < self._top + SHOWN]  # fmt: skip
        more = len(self._found) - self._top - len(lines)
        if more > 0:
            lines[-1].append("  ").append_text(safe(f"+{more}", "faint"))
        self.query_one(".suggestions", Static).update(
            safe("· " + _("Nothing like that"), "faint") if nothing else Text("\n").join(lines)
        )

    def _step(self, by: int) -> None:
        if self._found:
            here = self._marked
            if here is None and self._taken is not None:  # on from what stands there, not from the top
                codes = [self._options[place][0] for place in self._found]
                here = codes.index(self._taken) if self._taken in codes else None
            first = 0 if by > 0 else len(self._found) - 1
            self._marked = first if here is None else (here + by) % len(self._found)
            self._show()

    def take(self, place: int) -> None:
        """Take the suggestion at a place of those that fit what is typed."""
        code, words = self._options[self._found[place]]
        self._taken, self._marked = code, None
        with self._input.prevent(Input.Changed):
            self._input.value = words
        self.cursor_to_end()
        self.error = ""
        self._find()
        self.post_message(self.Changed(self))

    # Keys and the mouse.

    def on_key(self, event: events.Key) -> None:
        """Choose by arrows; take what is marked before Tab goes on."""
        if event.key in ("down", "up") and self._found:
            event.stop()
            event.prevent_default()
            self._step(1 if event.key == "down" else -1)
        elif event.key == "tab" and self._marked is not None:
            self.take(self._marked)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look for what fits, and report the change."""
        self._taken = None
        self._find()
        super().on_input_changed(event)
        event.prevent_default()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what is marked and say so; else report Enter."""
        event.prevent_default()
        if self._marked is None:
            super().on_input_submitted(event)
            return
        event.stop()
        self.take(self._marked)
        self.post_message(self.Taken(self))

    def on_click(self, event: events.Click) -> None:
        """Take what was clicked."""
        if isinstance(event.widget, Static) and event.widget.has_class("suggestions"):
            at = self._top + event.get_content_offset_capture(event.widget).y
            if at < len(self._found):
                self.take(at)
                self.post_message(self.Taken(self))

    def on_resize(self) -> None:
        """Keep the suggestions in sight: a form that scrolls had only the line itself there."""
        if self.has_focus_within:
            self.call_after_refresh(self.scroll_visible, animate=False)

    def on_descendant_focus(self) -> None:
        """Show what may be chosen."""
        self._find()

    def on_descendant_blur(self) -> None:
        """Say at once where the words are not in the list."""
        said = self.wrong()
        if said:
            self.error = said

    def words_changed(self) -> None:
        """Write everything in the present language."""
        super().words_changed()
        self._show()


def _line(words: str, marked: bool) -> Text:
    return safe(f"▸ {words}", "accent") if marked else Text("  ").append_text(safe(words))
