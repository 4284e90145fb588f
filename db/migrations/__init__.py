"""Schema migrations with Alembic: each walk in one transaction on both engines, with a copy of the file before it."""

from db.migrations.walk import current, migrate

__all__ = ["current", "migrate"]
