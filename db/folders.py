"""Folders that only their owner may enter."""

from __future__ import annotations

from pathlib import Path


def make_private_folder(path: Path) -> None:
    """Make a folder, with all above it that are missing, for its owner alone (0700); raises OSError.

    Whoever may write to a folder above could put another in its place, so that those are not left to the umask.
    """
    missing = [each for each in path.parents if not each.exists()]
    for each in (*reversed(missing), path):
        each.mkdir(mode=0o700, exist_ok=True)
