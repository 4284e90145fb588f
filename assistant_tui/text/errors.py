"""One clear sentence for every error that the record, a date or the machine can bring."""

import errno
from collections.abc import Mapping
from typing import Final

from assistant_tui.text.error_sentences import SENTENCES
from assistant_tui.text.i18n import N_, _
from db.errors import BadInput, CaseloadError, Refused
from db.rules.names import clean
from db.rules.when import NotADate

_LONGEST: Final = 300

_DATES: Final = {
    "empty": N_("A date is needed."),
    "unknown": N_("“{text}” is not understood as a date or a time."),
    "impossible": N_("“{text}” is not in the calendar."),
}
_UNKNOWN_ROWS: Final = {
    "patient": N_("There is no patient number {id}."),
    "call": N_("There is no call number {id}."),
    "task": N_("There is no task number {id}."),
    "visit": N_("There is no visit number {id}."),
    "test_order": N_("There is no test order number {id}."),
    "reminder": N_("There is no reminder number {id}."),
    "contact": N_("There is no contact number {id}."),
    "organisation": N_("There is no organisation number {id}."),
    "app_user": N_("There is no user number {id}."),
    "decision": N_("There is no question number {id}."),
    "action": N_("There is no step number {id}."),
    "service": N_("There is no service “{id}”."),
}
_SYSTEM: Final = {
    errno.ENOENT: N_("There is no such file: {path}"),
    errno.EACCES: N_("No permission: {path}"),
    errno.EPERM: N_("No permission: {path}"),
    errno.EROFS: N_("Nothing can be written here: {path}"),
    errno.EISDIR: N_("This is a folder: {path}"),
    errno.ENOTDIR: N_("This is no folder: {path}"),
    errno.EEXIST: N_("This is there already: {path}"),
    errno.ENOSPC: N_("The disk is full. Make room, then repeat; nothing was half-done."),
    errno.EDQUOT: N_("Your share of the disk is full. Make room, then repeat."),
}


class _Places(dict[str, object]):
    """Values of a sentence; what an error does not name is left out."""

    def __missing__(self, name: str) -> str:
        return ""


def filled(message: str, params: Mapping[str, str | int]) -> str:
    """Translate a message and fill it with values made harmless for the terminal, on one line."""
    values = _Places({name: _harmless(value) for name, value in params.items()})
    return _(message).format_map(values).rstrip(" :")


def _harmless(value: str | int) -> str | int:
    if isinstance(value, int):
        return value
    words = " ".join(clean(value[: 4 * _LONGEST]).split())
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"


def sentence(error: BaseException) -> str:
    """Return what people are told of an error: one sentence in their language, no value that could harm a terminal."""
    if isinstance(error, CaseloadError):
        return _of_record(error)
    if isinstance(error, NotADate):
        return filled(_DATES[error.code], {"text": error.text})
    if isinstance(error, OSError):
        path = error.filename if isinstance(error.filename, str) else ""
        if error.errno in _SYSTEM:
            return filled(_SYSTEM[error.errno], {"path": path})
        return filled(N_("The computer refuses (error {number}): {path}"), {"number": error.errno or 0, "path": path})
    if isinstance(error, MemoryError):
        return _("There is not enough memory for this.")
    return _("Something went wrong ({kind}).", kind=type(error).__name__)


def _named(params: Mapping[str, str | int]) -> Mapping[str, str | int]:
    """Say the numbers of the rules by what they are about instead of their keys."""
    if "number" not in params or not isinstance(params["number"], str):
        return params
    from assistant_tui.text.number_words import number_label

    said = {name: number_label(str(params[name])) for name in ("number", "other") if name in params}
    return {**params, **said}


def _of_record(error: CaseloadError) -> str:
    params = _named(error.params)
    if isinstance(error, Refused) and error.code == "unknown_row":
        return filled(_UNKNOWN_ROWS.get(str(params.get("table")), SENTENCES["unknown_row"]), params)
    if error.code not in SENTENCES:
        return filled(N_("It was not done ({code})."), {"code": error.code})
    said = filled(SENTENCES[error.code], params)
    if isinstance(error, BadInput) and error.code == "unknown_code" and params.get("known"):
        said += " " + filled(N_("Choose from: {known}"), params)
    return said
