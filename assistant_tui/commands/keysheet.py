"""Key sheets for people: ``python -m assistant_tui.commands.keysheet --lang ru|en [--check]``."""

import sys
from itertools import groupby

from assistant_tui.commands.catalogue import COMMANDS
from assistant_tui.commands.command import GROUP_TITLES, Command
from assistant_tui.commands.keymap import shown_keys
from assistant_tui.doc_pages import keep_fresh
from assistant_tui.text.i18n import _


def sheet() -> str:
    """Return the key sheet in the present language, as Markdown."""
    parts = ["# " + _("Keys"), "", _("Written by the program from its own commands."), ""]
    for group, commands in groupby(COMMANDS, key=lambda command: command.group):
        parts += [f"## {_(GROUP_TITLES[group])}", ""]
        parts += ["| " + " | ".join((_("Key"), _("Command"), _("What it does"))) + " |", "|---|---|---|"]
        parts += [_line(command) for command in commands]
        parts.append("")
    return "\n".join(parts)


def _line(command: Command) -> str:
    keys = shown_keys(command).split(" ")
    shown = " ".join(f"`{key}`" for key in keys if key) or _("menu")
    return f"| {shown} | {command.words()} (`{command.id}`) | {command.help_words()} |"


def main(arguments: list[str] | None = None) -> int:
    """Write the key sheets of all languages; with ``--check`` write nothing and return 1 where one is stale."""
    return keep_fresh("keys.md", sheet, "assistant_tui.commands.keysheet", arguments)


if __name__ == "__main__":
    sys.exit(main())
