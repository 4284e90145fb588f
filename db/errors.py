"""Errors with a code and parameters; the words are made where people read them."""

from __future__ import annotations


class CaseloadError(Exception):
    """Something that the user can be told: `code` is stable, `params` fill the sentence.

    `exit_code` is what the command line returns: 1 environment, 2 arguments, 3 refused, 4 the data do not pass.
    """

    exit_code = 1

    def __init__(self, code: str, **params: str | int) -> None:
        """Name the fault by its code and what it was about."""
        super().__init__(code)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        """Code and parameters, never a patient's data."""
        return self.code + "".join(f" {name}={value!r}" for name, value in sorted(self.params.items()))


class EnvironmentFault(CaseloadError):
    """The machine is at fault: disk full, no database, no connection, a network file system."""

    exit_code = 1


DAMAGE = frozenset({"database_damaged", "not_a_database", "not_our_database", "disk_error"})
"""Codes of a database that cannot be read as it stands; a backup may be put in its place."""


class BadInput(CaseloadError):
    """The caller's words are at fault: a date, a number, a name, a choice."""

    exit_code = 2


class Refused(CaseloadError):
    """Not allowed, or not there: permission, password, schema, an unknown patient."""

    exit_code = 3


class Conflict(Refused):
    """Somebody changed the same thing meanwhile."""


class Denied(Refused):
    """The person may not: of another role, of another's patients; the audit keeps that it was tried."""


class BadData(CaseloadError):
    """The data do not pass: a file's rows, a failed check."""

    exit_code = 4
