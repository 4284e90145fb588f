"""Colleagues: one's status, messages about patients, standing in for one another; for any screen."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from assistant_tui.app_caseload import RecordChanged
from assistant_tui.app_ways import Ways
from assistant_tui.seats import OfSeat
from assistant_tui.text.colleagues import (
    STATUS,
    message_title,
    outlook_words,
    status_words,
    unread_words,
    where_words,
)
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.width import clip
from assistant_tui.widgets.choice import Choice
from db.errors import Denied

if TYPE_CHECKING:
    from textual.screen import Screen

    from db.queries.colleagues import Colleague, MessageRow
    from db.queries.news import News
    from db.watching import Watch

_LOOK_EVERY: Final = 1.0
"""Seconds between looks for what colleagues wrote."""
_TIME_EVERY: Final = 60
"""Looks after which it is seen whose break or cover has ended by itself."""
_LONGEST_TITLE: Final = 600


class ColleagueWays(Ways):
    """What colleagues ask of and tell one another."""

    _unread = OfSeat(0)
    _status = OfSeat[tuple[str, datetime | None]](("on_line", None))
    _agreed = OfSeat("")
    _day = OfSeat[date | None](None)
    _watch: "OfSeat[Watch | None]" = OfSeat(None)
    _looked = OfSeat(0)
    _under_way = OfSeat(False)

    def on_mount(self) -> None:
        """Begin to look for what colleagues do."""
        self.set_interval(_LOOK_EVERY, self._tick_for_colleagues)

    def _tick_for_colleagues(self) -> None:
        if self.is_open and self.is_running and not self._under_way:
            self._under_way = True
            self.run_worker(self._look_around(), name="colleagues", group="colleagues")

    async def _look_around(self) -> None:
        """Notice what others wrote, once a minute what time alone ended, and read the lists that it may concern."""
        try:
            try:
                news = await self.read(self._watched().look)
            except Denied as error:
                await self.let_in(error)
                return
            midnight = self._day not in (None, self.today())  # lists by day are others from now on, and covers too
            by_time, self._looked, self._day = self._looked % _TIME_EVERY == 0, self._looked + 1, self.today()
            if news is None and not by_time and not midnight:
                return
            if news is None or "break_glass" in news.kinds:
                await self.look_for_glass()
            before, self._agreed = self._agreed, await self.look_for_messages()
            agreed = midnight or before != "" and before != self._agreed
            for screen in self.screen_stack:
                refresh_after_news(screen, news, agreed=agreed)
        finally:
            self._under_way = False

    def _watched(self) -> "Watch":
        """Return what looks at the journal of the open caseload."""
        from db.watching import Watch

        watch = self._watch
        if watch is None:
            watch = self._watch = Watch(self.caseload)
        return watch

    async def look_for_messages(self) -> str:
        """Count the unread messages and see one's own status, for the head of every screen.

        Return a text that is another one once anybody's status or cover is.
        """
        from db.errors import CaseloadError
        from db.queries.colleagues import standing

        caseload = self.caseload
        try:
            here = await self.read(lambda: caseload.ask(standing))
        except CaseloadError:  # nobody asked for it: the next look may succeed
            return self._agreed
        self._unread, self._status = here.unread, (here.status, here.status_until)
        return here.agreed

    def who(self) -> str:
        """Return who works here and where, with unread messages and one's own break before it."""
        status, until = self._status
        away = "" if status == "on_line" else status_words(status, until, self.today(), self.zone)
        return " · ".join(filter(None, (unread_words(self._unread), away, super().who())))

    # Status.

    def off_my_status(self) -> str | None:
        """Say why there is no status yet."""
        return None if self.is_open else _("Sign in first")

    async def do_my_status(self) -> None:
        """Ask for one's own status, and set it."""
        await self.set_status(None)

    async def set_status(self, colleague: "Colleague | None") -> None:
        """Ask for a status, one's own or that of a colleague who cannot say it, and set it."""
        from assistant_tui.dialogs.outcome_form import Ask, OutcomeForm
        from assistant_tui.dialogs.pick import PickDialog
        from db.actions.colleagues import set_status

        title = _("My status") if colleague is None else _("Status: {name}", name=colleague.short_name)
        notes = {"lunch": _("for an hour")}
        picked = await self.ask(
            PickDialog(title, [Choice(code, _(said), notes.get(code, "")) for code, said in STATUS.items()])
        )
        if picked is None:
            return
        until = None
        if picked.id in ("ill", "away"):
            asked = Ask("until", N_("Until (empty: until you end it)"), kind="day")
            answers = await self.ask(OutcomeForm(f"{title} · {_(STATUS[picked.id])}", [asked], self.local_now))
            if answers is None:
                return
            until = self._moment(answers["until"])
        user_id = None if colleague is None or colleague.me else colleague.id
        done = await self.done(set_status, picked.id, until, user_id=user_id)
        if done is not None:
            await self.look_for_messages()
            said = status_words(done.result.status, done.result.until_at, self.today(), self.zone)
            self.say(f"{title} · {said}", undo=True)

    def _moment(self, value: object) -> datetime | None:
        """Return an answer as an instant; a day means its beginning, today its end."""
        if isinstance(value, datetime):
            return value if value.tzinfo else value.replace(tzinfo=self.zone)
        if not isinstance(value, date):
            return None
        day = value if value > self.today() else self.today() + timedelta(days=1)
        return datetime.combine(day, time(0), self.zone)

    # Messages.

    async def pick_colleague(self, question: str, user_id: int | None, patient_id: int | None = None) -> int | None:
        """Ask for a colleague, those at work first, with their load before and after; None where it was left.

        ``user_id`` is whose work they would take on; without one their load alone is shown.
        """
        from assistant_tui.dialogs.pick import PickDialog
        from db.queries.colleagues import outlook

        me = self.caseload.user.id

        async def read() -> list[Choice] | None:
            found = await self.asked(outlook, user_id or me, patient_id)
            if found is None:
                return None
            today, zone = self.today(), self.zone
            choices = []
            for row in found:
                if user_id is None and row.colleague.id == me:
                    continue
                load = outlook_words(row) if user_id is not None else _("today {n}", n=row.now)
                where = "" if row.colleague.at_work else " · " + where_words(row.colleague, today, zone)
                choices.append(Choice(str(row.colleague.id), row.colleague.short_name + where, load))
            return choices

        choices = await read()
        if not choices:
            self.say(_("There is no colleague in your centre yet"))
            return None
        picked = await self.ask(PickDialog(question, choices, again=read))
        return None if picked is None else int(picked.id)

    async def send_message(self, patient_id: int | None, to_id: int | None = None) -> None:
        """Ask for a message to a colleague, and send it; one left half-way is offered again."""
        from assistant_tui.dialogs.note import NoteDialog
        from db.actions.colleagues import send_message

        name = await self.name_of(patient_id) if patient_id is not None else ""
        about = _("Message to a colleague: {name}", name=name) if name else _("Message to a colleague")
        if to_id is None and (to_id := await self.pick_colleague(about, None)) is None:
            return
        drafts, form = self.drafts, f"message:{patient_id or 0}:{to_id}"
        kept = (drafts.take(form) or {}).get("text", "")
        text = await self.ask(NoteDialog(about, text=kept, keep=lambda text: drafts.keep(form, {"text": text})))
        if not text:
            return
        done = await self.done(send_message, to_id, text, patient_id)
        if done is not None:
            drafts.forget(form)
            self.say(_("{name}: the message is sent", name=done.result.to), undo=True)

    async def act_on_message(self, message: "MessageRow") -> None:
        """Show a message, note that it was read, and ask what to do about it."""
        from assistant_tui.dialogs.pick import PickDialog

        await self.mark_read(message)
        nobody = None if message.patient_id is not None else _("it is about no patient")
        other = message.from_id if message.incoming else message.to_id
        picked = await self.ask(PickDialog(
            clip(message_title(message, self.today(), self.zone), _LONGEST_TITLE),
            [
                Choice("answer", _("answer …") if message.incoming else _("write again …")),
                Choice("call", _("call the patient"), off=nobody),
                Choice("card", _("open the card"), off=nobody),
            ],
        ))  # fmt: skip
        if picked is None:
            return
        if picked.id == "answer":
            await self.send_message(message.patient_id, other)
        elif message.patient_id is not None:
            await (self.open_call if picked.id == "call" else self.open_card)(message.patient_id)

    async def mark_read(self, message: "MessageRow") -> None:
        """Note that a message to oneself was read."""
        from db.actions.colleagues import read_message

        if message.incoming and message.read_at is None and await self.done(read_message, message.id):
            await self.look_for_messages()


