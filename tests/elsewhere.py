"""Two centres in one record, and files of clerks that tell of patients of both."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from db.actions.assigning import assign_patients
from db.actions.people import add_user
from db.exchange.plan_file import plan_file
from tests.assistant_tui.walk.planted import OTHER, OWN, plant
from tests.db.exchange.files import apply
from tests.desk import Desk

NEAR: Final = "Петрова Мария Ивановна"
FAR: Final = "Сокровенная Алла Борисовна"
LONELY: Final = "Безымянная Зоя Львовна"
SECRETS: Final = ("Сокровенн", "Безымянн", "Льв")
"""What no file of these says, and nobody of the first centre may read."""

_VISITS: Final = "ФИО;СНИЛС;Дата рождения;Дата приёма;Время;Услуга\n"
EARLIER: Final = _VISITS + (
    f"{NEAR};;12.04.1959;25.11.2026;10:30;КТ\n{FAR};;12.04.1959;25.11.2026;11:00;КТ\n"
    f"{LONELY};;12.04.1959;26.11.2026;12:00;УЗИ\nНичья Нина Олеговна;;12.04.1959;26.11.2026;12:30;УЗИ\n"
)
LATER: Final = _VISITS + (
    f"{NEAR};;12.04.1959;25.11.2026;11:30;КТ\nПриезжая Анна Петровна;{OTHER.snils};;25.11.2026;12:00;КТ\n"
    "Ничья Нина Олеговна;;12.04.1959;26.11.2026;12:45;УЗИ\n"
)
PEOPLE: Final = "ФИО;СНИЛС;Адрес;МКБ-10\n" + (
    f"{NEAR};{OWN.snils};Химки;C50.9\nПриезжая Анна Петровна;{OTHER.snils};Химки;C18.9\n"
)


def written(folder: Path, text: str, name: str, made: int) -> Path:
    """Write a file as if it were made then."""
    path = folder / name
    path.write_text(text, encoding="utf-8-sig")
    os.utime(path, (made, made))
    return path


def two_centres(desk: Desk, folder: Path) -> tuple[int, int]:
    """Put patients of two centres on a desk of the first, and visits of all by a file; return one of each centre."""
    with desk._writer.transaction(write=True) as conn:
        there: int = conn.value(
            "INSERT INTO organisation (kind, name, short_name, search_key, zone, active, version)"
            " VALUES ('cancer_centre', 'ЦАОП № 7', 'ЦАОП № 7', 'цаоп 7', 'Europe/Moscow', TRUE, 1) RETURNING id"
        )
    far = desk.administer(add_user, "farida", "Дальняя Фарида Олеговна", ["assistant"], centre_id=there)
    mine, theirs = plant(desk, NEAR, OWN), plant(desk, FAR, OTHER)
    others = [plant(desk, name, OWN) for name in (LONELY, "Ничья Нина Олеговна")]
    with desk._writer.transaction(write=True) as conn:
        conn.run("UPDATE patient SET snils = NULL WHERE id IN :ids", ids=others)
    desk.administer(assign_patients, [theirs, others[0]], far.result.user_id)
    desk.administer(assign_patients, others, None)
    roles = sorted(desk.user.roles)
    desk.be(*roles, "administrator", scope="all")
    apply(desk, plan_file(desk, written(folder, EARLIER, "earlier.csv", 1_700_000_000)))
    desk.be(*roles, scope="centre")
    return mine, theirs


def later(folder: Path) -> Path:
    """The next file of visits: another time for one of each centre, and one of the other centre gone from it."""
    return written(folder, LATER, "later.csv", 1_700_100_000)


def people(folder: Path) -> Path:
    """A file of patients of both centres, one of them under another name."""
    return written(folder, PEOPLE, "people.csv", 1_700_100_000)
