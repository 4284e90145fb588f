"""What is to be known of a time for a visit, in words."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from rich.text import Text

from assistant_tui.text.dates import clock, day_month, full_day, weekday
from assistant_tui.text.i18n import N_, _, ngettext_
from assistant_tui.text.outcomes import because_label
from assistant_tui.text.reason_sentences import rule_words
from assistant_tui.text.reasons import ReasonWords
from assistant_tui.text.safe import plain, safe
from db.rules.booking import Doubt, Said

if TYPE_CHECKING:
    from db.queries.booking_check import BookingCheck, OtherVisit
    from db.queries.lists import VisitRow

MODES: Final = (("in_person", N_("in person")), ("phone", N_("by phone")), ("video", N_("by video")))
"""How a visit is held, by code."""
INITIATIVES: Final = (("patient", N_("patient")), ("clinic", N_("clinic")), ("equipment", N_("equipment")))
"""Because of whom a visit is moved or called off, by code."""
_GRAVE: Final = frozenset({
    Doubt.DEATH, Doubt.CLOSED, Doubt.PAST, Doubt.CLASH, Doubt.LATE, Doubt.AFTER_NEXT, Doubt.BEFORE_NEED,
})  # fmt: skip
_OTHERS: Final = {
    Doubt.CLASH: N_("at that time already: {what}"), Doubt.AFTER_NEXT: N_("must come BEFORE: {what}"),
    Doubt.BEFORE_NEED: N_("comes before what it needs: {what}"),
}  # fmt: skip
_RESULTS: Final = {
    Doubt.RESULT_LATE: N_("its result comes about {day}, later than: {what}"),
    Doubt.NEED_LATE: N_("its result comes about {day} only: {what}"),
}
_PLAIN: Final = {
    Doubt.DEATH: N_("the patient is said to have died"), Doubt.CLOSED: N_("the support of this patient has ended"),
    Doubt.DAY_OFF: N_("this is a day off"), Doubt.PAST: N_("this time has passed"),
}  # fmt: skip
_MOST: Final = 4


def visit_words(visit: "VisitRow | OtherVisit", words: ReasonWords, *, named: bool = True) -> str:
    """Return «ср 25.11 10:00 компьютерная томография, ЦАОП № 3»."""
    at = words.moment(visit.starts_at, zone=ZoneInfo(visit.zone))
    what = f"{at} {words.service(visit.service, named=named)}"
    return ", ".join(filter(None, (what, plain(visit.organisation or ""))))


def doubt_words(said: Said, check: "BookingCheck", words: ReasonWords) -> str:
    """Return one thing that is to be known of a time."""
    other = next((each for each in check.visits if each.id == said.visit_id), None)
    what = visit_words(other, words) if other is not None else ""
    day = f"{weekday(said.on)} {day_month(said.on)}" if said.on else ""
    if said.doubt in _OTHERS:
        return _(_OTHERS[said.doubt], what=what)
    if said.doubt in _RESULTS:
        return _(_RESULTS[said.doubt], what=what, day=day)
    if said.doubt is Doubt.HELD:
        return _("in hospital or away until {day}", day=day)
    if said.doubt is Doubt.TESTS:
        return _("tests not taken by then: {what}", what=", ".join(words.service(each) for each in said.services))
    return _(_PLAIN[said.doubt]) if said.doubt in _PLAIN else limit_words(said, day)


def limit_words(said: Said, day: str) -> str:
    """Return a limit projected on a time: «консультация онколога до ср 25.11: опоздает на 2 р. д.»."""
    limit = _("{what} by {day}", what=rule_words(said.rule), day=day)
    if said.doubt is Doubt.KEEPS:
        return _("{limit}: in time", limit=limit)
    late = ngettext_("late by {n} wd", "late by {n} wd", said.days)
    return f"{limit}: {late}"


def check_lines(check: "BookingCheck", words: ReasonWords) -> list[Text]:
    """Return what is to be known of a time, a line each: a sign, then the words; what speaks for it comes last."""
    lines = []
    for said in sorted(check.said, key=lambda each: (not each.warns, each.doubt not in _GRAVE)):
        style = ("late" if said.doubt in _GRAVE else "soon") if said.warns else "done"
        lines.append(safe(f"{'!' if said.warns else '✓'} {doubt_words(said, check, words)}", style))
    if not check.said:
        lines = [
            safe(_("Limit: {limit}", limit=_("{what} by {day}", what=rule_words(each.rule), day=full_day(each.due_on))))
            for each in check.limits
        ]
    if len(lines) > _MOST:
        more = len(lines) - _MOST + 1
        lines = [*lines[: _MOST - 1], safe(ngettext_("and {n} more", "and {n} more", more), "faint")]
    return lines


def chain_words(chain: Sequence["VisitRow"]) -> str:
    """Return how often a visit was moved, with its days: «перенесён дважды: 12.11 → 18.11 → 25.11»; else nothing."""
    times = len(chain) - 1
    if times < 1:
        return ""
    days = " → ".join(day_month(each.starts_at.astimezone(ZoneInfo(each.zone)).date()) for each in chain)
    if times <= 2:
        return _("moved once: {days}", days=days) if times == 1 else _("moved twice: {days}", days=days)
    return ngettext_("moved {n} time: {days}", "moved {n} times: {days}", times, days=days)


def why_words(visit: "VisitRow") -> str:
    """Return because of whom and why a visit was moved or called off: «по просьбе клиники · нет врача»."""
    initiative = _(dict(INITIATIVES)[visit.initiative]) if visit.initiative in dict(INITIATIVES) else ""
    because = because_label(visit.because).lower() if visit.because else ""
    return " · ".join(filter(None, (initiative, because)))


def when_words(visit: "VisitRow") -> str:
    """Return the day and time of a visit where it takes place: «ср 25.11.2026 10:00»."""
    local = visit.starts_at.astimezone(ZoneInfo(visit.zone))
    return f"{full_day(local.date())} {clock(local)}"
