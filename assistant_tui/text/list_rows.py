"""Rows of the call list and of a search, as cells."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.text import Text

from assistant_tui.text.badges import Meaning, badge
from assistant_tui.text.claims import in_work_words
from assistant_tui.text.cover_words import LONGEST_FAMILY, family_of, for_whom
from assistant_tui.text.dates import clock
from assistant_tui.text.happened import connected_words, happened_words
from assistant_tui.text.i18n import _
from assistant_tui.text.masks import masked_tail
from assistant_tui.text.names import PersonName, all_apart, split_name
from assistant_tui.text.people import relation_words
from assistant_tui.text.phones import tail
from assistant_tui.text.places import MEANINGS, attempts_words, due_words
from assistant_tui.text.reasons import ReasonWords
from assistant_tui.text.safe import plain, safe
from assistant_tui.text.width import clip

if TYPE_CHECKING:
    from db.queries.call_list import CallRow, PhoneTail
    from db.queries.search import Hit

Cells = tuple[Text, ...]
_DIM: Final = frozenset({"done"})
_LONGEST: Final = 200


def told_apart(rows: Sequence["CallRow"]) -> Mapping[int, str]:
    """Return the name of every patient of the rows, namesakes told apart by CAPITALS."""
    names: list[PersonName] = [split_name(row.full_name) for row in rows]
    return {row.patient_id: name for row, name in zip(rows, all_apart(names), strict=True)}


def person_words(name: str, age: int | None, width: int) -> str:
    """Return «Петрова Мария Ивановна, 67» in ``width`` cells: first initials stand for names, never for CAPITALS."""
    years = "" if age is None else f", {age}"
    words = plain(name[: _LONGEST * 8]).split()
    for place in range(len(words) - 1, 0, -1):
        if cell_len(" ".join(words) + years) <= width:
            break
        if not words[place].isupper():
            words[place] = f"{words[place][0]}."
    return clip(" ".join(words), max(1, width - len(years))) + years


def phone_words(phones: Sequence["PhoneTail"]) -> str:
    """Return «…45-67 +2», «дочь …31-90»."""
    if not phones:
        return _("no number")
    first = phones[0]
    shown = tail(first.phone, len(phones) - 1)
    return shown if first.relation == "self" else f"{relation_words(first.relation)} {shown}"


def row_cells(row: "CallRow", name: str, words: ReasonWords) -> Cells:
    """Return the cells of a row: sign, deadline, name with age, phone, reasons, attempts."""
    meaning = MEANINGS.get(row.sign)
    dim = "faint" if row.section in _DIM else ""
    due = safe(due_words(row, words.today, words.zone), _due_style(row, meaning))
    if row.in_work is not None:
        dim = "faint"
    reasons = _done_words(row) if row.section == "done" else words.row(row.reasons)
    if row.section != "done":
        reasons = " · ".join(filter(None, (_colleague_words(row, words), reasons)))
    if row.in_work is not None:
        reasons = " · ".join(filter(None, (in_work_words(row.in_work, short=True), reasons)))
    elif row.aside:
        reasons = _("PUT ASIDE: {reasons}", reasons=reasons) if reasons else _("PUT ASIDE")
    return (
        badge(meaning),
        due,
        safe(name, dim),
        safe(phone_words(row.phones), dim),
        safe(reasons, dim),
        safe(attempts_words(row.rounds_today, row.rounds_cap), "late" if _full(row) and not dim else "faint"),
    )


def _colleague_words(row: "CallRow", words: ReasonWords) -> str:
    """Return what a colleague has to do with a row: «за Иванову», «передано: Котова», «Котова 11:20»."""
    said = for_whom(row.whose, LONGEST_FAMILY) if row.covered and row.whose else ""
    if row.with_whom:
        said = _("with {name}", name=family_of(row.with_whom))
    if row.other and row.other_at is not None:
        said = " · ".join(filter(None, (said, f"{family_of(row.other)} {clock(row.other_at, words.zone)}")))
    return said


def _done_words(row: "CallRow") -> str:
    """Return what came out today: «придёт», «не отвечает»."""
    if row.done is None:
        return ""
    if row.done.outcomes:
        return " + ".join(happened_words(code) for code in row.done.outcomes)
    return connected_words(row.done.connection) if row.done.connection else ""


def _due_style(row: "CallRow", meaning: Meaning | None) -> str:
    """Alarm in its colour, what is due today in plain ink, all else dim."""
    if meaning is None or row.section in _DIM:
        return "faint"
    if meaning is Meaning.CALM:
        return "" if row.due_code == "today" else "faint"
    return meaning.value


def _full(row: "CallRow") -> bool:
    return bool(row.rounds_cap) and row.rounds_today >= row.rounds_cap


def hit_cells(hit: "Hit", name_width: int) -> Cells:
    """Return the cells of a patient who was found and is not on the list, with the year of birth."""
    whose = "" if hit.own or not hit.assistant else _("cared for by {name}", name=hit.assistant)
    if hit.covered and hit.assistant:
        whose = for_whom(hit.assistant)
    if hit.in_work is not None:
        whose = in_work_words(hit.in_work)
    name = person_words(hit.full_name, hit.birth_on.year if hit.birth_on else None, name_width)
    return (
        Text(" "), Text(""), safe(name), safe(masked_tail(hit.phone)), safe(whose, "faint"), Text(""),
    )  # fmt: skip


def new_cells(text: str) -> Cells:
    """Return the cells of the row that makes a new patient of what was typed."""
    said = _("New patient: {text}", text=text)
    return (safe("+", "accent"), Text(""), safe(said, "accent"), Text(""), safe(_("nobody found"), "faint"), Text(""))