def refresh_after_news(screen: "Screen[Any]", news: "News | None", *, agreed: bool) -> None:
    """Read a list anew where what others did may change it; a screen may name the only steps that do.

    What is about one patient (`FOLLOWS`) is told as if it had been done here; a dialog reads its choices anew.

    A screen that is only on its way to the front reads its list when it is there.
    """
    if not screen.is_mounted:
        return
    if news is not None and getattr(screen, "FOLLOWS", False):
        screen.post_message(_changed(news))
    read_anew = getattr(screen, "read_anew", None)
    if news is not None and callable(read_anew):
        screen.run_worker(read_anew(), name="choices", group="choices", exclusive=True)
    refresh, rows = getattr(screen, "refresh_list", None), getattr(screen, "rows", None)
    if not callable(refresh) or rows is None:
        return
    only = getattr(screen, "CHANGED_BY", None)
    if only is not None:
        concerned = news is not None and bool(news.kinds & only)
    else:
        concerned = agreed or news is not None and (news.ours or rows.has_any(news.patient_ids))
    if concerned:
        refresh()


def _changed(news: "News") -> RecordChanged:
    """Return what others did as a screen is told of what was done here."""
    from db.caseload import Done

    patients = tuple(sorted(news.patient_ids))
    return RecordChanged(patients, Done(0, "news", None, patients, False))
