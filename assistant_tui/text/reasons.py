"""Reasons to call in words: short for a row, full for the panel and the call."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING, Final

from assistant_tui.text.dates import clock, day_month, near_day, near_moment, weekday
from assistant_tui.text.i18n import _, language
from assistant_tui.text.reason_sentences import BESIDE, FULL, PLAIN_FULL, PLAIN_SHORT, SHORT, Named, rule_words

if TYPE_CHECKING:
    from db.queries.people import ServiceRow
    from db.queries.reasons import Reason

__all__ = ["ReasonWords", "merged", "rule_words"]

_SOON_DAYS: Final = 6
"""Within so many days the day of the week alone says which day is meant."""

_BRIEF: Final = {
    "приём врача": "приём", "приём врачей": "приём", "анализ крови": "кровь", "анализ мочи": "моча",
    "дневной стационар": "стационар",
    "doctor's visit": "visit", "doctors' visit": "visit", "blood test": "blood", "urine test": "urine",
}  # fmt: skip
"""Neutral names of services as short as a row wants them."""


@dataclass(frozen=True)
class ReasonWords:
    """Says reasons in the present language, as of `today` at the desk's `zone`.

    `services` are what the record calls its services; with ``named=True`` a service is called by its own name,
    else by its neutral one: lists and everything that others may see name no illness.
    """

    today: date
    zone: tzinfo
    services: Mapping[str, "ServiceRow"] = field(default_factory=dict)

    def row(self, reasons: Sequence["Reason"]) -> str:
        """Return all reasons of a row in short: «приём пн + кровь»."""
        said = [self.short(reason, alone=len(reasons) == 1) for reason in reasons]
        return " + ".join(dict.fromkeys(said))

    def short(self, reason: "Reason", *, alone: bool = True) -> str:
        """Return a reason in short; beside others a day is said by its name alone."""
        named = Named(reason, dict(reason.params))
        say = SHORT.get(reason.kind)
        if say:
            return say(self, named, alone)
        return _(PLAIN_SHORT[reason.kind] if alone else BESIDE.get(reason.kind, PLAIN_SHORT[reason.kind]))

    def full(self, reason: "Reason", *, named: bool = False) -> str:
        """Return a reason as a sentence: «Приём пн 23.11 10:30 — придёт?»."""
        each = Named(reason, dict(reason.params))
        say = FULL.get(reason.kind)
        said = say(self, each, named) if say else _(PLAIN_FULL[reason.kind])
        return said[:1].upper() + said[1:]

    def fulls(self, reasons: Iterable["Reason"], *, named: bool = False) -> list[str]:
        """Return the sentences of several reasons."""
        return [self.full(reason, named=named) for reason in reasons]

    def numbered(self, reason: "Reason", beside: Iterable["Reason"], *, named: bool = False) -> str:
        """Return a reason as a sentence; among equal ones ``beside`` it, which of them it is: «… (2 из 3)»."""
        said = self.full(reason, named=named)
        equal = [each for each in beside if self.full(each, named=named) == said]
        if len(equal) < 2 or reason not in equal:
            return said
        return f"{said} ({_('{n} of {cap}', n=equal.index(reason) + 1, cap=len(equal))})"

    # Parts of sentences.

    def service(self, code: object, *, named: bool = False) -> str:
        """Return what a service is called: neutral, or by its own name."""
        row = self.services.get(str(code))
        if row is None:
            return _("visit")
        if named:
            return row.ru if language() == "ru" else row.en
        return row.neutral_ru if language() == "ru" else row.neutral_en

    def brief(self, code: object) -> str:
        """Return the neutral name of a service as a row says it: «приём», «кровь»."""
        name = self.service(code)
        return _BRIEF.get(name, name)

    def day_short(self, day: date | None, *, alone: bool) -> str:
        """Return «пн 23.11», beside other reasons «пн»; tomorrow too, so that rows name a day in one way."""
        if day is None:
            return ""
        if 0 < (day - self.today).days <= _SOON_DAYS:
            return f"{weekday(day)} {day_month(day)}" if alone else weekday(day)
        return near_day(day, self.today)

    def moment(self, at: datetime | None, *, zone: tzinfo | None = None) -> str:
        """Return «пн 23.11 10:30», «завтра 9:30»; today's with the word «сегодня»."""
        if at is None:
            return ""
        local = at.astimezone(zone) if zone else at
        if local.date() == self.today:
            return f"{near_day(self.today, self.today)} {clock(local)}"
        return near_moment(local, self.today)

    def until(self, day: date | None) -> str:
        """Return «26.11»."""
        return day_month(day) if day else ""


def merged(said: Iterable[str]) -> list[str]:
    """Return sentences without twins, each with how often it was said: «Анализ крови до 23.11 — сдано? (2)»."""
    return [each if times == 1 else f"{each} ({times})" for each, times in Counter(said).items()]
