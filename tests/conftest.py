"""What every test shares: the hypothesis profiles, and a stack on a crash of the interpreter."""

import faulthandler
import os

import pytest
from hypothesis import HealthCheck, settings

import assistant_tui  # noqa: F401 - it forgets TEXTUAL*; the plugin of snapshots sets one of its own after this

faulthandler.enable()

# Times differ by machine and never decide here; CI repeats the very same examples, so that red means changed.
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("dev", max_examples=50, deadline=None, suppress_health_check=SLOW)
settings.register_profile(
    "ci", max_examples=200, deadline=None, derandomize=True, print_blob=True, suppress_health_check=SLOW
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "dev"))

LONG = (
    "tests/journeys/",
    "tests/assistant_tui/walk/",
    "tests/assistant_tui/cli/test_database.py",
    "tests/db/test_stateful.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest: several workers then end at the same time."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))
