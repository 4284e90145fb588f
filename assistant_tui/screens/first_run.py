"""The first run on an empty machine: language, who works here, where, a file now or later."""

from typing import TYPE_CHECKING, ClassVar, Final

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from assistant_tui.beginning import Beginning, made, sample_path, wrong_fields
from assistant_tui.commands.catalogue import NOBODYS_SHIFT
from assistant_tui.commands.host import CommandScreen
from assistant_tui.database_place import database_place
from assistant_tui.text.i18n import N_, _, language
from assistant_tui.text.safe import safe
from assistant_tui.widgets.choice import Choice
from assistant_tui.widgets.choice_list import ChoiceList
from assistant_tui.widgets.field import Field
from assistant_tui.widgets.footer import KeysLine
from assistant_tui.widgets.header import TitleLine
from assistant_tui.widgets.status_line import StatusLine
from db.errors import CaseloadError

if TYPE_CHECKING:
    from db.setup import FirstUser

STEPS: Final = ("language", "you", "roles", "organisation", "file")
"""The questions, in their order."""

QUESTIONS: Final = {
    "language": (N_("Language · Язык"), N_("It can be changed at any time, from the menu (F9).")),
    "you": (N_("Who are you?"), N_("You sign in with this login and password. Nobody can read the password later.")),
    "roles": (N_("What do you do here?"), N_("Others are added later, each with their own password.")),
    "organisation": (N_("Where do you work?"), N_("As it should stand on the screen, for example “ЦАОП № 3”.")),
    "file": (N_("Your patients"), N_("A CSV or XLSX file as it is; it is shown before anything is written.")),
}  # fmt: skip

ROLES: Final = {
    "assistant": N_("personal assistant: calls patients"), "supervisor": N_("supervisor: decides and distributes"),
    "administrator": N_("administrator: users and backups"), "auditor": N_("auditor: reads the log"),
}  # fmt: skip


