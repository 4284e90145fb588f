"""From the rows of a table to people: what each row tells, which rows cannot be taken, which tell of one person."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Generic, TypeAlias, TypeVar

from db.exchange import cells
from db.exchange.assistants import Assistants
from db.exchange.cells import RowRemarks
from db.exchange.folding import folded
from db.exchange.import_plan import Candidate, FilePhone, Remark
from db.exchange.profile import NAMES, REPEATED, Profile
from db.exchange.tables import RawRow, RawTable
from db.rules.facts import Phase

T = TypeVar("T")
Progress: TypeAlias = Callable[[int, int], None]
"""Is told how many of how many are done."""
_TOLD_EVERY: Final = 250  # rows
MILESTONES: Final = {"diagnosis_date": "diagnosis", "registration_date": "dispensary_set", "referral_date": "referral"}
TAKEN: Final = frozenset(
    {
        "full_name", "last_name", "first_name", "middle_name", "birth_date", "sex", "snils", "oms_policy", "phone",
        "address", "icd10", "stage", "clinical_group", "assistant", *MILESTONES,
    }
)  # fmt: skip
_READ: Final[dict[str, tuple[str, Callable[[str, str, RowRemarks, Profile], str | None]]]] = {
    "sex": ("sex", cells.sex),
    "snils": ("snils", lambda text, head, remarks, _: cells.snils(text, head, remarks)),
    "policy": ("oms_policy", lambda text, head, remarks, _: cells.policy(text, head, remarks)),
    "address": ("address", lambda text, head, remarks, _: cells.cut(text, "address", head, remarks)),
    "diagnosis": ("icd10", lambda text, head, remarks, _: cells.diagnosis(text, head, remarks)),
    "stage": ("stage", lambda text, head, remarks, _: cells.stage(text, head, remarks)),
    "clinical_group": ("clinical_group", lambda text, head, remarks, _: cells.clinical_group(text, head, remarks)),
}
_NUMBERS: Final = frozenset({"snils", "policy"})
_DATE_IN_NAME: Final = re.compile(r"[,;(\s]+(\d{1,2}\.\d{1,2}\.\d{2,4})\s*(?:г\.?\s*р?\.?)?\)?", re.IGNORECASE)
_NUMBERED: Final = re.compile(r"^\s*\d{1,6}\s*[.)]\s*")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which field stands in which column."""

    headers: tuple[str, ...]
    fields: tuple[str | None, ...]

    @property
    def named(self) -> tuple[tuple[str, str | None], ...]:
        """Each header with its field, None where it is unknown."""
        return tuple((" ".join(header.split()), name) for header, name in zip(self.headers, self.fields, strict=True))

    def cells(self, row: RawRow, name: str) -> list[tuple[str, str]]:
        """Return header and text of the columns of one field."""
        return [
            (" ".join(header.split()), cell)
            for header, known, cell in zip(self.headers, self.fields, row.cells, strict=True)
            if known == name
        ]


def understood(table: RawTable, profile: Profile, taken: frozenset[str] = TAKEN) -> tuple[Columns, list[Remark]]:
    """Return the columns of a table, and what is to be said of those that are not taken."""
    fields: list[str | None] = []
    remarks: list[Remark] = []
    if table.hidden:
        remarks.append(Remark(table.header_row, "", "sheet_hidden"))
    for sheet, hidden in table.not_read:
        code = "hidden_sheet_not_read" if hidden else "sheet_not_read"
        remarks.append(Remark(table.header_row, "", code, (("sheet", sheet),)))
    for index, header in enumerate(table.headers):
        name = profile.field_of(header) if header.strip() else None
        shown = " ".join(header.split())
        if name is None:
            if header.strip():
                remarks.append(Remark(table.header_row, shown, "column_unknown"))
        elif name != "ignored" and name not in taken:
            remarks.append(Remark(table.header_row, shown, "column_not_taken"))
        elif name in fields and name not in REPEATED:
            remarks.append(Remark(table.header_row, shown, "column_twice"))
            name = None
        elif index in table.hidden_columns:
            remarks.append(Remark(table.header_row, shown, "column_hidden"))
        fields.append(name)
    return Columns(table.headers, tuple(fields)), remarks


