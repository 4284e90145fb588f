"""The sentences of every kind of reason: short for a row, full for the panel and the call."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from assistant_tui.text.codes import label
from assistant_tui.text.dates import near_moment
from assistant_tui.text.i18n import N_, _, ngettext_

if TYPE_CHECKING:
    from assistant_tui.text.reasons import ReasonWords
    from db.queries.reasons import Reason

_RULES: Final = {
    "onc_consult": N_("doctor's consultation"),
    "onc_diagnostics": N_("examination"),
    "disp_set": N_("entry in the register"),
    "spec_care_start": N_("start of treatment"),
    "gen_consult": N_("specialist's consultation"),
    "gen_spec_care": N_("admission to hospital"),
}
"""What a statutory limit is about, naming no illness."""
_A_RULE: Final = N_("statutory limit")

DECISIONS: Final = {
    "declined": N_("does not want the service (says so)"),
    "died": N_("death of the patient"),
    "moved": N_("moved to another region"),
    "elsewhere": N_("treated elsewhere"),
    "ruled_out": N_("not confirmed, as told"),
    "escalated": N_("a question to the supervisor"),
}
"""What waits for a decision, by kind."""

_NOT_REACHED: Final = {
    "cap_rounds": N_("not reached: tried as often as is allowed"),
    "cap_days": N_("not reached for days"),
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


def rule_words(rule: object) -> str:
    """Return what a statutory limit is about: «консультация врача»."""
    return _(_RULES.get(str(rule), _A_RULE))


Say = Callable[["ReasonWords", Named, bool], str]
"""Says a reason; the flag: it stands alone (short), services go by their own name (full)."""


def _day_of_visit(named: Named) -> date | None:
    at = named.moment("starts_at")
    return at.date() if at else None


def _visit_short(template: str, beside: str = "") -> Say:
    def say(words: "ReasonWords", named: Named, alone: bool) -> str:
        day = words.day_short(_day_of_visit(named), alone=alone)
        return _(template if alone or not beside else beside, what=words.brief(named.params.get("service")), day=day)

    return say


def _visit_full(template: str) -> Say:
    def say(words: "ReasonWords", named: Named, by_name: bool) -> str:
        what = words.service(named.params.get("service"), named=by_name)
        said = _(template, what=what, when=words.moment(named.moment("starts_at")))
        tests = named.params.get("open_tests")
        if isinstance(tests, int) and tests:
            said += " · " + ngettext_("{n} test is not taken yet", "{n} tests are not taken yet", tests)
        return said

    return say


def _test_short(template: str, param: str) -> Say:
    def say(words: "ReasonWords", named: Named, alone: bool) -> str:
        what = words.brief(named.params.get("service"))
        return _(template, what=what, day=words.until(named.day(param))) if alone else what

    return say


def _test_full(template: str, param: str) -> Say:
    def say(words: "ReasonWords", named: Named, by_name: bool) -> str:
        what = words.service(named.params.get("service"), named=by_name)
        return _(template, what=what, day=words.until(named.day(param)))

    return say


def _result_short(words: "ReasonWords", named: Named, alone: bool) -> str:
    return _("result: {what}", what=words.brief(named.params.get("service")))


def _result_full(words: "ReasonWords", named: Named, by_name: bool) -> str:
    day, what = named.day("taken_on") or _day_of_visit(named), words.service(named.params.get("service"), named=by_name)
    return _("{what} of {day}: is the result in?", what=what, day=words.until(day))


def _callback_short(template: str) -> Say:
    def say(words: "ReasonWords", named: Named, alone: bool) -> str:
        at = named.moment("promised_at")
        return _(template, when=near_moment(at, words.today, words.zone) if at else "")

    return say


def _callback_full(template: str) -> Say:
    def say(words: "ReasonWords", named: Named, by_name: bool) -> str:
        return _(template, when=words.moment(named.moment("promised_at"), zone=words.zone))

    return say


def _admission_short(words: "ReasonWords", named: Named, alone: bool) -> str:
    n = count if isinstance(count := named.params.get("lacking"), int) else 0
    if not alone:
        return ngettext_("{n} test lacking", "{n} tests lacking", n)
    day = words.day_short(_day_of_visit(named), alone=True)
    return ngettext_("admission {day}: {n} test lacking", "admission {day}: {n} tests lacking", n, day=day)


def _admission_full(words: "ReasonWords", named: Named, by_name: bool) -> str:
    codes = str(named.params.get("lacks") or "").split(",")
    names = ", ".join(dict.fromkeys(words.service(code, named=by_name) for code in codes if code))
    what = words.service(named.params.get("service"), named=by_name)
    return _("{what} {when}: tests lacking that are valid on that day: {names}", what=what,
             when=words.moment(named.moment("starts_at")), names=names)  # fmt: skip


def _wellbeing_full(words: "ReasonWords", named: Named, by_name: bool) -> str:
    return _("How is the patient {n} days after {day}? Complaints: to the doctor today",
             day=words.until(named.day("infused_on")), n=named.params.get("day"))  # fmt: skip


def _deadline_short(words: "ReasonWords", named: Named, alone: bool) -> str:
    day, late_on = words.until(named.day("due_on")), named.day("booked_on")
    if late_on is not None:
        return _("due {day}, booked for {on}", day=day, on=words.until(late_on))
    return _("{what} by {day}", what=rule_words(named.reason.rule), day=day) if alone else _("due {day}", day=day)


def _deadline_full(words: "ReasonWords", named: Named, by_name: bool) -> str:
    said, late_on = N_("{what}: due {day}, nothing is booked"), named.day("booked_on")
    if late_on is not None:
        said = N_("{what}: due {day}, booked later: {on}")
    due_on = named.day("due_on")
    return _(said, what=rule_words(named.reason.rule), day=words.until(due_on), on=words.until(late_on))


def _follow_up(words: "ReasonWords", named: Named, _flag: bool) -> str:
    return _("regular check-up about {day}", day=words.until(named.day("due_on")))


def _reminder_full(words: "ReasonWords", named: Named, by_name: bool) -> str:
    return _("Reminder: {text}", text=text) if (text := named.params.get("text")) else _("reminder")


def _barrier_short(words: "ReasonWords", named: Named, _flag: bool) -> str:
    return _("barrier: {kind}", kind=label("barriers", str(named.params.get("barrier_kind"))))


def _decision_kind(named: Named) -> str:
    return _(DECISIONS.get(str(named.params.get("decision_kind")), DECISIONS["escalated"]))


def _decision_short(words: "ReasonWords", named: Named, alone: bool) -> str:
    question = named.params.get("decision_kind") == "escalated"
    return _("decide: a question") if question else _("decide: {kind}", kind=_decision_kind(named))


def _decision_full(words: "ReasonWords", named: Named, by_name: bool) -> str:
    return _("To decide: {kind}", kind=_decision_kind(named))


def _answer_full(words: "ReasonWords", named: Named, by_name: bool) -> str:
    confirmed = named.params.get("answer") == "confirmed"
    if named.params.get("decision_kind") == "escalated":
        return _("The supervisor answered: settled") if confirmed else _("The supervisor answered: back to you")
    said = _("confirmed") if confirmed else _("not confirmed")
    return _("The supervisor answered, {kind}: {said}", kind=_decision_kind(named), said=said)


def _tell_full(words: "ReasonWords", named: Named, by_name: bool) -> str:
    if named.reason.reason == "tell_doctor_unwell":
        return _("Complaints: tell the doctor today")
    return _("Tell the doctor: unwilling, in the patient's words")


def _not_reached_full(words: "ReasonWords", named: Named, by_name: bool) -> str:
    because = named.reason.reason.removeprefix("not_reached_")
    return _(_NOT_REACHED.get(because, _NOT_REACHED["cap_rounds"]))


SHORT: Final[Mapping[str, Say]] = {
    "readiness": _visit_short(N_("{what} {day}, preparation"), N_("{what} {day}")),
    "confirm_visit": _visit_short(N_("{what} {day}")),
    "took_place": _visit_short(N_("{what} {day}: took place?"), N_("{what}: how was it?")),
    "ask_took_place": _visit_short(N_("{what} {day}: took place?"), N_("{what}: how was it?")),
    "missed_visit": _visit_short(N_("missed: {what} {day}"), N_("missed: {what}")),
    "rebook": _visit_short(N_("cancelled: {what}")),
    "book_move": _visit_short(N_("move: {what}")),
    "check_booking": _visit_short(N_("EMIAS: {what} {day}"), N_("EMIAS: {what}")),
    "test_due": _test_short(N_("{what} by {day}"), "due_on"),
    "test_overdue": _test_short(N_("{what}: was due {day}"), "due_on"),
    "result_expected": _result_short,
    "admission_tests": _admission_short,
    "callback": _callback_short(N_("call back at {when}")),
    "callback_offer": _callback_short(N_("promised for {when}")),
    "deadline": _deadline_short,
    "follow_up": _follow_up,
    "barrier": _barrier_short,
    "decision": _decision_short,
}
PLAIN_SHORT: Final[Mapping[str, str]] = {
    "first_contact": N_("FIRST CALL"),
    "book_doctor": N_("book a doctor"),
    "reminder": N_("reminder"),
    "wellbeing": N_("how does the patient feel?"),
    "find_contacts": N_("find a number"),
    "tell_doctor": N_("tell the doctor"),
    "talk_again": N_("talk again"),
    "control_call": N_("control call"),
    "conclusion": N_("enter the conclusion"),
    "answer": N_("supervisor's answer"),
    "not_reached": N_("not reached"),
    "leave_message": N_("leave a message"),
}
BESIDE: Final[Mapping[str, str]] = {
    "first_contact": N_("FIRST"),
    "book_doctor": N_("doctor"),
    "wellbeing": N_("feeling?"),
    "find_contacts": N_("number"),
    "control_call": N_("control"),
    "conclusion": N_("conclusion"),
    "answer": N_("answer"),
    "leave_message": N_("message"),
}
"""Shorter still, beside other reasons of a row."""
FULL: Final[Mapping[str, Say]] = {
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
    "admission_tests": _admission_full,
    "wellbeing": _wellbeing_full,
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
PLAIN_FULL: Final[Mapping[str, str]] = {
    "first_contact": N_("first call: introduce yourself, offer the service"),
    "book_doctor": N_("book a visit to the doctor"),
    "find_contacts": N_("no number left: find one at the clinic"),
    "talk_again": N_("was unwilling: talk again"),
    "control_call": N_("control call: how are things at the other place?"),
    "conclusion": N_("enter the doctor's conclusion"),
    "leave_message": N_("rejected twice: leave a message with your name and number"),
}
