from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.assistant_tui.screens.call.call_desk import desk_in
from tests.desk import Desk, make_template


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_template(tmp_path_factory.mktemp("screens"))


@pytest.fixture
def desk(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    with desk_in(tmp_path, sqlite_template) as desk:
        yield desk
