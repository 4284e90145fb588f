"""What an open call knows: its sheet, who speaks, which keys count now and why others do not."""

from abc import abstractmethod
from asyncio import Lock
from datetime import datetime
from typing import TYPE_CHECKING, Final

from assistant_tui.app_caseload import CaseloadApp, caseload_app
from assistant_tui.calling.marking import Marking
from assistant_tui.calling.speaker import Speaker, speaker_of, targets
from assistant_tui.commands.catalogue import BY_ID, NOT_REACHED
from assistant_tui.commands.host import CommandScreen
from assistant_tui.commands.keymap import shown_keys
from assistant_tui.commands.patient_commands import PatientCommands
from assistant_tui.drafts import Drafts
from assistant_tui.text.claims import held_words
from assistant_tui.text.i18n import _
from assistant_tui.text.outcomes import OUTCOMES
from assistant_tui.text.people import consent_words, relation_words
from db.rules.facts import Spoke

if TYPE_CHECKING:
    from db.queries.about import ContactLine
    from db.queries.calls import CallSheet

_NOBODY_CALLED: Final = frozenset(NOT_REACHED) - {"other_person", "cut_off"}
"""Digits that say nothing of somebody who calls us."""
_QUESTIONS: Final = frozenset({"callback", "callback_offer", "reminder", "control_call"})
"""Reasons that no visit and no test stands behind: they end with an answer."""


