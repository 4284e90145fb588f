"""The command line: `main` reads arguments, runs a command, and says in one sentence what went wrong."""

import os
import sys
from argparse import Namespace

from assistant_tui.cli.faults import Stopped, WrongUse

BROKEN_PIPE = 128 + 13
INTERRUPTED = 128 + 2


def main(argv: list[str] | None = None) -> int:
    """Run the command line and return its exit code: 0 done, 1 failed, 2 arguments, 3 refused, 4 data, 128+n signal."""
    arguments = sys.argv[1:] if argv is None else list(argv)
    _tolerant_streams()
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        _forget_stdout()
        return BROKEN_PIPE
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        _forget_stdout()
        return _told(error, 1)
    return code


def _run(arguments: list[str]) -> int:
    from assistant_tui.cli.arguments import translated_argparse
    from assistant_tui.cli.language import choose_language

    choose_language(arguments)
    try:
        with translated_argparse():
            from assistant_tui.cli.tree import make_parser, opening_options

            options = opening_options(arguments) or make_parser().parse_args(arguments)
    except SystemExit as leaving:  # --help
        return leaving.code if isinstance(leaving.code, int) else 0
    except WrongUse as wrong:
        return _told(wrong, wrong.exit_code)
    if getattr(options, "version", False):
        return _version()
    return _guarded(options)


def _guarded(options: Namespace) -> int:
    """Run a command; whatever it raises becomes one sentence, and of a crash only its code."""
    from db.errors import CaseloadError

    try:
        code: int = options.run(options) if options.command else _open(options)
    except (WrongUse, Stopped) as ending:
        return _told(ending, ending.exit_code)
    except CaseloadError as error:
        return _told(error, error.exit_code)
    except (BrokenPipeError, KeyboardInterrupt):
        raise
    except OSError as error:
        return _told(error, 1)
    except Exception as error:  # the barrier: values must not reach the terminal
        from db.rules.when import NotADate

        if isinstance(error, NotADate):
            return _told(error, 2)
        from assistant_tui import crash

        sys.stderr.write(crash.sentence(*crash.record(error)) + "\n")
        return 1
    return code


def _open(options: Namespace) -> int:
    from assistant_tui.cli.opening import open_app
    from assistant_tui.cli.session import session_of

    session = session_of(options)
    return open_app(session.place, now=session.now)


def _told(error: Exception, code: int) -> int:
    """Say what went wrong and return the exit code."""
    if isinstance(error, WrongUse | Stopped):
        text = str(error)
    else:
        from assistant_tui.text.errors import sentence

        text = sentence(error)
    if text and sys.stderr is not None:
        from db.rules.names import clean

        sys.stderr.write(clean(" ".join(text.split())) + "\n")
    return code


def _version() -> int:
    from importlib.metadata import PackageNotFoundError, version

    try:
        number = version("onco-assistant")
    except PackageNotFoundError:  # a checkout that was never installed
        import tomllib
        from pathlib import Path

        project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
        number = project["project"]["version"]
    sys.stdout.write(f"Onco-assistant {number}\n")
    return 0


def _tolerant_streams() -> None:
    """Let no letter that the terminal lacks stop a command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _forget_stdout() -> None:
    """Let nothing more be written to a stdout that is gone, not even while Python leaves."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, sys.stdout.fileno())
    except (OSError, ValueError):  # a stdout that is no file
        pass
    finally:
        os.close(nowhere)
