"""A file in words: what becomes of each of its rows."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from typing import TYPE_CHECKING, Final

from rich.text import Text

from assistant_tui.text.dates import moment_words
from assistant_tui.text.file_items import KIND_WORDS, item_words, vanished_words
from assistant_tui.text.i18n import N_, _, ngettext_
from assistant_tui.text.import_remarks import field_words, remark_words
from assistant_tui.text.masks import HIDDEN
from assistant_tui.text.safe import safe

if TYPE_CHECKING:
    from db.actions.imports import Imported
    from db.exchange.import_plan import ImportPlan, Remark
    from db.exchange.items import ItemsPlan

KINDS: Final = {
    "all": N_("All"), "new": N_("New"), "updated": N_("Changed"), "same": N_("Same"), "rejected": N_("Set aside"),
    "remarks": N_("With remarks"),
}  # fmt: skip
"""Sections of the preview, in their order."""
_OF_ITEMS: Final = {
    "all": N_("All"), "new": N_("New"), "updated": N_("Changed"), "same": N_("As before"), "rejected": N_("Set aside"),
    "remarks": N_("Remarks"), "vanished": N_("Vanished"),
}  # fmt: skip
"""Those of visits and tests: with what the last file had and this one has not."""
_SECTIONS: Final = {"moved": "updated", "kept": "same"}

_STANDINGS: Final = {
    "new": N_("new patient"), "updated": N_("changes"), "same": N_("as on record"), "duplicate": N_("told twice"),
    "rejected": N_("set aside"), "header": N_("columns"), "moved": N_("moves"), "kept": N_("stays as it is"),
    "vanished": N_("vanished"), "new_item": N_("will be added"), "duplicate_item": N_("told again"),
    "passed": N_("passed over"),
}  # fmt: skip
_STYLES: Final = {
    "new": "done", "new_item": "done", "updated": "soon", "moved": "soon", "vanished": "soon", "rejected": "late",
}  # fmt: skip


@dataclass
class FileRow:
    """One row of the file: what becomes of it, and what is to be said of it."""

    number: int
    name: str
    standing: str
    changes: tuple[str, ...] = ()
    remarks: "list[Remark]" = field(default_factory=list)
    what: str = ""  # a visit or test in words
    more: tuple[str, ...] = ()  # sentences that no remark says
    values: bool = True  # whether what the cells say may be repeated

    @property
    def section(self) -> str:
        """Return the section of what becomes of the row."""
        return _SECTIONS.get(self.standing, self.standing)

    @property
    def standing_text(self) -> Text:
        """Return what becomes of the row."""
        code = f"{self.standing}_item" if self.what and f"{self.standing}_item" in _STANDINGS else self.standing
        return safe(_(_STANDINGS.get(code, code)), _STYLES.get(code, "faint"))

    def said(self) -> Text:
        """Return the changes and remarks on one line."""
        line = Text(" · ").join([safe(each) for each in self.lines()])
        if self.standing == "rejected":
            line.stylize("late")
        return line

    def lines(self) -> list[str]:
        """Return the changes and remarks, a sentence each."""
        lines = [_("will be changed: {fields}", fields=", ".join(field_words(self.changes)))] if self.changes else []
        return [*self.more, *lines, *(self._remark(each) for each in self.remarks)]

    def _remark(self, remark: "Remark") -> str:
        said = remark_words(remark.code, remark.params, values=self.values)
        return f"{remark.column}: {said}" if remark.column else said


def file_rows(plan: "ImportPlan | ItemsPlan", *, values: bool = True) -> list[FileRow]:
    """Return the rows of a file in its order, those that cannot be taken and the header's remarks among them.

    What has vanished comes last, under numbers below zero: it stands in no row. ``values`` False is for who may see
    no patients: rows, columns and reasons, nothing that a cell says.
    """
    hidden = unseen_rows(plan)
    return [row if values and row.number not in hidden else _without_values(row) for row in _whole_rows(plan)]


def unseen_rows(plan: "ImportPlan | ItemsPlan") -> frozenset[int]:
    """Return the rows that mean patients whom whoever looks may not see: they are numbers and reasons to them."""
    return frozenset(row.row for row in plan.rows if row.patient_id in plan.unseen)


def sees_patients(roles: Iterable[str]) -> bool:
    """Tell whether these roles may see patients; an administrator's import reports rows, not values."""
    from db.rules.permissions import Right, may

    return may(roles, Right.SEE_OWN_PATIENTS)


def _without_values(row: FileRow) -> FileRow:
    return replace(
        row, name=HIDDEN if row.name else "", what=HIDDEN if row.what else "",
        more=(_("in the last file, not in this one; nothing is changed by itself"),) if row.more else (), values=False,
    )  # fmt: skip


