"""The looks that `doctor` takes, each one line: what was found, and what to type where it is wrong."""

import os
import platform
import shutil
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Final

from assistant_tui.database_place import UnfitPlace, data_folder, database_place
from assistant_tui.text.i18n import N_, _, language

if TYPE_CHECKING:
    from db.errors import CaseloadError

LEAST_FREE: Final = 200 * 1024 * 1024  # as in the app: doctor imports no Textual
LEAST_SIZE: Final = (80, 24)
_PACKAGES: Final = ("textual", "rich", "sqlalchemy", "sqlmodel", "sqlcipher3", "psycopg")
_OPTIONAL: Final = ("psycopg",)
_ADVICE: Final = {
    "newer_schema": N_("update the program"),
    "older_schema": "assistant-tui --db {place} db migrate",
    "database_gone": "assistant-tui --db {place} db restore {backup}",
    "only_the_door": N_("name another file: assistant-tui --db PATH"),
    "database_damaged": N_("change nothing, restore a copy"),
    "not_a_database": N_("name another file: assistant-tui --db PATH"),
    "not_our_database": N_("name another file: assistant-tui --db PATH"),
    "network_file_system": N_("keep the database on this computer, or use PostgreSQL"),
    "cannot_connect": "pg_isready -d {place}",
    "cannot_open": "ls -l {place}",
}


@dataclass(frozen=True)
class Finding:
    """One line: a stable id, ok, note, warning or fault, words, and what to type."""

    check: str
    status: str
    title: str
    value: str
    advice: str = ""


def findings(named: str | None) -> list[Finding]:
    """Look at everything and return the lines in their order."""
    return [*_versions(), *_place(named), *_settings(), *_terminal(), *_language()]


def _versions() -> Iterator[Finding]:
    yield Finding("python", "ok", "Python", platform.python_version())
    for name in _PACKAGES:
        try:
            yield Finding(name, "ok", name, version(name))
        except PackageNotFoundError:
            status = "note" if name in _OPTIONAL else "fault"
            yield Finding(name, status, name, _("not installed"), "" if name in _OPTIONAL else "./run")
    yield from _engine()


def _engine() -> Iterator[Finding]:
    from assistant_tui.text.errors import sentence
    from db.errors import EnvironmentFault

    try:
        from db.engine import sqlite_module

        yield Finding("sqlite", "ok", "SQLite", str(sqlite_module().sqlite_version))
    except EnvironmentFault as error:
        yield Finding("sqlite", "fault", "SQLite", sentence(error), "./run")
    except ImportError:
        yield Finding("sqlite", "fault", "SQLite", _("not installed"), "./run")


# --- where the database lies ------------------------------------------------------------------------------------------


def _place(named: str | None) -> Iterator[Finding]:
    title = _("Database")
    try:
        place = database_place(named)
    except UnfitPlace as unfit:
        words = {
            "password_in_url": _("the URL holds a password"),
            "unknown_kind": _("neither a file nor postgresql://"),
        }
        yield Finding("place", "fault", title, words[unfit.code], "assistant-tui --db PATH")
        return
    yield Finding("place", "ok", title, place)
    if "://" not in place:
        path = Path(place)
        yield from _rights(path)
        yield _free(path.parent)
    state = _state(place)
    yield state
    if "://" not in place and state.status == "ok":
        yield _encryption(Path(place))
    if "://" not in place and Path(place).exists():
        yield from _backups(place)


def _rights(path: Path) -> Iterator[Finding]:
    if os.name != "posix":
        return
    from assistant_tui.crash import crash_log
    from assistant_tui.settings import settings_path

    own = [path.with_name(path.name + ending) for ending in ("", "-wal", "-shm", ".door", ".door-wal", ".door-shm")]
    wrong = 0
    for each in [*own, settings_path(), crash_log()]:
        if (mode := _mode(each)) is not None and mode & 0o077:
            wrong += 1
            yield _no_right(_("others can read {path}", path=each), f"chmod 600 {quote(str(each))}")
    folder = path.parent
    mode = _mode(folder)
    if mode is not None and path.exists() and mode & 0o022 and not mode & stat.S_ISVTX:
        wrong += 1
        yield _no_right(_("others can write to the folder {path}", path=folder), f"chmod 700 {quote(str(folder))}")
    if mode is not None and not os.access(folder, os.W_OK):
        wrong += 1
        yield _no_right(_("no right to write to {path}", path=folder), f"ls -ld {quote(str(folder))}")
    if not wrong:
        yield Finding("rights", "ok", _("Rights"), _("in order"))


def _no_right(words: str, command: str) -> Finding:
    return Finding("rights", "fault", _("Rights"), words, command)


def _mode(path: Path) -> int | None:
    try:
        return path.stat().st_mode & 0o7777
    except OSError:
        return None


