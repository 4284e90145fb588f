"""Taking a file: the path, a look at what would happen, then all of it or nothing."""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from assistant_tui.app_caseload import CaseloadApp, RecordChanged
from assistant_tui.caseload_here import caseload_app
from assistant_tui.commands.host import CommandScreen
from assistant_tui.dialogs.pick import PickDialog
from assistant_tui.dialogs.tell import TellDialog
from assistant_tui.last_folder import last_folder, remember_folder
from assistant_tui.profiles import profile_names
from assistant_tui.taking import take, writing_words
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.import_rows import (
    FileRow,
    counts,
    file_rows,
    hint_line,
    imported_words,
    in_section,
    plan_words,
    sections,
    sees_patients,
    undone_words,
)
from assistant_tui.text.safe import safe
from assistant_tui.widgets.choice_list import ChoiceList
from assistant_tui.widgets.field import Field
from assistant_tui.widgets.file_choices import preview_choices, profile_choices, result_choices
from assistant_tui.widgets.file_form import FileForm
from assistant_tui.widgets.file_table import FileTable
from assistant_tui.widgets.footer import KeysLine
from assistant_tui.widgets.header import TitleLine
from assistant_tui.widgets.patience import Count, Patience
from assistant_tui.widgets.record_table import RecordTable
from assistant_tui.widgets.sections import Section, SectionsLine
from assistant_tui.widgets.status_line import StatusLine
from assistant_tui.widgets.zone_line import ZoneLine
from db.errors import CaseloadError, Conflict

if TYPE_CHECKING:
    from db.actions.imports import Imported
    from db.exchange.import_plan import ImportPlan
    from db.exchange.items import ItemsPlan
    from db.exchange.plan_file import FileKind

_KINDS: "Final[dict[str, FileKind]]" = {"kind:patients": "patients", "kind:visits": "visits", "kind:tests": "tests"}


