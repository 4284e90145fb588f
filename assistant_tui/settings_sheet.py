"""The settings reference for people: ``python -m assistant_tui.settings_sheet [--check]``."""

import argparse
import sys
from pathlib import Path
from typing import Final

from assistant_tui.settings import Settings, as_toml
from assistant_tui.text.i18n import LANGUAGES, _, language, use_language

DOCS: Final = Path(__file__).parent.parent / "docs"


def sheet(code: str) -> str:
    """Return the settings reference in a language, as Markdown."""
    before = language()
    use_language(code)
    try:
        about = _("The file settings.toml lies in your configuration folder; `doctor` prints where. The defaults:")
        return "\n".join(["# " + _("Settings"), "", about, "", "```toml", as_toml(Settings()).rstrip(), "```", ""])
    finally:
        use_language(before)


def main(arguments: list[str] | None = None) -> int:
    """Write the references; with ``--check`` write nothing and return 1 when one is stale."""
    parser = argparse.ArgumentParser(prog="python -m assistant_tui.settings_sheet", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only tell whether the references are fresh")
    options = parser.parse_args(arguments)
    stale = 0
    for code in LANGUAGES:
        path, text = DOCS / code / "settings.md", sheet(code)
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        if options.check:
            stale = 1
            sys.stderr.write(f"{path} is stale: run python -m assistant_tui.settings_sheet\n")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return stale


if __name__ == "__main__":
    sys.exit(main())
