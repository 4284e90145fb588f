"""Codes of the record in the words of its tables, in the present language."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from assistant_tui.text.i18n import language

if TYPE_CHECKING:
    from db.rules.code_tables import Label

Kind = Literal[
    "speakers", "scopes", "initiatives", "barriers", "phases", "closed_because", "flags", "reasons_of_breach"
]  # fmt: skip
"""Tables whose codes have one label each."""


def label(kind: Kind, code: str) -> str:
    """Return the words for a code; a code that no table knows is said as it is."""
    from db.defaults import outcome_table

    table: Mapping[str, Label] = getattr(outcome_table(), kind)
    found = table.get(code)
    return found.in_(language()) if found else code


def outcome_label(code: str) -> str:
    """Return the words for the outcome of a conversation, or of work at the desk."""
    from db.defaults import outcome_table

    for row in outcome_table().conversation:
        if row.code == code:
            return row.in_(language())
    return code


def connection_label(code: str) -> str:
    """Return the words for how a call ended before anybody talked: «Не отвечает»."""
    from db.defaults import outcome_table

    for row in outcome_table().connection:
        if row.code == code:
            return row.in_(language())
    return code
