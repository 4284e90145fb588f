"""The process environment as this program wants it, before anything of Textual is imported."""

import os


def forget_developer_hooks() -> list[str]:
    """Delete every ``TEXTUAL*`` variable from the environment and return the names that were there.

    Textual reads them while it is imported: they can take screenshots of patients, write logs readable by everybody
    and type keys.
    """
    names = [name for name in os.environ if name.upper().startswith("TEXTUAL")]
    for name in names:
        del os.environ[name]
    return names


def locale_language() -> str:
    """Return the language of the computer: Russian where its locale says so, else English."""
    locale = next((found for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (found := os.environ.get(name))), "")
    return "ru" if locale.lower().startswith("ru") else "en"
