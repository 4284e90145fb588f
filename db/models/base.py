"""What every table shares: the naming of constraints, closed sets, versions."""

from collections.abc import Iterable
from typing import ClassVar

from sqlalchemy import CheckConstraint, MetaData, String
from sqlmodel import SQLModel

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


KEY_TEXT = String().with_variant(String(collation="C"), "postgresql")
"""The type of keys that we sort and search by: in the order of their code points, whatever the server's language."""


class Table(SQLModel):
    """The base of all tables; one metadata with one naming of constraints."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMING)


def one_of(column: str, codes: Iterable[str]) -> CheckConstraint:
    """Return a CHECK that holds a text column to a closed set of codes."""
    listed = ", ".join(f"'{code}'" for code in codes)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")
