"""Complaints: a fixed form that is handed to the doctor; the assistant judges nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from assistant_tui.dialogs.base import Dialog
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.safe import safe
from assistant_tui.widgets.field import Field
from assistant_tui.widgets.ticks import Ticks
from db.rules.complaints import COMPLAINTS

WORDS: Final = {
    "fever": N_("temperature"), "fever_for_an_hour": N_("37.8 or more for an hour"), "breath": N_("short of breath"),
    "bleeding": N_("bleeding"), "chills": N_("shivering"), "pain": N_("pain"), "vomiting": N_("vomiting"),
    "diarrhoea": N_("diarrhoea"), "weakness": N_("great weakness"), "mouth": N_("sores in the mouth"),
    "swelling": N_("swelling"), "other": N_("something else: in words"),
}  # fmt: skip
"""Complaints in the order of the form."""
_AT_ONCE: Final = frozenset({"breath", "bleeding"})


@dataclass(frozen=True)
class Complaints:
    """What the patient complains of, in the patient's words."""

    codes: tuple[str, ...]
    temperature: float | None
    text: str


class UnwellDialog(Dialog[Complaints]):
    """Ask what is wrong, how high the temperature is, and for the patient's own words."""

    DEFAULT_CSS = """
    UnwellDialog #advice { height: 1; }
    """

    def __init__(
        self, question: str, *, kept: Mapping[str, str] | None = None,
        keep: Callable[[Mapping[str, str]], None] | None = None,
    ) -> None:  # fmt: skip
        """Ask a finished ``question``; ``kept`` is a draft, ``keep`` is told of every change."""
        super().__init__()
        kept = kept or {}
        self._question, self._keep = question, keep
        self._ticks = Ticks(list(WORDS.items()), frozenset(kept.get("unwell", "").split(",")) & frozenset(COMPLAINTS))
        degrees = kept.get("temperature", "")
        self._temperature = Field(N_("Temperature, °C"), degrees, placeholder=N_("for example 38.3"))
        self._text = Field(N_("In the patient's words"), kept.get("text", ""))

    def title_words(self) -> Text:
        """Return the question."""
        return safe(self._question, "strong")

    def hint_words(self) -> str:
        """Say how to tick and how to finish."""
        return _("Digits: tick · Tab: fields · Enter: to the doctor today · Esc: leave")

    def body(self) -> ComposeResult:
        """Yield the advice, the ticks and the fields."""
        yield Static(self._advice(), id="advice")
        yield self._ticks
        yield self._temperature
        yield self._text

    def on_mount(self) -> None:
        """Give the keys to the ticks."""
        self._ticks.focus()

    def _advice(self) -> Text:
        if self._ticks.ticked & _AT_ONCE:
            return safe(_("! 103 AT ONCE: ask them to call the ambulance now. Give no advice yourself."), "late")
        return safe(_("Short of breath, bleeding, fainting: 103 at once. Advise nothing yourself."), "soon")

    def words_changed(self) -> None:
        """Write everything in the present language."""
        super().words_changed()
        self.query_one("#advice", Static).update(self._advice())

    def on_ticks_ticked(self, event: Ticks.Ticked) -> None:
        """Say what is to be done at once."""
        event.stop()
        self.query_one("#advice", Static).update(self._advice())
        self._changed()

    def on_field_changed(self, event: Field.Changed) -> None:
        """Keep what was typed."""
        self._changed()

    def _changed(self) -> None:
        if self._keep is not None:
            codes = ",".join(code for code in COMPLAINTS if code in self._ticks.ticked)
            self._keep({"unwell": codes, "temperature": self._temperature.value, "text": self._text.value})

    def on_ticks_entered(self, event: Ticks.Entered) -> None:
        """Write it."""
        event.stop()
        self._write()

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Write it."""
        event.stop()
        self._write()

    def _write(self) -> None:
        text, degrees = self._text.value.strip(), self._temperature.value.strip()
        try:
            temperature = float(degrees.replace(",", ".")) if degrees else None
        except ValueError:
            temperature = 0.0
        if temperature is not None and not 30 <= temperature <= 45:
            self._temperature.error = _("A temperature lies between {least} and {most} °C.", least=30, most=45)
            self._temperature.focus()
            return
        codes = tuple(code for code in COMPLAINTS if code in self._ticks.ticked)
        if not codes and temperature is None and not text or codes == ("other",) and not text:
            self._text.error = _("Tick a complaint, or write it in a few words")
            self._text.focus()
            return
        self.finish(Complaints(codes, temperature, text))
