"""The clipboard: what is copied is on record and does not stay there."""

from typing import TYPE_CHECKING

from textual.app import App

from assistant_tui.app_access import AccessWays
from assistant_tui.text.i18n import _, ngettext_

if TYPE_CHECKING:
    from textual.timer import Timer


class ClipboardWays(AccessWays):
    """Copies, and empties the clipboard after a while, when the screen is hidden, and at the end."""

    _emptying: "Timer | None" = None
    _copied: bool = False

    def copy_to_clipboard(self, text: str) -> None:
        """Copy a text, whoever asks for it; that it was copied is audited, and it does not stay there.

        Where the settings forbid it, nothing is copied.
        """
        if not self.settings.copying:
            self.say(_("Nothing is copied: the settings do not allow it"))
            return
        super().copy_to_clipboard(text)
        self._copied = True
        if self._emptying is not None:
            self._emptying.stop()
            self._emptying = None
        if seconds := self.settings.clipboard_seconds:
            self._emptying = self.set_timer(seconds, self._time_is_up)
        if self.is_open:
            self.run_worker(self._note_copied(self.patient_here()), name="copied", exclusive=False)

    async def _note_copied(self, patient_id: int | None) -> None:
        from db.actions.clipboard import copied

        await self.done(copied, patient_id)

    def empty_clipboard(self) -> bool:
        """Empty the clipboard where this program filled it; tell whether it did."""
        if not self._copied:
            return False
        self._copied = False
        for nothing in (" ", ""):  # some terminals, tmux among them, pass over an empty text and keep what they have
            App.copy_to_clipboard(self, nothing)
        if self._emptying is not None:
            self._emptying.stop()
            self._emptying = None
        return True

    def _time_is_up(self) -> None:
        if self.empty_clipboard():
            said, undo = self.last_said
            emptied = _("The clipboard is empty again")
            # A step that can be taken back is still said: it matters more.
            self.say(f"{said} · {emptied}" if undo else emptied, undo=undo)

    async def copy_ids(self, patient_id: int) -> None:
        """Copy policy number and birth date."""
        from assistant_tui.text.dates import short_date
        from db.queries.patients import card

        found = await self.asked(card, patient_id)
        if found is None:
            return
        born = short_date(found.birth_on) if found.birth_on else ""
        text = " ".join(filter(None, (found.policy, born)))
        if not text:
            self.say(_("The card has neither policy nor birth date"))
            return
        self.copy_to_clipboard(text)
        if not self.settings.copying:
            return
        if seconds := self.settings.clipboard_seconds:
            until = ngettext_("the clipboard is emptied in {n} s", "the clipboard is emptied in {n} s", seconds)
        else:
            until = _("the clipboard is emptied when you hide the screen or leave")
        self.say(_("Copied: policy and birth date") + " · " + until)

    def exit(self, result: int | None = None, return_code: int = 0, message: object | None = None) -> None:
        """Leave nothing in the clipboard, however the program ends."""
        self.empty_clipboard()
        super().exit(result, return_code, message)  # type: ignore[arg-type]  # what Textual can print

    def _fatal_error(self) -> None:
        self.empty_clipboard()  # a program that falls over leaves as little as one that ends
        super()._fatal_error()
