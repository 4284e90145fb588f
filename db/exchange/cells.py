"""One cell at a time: what a clerk wrote, as it is stored, and what is to be said of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from db.exchange.clerk_dates import OLDEST, Reading, read_date
from db.exchange.folding import folded
from db.exchange.import_plan import FilePhone, Remark
from db.exchange.profile import Profile
from db.rules.identifiers import digits, icd10, policy_ok, snils_ok
from db.rules.names import clean, looks_mixed
from db.rules.phones import Phone, parse

MOST: Final = {
    "full_name": 200, "address": 300, "diagnosis": 200, "stage": 20, "clinical_group": 20, "snils": 40, "policy": 40,
    "clinician": 200, "room": 40, "booking_number": 60, "place": 200, "note": 1000,
}  # fmt: skip
STAGES: Final = frozenset("0 I IA IB II IIA IIB III IIIA IIIB IIIC IV IVA IVB".split())
GROUPS: Final = {"IA": "Ia", "IB": "Ib", "II": "II", "IIA": "IIa", "III": "III", "IV": "IV"}
_UNKNOWN_STAGE: Final = frozenset({"не определена", "неизвестна", "не установлена", "нет данных", "x", "х"})
_ROMAN: Final = str.maketrans("АБВСІХПШ", "ABBCIX23")  # «П» and «Ш» are typed for II and III
_ARABIC: Final = {"1": "I", "2": "II", "3": "III", "4": "IV"}
_SHORTENED: Final = re.compile(r"[0-9][.,][0-9]+[eе]\+?[0-9]+", re.IGNORECASE)
_KINDS: Final = {"mobile": "mobile", "fixed": "landline"}
_EXTENSION: Final = re.compile(r"(?:доб|вн|ext)[а-яa-z]*[.:\s]*([0-9]{1,7})", re.IGNORECASE)
_STAGE_WORD: Final = re.compile(r"\b(?:стадия|стадии|стад|ст|stage|кл\.?\s*гр(?:уппа)?|группа|гр)\b\.?", re.IGNORECASE)


@dataclass(slots=True)
class RowRemarks:
    """What is said of one row, gathered while its cells are read."""

    row: int
    name: str = ""  # as read, known to the preview even where the row cannot be taken
    warnings: list[Remark] = field(default_factory=list)
    rejected: list[Remark] = field(default_factory=list)

    def warn(self, column: str, code: str, **params: str | int) -> None:
        """Keep the value and say so."""
        self.warnings.append(Remark(self.row, column, code, tuple(sorted(params.items()))))

    def reject(self, column: str, code: str, **params: str | int) -> None:
        """Say why the row cannot be taken."""
        self.rejected.append(Remark(self.row, column, code, tuple(sorted(params.items()))))


def plain(text: str, column: str, remarks: RowRemarks, profile: Profile) -> str:
    """Return a cell without hidden characters, blank where it says nothing or holds a formula."""
    if profile.is_empty(text):
        if text.strip().startswith("#") and len(text.strip()) > 1:
            remarks.warn(column, "spreadsheet_error")
        return ""
    if text.lstrip().startswith("="):
        remarks.warn(column, "formula_ignored")
        return ""
    cleaned = "\n".join(clean(line) for line in text.splitlines())
    if cleaned.count("�") > text.count("�"):
        remarks.warn(column, "hidden_characters")
        cleaned = cleaned.replace("�", "")
    elif "�" in text:
        remarks.warn(column, "damaged_letters")
    return cleaned.strip()


def cut(text: str, name: str, column: str, remarks: RowRemarks) -> str:
    """Return one line of a text, cut with a warning where it is longer than the record keeps."""
    line, most = " ".join(text.split()), MOST[name]
    if len(line) > most:
        remarks.warn(column, "text_cut", most=most)
    return line[:most].strip()


def mixed(text: str, column: str, remarks: RowRemarks) -> None:
    """Flag a word of Cyrillic and Latin letters that look alike."""
    if looks_mixed(text):
        remarks.warn(column, "look_alike_letters")


def birth(text: str, column: str, remarks: RowRemarks, today: date) -> Reading:
    """Read a date of birth; one that cannot be rejects the row."""
    found = read_date(text, today, birth=True)
    fault = found.fault
    if found.on is not None and found.on > today:
        fault = "birth_in_future"
    elif found.on is not None and found.on.year < today.year - OLDEST:
        fault = "birth_too_old"
    if fault:
        remarks.reject(column, fault)
        return Reading(fault=fault)
    if found.doubt:
        remarks.warn(column, found.doubt, date=str(found.on))
    if found.on is None:
        remarks.warn(column, "birth_year_only")
    return found


def past_date(text: str, column: str, remarks: RowRemarks, today: date) -> date | None:
    """Read the date of something that has happened; what cannot be is left out with a warning."""
    found = read_date(text, today)
    code = found.fault or ("date_in_future" if found.on and found.on > today else None)
    if code or found.on is None:
        remarks.warn(column, code or "unreadable_date")
        return None
    if found.doubt:
        remarks.warn(column, found.doubt, date=str(found.on))
    return found.on


def sex(text: str, column: str, remarks: RowRemarks, profile: Profile) -> str | None:
    """Read f or m."""
    code = profile.sex.get(text.strip().casefold())
    if code is None:
        remarks.warn(column, "sex_unknown")
    return code


def shortened(text: str, column: str, remarks: RowRemarks) -> bool:
    """Say whether the spreadsheet has lost the digits of a number («8,91612E+10»)."""
    if _SHORTENED.fullmatch(text.strip()):
        remarks.warn(column, "number_shortened")
        return True
    return False


def snils(text: str, column: str, remarks: RowRemarks) -> str | None:
    """Read a СНИЛС as its digits; doubtful ones are kept."""
    number = digits(text)
    if 8 < len(number) < 11 and snils_ok(number.zfill(11)):
        remarks.warn(column, "leading_zeros_restored")
        return number.zfill(11)
    if len(number) != 11:
        remarks.warn(column, "snils_length", digits=len(number))
    elif snils_ok(number) is False:
        remarks.warn(column, "snils_check")
    return (number or cut(text, "snils", column, remarks))[: MOST["snils"]]


def policy(text: str, column: str, remarks: RowRemarks) -> str | None:
    """Read a policy: its digits, or series and number as written; doubtful ones are kept."""
    line = cut(text, "policy", column, remarks)
    if re.fullmatch(r"[0-9\s.\-–—№]+", line) is None:
        return line
    number = digits(line)
    if policy_ok(number) is False:
        remarks.warn(column, "policy_check")
    elif 12 < len(number) != 16:
        remarks.warn(column, "policy_length", digits=len(number))
    return number or None


def diagnosis(text: str, column: str, remarks: RowRemarks) -> str | None:
    """Read a code of ICD-10; another text is kept as it is."""
    line = cut(text, "diagnosis", column, remarks)
    try:
        code = icd10(re.split(r"[;,]\s*(?=[^\W\d_]\s?[0-9]{2})", line)[0])
    except ValueError:
        remarks.warn(column, "icd_unread")
        return line
    if len(re.findall(r"(?<![^\W_])[A-ZА-Я]\s?[0-9]{2}(?:[.,][0-9]+)?(?![^\W_])", line.upper())) > 1:
        remarks.warn(column, "icd_several", taken=code)
    return code


def stage(text: str, column: str, remarks: RowRemarks) -> str | None:
    """Read a stage in any of its spellings («2а», «II ст.», «ПБ»); another text is kept as it is."""
    if text.casefold().strip() in _UNKNOWN_STAGE:
        return "unknown"
    code = _numeral(text)
    if code in STAGES:
        return code
    remarks.warn(column, "stage_unknown")
    return cut(text, "stage", column, remarks)


def clinical_group(text: str, column: str, remarks: RowRemarks) -> str | None:
    """Read a clinical group («1а», «IIа», «3»); another text is kept as it is."""
    code = GROUPS.get(_numeral(text))
    if code is not None:
        return code
    remarks.warn(column, "clinical_group_unknown")
    return cut(text, "clinical_group", column, remarks)


def _numeral(text: str) -> str:
    """Return a Roman numeral and its Latin letter for what people type."""
    bare = re.sub(r"[^\w]", "", _STAGE_WORD.sub(" ", text)).upper().translate(_ROMAN).replace("L", "I")
    found = re.fullmatch(r"([0-4]|I{1,3}|IV)([ABC]?)", bare)
    if found is None:
        return bare
    return _ARABIC.get(found[1], found[1]) + found[2]


def phones(text: str, column: str, remarks: RowRemarks, profile: Profile) -> tuple[FilePhone, ...]:
    """Read the numbers of a cell; none is lost, doubtful ones are kept."""
    found = [_phone(phone, profile) for phone in parse(text, profile.region)]
    if not found:
        remarks.warn(column, "phone_unread")
    for phone in found:
        if phone.doubtful:
            remarks.warn(column, "phone_doubtful", doubt=phone.doubtful, number=phone.written[:40])
    return tuple(found)


def _phone(phone: Phone, profile: Profile) -> FilePhone:
    relation, name, extension = "self", phone.label, phone.extension
    if found := _EXTENSION.fullmatch(name):  # it stood behind a semicolon
        name, extension = "", extension or found[1]
    words = name.split()
    for index, word in enumerate(words):
        code = profile.relations.get(folded(word))
        if code:
            kin = code != "other"  # «соседка» says more than "other"
            relation, name = code, " ".join(words[:index] + words[index + 1 :] if kin else words).strip(" .,:-()")
            break
    if relation == "self" and re.search(r"[^\W\d_]{3,}", name):
        relation = "other"  # words that are no kinship: a name, or a place
    return FilePhone(
        phone.e164, phone.original.strip()[:200], extension, phone.doubtful, _KINDS.get(phone.kind, "other"),
        relation, name[:200] or None,
    )  # fmt: skip
