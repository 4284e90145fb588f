"""The preview of a file: a row that means a patient whom one may not see is a number and a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant_tui.screens.import_file import ImportScreen
from tests.assistant_tui.screens.day_desk import Driver, Run
from tests.assistant_tui.screens.test_import_file import asked, until
from tests.assistant_tui.walk.planted import OTHER
from tests.desk import Desk
from tests.elsewhere import NEAR, SECRETS, later, people, two_centres


async def everything(it: Driver, screen: ImportScreen) -> str:
    """Return what all sections show, and what Enter tells of every row."""
    told = [it.text]
    for _section in range(7):
        await it.pilot.press("right")
        await it.pilot.pause()
        told.append(it.text)
    told += [line for row in screen.rows for line in (row.name, row.what, *row.lines())]
    return "\n".join(told)


@pytest.mark.parametrize("roles", [("assistant", "supervisor"), ("assistant", "supervisor", "administrator")])
@pytest.mark.parametrize("file", [later, people])
async def test_nothing_of_another_centre_is_shown(
    tmp_path: Path, desk: Desk, running: Run, roles: tuple[str, ...], file: object
) -> None:
    two_centres(desk, tmp_path)
    desk.be(*roles, scope="centre")
    async with running(size=(120, 40)) as it:
        screen = await asked(it, str(file(tmp_path)))  # type: ignore[operator]  # either of the two files
        await until(it, "понято столбцов")
        said = await everything(it, screen)
        assert [word for word in SECRETS if word in said] == []
        assert not OTHER.found_in(said)
        assert NEAR in said
        if "administrator" not in roles:
            assert "пациент другого центра" in said
