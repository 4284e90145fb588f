"""The reference of the command line, made from the parser: ``python -m assistant_tui.cli_reference [--check]``."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from assistant_tui.cli.arguments import PROG, translated_argparse
from assistant_tui.cli.tree import make_parser
from assistant_tui.text.i18n import LANGUAGES, N_, _, use_language

ROOT: Final = Path(__file__).resolve().parent.parent
_CODES: Final = (
    (0, N_("done")), (1, N_("failed here: the computer, the database, a fault of the program")),
    (2, N_("wrong or missing arguments")),
    (3, N_("refused: a wrong password, no right, a newer schema, an unknown patient")),
    (4, N_("the data do not pass")), ("128+n", N_("ended by signal n")),
)  # fmt: skip


def page() -> str:
    """Return the page in the present language, Markdown."""
    with translated_argparse():
        return "\n".join(_lines(make_parser())) + "\n"


def _lines(parser: argparse.ArgumentParser) -> Iterator[str]:
    yield "# " + _("Command line")
    yield ""
    yield parser.description or ""
    yield ""
    yield _("Global options stand before the command. Results go to stdout, everything else to stderr.")
    yield ""
    yield from _table(parser)
    yield "## " + _("Exit codes")
    yield ""
    for code, words in _CODES:
        yield f"- `{code}` {_(words)}"
    yield ""
    yield "## " + _("Commands")
    yield ""
    yield from _commands(parser)


def _commands(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:  # noqa: SLF001 - argparse has no other way to its commands
        if not isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - as above
            continue
        for command in action.choices.values():
            if any(isinstance(each, argparse._SubParsersAction) for each in command._actions):  # noqa: SLF001 - as above
                yield from _commands(command)
                continue
            yield f"### `{command.prog.removeprefix(PROG).strip()}`"
            yield ""
            yield (command.description or "") + "."
            yield ""
            yield from _table(command)


def _table(parser: argparse.ArgumentParser) -> Iterator[str]:
    rows = [
        (_name(action), _cell(action.help or ""))
        for action in parser._actions  # noqa: SLF001 - as above
        if not isinstance(action, argparse._SubParsersAction | argparse._HelpAction)  # noqa: SLF001 - as above
    ]
    if not rows:
        return
    yield "| " + _("argument") + " | " + _("meaning") + " |"
    yield "|---|---|"
    for name, meaning in rows:
        yield f"| `{name}` | {meaning} |"
    yield ""


def _name(action: argparse.Action) -> str:
    value = action.metavar if isinstance(action.metavar, str) else "|".join(map(str, action.choices or ()))
    if not action.option_strings:
        return _cell(value)
    named = " ".join(filter(None, (action.option_strings[-1], value if action.nargs != 0 else "")))
    return _cell(named if action.required else f"[{named}]")


def _cell(text: str) -> str:
    return text.replace("|", r"\|")


def main(arguments: list[str] | None = None) -> int:
    """Write the pages of all languages; with ``--check`` write nothing and return 1 where one is stale."""
    parser = argparse.ArgumentParser(prog="python -m assistant_tui.cli_reference", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only tell whether the pages are up to date")
    options = parser.parse_args(arguments)
    stale = 0
    for code in LANGUAGES:
        use_language(code)
        path, words = ROOT / "docs" / code / "cli.md", page()
        if path.exists() and path.read_text("utf-8") == words:
            continue
        stale += 1
        if options.check:
            sys.stderr.write(f"{path.relative_to(ROOT)} is stale: run python -m assistant_tui.cli_reference\n")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(words, "utf-8")
    return 1 if options.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
