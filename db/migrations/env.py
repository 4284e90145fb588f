"""Alembic's entry for the developer's command line (`alembic revision --autogenerate`), on an empty database."""

from alembic import context

from db.models import Table

config = context.config


def run() -> None:
    """Compare the models with the database that `-x url=` names, a SQLite path."""
    from db.migrations.walk import _engine

    url = context.get_x_argument(as_dictionary=True)["url"]
    with _engine(url).connect() as connection:
        context.configure(connection=connection, target_metadata=Table.metadata, render_as_batch=True)
        with context.begin_transaction():
            context.run_migrations()


run()
