"""Telephone numbers as clerks write them: several in a cell, with remarks; what is doubtful is kept and marked.

+7 is shared by Russia and Kazakhstan, so the country comes from the number. A time zone never does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

_E164 = re.compile(r"\+[0-9]{7,15}")
_BREAKS = re.compile(r"[;,\n\r/|]+|\s+(?:и|или|and|or)\s+", re.IGNORECASE)
_EXTENSION = re.compile(r"(?:доб(?:авочный)?|вн(?:утр)?|ext|x|#)[.:\s]*([0-9]{1,7})\)?\s*$", re.IGNORECASE)
_NUMBER = re.compile(r"\(?\+?[0-9][0-9\s()\-–—.\u00a0]*[0-9]|[0-9]")
_KIND_WORD = re.compile(
    r"\b(?:сотовый|сот|мобильный|моб|домашний|дом|рабочий|раб|телефон|тел|факс|т|phone|tel|mob|mobile)\b\.?",
    re.IGNORECASE,
)
_LABEL_EDGES = " \t.,:;()[]-–—'\"«»№+#"
_MOST_TEXT = 1000


@dataclass(frozen=True)
class Phone:
    """One number of a cell; `e164` is None where nothing could be made of it, `doubtful` says why not to trust it.

    `kind` is mobile, fixed, toll_free or other; `country` an ISO code; `label` the words beside it («дочь Анна»).
    Doubts: `no_number`, `no_area_code`, `too_short`, `too_long`, `invalid`.
    """

    e164: str | None
    national: str
    extension: str | None
    country: str | None
    kind: str
    doubtful: str | None
    original: str
    label: str = ""


def parse(text: str, region: str = "RU") -> list[Phone]:
    """Read every number of a cell; nothing is dropped, a text without digits gives no number."""
    found: list[Phone] = []
    waiting = ""
    for piece in _pieces(text[:_MOST_TEXT]):
        numbers = list(_numbers(piece))
        if not numbers:
            label = _label(piece)
            # Words alone belong to the next number, or at the end of the cell to the last one.
            waiting = f"{waiting} {label}".strip()
            continue
        for original, extension, label in numbers:
            found.append(_phone(original, extension, label or waiting, region))
            waiting = ""
    if waiting and found:
        found[-1] = replace(found[-1], label=f"{found[-1].label} {waiting}".strip())
    return found


def _pieces(text: str) -> Iterator[str]:
    """Split a cell at the signs that stand between numbers; a number that Excel made a fraction loses its «.0»."""
    whole = re.sub(r"^\s*'?([0-9]{10,15})\.0\s*$", r"\1", text)
    for piece in _BREAKS.split(whole):
        if piece.strip():
            yield piece.strip()


def _numbers(piece: str) -> Iterator[tuple[str, str | None, str]]:
    """Yield number, extension and label of what one piece holds."""
    extension = _EXTENSION.search(piece)
    rest = piece[: extension.start()] if extension else piece
    spans = _NUMBER.findall(rest)
    if any(_size(span) >= 5 for span in spans):
        spans = [span for span in spans if _size(span) >= 5]  # «Анна 2» beside a number is a remark
    runs = [part for span in spans for part in _unglued(span)]
    for span in spans:
        rest = rest.replace(span, " ", 1)
    label = _label(rest)
    for index, run in enumerate(runs):
        last = index == len(runs) - 1
        yield run, extension.group(1) if extension and last else None, label


def _size(text: str) -> int:
    """Count the digits of a text."""
    return len(re.sub(r"[^0-9]", "", text))


def _unglued(run: str) -> Iterator[str]:
    """Split a run of digits that holds several full numbers with only spaces between them."""
    if _size(run) <= 15:
        yield run.strip()
        return
    number = ""
    for word in run.split():
        size = _size(number)
        if size >= (11 if number.lstrip("(+").startswith(("7", "8")) else 10):
            yield number
            number = ""
        number = f"{number} {word}".strip()
    yield number


def _label(text: str) -> str:
    """Return the words beside a number, without «моб.», «тел.» and signs."""
    return " ".join(_KIND_WORD.sub(" ", text).split()).strip(_LABEL_EDGES)


def _phone(original: str, extension: str | None, label: str, region: str) -> Phone:
    """Read one number."""
    import phonenumbers

    plain = re.sub(r"[^0-9+]", "", original)
    if region == "RU" and re.fullmatch(r"7[0-9]{10}", plain):
        plain = f"+{plain}"  # eleven digits from 7 are the international form without its sign
    try:
        number = phonenumbers.parse(plain, region)
    except phonenumbers.NumberParseException:
        return Phone(None, plain, extension, None, "other", "too_short" if plain else "no_number", original, label)
    country = phonenumbers.region_code_for_number(number)
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    doubtful = _doubt(number)
    # What lacks digits must never be dialled: its first digits are somebody else's country or city.
    whole = dialable(e164) and doubtful in (None, "invalid")
    return Phone(
        e164=e164 if whole else None,
        national=phonenumbers.national_significant_number(number),
        extension=extension,
        country=country,
        kind=_kind(number),
        doubtful=doubtful,
        original=original,
        label=label,
    )


def _kind(number: PhoneNumber) -> str:
    """Name the kind of a number."""
    from phonenumbers import PhoneNumberType, number_type

    kinds = {
        PhoneNumberType.MOBILE: "mobile",
        PhoneNumberType.FIXED_LINE: "fixed",
        PhoneNumberType.FIXED_LINE_OR_MOBILE: "mobile",
        PhoneNumberType.TOLL_FREE: "toll_free",
    }
    return kinds.get(number_type(number), "other")


def _doubt(number: PhoneNumber) -> str | None:
    """Say why a number is doubtful; None for a valid one."""
    from phonenumbers import ValidationResult, is_possible_number_with_reason, is_valid_number

    if is_valid_number(number):
        return None
    reason = is_possible_number_with_reason(number)
    national = len(str(number.national_number))
    if reason in (ValidationResult.TOO_SHORT, ValidationResult.IS_POSSIBLE_LOCAL_ONLY):
        return "no_area_code" if 5 <= national <= 7 else "too_short"
    return "too_long" if reason == ValidationResult.TOO_LONG else "invalid"


def dialable(e164: str) -> bool:
    """Tell whether a text is a number in E.164, the only thing that may reach a dial command."""
    return _E164.fullmatch(e164) is not None


def display(e164: str) -> str:
    """Write a number as people read it: "8 916 123-45-67" for Russia, international with +7 or another code else."""
    if len(e164) == 12 and e164.startswith("+7"):
        area, rest = e164[2:5], e164[5:]
        return f"{'+7' if area[0] in '67' else '8'} {area} {rest[:3]}-{rest[3:5]}-{rest[5:]}"
    if not dialable(e164):
        return e164
    import phonenumbers

    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def tail(e164: str) -> str:
    """Return the last four digits as they stand in a list, "45-67"; empty for what has fewer."""
    last = re.sub(r"[^0-9]", "", e164)[-4:]
    return f"{last[:2]}-{last[2:]}" if len(last) == 4 else ""
