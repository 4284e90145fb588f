"""Standing in for one another: who is away, who takes the patients on, until when; for any screen."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from assistant_tui.app_colleagues import ColleagueWays
from assistant_tui.text.colleagues import days_words, where_words
from assistant_tui.text.i18n import N_, _
from assistant_tui.widgets.choice import Choice

if TYPE_CHECKING:
    from db.queries.colleagues import Colleague, CoverRow


class CoverWays(ColleagueWays):
    """How covers are arranged and ended."""

    off_cover = ColleagueWays.off_my_status

    async def do_cover(self) -> None:
        """Ask who is away, who stands in, for which days, and arrange it."""
        from assistant_tui.dialogs.pick import PickDialog
        from db.queries.colleagues import colleagues

        found = await self.asked(colleagues) or ()
        today, zone = self.today(), self.zone

        def choices() -> list[Choice]:
            there = [each for each in found if each.patients]
            return [Choice(str(each.id), each.short_name, where_words(each, today, zone)) for each in there]

        async def again() -> list[Choice]:
            nonlocal found
            found = await self.asked(colleagues) or found
            return choices()

        if len(found) < 2 or not choices():
            self.say(_("There is no colleague in your centre yet"))
            return
        picked = await self.ask(PickDialog(_("Cover: who is away?"), choices(), again=again))
        if picked is not None:
            await self.arrange_cover(next(each for each in found if str(each.id) == picked.id))

    async def arrange_cover(self, colleague: "Colleague") -> None:
        """Ask who stands in for a colleague, and for which days; say what comes of it."""
        from assistant_tui.dialogs.outcome_form import Answers, Ask, OutcomeForm
        from db.actions.colleagues import add_cover
        from db.queries.colleagues import colleagues

        title = _("{name} is away: who stands in?", name=colleague.short_name)
        by_id = await self.pick_colleague(title, colleague.id)
        if by_id is None:
            return
        by = next((each.short_name for each in await self.asked(colleagues) or () if each.id == by_id), "")

        def fits(answers: Answers) -> str | None:
            first, last = day_of(answers["first"]), day_of(answers["last"])
            if first is not None and last is not None and last < first:
                return _("The last day of the cover is earlier than the first.")
            return None

        answers = await self.ask(OutcomeForm(
            _("{name} is away: on which days does {by} stand in?", name=colleague.short_name, by=by),
            [
                Ask("first", N_("First day"), kind="day", value=_("today"), needed=True),
                Ask("last", N_("Last day"), kind="day", needed=True),
                Ask("because", N_("Why"), value=""),
            ],
            self.local_now,
            check=fits,
        ))  # fmt: skip
        if answers is None:
            return
        first, last = day_of(answers["first"]), day_of(answers["last"])
        if first is None or last is None:
            return
        because = str(answers["because"] or "") or None
        done = await self.done(add_cover, colleague.id, by_id, first, last, because=because)
        if done is not None:
            made = done.result
            said = [_("{by} stands in for {user}, {days}", by=made.by, user=made.user,
                      days=days_words(first, last, self.today()))]  # fmt: skip
            if made.by_is_covered_by:
                said.append(_("but {by} is away too: {name} stands in", by=made.by, name=made.by_is_covered_by))
            if made.user_covers:
                said.append(_("the patients of {name} are not handed on with it", name=made.user_covers))
            self.say("; ".join(said), undo=True)

    async def act_on_colleague(self, colleague: "Colleague", covers: "Sequence[CoverRow]") -> None:
        """Ask what to do with a colleague, or with oneself, and do it."""
        from assistant_tui.dialogs.pick import PickDialog

        held = [cover for cover in covers if cover.user_id == colleague.id and cover.patient_id is None]
        none = None if colleague.patients else _("no patients of their own")
        picked = await self.ask(PickDialog(
            f"{colleague.short_name} · {where_words(colleague, self.today(), self.zone)}",
            [
                Choice("message", _("write a message …"), off=_("that is you") if colleague.me else None),
                Choice("cover", _("arrange a cover …"), off=none),
                Choice("end", _("end the cover"), held[0].by if held else "", off=None if held else _("no cover")),
                Choice("status", _("change the status …")),
            ],
        ))  # fmt: skip
        if picked is None:
            return
        if picked.id == "message":
            await self.send_message(None, colleague.id)
        elif picked.id == "cover":
            await self.arrange_cover(colleague)
        elif picked.id == "end":
            await self.end_cover(held[0])
        else:
            await self.set_status(colleague)

    async def act_on_cover(self, cover: "CoverRow") -> None:
        """Ask what to do with a cover, and do it."""
        from assistant_tui.dialogs.pick import PickDialog

        nobody = None if cover.patient_id is not None else _("it is about the whole list")
        days = days_words(cover.first_on, cover.last_on, self.today())
        title = _("{by} stands in for {user}, {days}", by=cover.by, user=cover.user, days=days)
        picked = await self.ask(PickDialog(
            title, [Choice("end", _("end the cover")), Choice("card", _("open the card"), off=nobody)]
        ))  # fmt: skip
        if picked is None:
            return
        if picked.id == "end":
            await self.end_cover(cover)
        elif cover.patient_id is not None:
            await self.open_card(cover.patient_id)

    async def end_cover(self, cover: "CoverRow") -> None:
        """End a cover, and say so."""
        from db.actions.colleagues import end_cover

        if await self.done(end_cover, cover.id):
            self.say(_("The cover of {user} by {by} is ended", user=cover.user, by=cover.by), undo=True)


def day_of(value: object) -> date | None:
    """Return an answer as a day."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
