"""Key sheets for people: ``python -m assistant_tui.commands.keysheet --lang ru|en [--check]``."""

import argparse
import sys
from itertools import groupby
from pathlib import Path
from typing import Final

from assistant_tui.commands.catalogue import COMMANDS
from assistant_tui.commands.command import GROUP_TITLES, Command
from assistant_tui.commands.keymap import shown_keys
from assistant_tui.text.i18n import LANGUAGES, _, language, use_language

DOCS: Final = Path(__file__).parent.parent.parent / "docs"


def sheet(code: str) -> str:
    """Return the key sheet in a language, as Markdown."""
    before = language()
    use_language(code)
    try:
        parts = ["# " + _("Keys"), "", _("Written by the program from its own commands."), ""]
        for group, commands in groupby(COMMANDS, key=lambda command: command.group):
            parts += [f"## {_(GROUP_TITLES[group])}", ""]
            parts += ["| " + " | ".join((_("Key"), _("Command"), _("What it does"))) + " |", "|---|---|---|"]
            parts += [_line(command) for command in commands]
            parts.append("")
        return "\n".join(parts)
    finally:
        use_language(before)


def _line(command: Command) -> str:
    keys = shown_keys(command).split(" ")
    shown = " ".join(f"`{key}`" for key in keys if key) or _("menu")
    return f"| {shown} | {command.words()} (`{command.id}`) | {command.help_words()} |"


def main(arguments: list[str] | None = None) -> int:
    """Write the sheets; with ``--check`` write nothing and return 1 when one is stale."""
    parser = argparse.ArgumentParser(prog="python -m assistant_tui.commands.keysheet", description=__doc__)
    parser.add_argument("--lang", choices=LANGUAGES, help="only this language")
    parser.add_argument("--check", action="store_true", help="only tell whether the sheets are fresh")
    options = parser.parse_args(arguments)
    stale = []
    for code in [options.lang] if options.lang else LANGUAGES:
        path, text = DOCS / code / "keys.md", sheet(code)
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(path)
        if not options.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    for path in stale if options.check else ():
        sys.stderr.write(f"{path} is stale: run python -m assistant_tui.commands.keysheet\n")
    return 1 if options.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
