"""What a command is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from assistant_tui.text.i18n import N_, Language, _, language


class Where(StrEnum):
    """Where the keys of a command are heard."""

    EVERYWHERE = "everywhere"
    PATIENT = "patient"
    SCREEN = "screen"
    LIST = "list"
    CALL = "call"

    def meets(self, other: "Where") -> bool:
        """Tell whether keys of both places can be heard at the same moment."""
        if self == other or Where.EVERYWHERE in (self, other):
            return True
        call, desk = Where.CALL in (self, other), {Where.SCREEN, Where.LIST, Where.PATIENT}
        return Where.PATIENT in (self, other) if call else {self, other} <= desk


class Group(StrEnum):
    """Chapters of the menu, the help and the key sheets; `GROUP_TITLES` has their words."""

    SCREENS = "screens"
    EVERYWHERE = "everywhere"
    PATIENT = "patient"
    LIST = "list"
    NOT_REACHED = "not_reached"
    TALKED = "talked"
    CALL = "call"
    PROGRAM = "program"


GROUP_TITLES: Mapping[Group, str] = {
    Group.SCREENS: N_("Screens"),
    Group.EVERYWHERE: N_("Everywhere"),
    Group.PATIENT: N_("The patient under the cursor or on the line"),
    Group.LIST: N_("Lists"),
    Group.NOT_REACHED: N_("In a call: nobody was reached (digits)"),
    Group.TALKED: N_("In a call: what came out (letters)"),
    Group.CALL: N_("In a call"),
    Group.PROGRAM: N_("The program"),
}


@dataclass(frozen=True)
class Command:
    """One thing that people can do, with its keys and words.

    `label`, `short` and `help` are message ids; `keys` maps a language, or ``*`` for all, to textual key names;
    `plain_keys` are heard only while no text is being typed. A `builtin` command's keys are handled by the widget
    in focus (arrows, Enter): no binding is made for it. `mark` says that a press is checked by the input guard.
    `footer` is its importance there (1 is dropped last), 0 keeps it out. `off` gives the reason why it is off by
    itself, or None; a screen may know better.
    """

    id: str
    keys: Mapping[str, tuple[str, ...]]
    label: str
    help: str
    group: Group
    where: Where
    short: str = ""
    footer: int = 0
    plain_keys: tuple[str, ...] = ()
    builtin: bool = False
    mark: bool = False
    off: Callable[[], str | None] | None = field(default=None, compare=False)

    def keys_in(self, code: Language | None = None) -> tuple[str, ...]:
        """Return the declared keys in a language (the present one by default), without twins."""
        return (*self.keys.get("*", ()), *self.keys.get(code or language(), ()))

    def said(self, label: str = "", explained: str = "") -> "Command":
        """Return the command with another label and help, as message ids, where they are given."""
        return replace(self, label=label, help=explained) if label else self

    def words(self) -> str:
        """Return the label in the present language."""
        return _(self.label)

    def short_words(self) -> str:
        """Return the label for the footer, in the present language."""
        return _(self.short or self.label)

    def help_words(self) -> str:
        """Return the sentence of help in the present language."""
        return _(self.help)
