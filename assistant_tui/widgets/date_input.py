"""A field for dates that says how it understood what was typed."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import ClassVar, Final

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, Static

from assistant_tui.text.dates import parsed_words
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.safe import safe
from assistant_tui.widgets.field import TextInput

_HOUR: Final = re.compile(r"^(|.*\s)([0-9]{1,2})$")


class DateInput(Vertical):
    """A text field that echoes the date under it: «+3» is «пн 23.11.2026».

    ``now`` gives the present moment in the zone that is meant; ``with_time`` asks for a time too; ``past`` allows
    moments that are over. `value` is the date or datetime, None while it is not understood. `Changed` follows every
    key, `Submitted` comes on Enter, only when it is understood.
    """

    HELP_DAY: ClassVar[str] = N_(
        "A date as one says it: “tomorrow”, “mon”, “in 2 weeks”, “+3”, “04.03”, “4 March”. How it is understood stands"
        " beside it; the nearest day that lies ahead is meant."
    )
    HELP_MOMENT: ClassVar[str] = N_(
        "A day and a time as one says them: “tomorrow 9:30”, “mon 10:30”, “in 2 weeks 11:00”, “16:40”, “04.03 9:00”."
        " How it is understood stands beside it; the nearest moment that lies ahead is meant."
    )
    HELP_PAST: ClassVar[str] = N_(
        "When it was: “yesterday 16:40”, “10:20”, “mon 9:00”, “04.03”. How it is understood stands beside it."
    )
    DEFAULT_CSS = """
    DateInput { height: 2; }
    DateInput > .date-echo { height: 1; padding: 0 1; color: $accent; }
    DateInput.-empty > .date-echo { color: $faint; }
    DateInput.-wrong > .date-echo { color: $late; }
    """

    class Changed(Message):
        """What was typed means something else now, or nothing (None)."""

        def __init__(self, field: "DateInput", value: date | datetime | None) -> None:
            super().__init__()
            self.field = field
            self.value = value

        @property
        def control(self) -> "DateInput":
            """The field."""
            return self.field

    class Submitted(Changed):
        """Enter was pressed and the date is understood."""

    def __init__(
        self,
        now: Callable[[], datetime],
        *,
        text: str = "",
        with_time: bool = False,
        past: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's own name
    ) -> None:
        """Make the field with ``text`` in it."""
        super().__init__(id=id)
        self._now = now
        self._with_time = with_time
        self._past = past
        # An input with a value needs a running app, a form may be made before: the value is put in when composed.
        self._first: str | None = text
        self._input = TextInput(max_length=60)
        self.value: date | datetime | None = None

    @property
    def HELP(self) -> str:  # type: ignore[override]  # noqa: N802 - Textual has a name for it, and no property
        """What can be typed here, a message id."""
        return self.HELP_PAST if self._past else self.HELP_MOMENT if self._with_time else self.HELP_DAY

    def compose(self) -> ComposeResult:
        """Yield the field and its echo."""
        if self._first is not None:
            with self._input.prevent(Input.Changed):
                self._input.value = self._first
            self._first = None
        yield self._input
        yield Static(Text(""), classes="date-echo")

    def on_mount(self) -> None:
        """Understand what stands there already."""
        self._read()

    @property
    def text(self) -> str:
        """What was typed."""
        return self._input.value if self._first is None else self._first

    @text.setter
    def text(self, text: str) -> None:
        if self._first is None:
            self._input.value = text
        else:
            self._first = text

    def focus(self, scroll_visible: bool = True) -> "DateInput":
        """Give the keys to the field."""
        self._input.focus(scroll_visible)
        return self

    def say_wrong(self, sentence: str) -> None:
        """Say in place of the date what is wrong, until something is typed."""
        self.set_class(True, "-wrong")
        self.query_one(".date-echo", Static).update(safe("! " + sentence))

    def words_changed(self) -> None:
        """Say it in the present language."""
        self._read()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Understand it anew."""
        event.stop()
        self._read()
        self.post_message(self.Changed(self, self.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Report Enter, once there is a date."""
        event.stop()
        if self.value is not None:
            self.post_message(self.Submitted(self, self.value))

    def _read(self) -> None:
        self.value, said = self._understood()
        self.set_class(self.value is None and bool(self.text.strip()), "-wrong")
        self.set_class(not self.text.strip(), "-empty")
        self.query_one(".date-echo", Static).update(safe(said))

    def _understood(self) -> tuple[date | datetime | None, str]:
        from db.rules.when import parse

        text, now = self.text.strip(), self._now()
        if self._with_time:
            text = _HOUR.sub(r"\1в \2", text)  # where a time is asked, a number at the end is one: «завтра 10»
        if not text:
            return None, _("For example: {dates}", dates=self._examples(now))
        try:
            value = parse(text, now, behind=self._past)
        except ValueError:
            return None, _("Not a date. Try: {dates}", dates=self._examples(now))
        if self._with_time and not isinstance(value, datetime):
            return None, _("{day}: at what time?", day=parsed_words(value, now.date()))
        if not self._past and _over(value, now):
            return None, _("{day}: this is over", day=parsed_words(value, now.date()))
        return value, parsed_words(value, now.date())

    def _examples(self, now: datetime) -> str:
        """Return what may be typed here: a field for what is over shows what is over."""
        if not self._past:
            return _("16:40, tomorrow 9:30, Mon 10:30") if self._with_time else _("tomorrow, Mon 10:30, +3, 04.03")
        day = f"{now.date() - timedelta(days=12):%d.%m}"
        if self._with_time:
            return _("yesterday 10:30, {day} 14:00", day=day)
        return _("yesterday, Mon, {day}", day=day)


def _over(value: date | datetime, now: datetime) -> bool:
    if isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=now.tzinfo)
        return moment < now
    return value < now.date()
