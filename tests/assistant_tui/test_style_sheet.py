"""Style sheets are parsed once: opening a screen costs its own sheet alone."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from textual.css.parse import parse
from textual.css.stylesheet import StylesheetParseError

from assistant_tui.style_sheet import KeptStylesheet

BLUE, RED = {"tone": "#0000ff"}, {"tone": "#ff0000"}


def sheet(variables: dict[str, str], *sources: str) -> KeptStylesheet:
    made = KeptStylesheet(variables=dict(variables))
    for number, source in enumerate(sources):
        made.add_source(source, read_from=("test", str(number)))
    made.parse()
    return made


def tones(made: KeptStylesheet) -> list[str]:
    return [rule.styles.color.hex for rule in made.rules]


def test_what_was_parsed_is_not_parsed_again() -> None:
    many = [f"#once{number} {{ color: $tone; }}" for number in range(100)]
    made = sheet(BLUE, *many)
    with patch("textual.css.stylesheet.parse", wraps=parse) as parsing:
        made.add_source("#new { color: $tone; }", read_from=("test", "new"))
        made.reparse()
        again = sheet(BLUE, *many)
    assert [call.args[1] for call in parsing.call_args_list] == ["#new { color: $tone; }"]
    assert tones(made) == ["#0000FF"] * 101
    assert tones(again) == ["#0000FF"] * 100


def test_other_colours_are_other_rules() -> None:
    made = sheet(BLUE, "#tone { color: $tone; }")
    made.set_variables(dict(RED))
    made.reparse()
    assert tones(made) == ["#FF0000"]
    made.set_variables(dict(BLUE))
    made.reparse()
    assert tones(made) == ["#0000FF"]


def test_a_wrong_sheet_leaves_the_rules_in_force() -> None:
    made = sheet(BLUE, "#good { color: $tone; }")
    made.add_source("#bad { colour: $tone; }", read_from=("test", "bad"))
    with pytest.raises(StylesheetParseError):
        made.reparse()
    assert tones(made) == ["#0000FF"]
