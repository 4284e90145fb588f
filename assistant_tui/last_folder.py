"""The folder from which the last file was taken, and the names that a half-typed path can go on with."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

TABLES: Final = (".csv", ".xlsx", ".xlsm", ".tsv", ".txt")
_LONGEST: Final = 4096
_MOST_NAMES: Final = 2000


def _note() -> Path:
    from platformdirs import user_state_path

    return user_state_path("onco-assistant", appauthor=False) / "last-folder"


def last_folder() -> Path:
    """Return the folder of the last file, where it is still there; else the person's own."""
    try:
        known = Path(_note().read_text(encoding="utf-8")[:_LONGEST])
        if known.is_absolute() and known.is_dir():
            return known
    except (OSError, ValueError):
        pass
    return Path.home()


def remember_folder(folder: Path) -> None:
    """Keep the folder of a file that was taken; that it cannot be kept harms nothing."""
    from db.folders import make_private_folder

    note = _note()
    with suppress(OSError, ValueError):
        make_private_folder(note.parent)
        fresh = note.with_name(f"{note.name}.{os.getpid()}.new")
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(str(folder))
        fresh.replace(note)


def completed(typed: str) -> tuple[str, list[str]]:
    """Return a half-typed path as far as it is plain how it goes on, and the names that are possible there.

    Folders end with a slash; of files those that may be tables come, unless none fits.
    """
    path = Path(os.path.expanduser(typed))
    folder, begun = (path, "") if typed.endswith(("/", os.sep)) or not typed else (path.parent, path.name)
    try:
        with os.scandir(folder) as found:
            entries = [(each.name, each.is_dir()) for each, _number in zip(found, range(_MOST_NAMES), strict=False)]
    except (OSError, ValueError):
        return typed, []
    fitting = [(name, is_dir) for name, is_dir in entries if name.casefold().startswith(begun.casefold())]
    fitting = [each for each in fitting if begun.startswith(".") or not each[0].startswith(".")]
    tables = [each for each in fitting if each[1] or each[0].casefold().endswith(TABLES)]
    names = sorted(name + ("/" if is_dir else "") for name, is_dir in tables or fitting)
    if not names:
        return typed, []
    common = _common(names)
    head = typed[: len(typed) - len(begun)] if begun else typed
    return head + (common if len(common) >= len(begun) else begun), names


def _common(names: list[str]) -> str:
    first = names[0]
    length = min(len(name) for name in names)
    for place in range(length):
        if any(name[place].casefold() != first[place].casefold() for name in names):
            return first[:place]
    return first[:length]
