"""What tests read from the plan of a file, and files of visits and tests made row by row."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from db.actions.import_items import apply_items
from db.actions.imports import apply_import
from db.caseload import Done
from db.exchange.import_plan import ImportPlan
from db.exchange.items import ItemsPlan
from db.exchange.plan_file import plan_file
from tests.desk import NOW, Desk

VISITS = "ФИО;Дата рождения;Дата приёма;Время;Услуга;Врач;МО;Талон;Статус"
TESTS = "ФИО;Дата рождения;Анализ;Дата назначения;Сдать до;Дата сдачи;Статус"
ANNA = "Берёзкина Анна Петровна;12.03.1958"
VERA = "Тополева Вера Ильинична;01.02.1950"
ItemsOf = Callable[..., ItemsPlan]


def outcome(plan: ImportPlan | ItemsPlan) -> dict[int, tuple[str, set[str]]]:
    """Return of each row its standing, or the code of the rejection, and the codes of what is said."""
    found: dict[int, tuple[str, set[str]]] = {}
    standings = {row.row: str(row.standing) for row in plan.rows} | {one.row: one.code for one in plan.rejected}
    for row in standings.keys() | {one.row for one in plan.warnings}:
        found[row] = (standings.get(row, ""), {one.code for one in plan.warnings if one.row == row})
    return found


def codes(plan: ImportPlan | ItemsPlan) -> set[str]:
    """Return the codes of all that is said of the rows."""
    return {one.code for one in plan.warnings}


def refusals(plan: ImportPlan | ItemsPlan) -> list[tuple[int, str]]:
    """Return the rows that cannot be taken, with the code of why."""
    return [(one.row, one.code) for one in plan.rejected]


def standings(plan: ItemsPlan) -> list[tuple[int, str]]:
    """Return what becomes of each row."""
    return [(row.row, row.standing) for row in plan.rows]


def items_file(folder: Path, desk: Desk) -> ItemsOf:
    """Return what writes a file of visits or tests, made at an instant, and plans it."""

    def plan(
        *rows: str,
        header: str = VISITS,
        made: datetime = NOW,
        name: str = "file.csv",
        profile: str | None = None,
        assistant: str | None = None,
    ) -> ItemsPlan:
        path = folder / name
        path.write_text("\r\n".join([header, *rows]), encoding="utf-8-sig")
        os.utime(path, (made.timestamp(), made.timestamp()))
        found = plan_file(desk, path, profile=profile, assistant=assistant)
        assert isinstance(found, ItemsPlan)
        return found

    return plan


def apply(desk: Desk, plan: ImportPlan | ItemsPlan, *, skip_rejected: bool = False) -> Done:
    """Write what the plan of a file shows."""
    if isinstance(plan, ItemsPlan):
        return desk.do(apply_items, plan, skip_rejected=skip_rejected)
    return desk.do(apply_import, plan, skip_rejected=skip_rejected)


def visits(desk: Desk) -> list[tuple[Any, ...]]:
    """Return the visits on record."""
    columns = "id, patient_id, service, starts_at, status, booked_in, booking_number"
    return desk.rows(f"SELECT {columns} FROM visit ORDER BY id")


def later(hours: float = 1) -> datetime:
    """Return an instant after now."""
    return NOW + timedelta(hours=hours)
