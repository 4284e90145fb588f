"""Reasons to call in words: short for a row, full for the panel and the call."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from assistant_tui.text.dates import clock, day_month, near_day, near_moment, weekday
from assistant_tui.text.i18n import N_, _, language, ngettext_

if TYPE_CHECKING:
    from db.queries.people import ServiceRow
    from db.queries.reasons import Reason

_SOON_DAYS: Final = 6
"""Within so many days the day of the week alone says which day is meant."""

_BRIEF: Final = {
    "приём врача": "приём", "приём врачей": "приём", "анализ крови": "кровь", "анализ мочи": "моча",
    "doctor's visit": "visit", "doctors' visit": "visit", "blood test": "blood", "urine test": "urine",
}  # fmt: skip
"""Neutral names of services as short as a row wants them."""

_RULES: Final = {
    "onc_consult": N_("doctor's consultation"),
    "onc_diagnostics": N_("examination"),
    "disp_set": N_("entry in the register"),
    "spec_care_start": N_("start of treatment"),
    "gen_consult": N_("specialist's consultation"),
    "gen_spec_care": N_("admission to hospital"),
}
"""What a statutory limit is about, naming no illness."""

DECISIONS: Final = {
    "declined": N_("does not want the service (says so)"),
    "died": N_("death of the patient"),
    "moved": N_("moved to another region"),
    "elsewhere": N_("treated elsewhere"),
    "ruled_out": N_("not confirmed by words"),
    "escalated": N_("a question to the supervisor"),
}
"""What waits for a decision, by kind."""

BARRIERS: Final = {
    "transport": N_("getting there"), "language": N_("language"), "housing": N_("housing"),
    "literacy": N_("papers hard to understand"), "family_care": N_("care for relatives"),
    "staff_communication": N_("talking with the staff"), "distance": N_("distance"),
    "scheduling": N_("inconvenient time"), "out_of_town": N_("from out of town"),
    "other_illness": N_("another illness"), "disability": N_("disability"), "money": N_("money"),
    "fear": N_("fear"), "work": N_("work"), "beliefs": N_("does not believe in examinations"),
    "distrust": N_("distrust of doctors"), "documents": N_("documents"), "other": N_("other"),
}  # fmt: skip
"""Difficulties, by code."""

_NOT_REACHED: Final = {
    "cap": N_("not reached: tried as often as is allowed"),
    "deadline": N_("not reached, and a deadline is near"),
    "due_by": N_("not reached in time"),
}


@dataclass(frozen=True)
class Named:
    """A reason with its parameters at hand."""

    reason: "Reason"
    params: Mapping[str, str | int | None]

    def moment(self, name: str) -> datetime | None:
        """Return a parameter that is an instant, in the zone of the visit where one is known."""
        value = self.params.get(name)
        if not isinstance(value, str):
            return None
        at = datetime.fromisoformat(value)
        zone = self.params.get("zone")
        return at.astimezone(ZoneInfo(zone)) if isinstance(zone, str) and zone else at

    def day(self, name: str) -> date | None:
        """Return a parameter that is a date."""
        value = self.params.get(name)
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None


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
        say = _SHORT.get(reason.kind)
        return say(self, named, alone) if say else _(_PLAIN_SHORT[reason.kind])

    def full(self, reason: "Reason", *, named: bool = False) -> str:
        """Return a reason as a sentence: «Приём пн 23.11 10:30 — придёт?»."""
        each = Named(reason, dict(reason.params))
        say = _FULL.get(reason.kind)
        said = say(self, each, named) if say else _(_PLAIN_FULL[reason.kind])
        return said[:1].upper() + said[1:]

    def fulls(self, reasons: Iterable["Reason"], *, named: bool = False) -> list[str]:
        """Return the sentences of several reasons."""
        return [self.full(reason, named=named) for reason in reasons]

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
        """Return «пн 23.11», beside other reasons «пн» where that is plain."""
        if day is None:
            return ""
        if -1 <= (day - self.today).days <= 1:
            return near_day(day, self.today)
        if not alone and 0 <= (day - self.today).days <= _SOON_DAYS:
            return weekday(day)
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


def rule_words(rule: object) -> str:
    """Return what a statutory limit is about: «консультация врача»."""
    return _(_RULES.get(str(rule), N_("deadline")))


Short = Callable[[ReasonWords, Named, bool], str]
Full = Callable[[ReasonWords, Named, bool], str]


def _day_of_visit(named: Named) -> date | None:
    at = named.moment("starts_at")
    return at.date() if at else None


def _visit_short(template: str) -> Short:
    def say(words: ReasonWords, named: Named, alone: bool) -> str:
        day = words.day_short(_day_of_visit(named), alone=alone)
        return _(template, what=words.brief(named.params.get("service")), day=day).strip()

    return say


def _visit_full(template: str) -> Full:
    def say(words: ReasonWords, named: Named, by_name: bool) -> str:
        what = words.service(named.params.get("service"), named=by_name)
        said = _(template, what=what, when=words.moment(named.moment("starts_at")))
        tests = named.params.get("open_tests")
        if isinstance(tests, int) and tests:
            said += " · " + ngettext_("{n} test is not taken yet", "{n} tests are not taken yet", tests)
        return said

    return say


def _test_short(template: str, param: str) -> Short:
    def say(words: ReasonWords, named: Named, alone: bool) -> str:
        return _(template, what=words.brief(named.params.get("service")), day=words.until(named.day(param)))

    return say


def _test_full(template: str, param: str) -> Full:
    def say(words: ReasonWords, named: Named, by_name: bool) -> str:
        what = words.service(named.params.get("service"), named=by_name)
        return _(template, what=what, day=words.until(named.day(param)))

    return say


def _result_short(words: ReasonWords, named: Named, alone: bool) -> str:
    return _("result: {what}", what=words.brief(named.params.get("service")))


def _result_full(words: ReasonWords, named: Named, by_name: bool) -> str:
    day = named.day("taken_on") or _day_of_visit(named)
    what = words.service(named.params.get("service"), named=by_name)
    return _("{what} of {day}: is the result in?", what=what, day=words.until(day))


def _callback_short(template: str) -> Short:
    def say(words: ReasonWords, named: Named, alone: bool) -> str:
        at = named.moment("promised_at")
        return _(template, when=near_moment(at, words.today, words.zone) if at else "")

    return say


def _callback_full(template: str) -> Full:
    def say(words: ReasonWords, named: Named, by_name: bool) -> str:
        return _(template, when=words.moment(named.moment("promised_at"), zone=words.zone))

    return say


def _deadline_short(words: ReasonWords, named: Named, alone: bool) -> str:
    return _("{what} by {day}", what=rule_words(named.params.get("rule")), day=words.until(named.day("due_on")))


def _deadline_full(words: ReasonWords, named: Named, by_name: bool) -> str:
    return _("{what}: the deadline is {day}, and nothing is booked", what=rule_words(named.params.get("rule")),
             day=words.until(named.day("due_on")))  # fmt: skip


def _follow_up(words: ReasonWords, named: Named, _flag: bool) -> str:
    return _("regular check-up about {day}", day=words.until(named.day("due_on")))


def _reminder_full(words: ReasonWords, named: Named, by_name: bool) -> str:
    text = named.params.get("text")
    return _("Reminder: {text}", text=text) if text else _("reminder")


def _barrier_short(words: ReasonWords, named: Named, _flag: bool) -> str:
    return _("barrier: {kind}", kind=_(BARRIERS.get(str(named.params.get("barrier_kind")), BARRIERS["other"])))


def _decision_kind(named: Named) -> str:
    return _(DECISIONS.get(str(named.params.get("decision_kind")), DECISIONS["escalated"]))


def _decision_short(words: ReasonWords, named: Named, alone: bool) -> str:
    return _("decide: {kind}", kind=_decision_kind(named))


def _decision_full(words: ReasonWords, named: Named, by_name: bool) -> str:
    return _("To decide: {kind}", kind=_decision_kind(named))


def _answer_full(words: ReasonWords, named: Named, by_name: bool) -> str:
    confirmed = named.params.get("answer") == "confirmed"
    said = _("confirmed") if confirmed else _("not confirmed")
    return _("The supervisor answered, {kind}: {said}", kind=_decision_kind(named), said=said)


def _tell_full(words: ReasonWords, named: Named, by_name: bool) -> str:
    if named.reason.reason == "tell_doctor_unwell":
        return _("Complaints: tell the doctor today")
    return _("Tell the doctor: unwilling, in the patient's words")


def _not_reached_full(words: ReasonWords, named: Named, by_name: bool) -> str:
    because = named.reason.reason.removeprefix("not_reached_")
    return _(_NOT_REACHED.get(because, _NOT_REACHED["cap"]))


_SHORT: Final[Mapping[str, Short]] = {
    "readiness": _visit_short(N_("{what} {day}, preparation")),
    "confirm_visit": _visit_short(N_("{what} {day}")),
    "took_place": _visit_short(N_("{what} {day}: took place?")),
    "ask_took_place": _visit_short(N_("{what} {day}: took place?")),
    "missed_visit": _visit_short(N_("missed: {what} {day}")),
    "rebook": _visit_short(N_("cancelled: {what}")),
    "book_move": _visit_short(N_("move: {what}")),
    "check_booking": _visit_short(N_("EMIAS: {what} {day}")),
    "test_due": _test_short(N_("{what} by {day}"), "due_on"),
    "test_overdue": _test_short(N_("{what}: was due {day}"), "due_on"),
    "result_expected": _result_short,
    "callback": _callback_short(N_("call back at {when}")),
    "callback_offer": _callback_short(N_("promised for {when}")),
    "deadline": _deadline_short,
    "follow_up": _follow_up,
    "barrier": _barrier_short,
    "decision": _decision_short,
}
_PLAIN_SHORT: Final[Mapping[str, str]] = {
    "first_contact": N_("FIRST CALL"),
    "book_doctor": N_("book a doctor"),
    "reminder": N_("reminder"),
    "find_contacts": N_("find a number"),
    "tell_doctor": N_("tell the doctor"),
    "talk_again": N_("talk again"),
    "control_call": N_("control call"),
    "conclusion": N_("enter the conclusion"),
    "answer": N_("supervisor's answer"),
    "not_reached": N_("not reached"),
    "leave_message": N_("leave a message"),
}
_FULL: Final[Mapping[str, Full]] = {
    "readiness": _visit_full(N_("{what} {when}: ready for it?")),
    "confirm_visit": _visit_full(N_("{what} {when}: will come?")),
    "took_place": _visit_full(N_("{what} {when}: did it take place? Look it up")),
    "ask_took_place": _visit_full(N_("{what} {when}: did it take place?")),
    "missed_visit": _visit_full(N_("{what} {when} was missed: offer a new time")),
    "rebook": _visit_full(N_("{what} {when} was cancelled: talk about a new time")),
    "book_move": _visit_full(N_("{what} {when} is to be moved: book a new time")),
    "check_booking": _visit_full(N_("{what} {when}: is it booked in EMIAS?")),
    "test_due": _test_full(N_("{what} by {day}: taken?"), "due_on"),
    "test_overdue": _test_full(N_("{what} was due {day}: taken?"), "due_on"),
    "result_expected": _result_full,
    "callback": _callback_full(N_("asked to be called {when}")),
    "callback_offer": _callback_full(N_("was promised a call {when}, nobody has called")),
    "reminder": _reminder_full,
    "deadline": _deadline_full,
    "follow_up": _follow_up,
    "barrier": _barrier_short,
    "decision": _decision_full,
    "answer": _answer_full,
    "tell_doctor": _tell_full,
    "not_reached": _not_reached_full,
}
_PLAIN_FULL: Final[Mapping[str, str]] = {
    "first_contact": N_("first call: introduce yourself, offer the service"),
    "book_doctor": N_("book a visit to the doctor"),
    "find_contacts": N_("no number left: find one at the clinic"),
    "talk_again": N_("was unwilling: talk again"),
    "control_call": N_("control call: how are things at the other place?"),
    "conclusion": N_("enter the doctor's conclusion"),
    "leave_message": N_("rejected twice: leave a message with your name and number"),
}
