"""Records of one person that are two, records that must go, and what files brought."""

import datetime as dt

from sqlalchemy import Index
from sqlmodel import Field

from db.models.base import Table, one_of


class NotSame(Table, table=True):
    """Two records that look like one person and are two; the lower id stands first."""

    __tablename__ = "not_same"
    a_id: int = Field(primary_key=True, foreign_key="patient.id")
    b_id: int = Field(primary_key=True, foreign_key="patient.id")
    at: dt.datetime
    by_id: int | None = Field(default=None, foreign_key="app_user.id")


class Erasure(Table, table=True):
    """That the personal data of a record were erased by law: no value of them."""

    __tablename__ = "erasure"
    id: int | None = Field(default=None, primary_key=True)
    patient_id: int = Field(foreign_key="patient.id", index=True)
    at: dt.datetime
    by_id: int | None = Field(default=None, foreign_key="app_user.id")
    basis: str  # a code: why the law asks for it
    paper: str | None = None  # where the request lies
    rows: int = 0


class ImportFile(Table, table=True):
    """A file that was taken."""

    __tablename__ = "import_file"
    __table_args__ = (one_of("kind", ("patients", "visits", "tests")), Index("ix_import_file_kind", "kind", "id"))
    id: int | None = Field(default=None, primary_key=True)
    kind: str
    name: str  # without its folder
    sha256: str
    made_at: dt.datetime | None = None  # when the file was made, as it says or as its disk says
    at: dt.datetime
    action_id: int | None = None


class ImportedItem(Table, table=True):
    """What a file last said of a field of a visit or test, so that a hand edit is known from an old value."""

    __tablename__ = "imported_item"
    __table_args__ = (Index("ix_imported_item_file", "file_id"),)
    kind: str = Field(primary_key=True)  # visits, tests
    item_id: int = Field(primary_key=True)
    field: str = Field(primary_key=True)
    value: str
    file_id: int = Field(foreign_key="import_file.id")
