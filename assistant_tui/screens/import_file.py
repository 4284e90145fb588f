"""Taking patients from a file: the path, a look at what would happen, then all of it or nothing."""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from assistant_tui.app_caseload import CaseloadApp, RecordChanged
from assistant_tui.caseload_here import caseload_app
from assistant_tui.commands.host import CommandScreen
from assistant_tui.dialogs.tell import TellDialog
from assistant_tui.last_folder import last_folder, remember_folder
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.import_rows import (
    KINDS,
    FileRow,
    counts,
    file_rows,
    hint_line,
    imported_words,
    in_section,
    plan_words,
    take_words,
)
from assistant_tui.text.safe import safe
from assistant_tui.widgets.choice_list import Choice, ChoiceList
from assistant_tui.widgets.field import Field
from assistant_tui.widgets.footer import KeysLine
from assistant_tui.widgets.header import TitleLine
from assistant_tui.widgets.path_field import PathField
from assistant_tui.widgets.patience import Count, Patience
from assistant_tui.widgets.record_table import RecordTable
from assistant_tui.widgets.rows import Column, Row
from assistant_tui.widgets.sections import Section, SectionsLine
from assistant_tui.widgets.status_line import StatusLine
from assistant_tui.widgets.zone_line import ZoneLine
from db.errors import CaseloadError, Conflict

if TYPE_CHECKING:
    from db.actions.imports import Imported
    from db.exchange.import_plan import ImportPlan

COLUMNS = (
    Column("row", N_("Row"), 6, right=True),
    Column("name", N_("Patient"), 28, grow=1),
    Column("standing", N_("What becomes of it"), 15),
    Column("said", N_("Remarks"), 25, grow=2),
)


