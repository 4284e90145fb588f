"""Numbers and codes of a patient's papers, as they are read out."""

from assistant_tui.text.i18n import language
from db.defaults import code_table


def grouped(number: str | None, *sizes: int) -> str:
    """Return the digits of a number in groups, as it is read out; one of another length as it is written."""
    if not number or len(number) != sum(sizes) or not number.isdigit():
        return number or ""
    ends = [sum(sizes[: place + 1]) for place in range(len(sizes))]
    return " ".join(number[end - size : end] for size, end in zip(sizes, ends, strict=True))


def code_word(table: str, code: str | None) -> str:
    """Return the words for a code of stages or kinds of residence; empty for none."""
    if not code:
        return ""
    found = (code_table().stages if table == "stages" else code_table().residency_kinds).get(code)
    return found.in_(language()) if found else code


def group_words(code: str | None) -> str:
    """Return a clinical group with its words."""
    found = code_table().clinical_groups.get(code or "")
    return f"{code} ({found.in_(language())})" if found else code or ""