def _whole_rows(plan: "ImportPlan | ItemsPlan") -> list[FileRow]:
    names = plan.names
    rows = {each.row: FileRow(each.row, each.full_name, each.standing, each.changes) for each in plan.rows}
    gone: list[FileRow] = []
    if plan.kind != "patients":
        gone = [
            FileRow(
                -number, each.full_name, "vanished", what=item_words(plan, each), more=(vanished_words(plan, each),)
            )
            for number, each in enumerate(plan.vanished, 1)
        ]
    for remark in plan.rejected:
        row = rows.setdefault(remark.row, FileRow(remark.row, names.get(remark.row, ""), "rejected"))
        row.standing = "rejected"
        row.remarks.append(remark)
    if plan.kind != "patients":
        for item in plan.candidates:
            if item.row in rows:
                rows[item.row].what = item_words(plan, item)
    for remark in plan.warnings:
        kind = "passed" if remark.code.startswith(("row_is_", "header_")) else "header"
        rows.setdefault(remark.row, FileRow(remark.row, names.get(remark.row, ""), kind)).remarks.append(remark)
    return [*(rows[number] for number in sorted(rows)), *gone]


def sections(plan: "ImportPlan | ItemsPlan") -> dict[str, str]:
    """Return the sections of a preview with their message ids."""
    return KINDS if plan.kind == "patients" else _OF_ITEMS


def counts(rows: Iterable[FileRow]) -> dict[str, int]:
    """Return how many rows each section has."""
    found = dict.fromkeys(_OF_ITEMS, 0)
    for row in rows:
        found["all"] += row.standing != "vanished"
        if row.section in found:
            found[row.section] += 1
        if row.remarks and row.standing != "rejected":
            found["remarks"] += 1
    return found


def in_section(row: FileRow, section: str) -> bool:
    """Tell whether a row stands in a section."""
    if section == "remarks":
        return bool(row.remarks) and row.standing != "rejected"
    return section == row.section or (section == "all" and row.standing != "vanished")


def take_words(plan: "ImportPlan | ItemsPlan") -> str:
    """Return what taking the file means: «взять 399, отложить 1»."""
    takes = plan.new + plan.updated
    if plan.kind == "patients":
        said = ngettext_("take {n} patient", "take {n} patients", takes)
    elif takes:
        said = ngettext_("take {n} row", "take {n} rows", takes)
    else:
        said = _("remember this file: nothing changes on record")
    aside = len(plan.rejected_rows)
    return said + (", " + ngettext_("set {n} row aside", "set {n} rows aside", aside) if aside else "")


def plan_words(plan: "ImportPlan | ItemsPlan", own: bool, zone: tzinfo, profile: str = "") -> str:
    """Return what the file is: how it was read, how many columns were understood, whose the new patients will be."""
    known = sum(1 for _header, name in plan.columns if name)
    parts = [
        plan.file,
        _(KIND_WORDS[plan.kind]) if plan.kind != "patients" else "",
        _("profile: {name}", name=profile) if profile else "",
        _("sheet “{sheet}”", sheet=plan.sheet) if plan.encoding == "xlsx" and plan.sheet else plan.encoding,
        _("columns understood: {known} of {all}", known=known, all=len(plan.columns)),
    ]
    if plan.hidden_rows:
        parts.append(_("hidden rows: {n}", n=plan.hidden_rows))
    if plan.kind != "patients":
        parts += [_("made {when}", when=moment_words(plan.seen.made_at, zone))]
    elif plan.new:
        parts.append(_("new ones will be yours") if own else _("new ones wait without an assistant"))
    return " · ".join(filter(None, parts))


def hint_line(*, asking: bool) -> Text:
    """Return what the keys do: while the file is asked for, and while its rows are looked at."""
    said: tuple[str, ...]
    if asking:
        said = (_("Enter: look at the file"), _("Tab: complete the name"), _("↓ profile"), _("Esc: back"))
    else:
        said = (_("Enter: do it"), _("Tab: rows ⇄ answers"), _("←→ kinds of rows"), _("Esc: another file"))
    line = safe(said[0], "accent")
    for more in said[1:]:
        line.append("  ").append_text(safe(more, "faint"))
    return line


def imported_words(done: "Imported") -> str:
    """Return what was done."""
    parts = [ngettext_("{n} new", "{n} new", done.new)]
    if done.updated:
        parts.append(ngettext_("{n} changed", "{n} changed", done.updated))
    if done.same:
        parts.append(ngettext_("{n} as before", "{n} as before", done.same))
    if done.rejected:
        parts.append(ngettext_("{n} row set aside", "{n} rows set aside", done.rejected))
    return _("Taken from the file: {parts}", parts=", ".join(parts))


def undone_words(kept: int) -> str:
    """Return that a file was taken back; whom somebody worked with since stays."""
    if not kept:
        return _("taken back: nothing of it is on record")
    return ngettext_(
        "taken back, but for {n} patient who was worked with since",
        "taken back, but for {n} patients who were worked with since", kept,
    )  # fmt: skip
