"""What is on the screen, as plain text, for assertions and for dumps that are easy to review."""

import os
from pathlib import Path
from typing import Any

from rich.console import Console
from textual.app import App

SNAPSHOTS = Path(__file__).parent / "snapshots"


def screen_text(app: App[Any]) -> str:
    """Return all that is drawn now, line by line, dialogs over what lies under them."""
    width, height = app.size
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        console = Console(width=width, height=height, record=True, file=nowhere, color_system=None)
        base = app.screen_stack[-1]
        console.print(base._compositor.render_update(full=True))
        text = console.export_text()
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


def same_as_kept(app: App[Any], name: str) -> None:
    """Compare the screen with the kept dump; `KEEP_SCREENS=1` writes the dump anew."""
    path, text = SNAPSHOTS / f"{name}.txt", screen_text(app)
    if os.environ.get("KEEP_SCREENS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.exists(), f"no kept screen {path.name}: look at it, then keep it with KEEP_SCREENS=1"
    assert text == path.read_text(encoding="utf-8")
