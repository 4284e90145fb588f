"""Where the limits are written, in both languages."""

import re

import pytest

from assistant_tui.text.i18n import use_language
from assistant_tui.text.sources import SOURCES, source_words
from db.defaults import default_rules


def test_every_limit_of_the_program_has_its_source_in_words() -> None:
    assert {rule.source for rule in default_rules().numbers.deadlines} == set(SOURCES)


@pytest.mark.parametrize("source", SOURCES)
def test_a_source_is_russian_in_russian_and_english_in_english(source: str) -> None:
    said = source_words(source)
    assert not re.search("[A-Za-z]", re.sub(r"ria\.ru|gdp1\.ru", "", said))
    assert ("548" in said) == ("548" in source)
    use_language("en")
    assert source_words(source) == source


def test_what_an_organisation_wrote_stays_as_it_is() -> None:
    assert source_words("Menu") == "Menu"
    assert source_words("приказ главного врача № 5") == "приказ главного врача № 5"
