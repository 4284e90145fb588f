"""The person's settings: one small file, every field documented, one clear sentence for anything wrong in it."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Final

from assistant_tui.text.i18n import LANGUAGES, N_, _

THEME_NAMES: Final = ("light", "dark", "contrast", "mono")
MAX_BYTES: Final = 64 * 1024


class SettingsError(Exception):
    """A settings file that cannot be used; the text is one sentence in the person's language."""


@dataclass(frozen=True)
class Settings:
    """What a person chose; the defaults serve without any file.

    `FIELDS` says what each one means. Secrets never stand here nor in the environment.
    """

    language: str = ""
    theme: str = "dark"
    dial_command: tuple[str, ...] = ()
    escape_delay_ms: int = 100
    guard_after_change_ms: int = 300
    guard_same_mark_ms: int = 700
    terminal_kind: str = "own"
    idle_minutes: int = 0
    sign_in_names: bool = True
    copying: bool = True
    clipboard_seconds: int = 10
    slow_line: bool = False
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


FIELDS: Final[dict[str, str]] = {
    "language": N_("“ru” or “en”; empty: as the computer is set."),
    "theme": N_("“light”, “dark”, “contrast” or “mono”."),
    "dial_command": N_("The program that dials, as a list of words; {phone} is the number. Empty: by hand."),
    "escape_delay_ms": N_("How long to wait for the rest of a key after Esc, 10 to 1000; more on slow lines."),
    "guard_after_change_ms": N_("How long marks of a call are ignored after the screen changed, 0 to 2000."),
    "guard_same_mark_ms": N_("How long the same mark is ignored after its last press, 0 to 3000."),
    "terminal_kind": N_("“own” or “shared”: a shared terminal locks sooner, and stays open for the next person."),
    "idle_minutes": N_("After how many minutes without a key the terminal locks, 1 to 15; 0: 10 at one's own, else 2."),
    "sign_in_names": N_("true: the names of those who signed in here this week are offered when one signs in."),
    "copying": N_("true: policy number and birth date may be copied to the clipboard; false: nothing is copied."),
    "clipboard_seconds": N_("After how many seconds the clipboard is emptied, 0 to 600; 0: when you leave or hide."),
    "slow_line": N_("true: for a slow line; fewer frames a second, and more time for keys that come in pieces."),
    "keys": N_("Your own keys: command id = list of keys."),
}  # fmt: skip
"""What each setting means, as message ids."""
_FORMER: Final = frozenset({"work_alone"})
"""What earlier versions wrote to the file and never heeded; it is passed over."""


def settings_path() -> Path:
    """Return where the settings file of this person lies."""
    from platformdirs import user_config_path

    return user_config_path("onco-assistant", appauthor=False) / "settings.toml"


def load(path: Path | None = None) -> Settings:
    """Read the settings; without a file the defaults. Raises SettingsError with one sentence."""
    where = path or settings_path()
    try:
        if where.stat().st_size > MAX_BYTES:
            raise SettingsError(_("Settings: {path} is too large to be a settings file.", path=where))
        written = where.read_bytes()
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise SettingsError(_("Settings: {path} cannot be read.", path=where)) from error
    import tomllib

    try:
        raw = tomllib.loads(written.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(_("Settings: {path} is not a valid settings file (TOML).", path=where)) from error
    return from_table(raw)


def from_table(raw: Mapping[str, object]) -> Settings:
    """Return the settings in a table of the file. Raises SettingsError with one sentence for the first wrong one."""
    known = {each.name for each in fields(Settings)}
    values: dict[str, object] = {}
    for name, value in raw.items():
        if name in _FORMER:
            continue
        if name not in known:
            raise SettingsError(_("Settings: there is no setting “{name}”.", name=name))
        values[name] = _READERS[name](name, value)
    return replace(Settings(), **values)  # type: ignore[arg-type]  # each reader returns its field's type


def changed(settings: Settings, name: str, raw: object) -> Settings:
    """Return settings with another value of one of them, as the file would have it. Raises SettingsError."""
    return replace(settings, **{name: _READERS[name](name, raw)})  # type: ignore[arg-type]  # each reader returns its field's type


def keep(name: str, raw: object, path: Path | None = None) -> None:
    """Write one setting to the file, the others stay as they stand there. Raises SettingsError and OSError.

    A file that is broken is left as it is.
    """
    save(changed(load(path), name, raw), path)


def _one_of(*allowed: str) -> Callable[[str, object], str]:
    def read(name: str, value: object) -> str:
        if value not in allowed:
            choices = ", ".join(choice for choice in allowed if choice)
            raise SettingsError(_("Settings: “{name}” must be one of: {choices}.", name=name, choices=choices))
        return str(value)

    return read


def _number(low: int, high: int) -> Callable[[str, object], int]:
    def read(name: str, value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise SettingsError(
                _("Settings: “{name}” must be a number from {low} to {high}.", name=name, low=low, high=high)
            )
        return value

    return read


def _flag(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise SettingsError(_("Settings: “{name}” must be true or false.", name=name))
    return value


def _words(name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
        raise SettingsError(_("Settings: “{name}” must be a list of words.", name=name))
    return tuple(value)


def _dial(name: str, value: object) -> tuple[str, ...]:
    words = _words(name, value)
    if words and not any("{phone}" in word for word in words[1:]):
        raise SettingsError(_("Settings: “{name}” must have {{phone}} after the program.", name=name))
    return words


def _keys(name: str, value: object) -> Mapping[str, tuple[str, ...]]:
    from assistant_tui.commands.keymap import problems

    if not isinstance(value, dict):
        raise SettingsError(_("Settings: “{name}” must be a table.", name=name))
    keys = {
        str(command): (each,) if isinstance(each, str) else _words(f"{name}.{command}", each)
        for command, each in value.items()
    }
    if wrong := problems(keys):
        raise SettingsError(wrong[0])
    return keys


_READERS: Final[dict[str, Callable[[str, object], object]]] = {
    "language": _one_of("", *LANGUAGES),
    "theme": _one_of(*THEME_NAMES),
    "dial_command": _dial,
    "escape_delay_ms": _number(10, 1000),
    "guard_after_change_ms": _number(0, 2000),
    "guard_same_mark_ms": _number(0, 3000),
    "terminal_kind": _one_of("own", "shared"),
    "idle_minutes": _number(0, 15),
    "sign_in_names": _flag,
    "copying": _flag,
    "clipboard_seconds": _number(0, 600),
    "slow_line": _flag,
    "keys": _keys,
}


def _quoted(text: str) -> str:
    out = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in out) + '"'


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "[" + ", ".join(_quoted(str(word)) for word in value) + "]"
    return str(value) if isinstance(value, int) else _quoted(str(value))


def as_toml(settings: Settings) -> str:
    """Return the file's text: every field with what it means, in the present language."""
    lines: list[str] = []
    for each in fields(Settings):
        # Braces are literal here: the help names a place that the dial command fills.
        lines.append("# " + _(FIELDS[each.name]))
        value = getattr(settings, each.name)
        if each.name == "keys":
            lines += ["[keys]", *(f"{_quoted(key)} = {_toml(tuple(keys))}" for key, keys in value.items())]
        else:
            lines += [f"{each.name} = {_toml(value)}", ""]
    return "\n".join(lines) + "\n"


def save(settings: Settings, path: Path | None = None) -> Path:
    """Write the settings so that only this person can read them (0600), whole or not at all; return the path."""
    from db.folders import make_private_folder

    where = path or settings_path()
    make_private_folder(where.parent)
    fresh = where.with_name(where.name + ".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(as_toml(settings))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(where)
    return where
