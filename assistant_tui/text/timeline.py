"""All that happened with a patient, in words: a line for each entry of the timeline."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from rich.text import Text

from assistant_tui.text.assignments import assignment_words
from assistant_tui.text.codes import label
from assistant_tui.text.dates import clock, day_month, near_day, near_moment, stopwatch
from assistant_tui.text.events import COMPLAINTS, MILESTONES, every_words
from assistant_tui.text.happened import connected_words, happened_words
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.outcomes import because_label
from assistant_tui.text.reason_sentences import DECISIONS
from assistant_tui.text.reasons import ReasonWords
from assistant_tui.text.safe import plain, safe
from assistant_tui.text.statuses import TEST, VISIT, status_words
from db.rules.facts import Outcome

if TYPE_CHECKING:
    from db.queries.timeline import TimelineEntry

_PAUSES: Final = {"hospital": N_("in hospital until {day}"), "away": N_("away until {day}")}
_REMINDERS: Final = {"open": N_("set"), "done": N_("done"), "cancelled": N_("cancelled")}
_UNDOABLE: Final = ("call", "mark", "note", "action")
_SPOKE: Final = {
    "legal_representative": N_("representative"), "trusted": N_("trusted person"), "other": N_("somebody else"),
}  # fmt: skip
_ACTIONS: Final = {
    "add_patient": N_("entered in the record"), "edit_patient": N_("the card was changed"),
    "apply_import": N_("taken from a file"), "import_patients": N_("taken from a file"),
    "merge_patients": N_("joined with another record"), "unmerge_patients": N_("taken apart again"),
    "correct_call": N_("a call was corrected"),
    "add_contact": N_("a number was added"), "edit_contact": N_("a number was changed"),
    "set_aside": N_("a number was set aside"),
}  # fmt: skip


@dataclass(frozen=True)
class Happening:
    """An entry in words: `what` is the line, `more` what somebody wrote, `when` its date and time at the desk."""

    key: str
    kind: str
    at: datetime
    when: str
    what: str
    more: str
    user: str
    undone: bool

    def line(self, *, more: bool = True) -> Text:
        """Return the line; what was undone is struck out and says so."""
        said = safe(self.what, "faint" if self.undone else "")
        if more and self.more:
            said.append(": " if self.what else "").append_text(safe(self.more, "faint" if self.undone else "strong"))
        if self.undone:
            said.stylize("strike")
            if self.kind in _UNDOABLE:  # a cancelled visit says so by its status
                said.append(" ").append_text(safe(_("(undone)"), "soon"))
        return said


@dataclass(frozen=True)
class TimelineWords:
    """Says what happened; ``named=True`` calls services by their own names, for the card only."""

    words: ReasonWords
    named: bool = False
    marks: Mapping[int, Sequence["TimelineEntry"]] = field(default_factory=dict)
    all: Mapping[str, "TimelineEntry"] = field(default_factory=dict)

    def happening(self, entry: "TimelineEntry") -> Happening:
        """Return an entry in words."""
        params = dict(entry.params)
        what = _SAYERS[entry.kind](self, entry, params) if entry.kind in _SAYERS else entry.kind.replace("_", " ")
        what = what[:1].upper() + what[1:]
        return Happening(
            entry.key, entry.kind, entry.at, self.when(entry), what, plain(entry.text or ""), entry.user or "",
            entry.undone,
        )  # fmt: skip

    def when(self, entry: "TimelineEntry") -> str:
        """Return «чт 12.11 14:07»; a day alone for what has no time."""
        local = entry.at.astimezone(self.words.zone)
        day = near_day(local.date(), self.words.today)
        return day if entry.kind in ("test", "milestone") else f"{day} {clock(local)}"

    def service(self, params: "Params") -> str:
        """Return the name of a visit's or test's service."""
        return self.words.service(params.get("service"), named=self.named)

    def mark(self, code: str, params: "Params") -> str:
        """Return what came out, with what was said beside it: «обещан звонок завтра 16:40»."""
        until, on = _moment(params.get("until_at")), _day(params.get("on_date"))
        if code == Outcome.RESCHEDULE:
            until = self._moved_to(str(params.get("source") or ""))
        when = near_day(on, self.words.today) if on is not None else ""
        if until is not None:
            when = near_moment(until, self.words.today, self.words.zone)
            when = _("at {time}", time=when) if " " not in when else when  # a time alone is one of today
        said = happened_words(code, when)
        if params.get("barrier"):
            said += ": " + label("barriers", str(params["barrier"])).lower()
        if params.get("unwell"):
            codes = str(params["unwell"]).split(",")
            said += ": " + ", ".join(_(COMPLAINTS.get(one, one)) for one in codes)
        if params.get("temperature"):
            said += f" {params['temperature']} °C"
        because = params.get("because")
        if because and not params.get("unwell"):
            said += f" ({because_label(str(because)).lower()})"
        for name in ("place", "said_name", "text"):
            if params.get(name):
                said += f", {params[name]}"
        return said + self._about(str(params.get("source") or ""))

    def _moved_to(self, source: str) -> datetime | None:
        """Return when the visit is that took the place of another one."""
        table, _colon, key = source.partition(":")
        if table != "visit":
            return None
        follow = (each for each in self.all.values() if each.kind == "visit")
        return next((each.at for each in follow if str(dict(each.params).get("follows")) == key), None)

    def _about(self, source: str) -> str:
        """Return which visit or test a mark is about: «(КТ 25.11)»."""
        entry = self.all.get(source)
        if entry is None or entry.kind not in ("visit", "test"):
            return ""
        params = dict(entry.params)
        day = _day(params.get("due_on")) if entry.kind == "test" else entry.at.astimezone(self.words.zone).date()
        return f" ({self.service(params)}{' ' + day_month(day) if day else ''})"


Params = Mapping[str, str | int | None]


def happenings(entries: "Sequence[TimelineEntry]", words: ReasonWords, *, named: bool = False) -> list[Happening]:
    """Return a timeline in words, in its order; standing marks of a call are said in the line of the call."""
    marks: dict[int, list[TimelineEntry]] = {}
    for entry in entries:
        call = dict(entry.params).get("call")
        if entry.kind == "mark" and isinstance(call, int) and not entry.undone:
            marks.setdefault(call, []).insert(0, entry)
    known = {entry.key: entry for entry in entries}
    said = TimelineWords(words, named, marks, known)
    return [said.happening(entry) for entry in entries if not _in_its_call(entry, known)]


def timeline_lines(entries: "Sequence[TimelineEntry]", words: ReasonWords) -> list[Text]:
    """Return the past in a line each, «чт 12.11 Звонок: придёт», naming no illness: for a panel beside a list."""
    lines = []
    for each in happenings(entries, words):
        on = each.at.astimezone(words.zone).date()
        if on > words.today:
            continue
        day = near_day(on, words.today)
        lines.append(safe(day, "faint").append(" ").append_text(each.line()))
    return lines


def _in_its_call(entry: "TimelineEntry", known: Mapping[str, "TimelineEntry"]) -> bool:
    """Tell whether the line of a call says this mark already."""
    if entry.kind != "mark":
        return False
    call = known.get(f"call:{dict(entry.params).get('call')}")
    return call is not None and (call.undone or not entry.undone)


def _moment(value: object) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) and value else None


def _day(value: object) -> date | None:
    return date.fromisoformat(value[:10]) if isinstance(value, str) and value else None


def _call(say: TimelineWords, entry: "TimelineEntry", params: Params) -> str:
    head = _("called us") if params.get("direction") == "in" else _("call")
    who = str(params.get("spoke_name") or "")
    if not who and params.get("spoke") in _SPOKE:
        who = _(_SPOKE[str(params["spoke"])])
    details = say.marks.get(int(entry.key.partition(":")[2]), ())
    said = [say.mark(each.code, dict(each.params)) for each in details]
    said = said or [happened_words(code) for code in entry.marks]
    if not said:
        said = [_("put aside") if entry.code == "opened" else connected_words(entry.code)]
    line = f"{head}, {who}: " if who else f"{head}: "
    line += "; ".join(said)
    seconds = params.get("duration_s")
    extra = [
        _("a message was left") if params.get("message") else "",
        _("entered later") if params.get("late") else "",
        _("corrected, was call {id}", id=params["corrects"]) if params.get("corrects") else "",
        stopwatch(_span(seconds)) if isinstance(seconds, int) and seconds >= 5 else "",
    ]
    return " · ".join([line, *filter(None, extra)])


def _span(seconds: int) -> timedelta:
    return timedelta(seconds=seconds)


def _mark(say: TimelineWords, entry: "TimelineEntry", params: Params) -> str:
    said = say.mark(entry.code, params)
    if params.get("call"):
        return _("in a call: {said}", said=said)
    told = _("by EMIAS") if params.get("told_from") == "system" else _("as told")
    return _("without a call: {said} ({told})", said=said, told=told)


def _note(say: TimelineWords, entry: "TimelineEntry", params: Params) -> str:
    return _("note")


def _visit(say: TimelineWords, entry: "TimelineEntry", params: Params) -> str:
    said = [f"{say.service(params)}: {status_words(VISIT, entry.code)}"]
    if params.get("because"):
        said.append(because_label(str(params["because"])).lower())
    if params.get("organisation"):
        said.append(str(params["organisation"]))
    if params.get("room"):
        said.append(_("room {room}", room=params["room"]))
    if params.get("booked_in") == "booked":
        number = params.get("booking_number")
        said.append(_("EMIAS {number}", number=number) if number else _("booked in EMIAS"))
    elif params.get("booked_in") == "not_found":
        said.append(_("not found in EMIAS"))
    return ", ".join(said)


def _test(say: TimelineWords, entry: "TimelineEntry", params: Params) -> str:
    said = f"{say.service(params)}: {status_words(TEST, entry.code)}"
    due = _day(params.get("due_on"))
    return f"{said}, " + _("due {day}", day=day_month(due)) if due and entry.code == "ordered" else said


def _decision(say: TimelineWords, entry: "TimelineEntry", params: Params) -> str:
    said = _("to the supervisor: {what}", what=_(DECISIONS.get(entry.code, entry.code)))
    who = params.get("said_name") or (_(_SPOKE[str(params["said_by"])]) if params.get("said_by") in _SPOKE else "")
    extra = [str(who or ""), str(params.get("place") or "")]
    on = _day(params.get("happened_on"))
    extra.append(near_day(on, say.words.today) if on else "")
    return ", ".join([said, *filter(None, extra)])


def _answer(say: TimelineWords, entry: "TimelineEntry", params: Params) -> str:
    answer = _("confirmed") if entry.code == "confirmed" else _("not confirmed")
    kind = str(params.get("kind"))
    return _("the supervisor answered, {kind}: {said}", kind=_(DECISIONS.get(kind, kind)), said=answer)


def _pause(say: TimelineWords, entry: "TimelineEntry", params: Params) -> str:
    until = _day(params.get("until_on"))
    said = _(_PAUSES.get(entry.code, _PAUSES["away"]), day=near_day(until, say.words.today) if until else "…")
    ended = _moment(params.get("ended_at"))
    return said + (", " + _("ended {day}", day=_local_day(say, ended)) if ended else "")


def _local_day(say: TimelineWords, at: datetime) -> str:
    return near_day(at.astimezone(say.words.zone).date(), say.words.today)


def _barrier(say: TimelineWords, entry: "TimelineEntry", params: Params) -> str:
    said = _("barrier: {kind}", kind=label("barriers", entry.code).lower())
    resolved = _moment(params.get("resolved_at"))
    if resolved:
        return f"{said}, " + _("resolved {day}", day=_local_day(say, resolved))
    due = _day(params.get("due_on"))
    return f"{said}, " + _("due {day}", day=day_month(due)) if due else said


def _reminder(say: TimelineWords, entry: "TimelineEntry", params: Params) -> str:
    due = _moment(params.get("due_at"))
    when = near_moment(due, say.words.today, say.words.zone) if due else ""
    rhythm = every_words(str(params.get("every") or ""))
    parts = [_("reminder for {when}", when=when), rhythm, _(_REMINDERS.get(entry.code, entry.code))]
    return ", ".join(filter(None, parts))


def _milestone(say: TimelineWords, entry: "TimelineEntry", params: Params) -> str:
    return _(MILESTONES.get(entry.code, entry.code.replace("_", " ")))


def _action(say: TimelineWords, entry: "TimelineEntry", params: Params) -> str:
    return _(_ACTIONS.get(entry.code, entry.code.replace("_", " ")))


_SAYERS: Final[Mapping[str, Callable[[TimelineWords, "TimelineEntry", Params], str]]] = {
    "call": _call, "mark": _mark, "note": _note, "visit": _visit, "test": _test, "decision": _decision,
    "answer": _answer, "pause": _pause, "barrier": _barrier, "reminder": _reminder, "milestone": _milestone,
    "action": _action, "assignment": lambda _words, entry, params: assignment_words(entry.code, params),
}  # fmt: skip
