"""The patient under the cursor in a few lines: who it is, where to call, why, why here, the last time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from rich.text import Text

from assistant_tui.text.i18n import _
from assistant_tui.text.last_talk import last_words
from assistant_tui.text.masks import masked_phone
from assistant_tui.text.names import apart, split_name
from assistant_tui.text.people import (
    best_hours,
    consent_words,
    flag_words,
    local_time,
    namesake_words,
    relation_words,
    wished_hours,
)
from assistant_tui.text.phones import display
from assistant_tui.text.place_parts import main_parts, part_words, warning_style, warning_words
from assistant_tui.text.reasons import ReasonWords, merged
from assistant_tui.text.safe import safe
from assistant_tui.text.width import clip, fit

if TYPE_CHECKING:
    from db.queries.about import ContactLine, NextVisit
    from db.queries.panel import Panel

_GAP: Final = 3
_INDENT: Final = "  "


@dataclass(frozen=True)
class PanelWords:
    """Makes the lines of a panel as of `now`, for a desk in the zone `desk` (its IANA name).

    ``masked``: the patient was found, but does not stand on the person's own call list.
    """

    words: ReasonWords
    now: datetime
    desk: str
    masked: bool = False

    def lines(self, panel: "Panel", width: int, height: int) -> list[Text]:
        """Return exactly ``height`` lines, none wider than ``width``; what does not fit says how much is left."""
        head, tail = self.name(panel), [self.why(panel, width), self.last(panel)]
        room = max(2, height - 1 - len(tail))
        roomy = height >= _ROOMY
        numbers = self.numbers(panel)
        reasons = [Text("• ").append_text(safe(said)) for said in merged(self.words.fulls(panel.reasons))]
        number_lines = numbers if roomy else flow(numbers, width)
        reason_lines = reasons if roomy else flow(reasons, width)
        kept = _share(len(number_lines), len(reason_lines), room)
        middle = [*_cut(number_lines, kept[0]), *_cut(reason_lines, kept[1])]
        lines = [head, *middle, *[Text("")] * (room - len(middle)), *tail] if not roomy else [head, *middle, *tail]
        return [fit(line, width) for line in [*lines, *[Text("")] * height][:height]]

    def name(self, panel: "Panel") -> Text:
        """Return who it is, and what is to be known before dialling."""
        others = [split_name(each.full_name) for each in panel.namesakes if each.how == "same_name"]
        line = safe(apart(split_name(panel.full_name), others), "strong")
        if panel.age is not None:
            line.append_text(safe(f", {panel.age}", "strong"))
        hours = wished_hours(panel.not_before, panel.not_after, panel.call_weekdays)
        known = [*flag_words(panel.flags, panel.flag_note), hours, local_time(self.now, panel.zone, self.desk)]
        for warn in panel.warnings:
            line.append(" · ").append_text(safe(warning_words(warn, self.words), warning_style(warn)))
        for said in filter(None, known):
            line.append(" · ").append_text(safe(said, "soon"))
        if not panel.own and panel.assistant:
            line.append(" · ").append_text(safe(panel.assistant, "faint"))
        return line

    def numbers(self, panel: "Panel") -> list[Text]:
        """Return the numbers to dial, the first one marked, each with whose it is and under which consent."""
        active = [contact for contact in panel.contacts if contact.active and contact.phone]
        if not active:
            return [safe(_("No number to call. F3: the card has what was set aside"), "late")]
        return [self.number(contact, panel.sex, first=not place) for place, contact in enumerate(active)]

    def number(self, contact: "ContactLine", sex: str | None = None, *, first: bool = False) -> Text:
        """Return one number: «» 8 916 123-45-67 сама»."""
        line = safe("»", "accent").append(" ") if first else Text(_INDENT)
        line.append_text(safe((masked_phone if self.masked else display)(contact.phone or ""), "strong"))
        if contact.extension:
            line.append(" ").append_text(safe(f"#{contact.extension}"))
        # A name of any length leaves room for what may be said there.
        line.append(" ").append_text(safe(clip(relation_words(contact.relation, contact.name, sex), _WHOSE)))
        consent = consent_words(contact)
        return line.append(" ").append_text(safe(f"({consent})", "faint")) if consent else line

    def why(self, panel: "Panel", width: int) -> Text:
        """Return why the row stands where it stands: the heaviest parts that fit."""
        label, said = _("Why here:"), ""
        if panel.section == "done":
            return _labelled(label, _("nothing is left for today"))
        for part in filter(None, [*main_parts(panel.why, self.words), best_hours(panel.best)]):
            longer = f"{said} · {part}" if said else part
            if said and cell_len(label) + 1 + cell_len(longer) > width:
                break
            said = longer
        return _labelled(label, said)

    def last(self, panel: "Panel") -> Text:
        """Return what happened the last time."""
        said = last_words(panel.last, self.words) if panel.last else _("no call yet")
        return _labelled(_("Last time:"), said)

    def visits(self, visits: Sequence["NextVisit"]) -> list[Text]:
        """Return the visits to come, each with its place under it."""
        lines = []
        for visit in visits:
            when = self.words.moment(visit.starts_at, zone=ZoneInfo(visit.zone))
            lines.append(safe(when, "strong").append(" ").append_text(safe(self.words.service(visit.service))))
            where = ", ".join(filter(None, (visit.organisation, visit.address, visit.room)))
            if where:
                lines.append(Text(_INDENT).append_text(safe(where, "faint")))
        return lines

    def known(self, panel: "Panel") -> list[Text]:
        """Return what is good to know, a line each: namesakes, hours, who else has the number."""
        shared = sorted({name for contact in panel.contacts for name in contact.shared_with})
        said = [
            namesake_words(panel.namesakes),
            _("the number is also that of {names}", names="; ".join(shared)) if shared else "",
            wished_hours(panel.not_before, panel.not_after, panel.call_weekdays),
            best_hours(panel.best),
        ]
        return [safe(each) for each in said if each]

    def parts(self, panel: "Panel") -> list[Text]:
        """Return the parts of the place, a line each, with their points."""
        lines = []
        for part in sorted(panel.why, key=lambda part: -part.points):
            points = f"+{part.points}" if part.points > 0 else f"−{-part.points}"
            lines.append(fit(safe(points, "faint"), 5, right=True).append(" ").append_text(
                safe(part_words(part, self.words))))  # fmt: skip
        return lines


_ROOMY: Final = 8
_WHOSE: Final = 24


def _labelled(label: str, said: str) -> Text:
    return safe(label, "faint").append(" ").append_text(safe(said)) if said else Text("")


def flow(items: Sequence[Text], width: int) -> list[Text]:
    """Return texts set one after another on as few lines as they need."""
    lines: list[Text] = []
    for item in items:
        if lines and lines[-1].cell_len + _GAP + item.cell_len <= width:
            more = item[len(_INDENT) :] if item.plain.startswith(_INDENT) else item
            lines[-1].append(" " * _GAP).append_text(more)
        else:
            lines.append(item.copy())
    return lines


def _share(numbers: int, reasons: int, room: int) -> tuple[int, int]:
    """Share the lines out: one for each at least, the rest to what needs it, reasons first."""
    kept_reasons = min(reasons, max(1, room - min(numbers, 1)))
    kept_numbers = min(numbers, room - kept_reasons)
    if kept_numbers < numbers and kept_reasons > 1 and kept_reasons > kept_numbers:
        kept_reasons, kept_numbers = kept_reasons - 1, kept_numbers + 1
    return kept_numbers, kept_reasons


def _cut(lines: Sequence[Text], kept: int) -> list[Text]:
    if len(lines) <= kept or not kept:
        return list(lines[:kept])
    last = lines[kept - 1].copy()
    return [*lines[: kept - 1], last.append("  ").append_text(safe(f"+{len(lines) - kept}", "faint"))]
