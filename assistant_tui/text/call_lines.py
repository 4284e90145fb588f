"""The lines of a call: who it is, where to call, what to say, why, and what comes after."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from rich.text import Text

from assistant_tui.text.claims import held_words
from assistant_tui.text.dates import clock, near_day, stopwatch
from assistant_tui.text.happened import happened_words
from assistant_tui.text.i18n import N_, _, language, ngettext_
from assistant_tui.text.last_talk import last_words
from assistant_tui.text.line_ends import ended, wrapped
from assistant_tui.text.names import apart, split_name
from assistant_tui.text.people import best_hours, consent_words, flag_words, relation_words, wished_hours
from assistant_tui.text.phones import display
from assistant_tui.text.place_parts import warning_words
from assistant_tui.text.places import attempts_words
from assistant_tui.text.reasons import ReasonWords
from assistant_tui.text.safe import plain, safe
from assistant_tui.text.what_to_say import may_words, never_words, script_words, whom_words
from assistant_tui.text.width import clip, fit

if TYPE_CHECKING:
    from db.queries.about import ContactLine, NextVisit
    from db.queries.calls import CallSheet
    from db.queries.reasons import Reason

_LABEL: Final = 10
_LEAST_WHOSE: Final = 12
"""Cells that whose number it is keeps, however much must be said of it."""
_BOOKED: Final = {
    "booked": N_("EMIAS: booked"), "planned": N_("EMIAS: not looked up"), "not_found": N_("EMIAS: NOT FOUND"),
}  # fmt: skip
_THERE: Final = {"f": N_("with her"), "m": N_("with him"), "": N_("there")}


@dataclass(frozen=True)
class CallWords:
    """Makes the lines of a call as of `now`, for a desk in the zone of `words`; `me` is the name of who calls."""

    words: ReasonWords
    now: datetime
    me: str

    # Who it is.

    def title(self, sheet: "CallSheet", since: datetime, width: int) -> Text:
        """Return the first line: direction, timer, who, what time it is there."""
        verb = _("INCOMING") if sheet.direction == "in" else _("CALLING")
        line = Text(" ").append_text(safe(verb, "accent")).append(" ")
        line.append_text(safe(stopwatch(self.now - since), "accent")).append("  ")
        right = safe(self._local(sheet), "soon" if self._ahead(sheet) else "").append(" ")
        others = [split_name(each.full_name) for each in sheet.namesakes if each.how == "same_name"]
        age = f", {sheet.age}" if sheet.age is not None else ""
        room = width - line.cell_len - right.cell_len - len(age) - 1
        line.append_text(safe(clip(plain(apart(split_name(sheet.full_name), others)), max(8, room)), "strong"))
        line.append_text(safe(age, "strong"))
        return fit(line, width - right.cell_len).append_text(right)

    def _ahead(self, sheet: "CallSheet") -> int:
        there = self.now.astimezone(ZoneInfo(sheet.zone)).utcoffset()
        here = self.now.astimezone(self.words.zone).utcoffset()
        return 0 if there is None or here is None else int((there - here).total_seconds() // 3600)

    def _local(self, sheet: "CallSheet") -> str:
        where = _(_THERE.get(sheet.sex or "", _THERE[""]))
        said = f"{where} {clock(self.now, ZoneInfo(sheet.zone))}"
        ahead = self._ahead(sheet)
        return said + " " + _("({hours} h)", hours=f"{ahead:+}") if ahead else said

    def known(self, sheet: "CallSheet", width: int) -> Text:
        """Return the second line: what to be warned of, the namesake, the flags, the hours; else the last talk."""
        if sheet.in_work is not None:
            said = _("! {held}: no marks here", held=held_words(sheet.in_work, self.words.zone))
            return fit(Text(" ").append_text(safe(said, "late")), width)
        parts = [safe("! " + warning_words(warn, self.words), "late") for warn in sheet.warnings]
        parts += [safe(said, "late") for said in self._mistaken(sheet)]
        flags = [flag for flag in sheet.flags if flag not in ("namesake", "shared_number")]
        hours = wished_hours(sheet.not_before, sheet.not_after, sheet.call_weekdays)
        parts += [safe(said, "soon") for said in (*flag_words(flags, sheet.flag_note), hours) if said]
        if not parts:
            parts = [safe(said, "faint") for said in (best_hours(sheet.best), self.last(sheet)) if said]
        return fit(Text(" ").append_text(Text(" · ").join(parts)), width)

    def _mistaken(self, sheet: "CallSheet") -> list[str]:
        said = []
        for other in sheet.namesakes:
            if other.how == "same_name":
                name = apart(split_name(other.full_name), [split_name(sheet.full_name)])
                year = f", {other.birth_year}" if other.birth_year else ""
                said.append(_("NAMESAKE: {name}", name=name + year))
        return said

    def last(self, sheet: "CallSheet") -> str:
        """Return what happened the last time."""
        return _("Last time: {what}", what=last_words(sheet.last, self.words)) if sheet.last else ""

    # Where to call, what to say.

    def who(self, sheet: "CallSheet", chosen: "ContactLine | None", width: int, height: int) -> list[Text]:
        """Return numbers, whom to ask for, what to say, what may be said and what not; exactly ``height`` lines."""
        say = wrapped(script_words(sheet, self.me), width - _LABEL - 2, 2)
        may = may_words(chosen) if chosen else ""
        rest = [
            _row(_("Ask for"), safe(whom_words(sheet), "strong")),
            *(_row(_("Say") if not place else "", safe(line)) for place, line in enumerate(say)),
            *([_row(_("May say"), safe(may))] if may else []),
            _row(_("NEVER"), safe(never_words(chosen), "late"), "late"),
        ]
        numbers = self.numbers(sheet, chosen, width, max(1, height - len(rest)))
        lines = [*numbers, *rest]
        return [fit(line, width) for line in [*lines, *[Text("")] * height][:height]]

    def numbers(self, sheet: "CallSheet", chosen: "ContactLine | None", width: int, room: int) -> list[Text]:
        """Return the numbers, the chosen one marked; at most ``room`` lines, the chosen one among them."""
        active = [contact for contact in sheet.contacts if contact.active and contact.phone]
        if chosen is not None and chosen not in active:
            active.insert(0, chosen)
        tries = self._tries(sheet)
        if not active:
            known = display(sheet.phone) if sheet.phone else _("no number to call")
            return [ended(_row(_("Number"), safe(known, "late" if not sheet.phone else "strong")), tries, width)]
        start = 0
        if chosen is not None and active.index(chosen) >= room:
            start = active.index(chosen) - room + 1
        shown = active[start : start + room]
        lines = []
        for place, contact in enumerate(shown):
            said = self.number(contact, sheet.sex, contact is chosen, width - _LABEL - 2)
            line = _row(_("Number") if not place else "", said)
            hidden = len(active) - len(shown)
            end = tries if not place else Text("")
            if hidden and contact is shown[-1]:
                more = safe(f"Tab +{hidden}", "faint")
                end = Text(" · ").join([more, end]) if end.cell_len else more
            lines.append(ended(line, end, width))
        return lines

    def _tries(self, sheet: "CallSheet") -> Text:
        if sheet.direction == "in" or not sheet.rounds_today:
            return Text("")
        said = _("tries today: {n}", n=attempts_words(sheet.rounds_today, sheet.rounds_cap))
        return safe(said, "soon" if sheet.rounds_today >= sheet.rounds_cap else "faint")

    def number(self, contact: "ContactLine", sex: str | None, chosen: bool, width: int) -> Text:
        """Return one number: whose it is, under which consent, whose else it is; a long name gives way to these."""
        line = safe(">", "accent") if chosen else Text(" ")
        line.append(" ").append_text(safe(display(contact.phone or contact.written), "strong" if chosen else ""))
        if contact.extension:
            line.append(" ").append_text(safe(f"#{contact.extension}"))
        after = Text("")
        if consent := consent_words(contact):
            after.append(" · ").append_text(safe(consent, "soon"))
        if contact.shared_with:
            names = ", ".join(contact.shared_with)
            after.append(" · ").append_text(safe(_("ALSO the number of {names}", names=names), "late"))
        whose = relation_words(contact.relation, contact.name, sex)
        room = max(_LEAST_WHOSE, width - line.cell_len - 2 - after.cell_len)
        return line.append("  ").append_text(safe(clip(whose, room))).append_text(after)

    # Why, and what comes after.

    def reasons(self, sheet: "CallSheet", cursor: int, width: int, height: int) -> list[Text]:
        """Return the reasons, the preparation for the one under the cursor, and what comes after."""
        done = [mark for mark in sheet.marks if not mark.undone]
        tail = [self._settled(sheet)] if done else []
        coming = self._coming(sheet, width)
        room = height - len(tail) - (1 if coming else 0)
        shown, start = list(sheet.reasons), 0
        if len(shown) > room:
            start = max(0, min(cursor - room // 2, len(shown) - room))
        lines = [
            self._reason(sheet, reason, place == cursor, width)
            for place, reason in enumerate(shown)
            if start <= place < start + room
        ]
        if len(shown) > room and lines:
            lines[-1] = ended(lines[-1], safe(f"+{len(shown) - room} ↑↓", "faint"), width)
        if not shown:
            lines = [Text("   ").append_text(safe(_("No reason is open: mark what came out."), "faint"))]
        if len(lines) < room and (prepared := self._preparation(sheet, cursor)):
            lines.append(prepared)
        lines += [*tail, *([coming] if coming else [])]
        return [fit(line, width) for line in [*lines, *[Text("")] * height][:height]]

    def _reason(self, sheet: "CallSheet", reason: "Reason", here: bool, width: int) -> Text:
        line = Text(" ").append_text(safe(">", "accent")) if here else Text("  ")
        desk = reason.channel == "desk"
        line.append("◦ " if desk else "• ")
        said = self.words.numbered(reason, sheet.reasons, named="not_told" not in sheet.flags)
        line.append_text(safe(said, "strong" if here else "faint" if desk else ""))
        visit = _visit_of(sheet, reason.source)
        if visit is not None and (place := _place(visit)):
            line.append(" · ").append_text(safe(place))
        if reason.before and (later := _visit_of(sheet, reason.before)) is not None:
            before = _("BEFORE {visit}", visit=self._visit(later, sheet))
            line.append(" · ").append_text(safe(before, "soon"))
        end = Text("")
        if visit is not None:
            end = safe(_(_BOOKED.get(visit.booked_in, _BOOKED["planned"])), _booked_style(visit.booked_in))
        elif desk:
            end = safe(_("without a call"), "faint")
        return ended(line, end, width)

    def _settled(self, sheet: "CallSheet") -> Text:
        said = [happened_words(mark.conversation) for mark in sheet.marks if not mark.undone]
        return Text("  ").append_text(safe("✓ " + " · ".join(dict.fromkeys(said)), "done"))

    def _preparation(self, sheet: "CallSheet", cursor: int) -> Text | None:
        if not 0 <= cursor < len(sheet.reasons):
            return None
        visit = _visit_of(sheet, sheet.reasons[cursor].source)
        said = None if visit is None else visit.preparation_ru if language() == "ru" else visit.preparation_en
        return Text("    ").append_text(safe(_("Preparation: {text}", text=said), "soon")) if said else None

    def _coming(self, sheet: "CallSheet", width: int) -> Text | None:
        asked = {reason.source for reason in sheet.reasons}
        parts = []
        for visit in sheet.next_visits:
            if f"visit:{visit.id}" in asked:
                continue
            said = self._visit(visit, sheet)
            before = next((each for each in sheet.next_visits if each.id == visit.must_precede), None)
            if before is not None:
                said += " " + _("(BEFORE {visit})", visit=self._visit(before, sheet))
            parts.append(said)
        return _row(_("Then"), safe(" · ".join(parts))) if parts else None

    def _visit(self, visit: "NextVisit", sheet: "CallSheet") -> str:
        at = visit.starts_at.astimezone(ZoneInfo(visit.zone))
        name = self.words.service(visit.service, named="not_told" not in sheet.flags)
        return f"{near_day(at.date(), self.words.today)} {clock(at)} {name}"

    # Beside it, on wide screens.

    def today(self, sheet: "CallSheet") -> list[Text]:
        """Return the calls of today to the same patient, a line each."""
        from assistant_tui.text.codes import connection_label

        return [
            safe(f"{clock(each.at, self.words.zone)} {connection_label(each.connection)}"
                 + (f" · {display(each.phone)}" if each.phone else ""))
            for each in sheet.attempts
        ]  # fmt: skip

    def ahead(self, sheet: "CallSheet") -> list[Text]:
        """Return the visits to come, each with its place and preparation."""
        lines = []
        for visit in sheet.next_visits:
            lines.append(safe(self._visit(visit, sheet), "strong"))
            lines += [safe("  " + place, "faint") for place in (_place(visit),) if place]
        return lines


def left_words(sheet: "CallSheet") -> str:
    """Return what Enter does, and how many reasons stay open."""
    left = sum(1 for reason in sheet.reasons if reason.channel == "call")
    if sheet.connection is None:
        return _("Esc: put aside")
    if not left:
        return _("Esc: put aside · Enter: finish")
    finish = ngettext_("Enter: finish, {n} is left", "Enter: finish, {n} are left", left)
    return _("Esc: put aside") + " · " + finish


def _visit_of(sheet: "CallSheet", source: str) -> "NextVisit | None":
    return next((visit for visit in sheet.next_visits if f"visit:{visit.id}" == source), None)


def _place(visit: "NextVisit") -> str:
    room = _("room {room}", room=visit.room) if visit.room else ""
    return ", ".join(filter(None, (visit.address or visit.organisation, room)))


def _booked_style(booked_in: str) -> str:
    return {"not_found": "late", "planned": "soon"}.get(booked_in, "faint")


def _row(label: str, said: Text, style: str = "faint") -> Text:
    return Text(" ").append_text(fit(safe(label, style), _LABEL)).append_text(said)
