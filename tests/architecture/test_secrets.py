"""No representation shows a secret: what holds a key, a password or a code says so to nobody."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import Field, fields, is_dataclass
from typing import Any

import assistant_tui
import db

SECRET = {"password", "new_password", "recovery_key", "secret", "sqlite_key"}
KNOWN_TO_ALL = {"db.demo.DemoInfo.password"}  # it stands in the documents
NO_MODULES = ("db.migrations.", "__main__")  # they run when they are imported


def dataclasses() -> Iterator[type]:
    for package in (db, assistant_tui):
        for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            if any(part in found.name for part in NO_MODULES):
                continue
            module = importlib.import_module(found.name)
            for thing in vars(module).values():
                if isinstance(thing, type) and is_dataclass(thing) and thing.__module__ == module.__name__:
                    yield thing


def holds_a_secret(field: Field[Any]) -> bool:
    return field.name in SECRET or "bytes" in str(field.type)


def test_no_representation_shows_a_secret() -> None:
    known = [(kind, field) for kind in dataclasses() for field in fields(kind) if holds_a_secret(field)]
    assert {kind.__name__ for kind, _ in known} >= {"Entered", "Opening", "FirstUser", "Created", "Credentials"}
    shown = {f"{kind.__module__}.{kind.__name__}.{field.name}" for kind, field in known if field.repr}
    assert shown - KNOWN_TO_ALL == set()
