"""Signing in: one plain frame, name and password."""

import re
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from assistant_tui.commands.host import CommandScreen
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.safe import safe
from assistant_tui.widgets.field import Field
from assistant_tui.widgets.footer import KeysLine
from assistant_tui.widgets.header import TitleLine
from assistant_tui.widgets.status_line import StatusLine
from db.errors import CaseloadError, Refused

if TYPE_CHECKING:
    from db.caseload import Caseload

_LATIN = re.compile("[A-Za-z]")
_CYRILLIC = re.compile("[А-Яа-яЁё]")


def likely_slip(login: str, password: str) -> str:
    """Return what probably went wrong while typing, judged by what was typed alone; empty where nothing shows."""
    letters = [sign for sign in password if sign.isalpha()]
    if _CYRILLIC.search(login) and not _LATIN.search(login):
        return _("The name is in Russian letters: is that the right layout?")
    if _LATIN.search(login) and _CYRILLIC.search(login):
        return _("The name mixes Russian and Latin letters.")
    if len(letters) > 3 and all(sign.isupper() for sign in letters):
        return _("The password has capital letters only: is Caps Lock on?")
    if _LATIN.search(login) and _CYRILLIC.search(password):
        return _("The password has Russian letters: is that the right layout?")
    return ""


class SignInScreen(CommandScreen[bool]):
    """Ask for name and password; the answer is True once somebody is signed in to ``caseload``.

    One sentence for every failure: whether the name or the password was wrong is not told. The name stays, the
    password is emptied. Nothing but help, menu, language, colours and leaving works here.
    """

    PRIVATE: ClassVar[bool] = True
    OFFERS: ClassVar[tuple[str, ...]] = ("help", "menu", "language", "theme", "quit")
    HELP: ClassVar[str] = N_("Type your name in the program and your password. Enter goes on.")
    DEFAULT_CSS = """
    SignInScreen { background: $ground; color: $ink; layout: vertical; }
    SignInScreen #middle { height: 1fr; align: center middle; }
    SignInScreen #frame { width: 64; max-width: 100%; height: auto; border: round $line; padding: 1 2; }
    SignInScreen #frame Static { height: auto; }
    SignInScreen #greeting { margin-bottom: 1; }
    SignInScreen #said { margin-top: 1; min-height: 2; }
    """

    def __init__(self, caseload: "Caseload") -> None:
        super().__init__()
        self._caseload = caseload
        self._busy = False

    def compose(self) -> ComposeResult:
        """Put the frame in the middle."""
        yield TitleLine(_("Onco-assistant"), training=self._caseload.training)
        with Vertical(id="middle"), Vertical(id="frame"):
            yield Static(safe(_("Who is here?"), "strong"), id="greeting")
            yield Field(N_("Name in the program"), id="login", max_length=80)
            yield Field(N_("Password"), secret=True, id="password", max_length=1024)
            yield Static(self._hint(), id="said")
        yield StatusLine()
        yield KeysLine()

    def on_mount(self) -> None:
        """Give the keys to the name."""
        self.rebind()
        self._login.focus()

    def words_changed(self) -> None:
        """Write everything in the present language."""
        self.query_one(TitleLine).show(title=_("Onco-assistant"))
        self.query_one("#greeting", Static).update(safe(_("Who is here?"), "strong"))
        self.query_one("#said", Static).update(self._hint())

    @property
    def _login(self) -> Field:
        return self.query_one("#login", Field)

    @property
    def _password(self) -> Field:
        return self.query_one("#password", Field)

    @staticmethod
    def _hint() -> Text:
        return safe(_("Enter: go on · F9: menu, language · Ctrl+Q: close"), "faint")

    def on_field_changed(self, event: Field.Changed) -> None:
        """Take the sentence about the last try away."""
        event.stop()
        if event.field.value:
            self.query_one("#said", Static).update(self._hint())

    async def on_field_submitted(self, event: Field.Submitted) -> None:
        """Go on to the password, then try."""
        event.stop()
        if not self._login.value.strip():
            self._login.error = _("Type your name in the program")
            self._login.focus()
        elif event.field is self._login or not self._password.value:
            self._password.focus()
        elif not self._busy:
            self._busy = True
            self.base_app.run_worker(self._try(), name="sign in", exclusive=False)

    async def _try(self) -> None:
        from assistant_tui.text.errors import sentence
        from db.auth import sign_in

        login, password = self._login.value.strip(), self._password.value
        self._say(_("One moment …"), "faint")
        try:
            await self.base_app.write(lambda: sign_in(self._caseload, login, password))
        except CaseloadError as error:
            slip = likely_slip(login, password) if isinstance(error, Refused) else ""
            with self._password.prevent(Field.Changed):
                self._password.value = ""
            self._password.focus()
            self._say(" ".join(filter(None, (sentence(error), slip))), "late")
        else:
            self.dismiss(True)
        finally:
            self._busy = False

    def _say(self, words: str, style: str) -> None:
        said = safe(words, style)
        said.no_wrap = False
        self.query_one("#said", Static).update(said)

    async def do_quit(self) -> None:
        """Close the program; nobody has begun a shift."""
        self.app.exit(0)