class ImportScreen(CommandScreen[None]):
    """Ask for a file, show what becomes of each row, take it whole; F8 takes it back.

    Tab completes the name of a file. Nothing is written before «take» is chosen.
    """

    CSS_PATH = "import_file.tcss"
    OFFERS: ClassVar[tuple[str, ...]] = ("section_prev", "section_next", "panels", "leave")
    HELP: ClassVar[str] = N_(
        "Takes patients from a CSV or XLSX file as clerks save it. First the file is only looked at: each row with what"
        " becomes of it. Rows that cannot be taken are set aside, the others are taken at once; F8 takes that back."
    )

    def __init__(self, path: str | None = None) -> None:
        """Ask for a file, or look at ``path`` at once."""
        super().__init__()
        self._given = path
        self._path = Path()
        self._section = "all"
        self._busy = False
        self.plan: ImportPlan | None = None
        self.rows: list[FileRow] = []
        self._shown: list[FileRow] = []
        self._result: Imported | None = None
        self._action = 0
        self._undone = False

    @property
    def caseload_app(self) -> CaseloadApp:
        """The app, with its type."""
        return caseload_app(self)

    def compose(self) -> ComposeResult:
        """Put the zones under one another."""
        yield TitleLine(_("Patients from a file"))
        yield ZoneLine()
        yield PathField(self._first_path(), id="path")
        yield SectionsLine()
        yield Static(Text(""), id="about")
        yield RecordTable(COLUMNS, empty=N_("No row of this kind."), search=False, id="rows")
        yield Patience(Text(""))
        yield Static(Text(""), id="filler")
        yield ZoneLine()
        with Vertical(id="answers"):
            yield ChoiceList([])
        yield StatusLine()
        yield Static(Text(""), id="hint")
        yield KeysLine()

    def _first_path(self) -> str:
        return self._given if self._given is not None else f"{last_folder()}/"

    def on_mount(self) -> None:
        """Ask for the path, or begin with the one that was given."""
        self.rebind()
        self.query_one(TitleLine).show(who=self.caseload_app.who(), training=self.caseload_app.training)
        self._ask()
        if self._given is not None:
            self._look()

    def words_changed(self) -> None:
        """Write everything in the present language."""
        self.query_one(TitleLine).show(title=_("Patients from a file"))
        if self.plan is not None:
            self._show_plan()
        self._show_hint()

    # The path.

    @property
    def field(self) -> Field:
        """The field of the path."""
        return self.query_one(PathField).field

    def _ask(self) -> None:
        self.plan, self._result, self._undone = None, None, False
        self.set_class(True, "-asking")
        self.set_class(False, "-looking")
        self.field.focus()
        self.call_after_refresh(self.field.cursor_to_end)  # focus selects all: what is typed belongs behind the folder
        self._show_hint()

    def _show_hint(self) -> None:
        self.query_one("#hint", Static).update(hint_line(asking=self.has_class("-asking")))
        about = _("CSV or XLSX, as the clerk saved it. First it is only shown: nothing is written before you say so.")
        self.query_one("#filler", Static).update(safe(about, "faint"))

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Look at the file."""
        event.stop()
        self._look()

    # Looking.

    def _look(self) -> None:
        typed = self.field.value.strip()
        if not typed or typed.endswith("/"):
            self.field.error = _("Type the name of a file; Tab completes it")
            return
        if not self._busy:
            self._busy = True
            self._path = Path(typed).expanduser()
            self.base_app.run_worker(self._read(), name="look", exclusive=False)

    async def _read(self) -> None:
        from assistant_tui.text.errors import sentence
        from db.exchange.patients import plan_import

        caseload, path, count = self.caseload_app.caseload, self._path, Count()
        try:
            plan = await self.query_one(Patience).during(
                self.base_app.read(lambda: plan_import(caseload, path, progress=count)),
                _("Reading {file}", file=path.name), count,
            )  # fmt: skip
        except (CaseloadError, OSError) as error:
            self._ask()
            self.field.error = sentence(error)
            return
        finally:
            self._busy = False
        remember_folder(path.absolute().parent)
        self.plan, self.rows = plan, file_rows(plan)
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
        sections = [Section(kind, _(label), number[kind]) for kind, label in KINDS.items()]
        self.query_one(SectionsLine).show(sections, self._section)
        about = safe(plan_words(plan, plan.assistant_id == self.caseload_app.caseload.user.id), "faint")
        about.no_wrap = False
        self.query_one("#about", Static).update(about)
        self._shown = shown = [row for row in self.rows if in_section(row, self._section)]
        self.query_one("#rows", RecordTable).set_rows([row.number for row in shown], lambda place: _row(shown[place]))
        self.query_one(ChoiceList).set_choices(self._choices(plan))
        self._show_hint()

    def _choices(self, plan: "ImportPlan") -> list[Choice]:
        if self._result is not None:
            said = _("taken back: nothing of it is on record") if self._undone else imported_words(self._result)
            return [Choice("day", _("to the call list"), said), Choice("another", _("another file"))]
        if not plan.new and not plan.updated:
            return [Choice("day", _("nothing to take: everything is on record already")),
                    Choice("another", _("another file"))]  # fmt: skip
        return [Choice("take", take_words(plan)), Choice("another", _("leave: nothing is written"))]

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
        kinds = list(KINDS)
        self._section = kinds[(kinds.index(self._section) + step) % len(kinds)]
        self._show_plan()

    def on_record_table_chosen(self, event: RecordTable.Chosen) -> None:
        """Tell all that is to be said of a row."""
        event.stop()
        row = next((each for each in self._shown if each.number == event.key), None)
        if row is not None:
            title = _("Row {n}: {name}", n=row.number, name=row.name)
            lines = [row.standing_text.plain, *row.lines()]
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
        else:
            self._ask()

    async def _take(self) -> None:
        from assistant_tui.text.errors import sentence
        from db.actions.imports import apply_import

        app, plan = self.caseload_app, self.plan
        if plan is None:
            self._busy = False
            return
        count, said = Count(), _("Writing {n} patients", n=plan.new + plan.updated)
        skip = bool(plan.rejected)
        try:
            done = await self.query_one(Patience).during(
                app.write(lambda: app.caseload.do(apply_import, plan, skip_rejected=skip, progress=count)), said, count
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
            self._undone = True
            self._show_plan()

    def do_leave(self) -> None:
        """Go back to the path, then out."""
        if self._busy:
            self.base_app.say(_("One moment: the file is being worked on"))
        elif self.has_class("-asking") or self._result is not None:
            self.dismiss(None)
        else:
            self._ask()


def _row(row: FileRow) -> Row:
    return Row((safe(row.number, "faint"), safe(row.name), row.standing_text, row.said()))
