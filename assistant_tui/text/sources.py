"""Where limits and other numbers are written: the laws and orders by their names, in the present language."""

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

NUMBER_SOURCES: Final = (
    N_("service rules"),
    N_("service rules, working days left"),
    N_("service rules, the day proposed"),
    N_("indicator"),
    N_("clinical guidelines of the Ministry of Health, melanoma of the skin"),
    N_("order 548n"),
    N_("bundle of the course"),
    N_("blood count valid for 5 days, Kuzbass order"),
    N_("Moscow monitoring 2025"),
    N_("common rhythm"),
    N_("no source read"),
    N_("regional lists before planned surgery"),
)
"""Sources of the other numbers, up to the first colon or semicolon."""

STATUSES: Final = {
    "verified_official": N_("checked with the official text"),
    "verified_secondary": N_("known at second hand"),
    "verified_secondary_year_unknown": N_("known at second hand, the year is not clear"),
    "verified_regional": N_("a rule of the region"),
    "policy": N_("a rule of the service"),
    "UNVERIFIED": N_("not verified, ships switched off"),
}
"""How well a number is known, by code."""


def source_words(source: str) -> str:
    """Return a source in words; one that an organisation has written itself is said as it is."""
    return _(source) if source in (*SOURCES, *NUMBER_SOURCES) else source


def known_words(status: str) -> str:
    """Return how well a number is known."""
    return _(STATUSES.get(status, status))