class CallState(PatientCommands, CommandScreen[None]):
    """An open call; `CallMarks` writes into it, the screen shows it."""

    def __init__(self, call_id: int) -> None:
        """Know a call of the user by its id; `reload` reads it."""
        super().__init__()
        self.call_id = call_id
        self.sheet: CallSheet | None = None
        self._since: datetime | None = None
        self._cursor = 0
        self._speaker: Speaker | None = None
        self._follows_mark = False  # opened by itself after a mark: on another number, or again
        self._over = False
        self._lock = Lock()
        self._asking = False  # a mark asks something: keys are meant for its question

    @property
    def caseload_app(self) -> CaseloadApp:
        """The app, with its type."""
        return caseload_app(self)

    @abstractmethod
    async def reload(self) -> None:
        """Read the call anew, and show it."""

    @abstractmethod
    def _show(self) -> None:
        """Show the call as it is known."""

    def patient_here(self) -> int | None:
        """Return the patient on the line."""
        return self.sheet.patient_id if self.sheet else None

    async def show_call(self, call_id: int) -> None:
        """Go over to another call of the same patient, without leaving the screen."""
        self.call_id, self._speaker, self._follows_mark = call_id, None, False
        self._since = self.caseload_app.now()
        self.base_app.guard.changed()
        await self.reload()

    def _drafts(self) -> Drafts:
        return self.caseload_app.drafts

    def _marking(self) -> Marking:
        assert self.sheet is not None  # noqa: S101 - commands are off until it is there
        return Marking(self.caseload_app, self.sheet, f"call:{self.call_id}", self._drafts())

    async def lost(self) -> None:
        """Take the patient again whom this call has no more; where somebody else has them by now, that is seen."""
        from db.actions.calls import open_call

        await self.reload()
        sheet = self.sheet
        if sheet is None or self._over or self._lock.locked() or sheet.in_work or sheet.direction == "in":
            return
        await self.caseload_app.done(open_call, sheet.patient_id, contact_id=sheet.contact_id)

    async def _resume(self) -> None:
        """Read anew after a dialog, once what was being marked has ended; take up again what was put aside meanwhile.

        What was marked may end the call, and with it every reason to read the patient.
        """
        async with self._lock:
            pass
        await self.reload()
        here = self.is_current and not self._over and not self.caseload_app.opening_call
        if self.sheet is not None and self.sheet.state == "aside" and here:
            from db.actions.calls import open_call

            await self.caseload_app.done(open_call, self.sheet.patient_id, incoming=self.sheet.direction == "in")
            await self.reload()

    def _close(self) -> None:
        self._over = True
        self._leave()

    def _leave(self) -> None:
        if self.is_current:
            self.dismiss()

    # Why a key is off.

    def _held(self) -> str | None:
        """Say who has the patient in work instead of this call."""
        held = self.sheet.in_work if self.sheet else None
        return held_words(held, self.caseload_app.zone) if held else None

    def _marked(self) -> bool:
        return self.sheet is not None and any(not mark.undone for mark in self.sheet.marks)

    def _off_digit(self, command_id: str) -> str | None:
        if self.sheet is None:
            return _("The call is being opened")
        if held := self._held():
            return held
        if self._marked() and command_id != "other_person":
            return _("Something is marked already: Enter finishes, F8 takes it back")
        if self.sheet.direction == "in" and command_id in _NOBODY_CALLED:
            return _("They are calling us: somebody is on the line")
        if self.sheet.connection is not None and command_id != "other_person":
            return _("Somebody is on the line: mark by a letter, or Enter finishes")
        return None

    def _off_letter(self, command_id: str) -> str | None:
        if self.sheet is None:
            return _("The call is being opened")
        if held := self._held():
            return held
        speaker = self._now_speaks()
        if command_id == "other":
            return None
        outcome = OUTCOMES[command_id]
        if speaker is not None and speaker.may(outcome) is not None:
            return _("This does not count from the one who speaks")
        if not targets(self.sheet, outcome, self._cursor):
            return self._fits_nothing(self.sheet)
        return None

    def _fits_nothing(self, sheet: "CallSheet") -> str:
        """Say that an outcome fits no reason; where nothing but a question is open, say what answers it."""
        said = _("There is no reason that this fits")
        if not sheet.reasons or not all(reason.kind in _QUESTIONS for reason in sheet.reasons):
            return said
        key = shown_keys(BY_ID["other"], self.base_app.keys_of_person)
        return said + ". " + _("The question is answered: {key}, Enter", key=key.upper())

    def off_finish(self) -> str | None:
        """Say why the call cannot be finished yet."""
        if self.sheet is None or self.sheet.connection is None:
            return _("Nothing is marked yet: a digit, a letter, or Esc puts the call aside")
        return self._held()

    def off_dial(self) -> str | None:
        """Say why the program cannot dial."""
        return None if self.base_app.settings.dial_command else _("No dialling program is set: dial by hand")

    def off_number(self) -> str | None:
        """Say why another number cannot be chosen."""
        if self.sheet is None or self.sheet.connection is not None:
            return _("The call has its number: somebody is on the line")
        if held := self._held():
            return held
        return None if len(self._numbers()) > 1 else _("There is no other number")

    def _numbers(self) -> "list[ContactLine]":
        return [each for each in self.sheet.contacts if each.active and each.phone] if self.sheet else []

    # Who speaks.

    def _talking(self) -> bool:
        speaker = self._now_speaks()
        return speaker is not None and speaker.spoke is not Spoke.PATIENT

    def _who_talks(self) -> str:
        speaker = self._now_speaks()
        if speaker is None or speaker.spoke is Spoke.PATIENT:
            return _("TALKED: letter, closes the reason >")
        if speaker.spoke is Spoke.REPRESENTATIVE:
            return _("SPEAKS: the legal representative")
        people = self.sheet.contacts if self.sheet else ()
        # The patient's own number has no name either: whoever is in no consent is not taken for the patient.
        consented = (each for each in people if each.standing == Spoke.TRUSTED)
        contact = next((each for each in consented if each.name == speaker.name), None)
        if speaker.spoke is Spoke.TRUSTED and contact is not None:
            whose = relation_words(contact.relation, contact.name)
            return _("SPEAKS: {who} · {consent}", who=whose, consent=consent_words(contact))
        return _("SPEAKS: somebody else, nothing about health")

    def _now_speaks(self) -> Speaker | None:
        return self._speaker or (speaker_of(self.sheet) if self.sheet else None)
