"""Pages of the documentation that the program writes of itself, one in every language."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from assistant_tui.text.i18n import LANGUAGES, language, use_language

ROOT: Final = Path(__file__).resolve().parent.parent


def keep_fresh(name: str, page: Callable[[], str], module: str, arguments: list[str] | None) -> int:
    """Write ``docs/<language>/<name>``; with ``--check`` write nothing and return 1 where one is stale.

    ``page`` returns it in the present language, as Markdown; ``module`` is what one runs to write it anew.
    """
    parser = argparse.ArgumentParser(prog=f"python -m {module}")
    parser.add_argument("--lang", choices=LANGUAGES, help="only this language")
    parser.add_argument("--check", action="store_true", help="only tell whether the pages are fresh")
    options = parser.parse_args(arguments)
    stale = False
    before = language()
    try:
        for code in [options.lang] if options.lang else LANGUAGES:
            use_language(code)
            path, text = ROOT / "docs" / code / name, page()
            if path.exists() and path.read_text(encoding="utf-8") == text:
                continue
            stale = True
            if options.check:
                sys.stderr.write(f"{path.relative_to(ROOT)} is stale: run python -m {module}\n")
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    finally:
        use_language(before)
    return 1 if options.check and stale else 0
