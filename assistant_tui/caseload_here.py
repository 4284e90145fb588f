"""The app of a screen, dialog or widget, with its type; itself it needs nothing of the app."""

from typing import TYPE_CHECKING, cast

from textual.dom import DOMNode

if TYPE_CHECKING:
    from assistant_tui.app_caseload import CaseloadApp


def caseload_app(node: DOMNode) -> "CaseloadApp":
    """Return the app of a screen or widget, with its type."""
    return cast("CaseloadApp", node.app)
