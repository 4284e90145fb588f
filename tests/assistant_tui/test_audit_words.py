"""The audit in words: no code of an event, of a reason, of what it was about reaches a screen."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

import db.actions
from assistant_tui.text.audit import KINDS, REASONS, detail_words, event_words, reason_words, why_words
from assistant_tui.text.i18n import speaking
from db.audit.chain import ENDS
from db.queries import denials
from db.queries.audit import AuditRow
from db.work import ACTIONS

ROOT = Path(__file__).parent.parent.parent
FILES = [path for folder in ("db", "assistant_tui") for path in (ROOT / folder).rglob("*.py")]
SOURCES = [path.read_text(encoding="utf-8") for path in FILES]
CYRILLIC = re.compile("[а-яё]")


def found(pattern: str) -> set[str]:
    return {code for text in SOURCES for code in re.findall(pattern, text)}


def kinds() -> set[str]:
    for module in iter_modules(db.actions.__path__):
        import_module(f"db.actions.{module.name}")
    return {info.kind for info in ACTIONS.values() if info.kind != "start"}


def test_every_event_has_russian_words() -> None:
    noted = found(r'record_event\(\s*"(\w+)"') | found(r'note_event\([\w.]+, "(\w+)"')
    events = kinds() | noted | {"session", "session_end"}
    assert len(events) > 80
    with speaking("ru"):
        assert sorted(each for each in events if not CYRILLIC.search(event_words(each))) == []


def test_every_reason_has_words() -> None:
    codes = (
        set(ENDS) | found(r'Denied\("(\w+)"') | found(r'self\.lock\(\s*"(\w+)"') | found(r'came_by = "(\w+)"')
        | found(r'_failed\([^)]*"(\w+)"\)') | {"calling_in", "late_callback", "cover", "necessity", "wrong_pin"}
    )  # fmt: skip
    assert len(codes) > 20
    assert sorted(codes - set(REASONS)) == []


def test_what_a_denial_was_about_has_words() -> None:
    named = {*denials._KINDS.values(), *(kind for _table, kind in denials._BESIDE.values()), "patient", "call"}
    assert sorted(named - set(KINDS)) == []


def row(**given: object) -> AuditRow:
    blank = dict.fromkeys(AuditRow.__dataclass_fields__)
    known = {"id": 1, "at": datetime(2026, 11, 24, tzinfo=UTC), "event": "open_card", "outcome": "done", "detail": {}}
    return AuditRow(**{**blank, **known, **given})  # type: ignore[arg-type]  # of their types


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"reason": "calling_in"}, "звонит сам пациент"),
        (
            {"event": "denied", "outcome": "denied", "reason": "reason_needed:open_card"},
            "не названа причина",
        ),
        ({"event": "denied", "outcome": "denied", "reason": "not_your_role:workload_patients"}, "не для этой роли"),
        ({"event": "export", "outcome": "failed"}, "не удалось"),
        ({}, ""),
    ],
)
def test_why_is_said_once_and_in_words(given: dict[str, object], said: str) -> None:
    with speaking("ru"):
        assert why_words(row(**given)) == said


def test_details_are_named() -> None:
    with speaking("ru"):
        assert detail_words({"what": "visits", "rows": 12, "patients": [1, 2]}) == "что: Приёмы · строк: 12"
        assert detail_words({"encrypted": True}) == "зашифровано: да"
        assert reason_words("something_new") == "something_new"
        assert reason_words("reason_needed:open_card") == "не названа причина: открыта карточка"
