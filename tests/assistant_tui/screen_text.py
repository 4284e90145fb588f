"""What is on the screen, as plain text, for assertions and for dumps that are easy to review."""

import os
from pathlib import Path
from typing import Any

from textual.app import App
from textual.strip import Strip

SNAPSHOTS = Path(__file__).parent / "snapshots"


def screen_text(app: App[Any]) -> str:
    """Return all that is drawn now, line by line, dialogs over what lies under them."""
    strips = app.screen_stack[-1]._compositor.render_strips()
    return "\n".join(plain_of(strip) for strip in strips) + "\n"


def plain_of(strip: Strip) -> str:
    """Return the text of a line, without what only moves the cursor and without blanks at its end."""
    return "".join(segment.text for segment in strip if not segment.control).rstrip()


def same_as_kept(app: App[Any], name: str) -> None:
    """Compare the screen with the kept dump; `KEEP_SCREENS=1` writes the dump anew."""
    path, text = SNAPSHOTS / f"{name}.txt", screen_text(app)
    if os.environ.get("KEEP_SCREENS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.exists(), f"no kept screen {path.name}: look at it, then keep it with KEEP_SCREENS=1"
    assert text == path.read_text(encoding="utf-8")
