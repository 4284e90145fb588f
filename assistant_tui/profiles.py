"""Profiles of files: how an organisation writes its tables, one TOML file each, in a folder beside the settings."""

from pathlib import Path
from typing import Final

from assistant_tui.settings import settings_path

_ENDING: Final = ".toml"
_MOST: Final = 50


def profiles_folder() -> Path:
    """Return the folder of this person's profiles; it may not be there."""
    return settings_path().parent / "profiles"


def profile_names() -> list[str]:
    """Return the names of the profiles in the folder, in order."""
    try:
        found = sorted(path.stem for path in profiles_folder().iterdir() if path.suffix == _ENDING and path.is_file())
    except OSError:
        return []
    return found[:_MOST]


def profile_path(text: str | None) -> Path | None:
    """Return where a profile lies that is named as people do: a path, or a name in the folder; None is the default.

    A path that nobody has is returned as it is: whoever opens it says so.
    """
    if not text:
        return None
    named = Path(text).expanduser()
    if named.name == text and not named.suffix and not named.exists():
        inside = profiles_folder() / f"{text}{_ENDING}"
        if inside.is_file():
            return inside
    return named
