"""What the second panel of the day says of a patient."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from assistant_tui.text.i18n import _
from assistant_tui.text.panel import PanelWords
from assistant_tui.widgets.side_panel import Group

if TYPE_CHECKING:
    from db.queries.panel import Panel


def side_groups(panel: "Panel", words: PanelWords, past: Sequence[Text]) -> list[Group]:
    """Return what comes, what is good to know, why the row is here, what was before."""
    return [
        Group(_("Ahead"), words.visits(panel.next_visits)),
        Group(_("Good to know"), words.known(panel)),
        Group(_("Why here"), words.parts(panel)),
        Group(_("Before"), past),
    ]