class ImportScreen(CommandScreen[None]):
    """Ask for a file, show what becomes of each row, take it whole; F8 takes it back.

    Tab completes the name of a file. Its headers say what it holds; a digit reads it as something else, or by another
    profile. Nothing is written before «take» is chosen.
    """

    CSS_PATH = "import_file.tcss"
    OFFERS: ClassVar[tuple[str, ...]] = ("section_prev", "section_next", "panels", "leave")
    HELP: ClassVar[str] = N_(
        "Takes patients, visits or tests from a CSV or XLSX file as clerks save it. First the file is only looked at:"
        " each row with what becomes of it, and what has vanished since the last file. Rows that cannot be taken are"
        " set aside, the others are taken at once; F8 takes that back."
    )

    def __init__(self, path: str | None = None) -> None:
        """Ask for a file, or look at ``path`` at once."""
        super().__init__()
        self._given = path
        self._path = Path()
        self._kind: FileKind | None = None  # None: as the headers say
        self._section = "all"
        self._busy = False
        self.plan: ImportPlan | ItemsPlan | None = None
        self.rows: list[FileRow] = []
        self._shown: list[FileRow] = []
        self._result: Imported | None = None
        self._action = 0
        self._kept: int | None = None  # taken back: how many patients were kept

    @property
    def caseload_app(self) -> CaseloadApp:
        """The app, with its type."""
        return caseload_app(self)

    def compose(self) -> ComposeResult:
        """Put the zones under one another."""
        yield TitleLine(_("From a file"))
        yield ZoneLine()
        yield FileForm(self._given if self._given is not None else f"{last_folder()}/")
        yield SectionsLine()
        yield Static(Text(""), id="about")
        yield FileTable(id="rows")
        yield Patience(Text(""))
        yield ZoneLine()
        with Vertical(id="answers"):
            yield ChoiceList([])
        yield StatusLine()
        yield Static(Text(""), id="hint")
        yield KeysLine()

    def on_mount(self) -> None:
        """Ask for the path, or begin with the one that was given."""
        self.rebind()
        self.query_one(TitleLine).show(who=self.caseload_app.who(), training=self.caseload_app.training)
        self._ask()
        if self._given is not None:
            self._look()

    def words_changed(self) -> None:
        """Write everything in the present language."""
        self.query_one(TitleLine).show(title=_("From a file"))
        if self.plan is not None:
            self._show_plan()
        self._show_hint()

    # The path.

    @property
    def form(self) -> FileForm:
        """The fields of the path and the profile."""
        return self.query_one(FileForm)

    @property
    def field(self) -> Field:
        """The field of the path."""
        return self.form.field

    def _ask(self) -> None:
        self.plan, self._result, self._kept = None, None, None
        self.set_class(True, "-asking")
        self.set_class(False, "-looking")
        self.form.begin()
        self._show_hint()

    def _show_hint(self) -> None:
        self.query_one("#hint", Static).update(hint_line(asking=self.has_class("-asking")))

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Look at the file."""
        event.stop()
        self._kind = None
        self._look()

    # Looking.

    def _look(self) -> None:
        path = self.form.asked()
        if path is not None and not self._busy:
            self._busy, self._path = True, path
            self.base_app.run_worker(self._read(), name="look", exclusive=False)

    async def _read(self) -> None:
        from assistant_tui.text.errors import sentence
        from db.exchange.plan_file import plan_file

        caseload, path, count = self.caseload_app.caseload, self._path, Count()
        kind, profile = self._kind, self.form.profile_path
        try:
            plan = await self.query_one(Patience).during(
                self.base_app.read(lambda: plan_file(caseload, path, kind=kind, profile=profile, progress=count)),
                _("Reading {file}", file=path.name), count,
            )  # fmt: skip
        except (CaseloadError, OSError) as error:
            self._ask()
            self.form.refuse(sentence(error), error.params.get("path") if isinstance(error, CaseloadError) else None)
            return
        finally:
            self._busy = False
        remember_folder(path.absolute().parent)
        self.plan, self.rows = plan, file_rows(plan, values=sees_patients(caseload.user.roles))
        self._section = "rejected" if plan.rejected else "all"
        self.set_class(False, "-asking")
        self.set_class(True, "-looking")
        self._show_plan()
        self.base_app.guard.changed()
        self.query_one(ChoiceList).focus()

    def _show_plan(self) -> None:
        plan = self.plan
        if plan is None:
            return
        number = counts(self.rows)
        kinds = [Section(kind, _(label), number[kind]) for kind, label in sections(plan).items()]
        self.query_one(SectionsLine).show(kinds, self._section)
        caseload, done = self.caseload_app.caseload, self._result
        profile = self.form.profile.value.strip()
        said = plan_words(plan, plan.assistant_id == caseload.user.id, caseload.zone, profile)
        if done is not None:
            said = imported_words(done) if self._kept is None else undone_words(self._kept)
        about = safe(said, "faint" if done is None else "accent")
        about.no_wrap = False
        self.query_one("#about", Static).update(about)
        self._shown = shown = [row for row in self.rows if in_section(row, self._section)]
        self.query_one(FileTable).show(shown, items=plan.kind != "patients")
        asks = preview_choices(plan, self.form.profile_name) if done is None else result_choices()
        self.query_one(ChoiceList).set_choices(asks)
        self._show_hint()

    def on_sections_line_picked(self, event: SectionsLine.Picked) -> None:
        """Show the rows of the kind that was clicked."""
        self._section = event.section
        self._show_plan()

    def do_section_prev(self) -> None:
        """Show the kind of rows to the left."""
        self._step(-1)

    def do_section_next(self) -> None:
        """Show the kind of rows to the right."""
        self._step(1)

    def _step(self, step: int) -> None:
        kinds = list(sections(self.plan)) if self.plan is not None else [self._section]
        self._section = kinds[(kinds.index(self._section) + step) % len(kinds)]
        self._show_plan()

    def on_record_table_chosen(self, event: RecordTable.Chosen) -> None:
        """Tell all that is to be said of a row."""
        event.stop()
        row = next((each for each in self._shown if each.number == event.key), None)
        if row is not None:
            title = _("Row {n}: {name}", n=row.number, name=row.name) if row.number > 0 else row.name
            lines = [*filter(None, (row.what, row.standing_text.plain)), *row.lines()]
            self.base_app.run_worker(self.base_app.ask(TellDialog(title, lines)), name="tell", exclusive=False)

    # Taking.

    def on_choice_list_picked(self, event: ChoiceList.Picked) -> None:
        """Take the file, or leave it; an Enter that comes with the list's appearing is not meant."""
        event.stop()
        if not self.base_app.guard_input(f"import {event.choice.id}"):
            return
        if event.choice.id == "take":
            if not self._busy:
                self._busy = True
                self.base_app.run_worker(self._take(), name="take", exclusive=False)
        elif event.choice.id == "day":
            self.dismiss(None)
        elif event.choice.id == "profile":
            self.base_app.run_worker(self._pick_profile(), name="profile", exclusive=False)
        elif (kind := _KINDS.get(event.choice.id)) is not None:
            self._kind = kind
            self._look()
        else:
            self._ask()

    async def _pick_profile(self) -> None:
        """Ask for a profile and read the file by it."""
        picked = await self.base_app.ask(PickDialog(_("Which profile?"), profile_choices(profile_names())))
        if picked is not None:
            self.form.profile.value = picked.id
            self._look()

    async def _take(self) -> None:
        from assistant_tui.text.errors import sentence

        app, plan = self.caseload_app, self.plan
        if plan is None:
            self._busy = False
            return
        count, skip = Count(), bool(plan.rejected)
        try:
            done = await self.query_one(Patience).during(
                app.write(lambda: take(app.caseload, plan, skip, count)), writing_words(plan), count
            )
        except Conflict as error:
            self._busy = False
            app.say(sentence(error))
            self._look()
            return
        except CaseloadError as error:
            app.say(sentence(error))
            return
        finally:
            self._busy = False
        self._result, self._action = done.result, done.action_id
        app.record_changed(done)
        app.say(imported_words(done.result), undo=True)
        self._show_plan()

    def on_record_changed(self, event: RecordChanged) -> None:
        """Say so when what was taken is taken back."""
        if event.done.kind == "undo" and self._result is not None and event.done.result.action_id == self._action:
            self._kept = len(event.done.result.kept)
            self._show_plan()

    def do_leave(self) -> None:
        """Go back to the path, then out."""
        if self._busy:
            self.base_app.say(_("One moment: the file is being worked on"))
        elif self.has_class("-asking") or self._result is not None:
            self.dismiss(None)
        else:
            self._ask()
