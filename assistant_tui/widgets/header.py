"""The first line of a screen: where one is, when it is, who is here."""

from typing import Final

from rich.cells import cell_len
from rich.text import Text
from textual.widget import Widget

from assistant_tui.text.i18n import _
from assistant_tui.text.safe import plain, safe
from assistant_tui.text.width import clip

_JOINT: Final = " · "
_LEAST_OF_A_NAME: Final = 12
"""A name that has less room than this is left out: a few letters of it tell nobody apart."""


class TitleLine(Widget):
    """One line: title and moment at the left, who and where in the middle, what must stay in sight at the right.

    That is a broken glass, УЧЕБНАЯ БАЗА, a database that is not encrypted. `show(title=, moment=, who=, training=)`
    changes what is given; the words are people's data and shown as text.
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
        words, style = in_sight(self.app, self._training)
        first = cell_len(words[0]) + 2 if words else 0
        title = clip(plain(self._title), width - cell_len(self._moment) - first - 3)
        left = Text(" ").append_text(safe(title, "strong")).append(" " if title else "")
        left.append_text(safe(self._moment))
        both = _JOINT.join(words)
        all_fits = cell_len(both) <= width - left.cell_len - cell_len(plain(self._who)) - 5
        banner = safe(both if all_fits else words[0], style).append(" ") if words else Text("")
        room = width - left.cell_len - banner.cell_len - 4
        who = _whole_parts(plain(self._who), room)
        who = clip(who, room) if cell_len(who) <= room or room >= _LEAST_OF_A_NAME else ""
        start = max(left.cell_len + 2, (width - cell_len(who)) // 2)
        start = min(start, max(left.cell_len + 2, width - banner.cell_len - cell_len(who) - 2))
        line = left.append(" " * (start - left.cell_len)).append(who)
        line.append(" " * max(1, width - line.cell_len - banner.cell_len)).append_text(banner)
        line.no_wrap = True
        line.truncate(width)
        return line


def in_sight(app: object, training: bool) -> tuple[list[str], str]:
    """Return what must stay in sight, and its style: a broken glass, else a training database, one without encryption.

    The app says it; widgets are tested on apps that have nothing to say.
    """
    glass, bare = (
        str(words()) if callable(words := getattr(app, name, None)) else "" for name in ("glass_words", "plain_words")
    )
    if glass:
        return [glass], "late"
    return [*([_("TRAINING DATABASE")] if training else []), *([bare] if bare else [])], "soon"


def _whole_parts(who: str, room: int) -> str:
    """Return who and where without the last parts that have no room: a name is not cut while a part can go."""
    while cell_len(who) > room and _JOINT in who:
        who = who.rpartition(_JOINT)[0]
    return who
