"""The settings reference for people: ``python -m assistant_tui.settings_sheet [--check]``."""

import sys

from assistant_tui.doc_pages import keep_fresh
from assistant_tui.settings import Settings, as_toml
from assistant_tui.text.i18n import _


def sheet() -> str:
    """Return the settings reference in the present language, as Markdown."""
    about = _("The file settings.toml lies in your configuration folder; `doctor` prints where. The defaults:")
    return "\n".join(["# " + _("Settings"), "", about, "", "```toml", as_toml(Settings()).rstrip(), "```", ""])


def main(arguments: list[str] | None = None) -> int:
    """Write the references of all languages; with ``--check`` write nothing and return 1 where one is stale."""
    return keep_fresh("settings.md", sheet, "assistant_tui.settings_sheet", arguments)


if __name__ == "__main__":
    sys.exit(main())
