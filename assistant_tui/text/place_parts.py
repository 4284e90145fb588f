"""The parts of a row's place and the warnings before dialling, in words."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from assistant_tui.text.claims import at_whom
from assistant_tui.text.dates import day_month
from assistant_tui.text.i18n import N_, _, ngettext_
from assistant_tui.text.reasons import ReasonWords

if TYPE_CHECKING:
    from db.queries.reasons import Part, Warn

_PARTS_OF_DAY: Final = (N_("in the morning"), N_("in the afternoon"), N_("in the evening"))
_PHASES: Final = {
    "suspected": N_("is being examined"),
    "diagnosed": N_("under care"),
    "council": N_("waits for the council"),
    "treatment": N_("in treatment"),
    "follow_up": N_("in follow-up"),
    "palliative": N_("needs special attention"),
}
_PLAIN: Final = {
    "put_aside": N_("a call was put aside and waits for its mark"),
    "callback_now": N_("asked to be called at this time"),
    "callback_late": N_("the promised time is over"),
    "unwell": N_("complaints: to the doctor today"),
    "first_contact": N_("first call, the patient waits for us"),
    "visit_soon": N_("a visit is near"),
    "missed_visit": N_("a visit was missed or cancelled"),
    "answer_from_supervisor": N_("the supervisor has answered"),
    "due_today": N_("due today"),
    "newly_diagnosed": N_("the first weeks are the hardest"),
    "barriers": N_("there are open difficulties"),
}


def part_words(part: "Part", words: ReasonWords) -> str:
    """Return one part of a place in words: «срок истекает сегодня», «утром не ответили»."""
    params = dict(part.params)
    if part.code in _PLAIN:
        return _(_PLAIN[part.code])
    if part.code.startswith("deadline_"):
        return _limit_words(_number(params, "days_left"))
    if part.code == "late":
        days = _number(params, "days")
        return ngettext_("late by {n} working day", "late by {n} working days", days) if days else _("late since today")
    if part.code == "acuity":
        return _(_PHASES.get(str(params.get("phase")), _PHASES["diagnosed"]))
    if part.code == "good_hour":
        return _("often answers {part}", part=_part_of_day(params))
    if part.code == "other_part_of_day":
        return _("did not answer {part}, now it is another time", part=_part_of_day(params))
    if part.code == "rounds_today":
        return ngettext_("called once today", "called {n} times today", _number(params, "rounds"))
    return part.code.replace("_", " ")


def main_parts(parts: "Sequence[Part]", words: ReasonWords) -> list[str]:
    """Return what lifts a row, the heaviest first; what another part says already is left out."""
    codes = {part.code for part in parts}
    heavy = sorted((part for part in parts if part.points > 0), key=lambda part: -part.points)
    limited = any(code.startswith("deadline_") for code in codes)
    return [
        part_words(part, words)
        for part in heavy
        if not (part.code == "due_today" and limited or part.code == "callback_now" and "callback_late" in codes)
    ]


def _limit_words(left: int) -> str:
    """Return how a statutory limit stands: «контрольный срок сегодня»."""
    if left == 0:
        return _("the statutory limit is today")
    if left < 0:
        return ngettext_("past the statutory limit by {n} working day", "past the statutory limit by {n} working days",
                         -left)  # fmt: skip
    return ngettext_("{n} working day to the statutory limit", "{n} working days to the statutory limit", left)


def _part_of_day(params: Mapping[str, str | int | None]) -> str:
    place = _number(params, "part")
    return _(_PARTS_OF_DAY[place]) if 0 <= place < len(_PARTS_OF_DAY) else ""


def _number(params: Mapping[str, str | int | None], name: str) -> int:
    value = params.get(name)
    return value if isinstance(value, int) else 0


_WARNINGS: Final = {
    "death_said": N_("death was reported: do not call"),
    "closed": N_("the service has ended"),
    "no_number": N_("no number to call"),
    "rounds_today": N_("called as often as is allowed today"),
    "cap_rounds": N_("called as often as is allowed in these days"),
    "cap_days": N_("called in vain for days: the supervisor knows"),
    "outside_hours": N_("outside calling hours there"),
}


_TRIED: Final = frozenset({"rounds_today", "cap_rounds", "cap_days", "too_soon"})


def warning_style(warn: "Warn") -> str:
    """Alarm where one may not call at all; that one has tried often enough is only good to know."""
    return "soon" if warn.code in _TRIED else "late"


def warning_words(warn: "Warn", words: ReasonWords) -> str:
    """Return a warning before dialling; it warns and never refuses."""
    params = dict(warn.params)
    if warn.code == "colleague_calls":
        return _("in work with {name} since {since}", name=at_whom(str(params.get("user"))), since=params.get("since"))
    if warn.code == "too_soon":
        return ngettext_("less than {n} minute after the last try", "less than {n} minutes after the last try",
                         _number(params, "limit"))  # fmt: skip
    if warn.code == "pause":
        until = date.fromisoformat(str(params.get("until_on")))
        held = {"hospital": N_("in hospital, calls are held until {day}"), "away": N_("away until {day}")}
        return _(held.get(str(params.get("kind")), held["away"]), day=day_month(until))
    return _(_WARNINGS[warn.code]) if warn.code in _WARNINGS else warn.code.replace("_", " ")
