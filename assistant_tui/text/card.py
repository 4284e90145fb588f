"""The patient's card in words: what each line of the summary and of the lists says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from rich.text import Text

from assistant_tui.text.claims import held_words
from assistant_tui.text.codes import label
from assistant_tui.text.dates import clock, full_day, near_day, short_date
from assistant_tui.text.events import MILESTONES, every_words
from assistant_tui.text.i18n import N_, _, language, ngettext_
from assistant_tui.text.limits import limit_line, why_limit
from assistant_tui.text.names import apart, split_name
from assistant_tui.text.papers import code_word, group_words, grouped
from assistant_tui.text.people import (
    aside_words,
    best_hours,
    consent_words,
    flag_words,
    local_time,
    relation_words,
    wished_hours,
)  # fmt: skip
from assistant_tui.text.phones import display
from assistant_tui.text.reason_sentences import DECISIONS
from assistant_tui.text.reasons import ReasonWords
from assistant_tui.text.safe import safe
from db.defaults import code_table

if TYPE_CHECKING:
    from db.queries.about import ContactLine, Namesake
    from db.queries.lists import TaskRow
    from db.queries.patients import Card
    from db.queries.reasons import Reason
    from db.rules.rules import Rules

_SEXES: Final = {"f": N_("woman"), "m": N_("man")}
_ORIGINS: Final = {
    "import": N_("from a file"), "incoming": N_("called us"), "hand": N_("entered by hand"),
    "generated": N_("invented"),
}  # fmt: skip
_FOLLOW_UPS: Final = 3


@dataclass(frozen=True)
class CardLine:
    """A line of the summary: `more` is all that can be said of it, shown on Enter."""

    key: str
    label: str
    said: Text
    more: Sequence[str] = field(default=())


@dataclass(frozen=True)
class CardWords:
    """Says a card as of `now`, for a desk in the zone `desk`; the diagnosis is said nowhere else."""

    words: ReasonWords
    now: datetime
    desk: str
    rules: "Rules"

    # Who it is.

    def name(self, card: "Card") -> str:
        """Return the name, told apart from namesakes, with the age."""
        others = [split_name(each.full_name) for each in card.namesakes if each.how == "same_name"]
        name = apart(split_name(card.full_name), others)
        return name if card.age is None else f"{name}, {card.age}"

    def known(self, card: "Card") -> Text:
        """Return what is to be known of the patient before anything else."""
        parts = [
            (_("the personal data are erased by law"), "late") if card.erased_at else ("", ""),
            (held_words(card.in_work, self.words.zone), "late") if card.in_work else ("", ""),
            (label("closed_because", card.closed_because or "other"), "late") if card.phase == "closed" else ("", ""),
            *((said, "soon") for said in flag_words(card.flags, card.flag_note)),
            *((_alike(each), "soon") for each in card.namesakes),
            (wished_hours(card.not_before, card.not_after, card.call_weekdays), "soon"),
            (local_time(self.now, card.zone, self.desk), "soon"),
        ]
        line = Text(" · ").join(safe(said, style) for said, style in parts if said)
        return line if line.plain else safe(_("nothing special is noted"), "faint")

    # The summary.

    def summary(self, card: "Card") -> list[tuple[str, list[CardLine]]]:
        """Return the summary: headings with their lines."""
        return [
            (_("Care"), list(self._care(card))),
            (_("Deadlines"), list(self._deadlines(card))),
            (_("Follow-up"), list(self._follow_up(card))),
            (_("What is next"), list(self._next(card))),
            (_("Difficulties and questions"), list(self._difficulties(card))),
            (_("How to reach"), list(self._reach(card))),
            (_("The way so far"), list(self._way(card))),
            (_("Papers and residence"), list(self._papers(card))),
        ]

    def _care(self, card: "Card") -> Iterator[CardLine]:
        phase = label("phases", card.phase)
        if card.phase == "closed" and card.closed_because:
            phase += f": {label('closed_because', card.closed_because)}"
        yield _line("phase", _("Phase"), phase, "strong")
        yield _line("diagnosis", _("Diagnosis"), self.diagnosis(card), "strong" if card.diagnosis else "faint")
        if "not_told" in card.flags:
            yield _line("told", "", _("the patient has NOT been told yet"), "late")
        extent = [
            _("stage {stage}", stage=code_word("stages", card.stage)) if card.stage else "",
            _("clinical group {group}", group=group_words(card.clinical_group)) if card.clinical_group else "",
        ]
        if any(extent):
            yield _line("stage", _("Extent"), ", ".join(filter(None, extent)))
        since = short_date(card.in_care_since)
        who = card.assistant or _("nobody yet")
        yield _line("assistant", _("Accompanied by"), _("{who}, since {day}", who=who, day=since))
        if card.centre:
            yield _line("centre", _("Organisation"), card.centre)

    def _way(self, card: "Card") -> Iterator[CardLine]:
        for event in reversed(card.milestones):
            what = _(MILESTONES.get(event.kind, event.kind.replace("_", " ")))
            yield _line(f"milestone:{event.kind}", short_date(event.on_date), what, "")
        if not card.milestones:
            yield _line("milestone:none", "", _("no date is on record"), "faint")

    def diagnosis(self, card: "Card") -> str:
        """Return the code with its title."""
        if not card.diagnosis:
            return _("not on record")
        title = code_table().diagnosis(card.diagnosis)
        return f"{card.diagnosis} {title.in_(language())}" if title else card.diagnosis

    def _deadlines(self, card: "Card") -> Iterator[CardLine]:
        for limit in sorted(card.deadlines, key=lambda each: each.done_on is not None):  # running ones first
            day = near_day(limit.due_on, self.words.today)
            yield CardLine(f"deadline:{limit.source}", day, limit_line(limit), why_limit(limit, self.rules))
        if not card.deadlines:
            yield _line("deadline:none", "", _("no limit is running"), "faint")

    def _follow_up(self, card: "Card") -> Iterator[CardLine]:
        for each in card.follow_up[:_FOLLOW_UPS]:
            said = full_day(each.proposed_on)
            if each.proposed_on != each.due_on:
                said += " · " + _("by the schedule {day}, a day off", day=full_day(each.due_on))
            more = [_("Check-up number {n}, counted from the day of the diagnosis.", n=each.index), said]
            yield CardLine(f"follow_up:{each.index}", _("check-up {n}", n=each.index), safe(said), more)
        if not card.follow_up:
            yield _line("follow_up:none", "", _("no schedule: it begins with the day of the diagnosis"), "faint")

    def _next(self, card: "Card") -> Iterator[CardLine]:
        coming = [visit for visit in reversed(card.visits) if visit.starts_at >= self.now and visit.status in _COMING]
        for visit in coming:
            when = visit.starts_at.astimezone(ZoneInfo(visit.zone))
            said = ", ".join(filter(None, (
                self.words.service(visit.service, named=True), visit.organisation, visit.address,
                _("room {room}", room=visit.room) if visit.room else None,
            )))  # fmt: skip
            yield _line(f"visit:{visit.id}", f"{near_day(when.date(), self.words.today)} {clock(when)}", said)
        texts = {f"reminder:{each.id}": each.text for each in card.reminders}
        for task in card.tasks:
            yield self._task(task, texts)
        if not coming and not card.tasks:
            yield _line("next:none", "", _("nothing is booked and nothing waits"), "late")

    def _task(self, task: "TaskRow", texts: dict[str, str]) -> CardLine:
        text = texts.get(":".join(task.source.split(":")[:2])) if task.kind == "reminder" else None
        said = self.words.full(_reason(task, text), named=True)
        local = task.due_from.astimezone(ZoneInfo(self.desk))
        waiting = task.due_from > self.now
        day = clock(local) if local.date() == self.words.today else near_day(local.date(), self.words.today)
        tomorrow = (local.date() - self.words.today).days == 1  # «с завтра» is no Russian
        when = (day if tomorrow else _("from {day}", day=day)) if waiting else _("now")
        more = [said, _("Shown on the list from {when}.", when=f"{full_day(local.date())} {clock(local)}")]
        if task.due_by:
            end = task.due_by.astimezone(ZoneInfo(self.desk))
            more.append(_("To be done by {when}.", when=f"{full_day(end.date())} {clock(end)}"))
        more.append(_("Rule: {rule}", rule=task.rule))
        return CardLine(f"task:{task.id}", when, safe(said, "faint" if waiting else ""), more)

    def _difficulties(self, card: "Card") -> Iterator[CardLine]:
        count = 0
        for barrier in card.barriers:
            if barrier.resolved_at is None:
                count += 1
                due = _("until {day}", day=short_date(barrier.due_on)) if barrier.due_on else ""
                said = ", ".join(filter(None, (label("barriers", barrier.kind).lower(), barrier.action, due)))
                yield _line(f"barrier:{barrier.id}", _("Difficulty"), said, "soon")
        for pause in card.pauses:
            if pause.ended_at is None and pause.until_on >= self.words.today:
                count += 1
                said = _("in hospital") if pause.kind == "hospital" else _("away")
                until = _("no calls until {day}, deadlines go on", day=short_date(pause.until_on))
                yield _line(f"pause:{pause.id}", _("Pause"), f"{said}: {until}", "soon")
        for decision in card.decisions:
            if decision.answer is None:
                count += 1
                kind = _(DECISIONS.get(decision.kind, DECISIONS["escalated"]))
                yield _line(f"decision:{decision.id}", _("Waits"), _("{kind}: for the supervisor", kind=kind), "soon")
        for reminder in card.reminders:
            if reminder.status == "open":
                count += 1
                at = reminder.due_at.astimezone(ZoneInfo(self.desk))
                when = f"{near_day(at.date(), self.words.today)} {clock(at)}"
                said = " · ".join(filter(None, (when, reminder.text, every_words(reminder.recurrence))))
                yield _line(f"reminder:{reminder.id}", _("Reminder"), said)
        if not count:
            yield _line("difficulties:none", "", _("none"), "faint")

    def _reach(self, card: "Card") -> Iterator[CardLine]:
        active = [contact for contact in card.contacts if contact.active and contact.phone]
        for contact in active:
            whose = relation_words(contact.relation, contact.name, card.sex)
            said = " · ".join(filter(None, (whose, consent_words(contact))))
            more = self.contact(contact, card)
            yield CardLine(f"contact:{contact.id}", display(contact.phone or ""), safe(said), more)
        if not active:
            yield _line("contact:none", "", _("no number to call"), "late")
        hours = wished_hours(card.not_before, card.not_after, card.call_weekdays)
        yield _line("hours", _("Hours"), hours or _("any working hours"), "" if hours else "faint")
        if best := best_hours(card.best):
            yield _line("best", _("Best time"), best)
        if card.code_word:
            yield _line("code_word", _("Code word"), card.code_word)

    def _papers(self, card: "Card") -> Iterator[CardLine]:
        born = [full_day(card.birth_on)[3:] if card.birth_on else str(card.birth_year or "")]
        born += [ngettext_("{n} year old", "{n} years old", card.age)] if card.age is not None else []
        born += [_(_SEXES[card.sex])] if card.sex in _SEXES else []
        said = ", ".join(filter(None, born))
        yield _line("born", _("Born"), said or _("not on record"), "" if said else "faint")
        for key, name, value in (
            ("policy", N_("Policy"), grouped(card.policy, 4, 4, 4, 4)),
            ("snils", N_("SNILS"), grouped(card.snils, 3, 3, 3, 2)),
            ("residence", N_("Residence"), code_word("residency_kinds", card.residence)),
            ("region", N_("Region"), card.region), ("address", N_("Address"), card.address),
        ):  # fmt: skip
            yield _line(key, _(name), value or _("not on record"), "" if value else "faint")
        yield _line("origin", _("Entered"), _(_ORIGINS.get(card.origin, card.origin)))

    # Contacts.

    def contact(self, contact: "ContactLine", card: "Card") -> list[str]:
        """Return all that is known of a number."""
        whose = relation_words(contact.relation, contact.name, card.sex)
        said = [f"{display(contact.phone or contact.written)} · {whose}"]
        if contact.extension:
            said.append(_("extension {number}", number=contact.extension))
        consent = consent_words(contact)
        if contact.consent_on:
            consent += ", " + _("of {day}", day=short_date(contact.consent_on))
        if contact.consent_until:
            consent += ", " + _("until {day}", day=short_date(contact.consent_until))
        if contact.consent_paper:
            consent += ", " + _("the paper lies: {place}", place=contact.consent_paper)
        said.append(consent)
        allowed = contact.voicemail_ok
        said.append(_("a message on voicemail is allowed") if allowed else _("leave no message on voicemail"))
        if contact.shared_with:
            said.append(_("the same number as {names}", names="; ".join(contact.shared_with)))
        if contact.doubtful:
            said.append(_("a doubtful number, as the file had it: {number}", number=contact.written))
        if not contact.active:
            said.append(aside_words(contact.set_aside))
        return [each for each in said if each]


_COMING: Final = ("planned", "confirmed")


def _line(key: str, name: str, said: str, style: str = "") -> CardLine:
    return CardLine(key, name, safe(said, style), (said,))


def _alike(other: "Namesake") -> str:
    who = f"{other.full_name}, {other.birth_year}" if other.birth_year else other.full_name
    return _("not to be confused with {names}", names=who) if other.how == "same_name" else _(
        "the same number: {name}", name=who)  # fmt: skip


def _reason(task: "TaskRow", text: str | None = None) -> "Reason":
    from db.queries.reasons import Reason

    params = (*task.params, ("text", text)) if text else task.params
    return Reason(
        0, task.kind, task.reason, params, task.rule, task.source, task.channel, task.audience, task.due_from,
        task.due_by,
    )  # fmt: skip