class FirstRunScreen(CommandScreen[Beginning | None]):
    """Ask what a new database needs, then make it, whole or not at all; the answer is a `Beginning`, None when left.

    Esc goes a step back and keeps everything typed. Nothing is written before the last answer.
    """

    PRIVATE: ClassVar[bool] = True
    CSS_PATH = "first_run.tcss"
    OFFERS: ClassVar[tuple[str, ...]] = ("help", "menu", "language", "theme", "leave", "quit")
    SAID_HERE: ClassVar = NOBODYS_SHIFT
    HELP: ClassVar[str] = N_(
        "A few questions before the first call. Enter goes on, Esc goes a step back; nothing is written before the last"
        " answer."
    )

    def __init__(self, place: str | None = None) -> None:
        """Make the database at ``place``, else where this person's database belongs."""
        super().__init__()
        self._place = place
        self._roles: set[str] = set()
        self._busy = False
        self.step = "language"

    def compose(self) -> ComposeResult:
        """Put all questions under one another; one of them is seen."""
        yield TitleLine(_("Onco-assistant"), moment=_("first run"))
        with Vertical(id="middle"):
            yield Static(Text(""), id="question")
            yield Static(Text(""), id="more")
            with Vertical(id="step-language", classes="step"):
                yield ChoiceList([Choice("ru", "Русский"), Choice("en", "English")])
            with Vertical(id="step-you", classes="step"):
                yield Field(N_("Family name, given name"), id="name", max_length=200)
                yield Field(N_("Login"), id="login", max_length=40, placeholder=N_("for example: anna"))
                yield Field(N_("Password"), secret=True, id="password", max_length=1024)
                yield Field(N_("Password once more"), secret=True, id="again", max_length=1024)
                yield Field(N_("Your number for patients"), id="phone", max_length=40,
                            placeholder=N_("stands on the patients' cards; may wait"))  # fmt: skip
            with Vertical(id="step-roles", classes="step"):
                yield ChoiceList(self._role_choices())
            with Vertical(id="step-organisation", classes="step"):
                yield Field(N_("Organisation"), id="organisation", max_length=200, placeholder=N_("may wait"))
            with Vertical(id="step-file", classes="step"):
                yield ChoiceList(self._file_choices())
            yield Static(Text(""), id="said")
        yield StatusLine()
        yield Static(Text(""), id="hint")
        yield KeysLine()

    def on_mount(self) -> None:
        """Ask the first question."""
        self.rebind()
        self._show()

    def words_changed(self) -> None:
        """Write everything in the present language."""
        self.query_one(TitleLine).show(title=_("Onco-assistant"), moment=_("first run"))
        self.query_one("#step-roles ChoiceList", ChoiceList).set_choices(self._role_choices())
        self.query_one("#step-file ChoiceList", ChoiceList).set_choices(self._file_choices())
        for each in self.query(Field):
            each.error = ""
        self._write()

    # Showing.

    def _show(self) -> None:
        for step in STEPS:
            self.query_one(f"#step-{step}").display = step == self.step
        self._say("")
        self._write()
        self.base_app.guard.changed()
        fields = list(self.query_one(f"#step-{self.step}").query(Field))
        lists = list(self.query_one(f"#step-{self.step}").query(ChoiceList))
        empty = [field for field in fields if not field.value]
        (lists[0] if lists else (empty or fields)[0]).focus()

    def _write(self) -> None:
        question, more = QUESTIONS[self.step]
        number = _("{n} of {all}", n=STEPS.index(self.step) + 1, all=len(STEPS))
        line = safe(f"{number}  ", "faint").append(" ").append_text(safe(_(question), "strong"))
        self.query_one("#question", Static).update(line)
        self.query_one("#more", Static).update(safe(_(more), "faint"))
        hint = safe(_("Enter: go on"), "accent")
        back = _("Esc: back, nothing typed is lost") if self.step != STEPS[0] else _("Ctrl+Q: close")
        hint.append("  ").append_text(safe(back, "faint"))
        self.query_one("#hint", Static).update(hint)

    def _say(self, words: str, style: str = "late") -> None:
        said = safe(words, style)
        said.no_wrap = False
        self.query_one("#said", Static).update(said)

    def _role_choices(self) -> list[Choice]:
        chosen = [Choice(role, ("[✓] " if role in self._roles else "[ ] ") + _(words)) for role, words in ROLES.items()]
        off = None if self._roles else _("choose one above first")
        alone = Choice("alone", _("I work alone: all of it"))
        return [alone, *chosen, Choice("go", _("go on with what is chosen"), off=off)]

    @staticmethod
    def _file_choices() -> list[Choice]:
        return [
            Choice("now", _("take them from a file now")),
            Choice("later", _("later: begin with an empty list")),
            Choice("sample", _("only try it out, with invented patients"), _("makes a TRAINING database")),
        ]

    # Answers.

    def _value(self, field_id: str) -> str:
        return self.query_one(f"#{field_id}", Field).value

    def on_field_changed(self, event: Field.Changed) -> None:
        """Take the sentence away."""
        event.stop()
        self._say("")

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Go on: to the next field, or to the next question once all is right."""
        event.stop()
        fields = list(self.query_one(f"#step-{self.step}").query(Field))
        place = fields.index(event.field)
        if place + 1 < len(fields):
            fields[place + 1].focus()
        elif self.step != "you" or self._all_right():
            self._go(1)

    def _all_right(self) -> bool:
        wrong = wrong_fields({name: self._value(name) for name in ("name", "login", "password", "again")})
        for name, sentence in reversed(wrong.items()):
            field = self.query_one(f"#{name}", Field)
            field.error = sentence
            field.focus()
        return not wrong

    def on_choice_list_picked(self, event: ChoiceList.Picked) -> None:
        """Take an answer from a list."""
        event.stop()
        picked = event.choice.id
        if self.step == "language":
            if picked != language():
                self.base_app.switch_language(picked)
            self._go(1)
        elif self.step == "roles":
            self._pick_role(picked)
        elif self.step == "file" and not self._busy and self.base_app.guard_input(f"first run {picked}"):
            self._busy = True
            self.base_app.run_worker(self._make(picked), name="make", exclusive=False)

    def _pick_role(self, picked: str) -> None:
        if picked == "alone":
            self._roles = set(ROLES)
            self._go(1)
        elif picked == "go":
            self._go(1)
        else:
            self._roles ^= {picked}
        self.query_one("#step-roles ChoiceList", ChoiceList).set_choices(self._role_choices())

    def _go(self, step: int) -> None:
        place = STEPS.index(self.step) + step
        if 0 <= place < len(STEPS):
            self.step = STEPS[place]
            self._show()

    def do_leave(self) -> None:
        """Go a step back."""
        if self._busy:
            return
        if self.step == STEPS[0]:
            self.base_app.say(_("Ctrl+Q closes the program; nothing is written yet"))
        self._go(-1)

    async def do_quit(self) -> None:
        """Leave; nothing was written."""
        if not self._busy:
            self.dismiss(None)

    # Making.

    def _first_user(self) -> "FirstUser":
        from db.setup import FirstUser

        return FirstUser(
            self._value("login"), " ".join(self._value("name").split()), self._value("password"),
            frozenset(self._roles), self._value("organisation").strip(), language(),
            self._value("phone").strip() or None,
        )  # fmt: skip

    async def _make(self, how: str) -> None:
        from assistant_tui.database_place import UnfitPlace
        from assistant_tui.text.errors import sentence

        self._say(_("Making the database …"), "faint")
        first = self._first_user()
        try:
            place = self._place or database_place()
            caseload, recovery_key = await self.base_app.write(lambda: made(place, first, training=how == "sample"))
        except (CaseloadError, UnfitPlace, OSError) as error:
            self._say(sentence(error))
            return
        finally:
            self._busy = False
        path = {"now": "", "sample": sample_path()}.get(how)
        self.dismiss(Beginning(caseload, recovery_key, path))
