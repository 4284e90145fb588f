"""Walking a database from its schema to the newest one, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from db.engine import Connection, is_postgresql, open_postgresql, open_sqlite
from db.errors import EnvironmentFault, Refused
from db.schema import HEAD, schema_of

if TYPE_CHECKING:
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory
    from psycopg import Connection as PgConnection
    from sqlalchemy import Engine
    from sqlalchemy.engine import Connection as SqlConnection

HERE: Final = Path(__file__).parent


def migrate(
    url: str,
    *,
    to: str = "head",
    hook: Callable[[str], None] | None = None,
    sqlite_key: bytes | None = None,
    keep: bool = True,
) -> str | None:
    """Bring a database to the newest schema and return its name; a failure leaves it exactly as it was.

    A SQLite file that holds something is copied beside itself first (`*.before-<schema>`). `to="base"` takes every
    step back. `hook` is called with every statement before it runs, for tests that break off. `sqlite_key` is the raw
    key of an encrypted file; the copy is encrypted with it too. `keep=False` is for a file that is a copy itself.
    Raises `Refused("newer_schema")`.
    """
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory
    from sqlalchemy import event

    found = current(url, sqlite_key)
    if found is not None and found > HEAD:
        raise Refused("newer_schema", found=found, known=HEAD)
    if keep and found is not None and found != HEAD and not is_postgresql(url):
        keep_copy(Path(url), found, sqlite_key)
    script = ScriptDirectory(str(HERE))
    engine = _engine(url, sqlite_key)
    try:
        with engine.connect() as connection:
            if hook is not None:
                event.listen(engine, "before_cursor_execute", _step(hook))
            _walk(connection, script, EnvironmentContext, to)
    finally:
        engine.dispose()
    return current(url, sqlite_key)


def current(url: str, sqlite_key: bytes | None = None) -> str | None:
    """Return the schema of a database, or None for an empty one."""
    with _open(url, sqlite_key) as conn:
        return schema_of(conn)


def keep_copy(path: Path, name: str, key: bytes | None = None) -> Path:
    """Copy a SQLite file and its door through the engine beside themselves; `db restore` puts them back.

    The copy has its name only when it is whole; an earlier one of the same name gives way to it.
    """
    from db.backup import copying

    target = path.with_name(f"{path.name}.before-{name}")
    making = path.with_name(target.name + ".making")
    for part, part_key in (("", key), (".door", None)):
        source, unfinished = path.with_name(path.name + part), making.with_name(making.name + part)
        unfinished.unlink(missing_ok=True)
        if source.exists():
            with copying.snapshot(source, part_key) as conn:
                copying.copy(conn, unfinished, part_key)
            unfinished.replace(target.with_name(target.name + part))
    return target


def _open(url: str, key: bytes | None) -> Connection:
    return open_postgresql(url) if is_postgresql(url) else open_sqlite(Path(url), typed=False, key=key)


def _engine(url: str, key: bytes | None = None) -> Engine:
    """Return a SQLAlchemy engine over the very same connections, with the hook that makes DDL transactional."""
    from sqlalchemy import create_engine, event
    from sqlalchemy.pool import NullPool

    if is_postgresql(url):
        return create_engine("postgresql+psycopg://", creator=lambda: _pg(url), poolclass=NullPool)
    from sqlcipher3 import dbapi2

    def raw() -> Any:  # noqa: ANN401 - sqlcipher3 ships no types
        connection = open_sqlite(Path(url), typed=False, key=key).raw
        connection.execute("PRAGMA foreign_keys=OFF")  # before BEGIN: batch mode would delete child rows
        return connection

    engine = create_engine("sqlite://", module=dbapi2, creator=raw, poolclass=NullPool)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _pg(url: str) -> PgConnection:
    import psycopg

    return psycopg.connect(url, options="-c timezone=UTC")


def _walk(connection: SqlConnection, script: ScriptDirectory, context: type[EnvironmentContext], to: str) -> None:
    with connection.begin():
        sqlite = connection.dialect.name == "sqlite"
        before = _counts(connection) if sqlite else {}
        from alembic.config import Config

        def upgrade(revision: Any, _: object) -> Any:  # noqa: ANN401 - as Alembic declares it
            if to == "base":
                return script._downgrade_revs(to, revision)  # noqa: SLF001 - as below
            return script._upgrade_revs(to, revision)  # noqa: SLF001 - Alembic's own way in without a command line

        with context(Config(), script, fn=upgrade, destination_rev=to) as environment:
            environment.configure(
                connection=connection, transactional_ddl=False, render_as_batch=sqlite, target_metadata=None
            )
            environment.run_migrations()
        if sqlite:
            _refuse_losses(connection, before)


def _counts(connection: SqlConnection) -> dict[str, int]:
    tables = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    return {
        name: connection.exec_driver_sql(f'SELECT COUNT(*) FROM "{name}"').scalar_one()  # noqa: S608 - own names
        for (name,) in tables
    }


def _refuse_losses(connection: SqlConnection, before: dict[str, int]) -> None:
    """Roll back where a table lost rows or a foreign key points nowhere: batch mode can do both without a word."""
    after = _counts(connection)
    lost = [name for name, count in before.items() if name != "alembic_version" and after.get(name, count) < count]
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if lost or broken:
        raise EnvironmentFault("migration_loses_rows", tables=", ".join(sorted(lost)) or "foreign keys")


def _step(hook: Callable[[str], None]) -> Callable[..., None]:
    def listen(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        hook(statement)

    return listen
