"""Where the database lies: named by the person, by the environment, else in the person's data folder."""

import os
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, urlsplit

VARIABLE: Final = "ASSISTANT_TUI_DB"
FILE_NAME: Final = "caseload.db"
DEMO_NAME: Final = "demo.db"
_POSTGRESQL: Final = ("postgresql", "postgres")


class UnfitPlace(ValueError):
    """A place that cannot be used; `code` is `password_in_url` or `unknown_kind`. The place itself is never shown."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def data_folder() -> Path:
    """Return the folder of this person's data."""
    from platformdirs import user_data_path

    return user_data_path("onco-assistant", appauthor=False)


def database_place(named: str | None = None) -> str:
    """Return the path or the PostgreSQL URL of the database. Raises UnfitPlace."""
    place = named or os.environ.get(VARIABLE) or ""
    if not place:
        return str(data_folder() / FILE_NAME)
    if "://" not in place:
        return str(Path(place).expanduser())
    try:
        parts = urlsplit(place)
        secret = parts.password is not None or any(name.lower() == "password" for name, _ in parse_qsl(parts.query))
    except ValueError:
        raise UnfitPlace("unknown_kind") from None
    if parts.scheme not in _POSTGRESQL:
        raise UnfitPlace("unknown_kind")
    if secret:
        raise UnfitPlace("password_in_url")
    return place


def demo_place() -> Path:
    """Return where the demo lies until it is made afresh."""
    return data_folder() / DEMO_NAME