class Reader:
    """Reads row after row of one table."""

    def __init__(self, columns: Columns, profile: Profile, today: date, assistants: Assistants) -> None:
        """Read by these columns."""
        self.columns = columns
        self.profile = profile
        self.today = today
        self.assistants = assistants
        self._headers = frozenset(columns.headers)

    def passes_over(self, row: RawRow) -> str | None:
        """Return why a row is no person: a heading between the rows, the header again, a sum."""
        filled = [cell for cell in row.cells if cell.strip()]
        first = folded(filled[0])
        if any(first == total or first.startswith(f"{total} ") for total in self.profile.totals):
            return "row_is_total"
        if len(self._headers.intersection(filled)) > 1:
            return "header_again"
        alone = len(filled) == 1 and len(self.columns.headers) > 1
        if row.heading or (alone and not self._names(row)):
            return "row_is_heading"
        return None

    def _names(self, row: RawRow) -> bool:
        """Say whether the one cell of a row looks like a name: two words or more, of letters only."""
        text = " ".join(cell for name in NAMES for _, cell in self.columns.cells(row, name)).strip()
        return re.fullmatch(r"[^\W\d_][^\W\d_.'’-]*(?:[\s.]+[^\W\d_][^\W\d_.'’-]*){1,4}\.?", text) is not None

    def read(self, row: RawRow, remarks: RowRemarks) -> Candidate | None:
        """Return what a row tells, or None where it cannot be taken: then `remarks.rejected` says why."""
        name, found_birth = self._name(row, remarks)
        values: dict[str, str | date | int | None] = {"full_name": name}
        self._birth(row, values, found_birth, remarks)
        for key, (column, read) in _READ.items():
            head, text = self._one(row, column, remarks)
            if text and not (key in _NUMBERS and cells.shortened(text, head, remarks)):
                values[key] = read(text, head, remarks, self.profile)
        milestones = self._milestones(row, remarks)
        values["phase"] = phase_of(values, milestones)
        numbers = self._phones(row, remarks)
        named, assistant_id = self._assistant(row, remarks)
        if not numbers and not any(values.get(key) for key in ("birth_on", "birth_year", "snils", "policy")):
            remarks.reject("", "no_way_to_tell")
        if remarks.rejected:
            return None
        if not numbers:
            remarks.warn("", "no_phone")
        return Candidate(
            row.number, tuple((key, value) for key, value in values.items() if value not in (None, "")), numbers,
            tuple(milestones.items()), assistant_id, named,
        )  # fmt: skip

    def _one(self, row: RawRow, name: str, remarks: RowRemarks) -> tuple[str, str]:
        """Return header and text of the one column of a field; both empty where there is none."""
        for head, text in self.columns.cells(row, name):
            return head, cells.plain(text, head, remarks, self.profile)
        return "", ""

    def _name(self, row: RawRow, remarks: RowRemarks) -> tuple[str, str]:
        """Return the full name, and a date that stands beside it in the same cell."""
        heads, parts = [], []
        whole = self.columns.cells(row, "full_name")
        split = [pair for name in ("last_name", "first_name", "middle_name") for pair in self.columns.cells(row, name)]
        for head, raw in whole if any(text.strip() for _, text in whole) or not split else split:
            if raw.lstrip().startswith("="):
                remarks.reject(head, "formula_for_name")
                return "", ""
            heads.append(head)
            parts.append(cells.plain(raw, head, remarks, self.profile))
        head = heads[0] if heads else ""
        text = _NUMBERED.sub("", " ".join(" ".join(dict.fromkeys(parts)).split()))
        beside = _DATE_IN_NAME.search(text)
        if beside:
            text = f"{text[: beside.start()]} {text[beside.end() :]}".strip()
        name = remarks.name = cells.cut(text.strip(" ,;"), "full_name", head, remarks)
        if not re.search(r"[^\W\d_]", folded(name)):
            remarks.reject(head, "name_missing")
            return "", ""
        if len(folded(name).split()) < 2:
            remarks.warn(head, "name_incomplete")
        if re.search(r"\d", name):
            remarks.warn(head, "digits_in_name")
        cells.mixed(name, head, remarks)
        return name, beside[1] if beside else ""

    def _birth(
        self, row: RawRow, values: dict[str, str | date | int | None], beside_name: str, remarks: RowRemarks
    ) -> None:
        head, text = self._one(row, "birth_date", remarks)
        if not text and beside_name:
            text = beside_name
            remarks.warn(head, "birth_from_name", date=beside_name)
        if not text:
            if not remarks.rejected:
                remarks.warn(head, "birth_missing")
            return
        found = cells.birth(text, head, remarks, self.today)
        values["birth_on"] = found.on
        values["birth_year"] = found.on.year if found.on else found.year

    def _milestones(self, row: RawRow, remarks: RowRemarks) -> dict[str, date]:
        found: dict[str, date] = {}
        for name, kind in MILESTONES.items():
            head, text = self._one(row, name, remarks)
            on = cells.past_date(text, head, remarks, self.today) if text else None
            if on is not None:
                found[kind] = on
        return found

    def _phones(self, row: RawRow, remarks: RowRemarks) -> tuple[FilePhone, ...]:
        found: dict[str, FilePhone] = {}
        for head, raw in self.columns.cells(row, "phone"):
            text = cells.plain(raw, head, remarks, self.profile)
            if text and not cells.shortened(text, head, remarks):
                for phone in cells.phones(text, head, remarks, self.profile):
                    found.setdefault(phone.key, phone)
        return tuple(found.values())

    def _assistant(self, row: RawRow, remarks: RowRemarks) -> tuple[bool, int | None]:
        head, text = self._one(row, "assistant", remarks)
        if not text:
            return False, None
        assistant_id = self.assistants.find(text)
        if assistant_id is None:
            remarks.warn(head, "assistant_unknown", name=text[:80])
        return True, assistant_id


