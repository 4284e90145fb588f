"""The audit by keys: pages, sections, search, narrowing; no name of a patient on it."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from assistant_tui.desk_screens import desk_screen
from assistant_tui.screens.audit import AuditScreen
from db.actions.patients import open_card
from db.queries.audit import PAGE
from tests.assistant_tui.screens.day_desk import Driver, Run
from tests.build import colleague, patient, sign_in
from tests.desk import Desk


@pytest.fixture
def told(desk: Desk) -> int:
    """An auditor's desk at which something happened before."""
    whom = patient(desk, "Орлова Нина Павловна", "8 916 123-45-67", met=False)
    desk.do(open_card, whom)
    other = colleague(desk, roles=("assistant", "supervisor"))
    sign_in(desk, other)
    desk.do(open_card, whom)
    desk.record_event("export", detail={"what": "visits", "rows": 12, "format": "csv"})
    desk.record_event("sign_in_failed", outcome="failed", reason="wrong_name_or_password", nobody=True)
    desk.be("assistant", "supervisor", "administrator", "auditor", user_id=1)
    sign_in(desk, 1)
    return whom


async def at_audit(it: Driver) -> AuditScreen:
    made = desk_screen("audit")
    assert isinstance(made, AuditScreen)
    screen: AuditScreen = made
    it.app.push_screen(screen)
    await it.until(lambda: it.app.screen is screen and bool(screen.rows.entries))
    await it.settle()
    return screen


async def test_everything_is_there_and_nobody_s_name(told: int, desk: Desk, running: Run) -> None:
    async with running() as it:
        screen = await at_audit(it)
        text = it.text
        assert "ЖУРНАЛ ДОСТУПА" in text
        assert "не удалось войти" in text
        assert "открыта карточка" in text
        assert f"пациент {told}" in text
        assert "Котова О. С." in text
        for word in ("Орлова", "Нина", "916", "45-67"):
            assert word not in text
        assert screen.patient_here() is None
        if out := os.environ.get("PICTURE"):
            Path(out).write_text(it.app.export_screenshot(), encoding="utf-8")


async def test_sections_and_typing_narrow_it_and_escape_widens_it(told: int, desk: Desk, running: Run) -> None:
    async with running() as it:
        screen = await at_audit(it)
        everything = len(screen.rows.entries)
        await it.press("right", "right")
        await it.until(lambda: {each.item.event for each in screen.rows.entries} == {"open_card"})
        await it.press("left", "left")
        await it.until(lambda: len(screen.rows.entries) == everything)
        await it.type("котов")
        await it.until(lambda: {each.item.user for each in screen.rows.entries} == {"olga"})
        await it.press("escape")
        await it.until(lambda: len(screen.rows.entries) == everything)
        await it.type("сохран")
        await it.until(lambda: [each.item.event for each in screen.rows.entries] == ["export"])
        assert "строк: 12 · файл: csv" in it.text
        await it.press("escape")
        await it.until(lambda: len(screen.rows.entries) == everything)
        await it.type(str(told))
        await it.until(lambda: {each.item.object_id for each in screen.rows.entries} == {told})
        await it.press("enter")  # the patient is what it is narrowed to already: now the person
        await it.until(lambda: {each.item.user for each in screen.rows.entries} == {"olga"})


async def test_the_end_of_the_list_reads_on(told: int, desk: Desk, running: Run) -> None:
    for _turn in range(2 * PAGE + 5):
        desk.record_event("lock")
    async with running() as it:
        screen = await at_audit(it)
        assert len(screen.rows.entries) == PAGE
        newest = screen.table.cursor_key
        await it.press("end")
        await it.until(lambda: len(screen.rows.entries) == 2 * PAGE)
        await it.press("end")
        await it.until(lambda: len(screen.rows.entries) > 2 * PAGE)
        await it.press("end")
        await asyncio.sleep(0)
        await it.settle()
        assert [each.item.id for each in screen.rows.entries] == [
            row[0] for row in desk.rows("SELECT id FROM audit_event ORDER BY id DESC")
        ]
        await it.press("home")
        assert screen.table.cursor_key == newest


async def test_who_is_no_auditor_sees_nothing(told: int, desk: Desk, running: Run) -> None:
    desk.be("assistant", "supervisor")
    async with running() as it:
        screen = desk_screen("audit")
        assert screen is not None
        it.app.push_screen(screen)
        await it.until(lambda: it.app.screen is screen)
        await it.settle()
        assert isinstance(screen, AuditScreen)
        assert not screen.rows.entries


async def test_a_search_that_led_somewhere_is_kept_without_its_text(desk: Desk, running: Run) -> None:
    whom = patient(desk, "Орлова Нина Павловна", "8 916 123-45-67")
    async with running() as it:
        await it.type("орлов")
        await it.press("escape")
        assert desk.rows("SELECT * FROM audit_event WHERE event = 'search'") == []  # it led nowhere
        await it.type("орлов")
        await it.press("enter")
        await it.until(lambda: it.app.screen is not it.day)
    assert desk.rows("SELECT object_kind, object_id, reason, detail FROM audit_event WHERE event = 'search'") == [
        ("patient", whom, None, None)
    ]
