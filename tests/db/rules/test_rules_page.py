"""The page of rules says the numbers that the rules run by."""

from datetime import date
from pathlib import Path

import pytest

from db.defaults import default_rules
from db.rules.when import parse
from tests.db.rules.test_when import NOWS

DOCS = Path(__file__).parents[3] / "docs"


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_page_names_the_limits_and_hours(language: str) -> None:
    page = (DOCS / language / "rules.md").read_text(encoding="utf-8")
    numbers = default_rules().numbers
    rows = [line for line in page.splitlines() if line.startswith("|") and ("рабоч" in line or "working" in line)]
    limits = [rule.limit for rule in numbers.deadlines if rule.enabled]
    assert [int(row.split("|")[3].split()[0]) for row in rows[: len(limits)]] == limits
    for start, end in numbers.attempts.parts_of_day:
        assert f"{start.hour}–{end.hour}" in page
    for number in (numbers.attempts.min_gap_minutes, numbers.attempts.cap_rounds, numbers.follow_up.window_days_before):
        assert f" {number} " in page


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_phrase_of_the_page_is_read(language: str) -> None:
    page = (DOCS / language / "rules.md").read_text(encoding="utf-8")
    title = "## Даты, как их печатают" if language == "ru" else "## Dates as they are typed"
    section = page.split(title)[1].split("\n## ")[0]
    phrases = section.replace("\n", " ").split("`")[1::2]
    assert len(phrases) >= 14
    for phrase in phrases:
        assert isinstance(parse(phrase, NOWS[2]), date), phrase
