"""The guided tour: it goes with the person over the real screens and sees what was done."""

from typing import TYPE_CHECKING, Any, Final

from textual import events

from assistant_tui.app_comfort import Comfort
from assistant_tui.commands.host import CommandScreen
from assistant_tui.seats import OfSeat
from assistant_tui.text.i18n import N_, _
from assistant_tui.widgets.tour_line import TourLine

if TYPE_CHECKING:
    from textual.timer import Timer

    from assistant_tui.tour import Tour
    from db.caseload import Done

_SECONDS_BETWEEN_LOOKS = 0.2
_OFFER: Final = N_("New here? F9, “Guided tour”: five minutes on invented patients")


class TourApp(Comfort):
    """Shows the step above the title, on whatever screen is in front; Esc on the list leaves."""

    offers_tour: bool = False
    """Whether somebody who is new here is told of the tour when the list comes."""

    tour: "OfSeat[Tour | None]" = OfSeat(None)
    _looking: "OfSeat[Timer | None]" = OfSeat(None)

    def off_show_tour(self) -> str | None:
        """Say why there is no tour here."""
        if not self.is_open:
            return _("Sign in first")
        return None if self.training else _("Only in the training database: there nothing can go wrong")

    async def do_show_tour(self) -> None:
        """Begin the tour, go on where it was left, or leave it."""
        if self.tour is not None:
            await self.leave_tour()
            return
        from assistant_tui.tour import STEPS, Tour, keep_progress, progress

        left_at = progress() or 0
        self.tour = Tour(left_at if left_at < len(STEPS) else 0)
        keep_progress(self.tour.place)
        self.show_day()
        self._forget_offer()
        self._looking = self.set_interval(_SECONDS_BETWEEN_LOOKS, self.look_around)
        self.look_around()

    def show_day(self) -> None:
        """Go back to the call list; the first time somebody who is new is told of the tour."""
        super().show_day()
        if self.offers_tour:
            self.offers_tour = False
            self.call_after_refresh(self.offer_tour)

    def offer_tour(self) -> None:
        """Say once, in a training database, that there is a tour."""
        from assistant_tui.tour import keep_progress, progress

        if self.training and progress() is None:
            keep_progress(0)
            self.say(_(_OFFER))

    def _forget_offer(self) -> None:
        """Take the words off that offered the tour, now that it runs."""
        if self.last_said[0] == _(_OFFER):
            self.say("")

    async def leave_tour(self, *, over: bool = False) -> None:
        """End the tour; unless it is over, it goes on from here another time."""
        from assistant_tui.tour import keep_progress

        tour, self.tour = self.tour, None
        if self._looking is not None:
            self._looking.stop()
        for screen in self.screen_stack:
            for line in screen.query(TourLine):
                await line.remove()
        if tour is not None:
            keep_progress(tour.place)
        if tour is not None and not over:
            self.say(_("The tour goes on from here another time: F9, “Guided tour”"))

    def record_changed(self, done: "Done[Any]") -> None:
        """Note what was written, for the step."""
        super().record_changed(done)
        if self.tour is not None:
            self.tour.note(done.kind)

    def look_around(self) -> None:
        """See whether the step was done, and say what to do now."""
        tour = self.tour
        if tour is None or self.hidden or not self.is_here or not self.is_running:
            return
        from assistant_tui.tour import STEPS, keep_progress

        names = tuple(type(screen).__name__ for screen in self.screen_stack)
        if tour.look(names, self._search_here()):
            keep_progress(tour.place)
        if tour.step is None:
            self.run_worker(self._end_tour(), name="tour", exclusive=False)
        else:
            words = _(tour.step.back if tour.astray(names) else tour.step.words)
            self._show_step(f"{tour.place + 1}/{len(STEPS)} {words}")

    def _search_here(self) -> str:
        return str(getattr(getattr(self.screen, "rows", None), "text", ""))

    def _show_step(self, words: str) -> None:
        """Put the step above all on the whole screen in front; dialogs leave that in sight."""
        screen = next((each for each in reversed(self.screen_stack) if isinstance(each, CommandScreen)), None)
        if screen is None:
            return
        line = next(iter(screen.query(TourLine)), None)
        if line is None:
            line = TourLine()
            screen.mount(line, before=0)
        line.show(words, _("Esc on the list: leave"))

    async def _end_tour(self) -> None:
        """Say that it is over."""
        from assistant_tui.dialogs.tell import TellDialog

        if self.tour is None:
            return
        await self.leave_tour(over=True)
        lines = [
            _("You called, marked, took a step back, answered, searched and read a card: that is the day."),
            _("Nothing on a list writes by one key; F8 takes back; F1 explains; F9 has everything."),
            _("These patients are invented: try what you like."),
        ]
        await self.ask(TellDialog(_("The tour is over"), lines))

    async def on_event(self, event: events.Event) -> None:
        """Leave the tour by Esc where Esc has nothing else to leave."""
        escape = isinstance(event, events.Key) and event.key == "escape" and not event.is_forwarded
        if self.tour is not None and escape and self._nothing_to_leave():
            await self.leave_tour()
            return
        await super().on_event(event)

    def _nothing_to_leave(self) -> bool:
        rows = getattr(self.screen, "rows", None)
        on_day = type(self.screen).__name__ == "DayScreen"
        return on_day and rows is not None and not rows.text and rows.section == "now"