def _free(folder: Path) -> Finding:
    there = next((each for each in (folder, *folder.parents) if each.exists()), data_folder().anchor)
    free = shutil.disk_usage(there).free
    value = _("{size} MB free", size=free // (1024 * 1024))
    if free < LEAST_FREE:
        return Finding("disk", "warning", _("Disk"), value, f"df -h {quote(str(there))}")
    return Finding("disk", "ok", _("Disk"), value)


def _state(place: str) -> Finding:
    from assistant_tui.text.errors import sentence
    from db.errors import CaseloadError
    from db.state import refuse_remains, state_of

    title, state = _("State of the database"), state_of(place)
    if state.kind == "missing":
        try:
            refuse_remains(Path(place))
        except CaseloadError as gone:
            return Finding("database", "fault", title, sentence(gone), _advice(gone, place))
        return Finding("database", "fault", title, _("there is none yet"), "assistant-tui")
    if state.kind == "empty":
        return Finding("database", "fault", title, _("there is none yet"), _init(place))
    if state.error is not None:
        return Finding("database", "fault", title, sentence(state.error), _advice(state.error, place))
    if state.kind == "encrypted":
        return Finding("database", "ok", title, _("encrypted; its schema is seen once somebody signs in"))
    return Finding("database", "ok", title, _("in order, schema {schema}", schema=state.schema))


def _backups(place: str) -> Iterator[Finding]:
    """Tell when the last good backup was taken, and whether one was restored for trial within a month."""
    from assistant_tui.text.backups import late, trial_is_late, trial_words, when_words
    from db.backup import safety_of
    from db.clock import Clock

    safety, now = safety_of(place), Clock().real()
    title, command = _("Backups"), f"assistant-tui --db {quote(place)} db backup"
    if safety.latest is None:
        yield Finding("backup", "note", title, _("none taken yet"), command)
        return
    value = _("the last one {when}, {number} in all", when=when_words(safety.latest.manifest.taken_at),
              number=safety.number)  # fmt: skip
    old = late(safety, now)
    yield Finding("backup", "warning" if old else "ok", title, value, command if old else "")
    untried = trial_is_late(safety, now)
    yield Finding(
        "restore_test", "warning" if untried else "ok", _("Restoring tried"), trial_words(safety, now),
        command + " --test" if untried else "",
    )  # fmt: skip


def _encryption(path: Path) -> Finding:
    from db.state import is_encrypted

    if is_encrypted(path):
        return Finding("encryption", "ok", _("Encryption"), _("the file is read by nobody without a password"))
    words = _("none: whoever has the file reads it")
    return Finding(
        "encryption", "warning", _("Encryption"), words, f"assistant-tui --db {quote(str(path))} db rekey --encrypt"
    )


def _init(place: str) -> str:
    return f"assistant-tui --db {quote(place)} db init --first-user LOGIN --name NAME"


def _advice(error: "CaseloadError", place: str) -> str:
    known = _ADVICE.get(error.code, "")
    backup = quote(str(error.params.get("backup", "")))
    return known.format(place=quote(place), backup=backup) if "{place}" in known else _(known)


# --- the person's own ------------------------------------------------------------------------------------------------


def _settings() -> Iterator[Finding]:
    from assistant_tui.settings import SettingsError, load, settings_path

    path = settings_path()
    try:
        load(path)
    except SettingsError as error:
        yield Finding("settings", "fault", _("Settings"), str(error), f"${{EDITOR:-nano}} {quote(str(path))}")
        return
    yield Finding("settings", "ok", _("Settings"), str(path) if path.exists() else _("as they ship"))


def _terminal() -> Iterator[Finding]:
    title = _("Terminal")
    term = os.environ.get("TERM", "")
    if not sys.stdout.isatty():
        yield Finding("terminal", "note", title, _("none here"))
    elif term in ("", "dumb"):
        yield Finding(
            "terminal", "fault", title, _("it cannot draw (TERM={term})", term=term), "export TERM=xterm-256color"
        )
    else:
        size = shutil.get_terminal_size()
        small = size.columns < LEAST_SIZE[0] or size.lines < LEAST_SIZE[1]
        yield Finding(
            "terminal", "warning" if small else "ok", title, f"{size.columns}×{size.lines}, {term}, {_colours(term)}",
            _("make the window at least 80×24") if small else "",
        )  # fmt: skip
    encoding = (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "")
    if encoding == "utf8":
        yield Finding("encoding", "ok", _("Letters"), "UTF-8")
    else:
        yield Finding("encoding", "fault", _("Letters"), encoding or "?", "export LC_ALL=C.UTF-8")
    if os.environ.get("TMUX"):
        yield Finding(
            "tmux",
            "note",
            "tmux",
            _("keys come late after Esc unless it is told not to wait"),
            "tmux set -s escape-time 10",
        )


def _colours(term: str) -> str:
    if os.environ.get("NO_COLOR"):
        return _("no colours (NO_COLOR)")
    if os.environ.get("COLORTERM") in ("truecolor", "24bit"):
        return _("16 million colours")
    return _("256 colours") if "256" in term else _("16 colours")


def _language() -> Iterator[Finding]:
    from assistant_tui.text.i18n import DOMAIN, LOCALES

    catalogue = LOCALES / language() / "LC_MESSAGES" / f"{DOMAIN}.mo"
    if catalogue.exists():
        yield Finding("language", "ok", _("Language"), language())
    else:
        yield Finding(
            "language", "fault", _("Language"), _("the words are missing"), "python -m assistant_tui.locales.build"
        )
