"""The desk of the walk through all screens: that of the tests of screens."""

from tests.assistant_tui.screens.conftest import desk, template  # noqa: F401 - fixtures
