"""Where a statutory limit is written: the laws and orders by their names, in the present language."""

from typing import Final

from assistant_tui.text.i18n import N_, _

SOURCES: Final = (
    N_("programme of state guarantees"),
    N_("programme of state guarantees 2026"),
    N_("programme of state guarantees 2026, as reported by ria.ru on 2026-02-02"),
    N_("programme of state guarantees 2026; order 548n"),
    N_("territorial programme of state guarantees"),
    N_("territorial programme of state guarantees, gdp1.ru (year unknown)"),
    N_("no official text read"),
)
"""Sources of the limits that the program brings along, as `defaults.toml` and the rules in force have them."""


def source_words(source: str) -> str:
    """Return a source in words; one that an organisation has written itself is said as it is."""
    return _(source) if source in SOURCES else source
