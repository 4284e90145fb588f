"""The style sheet of the app."""

from typing import Final

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation

_Parsed = dict[tuple[str, CSSLocation, bool, int, str], list[RuleSet]]

_MOST_COLOURS: Final = 4
_by_colours: Final[dict[frozenset[tuple[str, str]], _Parsed]] = {}
"""What was parsed, by the colours that it was parsed for and then by source."""


class KeptStylesheet(Stylesheet):
    """A style sheet that parses every source once for every set of colours.

    Textual keeps 64 sources and, wherever a screen brings a file of its own, begins anew with all of them.
    """

    def __init__(self, *, variables: dict[str, str]) -> None:
        """Begin without a source; ``variables`` are the colours by name."""
        super().__init__(variables=variables)
        self._parsed = _parsed_for(variables)

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take other colours; the sources are parsed for them by `reparse`."""
        super().set_variables(variables)
        self._parsed = _parsed_for(variables)

    def reparse(self) -> None:
        """Parse what is not parsed yet; the rules in force stay where that fails."""
        self.parse()

    def _parse_rules(
        self,
        css: str,
        read_from: CSSLocation,
        is_default_rules: bool = False,
        tie_breaker: int = 0,
        scope: str = "",
    ) -> list[RuleSet]:
        source = (css, read_from, is_default_rules, tie_breaker, scope)
        if source not in self._parsed:
            self._parsed[source] = super()._parse_rules(css, read_from, is_default_rules, tie_breaker, scope)
        return self._parsed[source]


def _parsed_for(variables: dict[str, str]) -> _Parsed:
    colours = frozenset(variables.items())
    parsed = _by_colours.pop(colours, {})
    while len(_by_colours) >= _MOST_COLOURS:
        del _by_colours[next(iter(_by_colours))]
    _by_colours[colours] = parsed  # the latest is the last to go
    return parsed