def phase_of(values: dict[str, str | date | int | None], milestones: dict[str, date]) -> str:
    """Return the phase that a row shows: by the clinical group first, then by the diagnosis and its date."""
    group, code = values.get("clinical_group"), values.get("diagnosis")
    if group == "IV":
        return Phase.PALLIATIVE.value
    if group == "III":
        return Phase.FOLLOW_UP.value
    malignant = isinstance(code, str) and re.match(r"C[0-9]{2}|D0[0-9]", code) is not None
    if malignant or group in {"II", "IIa"} or milestones.keys() & {"diagnosis", "dispensary_set"}:
        return Phase.DIAGNOSED.value
    return Phase.SUSPECTED.value


@dataclass(slots=True)
class RowsRead(Generic[T]):
    """What the rows of a table tell of, the rows that cannot be taken, with the names as read, and the warnings."""

    taken: list[T] = field(default_factory=list)
    rejected: list[Remark] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)
    warnings: list[Remark] = field(default_factory=list)


def read_rows(
    rows: Sequence[RawRow], reader: Reader, read: Callable[[RawRow, RowRemarks], T | None],
    progress: Progress | None = None,
) -> RowsRead[T]:  # fmt: skip
    """Read every row that the reader does not pass over, by `read`; `progress` is told now and then how many."""
    found: RowsRead[T] = RowsRead()
    for place, row in enumerate(rows):
        if progress is not None and place % _TOLD_EVERY == 0:
            progress(place, len(rows))
        remarks = RowRemarks(row.number)
        over = reader.passes_over(row)
        if over is not None:
            remarks.warn("", over)
        else:
            if row.hidden:
                remarks.warn("", "row_hidden")
            told = read(row, remarks)
            if told is not None:
                found.taken.append(told)
            elif remarks.name:
                found.names[row.number] = remarks.name
        found.rejected += remarks.rejected
        found.warnings += remarks.warnings
    if progress is not None:
        progress(len(rows), len(rows))
    return found
