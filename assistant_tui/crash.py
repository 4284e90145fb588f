"""What is left of a crash: an error code, frames and types; never a value, never a message of the error."""

import faulthandler
import os
import sys
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from assistant_tui.text.i18n import _

_MAX_LOG = 512 * 1024


def crash_log() -> Path:
    """Return where crashes are logged."""
    from platformdirs import user_state_path

    return user_state_path("onco-assistant", appauthor=False) / "crash.log"


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        yield following
        inner = getattr(following, "error", None)  # what a worker died of
        following = inner if isinstance(inner, BaseException) else following.__cause__ or following.__context__


def _frames(trace: TracebackType | None) -> list[str]:
    return [
        f"{'/'.join(Path(frame.f_code.co_filename).parts[-3:])}:{line} {frame.f_code.co_name}"
        for frame, line in traceback.walk_tb(trace)
    ]


def describe(error: BaseException) -> tuple[str, list[str]]:
    """Return the code of an error, the same for the same place, and its lines: types and frames only."""
    from hashlib import blake2s

    lines: list[str] = []
    for each in _chain(error):
        lines.append(f"{type(each).__module__}.{type(each).__qualname__}")
        lines += ["  " + frame for frame in _frames(each.__traceback__)]
    code = blake2s("\n".join(lines).encode(), digest_size=3).hexdigest().upper()
    return f"E-{code}", lines


def record(error: BaseException) -> tuple[str, Path | None]:
    """Write an error to the log (0600) and return its code and the log's path, None where it cannot be written."""
    from db.folders import make_private_folder

    code, lines = describe(error)
    path = crash_log()
    try:
        make_private_folder(path.parent)
        descriptor = _open_log(path)
    except OSError:
        return code, None
    with os.fdopen(descriptor, "a", encoding="utf-8") as file:
        file.write("\n".join([code, *lines, "", ""]))
    return code, path


def _open_log(path: Path) -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(path, flags, 0o600)
    if hasattr(os, "fchmod"):
        os.fchmod(descriptor, 0o600)
    if os.fstat(descriptor).st_size > _MAX_LOG:
        os.ftruncate(descriptor, 0)
    return descriptor


def sentence(code: str, path: Path | None) -> str:
    """Return what people read after a crash."""
    said = _("The program stopped because of an error, code {code}. What the screen had confirmed is saved.", code=code)
    where = "\n" + _("The log holds no patients' data: {path}", path=path) if path else ""
    return said + where


def protect_process() -> None:
    """Let nothing print values when the process dies: no tracebacks with messages, no core file."""

    def report(error: BaseException | None) -> None:
        if error is not None and not isinstance(error, SystemExit | KeyboardInterrupt):
            code, path = record(error)
            sys.__stderr__ and sys.__stderr__.write(sentence(code, path) + "\n")

    sys.excepthook = lambda _kind, error, _trace: report(error)
    threading.excepthook = lambda args: report(args.exc_value)
    sys.unraisablehook = lambda args: report(args.exc_value)
    if sys.__stderr__ is not None:
        faulthandler.enable(sys.__stderr__)  # frames only
    try:
        import resource
    except ImportError:  # Windows has no core files
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
