"""The reference of the command line, made from the parser: ``python -m assistant_tui.cli_reference [--check]``."""

import argparse
import sys
from collections.abc import Iterator
from typing import Final

from assistant_tui.cli.arguments import PROG, translated_argparse
from assistant_tui.cli.tree import make_parser
from assistant_tui.doc_pages import keep_fresh
from assistant_tui.text.i18n import N_, _

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
    return keep_fresh("cli.md", page, "assistant_tui.cli_reference", arguments)


if __name__ == "__main__":
    sys.exit(main())
