"""Opening the app: a parent that keeps the terminal clean, and the child that is the app."""

import argparse
import gc
import os
import sys
import threading
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from assistant_tui.cli.faults import Stopped
from assistant_tui.database_place import VARIABLE
from assistant_tui.text.i18n import _, language, use_language

if TYPE_CHECKING:
    from db.clock import Clock

CHILD = "assistant_tui.cli.opening"


def require_terminal() -> None:
    """Raise Stopped where there is no terminal to draw on."""
    if not (sys.stdin is not None and sys.stdin.isatty() and sys.stdout is not None and sys.stdout.isatty()):
        raise Stopped(
            1, _("The program draws on a terminal, and there is none here. Commands for scripts: assistant-tui --help")
        )


def open_app(place: str, *, now: datetime | None = None, demo_login: str | None = None) -> int:
    """Run the app on a database and return its exit code; the terminal is left clean whatever ends it."""
    require_terminal()
    _read_settings()
    from assistant_tui.launcher import run_child, run_forked

    arguments = ["--db", place, "--lang", language()]
    if now is not None:
        arguments += ["--now", now.isoformat()]
    if demo_login is not None:
        arguments += ["--demo-login", demo_login]
    if hasattr(os, "fork") and threading.active_count() == 1:
        return run_forked(lambda: child_main(arguments))
    return run_child([sys.executable, *(["-P"] if sys.flags.safe_path else []), "-m", CHILD, *arguments])


def _read_settings() -> None:
    from assistant_tui.settings import SettingsError, load

    try:
        load()
    except SettingsError as error:
        raise Stopped(2, str(error)) from error


def child_main(arguments: list[str] | None = None) -> int:
    """Be the app; the parent has read the options, and none of them is a secret."""
    gc.disable()  # what is imported is no garbage; the app begins to collect after its first frame
    from dataclasses import replace

    from assistant_tui import crash
    from assistant_tui.environment import forget_developer_hooks

    forget_developer_hooks()
    crash.protect_process()
    parser = argparse.ArgumentParser(allow_abbrev=False)
    for name in ("--db", "--lang", "--now", "--demo-login"):
        parser.add_argument(name)
    options = parser.parse_args(arguments)
    use_language(options.lang or "ru")
    os.environ[VARIABLE] = options.db  # where a first run makes the database
    from assistant_tui.app import AssistantApp
    from assistant_tui.settings import load
    from assistant_tui.way_in import WayIn

    settings = load()
    if not settings.language and options.lang:
        settings = replace(settings, language=options.lang)
    now = datetime.fromisoformat(options.now) if options.now else None

    def clock() -> "Clock":
        from db.clock import Clock

        return Clock(now)

    def bring_up() -> None:
        from db.backup import bring_up

        bring_up(options.db)

    elsewhere = "://" in options.db  # a server's database is for its administrator to bring up to date
    there = elsewhere or Path(options.db).exists() or _is_gone(options.db)
    sign_in_as = None
    if options.demo_login:
        from db.demo import PASSWORD

        sign_in_as = (options.demo_login, PASSWORD)
    app = AssistantApp(
        WayIn(options.db, clock) if there else None,
        settings,
        sign_in_as=sign_in_as,
        bring_up=None if elsewhere else bring_up,
    )
    app.offers_tour = True
    return app.run_to_exit()


def _is_gone(place: str) -> bool:
    """Tell whether something is there: none is made beside the backups or the door of a database that is gone."""
    from db.errors import CaseloadError
    from db.state import require_there

    try:
        require_there(place)
    except CaseloadError as error:
        return error.code != "no_database"
    return True


if __name__ == "__main__":
    sys.exit(child_main())
