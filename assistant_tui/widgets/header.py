"""The first line of a screen: where one is, when it is, who is here."""

from typing import Final

from rich.cells import cell_len
from rich.text import Text
from textual.widget import Widget

from assistant_tui.text.i18n import _
from assistant_tui.text.safe import plain, safe
from assistant_tui.text.width import clip

_JOINT: Final = " · "


class TitleLine(Widget):
    """One line: title and moment at the left, who and where in the middle, УЧЕБНАЯ БАЗА at the right.

    `show(title=, moment=, who=, training=)` changes what is given; the words are people's data and shown as text.
    """

    DEFAULT_CSS = """
    TitleLine { height: 1; background: $ground; color: $ink; }
    """

    def __init__(
        self,
        title: str = "",
        *,
        moment: str = "",
        who: str = "",
        training: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's own name
    ) -> None:
        """Make the line; ``moment`` is a finished text like «пт 20.11.2026 14:07»."""
        super().__init__(id=id)
        self._title, self._moment, self._who, self._training = title, moment, who, training

    def show(
        self, *, title: str | None = None, moment: str | None = None, who: str | None = None,
        training: bool | None = None,
    ) -> None:  # fmt: skip
        """Change some of the parts."""
        self._title = self._title if title is None else title
        self._moment = self._moment if moment is None else moment
        self._who = self._who if who is None else who
        self._training = self._training if training is None else training
        self.refresh()

    def render(self) -> Text:
        """Put the parts where they belong; the middle gives way first."""
        width = self.size.width
        left = Text(" ").append_text(safe(self._title, "strong")).append(" " if self._title else "")
        left.append_text(safe(self._moment))
        words = _("TRAINING DATABASE")
        banner = safe(words, "soon").append(" ") if self._training else Text("")
        if glass := self._glass():
            banner = safe(glass, "late").append(" ")
        room = width - left.cell_len - banner.cell_len - 4
        who = clip(_whole_parts(plain(self._who), room), max(0, room))
        start = max(left.cell_len + 2, (width - cell_len(who)) // 2)
        start = min(start, max(left.cell_len + 2, width - banner.cell_len - cell_len(who) - 2))
        line = left.append(" " * (start - left.cell_len)).append(who)
        line.append(" " * max(1, width - line.cell_len - banner.cell_len)).append_text(banner)
        line.no_wrap = True
        line.truncate(width)
        return line

    def _glass(self) -> str:
        """Return what is to be said while the glass is broken for the patient in front: before all else."""
        words = getattr(self.app, "glass_words", None)
        return str(words()) if callable(words) else ""


def _whole_parts(who: str, room: int) -> str:
    """Return who and where without the last parts that have no room: a name is not cut while a part can go."""
    while cell_len(who) > room and _JOINT in who:
        who = who.rpartition(_JOINT)[0]
    return who
