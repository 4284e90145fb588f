"""Files of visits and tests, and the two people whom they tell of."""

from pathlib import Path

import pytest

from tests import build
from tests.db.exchange.files import ItemsOf, items_file
from tests.desk import Desk


@pytest.fixture
def items_of(desk: Desk, tmp_path: Path) -> ItemsOf:
    """Writes a file of visits or tests and plans it."""
    return items_file(tmp_path, desk)


@pytest.fixture
def anna(desk: Desk) -> int:
    """A patient with a phone and a СНИЛС."""
    return build.patient(desk, "Березкина Анна Петровна", "8 916 123-45-67", birth="1958-03-12", snils="112-233-445 95")


@pytest.fixture
def vera(desk: Desk) -> int:
    """Another patient."""
    return build.patient(desk, "Тополева Вера Ильинична", "8 916 123-45-68", birth="1950-02-01")
