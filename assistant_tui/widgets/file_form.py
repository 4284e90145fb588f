"""The two fields that name a file to be taken: its path, and the profile by which it is read."""

from pathlib import Path

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from assistant_tui.profiles import profile_names, profile_path, profiles_folder
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.safe import safe
from assistant_tui.widgets.field import Field
from assistant_tui.widgets.path_field import PathField


class FileForm(Vertical):
    """`asked()` gives the path; `refuse()` says what is wrong beside the field at fault. Enter posts `Field.Submitted`.

    Arrows go between the fields, Tab completes the path.
    """

    DEFAULT_CSS = """
    FileForm { height: 1fr; }
    FileForm .field-label { width: 8; }
    FileForm .field-error { padding-left: 9; }
    FileForm > #profiles { height: auto; padding: 0 1; }
    FileForm > #filler { height: 1fr; padding: 1 1 0 10; }
    """

    def __init__(self, path: str, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        """Make the form with ``path`` in it."""
        super().__init__(id=id)
        self._path = path

    def compose(self) -> ComposeResult:
        """Yield the fields and what is to be known of them."""
        yield PathField(self._path, id="path")
        with Vertical(id="profiles"):
            yield Field(N_("Profile"), max_length=4096, placeholder=N_("as built in"), id="profile")
        yield Static(Text(""), id="filler")

    @property
    def field(self) -> Field:
        """The field of the path."""
        return self.query_one(PathField).field

    @property
    def profile(self) -> Field:
        """The field of the profile: a name in the folder of profiles, or a path; empty is the built-in one."""
        return self.query_one("#profile", Field)

    @property
    def profile_name(self) -> str:
        """The profile in words."""
        return self.profile.value.strip() or _("as built in")

    @property
    def profile_path(self) -> Path | None:
        """Where the profile lies; None is the built-in one."""
        return profile_path(self.profile.value.strip())

    def begin(self) -> None:
        """Ask: the keys go to the path, behind its folder."""
        self.field.focus()
        self.call_after_refresh(self.field.cursor_to_end)  # focus selects all: what is typed belongs behind the folder
        about = [
            _("CSV or XLSX, as the clerk saved it: patients, visits or tests; the headers say which."),
            _("First it is only shown: nothing is written before you say so."),
            _("Profiles, with names of columns and services of your own: {names}. ↓ goes to that field.",
              names=", ".join(profile_names()) or _("none in {folder}", folder=profiles_folder())),
        ]  # fmt: skip
        line = Text("\n").join(safe(each, "faint") for each in about)
        line.no_wrap = False
        self.query_one("#filler", Static).update(line)

    def asked(self) -> Path | None:
        """Return the path that was typed, or None where none was: then it is said so."""
        typed = self.field.value.strip()
        if not typed or typed.endswith("/"):
            self.field.error = _("Type the name of a file; Tab completes it")
            return None
        return Path(typed).expanduser()

    def refuse(self, sentence: str, path: object) -> None:
        """Say what is wrong beside the field whose path it is."""
        (self.profile if path == str(self.profile_path) else self.field).error = sentence

    def on_key(self, event: events.Key) -> None:
        """Go between the two fields by arrows."""
        if event.key in ("up", "down"):
            event.stop()
            (self.profile if event.key == "down" else self.field).focus()
