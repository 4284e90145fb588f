"""The app with an open caseload: asking and doing off the event loop, and telling the screens what changed."""

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from textual.message import Message

from assistant_tui.app_seats import SeatApp
from assistant_tui.caseload_here import caseload_app
from assistant_tui.people_doings import PeopleDoings
from assistant_tui.seats import OfSeat
from assistant_tui.text.i18n import _
from assistant_tui.text.width import clip
from assistant_tui.visit_doings import VisitDoings
from db.errors import CaseloadError, Conflict

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from rich.text import Text

    from assistant_tui.drafts import Drafts
    from assistant_tui.text.reasons import ReasonWords
    from db.caseload import Caseload, Done
    from db.queries.people import ServiceRow
    from db.queries.reasons import Reason
    from db.work import View, Work

__all__ = ["CaseloadApp", "RecordChanged", "caseload_app"]

P = ParamSpec("P")
R = TypeVar("R")


@dataclass
class RecordChanged(Message):
    """Something was written: the screens that show one of these patients show it anew, in place."""

    patient_ids: tuple[int, ...]
    done: "Done[Any]"


class CaseloadApp(PeopleDoings, VisitDoings, SeatApp):
    """What every screen of the record stands on.

    `asked` runs a query and `done` an action; both say the sentence of what was refused and then return None.
    `now()`, `today()`, `zone` are the desk's time; `words()` says reasons as of now. Screens go elsewhere by the
    app alone: `open_call`, `open_card`, `open_import`, `new_caller`, `show_day`. All of it is of the person whose work
    runs (`SeatApp.seat`).
    """

    _services: "OfSeat[Mapping[str, ServiceRow]]" = OfSeat({})
    _organisation = OfSeat[str | None](None)

    last_said = OfSeat(("", False))
    """What was said last, and whether it can be undone: the next screen in front says it still."""

    opened_by_slip = OfSeat[int | None](None)
    """A call that was opened and put aside without a mark as the very last thing: the next undo takes it back."""

    opening_call = OfSeat(False)
    """True while another call is on its way to the screen: the one below it stays put aside."""

    _drafts: "OfSeat[Drafts | None]" = OfSeat(None)

    @property
    def drafts(self) -> "Drafts":
        """What was typed and not saved yet, of who is signed in."""
        drafts = self._drafts
        if drafts is None:
            from assistant_tui.drafts import drafts_of

            drafts = self._drafts = drafts_of(self.caseload, failed=self._drafts_failed)
        return drafts

    def _drafts_failed(self, error: OSError) -> None:
        """Say once that drafts cannot be written; called on a thread of their own, and typing goes on."""
        from assistant_tui.text.errors import sentence

        said = _("What you type cannot be kept for later: {why}", why=sentence(error))
        self.call_later(lambda: self.say(said))

    def save_drafts(self) -> None:
        """Write down what everybody typed, before the program is stopped."""
        for seat in self.seats:
            drafts: Drafts | None = seat.values.get("_drafts")
            if drafts is not None:
                drafts.flush()

    @property
    def caseload(self) -> "Caseload":
        """The open caseload; it is there before the first screen that needs it."""
        seat = self.seat
        if seat is None:
            raise LookupError("no caseload is open")
        return seat.caseload

    @property
    def is_open(self) -> bool:
        """Tell whether somebody is signed in, and in front."""
        seat = self.seat
        return seat is not None and seat is self.front and seat.caseload.signed_in

    @property
    def training(self) -> bool:
        """Tell whether the database holds invented patients."""
        seat = self.seat
        return seat is not None and seat.caseload.training

    def who(self) -> str:
        """Return who works here and where: «Иванова А. П. · ЦАОП № 3»."""
        return " · ".join(filter(None, (self.caseload.user.short_name, self._organisation)))

    # Time and words.

    @property
    def zone(self) -> "ZoneInfo":
        """The zone of the desk."""
        return self.caseload.zone

    def now(self) -> datetime:
        """Return the domain's instant, aware UTC."""
        return self.caseload.clock.now()

    def local_now(self) -> datetime:
        """Return the domain's instant in the zone of the desk."""
        return self.now().astimezone(self.zone)

    def today(self) -> date:
        """Return the date at the desk."""
        return self.local_now().date()

    def words(self) -> "ReasonWords":
        """Return what says reasons, as of now."""
        from assistant_tui.text.reasons import ReasonWords

        return ReasonWords(self.today(), self.zone, self._services)

    # The two verbs.

    async def asked(
        self, query: "Callable[Concatenate[View, P], R]", *args: P.args, **kwargs: P.kwargs
    ) -> R | None:  # fmt: skip
        """Run a query on a reader thread; say what is wrong and return None where it is refused."""
        caseload = self.caseload
        try:
            return await self.read(lambda: caseload.ask(query, *args, **kwargs))
        except CaseloadError as error:
            return await self.asked(query, *args, **kwargs) if await self.let_in(error) else None

    async def done(
        self, action: "Callable[Concatenate[Work, P], R]", /, *args: P.args, **kwargs: P.kwargs
    ) -> "Done[R] | None":  # fmt: skip
        """Run an action on the writer thread and tell the screens; say what is wrong and return None where it fails."""
        try:
            return await self.tried(action, *args, **kwargs)
        except Conflict as error:
            self.refuse(error)
            return None

    async def tried(
        self, action: "Callable[Concatenate[Work, P], R]", /, *args: P.args, **kwargs: P.kwargs
    ) -> "Done[R] | None":  # fmt: skip
        """Do as `done` does, but let `Conflict` through to who can merge (see `assistant_tui.merging`)."""
        caseload = self.caseload
        try:
            done = await self.write(lambda: caseload.do(action, *args, **kwargs))
        except Conflict:
            raise
        except CaseloadError as error:
            return await self.tried(action, *args, **kwargs) if await self.let_in(error) else None
        self.record_changed(done)
        return done

    def record_changed(self, done: "Done[Any]") -> None:
        """Tell every screen in the stack what was written."""
        if done.undoable:
            self.opened_by_slip = None
        for screen in self.screen_stack:
            screen.post_message(RecordChanged(done.patient_ids, done))

    def refuse(self, error: CaseloadError) -> None:
        """Say why something was not done."""
        from assistant_tui.text.errors import sentence

        self.say(sentence(error))

    def say(self, text: str, *, undo: bool = False) -> None:
        """Tell something, and keep it for the screen that comes to the front next."""
        self.last_said = (clip(text, 400), undo)
        super().say(text, undo=undo)

    # Where one goes.

    def patient_here(self) -> int | None:
        """Return the patient whom the screen in front is about, or None."""
        ask = getattr(self.screen, "patient_here", None)
        found = ask() if callable(ask) else None
        return found if isinstance(found, int) else None

    @abstractmethod
    async def open_call(
        self, patient_id: int, task_id: int | None = None, incoming: bool = False, phone: str | None = None
    ) -> bool:
        """Open a call to a patient, or take up the one put aside; False where somebody else has them in work."""

    @abstractmethod
    async def open_card(self, patient_id: int, tab: str | None = None) -> None:
        """Open a patient's card."""

    @abstractmethod
    async def open_import(self, path: str | None = None) -> None:
        """Open the taking of patients from a file."""

    @abstractmethod
    async def new_caller(self, text: str = "") -> None:
        """Ask for a new patient, with what was typed in the form."""

    @abstractmethod
    async def past_of(self, patient_id: int) -> "list[Text]":
        """Return the latest of what happened with a patient, a line each."""

    @abstractmethod
    async def say_last_step(self) -> None:
        """Say what was done last, unless something was said already."""

    @abstractmethod
    async def settle(self, patient_id: int, reasons: "Sequence[Reason]") -> None:
        """Ask what came of work that needs no call, and write it."""

    @abstractmethod
    async def write_note(self, patient_id: int) -> None:
        """Ask for a note about a patient, and write it."""

    @abstractmethod
    async def set_reminder(self, patient_id: int) -> None:
        """Ask for a reminder about a patient, and set it."""

    @abstractmethod
    async def tests_menu(self, patient_id: int) -> None:
        """Ask what to do with the tests and courses of a patient, and do it."""

    @abstractmethod
    async def act_on_course_of(self, patient_id: int, course_id: int) -> bool:
        """Ask what is to be done with a course; tell whether it goes on."""

    @abstractmethod
    async def act_on_test_of(self, patient_id: int, test_id: int) -> bool:
        """Ask what became of a test; tell whether it is one of which something may still become."""

    @abstractmethod
    async def explain(self, patient_id: int) -> None:
        """Show why a patient stands where the list has the row."""

    @abstractmethod
    async def save_calls(self, patient_id: int) -> None:
        """Write the calls with a patient as a page to hand out."""

    @abstractmethod
    async def copy_ids(self, patient_id: int) -> None:
        """Copy policy number and birth date."""

    @abstractmethod
    async def send_message(self, patient_id: int | None, to_id: int | None = None) -> None:
        """Ask for a message to a colleague, and send it."""

    @abstractmethod
    async def enter_late(self, patient_id: int | None) -> None:
        """Ask for a call that was made elsewhere, and record it."""

    @abstractmethod
    async def correct_call(self, patient_id: int | None, call_id: int | None = None) -> None:
        """Ask which call of today is to be another one, and correct it; ``call_id`` is asked about alone."""

    @abstractmethod
    async def take_back(self) -> None:
        """Take back the last step that was written."""

    @abstractmethod
    async def end_shift(self) -> None:
        """End the shift of who is in front."""

    @abstractmethod
    async def export_list(self) -> None:
        """Ask for a file, and save the call list there."""

    @abstractmethod
    def show_day(self) -> None:
        """Go back to the call list."""

    @abstractmethod
    async def show_list(self, name: str) -> None:
        """Go to a screen of the desk by its name, over the call list."""
