"""The pages about import name every code that can be met."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SAID = re.compile(
    r'(?:warn|reject)\([^"\n]*"([a-z_]+)"|Remark\(\s*[^"]*?"", "([a-z_]+)"|return "((?:row|header)_[a-z_]+)"'
)
ROOMS = (
    "cells", "candidates", "twins", "matching", "resolving", "clerk_dates", "clerk_times", "finding", "item_changes",
    "item_resolving", "item_rows", "plan_file",
)  # fmt: skip


def codes() -> set[str]:
    text = "\n".join((ROOT / f"db/exchange/{room}.py").read_text(encoding="utf-8") for room in ROOMS)
    found = {code for groups in SAID.findall(text) for code in groups if code}
    found |= set(re.findall(r'_rejected\(candidate, "([a-z_]+)"', text))
    found |= set(re.findall(r'_(?:refused|kept|warn|reject)\((?:person|item), "([a-z_]+)"', text))
    found |= set(re.findall(r'(?:doubt|fault)="([a-z_]+)"', text))
    return found | set(re.findall(r'shown, "([a-z_]+)"', text))


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_code_stands_on_the_page(language: str) -> None:
    page = (ROOT / f"docs/{language}/import.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z_]+)`", page))
    assert len(codes()) > 65
    assert codes() - named == set()
