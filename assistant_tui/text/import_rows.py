"""A file of patients in words: what becomes of each of its rows."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from rich.text import Text

from assistant_tui.text.i18n import N_, _, ngettext_
from assistant_tui.text.import_remarks import remark_words
from assistant_tui.text.safe import safe

if TYPE_CHECKING:
    from db.actions.imports import Imported
    from db.exchange.import_plan import ImportPlan, Remark

KINDS: Final = {
    "all": N_("All"), "new": N_("New"), "updated": N_("Changed"), "same": N_("Same"), "rejected": N_("Set aside"),
    "remarks": N_("With remarks"),
}  # fmt: skip
"""Sections of the preview, in their order."""

_STANDINGS: Final = {
    "new": N_("new patient"), "updated": N_("changes"), "same": N_("as on record"), "duplicate": N_("told twice"),
    "rejected": N_("set aside"), "header": N_("columns"),
}  # fmt: skip
_STYLES: Final = {"new": "done", "updated": "soon", "rejected": "late"}
FIELDS: Final = {
    "full_name": N_("name"), "birth_on": N_("birth date"), "birth_year": N_("year of birth"), "sex": N_("sex"),
    "snils": N_("SNILS"), "policy": N_("policy"), "address": N_("address"), "diagnosis": N_("diagnosis"),
    "stage": N_("stage"), "clinical_group": N_("clinical group"), "phone": N_("phone"), "phones": N_("phones"),
    "assistant_id": N_("assistant"), "phase": N_("phase"), "region": N_("region"), "zone": N_("time zone"),
    "residence": N_("residence"), "milestone": N_("date"),
}  # fmt: skip
"""What a file can change, by field."""


@dataclass
class FileRow:
    """One row of the file: what becomes of it, and what is to be said of it."""

    number: int
    name: str
    standing: str
    changes: tuple[str, ...] = ()
    remarks: "list[Remark]" = field(default_factory=list)

    @property
    def standing_text(self) -> Text:
        """Return what becomes of the row."""
        return safe(_(_STANDINGS.get(self.standing, self.standing)), _STYLES.get(self.standing, "faint"))

    def said(self) -> Text:
        """Return the changes and remarks on one line."""
        line = Text(" · ").join([safe(each) for each in self.lines()])
        if self.standing == "rejected":
            line.stylize("late")
        return line

    def lines(self) -> list[str]:
        """Return the changes and remarks, a sentence each."""
        lines = [_("will be changed: {fields}", fields=", ".join(field_words(self.changes)))] if self.changes else []
        return lines + [_remark(each) for each in self.remarks]


def _remark(remark: "Remark") -> str:
    said = remark_words(remark.code, remark.params)
    return f"{remark.column}: {said}" if remark.column else said


def field_words(names: Iterable[str]) -> list[str]:
    """Return fields in words, each once."""
    return list(dict.fromkeys(_(FIELDS.get(name.split(":")[0], name.split(":")[0])) for name in names))


def file_rows(plan: "ImportPlan") -> list[FileRow]:
    """Return the rows of a file in its order, those that cannot be taken and the header's remarks among them."""
    names = plan.names
    rows = {each.row: FileRow(each.row, each.full_name, each.standing, each.changes) for each in plan.rows}
    for remark in plan.rejected:
        row = rows.setdefault(remark.row, FileRow(remark.row, names.get(remark.row, ""), "rejected"))
        row.standing = "rejected"
        row.remarks.append(remark)
    for remark in plan.warnings:
        rows.setdefault(remark.row, FileRow(remark.row, names.get(remark.row, ""), "header")).remarks.append(remark)
    return [rows[number] for number in sorted(rows)]


def counts(rows: Iterable[FileRow]) -> dict[str, int]:
    """Return how many rows each section has."""
    found = dict.fromkeys(KINDS, 0)
    for row in rows:
        found["all"] += 1
        if row.standing in found:
            found[row.standing] += 1
        if row.remarks and row.standing != "rejected":
            found["remarks"] += 1
    return found


def in_section(row: FileRow, section: str) -> bool:
    """Tell whether a row stands in a section."""
    if section == "remarks":
        return bool(row.remarks) and row.standing != "rejected"
    return section in ("all", row.standing)


def take_words(plan: "ImportPlan") -> str:
    """Return what taking the file means: «взять 399, отложить 1»."""
    takes = plan.new + plan.updated
    said = ngettext_("take {n} patient", "take {n} patients", takes)
    aside = len(plan.rejected_rows)
    return said + (", " + ngettext_("set {n} row aside", "set {n} rows aside", aside) if aside else "")


def plan_words(plan: "ImportPlan", own: bool) -> str:
    """Return what the file is: how it was read, how many columns were understood, whose the new patients will be."""
    known = sum(1 for _header, name in plan.columns if name)
    parts = [
        plan.file,
        _("sheet “{sheet}”", sheet=plan.sheet) if plan.encoding == "xlsx" and plan.sheet else plan.encoding,
        _("columns understood: {known} of {all}", known=known, all=len(plan.columns)),
    ]
    if plan.hidden_rows:
        parts.append(_("hidden rows: {n}", n=plan.hidden_rows))
    if plan.new:
        parts.append(_("new ones will be yours") if own else _("new ones wait without an assistant"))
    return " · ".join(filter(None, parts))


def hint_line(*, asking: bool) -> Text:
    """Return what the keys do: while the file is asked for, and while its rows are looked at."""
    said: tuple[str, ...]
    if asking:
        said = (_("Enter: look at the file"), _("Tab: complete the name"), _("Esc: back"))
    else:
        said = (_("Enter: do it"), _("Tab: rows ⇄ answers"), _("←→ kinds of rows"), _("Esc: another file"))
    line = safe(said[0], "accent")
    for more in said[1:]:
        line.append("  ").append_text(safe(more, "faint"))
    return line


def imported_words(done: "Imported") -> str:
    """Return what was done."""
    parts = [
        ngettext_("{n} new", "{n} new", done.new),
        ngettext_("{n} changed", "{n} changed", done.updated),
        ngettext_("{n} as before", "{n} as before", done.same),
    ]
    if done.rejected:
        parts.append(ngettext_("{n} row set aside", "{n} rows set aside", done.rejected))
    return _("Taken from the file: {parts}", parts=", ".join(parts))
